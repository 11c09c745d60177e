package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/api/report"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/coverage/bridge"
	"lifecircle/coverage/fragility"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/isochrone"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/asciiworkspace"
)

// scopedCity is a workspace where every part of a scope makes a difference: place 2
// lies behind an estate and too far around it, place 1 in it too far for seniors, and
// two levels have a district of the same code.
func scopedCity(t *testing.T) string {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(50), `
		H---0...1---2
		    |       |
		    |       |
		    |       |
		    |       |
		    |       |
		    a-------b
	`)
	c.District(8, "01", 3, -1, 5, 1).District(9, "01", 3, -1, 9, 1)
	c.Demand.Groups["all"] = []coverage.Amount{3000, 2000, 4000}
	c.Demand.Groups["age_60_plus"] = []coverage.Amount{1000, 500, 2000}
	c.Demand.Weight = map[string][]coverage.Amount{"buildings": {5000, 7000, 9000}}
	c.Demand.Urban = []coverage.Flag{coverage.FlagUrban, coverage.FlagUrban, coverage.FlagRural}
	c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "senior", Speed: 1_500_000}}}
	city := *c.Engine().City()
	city.Name = "scoped"
	city.Provenance.Inputs = []coverage.Input{{Role: "streets", Path: "streets.osm", SHA256: "00"}}
	return asciiworkspace.Land(t, filepath.Join(t.TempDir(), "scoped.lifecircle"), &city)
}

// scopes are flags with what they make of a scope, by the name of the flag.
var scopes = map[string]struct {
	args string
	want coverage.Scope
}{
	"group":    {"--group age_60_plus", coverage.Scope{Group: "age_60_plus"}},
	"area":     {"--area urban", coverage.Scope{Area: coverage.AreaUrban}},
	"weight":   {"--weight buildings", coverage.Scope{Weight: "buildings"}},
	"minutes":  {"--minutes 5", coverage.Scope{Minutes: 5}},
	"profile":  {"--profile senior", coverage.Scope{Profile: "senior"}},
	"private":  {"--private open", coverage.Scope{Private: streets.PrivateOpen}},
	"district": {"--district 01", coverage.Scope{District: new("01")}},
	"level":    {"--district 01 --level 9", coverage.Scope{District: new("01"), Level: new(9)}},
}

// Every command takes every flag of the scope that its question has, and says with it
// what the engine says of such a scope, which is another answer than without.
func TestEveryFlagOfTheScopeIsAsked(t *testing.T) {
	dir := scopedCity(t)
	content, e, err := host.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	ctx, city := t.Context(), e.City()
	for command, c := range map[string]struct {
		args    string
		without string // flags that it has in another form, or not at all
		ask     func(coverage.Scope) (document, error)
	}{
		"gaps": {"--service clinic --format json", "", func(s coverage.Scope) (document, error) {
			q := gaps.Query{Service: "clinic", Scope: s}
			found, err := gaps.Find(ctx, e, q)
			return answer.Gaps{City: city, Lang: answer.EN, Query: q, Gaps: found}, err
		}},
		"bridge": {"--service clinic --format json", "", func(s coverage.Scope) (document, error) {
			q := bridge.Query{Service: "clinic", Scope: s}
			steps, err := bridge.Find(ctx, e, q)
			return answer.Bridge{City: city, Lang: answer.EN, Query: q, Steps: steps}, err
		}},
		"fragility": {"--service clinic --format json", "", func(s coverage.Scope) (document, error) {
			found, err := fragility.Find(ctx, e, fragility.Query{Service: "clinic", Scope: s, Top: fragility.DefaultTop})
			return answer.Fragility{City: city, Lang: answer.EN, Fragility: found}, err
		}},
		"age-friendly": {"--service clinic --format json", "profile", func(s coverage.Scope) (document, error) {
			found, err := agefriendly.Find(ctx, e, agefriendly.Query{Service: "clinic", Scope: s})
			if err != nil {
				return nil, err
			}
			return answer.AgeFriendly{City: city, Lang: answer.EN, Scope: s, AgeFriendly: *found}, nil
		}},
		"isochrone": {"--service clinic --format geojson", "minutes", func(s coverage.Scope) (document, error) {
			found, err := isochrone.Find(ctx, e, isochrone.Query{Service: "clinic", Scope: s})
			if err != nil {
				return nil, err
			}
			return answer.Isochrones{City: city, Lang: answer.EN, Isochrones: *found}, nil
		}},
		"walk": {"--service clinic --place 2 --format json", "group area weight district level", func(s coverage.Scope) (document, error) {
			found, err := itinerary.Find(ctx, e, itinerary.Query{Service: "clinic", Place: "2", Scope: s})
			if err != nil {
				return nil, err
			}
			return answer.Walk{City: city, Lang: answer.EN, Walk: *found}, nil
		}},
		"coverage": {"--service clinic --format json", "", func(s coverage.Scope) (document, error) {
			q := coverage.Query{Services: []string{"clinic"}, Scope: s}
			rows, err := e.Rows(ctx, q)
			return answer.Rows{City: city, Lang: answer.EN, Rows: rows}, err
		}},
		"report": {"--service clinic", "minutes district level", func(s coverage.Scope) (document, error) {
			pages, err := newReport(ctx, e, content, paper{services: []string{"clinic"}, lang: answer.EN, scope: s})
			return cityPage{ctx, pages}, err
		}},
	} {
		t.Run(command, func(t *testing.T) {
			args := append([]string{command, "-q", dir}, strings.Fields(c.args)...)
			plain := lifecircle(t, args...)
			if want := said(t, c.ask, coverage.Scope{}, args); plain.code != 0 || plain.out != want {
				t.Errorf("%d %s\n got %s\nwant %s", plain.code, plain.err, plain.out, want)
			}
			for flag, s := range scopes {
				got := lifecircle(t, append(slices.Clone(args), strings.Fields(s.args)...)...)
				if slices.Contains(strings.Fields(c.without), flag) {
					if unknown := "unknown flag: --" + strings.TrimPrefix(strings.Fields(s.args)[0], "--"); command == "walk" && (got.code != exitUsage || !strings.Contains(got.err, unknown)) {
						t.Errorf("%s: %d %q", s.args, got.code, got.err)
					}
					continue
				}
				if want := said(t, c.ask, s.want, args); got.code != 0 || got.out != want {
					t.Errorf("%s: %d %s\n got %s\nwant %s", s.args, got.code, got.err, got.out, want)
				}
				if got.out == plain.out {
					t.Errorf("%s changes nothing: %s", s.args, got.out)
				}
			}
		})
	}
}

// cityPage is a report's page as a document.
type cityPage struct {
	ctx   context.Context
	pages *report.Report
}

func (p cityPage) Write(w io.Writer, _ answer.Format) error { return p.pages.City(p.ctx, w, nil) }

// said is what the engine says of a scope, in the format that args ask for.
func said(t *testing.T, ask func(coverage.Scope) (document, error), s coverage.Scope, args []string) string {
	t.Helper()
	d, err := ask(s)
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	var b bytes.Buffer
	if err := d.Write(&b, answer.Format(args[len(args)-1])); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
