package siting_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/geo/cells"
	"lifecircle/internal/testcity/asciicity"
)

// corner is a town with a clinic H, a school S, and people at either end of every street.
func cornerTown(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(100), `
		0-------a-------1
		|               |
		|               |
		S-------b-------H
		|               |
		|               |
		2-------c-------3
	`)
	c.District(8, "north", -1, -1, 17, 2.5).District(8, "south", -1, 2.5, 17, 7)
	c.Services[0].Minutes, c.Services[1].Minutes = 15, 15
	return c
}

// Where candidates may come from, and which there are of each.
func TestCandidatesOfEverySource(t *testing.T) {
	c := cornerTown(t)
	e := c.Engine()
	at := e.City().Demand.Point
	cell := func(i int) string {
		id, err := cells.At(at[i], 10)
		if err != nil {
			t.Fatal(err)
		}
		return "cell:" + cells.String(id)
	}
	node := func(p orb.Point) string { return fmt.Sprintf("node:%.7f,%.7f", p[0], p[1]) }
	for name, s := range map[string]struct {
		from     siting.Candidates
		given    int
		kind     siting.Kind
		some     string // one of the candidates
		services string // what it would offer
	}{
		"places of demand":     {siting.Candidates{Demand: true}, 4, siting.KindDemand, "demand:2", "clinic school"},
		"those of a district":  {siting.Candidates{Demand: true, District: "south"}, 2, siting.KindDemand, "demand:2", "clinic school"},
		"street nodes":         {siting.Candidates{Nodes: true}, e.City().Streets.Nodes(), siting.KindNode, node(c.Corner('c')), "clinic school"},
		"nodes of a district":  {siting.Candidates{Nodes: true, District: "south"}, 6, siting.KindNode, node(c.Corner('c')), "clinic school"},
		"cells":                {siting.Candidates{Cells: 10}, 4, siting.KindCell, cell(2), "clinic school"},
		"facilities":           {siting.Candidates{Facilities: true}, 2, siting.KindFacility, "S", "clinic school"},
		"a layer of points":    {siting.Candidates{Layer: "facilities"}, 2, siting.KindSite, "S", "clinic school"},
		"a layer of areas":     {siting.Candidates{Layer: "districts"}, 2, siting.KindSite, "8:south", "clinic school"},
		"sites of the planner": {siting.Candidates{GeoJSON: layerOf(pointSite("mine", at[2], ""), pointSite("yours", at[0], ""))}, 2, siting.KindSite, "mine", "clinic school"},
	} {
		t.Run(name, func(t *testing.T) {
			q := siting.Question{Services: []string{"school", "clinic"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{s.from}}
			if name == "a layer of areas" {
				q.Fixed = nil
			} else {
				q.Fixed = []string{s.some}
			}
			a := runEngine(t, e, q)
			if a.Candidates.Given != s.given {
				t.Errorf("there are %d, not %d", a.Candidates.Given, s.given)
			}
			if len(a.Plan) != 1 {
				t.Fatalf("the plan is %s", plan(a))
			}
			step := a.Plan[0]
			if q.Fixed != nil && step.ID != s.some || step.Kind != s.kind || step.Cost != 1 {
				t.Errorf("the step is %+v", step)
			}
			change := step.Changes[0]
			if got := strings.Join(change.Services, " "); got != s.services {
				t.Errorf("it offers %s", got)
			}
			if s.kind == siting.KindFacility {
				if change.Kind != scenario.SetFacility || change.ID != step.ID {
					t.Errorf("the change is %+v", change)
				}
			} else if change.Kind != scenario.AddFacility || *change.At != step.Point {
				t.Errorf("the change is %+v", change)
			}
		})
	}
}

// The clinic's place has a school at a step, and the other way round: one offers what the
// other lacks.
func TestAFacilityOffersWhatItLacks(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		0---S-----------1----H---2
	`)
	c.Services[0].Minutes, c.Services[1].Minutes = 10, 10
	a := run(t, c, siting.Question{Services: []string{"clinic", "school"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Facilities: true}}})
	if plan(a) != "H" || a.Before != 0 || a.After != 6000 || a.Plan[0].Kind != siting.KindFacility {
		t.Errorf("%s covers %d, as it is %d", plan(a), a.After, a.Before)
	}
	c.Facility("S").Status = coverage.StatusClosed
	c = c.Copy()
	if a := run(t, c, siting.Question{Services: []string{"clinic", "school"}, Goal: siting.MostPeople, Count: 2, Candidates: []siting.Candidates{{Facilities: true}}}); a.Candidates.Given != 1 {
		t.Errorf("a closed one is a candidate: %+v", a.Candidates)
	}
}

// A candidate is one only once, whatever lists it; places of candidates that have names
// of their own may be the same.
func TestACandidateIsListedOnce(t *testing.T) {
	c := cornerTown(t)
	e := c.Engine()
	q := siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}, {Nodes: true}, {Demand: true}}}
	if a := runEngine(t, e, q); a.Candidates.Given != e.City().Streets.Nodes() {
		t.Errorf("there are %d candidates at %d nodes", a.Candidates.Given, e.City().Streets.Nodes())
	}
	at := e.City().Demand.Point[0]
	q.Candidates = []siting.Candidates{{GeoJSON: layerOf(pointSite("a", at, ""), pointSite("b", at, ""))}}
	if a := runEngine(t, e, q); a.Candidates.Given != 2 {
		t.Errorf("there are %d candidates", a.Candidates.Given)
	}
}

// Candidates that cannot be are refused, by their place in the question.
func TestCandidatesThatAreRefused(t *testing.T) {
	at := orb.Point{121.001, 31}
	for name, c := range map[string]struct {
		from       []siting.Candidates
		goal       siting.Goal
		where, why string
	}{
		"of a district that is not there": {[]siting.Candidates{{Demand: true}, {Demand: true, District: "west"}}, siting.MostPeople, "candidates[1].district", "no district"},
		"of no layer":                     {[]siting.Candidates{{Layer: "plots"}}, siting.MostPeople, "candidates[0].layer", "no such layer"},
		"of one id":                       {[]siting.Candidates{{GeoJSON: layerOf(pointSite("demand:1", at, ""))}, {Demand: true}}, siting.MostPeople, "candidates[1]", "already"},
		"two facilities' layers":          {[]siting.Candidates{{Layer: "facilities"}, {Facilities: true}}, siting.MostPeople, "candidates[1]", "already"},
		"without a cost":                  {[]siting.Candidates{{Demand: true}}, siting.LeastCost, "candidates[0].cost", "no cost"},
		"at a negative cost":              {[]siting.Candidates{{Demand: true, Cost: new(-1.0)}}, siting.MostPeople, "candidates[0].cost", "negative"},
		"cells of no resolution":          {[]siting.Candidates{{Cells: 16}}, siting.MostPeople, "candidates[0].cells", "1 to 15"},
		"no GeoJSON":                      {[]siting.Candidates{{GeoJSON: []byte(`{"type":"Feature"}`)}}, siting.MostPeople, "candidates[0].layer.type", "FeatureCollection"},
	} {
		t.Run(name, func(t *testing.T) {
			q := siting.Question{Services: []string{"school"}, Goal: c.goal, Count: 1, Candidates: c.from}
			if name == "two facilities' layers" {
				q.Services = []string{"school", "clinic"}
			}
			_, err := siting.Run(t.Context(), cornerTown(t).Engine(), q, siting.Options{})
			wrongs := siting.FieldErrors(err)
			if len(wrongs) != 1 || wrongs[0].Where() != c.where || !strings.Contains(wrongs[0].Why, c.why) {
				t.Errorf("refused is %v", err)
			}
		})
	}
}

// The costs that count: a site's own, else that of its source, else 1 where nobody asks.
func TestACandidatesCostIsItsOwnFirst(t *testing.T) {
	c := cornerTown(t)
	at := c.Engine().City().Demand.Point
	sites := layerOf(pointSite("own", at[0], `,"cost":7.25`), pointSite("free", at[1], `,"cost":0`), pointSite("none", at[2], ``))
	for _, s := range []struct {
		cost   *float64
		budget map[string]float64
		want   string
	}{
		{nil, nil, "free 0, none 1, own 7.25"},
		{new(3.5), nil, "free 0, none 3.5, own 7.25"},
		{new(3.5), map[string]float64{"": 11}, "free 0, none 3.5, own 7.25"},
	} {
		a := run(t, c, siting.Question{Services: []string{"school"}, Goal: siting.MostPeople, Count: 3, Budget: s.budget, Fixed: []string{"own", "free", "none"}, Candidates: []siting.Candidates{{GeoJSON: sites, Cost: s.cost}}})
		var got []string
		for _, step := range a.Plan {
			got = append(got, fmt.Sprint(step.ID, " ", step.Cost))
		}
		slices.Sort(got)
		if strings.Join(got, ", ") != s.want {
			t.Errorf("they cost %v, not %s", got, s.want)
		}
	}
}

// How many candidates there are is told, and how many of them are good for nothing.
func TestTheTallyOfCandidates(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0-----------1---2-----------3")
	c.Services[0].Minutes = 6.5
	at := c.Engine().City().Demand.Point
	a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: []siting.Candidates{{Demand: true}, {GeoJSON: layerOf(
		pointSite("far", orb.Point{122, 31}, ""), pointSite("twin", at[1], ""), pointSite("forbidden", at[1], ""))}}, Forbidden: []string{"forbidden"}})
	want := siting.Tally{Given: 6, Unlinked: []string{"far"}, NoStreet: 1, Useless: 1, Dominated: 2}
	if got := a.Candidates; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v, not %+v", got, want)
	}
	if a.Work.Places != 3 || a.Work.Rows != 2 || a.Work.Entries != 2 {
		t.Errorf("%+v", a.Work)
	}
}

// A site that is an area stands in it, whatever its shape: the middle of a horseshoe is
// not, nor that of two plots.
func TestAnAreasPointLiesInIt(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	e := c.Engine()
	box := func(west, south, east, north float64) orb.Ring {
		a, b := c.Place(west, -south), c.Place(east, -north)
		return orb.Ring{a, {b[0], a[1]}, b, {a[0], b[1]}, a}
	}
	horseshoe := func() orb.Ring {
		var r orb.Ring
		for _, p := range [][2]float64{{20, 0}, {22, 0}, {22, 0.2}, {20.2, 0.2}, {20.2, 0.8}, {22, 0.8}, {22, 1}, {20, 1}, {20, 0}} {
			r = append(r, c.Place(p[0], -p[1]))
		}
		return r
	}
	for name, area := range map[string]orb.MultiPolygon{
		"a box":                    {{box(20, 0, 21, 1)}},
		"a box with a hole":        {{box(20, 0, 21, 1), box(20.2, 0.2, 20.8, 0.8)}},
		"a horseshoe":              {{horseshoe()}},
		"two plots":                {{box(20, 0, 20.3, 1)}, {box(23, 0, 23.4, 1)}},
		"two plots one behind one": {{box(20, 0, 20.3, 0.2)}, {box(20, 0.8, 20.4, 1)}},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := geojsonOf(area)
			if err != nil {
				t.Fatal(err)
			}
			a := runEngine(t, e, siting.Question{Goal: siting.MostPeople, Count: 1, Fixed: []string{"area"}, Candidates: []siting.Candidates{{GeoJSON: layerOf(feature(text, `"id":"area"`))}}})
			if !planar.MultiPolygonContains(area, a.Plan[0].Point) {
				t.Errorf("%v is outside of %v", a.Plan[0].Point, area)
			}
		})
	}
}

// An area that is but a point, or a line, is where it begins.
func TestAnAreaOfNoExtentIsWhereItBegins(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	e, p := c.Engine(), c.Place(20, 0)
	for _, ring := range []orb.Ring{{p, p, p, p}, {p, c.Place(22, 0), c.Place(24, 0), p}} {
		text, err := geojsonOf(orb.MultiPolygon{{ring}})
		if err != nil {
			t.Fatal(err)
		}
		if a := runEngine(t, e, siting.Question{Goal: siting.MostPeople, Count: 1, Fixed: []string{"site-1"}, Candidates: []siting.Candidates{{GeoJSON: layerOf(feature(text, ``))}}}); a.Plan[0].Point != p {
			t.Errorf("%v, not %v", a.Plan[0].Point, p)
		}
	}
}

// A site's point lies in it for stars of any shape.
func TestAStarsPointLiesInIt(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	e := c.Engine()
	rapid.Check(t, func(t *rapid.T) {
		area := stars(t, c)
		text, err := geojsonOf(area)
		if err != nil {
			t.Fatal(err)
		}
		a, err := siting.Run(context.Background(), e, siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1, Fixed: []string{"site-1"}, Candidates: []siting.Candidates{{GeoJSON: layerOf(feature(text, ``))}}}, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if p := a.Plan[0].Point; !planar.MultiPolygonContains(area, p) {
			t.Fatalf("%v is outside of %s", p, text)
		}
	})
}
