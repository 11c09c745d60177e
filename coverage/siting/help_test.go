package siting_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// run answers a question to a drawn city, about clinics unless it says otherwise.
func run(t *testing.T, c *asciicity.City, q siting.Question) *siting.Answer {
	t.Helper()
	return runEngine(t, c.Engine(), q)
}

func runEngine(t *testing.T, e *coverage.Engine, q siting.Question) *siting.Answer {
	t.Helper()
	if q.Services == nil {
		q.Services = []string{"clinic"}
	}
	a, err := siting.Run(t.Context(), e, q, siting.Options{})
	if err != nil {
		t.Fatalf("%s: %v", siting.Encode(q), err)
	}
	return a
}

// plan lists what a plan does, in the order of the alphabet: "close H, demand:1".
func plan(a *siting.Answer) string {
	var out []string
	for _, s := range a.Plan {
		if s.Kind == siting.KindClose {
			out = append(out, "close "+s.ID)
		} else {
			out = append(out, s.ID)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// footway is a link between two corners of a drawing, at a cost.
func footway(c *asciicity.City, id string, from, to byte, cost float64) siting.GivenLink {
	return siting.GivenLink{Cost: cost, Change: scenario.Change{Kind: scenario.OpenLink, ID: id, Link: scenario.LinkFootway, Line: []orb.Point{c.Corner(from), c.Corner(to)}}}
}

// pointSite is a feature of a site with an id, and further properties.
func pointSite(id string, p orb.Point, rest string) string {
	return feature(fmt.Sprintf(`{"type":"Point","coordinates":[%.7f,%.7f]}`, p[0], p[1]), fmt.Sprintf(`"id":%q`, id)+rest)
}

// geojsonOf writes an area as GeoJSON has it.
func geojsonOf(area orb.MultiPolygon) (string, error) {
	text, err := json.Marshal(map[string]any{"type": "MultiPolygon", "coordinates": area})
	return string(text), err
}

// stars draws one or two stars around a place of a drawing, each point nearer or farther.
func stars(t *rapid.T, c *asciicity.City) orb.MultiPolygon {
	var out orb.MultiPolygon
	for k := range rapid.IntRange(1, 2).Draw(t, "stars") {
		n := rapid.IntRange(3, 9).Draw(t, "corners")
		var ring orb.Ring
		for i := range n {
			far := rapid.Float64Range(0.05, 1).Draw(t, "corner")
			turn := 2 * math.Pi * float64(i) / float64(n)
			ring = append(ring, c.Place(20+2.5*float64(k)+far*math.Cos(turn), far*math.Sin(turn)))
		}
		out = append(out, orb.Polygon{append(ring, ring[0])})
	}
	return out
}
