package siting_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// One dear footbridge leads to the place, or two cheap ones in a row: the budget is
// enough for the two alone.
func TestAnotherWayWithMoreLinksIsFound(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a  b-------c  d---3
		|                     |
		|                     |
		|                     |
		+-----------------+---+
		                  |
		                  +------------4
	`)
	c.Services[0].Minutes = 17
	q := siting.Question{Goal: siting.MostPeople, Budget: map[string]float64{"": 2}, Candidates: []siting.Candidates{{Demand: true, Cost: new(10.0)}},
		Links: &siting.Links{Given: []siting.GivenLink{footway(c, "dear", 'a', 'd', 5), footway(c, "ab", 'a', 'b', 1), footway(c, "cd", 'c', 'd', 1)}}}
	if a := run(t, c, q); plan(a) != "ab, cd" || a.Objective != 8 || !a.Optimal {
		t.Errorf("%s gains %v of %v at most", plan(a), a.Objective, a.Bound)
	}
	q.Budget[""] = 5 // now either will do
	if a := run(t, c, q); a.Objective != 8 || !a.Optimal {
		t.Errorf("%s gains %v of %v at most", plan(a), a.Objective, a.Bound)
	}
}

// A street that only residents walk is two kilometres long. Opening it is of use at its
// far end, to a clinic that is nowhere near the end where it begins.
func TestALongStreetIsOpenedAtEitherEnd(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H---a...................c....b---1-------+
		|                       |                |
		|                       2---3            |
		|                       |                |
		|                       |                |
		+-----------------------+----------------+
	`)
	c.Services[0].Minutes = 18
	way := wayOf(c, 'a', 'c')
	q := siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}, Forbidden: []string{"demand:2", "demand:3"},
		Links: &siting.Links{Count: 1, Given: []siting.GivenLink{{ID: "street", Change: scenario.Change{Kind: scenario.ReopenLink, Way: &way, All: true}}}}}
	if a := run(t, c, q); plan(a) != "demand:1, street" || a.Objective != 6 || !a.Optimal {
		t.Errorf("%s gains %v of %v at most", plan(a), a.Objective, a.Bound)
	}
}

// wayOf is the street that has two corners of a drawing.
func wayOf(c *asciicity.City, names ...byte) int64 {
	for _, w := range c.Ways {
		has := 0
		for _, id := range w.Nodes {
			if slices.Contains(names, c.Nodes[id-1].Name) {
				has++
			}
		}
		if has == len(names) {
			return w.ID
		}
	}
	return 0
}

// Whatever links do with one another and with facilities, one after the other or one
// instead of the other: the plan is the best of all sets of them.
func TestMixedPlansAreTheBestOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := mixed(t)
		a := answered(t, c, siting.Options{})
		c.checkSteps(a)
		if !a.Optimal {
			t.Fatalf("%s: not proven", siting.Encode(c.q))
		}
		c.checkBest(a)
	})
}

// mixed draws a question about links of different costs, and at most two sites.
func mixed(t *rapid.T) *census {
	var c *asciicity.City
	var r *rand.Rand
	var ends []orb.Point
	if rapid.Bool().Draw(t, "islands") {
		c, r = islands(t)
		for _, name := range []byte("abcdefgh") {
			ends = append(ends, c.Corner(name))
		}
	} else {
		c, r = town(t)
		for range 3 { // so that links meet
			ends = append(ends, c.Place(15*r.Float64(), 9*r.Float64()))
		}
	}
	e := c.Engine()
	q := siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Per: siting.PerCity, Budget: map[string]float64{"": float64(1 + r.IntN(5))}, Scope: coverage.Scope{Group: "all"}}
	if r.IntN(3) == 0 {
		target := coverage.Share(500_000 + r.IntN(500_000))
		q.Goal, q.Target, q.Budget = siting.LeastCost, &target, nil
	}
	a := &asking{t: t, r: r, base: e, q: &q, city: c}
	a.places(r.IntN(3))
	ends = append(ends, e.City().Demand.Point...)
	links := &siting.Links{}
	for k := range 3 + r.IntN(3) {
		change := scenario.Change{Kind: scenario.OpenLink, ID: fmt.Sprint("link", k), Link: scenario.LinkFootway, Line: []orb.Point{ends[r.IntN(len(ends))], ends[r.IntN(len(ends))]}}
		if r.IntN(4) > 0 {
			change.LengthM = float64(1 + r.IntN(100)) // as by a moving walkway
		}
		if _, err := scenario.Apply(context.Background(), e, []scenario.Change{change}); err != nil {
			continue
		}
		cost := float64(r.IntN(4))
		links.Given = append(links.Given, siting.GivenLink{ID: change.ID, Change: change, Cost: cost})
		a.parts = append(a.parts, part{id: change.ID, kind: siting.KindLink, point: change.Line[1], cost: cost, change: change})
	}
	if links.Given == nil {
		t.Skip("no link can be built")
	}
	q.Links = links
	return newCensus(t, e, q, a.parts)
}

// islands are four streets that nothing joins, one with the clinic: who is covered on the
// others hangs on which links lead there, in a row or beside one another.
func islands(t *rapid.T) (*asciicity.City, *rand.Rand) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H----a-----b

		c---0---3--d

		e---1---4--f

		g---2---5--h
	`)
	r := asciicity.Chance(t)
	c.Services[0].Minutes = float64(6 + r.IntN(14))
	return c, r
}
