package siting_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// after is who is covered in the city that changes make, built from scratch.
func after(t fataler, base *coverage.Engine, services []string, changes []scenario.Change) coverage.Amount {
	t.Helper()
	c := newCensus(t, base, siting.Question{Services: services, Scope: coverage.Scope{Group: "all"}}, nil)
	return *c.rows(changes)[0].Covered
}

// A river cuts a town; the bridge that is proposed is across it, between the streets'
// ends, and gains who lives behind it.
func TestTheBridgeAcrossTheRiver(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---+---+-----0-------------+
		    |                       |
		    a                       |
		~~~~~~~~~~~~~~~~~~~~~~~~~~~ |
		    b                       |
		    |                       |
		1---+---2-------------------+
	`)
	c.Services[0].Minutes = 11
	e := c.Engine()
	links, err := siting.RankLinks(t.Context(), e, siting.LinkQuery{Services: []string{"clinic"}, BridgesM: 150, Gates: true, Crossings: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(links) == 0 {
		t.Fatal("no link is found")
	}
	top := links[0]
	ends := []string{}
	for _, name := range []byte("ab") {
		if slices.Contains(top.Line, c.Corner(name)) {
			ends = append(ends, string(name))
		}
	}
	if top.Kind != siting.KindBridge || len(ends) != 2 || !slices.Equal(top.Across, []string{"water"}) || top.Gain != 6000 {
		t.Errorf("the first is %+v", top)
	}
	for _, l := range links[1:] {
		if l.Gain > top.Gain {
			t.Errorf("%s gains more than the first", l.ID)
		}
	}
}

// A compound whose streets only residents walk stands in the way: opening it helps
// those behind.
func TestTheGateOfTheCompound(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---+------------------------+
		    :                        |
		    :                        |
		    :                        |
		1---+------------------------+
	`)
	c.Services[0].Minutes = 10
	e := c.Engine()
	links, err := siting.RankLinks(t.Context(), e, siting.LinkQuery{Services: []string{"clinic"}, Gates: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(links) != 1 || links[0].Kind != siting.KindGate || links[0].Gain != 2000 || links[0].Changes[0].Kind != scenario.ReopenLink {
		t.Errorf("links %+v", links)
	}
}

// What a link is said to gain is what the city with it has more.
func TestLinksGainWhatTheyAreSaidTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomWalled(t)
		r := asciicity.Chance(t)
		for i := range c.Services {
			c.Services[i].Minutes = float64(2 + r.IntN(8))
		}
		e := c.Engine()
		services := []string{c.Services[r.IntN(len(c.Services))].ID}
		links, err := siting.RankLinks(context.Background(), e, siting.LinkQuery{Services: services, Gates: true, Crossings: true, BridgesM: float64(50 + r.IntN(200)), Scope: coverage.Scope{Group: "all"}})
		if err != nil {
			t.Fatal(err)
		}
		before := after(t, e, services, nil)
		for i, l := range links {
			if got := after(t, e, services, l.Changes) - before; got != l.Gain || got <= 0 {
				t.Fatalf("%s is said to gain %d: it gains %d", l.ID, l.Gain, got)
			}
			if l.Rank != i+1 || i > 0 && links[i-1].Gain < l.Gain {
				t.Fatalf("rank %d gains %d after %d", l.Rank, l.Gain, links[i-1].Gain)
			}
		}
	})
}

// Two links that are of use only together are found together.
func TestWhatIsOfUseOnlyTogether(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a  b-------c  d---3
		|                     |
		|                     |
		|                     |
		|                     |
		+-----------------+---+
		                  |
		                  |
		                  +------------+
	`)
	c.Services[0].Minutes = 17
	e := c.Engine()
	line := func(id string, from, to byte) siting.GivenLink {
		at := scenario.Change{Kind: scenario.OpenLink, ID: id, Link: scenario.LinkFootway}
		at.Line = append(at.Line, c.Corner(from), c.Corner(to))
		return siting.GivenLink{Change: at, Cost: 1}
	}
	a, err := siting.Run(t.Context(), e, siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}},
		Forbidden: []string{"demand:3"}, Links: &siting.Links{Given: []siting.GivenLink{line("ab", 'a', 'b'), line("cd", 'c', 'd')}, Count: 2}}, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Plan) != 2 || a.Plan[0].Gain != 0 || a.Plan[1].Gain != 8000 || !a.Optimal {
		t.Errorf("the plan is %+v of %v to %v", a.Plan, a.Before, a.After)
	}
}

// A compound with gates for its residents is opened with them.
func TestTheGatesOfTheCompoundAreOpenedToo(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H++++-+-+-+-+-+-+------------+
		    |                        |
		    %                        |
		    :                        |
		    %                        |
		    |                        |
		1---+------------------------+
	`)
	c.Services[0].Minutes = 12
	e := c.Engine()
	links, err := siting.RankLinks(t.Context(), e, siting.LinkQuery{Services: []string{"clinic"}, Gates: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(links) == 0 || links[0].Kind != siting.KindGate || links[0].Gain != 2000 {
		t.Errorf("links %+v", links)
	}
}
