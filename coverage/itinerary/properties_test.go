package itinerary_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// walled draws a city with compounds, gates and steps, and asks in any setting.
func walled(t *rapid.T) (*asciicity.City, itinerary.Query) {
	c, scope := asciicity.RandomWalks(t)
	return c, itinerary.Query{Service: "clinic", Scope: scope}
}

// From every place the walk is what coverage counts: the same milliseconds to
// the same facility, in every setting; and from a point where a place is, it is
// the place's.
func TestWalksAreThoseOfCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := walled(t)
		asked := coverage.Query{Services: []string{"clinic"}, Limits: []float64{coverage.MaxMinutes / 2}, Scope: coverage.Scope{Profile: q.Profile}}
		if q.Private != "" {
			asked.Treatments = []streets.Private{q.Private}
		}
		city := c.Engine().City()
		island := func(e coverage.PlaceEntrance) bool { return e.Kind == coverage.EntranceIsland }
		if slices.ContainsFunc(city.Demand.Entrances, island) {
			city.Provenance.Walking = "full" // as the drawing was linked
		}
		for _, cell := range c.Ask(asked) {
			q.Place, q.From = cell.ID, nil
			w, err := itinerary.Find(context.Background(), c.Engine(), q)
			if err != nil {
				t.Fatal(err)
			}
			check(t, w)
			if cell.Millis == nil != (w.Millis == nil) && (w.Millis == nil || *w.Millis <= 90*60_000) {
				t.Fatalf("%s: the cell says %v, the walk %v", cell.ID, cell.Reason, w.Millis)
			}
			if cell.Millis != nil && (*cell.Millis != *w.Millis || cell.Facility != w.Facility) {
				t.Fatalf("%s: the cell walks %d ms to %s, the walk %d to %s", cell.ID, *cell.Millis, cell.Facility, *w.Millis, w.Facility)
			}
			kept(t, c, w)
			at := w.From
			from, err := itinerary.Find(context.Background(), c.Engine(), itinerary.Query{From: &at, Service: q.Service, Scope: coverage.Scope{Profile: q.Profile, Private: q.Private}})
			if err != nil {
				t.Fatal(err)
			}
			from.Query = w.Query
			if d := cmp.Diff(w, from); d != "" {
				t.Errorf("from the point of %s (- place, + point):\n%s", cell.ID, d)
			}
		}
	})
}

// kept fails the test where a walk leads through a compound, or its lines are
// not as long as it says.
func kept(t *rapid.T, c *asciicity.City, w *itinerary.Itinerary) {
	t.Helper()
	var inside []bool // each change of use once
	for i, l := range w.Legs {
		if drawn := length(l); drawn < l.LengthM-0.01*float64(len(l.Line)) || drawn > l.LengthM+0.01*float64(len(l.Line)) {
			t.Errorf("leg %d is %g m long and drawn %g", i, l.LengthM, drawn)
		}
		if l.Kind == itinerary.LegStreet || l.Kind == itinerary.LegCompound {
			if now := l.Kind == itinerary.LegCompound; len(inside) == 0 || inside[len(inside)-1] != now {
				inside = append(inside, now)
			}
		}
	}
	switch {
	case w.Query.Private == streets.PrivateOpen:
	case w.Query.Private == streets.PrivateClosed && slices.Contains(inside, true):
		t.Errorf("a compound that is closed is walked\n%s", legsOf(w))
	default:
		for i := 1; i < len(inside)-1; i++ {
			if inside[i] {
				t.Errorf("a compound is walked through\n%s\n%s", c, legsOf(w))
			}
		}
	}
}

func length(l itinerary.Leg) float64 {
	sum := 0.0
	for i := 1; i < len(l.Line); i++ {
		sum += geo.Distance(l.Line[i-1], l.Line[i])
	}
	return sum
}

// Where nobody climbs, there is as far as back.
func TestWalksBackAreAsLong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := walled(t)
		q.Profile, q.Service = "standard", ""
		a, b := c.Demand.Point[0], c.Demand.Point[len(c.Demand.Point)-1]
		q.From, q.To = &a, &b
		there, err := itinerary.Find(context.Background(), c.Engine(), q)
		if err != nil {
			t.Fatal(err)
		}
		q.From, q.To = &b, &a
		back, err := itinerary.Find(context.Background(), c.Engine(), q)
		if err != nil {
			t.Fatal(err)
		}
		check(t, there)
		check(t, back)
		if d := cmp.Diff(there.Millis, back.Millis); d != "" {
			t.Errorf("%s\n there %s\n back  %s", d, legsOf(there), legsOf(back))
		}
	})
}

// The edge and the causes are those of the rows: near_edge of a row is the sum
// over the walks that say so.
func TestMissesAreThoseOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.Random(t), asciicity.Chance(t)
		c.Jitter(r)
		c.Serve(coverage.Service{ID: "clinic", Minutes: float64(rapid.IntRange(1, 15).Draw(t, "minutes"))})
		c.Extent = [4]float64{-1, -1, float64(10 + r.IntN(25)), float64(5 + r.IntN(16))}
		var near, missing coverage.Amount
		for i, id := range c.Demand.ID {
			w, err := itinerary.Find(context.Background(), c.Engine(), itinerary.Query{Place: id, Service: "clinic"})
			if err != nil {
				t.Fatal(err)
			}
			if w.Missed != nil {
				missing += c.Demand.Groups["all"][i]
				if w.Missed.NearEdge {
					near += c.Demand.Groups["all"][i]
				}
			}
		}
		row := c.Row(coverage.Query{Services: []string{"clinic"}})
		if *row.NearEdge != near || *row.Demand-*row.Covered != missing {
			t.Errorf("the row misses %d, near the edge %d; the walks %d and %d", *row.Demand-*row.Covered, *row.NearEdge, missing, near)
		}
	})
}

// An engine says the same again, and so does a fresh one.
func TestWalksAreTheSameAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := walled(t)
		q.Place = c.Demand.ID[0]
		var said []*itinerary.Itinerary
		for _, c := range []*asciicity.City{c, c, c.Copy()} {
			w, err := itinerary.Find(context.Background(), c.Engine(), q)
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, w)
		}
		if d := cmp.Diff(said[0], said[1]) + cmp.Diff(said[0], said[2]); d != "" {
			t.Error(d)
		}
	})
}
