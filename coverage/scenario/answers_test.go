package scenario_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/isochrone"
	"lifecircle/coverage/itinerary"
	"lifecircle/coverage/layers"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
)

var ctx = context.Background()

// A failer is what a test and a rapid test have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// text writes an answer so that two can be compared to the byte.
func text(v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Sprintf("%v: %#v", err, v)
	}
	return string(b)
}

// queries that read every reading, curve and area.
func queries(city *coverage.City) []coverage.Query {
	q := []coverage.Query{
		{Limits: []float64{1, 4, 10, 15, 30}},
		{AllOf: []string{"clinic", "school"}, MeanOf: []string{"school", "clinic"}},
		{Scope: coverage.Scope{Area: coverage.AreaUrban}},
		{Scope: coverage.Scope{Profile: "wheels", Group: "age_60_plus"}},
		{},
	}
	if city.Provenance.Private == string(streets.PrivateResidents) {
		q[0].Treatments = []streets.Private{streets.PrivateOpen, streets.PrivateClosed, streets.PrivateResidents}
	}
	return q
}

// rows answers every query, and the cells of every service.
func rows(t failer, e *coverage.Engine) map[string]string {
	t.Helper()
	out := map[string]string{}
	for i, q := range queries(e.City()) {
		rows, err := e.Rows(ctx, q)
		out[fmt.Sprint("rows ", i)] = text([]any{rows, fmt.Sprint(err)})
		for k := range max(1, len(q.Treatments)) {
			if len(q.Treatments) > 0 {
				q.Treatments = q.Treatments[k : k+1]
			}
			cells, err := e.Cells(ctx, coverage.Query{Treatments: q.Treatments, Scope: coverage.Scope{Profile: q.Profile}})
			out[fmt.Sprint("cells ", i, k)] = text([]any{cells, fmt.Sprint(err)})
			q = queries(e.City())[i]
		}
	}
	links, err := e.AccessLegs(ctx)
	for i := range links { // where a segment is stored is no answer
		links[i].Access.Segment, links[i].Access.Public = 0, nil
	}
	out["an access"] = text([]any{links, fmt.Sprint(err)})
	far, err := e.Cells(ctx, coverage.Query{Limits: []float64{coverage.MaxMinutes}})
	out["cells far"] = text([]any{far, fmt.Sprint(err)})
	return out
}

// found adds the walks and the gaps.
func found(t failer, e *coverage.Engine) map[string]string {
	t.Helper()
	out := rows(t, e)
	for _, private := range privates(e.City()) {
		for _, s := range e.City().Services {
			gaps, err := gaps.Find(ctx, e, gaps.Query{Service: s.ID, Scope: coverage.Scope{Private: private}})
			out["gaps "+s.ID+string(private)] = text([]any{gaps, fmt.Sprint(err)})
			for _, place := range e.City().Demand.ID {
				walk, err := itinerary.Find(ctx, e, itinerary.Query{Place: place, Service: s.ID, Scope: coverage.Scope{Private: private}})
				out["walk "+place+s.ID+string(private)] = text([]any{walk, fmt.Sprint(err)})
			}
		}
	}
	for i, p := range clicks(e.City()) {
		walk, err := itinerary.Find(ctx, e, itinerary.Query{From: &p, Service: "clinic"})
		out[fmt.Sprint("walk from ", i)] = text([]any{walk, fmt.Sprint(err)})
	}
	gaps, err := gaps.Find(ctx, e, gaps.Query{AllOf: []string{"clinic", "school"}})
	out["gaps of both"] = text([]any{gaps, fmt.Sprint(err)})
	return out
}

// everything adds the isochrones and the layers, which take longest: they are
// drawn.
func everything(t failer, e *coverage.Engine) map[string]string {
	t.Helper()
	out := found(t, e)
	for i, private := range privates(e.City()) {
		for _, s := range e.City().Services[i%2:] {
			shapes, err := isochrone.Find(ctx, e, isochrone.Query{Service: s.ID, Lines: true, Merge: i > 0, Limits: []float64{5, 10}, Scope: coverage.Scope{Private: private}})
			out[fmt.Sprint("isochrone ", s.ID, private)] = text([]any{shapes, fmt.Sprint(err)})
		}
	}
	for i, p := range clicks(e.City()) {
		shapes, err := isochrone.Find(ctx, e, isochrone.Query{Points: []orb.Point{p}, Direction: isochrone.DirectionFrom, Limits: []float64{8}, Scope: coverage.Scope{Profile: "slow"}})
		out[fmt.Sprint("isochrone from ", i)] = text([]any{shapes, fmt.Sprint(err)})
	}
	for _, id := range layers.IDs() {
		out["layer "+string(id)] = layer(e, id)
	}
	return out
}

// privates lists the treatments of residents' streets that a city knows; the
// default first.
func privates(city *coverage.City) []streets.Private {
	if city.Provenance.Private == string(streets.PrivateResidents) {
		return []streets.Private{"", streets.PrivateOpen, streets.PrivateClosed}
	}
	return []streets.Private{""}
}

// clicks are two points that somebody asks about.
func clicks(city *coverage.City) []orb.Point {
	box := city.Streets.Box()
	return []orb.Point{box.Center(), {box.Min[0]*0.8 + box.Max[0]*0.2, box.Min[1]*0.3 + box.Max[1]*0.7}}
}

// layer writes a layer's features; those of the streets are numbered by where
// they are stored, so their order and numbers are left out.
func layer(e *coverage.Engine, id layers.ID) string {
	l, err := layers.Of(e).Layer(ctx, id)
	lines := []string{}
	if err == nil {
		for f, err := range layers.Of(e).Features(ctx, id, 0) {
			if id == layers.Streets {
				f.ID = ""
			}
			lines = append(lines, text([]any{f, fmt.Sprint(err)}))
		}
	}
	if id == layers.Streets {
		slices.Sort(lines)
	}
	return text([]any{l, fmt.Sprint(err)}) + "\n" + strings.Join(lines, "\n")
}

// rebuilt makes the city of changes from scratch.
func rebuilt(t failer, base *coverage.Engine, changes []scenario.Change) *coverage.Engine {
	t.Helper()
	edits, err := scenario.Edits(ctx, base, changes)
	if err != nil {
		t.Fatalf("%s\n%v", scenario.Encode(changes), err)
	}
	city, err := coverage.Rebuild(ctx, base.City(), edits...)
	if err != nil {
		t.Fatalf("%s\n%v", scenario.Encode(changes), err)
	}
	e, err := coverage.Open(ctx, city, coverage.Options{})
	if err != nil {
		t.Fatalf("%s\n%v", scenario.Encode(changes), err)
	}
	return e
}

// mustEqual fails where two cities answer differently.
func mustEqual(t failer, what string, changes []scenario.Change, got, want map[string]string) {
	t.Helper()
	keys := map[string]bool{}
	for k := range got {
		keys[k] = true
	}
	for k := range want {
		keys[k] = true
	}
	sorted := []string{}
	for k := range keys {
		sorted = append(sorted, k)
	}
	slices.Sort(sorted)
	for _, k := range sorted {
		if got[k] != want[k] {
			t.Fatalf("%s: %s is different\n%safter\n%s", what, k, difference(got[k], want[k]), scenario.Encode(changes))
		}
	}
}

// difference shows the first lines that differ.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			from := max(0, i-8)
			return fmt.Sprintf("from line %d\ngot\n%s\nwant\n%s\n", from,
				strings.Join(g[min(from, len(g)):min(i+6, len(g))], "\n"), strings.Join(w[min(from, len(w)):min(i+6, len(w))], "\n"))
		}
	}
	return ""
}
