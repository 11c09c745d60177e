package manifest

import (
	"slices"
	"sort"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
)

// The defaults of a service.
const (
	DefaultMinutes = 15.0
	DefaultTarget  = coverage.Share(850_000)
	DefaultProfile = "standard"
	DefaultGroup   = "all"
)

// Limits of a service's values.
const (
	MaxMinutes  = 120.0
	MaxBufferM  = 20_000.0
	MaxServices = 256
)

var serviceKeys = []string{"names", "minutes", "profile", "group", "area", "target", "target_text", "clause", "buffer_m"}

// A Service is a service with the line where it is defined; Line is 0 for a
// standard's.
type Service struct {
	coverage.Service
	Line int `json:"-"`
}

// services reads [services.*], or [[services]] with an id where withID is set.
// profiles are the ids that a service may name; nil means any.
func services(v view, withID bool, profiles []string) []Service {
	e := v.t.by["services"]
	if e == nil {
		return nil
	}
	var out []Service
	if e.kind == kindList && withID {
		for _, s := range v.subs("services") {
			id, _ := s.str("id")
			if id == "" {
				v.r.refuse(finding.ErrMissing, s.t.line, "services.id", "", `is missing: write id = "clinic"`)
				continue
			}
			s.path += "." + id
			out = append(out, service(s, id, append([]string{"id"}, serviceKeys...), profiles))
		}
	} else if all, ok := v.sub("services"); ok {
		for _, id := range all.t.keys {
			if s, ok := all.sub(id); ok {
				out = append(out, service(s, id, serviceKeys, profiles))
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	for i := 1; i < len(out); i++ {
		if out[i].ID == out[i-1].ID {
			v.r.refuse(finding.ErrInvalid, out[i].Line, "services", out[i].ID, "is defined twice: keep one")
		}
	}
	if len(out) > MaxServices {
		v.r.refuse(finding.ErrTooLarge, e.line, "services", "", "are more than 256")
		return out[:MaxServices]
	}
	return out
}

func service(v view, id string, keys, profiles []string) Service {
	v.only(append([]string(nil), keys...)...)
	if !serviceID.MatchString(id) || len(id) > maxName {
		v.r.refuse(finding.ErrInvalid, v.t.line, "services", id,
			"is not a service id: use a-z, 0-9 and _ only")
	}
	s := coverage.Service{
		ID:      id,
		Names:   v.names("names"),
		Minutes: v.number("minutes", DefaultMinutes, MaxMinutes, "minutes"),
		Profile: v.profile(profiles),
		Group:   DefaultGroup,
		Area: coverage.Area(v.word("area", string(coverage.AreaAll),
			string(coverage.AreaAll), string(coverage.AreaUrban), string(coverage.AreaRural))),
		Target:  v.share("target", DefaultTarget),
		BufferM: v.number("buffer_m", 0, MaxBufferM, "metres"),
	}
	s.TargetText, _ = v.str("target_text")
	s.Clause, _ = v.str("clause")
	if s.Names == (coverage.Names{}) {
		s.Names.Plain = id
	}
	if group, line := v.str("group"); group != "" {
		if groupID.MatchString(group) && len(group) <= maxName {
			s.Group = group
		} else {
			v.r.refuse(finding.ErrInvalid, line, v.field("group"), group, groupHint)
		}
	}
	return Service{Service: s, Line: v.t.line}
}

// profile reads the walking profile of a service.
func (v view) profile(known []string) string {
	id, line := v.str("profile")
	switch {
	case id == "":
		return DefaultProfile
	case !isProfileID(id):
		v.r.refuse(finding.ErrInvalid, line, v.field("profile"), id, profileHint)
		return DefaultProfile
	case known != nil && !slices.Contains(known, id):
		v.r.refuse(finding.ErrUnknown, line, v.field("profile"), id,
			"is not a walking profile: use one of "+strings.Join(known, ", ")+", or define [profiles."+id+"]")
		return DefaultProfile
	}
	return id
}

var groupID = serviceID

const groupHint = "is not a group id: use a-z, 0-9 and _ only, such as age_60_plus"

func ids(list []Standard) string {
	var out []string
	for _, s := range list {
		out = append(out, s.ID)
	}
	sort.Strings(out)
	return strings.Join(out, ", ")
}
