package report

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
)

// Options say what is reported. The zero value is all services in English.
type Options struct {
	Lang     answer.Lang // "" means English
	Services []string    // ids; nil means all

	// Scope is whom the services count, and how they walk, instead of what their
	// standard says. Its Minutes, District and Level are not read: curves have limits,
	// and pages districts, of their own.
	Scope coverage.Scope

	// Level is that of the districts that maps and lists tell apart; nil is the
	// finest that the city has.
	Level *int

	// What the page says beside the numbers, where it is known.
	Notes    []answer.Note // of the import
	Standard Standard
	Sources  []ProfileSources
}

// A Standard is the document that the services are from.
type Standard struct {
	Name   string // in the page's language
	Source string
}

// ProfileSources are where the numbers of a walking profile are from.
type ProfileSources struct {
	ID    string // of the profile
	Lines []SourceLine
}

// A SourceLine is the source of one number, or of several that are of one kind.
type SourceLine struct {
	Of     string // what it is the source of, such as speed or waits.signal_s
	Source string
}

// curveMinutes are the limits of every curve, beside the service's own.
var curveMinutes = []float64{5, 10, 15, 20}

// A Report is what all pages of a city share. Its pages are written one at a
// time.
type Report struct {
	engine *coverage.Engine
	opts   Options
	show   answer.Shown
	city   *coverage.City
	level  *int                      // of the districts told apart; nil where there are none
	rows   []coverage.Row            // each service by itself
	whole  []coverage.Row            // the bundle of all of them; nil for one service
	curves map[string][]coverage.Row // by service
	found  map[string][]gaps.Gap     // by service, as pages ask
}

// New asks what all pages share: the rows and the curves. The errors are
// [*coverage.QueryError] and ctx's.
func New(ctx context.Context, engine *coverage.Engine, o Options) (*Report, error) {
	if o.Lang == "" {
		o.Lang = answer.EN
	}
	o.Scope.Minutes, o.Scope.District, o.Scope.Level = 0, nil, nil
	city := engine.City()
	r := &Report{engine: engine, opts: o, city: city, show: answer.Shown{City: city, Lang: o.Lang}, level: o.Level, curves: map[string][]coverage.Row{}, found: map[string][]gaps.Gap{}}
	if n := len(city.Districts); n > 0 && r.level == nil {
		r.level = &city.Districts[n-1].Level // sorted by level
	}
	if l := r.opts.Level; l != nil && !slices.Contains(r.levels(), *l) {
		wrong := &coverage.QueryError{Param: "level", Value: strconv.Itoa(*l)}
		for _, known := range r.levels() {
			wrong.Known = append(wrong.Known, strconv.Itoa(known))
		}
		return nil, wrong
	}
	var err error
	if r.rows, err = engine.Rows(ctx, coverage.Query{Services: o.Services, Scope: o.Scope}); err != nil {
		return nil, err
	}
	ids := r.services()
	if len(ids) > 1 {
		if r.whole, err = engine.Rows(ctx, coverage.Query{AllOf: ids, MeanOf: ids, Scope: o.Scope}); err != nil {
			return nil, err
		}
	}
	for _, s := range city.Services {
		if !slices.Contains(ids, s.ID) {
			continue
		}
		q := coverage.Query{Services: []string{s.ID}, Scope: o.Scope, Limits: append(slices.Clone(curveMinutes), s.Minutes)}
		if r.curves[s.ID], err = engine.Rows(ctx, q); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// services lists the ids of the services reported, in the order of the rows.
func (r *Report) services() []string {
	var ids []string
	for _, row := range r.rows {
		if row.District == nil {
			ids = append(ids, row.Services[0])
		}
	}
	return ids
}

// Districts lists the districts that have a page each, by code.
func (r *Report) Districts() []coverage.District {
	var out []coverage.District
	for _, d := range r.city.Districts {
		if r.level != nil && d.Level == *r.level {
			out = append(out, d)
		}
	}
	return out
}

// City writes the page of the whole city. A link for each district's own page is
// given by its code; nil, or "", is none.
func (r *Report) City(ctx context.Context, w io.Writer, link func(code string) string) error {
	return r.write(ctx, w, scope{link: link})
}

// District writes the page of one district.
func (r *Report) District(ctx context.Context, w io.Writer, d coverage.District) error {
	return r.write(ctx, w, scope{district: &d})
}

// A scope is what a page is about: the city, or one district.
type scope struct {
	district *coverage.District
	link     func(code string) string
	frame    *frame // the ground of its maps; nil where there is none
}

// of reports whether a row is the scope's own.
func (s scope) of(row coverage.Row) bool {
	if s.district == nil || row.District == nil {
		return s.district == nil && row.District == nil
	}
	return row.District.Code == s.district.Code && row.District.Level == s.district.Level
}

// asked is whom the page's questions count: those of the report in the page's
// district.
func (r *Report) asked(s scope) coverage.Scope {
	asked := r.opts.Scope
	if s.district != nil {
		asked.District, asked.Level = &s.district.Code, &s.district.Level
	}
	return asked
}

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// layout is the page; each run gives it the words of its language.
var layout = template.Must(template.New("page").Funcs(template.FuncMap{
	"say":    func(key string, pairs ...string) string { return key },
	"people": func() string { return "" },                          // the head of a column of what is counted
	"css":    func() template.CSS { return template.CSS(pageCSS) }, // ours, embedded
}).Parse(pageHTML))

// write lays a page out and writes it whole, or nothing.
func (r *Report) write(ctx context.Context, w io.Writer, s scope) error {
	p, err := r.page(ctx, s)
	if err != nil {
		return err
	}
	clone, err := layout.Clone()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := clone.Funcs(template.FuncMap{"say": r.show.Say, "people": func() string { return r.show.CountedHead(r.opts.Scope.Weight) }}).Execute(&b, p); err != nil {
		return err
	}
	_, err = io.Copy(w, &b)
	return err
}

// join puts sentences one after another as the language does.
func (r *Report) join(sentences ...string) string {
	return strings.Join(sentences, r.show.Say("sentence.space"))
}
