package siting_test

import (
	"math"
	"math/bits"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// room is the capacity of a part of a plan, in thousandths of a person; nothing is no
// bound.
func room(p part) coverage.Amount {
	if p.capacity == 0 {
		return math.MaxInt64 / 4
	}
	return 1000 * coverage.Amount(p.capacity)
}

// served is whom a plan's new facilities serve of those who are not covered as the city is:
// by the theorem of Gale and Hoffman the most that can be shared out is the least, over
// sets of facilities, of the room of those outside the set and of the people whom those
// in it reach, and nobody else's.
func (c *census) served(plan uint) coverage.Amount {
	before := c.covered(0)
	var sites []int
	for k := range c.parts {
		if plan>>k&1 == 1 {
			sites = append(sites, k)
		}
	}
	least := coverage.Amount(math.MaxInt64)
	for set := range uint(1) << len(sites) { // a cut: these are reached, the others are full
		sum, reached := coverage.Amount(0), uint64(0)
		for i, k := range sites {
			if set>>i&1 == 1 {
				reached |= c.covered(1 << k)
			} else {
				sum += room(c.parts[k])
			}
		}
		least = min(least, sum+c.people(c.group(), reached&^before))
	}
	return least
}

// drawnCapacity is a question about one service with facilities that have little room,
// some of their own.
func drawnCapacity(t *rapid.T) *census {
	c := askedFor(t, siting.MostPeople)
	if c.q.Weight != "" {
		t.Skip("room is for people")
	}
	q := c.q
	q.Services, q.Backup, q.Links, q.Fixed = []string{"clinic"}, false, nil, nil
	q.Capacity = int64(rapid.IntRange(1, 300).Draw(t, "room"))
	var parts []part
	var candidates []siting.Candidates
	for _, from := range q.Candidates {
		if from.GeoJSON == nil && !from.Facilities {
			candidates = append(candidates, from)
		}
	}
	q.Candidates = candidates
	for _, p := range c.parts {
		if p.kind == siting.KindDemand {
			p.capacity = q.Capacity
			p.change.Services = q.Services
			parts = append(parts, p)
		}
	}
	counted := c.amounts(c.group())
	for k, at := range c.base.City().Demand.Point { // bigger ones at the same places
		if own := int64(50 << k); k < 3 && counted[k] > 0 {
			id := "big" + c.base.City().Demand.ID[k]
			q.Candidates = append(q.Candidates, siting.Candidates{GeoJSON: layerOf(pointSite(id, at, `,"capacity":`+strconv.FormatInt(own, 10)))})
			a := &asking{t: t, base: c.base, q: &q}
			if a.new(siting.KindSite, id, at, 1); len(a.parts) > 0 {
				a.parts[0].capacity = own
				parts = append(parts, a.parts[0])
			}
		}
	}
	if q.Budget != nil {
		q.Budget = nil
	}
	return newCensus(t, c.base, q, parts)
}

// A plan of facilities with room serves what it says, no more than fits, and no plan
// passes the bound.
func TestNoFacilityServesMoreThanItHasRoomFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawnCapacity(t)
		a := answered(t, c, siting.Options{})
		plan := c.planOf(a.Plan)
		best, by := coverage.Amount(0), uint(0)
		for p := range c.all() + 1 {
			if c.allowed(p) && c.served(p) > best {
				best, by = c.served(p), p
			}
		}
		sum := coverage.Amount(0)
		for _, s := range a.Plan {
			if sum += s.Serves; s.Capacity > 0 && s.Serves > 1000*coverage.Amount(s.Capacity)*coverage.Amount(s.Order) {
				t.Fatalf("%s serves %d with a room of %d", s.ID, s.Serves, s.Capacity)
			}
		}
		switch got := c.served(plan); {
		case !c.allowed(plan):
			t.Fatalf("%s: %v breaks a constraint", siting.Encode(c.q), c.names(plan))
		case got != sum || math.Abs(a.Objective-float64(got)/1000) > 1e-9:
			t.Fatalf("%s: %v is said to serve %v, its steps %d: it serves %d", siting.Encode(c.q), c.names(plan), a.Objective, sum, got)
		case a.Bound < float64(best)/1000-1e-9:
			t.Fatalf("%s: the bound is %v, and %v serve %d", siting.Encode(c.q), a.Bound, c.names(by), best)
		case a.Optimal && got != best:
			t.Fatalf("%s: %d are said to be the most: %v serve %d", siting.Encode(c.q), got, c.names(by), best)
		case bits.OnesCount(plan) == 1 && got != best && c.q.Count == 1:
			t.Fatalf("%s: of one facility each could be tried, and %v serves %d, not %d", siting.Encode(c.q), c.names(by), best, got)
		}
	})
}

// Two clinics of 20 places and 31 people between them: the second serves who does not fit
// into the first, and the city covers more than are served.
func TestWhoDoesNotFitIsServedByTheNext(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-----------------------0---1---2---3---4")
	c.Services[0].Minutes = 30
	c.Facility("H").Services = nil
	c.Serve(coverage.Service{ID: "clinic", Minutes: 20})
	a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 2, Capacity: 20, Candidates: []siting.Candidates{{Demand: true}}})
	if a.Objective != 31 || a.After != 31_000 || !a.Optimal || a.Plan[0].Serves != 20_000 || a.Plan[1].Serves != 11_000 {
		t.Errorf("%v are served of %v at most, %d covered: %+v", a.Objective, a.Bound, a.After, a.Plan)
	}
	if change := a.Plan[0].Changes[0]; change.Capacity["clinic"] != 20 || a.Plan[0].Capacity != 20 {
		t.Errorf("it is built with %v", change.Capacity)
	}
	if a.Curve != nil || a.Near != nil {
		t.Errorf("what is near is not reckoned: %+v %+v", a.Near, a.Curve)
	}
}
