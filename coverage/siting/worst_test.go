package siting_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// shareOf lists the coverage of the question's targets, in their order.
func (c *census) shareOf(plan uint) []float64 {
	var out []float64
	for _, t := range c.targets() {
		if all := c.people(t.group, t.places); all > 0 {
			out = append(out, float64(c.people(t.group, t.places&c.covered(plan)))/float64(all))
		}
	}
	return out
}

// What is left over is used for the most people: of all plans that leave no target with
// less none covers more.
func TestWhatTheWorstLeaveGoesToTheMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := askedFor(t, siting.WorstFirst)
		a := answered(t, c, siting.Options{})
		if a.Impossible != nil {
			t.Skip("the limits are not those of the question")
		}
		mine := c.planOf(a.Plan)
		got := c.shareOf(mine)
		for plan := range c.all() + 1 {
			if !c.allowed(plan) || c.gain(plan) <= c.gain(mine) {
				continue
			}
			less := false
			for i, share := range c.shareOf(plan) {
				less = less || share < got[i]-1e-9
			}
			if more := float64(c.gain(plan) - c.gain(mine)); !less && more > 0.001*float64(a.Demand) {
				t.Fatalf("%s: %v gains %d, %v %d", siting.Encode(c.q), c.names(mine), c.gain(mine), c.names(plan), c.gain(plan))
			}
		}
	})
}

// Of two districts with nothing one clinic can help either: which one is not a matter of
// who is worse off, and the one with more people to gain gets it.
func TestOfDistrictsThatAreEquallyBadMostPeopleDecide(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---3-----------1-----------2---0")
	c.Services[0].Minutes = 6.5
	c.District(1, "a", 10, -1, 20, 1).District(1, "b", 20, -1, 40, 1)
	a := run(t, c, siting.Question{Goal: siting.WorstFirst, Count: 1, Candidates: []siting.Candidates{{Demand: true}}})
	if plan(a) != "demand:0" && plan(a) != "demand:2" || a.Objective != 0 || a.Bound != 0 || !a.Optimal || a.After != 13_000 {
		t.Errorf("%s brings the least to %v of %v at most", plan(a), a.Objective, a.Bound)
	}
}

// Three districts, two clinics: the two without any get one each, though the third has most
// people to gain.
func TestDistrictsWithNothingComeFirst(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---3-----------9-----------0---1-----------2")
	c.Services[0].Minutes = 6.5 // 433 m: a place and the one 400 m away
	c.District(1, "a", -1, -1, 20, 1).District(1, "b", 20, -1, 36, 1).District(1, "c", 36, -1, 60, 1)
	a := run(t, c, siting.Question{Goal: siting.WorstFirst, Count: 2, Candidates: []siting.Candidates{{Demand: true}}})
	if plan(a) != "demand:0, demand:2" && plan(a) != "demand:1, demand:2" {
		t.Errorf("the plan is %s", plan(a))
	}
	if want := 8.0 / 520; math.Abs(a.Objective-want) > 1e-12 || a.Bound != a.Objective || !a.Optimal {
		t.Errorf("the least is %v of %v at most, not %v", a.Objective, a.Bound, want)
	}
	// With one more the first district gets the place of 512.
	a = run(t, c, siting.Question{Goal: siting.WorstFirst, Count: 3, Candidates: []siting.Candidates{{Demand: true}}})
	if a.Objective != 1 || a.After != a.Demand {
		t.Errorf("%s brings the least to %v", plan(a), a.Objective)
	}
}

// Once it is plain that a district cannot be helped, the next one is: two people in it come
// before sixteen in the best one.
func TestTheSecondWorstComesNext(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0-----------1-----------A---2-----------3-----------C---4-----------5")
	c.Services[0].Minutes = 6.5
	c.Demand.Groups["all"] = []coverage.Amount{2_000, 2_000, 2_000, 2_000, 160_000, 16_000}
	c.District(1, "a", -1, -1, 22, 1).District(1, "b", 22, -1, 50, 1).District(1, "c", 50, -1, 80, 1)
	a := run(t, c, siting.Question{Goal: siting.WorstFirst, Count: 1, Candidates: []siting.Candidates{{Demand: true}}, Forbidden: []string{"demand:3"}})
	if plan(a) != "demand:1" || a.Objective != 0.5 || a.Bound != 0.5 || !a.Optimal {
		t.Errorf("%s brings the least to %v of %v at most", plan(a), a.Objective, a.Bound)
	}
}

// Of groups the elderly live apart from the rest: the clinic goes where both are served
// best, not where most are.
func TestGroupsThatLiveApart(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---------------0---------------1---------------2")
	c.Services[0].Minutes = 6.5
	c.Demand.Groups["all"] = []coverage.Amount{60_000, 30_000, 10_000}
	c.Demand.Groups["elderly"] = []coverage.Amount{0, 5_000, 5_000}
	a := run(t, c, siting.Question{Goal: siting.WorstFirst, Per: siting.PerGroup, Count: 1, Candidates: []siting.Candidates{{Demand: true}}})
	if plan(a) != "demand:1" || math.Abs(a.Objective-0.3) > 1e-12 {
		t.Errorf("%s brings the least to %v", plan(a), a.Objective)
	}
	want := map[string][3]coverage.Amount{"": {100_000, 0, 30_000}, "all": {100_000, 0, 30_000}, "elderly": {10_000, 0, 5_000}}
	for _, o := range a.Districts {
		if got := [3]coverage.Amount{o.Demand, o.Before, o.After}; got != want[o.Group] {
			t.Errorf("of %q all, before and after are %v", o.Group, got)
		}
	}
}
