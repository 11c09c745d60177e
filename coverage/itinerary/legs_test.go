package itinerary_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// detailsOf adds to a walk's legs what is more to say of each: waits, steps, climb,
// hours.
func detailsOf(w *itinerary.Itinerary) string {
	var words []string
	for i, leg := range strings.Split(legsOf(w), ", ") {
		l := w.Legs[i]
		if l.Wait > 0 {
			leg += fmt.Sprintf(" waiting %.0fs", float64(l.Wait)/1000)
		}
		if l.Signals > 0 {
			leg += fmt.Sprintf(" at %.2g lights", l.Signals)
		}
		if l.Steps > 0 {
			leg += fmt.Sprintf(" of %d steps", l.Steps)
		}
		if l.ClimbM != nil && *l.ClimbM > 0 {
			leg += fmt.Sprintf(" up %.0fm", *l.ClimbM)
		}
		if l.DescentM != nil && *l.DescentM > 0 {
			leg += fmt.Sprintf(" down %.0fm", *l.DescentM)
		}
		if l.Hours != "" {
			leg += " open " + l.Hours
		}
		words = append(words, leg)
	}
	return strings.Join(words, ", ")
}

// At 4 km/h 100 m take 90 s, and a cell is 100 m.
func TestLegsOfEveryKind(t *testing.T) {
	slow := streets.Profile{ID: "slow", Speed: 4_000_000, StairsUp: 3000, StairsDown: 2000, StepUp: 500, StepDown: 400, Lift: 60_000}
	slow.Barrier[streets.BarrierGate] = 5_000
	slow.Kerb[streets.KerbRaised] = 4_000
	for _, tt := range []struct {
		name   string
		city   string
		change func(c *asciicity.City)
		legs   string
	}{{
		name: "out by a gate", city: `
			0..%----+--H
		`, change: func(c *asciicity.City) { c.Marks[0].Hours = "06:00-22:00" },
		legs: "compound 1 300m 270s, gate 0m 5s waiting 5s open 06:00-22:00, street 2 800m 720s",
	}, {
		// 1000 steps up of half a second each; the steps down are not counted, and
		// take twice the time of 300 m.
		name: "steps", city: `
			0--a>>b--c<<d--H
		`, change: func(c *asciicity.City) { c.Street('a', 'b').Steps = 1000 },
		legs: "street 1 300m 270s, steps 2 300m 500s of 1000 steps, street 3 300m 270s, steps 4 300m 540s, street 5 300m 270s",
	}, {
		name: "a lift and a kerb", city: `
			0----&---_---H
		`,
		legs: "street 1 500m 450s, lift 0m 60s waiting 60s, street 1 400m 360s, kerb 0m 4s waiting 4s, street 1 400m 360s",
	}, {
		name: "uphill", city: `
			0----------H
		`, change: func(c *asciicity.City) { c.Terrain = asciicity.Hill{From: c.Place(0, 0)} },
		legs: "street 1 1100m 990s up 110m",
	}, {
		name: "downhill, from the street's middle to its middle", city: `
			a----------b
			  H     0
		`, change: func(c *asciicity.City) { c.Terrain = asciicity.Hill{From: c.Place(0, 0)} },
		legs: "access 100m 90s, street 1 600m 540s down 60m, access 100m 90s",
	}, {
		// 3 cells east and 4 south make 5.
		name: "a square", city: `
			0----a---b
			     |   |
			     |   |
			     d---c----H
		`, change: func(c *asciicity.City) { c.Square("abcd") },
		legs: "street 1 500m 450s, square 500m 450s, street 4 500m 450s",
	}} {
		t.Run(tt.name, func(t *testing.T) {
			c := asciicity.New(t, asciicity.Cell(100), tt.city)
			c.Profiles = []coverage.Profile{{Profile: slow}}
			if tt.change != nil {
				tt.change(c)
			}
			w := walkOf(t, c, itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Profile: "slow"}})
			check(t, w)
			expect.Equal(t, "legs of\n"+c.String(), detailsOf(w), tt.legs)
		})
	}
}

// Lights of both carriageways of one road are one wait: half a wait each, of
// which the street before it has a half and the street behind it the other.
func TestLightsOnAWalk(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(24), `
		                     + +
		                     | |
		0--------------------*-*--------------------H
		                     | |
		                     + +
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Patient}}
	for i := range c.Ways {
		c.Ways[i].Kind.Class = streets.ClassFootway
		if len(c.Ways[i].Nodes) == 3 {
			c.Ways[i].Kind = streets.Kind{Class: streets.ClassPrimary, Oneway: 1}
		}
	}
	w := walkOf(t, c, itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Profile: "patient", Minutes: 20}})
	check(t, w)
	expect.Equal(t, "legs", detailsOf(w), "street 3 1056m 980s waiting 30s at 1 lights")
	w = walkOf(t, c, itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Minutes: 20}})
	expect.Equal(t, "legs of somebody who waits nowhere", detailsOf(w), "street 3 1056m 950s")
}

// A walk starts and ends at the best entrance: 0 has one to the street in the
// south, H one that is nearer there.
func TestWalksUseTheBestEntrance(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+----------+
		0          H
		|          |
		|          |
		+-a------b-+
	`)
	south := func(p orb.Point) coverage.Entrance {
		return coverage.Entrance{Kind: coverage.EntranceGiven, Point: p}
	}
	from, to := c.Place(2, 3), c.Place(9, 3)
	c.Demand.Entrances = []coverage.PlaceEntrance{{Place: 0, Entrance: south(from)}}
	c.Facility("H").Entrances = []coverage.Entrance{south(to)}
	w := walkOf(t, c, itinerary.Query{Place: "0", Service: "clinic"})
	check(t, w)
	expect.Equal(t, "legs", detailsOf(w), "access 100m 90s, street 4 700m 630s, access 100m 90s")
	first, last := w.Legs[0].Line, w.Legs[2].Line
	if first[0] != from || last[1] != to || w.From != c.Place(0, 1) || w.To != c.Place(11, 1) {
		t.Errorf("from %v by %v to %v at %v", w.From, first, w.To, last)
	}
}

// What is entered by its doors alone joins the streets where its first one does:
// the leg starts there, not at its own point behind the wall, and its link is
// drawn once. Somebody who cannot use the steps at the door joins the nearest
// street to the door as well.
func TestLegsStartAtTheDoor(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+--0-------+
		|          |
		|    H     |
		|          |
		|    d     |
		+-a>>>>b---+
		|          |
		|          |
		+----------+
	`)
	at := c.Place(5, 4)
	c.Facility("H").Entrances = []coverage.Entrance{{Kind: coverage.EntranceGiven, Point: at}}
	c.Profiles = []coverage.Profile{{Profile: asciicity.Wheels}}
	h := &c.Engine().City().Facilities[0]
	h.Access = h.Entrances[0].Access
	w := walkOf(t, c, itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Minutes: 30}})
	check(t, w)
	if last := w.Legs[len(w.Legs)-1]; last.Kind != itinerary.LegAccess || last.Line[1] != at || math.Abs(last.LengthM-100) > 0.01 {
		t.Errorf("the last leg is %g m long, to %v, want 100 m to %v", last.LengthM, last.Line, at)
	}
	w = walkOf(t, c, itinerary.Query{Place: "0", Service: "clinic", Scope: coverage.Scope{Profile: "wheels", Minutes: 30}})
	check(t, w)
	if last := w.Legs[len(w.Legs)-1]; last.Line[1] != at || math.Abs(length(last)-last.LengthM) > 0.01 {
		t.Errorf("on wheels the last leg is %g m long, to %v, want to %v", last.LengthM, last.Line, at)
	}
	links, err := c.Engine().AccessLegs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var drawn []string
	for _, l := range links {
		if l.Of == coverage.OfFacility {
			drawn = append(drawn, fmt.Sprint(l.Kind, l.From == at))
		}
	}
	expect.Equal(t, "links", fmt.Sprint(drawn), "[entrancetrue]")
}

// Links are sorted by what they are of and by id, each with the others of its
// own behind it.
func TestLinks(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H---%..0..+
		|         :
		+---1     +  2
	`)
	c.Facility("H").Entrances = []coverage.Entrance{{Kind: coverage.EntranceGiven, Point: c.Place(1, 1)}}
	links, err := c.Engine().AccessLegs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range links {
		got = append(got, fmt.Sprintf("%s %s %s %.0fm", l.Of, l.ID, l.Kind, float64(l.Access.LegMM)/1000))
	}
	if d := cmp.Diff([]string{
		"demand 0  0m", "demand 0 public 300m", "demand 1  0m", "demand 2  300m",
		"facility H  0m", "facility H entrance 100m",
	}, got); d != "" {
		t.Error(d)
	}
	again, _ := c.Engine().AccessLegs(context.Background())
	if d := cmp.Diff(links, again); d != "" {
		t.Error(d)
	}
}
