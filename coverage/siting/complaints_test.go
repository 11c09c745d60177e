package siting_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// Here is what went wrong once, each as a small map.

// Of worst_first no district has people: there is no least coverage, rather than an
// endless one.
func TestTheLeastCoverageOfNobodyIsNoNumber(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1")
	c.District(1, "elsewhere", 40, -1, 50, 1)
	a := run(t, c, siting.Question{Goal: siting.WorstFirst, Count: 1, Candidates: []siting.Candidates{{Demand: true}}})
	if !math.IsNaN(a.Objective) || !math.IsNaN(a.Bound) || !a.Optimal || a.Gap != 0 {
		t.Errorf("the least coverage is %v of %v at most, optimal %v, gap %v", a.Objective, a.Bound, a.Optimal, a.Gap)
	}
}

// Of move_or_close a new site that is part of every plan is no facility that stays:
// both clinics may close.
func TestAFixedSiteIsNoFacilityThatStays(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "A-------0-------1-------2-------B")
	c.Services[0].Minutes = 12.5
	a := run(t, c, siting.Question{Goal: siting.MoveOrClose, Count: 2, Candidates: []siting.Candidates{{Demand: true}}, Fixed: []string{"demand:1"}})
	if len(a.Impossible) > 0 || plan(a) != "close A, close B, demand:1" || a.After != 7000 {
		t.Errorf("%s covers %d, impossible is %+v", plan(a), a.After, a.Impossible)
	}
}

// Of move_or_close a facility may offer more, but not if it closes: of a clinic and a
// school in one place one closes, and the other becomes both.
func TestWhatClosesOffersNoMore(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------S")
	c.Services[0].Minutes, c.Services[1].Minutes = 12.5, 12.5
	q := siting.Question{Services: []string{"clinic", "school"}, Goal: siting.MoveOrClose, Count: 1, Candidates: []siting.Candidates{{Facilities: true}}}
	if a := run(t, c, q); a.After != 1000 || a.Objective != 0 || !a.Optimal || plan(a) != "H, close S" && plan(a) != "S, close H" {
		t.Errorf("%s gains %v of %v at most: %d are covered", plan(a), a.Objective, a.Bound, a.After)
	}
	q.Fixed = []string{"S"} // the school stays
	if a := run(t, c, q); a.After != 1000 || plan(a) != "S, close H" {
		t.Errorf("the school stays: %s covers %d", plan(a), a.After)
	}
	q.Count = 2 // nobody is left to offer more
	q.Fixed = nil
	if a := run(t, c, q); a.After != 0 || plan(a) != "close H, close S" || a.Objective != -1 {
		t.Errorf("both close: %s covers %d", plan(a), a.After)
	}
}

// Of worst_first by group somebody is counted at a place whose count of all is blank:
// they are brought a clinic like everybody else.
func TestGroupsLiveWhereTheCountOfAllIsBlank(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3")
	c.Services[0].Minutes = 12.5
	c.Demand.Groups["all"][3] = coverage.Missing
	c.Demand.Groups["elderly"] = []coverage.Amount{0, 0, 1000, 3000}
	a := run(t, c, siting.Question{Goal: siting.WorstFirst, Per: siting.PerGroup, Count: 1, Candidates: []siting.Candidates{{Demand: true}}})
	if plan(a) != "demand:2" || a.Objective != 1 || !a.Optimal {
		t.Errorf("%s brings the least to %v of %v at most", plan(a), a.Objective, a.Bound)
	}
}

// Districts leave out the place where most people live: it enters no district's target,
// but the curve and the choice among equal plans are about everybody.
func TestWhoLivesInNoDistrictCounts(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------------0-------1-------2-------3")
	c.Services[0].Minutes = 12.5
	c.District(1, "east", 10, -1, 24, 1) // places 0 and 1
	target := coverage.Share(300_000)
	a := run(t, c, siting.Question{Goal: siting.FewestFacilities, Target: &target, Per: siting.PerDistrict, Candidates: []siting.Candidates{{Demand: true}}})
	if plan(a) != "demand:2" || a.After != 14_000 {
		t.Errorf("%s covers %d", plan(a), a.After)
	}
	if p := a.Curve[1]; p.Covered != 14_000 || p.Bound != 14_000 {
		t.Errorf("the curve is %+v", a.Curve)
	}
}

// The greedy first choice is between the best two: the curve has what the plan of two
// covers all the same.
func TestTheCurveHasThePlanThatGreedMisses(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		        0-------3-------1-------4-------2
		H-------------------------------------------------------+
	`)
	c.Services[0].Minutes = 12.5                                             // a place and its neighbours
	c.Demand.Groups["all"] = []coverage.Amount{3000, 3000, 3000, 4000, 4000} // along the street 3, 4, 3, 4, 3
	a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: []siting.Candidates{{Demand: true}}})
	if plan(a) != "demand:3, demand:4" || a.After != 17_000 {
		t.Fatalf("%s covers %d", plan(a), a.After)
	}
	if p := a.Curve[2]; p.Covered != a.After || p.Bound != a.After {
		t.Errorf("the curve is %+v", a.Curve)
	}
}

// There are more links than facilities to choose from: what bounds the curve is then who
// can be reached at all, rather than less than nothing.
func TestLinksLeaveTheCurveItsBound(t *testing.T) {
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
	a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}, Forbidden: []string{"demand:4"},
		Links: &siting.Links{Given: []siting.GivenLink{footway(c, "ab", 'a', 'b', 1), footway(c, "cd", 'c', 'd', 1)}, Count: 2}})
	for _, p := range a.Curve {
		if p.Bound < p.Covered || p.Bound > a.Demand {
			t.Errorf("%d covered of %d at most: %+v", p.Covered, p.Bound, a.Curve)
		}
	}
}

// A change of no street, which has neither a way nor an id, is refused like any other.
func TestALinkThatScalesDemandIsRefused(t *testing.T) {
	_, err := decode(t, strings.Replace(full, `{"reopen_link": {"way": 7, "all": true}, "cost": 1, "id": "gate"}`, `{"scale_demand": {"group": "all", "factor": 2}, "cost": 1}`, 1))
	if wrongs := siting.FieldErrors(err); len(wrongs) != 1 || wrongs[0].Where() != "links.given[1].scale_demand" {
		t.Errorf("refused is: %v", err)
	}
}

// The number of a way may have more digits than a double holds.
func TestLongNumbersOfWaysAreWritten(t *testing.T) {
	q, err := decode(t, strings.Replace(full, `"way": 7`, `"way": 9007199254740993`, 1))
	if err != nil {
		t.Fatal(err)
	}
	back, err := decode(t, string(siting.Encode(q)))
	if err != nil || *back.Links.Given[1].Change.Way != 9007199254740993 {
		t.Errorf("%s reads back as %+v: %v", siting.Encode(q), back.Links, err)
	}
}

// A site that has the id of a facility gets another for the facility to be built there,
// which is that of no other site.
func TestSitesOfAFacilitysIdAreApart(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---+---0-------1-------2-------3-------4")
	c.Services[0].Minutes = 6
	for _, ids := range [][2]string{{"H", "new:H"}, {"new:H", "H"}} {
		at := c.Engine().City().Demand.Point
		a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: []siting.Candidates{{GeoJSON: layerOf(pointSite(ids[0], at[1], ""), pointSite(ids[1], at[3], ""))}}})
		if a.Candidates.NoStreet != 0 || len(a.Plan) != 2 || a.Objective != 10 {
			t.Errorf("%v: %s gains %v, off the streets are %v", ids, plan(a), a.Objective, a.Candidates.Unlinked)
		}
	}
}

// A link that has the id of a candidate is refused: what fixed and a plan say would mean
// either.
func TestALinkOfACandidatesIdIsRefused(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---a---0---b---1-------2-------3-------4")
	q := siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}},
		Links: &siting.Links{Count: 1, Given: []siting.GivenLink{footway(c, "ok", 'a', 'b', 1), footway(c, "demand:4", 'a', 'b', 1)}}}
	_, err := siting.Run(t.Context(), c.Engine(), q, siting.Options{})
	if wrongs := siting.FieldErrors(err); len(wrongs) != 1 || wrongs[0].Where() != "links.given[1].id" {
		t.Errorf("refused is: %v", err)
	}
}

// A link may be part of every plan, as it may be part of none.
func TestALinkMayBeFixed(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---a---0---b---1-------2-------3-------4")
	q := siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}, Fixed: []string{"ab"},
		Links: &siting.Links{Count: 1, Given: []siting.GivenLink{footway(c, "ab", 'a', 'b', 1)}}}
	if a := run(t, c, q); plan(a) != "ab, demand:3" {
		t.Errorf("the plan is %s", plan(a))
	}
	q.Fixed, q.Forbidden = nil, []string{"ab"}
	if a := run(t, c, q); plan(a) != "demand:3" {
		t.Errorf("the plan is %s", plan(a))
	}
}

// A siting that was cancelled before it knew its candidates knows no bound: it does not
// say that nothing can be gained.
func TestCancelledAtOnceNothingIsBounded(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---a---0---b---1-------2-------3-------4")
	e := c.Engine()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a, err := siting.Run(ctx, e, siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}}, siting.Options{})
	if err != nil || a.State != siting.StateCancelled || !math.IsNaN(a.Bound) || a.Gap != 1 || a.Optimal {
		t.Errorf("%v: %+v", err, a)
	}
}

// The middle of a site that crosses itself may be anywhere: the site is where it is drawn.
func TestASiteThatCrossesItselfIsWhereItIs(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	at := c.Engine().City().Demand.Point[3]
	x, y, d := at[0], at[1], 0.001
	ring := [][2]float64{{x, y}, {x + d, y + d}, {x + d, y}, {x, y + 1.01*d}, {x, y}}
	site, err := json.Marshal(map[string]any{"type": "Feature", "properties": map[string]any{"id": "bow"}, "geometry": map[string]any{"type": "Polygon", "coordinates": [][][2]float64{ring}}})
	if err != nil {
		t.Fatal(err)
	}
	a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{GeoJSON: layerOf(string(site))}}})
	if len(a.Plan) != 1 || math.Abs(a.Plan[0].Point[0]-x) > d || math.Abs(a.Plan[0].Point[1]-y) > 2*d {
		t.Errorf("the plan is %+v, off the streets are %v", a.Plan, a.Candidates.Unlinked)
	}
}

// A school's gate is far from its middle: a link at the gate brings people to what the
// school offers beside.
func TestALinkAtAFarEntranceIsOfUse(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		S---------------+---a  b---2------------+
		+---------------+
	`)
	c.Serve(coverage.Service{ID: "clinic", Minutes: 12}) // 800 m
	c.Services[1].Minutes = 12
	c.Facility("S").Entrances = []coverage.Entrance{{Kind: coverage.EntranceGiven, Point: c.Corner('a')}}
	a := run(t, c, siting.Question{Services: []string{"clinic", "school"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Facilities: true}},
		Links: &siting.Links{Count: 1, Given: []siting.GivenLink{footway(c, "ab", 'a', 'b', 1)}}})
	if plan(a) != "S, ab" || a.After != 4_000 {
		t.Errorf("%s covers %d", plan(a), a.After)
	}
}
