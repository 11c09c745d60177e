package report

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/coverage"
)

// A page is what the layout is filled with: text that is ready to be shown.
type page struct {
	Lang      string
	Title     string
	Place     string
	About     string // what it is measured by, in a line
	Headline  string // a sentence that can be said aloud
	Further   string
	Frame     *frame
	Overview  *mapView
	Summary   table
	Several   bool // services
	District  bool // the page is of one district
	Sections  []section
	Notes     []string
	Assumed   []string
	Standard  Standard
	Services  []serviceLine
	Profiles  []profileLine
	Inputs    []coverage.Input
	Engine    string
	Hash      string
	Attribute []string
}

// A section is one service.
type section struct {
	ID       string
	Name     string
	Sentence string // "" where it is the headline
	Map      *mapView
	Curve    *curveView
	Table    *table
	Gaps     *gapsView
	Places   *placesView
	Bridge   *bridgeView
}

// A table is rows under one head.
type table struct {
	Caption string
	Rows    []line
}

// A line is one row of coverage.
type line struct {
	Name      string
	Link      string
	Head      bool // of a level, or the city
	Minutes   string
	Counted   string
	Demand    string
	Covered   string
	Coverage  string
	Target    string
	Verdict   string
	Class     string // of its colour: meets, misses, cannot_tell, none
	Shortfall string
	Circle    string
}

// A serviceLine is one line of the standard.
type serviceLine struct {
	Name, ID, Minutes, Profile, Group, Area, Target, Text, Clause string
}

// A profileLine is how a profile walks, and who says so.
type profileLine struct {
	Name, ID, Speed string
	Own             bool // the city's own: its numbers are in the manifest
	Lines           []SourceLine
}

// page asks and says everything that stands on a page.
func (r *Report) page(ctx context.Context, s scope) (*page, error) {
	s.frame = r.frame(s)
	p := &page{Lang: map[answer.Lang]string{answer.ZH: "zh-CN", answer.EN: "en"}[r.opts.Lang], District: s.district != nil, Several: len(r.services()) > 1}
	p.Place, p.Frame = r.show.Title(), s.frame
	if s.district != nil {
		p.Place = r.show.Place(&coverage.DistrictRef{Code: s.district.Code, Names: s.district.Names, Level: s.district.Level})
	}
	p.Title = r.show.Say("page.title", "place", p.Place)
	p.About = r.about(s)
	own := r.ownRows(s)
	p.Headline, p.Further = r.headline(p.Place, own)
	p.Summary = r.summary(s, own)
	missing := make([]int, r.city.Demand.Len())
	for i := range missing {
		missing[i] = -1 // not of this scope
	}
	for _, row := range own {
		v, err := r.section(ctx, s, row, missing)
		if err != nil {
			return nil, err
		}
		if !p.Several {
			v.Sentence = ""
		}
		p.Sections = append(p.Sections, v)
	}
	if p.Several {
		p.Overview = r.overview(s, own, missing)
	}
	for _, n := range r.opts.Notes {
		p.Notes = append(p.Notes, answer.NoteText(r.opts.Lang, n))
	}
	p.Assumed = r.assumed()
	p.Standard = r.opts.Standard
	p.Services, p.Profiles = r.standard(), r.profiles()
	provenance := r.city.Provenance
	p.Engine, p.Hash, p.Inputs, p.Attribute = r.show.Provenance(), provenance.Hash, provenance.Inputs, r.show.Attribution()
	return p, nil
}

func (r *Report) about(s scope) string {
	parts := []string{}
	if s.district != nil {
		parts = append(parts, r.show.Title())
	}
	if r.opts.Standard.Name != "" {
		parts = append(parts, r.opts.Standard.Name)
	}
	if r.opts.Scope.Profile != "" {
		parts = append(parts, r.show.Profile(r.opts.Scope.Profile))
	}
	return strings.Join(parts, " · ")
}

// ownRows are the rows of the scope, a service each.
func (r *Report) ownRows(s scope) []coverage.Row {
	var out []coverage.Row
	for _, row := range r.rows {
		if s.of(row) {
			out = append(out, row)
		}
	}
	return out
}

// headline says the page in two sentences or three: how many services meet their
// target, and where most people are missed.
func (r *Report) headline(place string, own []coverage.Row) (first, further string) {
	if len(own) == 1 {
		return answer.Sentence(r.city, r.opts.Lang, own[0]), ""
	}
	count := map[coverage.Verdict]int{}
	worst, nobody := -1, 0
	for i, row := range own {
		if row.Verdict == nil {
			continue
		}
		count[*row.Verdict]++
		switch {
		case row.Reason == coverage.ReasonNoFacility:
			nobody++
		case row.Shortfall != nil && *row.Shortfall > 0 && (worst < 0 || *row.Shortfall > *own[worst].Shortfall):
			worst = i
		}
	}
	told := count[coverage.Meets] + count[coverage.Misses] + count[coverage.CannotTell]
	number := strconv.Itoa
	if told == 0 {
		return r.show.Say("page.headline_unknown", "place", place, "n", number(len(own))), ""
	}
	key := "page.headline"
	switch told {
	case count[coverage.Meets]:
		key = "page.headline_met"
	case count[coverage.Misses]:
		key = "page.headline_missed"
	}
	parts := []string{r.show.Say(key, "place", place, "n", number(told), "met", number(count[coverage.Meets]), "missed", number(count[coverage.Misses]))}
	if n := count[coverage.CannotTell]; n > 0 {
		parts = append(parts, r.show.Say("page.headline_unsure", "n", number(n)))
	}
	if nobody > 0 {
		parts = append(parts, r.show.Say("page.headline_nobody", "n", number(nobody)))
	}
	if n := len(own) - told; n > 0 {
		parts = append(parts, r.show.Say("page.headline_uncounted", "n", number(n)))
	}
	if worst < 0 {
		return r.join(parts...), ""
	}
	key = "page.headline_worst"
	if nobody > 0 {
		key = "page.headline_worst_other"
	}
	row := own[worst]
	parts = append(parts, r.show.Say(key, "service", r.show.Service(row.Services[0]), "minutes", r.show.Minutes(*row.Minutes),
		"share", r.show.Percent(row.Coverage, row.Target), "counted", r.show.Counted(row), "shortfall", r.show.Number(float64(*row.Shortfall))))
	return r.join(parts...), r.circle(row)
}

// circle says what a circle would say of a row.
func (r *Report) circle(row coverage.Row) string {
	if row.BufferCoverage == nil || row.BufferM == nil {
		return ""
	}
	return r.show.Say("page.headline_circle", "metres", r.show.Metres(*row.BufferM), "circle", r.show.Percent(row.BufferCoverage, nil), "share", r.show.Percent(row.Coverage, row.Target))
}

// summary is a line a service, then the bundle of them.
func (r *Report) summary(s scope, own []coverage.Row) table {
	t := table{Caption: r.show.Say("page.summary_caption")}
	for _, row := range own {
		l := r.line(row)
		l.Name = r.show.Service(row.Services[0])
		if len(own) > 1 {
			l.Link = "#" + row.Services[0]
		}
		t.Rows = append(t.Rows, l)
	}
	for _, row := range r.whole {
		if !s.of(row) {
			continue
		}
		l := r.line(row)
		l.Head = true
		l.Name = r.show.Say("page." + string(row.Reading))
		t.Rows = append(t.Rows, l)
	}
	return t
}

// line says a row's numbers.
func (r *Report) line(row coverage.Row) line {
	l := line{
		Name: r.show.Place(row.District), Counted: r.show.Counted(row), Demand: r.show.Amount(row.Demand), Covered: r.show.Amount(row.Covered),
		Coverage: r.show.Bounds(row), Target: r.show.Target(row.Target), Verdict: r.show.Verdict(row), Class: class(row),
		Circle: r.show.Percent(row.BufferCoverage, nil), Minutes: "–", Shortfall: "–",
	}
	if row.Minutes != nil {
		l.Minutes = r.show.Minutes(*row.Minutes)
	}
	if row.Shortfall != nil {
		l.Shortfall = r.show.Number(float64(*row.Shortfall))
	}
	return l
}

// class is a verdict's name in the style sheet.
func class(row coverage.Row) string {
	if row.Verdict == nil {
		return "none"
	}
	return string(*row.Verdict)
}

// byDistrict is a service's line for the city and every district, level by
// level; of a district's page, those for the district, what it is in and what is
// in it.
func (r *Report) byDistrict(s scope, service string) *table {
	t := &table{}
	districts := 0
	level := -1
	for _, row := range r.rows {
		if row.Services[0] != service || !r.shown(s, row) {
			continue
		}
		l := r.line(row)
		if d := row.District; d == nil {
			l.Head = true
		} else {
			districts++
			if s.link != nil && d.Code != "" && r.level != nil && d.Level == *r.level {
				l.Link = s.link(d.Code)
			}
			l.Head = s.of(row)
			if d.Level != level && s.district == nil && len(r.levels()) > 1 {
				level = d.Level
				t.Rows = append(t.Rows, line{Name: r.show.Say("page.level", "level", strconv.Itoa(level)), Class: "level"})
			}
		}
		t.Rows = append(t.Rows, l)
	}
	if districts == 0 || s.district != nil && len(t.Rows) < 2 {
		return nil
	}
	t.Caption = r.show.Say("page.districts_caption", "service", r.show.Service(service))
	return t
}

func (r *Report) levels() []int {
	var out []int
	for _, d := range r.city.Districts {
		out = append(out, d.Level)
	}
	return slices.Compact(out) // sorted
}

// shown reports whether a row stands in the table of a page. Demand in no
// district has a row only where there is some.
func (r *Report) shown(s scope, row coverage.Row) bool {
	d := row.District
	if d == nil {
		return true
	}
	if d.Code == "" {
		return s.district == nil && row.Demand != nil && *row.Demand > 0
	}
	return s.district == nil || s.of(row) || d.Code == s.district.Parent || r.parent(*d) == s.district.Code
}

func (r *Report) parent(ref coverage.DistrictRef) string {
	at, found := slices.BinarySearchFunc(r.city.Districts, ref, func(d coverage.District, ref coverage.DistrictRef) int {
		return cmp.Or(cmp.Compare(d.Level, ref.Level), cmp.Compare(d.Code, ref.Code))
	})
	if !found {
		return ""
	}
	return r.city.Districts[at].Parent
}

// section is one service in full. It counts in missing the places that the
// service is not in reach of.
func (r *Report) section(ctx context.Context, s scope, row coverage.Row, missing []int) (section, error) {
	id := row.Services[0]
	v := section{ID: id, Name: r.show.Service(id), Sentence: answer.Sentence(r.city, r.opts.Lang, row), Table: r.byDistrict(s, id), Curve: r.curve(s, id)}
	if row.Covered == nil {
		return v, nil // nobody can be told where
	}
	cells, err := r.engine.Cells(ctx, coverage.Query{Services: []string{id}, Scope: r.asked(s)})
	if err != nil {
		return v, err
	}
	counted, err := r.engine.Resolve(r.opts.Scope, id)
	if err != nil {
		return v, err
	}
	uncovered := r.uncovered(counted, cells, missing)
	v.Map = r.serviceMap(s, row, uncovered)
	v.Places = r.places(s, row, uncovered)
	if v.Gaps, err = r.gaps(ctx, s, row); err != nil {
		return v, err
	}
	v.Bridge, err = r.bridge(ctx, s, row)
	return v, err
}
