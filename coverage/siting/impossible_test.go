package siting_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// What is said to be impossible is: with that one constraint left out there is a plan, and
// the best that is told is what some plan needs, the least of all of a number and a cost.
func TestWhatIsImpossibleIsSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := askedFor(t, rapid.SampledFrom([]siting.Goal{siting.FewestFacilities, siting.LeastCost}).Draw(t, "goal"))
		if c.q.Count == 0 && c.q.Budget == nil {
			c.q.Count = 1
		}
		c.q.Fixed = nil
		a := answered(t, c, siting.Options{})
		best, _ := c.best()
		for _, i := range a.Impossible {
			if i.Constraint == siting.ConstraintTarget || i.Constraint == siting.ConstraintCandidates {
				continue
			}
			if !math.IsInf(best, -1) {
				t.Fatalf("%s: %+v is said to be impossible: a plan is worth %v", siting.Encode(c.q), i, best)
			}
			c.checkImpossible(a, i)
		}
		if math.IsInf(best, -1) && len(a.Impossible) == 0 {
			t.Fatalf("%s: there is no plan, and nothing is impossible", siting.Encode(c.q))
		}
	})
}

// checkImpossible tries every plan that leaves one constraint out.
func (c *census) checkImpossible(a *siting.Answer, i siting.Impossible) {
	c.t.Helper()
	least, some := math.Inf(1), false
	switch i.Constraint {
	case siting.ConstraintBudget:
		c.checkBudget(i)
		return
	case siting.ConstraintCount:
		c.checkCount(i)
		return
	}
	for plan := range c.all() + 1 {
		if !c.allowed(plan, i.Constraint) {
			continue
		}
		needs := 0.0
		switch i.Constraint {
		case siting.ConstraintDistrictMax:
			needs = float64(c.fullest(plan))
		case siting.ConstraintApart:
			needs = c.closest(plan)
		}
		least, some = min(least, needs), some || math.Abs(needs-i.Best) < 1e-6
	}
	c.checkBestOf(a, i, least, some)
}

func (c *census) checkBestOf(a *siting.Answer, i siting.Impossible, least float64, some bool) {
	c.t.Helper()
	switch {
	case math.IsNaN(i.Best):
		for _, o := range a.Impossible {
			if o.Constraint != siting.ConstraintTarget && !math.IsNaN(o.Best) {
				c.t.Fatalf("without %s there is a plan, and without %s there is none, which is said", o.Constraint, i.Constraint)
			}
		}
		if !math.IsInf(least, 1) {
			c.t.Fatalf("%s: without %s there is a plan of %v, and nobody says so", siting.Encode(c.q), i.Constraint, least)
		}
	case !some:
		c.t.Fatalf("%s: no plan has %s of %v", siting.Encode(c.q), i.Constraint, i.Best)
	}
}

// checkBudget is about the budget of the city or a district, the others being kept.
func (c *census) checkBudget(i siting.Impossible) {
	c.t.Helper()
	code := ""
	if i.District != nil {
		code = i.District.Code
	}
	asked, given := c.q.Budget[code]
	if !given || i.Asked != asked {
		c.t.Fatalf("%s: the budget of %q is said to be %v", siting.Encode(c.q), code, i.Asked)
	}
	text := siting.Encode(c.q)
	delete(c.q.Budget, code)
	least := c.least(func(plan uint) float64 {
		return c.cost(plan, func(of string) bool { return code == "" || of == code })
	})
	if c.q.Budget[code] = asked; math.Abs(i.Best-least) > 1e-9 || math.IsNaN(i.Best) != math.IsNaN(least) {
		c.t.Fatalf("%s: %q needs %v at least, it is said: it is %v", text, code, i.Best, least)
	}
}

// checkCount is about the number of facilities or that of links, the other being kept.
func (c *census) checkCount(i siting.Impossible) {
	c.t.Helper()
	same := func(asked int, least float64) bool {
		return i.Asked == float64(asked) && (i.Best == least || math.IsNaN(i.Best) && math.IsNaN(least))
	}
	count := c.q.Count
	c.q.Count = 0
	facilities := c.least(func(plan uint) float64 { return float64(c.number(plan)) })
	if c.q.Count = count; same(count, facilities) {
		return
	}
	links := math.NaN()
	if c.q.Links != nil {
		count, c.q.Links.Count = c.q.Links.Count, 0
		links = c.least(func(plan uint) float64 { _, n := c.kinds(plan); return float64(n) })
		if c.q.Links.Count = count; same(count, links) {
			return
		}
	}
	c.t.Fatalf("%s: %+v: it takes %v facilities, or %v links", siting.Encode(c.q), i, facilities, links)
}

// least is the least that a plan needs of something; NaN where none is allowed.
func (c *census) least(needs func(plan uint) float64) float64 {
	least := math.NaN()
	for plan := range c.all() + 1 {
		if c.allowed(plan) && !(needs(plan) >= least) {
			least = needs(plan)
		}
	}
	return least
}

// The budget of a district is named as such, with the least that would do.
func TestADistrictsBudgetThatIsTooSmallIsNamed(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	c.Services[0].Minutes = 12.5
	c.District(8, "w", -1, -1, 17, 1).District(8, "e", 17, -1, 60, 1)
	target := coverage.Share(900_000)
	a := run(t, c, siting.Question{Goal: siting.FewestFacilities, Target: &target, Per: siting.PerDistrict, Budget: map[string]float64{"w": 5e6, "e": 1e6},
		Candidates: []siting.Candidates{{Demand: true, Cost: new(1.5e6)}}, Forbidden: []string{"demand:0", "demand:1"}})
	if len(a.Impossible) != 1 {
		t.Fatalf("impossible is %+v", a.Impossible)
	}
	if i := a.Impossible[0]; i.Constraint != siting.ConstraintBudget || i.District == nil || i.District.Code != "e" || i.Asked != 1e6 || i.Best != 3e6 {
		t.Errorf("impossible is %+v", i)
	}
}

// The money that is short is the least that would do, though the plan of fewest
// facilities costs more.
func TestAShortBudgetIsTheLeastThatWouldDo(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	c.Services[0].Minutes = 12.5 // a place and its neighbours
	at := c.Engine().City().Demand.Point
	target := coverage.Share(1_000_000)
	a := run(t, c, siting.Question{Goal: siting.FewestFacilities, Target: &target, Budget: map[string]float64{"": 1}, Candidates: []siting.Candidates{{GeoJSON: layerOf(
		pointSite("dear", at[3], `,"cost":9`), pointSite("cheap", at[4], `,"cost":2`), pointSite("also", at[2], `,"cost":2`), pointSite("first", at[1], `,"cost":1`))}}})
	for _, i := range a.Impossible {
		if i.Constraint == siting.ConstraintBudget && (i.Asked != 1 || i.Best != 3) {
			t.Errorf("%v are said to be needed: it is 3 for the first and the cheap", i.Best)
		}
	}
	if len(a.Impossible) != 1 {
		t.Errorf("impossible is %+v", a.Impossible)
	}
}

// Fixed sites over the budget of their district are named, and no others.
func TestFixedSitesOverALimitAreNamed(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	c.Services[0].Minutes = 12.5
	c.District(8, "w", -1, -1, 17, 1).District(8, "e", 17, -1, 60, 1)
	a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 4, Budget: map[string]float64{"e": 2}, Fixed: []string{"demand:1", "demand:2", "demand:3"},
		Candidates: []siting.Candidates{{Demand: true, Cost: new(1.5)}}})
	if len(a.Impossible) != 1 {
		t.Fatalf("impossible is %+v", a.Impossible)
	}
	i := a.Impossible[0]
	if i.Constraint != siting.ConstraintFixed || i.Asked != 2 || i.Best != 3 || len(i.IDs) != 2 || i.District == nil || i.District.Code != "e" {
		t.Errorf("impossible is %+v", i)
	}
	if plan(a) != "demand:1, demand:2, demand:3" {
		t.Errorf("the plan is %s", plan(a))
	}
}

// Where no constraint alone is to blame, all are named, with nothing that would do.
func TestConstraintsThatAreImpossibleTogether(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	c.Services[0].Minutes = 3 // a place by itself
	target := coverage.Share(800_000)
	a := run(t, c, siting.Question{Goal: siting.FewestFacilities, Target: &target, Count: 1, Budget: map[string]float64{"": 1},
		Candidates: []siting.Candidates{{Demand: true, Cost: new(1.0)}}, Forbidden: []string{"demand:0", "demand:1"}})
	if len(a.Impossible) != 2 {
		t.Fatalf("impossible is %+v", a.Impossible)
	}
	for _, i := range a.Impossible {
		if !math.IsNaN(i.Best) || i.Asked != 1 {
			t.Errorf("%+v", i)
		}
	}
	if plan(a) != "demand:4" || a.Optimal != true {
		t.Errorf("the best that can be done is %s", plan(a))
	}
}
