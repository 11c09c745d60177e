package manifest

import (
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/geo/streets"
)

// MaxProfiles is how many profiles a manifest may define: each costs a search
// its own costs of every street.
const MaxProfiles = 32

// ParseProfile reads a packaged profile:
//
//	id    = "senior"
//	names = { zh = "老年人", en = "Older people" }
//
//	[speed]
//	kmh    = 3.24
//	source = "the document that the number is from"
//
//	[stairs]
//	step_up_s = 0.93
//	up        = 3
//	source    = { step_up_s = "…", up = "…" }
//
// One table is one concern; doc.go lists their keys. A value is a number or the
// word "blocked": no getting through. What no key names, and what a map does not
// say, changes nothing: unknown is never blocked. Every table names the source of
// its values, in one sentence or value by value. name is the file as errors
// should say it. The error is one [finding.Refusal] or several joined.
func ParseProfile(name string, data []byte) (coverage.Profile, error) {
	root, err := parseTree(name, data)
	if err != nil {
		return coverage.Profile{}, err
	}
	r := &reader{file: name, what: "a profile"}
	v := view{r, root, ""}
	v.only(append(profileTables(), "id", "names")...)
	var p coverage.Profile
	var line int
	p.ID, line = v.str("id")
	switch {
	case line == 0:
		r.refuse(finding.ErrMissing, 1, "id", "", `is missing: write id = "…"`)
	case p.ID != "" && !isProfileID(p.ID):
		r.refuse(finding.ErrInvalid, line, "id", p.ID, profileHint)
	}
	p.Names = v.names("names")
	profileValues(v, &p.Profile, true)
	if root.by["speed"] == nil {
		r.refuse(finding.ErrMissing, 1, "speed", "", "is missing: write [speed] with kmh = 4.0")
	}
	if err := r.err(); err != nil {
		return coverage.Profile{}, err
	}
	return p, nil
}

// Profiles reads every profiles/*.toml of a file system, sorted by id. A nil
// file system has none.
func Profiles(seeds fs.FS) ([]coverage.Profile, error) {
	return packagedFiles(seeds, "profiles", ParseProfile, func(p coverage.Profile) string { return p.ID })
}

// profiles merges the packaged profiles with [profiles.*]: one of the manifest
// replaces the packaged one of the same id. There always is a standard one.
func (m *Manifest) profiles(v view, packaged []coverage.Profile) {
	m.Profiles = nil
	all, ok := v.sub("profiles")
	var own []coverage.Profile
	if ok {
		for _, id := range all.t.keys {
			if s, ok := all.sub(id); ok {
				own = append(own, ownProfile(s, id, packaged))
			}
		}
	}
	if len(own) > MaxProfiles {
		v.r.refuse(finding.ErrTooLarge, v.t.by["profiles"].line, "profiles", "",
			fmt.Sprintf("are more than %d", MaxProfiles))
		own = own[:MaxProfiles]
	}
	for _, p := range append(slices.Clone(packaged), coverage.Profile{Profile: streets.Standard,
		Names: coverage.Names{ZH: "标准", EN: "Standard"}}) {
		if !slices.ContainsFunc(own, func(o coverage.Profile) bool { return o.ID == p.ID }) {
			own = append(own, p)
		}
	}
	sortProfiles(own)
	m.Profiles = own
}

// ownProfile reads [profiles.id]. With `like` it starts from a packaged one.
func ownProfile(v view, id string, packaged []coverage.Profile) coverage.Profile {
	v.only(append(profileTables(), "names", "like")...)
	if !isProfileID(id) {
		v.r.refuse(finding.ErrInvalid, v.t.line, "profiles", id, profileHint)
	}
	var p coverage.Profile
	like, line := v.str("like")
	if like != "" {
		i := slices.IndexFunc(packaged, func(p coverage.Profile) bool { return p.ID == like })
		switch {
		case i >= 0:
			p = packaged[i]
		case like == streets.Standard.ID:
			p.Profile = streets.Standard
		default:
			v.r.refuse(finding.ErrUnknown, line, v.field("like"), like,
				"is not a packaged profile: use one of "+strings.Join(profileIDs(packaged), ", "))
		}
	}
	if p.ID != id {
		p.Names = coverage.Names{Plain: id}
	}
	p.ID = id
	if v.t.by["names"] != nil {
		p.Names = v.names("names")
	}
	profileValues(v, &p.Profile, false)
	if like == "" && v.t.by["like"] == nil && v.t.by["speed"] == nil {
		v.r.refuse(finding.ErrMissing, v.t.line, v.field("speed"), "",
			`is missing: write speed = { kmh = 4.0 }, or like = "adult" to start from another profile`)
	}
	return p
}

const profileHint = "is not a profile's id: use a-z, 0-9 and _ only"

func isProfileID(id string) bool { return serviceID.MatchString(id) && len(id) <= maxName }

// profileIDs returns the ids in order, the standard one always among them.
func profileIDs(profiles []coverage.Profile) []string {
	out := []string{streets.Standard.ID}
	for _, p := range profiles {
		out = append(out, p.ID)
	}
	sort.Strings(out)
	return slices.Compact(out)
}

func sortProfiles(list []coverage.Profile) {
	sort.SliceStable(list, func(i, j int) bool { return list[i].ID < list[j].ID })
}
