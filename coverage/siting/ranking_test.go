package siting_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// Each kind of link by a map of its own: what is there is of that kind, over what it
// leads, and whom it brings.
func TestTheKindsOfLinks(t *testing.T) {
	every := siting.LinkQuery{Gates: true, Crossings: true, BridgesM: 150}
	for name, c := range map[string]struct {
		drawing string
		minutes float64
		road    string // a street of this first corner is a main road
		kind    siting.Kind
		across  string
		length  float64 // metres
		gain    coverage.Amount
		change  scenario.LinkKind
	}{
		"a footbridge over water": {`
			H---+---+-----0-------------+
			    |                       |
			    a                       |
			~~~~~~~~~~~~~~~~~~~~~~~~~~~ |
			    b                       |
			    |                       |
			1---+---2-------------------+
		`, 11, "", siting.KindBridge, "water", 100, 6000, scenario.LinkFootway},
		"a gate in a wall": {`
			H---+---+-----0-------------+
			    |                       |
			    a                       |
			########################### |
			    b                       |
			    |                       |
			1---+---2-------------------+
		`, 11, "", siting.KindGate, "wall", 34, 6000, scenario.LinkGate},
		"a crossing of a road": {`
			H---+---+-----0-------------+
			    |                       |
			    a                       |
			r---------------------------x
			    b                       |
			    |                       |
			1---+---2-------------------+
		`, 11, "r", siting.KindCrossing, "", 34, 6000, scenario.LinkCrossing},
		"a footbridge over what the map does not show": {`
			H---+---+-----0-------------+
			    |                       |
			    a                       |
			                            |
			    b                       |
			    |                       |
			1---+---2-------------------+
		`, 11, "", siting.KindBridge, "", 100, 6000, scenario.LinkFootway},
	} {
		t.Run(name, func(t *testing.T) {
			cell := asciicity.Cell(50)
			if c.length < 50 {
				cell = 17
			}
			city := asciicity.New(t, cell, strings.ReplaceAll(c.drawing, "\t", ""))
			city.Services[0].Minutes = c.minutes
			if cell == 17 {
				city.Services[0].Minutes = c.minutes / 3
			}
			for i, w := range city.Ways {
				if c.road != "" && city.Nodes[w.Nodes[0]-1].Name == c.road[0] {
					city.Ways[i].Kind.Class = streets.ClassPrimary
				}
			}
			q := every
			q.Services = []string{"clinic"}
			links, err := siting.RankLinks(t.Context(), city.Engine(), q)
			if err != nil {
				t.Fatal(err)
			}
			if len(links) == 0 {
				t.Fatalf("no link is found\n%s", city)
			}
			l := links[0]
			if l.Kind != c.kind || strings.Join(l.Across, " ") != c.across || l.Gain != c.gain || l.LengthM < c.length-1 || l.LengthM > c.length+1 {
				t.Errorf("the first is a %s over %v, %v m, and brings %d", l.Kind, l.Across, l.LengthM, l.Gain)
			}
			if change := l.Changes[0]; change.Kind != scenario.OpenLink || change.Link != c.change {
				t.Errorf("the change is %+v", change)
			}
		})
	}
}

// A river of 50 m is too wide where bridges of 40 are asked for, also where crossings of
// roads may be longer.
func TestNoBridgeIsLongerThanAsked(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(25), `
		H---+---+-----0-------------+
		    |                       |
		    a                       |
		~~~~~~~~~~~~~~~~~~~~~~~~~~~ |
		    b                       |
		    |                       |
		1---+---2-------------------+
	`)
	c.Services[0].Minutes = 5.5
	for metres, want := range map[float64]int{40: 0, 51: 1} {
		links, err := siting.RankLinks(t.Context(), c.Engine(), siting.LinkQuery{Services: []string{"clinic"}, BridgesM: metres, Crossings: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(links) != want {
			t.Errorf("of bridges of %v m there are %+v", metres, links)
		}
	}
}

// rankedTown draws a town and a question about links that is about any of its people.
func rankedTown(t *rapid.T) (*coverage.Engine, siting.LinkQuery) {
	c, r := town(t)
	q := siting.LinkQuery{Services: []string{"clinic"}, Gates: r.IntN(2) == 0, Crossings: r.IntN(2) == 0, BridgesM: float64(50 + r.IntN(200)), Top: siting.MostLinks}
	if r.IntN(2) == 0 {
		q.Services = append(q.Services, "school")
	}
	switch r.IntN(4) {
	case 0:
		q.Group = "elderly"
	case 1:
		q.Weight = "dwellings"
	case 2:
		q.Area = coverage.AreaUrban
	}
	if r.IntN(3) == 0 {
		q.Minutes = float64(2 + r.IntN(8))
	}
	for i := range c.Ways {
		if r.IntN(6) == 0 {
			c.Ways[i].Kind.Class = streets.ClassPrimary
		}
	}
	return c.Engine(), q
}

// A link gains what the city has more that is built with it from scratch; those that gain
// most come first, of equal ones the shorter.
func TestRankedLinksGainWhatTheCityWithThemHas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, q := rankedTown(t)
		links, err := siting.RankLinks(context.Background(), e, q)
		if err != nil {
			t.Fatal(err)
		}
		c := newCensus(t, e, siting.Question{Services: q.Services, Scope: q.Scope}, nil)
		covered := func(changes []scenario.Change) coverage.Amount { return *c.rows(changes)[0].Covered }
		before := covered(nil)
		ids := map[string]bool{}
		for i, l := range links {
			switch got := covered(l.Changes) - before; {
			case got != l.Gain || got <= 0:
				t.Fatalf("%s is said to gain %d: it gains %d", l.ID, l.Gain, got)
			case ids[l.ID]:
				t.Fatalf("%s is listed twice", l.ID)
			case l.Rank != i+1:
				t.Fatalf("rank %d is listed at %d", l.Rank, i+1)
			case l.Kind == siting.KindCrossing && !q.Crossings, l.Kind == siting.KindGate && !q.Gates, l.Kind == siting.KindBridge && l.LengthM > q.BridgesM:
				t.Fatalf("a %s of %v m was not asked for: %+v", l.Kind, l.LengthM, q)
			}
			ids[l.ID] = true
			if i > 0 {
				last := links[i-1]
				if last.Gain < l.Gain || last.Gain == l.Gain && (last.LengthM > l.LengthM || last.LengthM == l.LengthM && last.ID > l.ID) {
					t.Fatalf("%s comes after %s", l.ID, last.ID)
				}
			}
		}
	})
}

// The first few are the first few of many.
func TestTheTopOfTheRanking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, q := rankedTown(t)
		many, err := siting.RankLinks(context.Background(), e, q)
		if err != nil {
			t.Fatal(err)
		}
		q.Top = rapid.IntRange(1, 5).Draw(t, "top")
		few, err := siting.RankLinks(context.Background(), e, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(few) != min(q.Top, len(many)) {
			t.Fatalf("%d of %d links are listed", len(few), len(many))
		}
		for i, l := range few {
			if l.ID != many[i].ID || l.Gain != many[i].Gain || l.Rank != many[i].Rank {
				t.Fatalf("the first %d are not those of all: %s, %s", q.Top, l.ID, many[i].ID)
			}
		}
	})
}

// Links found are part of a siting with the cost of their kind, and those that a planner
// gives are always among them.
func TestFoundLinksHaveTheCostOfTheirKind(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(17), `
		H---+---+-----0-------------+
		    |                       |
		    a                       |
		########################### |
		    b                       |
		    |                       |
		1---+---2-------------------+
	`)
	c.Services[0].Minutes = 11.0 / 3
	q := siting.Question{Services: []string{"clinic"}, Links: &siting.Links{Given: []siting.GivenLink{footway(c, "ab", 'a', 'b', 9)}, Gates: true, BridgesM: 150, Costs: siting.LinkCosts{Gate: 2, Crossing: 3, Bridge: 4}}}
	links, err := siting.FindLinks(t.Context(), c.Engine(), q)
	if err != nil {
		t.Fatal(err)
	}
	cost := map[siting.Kind]float64{siting.KindLink: 9, siting.KindGate: 2, siting.KindCrossing: 3, siting.KindBridge: 4}
	for i, l := range links {
		if l.Cost != cost[l.Kind] || (i == 0) != (l.Kind == siting.KindLink) {
			t.Errorf("%d is a %s at %v", i, l.Kind, l.Cost)
		}
	}
	if len(links) < 2 {
		t.Fatalf("links %+v", links)
	}
	q.Links.Most = 1
	if few, err := siting.FindLinks(t.Context(), c.Engine(), q); err != nil || len(few) != 2 || few[1].ID != links[1].ID {
		t.Errorf("%v: of those found one is wanted: %+v", err, few)
	}
	if none, err := siting.FindLinks(t.Context(), c.Engine(), siting.Question{Services: []string{"clinic"}, Links: &siting.Links{Given: q.Links.Given}}); err != nil || len(none) != 1 {
		t.Errorf("%v: only the one given is wanted: %+v", err, none)
	}
}

// A link that cannot be built is refused with the change's own fault, at its place.
func TestGivenLinksThatCannotBe(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0---a---1---b---2-------3-------4")
	way := int64(99)
	far := footway(c, "far", 'a', 'b', 1)
	far.Change.Line = slices.Clone(far.Change.Line)
	far.Change.Line[1][0]++
	q := siting.Question{Services: []string{"clinic"}, Links: &siting.Links{Given: []siting.GivenLink{footway(c, "ab", 'a', 'b', 1), far, footway(c, "ab", 'a', 'b', 1),
		{ID: "none", Change: scenario.Change{Kind: scenario.ReopenLink, Way: &way}}}}}
	_, err := siting.FindLinks(t.Context(), c.Engine(), q)
	var got []string
	for _, e := range siting.FieldErrors(err) {
		got = append(got, e.Where())
	}
	if want := []string{"links.given[1].open_link.line", "links.given[2].id", "links.given[3].reopen_link.way"}; !slices.Equal(got, want) {
		t.Errorf("refused is %v: %v", got, err)
	}
}

// A ranking is of some links, of services that there are, and of every kind unless it
// says of which.
func TestTheQuestionForLinks(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	for param, q := range map[string]siting.LinkQuery{
		"top":     {Services: []string{"clinic"}, Top: siting.MostLinks + 1},
		"service": {Services: []string{"pool"}},
		"weight":  {Services: []string{"clinic"}, Scope: coverage.Scope{Weight: "cats"}},
	} {
		_, err := siting.RankLinks(t.Context(), c.Engine(), q)
		var refused *coverage.QueryError
		if !errors.As(err, &refused) || refused.Param != param {
			t.Errorf("%s: %v", param, err)
		}
	}
	if _, err := siting.RankLinks(t.Context(), c.Engine(), siting.LinkQuery{Services: []string{"clinic"}, Top: -1}); err == nil {
		t.Error("fewer than no links are listed")
	}
	if links, err := siting.RankLinks(t.Context(), c.Engine(), siting.LinkQuery{Services: []string{"clinic"}}); err != nil || len(links) > 0 {
		t.Errorf("%v: links of no kind: %+v", err, links)
	}
	if q := (siting.LinkQuery{}).OrAll(); !q.Gates || !q.Crossings || q.BridgesM != 150 {
		t.Errorf("of every kind is %+v", q)
	}
	if q := (siting.LinkQuery{Crossings: true}).OrAll(); q.Gates || q.BridgesM != 0 {
		t.Errorf("of crossings is %+v", q)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := siting.RankLinks(ctx, c.Engine(), siting.LinkQuery{Services: []string{"clinic"}}.OrAll()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before it began: %v", err)
	}
}

// Of compounds each is opened by itself: two behind one another are two links.
func TestCompoundsAreApart(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---+---+---+------------+
		    :       :            |
		    :       :            |
		    :       :            |
		1---+---2---+------------+
	`)
	c.Services[0].Minutes = 16
	links, err := siting.RankLinks(t.Context(), c.Engine(), siting.LinkQuery{Services: []string{"clinic"}, Gates: true})
	if err != nil {
		t.Fatal(err)
	}
	var ways []int64
	for _, l := range links {
		if l.Kind == siting.KindGate && len(l.Line) == 0 {
			ways = append(ways, *l.Changes[0].Way)
			if len(l.Changes) != 1 || !l.Changes[0].All || l.LengthM != 0 {
				t.Errorf("%+v", l)
			}
		}
	}
	if len(ways) != 2 || ways[0] == ways[1] {
		t.Errorf("opened are %v of %+v", ways, links)
	}
}
