package report

import (
	"cmp"
	"slices"
	"strconv"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// assumed lists what every number on the page takes for granted.
func (r *Report) assumed() []string {
	p := r.city.Provenance
	out := []string{r.show.Say("page.assumed_hours")}
	if private := cmp.Or(string(r.opts.Scope.Private), p.Private); private != "" {
		out = append(out, r.show.Private(private))
	}
	if p.Walking != "" {
		out = append(out, r.show.Say("page.assumed_"+p.Walking))
	}
	out = append(out, r.show.Say("page.assumed_edge"), r.show.Say("page.assumed_circle"))
	if r.city.Guessed {
		out = append(out, r.show.Say("page.assumed_guessed"))
	}
	return out
}

// standard lists the services reported with their targets and clauses.
func (r *Report) standard() []serviceLine {
	var out []serviceLine
	ids := r.services()
	for _, s := range r.city.Services {
		if !slices.Contains(ids, s.ID) {
			continue
		}
		area := r.show.Area(s.Area)
		if area == "" {
			area = r.show.Say("page.area_all")
		}
		out = append(out, serviceLine{
			Name: r.show.Service(s.ID), ID: s.ID, Minutes: r.show.Minutes(s.Minutes), Profile: r.show.Profile(s.Profile),
			Group: r.show.Group(s.Group), Area: area, Target: r.show.Target(&s.Target), Text: dash(s.TargetText), Clause: dash(s.Clause),
		})
	}
	return out
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// profiles lists the walking profiles that the services reported use.
func (r *Report) profiles() []profileLine {
	var out []profileLine
	ids := r.services()
	used := func(profile string) bool {
		if asked := r.opts.Scope.Profile; asked != "" {
			return profile == asked
		}
		return slices.ContainsFunc(r.city.Services, func(s coverage.Service) bool {
			return slices.Contains(ids, s.ID) && (s.Profile == profile || s.Profile == "" && profile == streets.Standard.ID)
		})
	}
	add := func(p streets.Profile) {
		if !used(p.ID) {
			return
		}
		l := profileLine{ID: p.ID, Name: r.show.Profile(p.ID), Speed: strconv.FormatFloat(float64(p.Speed)/1e6, 'f', -1, 64)}
		at := slices.IndexFunc(r.opts.Sources, func(s ProfileSources) bool { return s.ID == p.ID })
		if at >= 0 {
			l.Lines = r.opts.Sources[at].Lines
		}
		l.Own = at < 0
		out = append(out, l)
	}
	if !slices.ContainsFunc(r.city.Profiles, func(p coverage.Profile) bool { return p.ID == streets.Standard.ID }) {
		add(streets.Standard)
	}
	for _, p := range r.city.Profiles {
		add(p.Profile)
	}
	return out
}
