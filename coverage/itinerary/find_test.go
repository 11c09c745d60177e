package itinerary_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

func walkOf(t testing.TB, c *asciicity.City, q itinerary.Query) *itinerary.Itinerary {
	t.Helper()
	w, err := itinerary.Find(context.Background(), c.Engine(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return w
}

// legsOf says a walk leg by leg: kind, way, metres and seconds, rounded.
func legsOf(w *itinerary.Itinerary) string {
	var words []string
	for _, l := range w.Legs {
		word := string(l.Kind)
		if l.Kind == itinerary.LegStreet || l.Kind == itinerary.LegCompound || l.Kind == itinerary.LegSteps {
			word += fmt.Sprint(" ", l.Way)
		}
		words = append(words, fmt.Sprintf("%s %.0fm %.0fs", word, l.LengthM, float64(l.Millis)/1000))
	}
	return strings.Join(words, ", ")
}

// missed says why a walk is not covered.
func missed(w *itinerary.Itinerary) string {
	m := w.Missed
	if m == nil {
		return "covered"
	}
	words := []string{string(m.Cause)}
	if m.Nearest != "" {
		words = append(words, m.Nearest, fmt.Sprintf("%.0fm", m.StraightM))
	}
	if m.WalkMillis != nil {
		words = append(words, fmt.Sprintf("%.0fs", float64(*m.WalkMillis)/1000))
	}
	if m.Ratio != nil {
		words = append(words, fmt.Sprintf("%.1f times", *m.Ratio))
	}
	for _, o := range m.Crossed {
		words = append(words, "over "+o.String())
	}
	if m.NearEdge {
		words = append(words, "near the edge")
	}
	return strings.Join(words, " ")
}

// At 4 km/h 100 m take 90 s, and a cell is 100 m. Streets are ways numbered in
// reading order of their first character.
func TestWalksToldLegByLeg(t *testing.T) {
	for _, tt := range []struct {
		name    string
		city    string
		change  func(c *asciicity.City)
		query   itinerary.Query // Place 0 to a clinic unless asked otherwise
		legs    string
		reached string // H unless said otherwise
		missing string
	}{{
		name: "by the bridge", city: `
			H---a---b
			~~~~~~  |
			0---1---2
		`,
		legs:    "street 3 800m 720s, street 2 200m 180s, street 1 800m 720s",
		missing: "detour H 200m 1620s 9.0 times over water",
	}, {
		name: "by the bridge, with time enough", city: `
			H---a---b
			~~~~~~  |
			0---1---2
		`,
		query:   itinerary.Query{Scope: coverage.Scope{Minutes: 27.01}},
		legs:    "street 3 800m 720s, street 2 200m 180s, street 1 800m 720s",
		missing: "covered",
	}, {
		name: "both ends on one edge, off the street", city: `
			a-----------b
			   0     H
		`,
		legs:    "access 100m 90s, street 1 600m 540s, access 100m 90s",
		missing: "covered",
	}, {
		name: "back along one edge", city: `
			a-----------b
			   H     0
		`,
		legs:    "access 100m 90s, street 1 600m 540s, access 100m 90s",
		missing: "covered",
	}, {
		name: "straight on over a crossing is one leg", city: `
			      c
			      |
			0-----+--H
			      |
			      d
		`,
		legs:    "street 2 900m 810s",
		missing: "covered",
	}, {
		name: "out of one compound and into another", city: `
			0..+----+..H
			   |    |
			   +----+
		`,
		legs:    "compound 1 300m 270s, street 2 500m 450s, compound 4 300m 270s",
		missing: "covered",
		query:   itinerary.Query{Scope: coverage.Scope{Minutes: 17}},
	}, {
		// Through the estate it were 700 m.
		name: "around a compound", city: `
			0--+....+--H
			   |    |
			   +----+
		`,
		query:   itinerary.Query{Scope: coverage.Scope{Minutes: 20}},
		legs:    "street 1 300m 270s, street 3 200m 180s, street 6 500m 450s, street 5 200m 180s, street 4 300m 270s",
		missing: "detour H 1100m 1350s 1.4 times",
	}, {
		name: "far", city: `
			0----------------------H
		`,
		legs:    "street 1 2300m 2070s",
		missing: "distance H 2300m 2070s 1.0 times",
	}, {
		name: "streets that do not join", city: `
			a-----------H

			b-----------0
		`,
		missing: "disconnected H 200m",
	}, {
		name: "no street near", city: `
			a-----------H
		
		
		
		
		
			            0
		`,
		missing: "disconnected H 600m",
	}, {
		name: "nobody offers it", city: `
			0-----------S
		`,
		change:  func(c *asciicity.City) { c.Serve(coverage.Service{ID: "clinic"}) },
		missing: "no_facility",
	}, {
		name: "ties to the smaller id", city: `
			B-----0-----A
		`,
		legs:    "street 1 600m 540s",
		reached: "A",
		missing: "covered",
	}} {
		t.Run(tt.name, func(t *testing.T) {
			c := asciicity.New(t, asciicity.Cell(100), tt.city)
			if tt.change != nil {
				tt.change(c)
			}
			q := tt.query
			if q.Place == "" {
				q.Place = "0"
			}
			if q.Service == "" && q.To == nil {
				q.Service = "clinic"
			}
			w := walkOf(t, c, q)
			check(t, w)
			expect.Equal(t, "legs of\n"+c.String(), legsOf(w), tt.legs)
			if tt.legs != "" {
				expect.Equal(t, "reached", w.Facility, cmp.Or(tt.reached, "H"))
			}
			expect.Equal(t, "why", missed(w), tt.missing)
		})
	}
}

// check fails the test where a walk's legs do not add up or join.
func check(t interface {
	Helper()
	Errorf(string, ...any)
}, w *itinerary.Itinerary) {
	t.Helper()
	if w.Millis == nil {
		if len(w.Legs) > 0 || w.Slack != nil || w.Covered {
			t.Errorf("no walk, and %d legs", len(w.Legs))
		}
		return
	}
	var sum int64
	for i, l := range w.Legs {
		sum += l.Millis
		if l.Wait > l.Millis || len(l.Line) < 2 {
			t.Errorf("leg %d: %+v", i, l)
		}
		if i > 0 {
			before := w.Legs[i-1].Line
			if before[len(before)-1] != l.Line[0] {
				t.Errorf("leg %d ends at %v, the next starts at %v", i-1, before[len(before)-1], l.Line[0])
			}
		}
	}
	if sum != *w.Millis {
		t.Errorf("the legs add up to %d, the walk is %d", sum, *w.Millis)
	}
	if *w.Slack != w.Limit-*w.Millis || w.Covered != (*w.Millis <= w.Limit) || w.Covered != (w.Missed == nil) {
		t.Errorf("limit %d, slack %d, covered %v, missed %v", w.Limit, *w.Slack, w.Covered, w.Missed)
	}
}

func TestWalkToAPoint(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		a-----b----+
		      |
		0-----c
	`)
	from, to := c.Place(3, 1.5), c.Place(11, 1)
	w := walkOf(t, c, itinerary.Query{From: &from, To: &to, Scope: coverage.Scope{Minutes: 30}})
	check(t, w)
	expect.Equal(t, "legs", legsOf(w), "access 50m 45s, street 3 300m 270s, street 2 200m 180s, street 1 500m 450s, access 100m 90s")
	if w.Legs[0].Line[0] != from || w.Legs[4].Line[1] != to || w.To != to || w.Facility != "" {
		t.Errorf("from %v to %v: %+v", from, to, w)
	}
	q := w.Query
	expect.Equal(t, "the question", fmt.Sprint(q.Profile, " ", q.Private, " ", q.Minutes), "standard closed 30")
}

// Of facilities that are equally near as the crow flies the smaller id is named.
func TestTheNearestAsTheCrowFlies(t *testing.T) {
	c := asciicity.New(t, asciicity.MilliDegree, `
		   B
		   |
		   |
		   |
		a--0--b
		   |
		   |
		   |
		   A
	`)
	w := walkOf(t, c, itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Minutes: 1}})
	check(t, w)
	expect.Equal(t, "why", missed(w), "distance A 445m 400s 1.0 times")
}

// On steps that nobody climbs two places a hair apart are one.
func TestNobodyMoves(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		0-----a>>>>b-----H
	`)
	c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "wheels", Speed: 4_000_000, StairsUp: streets.Blocked}}}
	from, to := c.Place(8, 1), c.Place(8, 1)
	to[0] += 1e-11
	w := walkOf(t, c, itinerary.Query{From: &from, To: &to, Scope: coverage.Scope{Profile: "wheels"}})
	check(t, w)
	expect.Equal(t, "legs", legsOf(w), "access 100m 90s, steps 2 0m 0s, access 100m 90s")
}

func TestWalksThatCannotBeAsked(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `0-----------H`)
	at, far, none := c.Place(1, 0), orb.Point{200, 0}, orb.Point{math.NaN(), 0}
	for _, tt := range []struct {
		name  string
		query itinerary.Query
		param string
	}{
		{"from nowhere", itinerary.Query{Service: "clinic"}, "from"},
		{"from two", itinerary.Query{From: &at, Place: "0", Service: "clinic"}, "from"},
		{"to nowhere", itinerary.Query{Place: "0"}, "to"},
		{"to two", itinerary.Query{Place: "0", Service: "clinic", To: &at}, "to"},
		{"from beyond the earth", itinerary.Query{From: &far, Service: "clinic"}, "from"},
		{"to no number", itinerary.Query{Place: "0", To: &none}, "to"},
		{"an unknown place", itinerary.Query{Place: "9", Service: "clinic"}, "place"},
		{"an unknown service", itinerary.Query{Place: "0", Service: "spa"}, "service"},
		{"an unknown profile", itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Profile: "cat"}}, "profile"},
		{"an unknown treatment", itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Private: "ajar"}}, "private"},
		{"a treatment that the city does not have", itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Private: streets.PrivateOpen}}, "private"},
		{"no time", itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Minutes: -1}}, "minutes"},
		{"no number of minutes", itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Minutes: math.NaN()}}, "minutes"},
		{"too long", itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Minutes: 120.01}}, "minutes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := itinerary.Find(context.Background(), c.Engine(), tt.query)
			var refused *coverage.QueryError
			if !errors.As(err, &refused) || refused.Param != tt.param {
				t.Errorf("got %v, want an error on %s", err, tt.param)
			}
		})
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := itinerary.Find(ctx, c.Engine(), itinerary.Query{Place: "0", Service: "clinic"}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
