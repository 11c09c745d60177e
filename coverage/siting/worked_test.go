package siting_test

import (
	"slices"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// line is a street with a clinic H at its west end and five places 800 m apart, of 1, 2,
// 4, 8 and 16 people; a clinic covers the place where it is and those beside it. Districts w
// and e meet between places 1 and 2.
func line(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	c.Services[0].Minutes = 12.5
	return c.District(8, "w", -1, -1, 20, 1).District(8, "e", 20, -1, 60, 1)
}

// Every goal and every constraint on the same street, where a reader sees the best plan.
func TestPlansByEye(t *testing.T) {
	everywhere := []siting.Candidates{{Demand: true}}
	share := func(percent int64) *coverage.Share { s := coverage.Share(10_000 * percent); return &s }
	for name, c := range map[string]struct {
		q         siting.Question
		plan      string // or one that is as good
		objective float64
		after     coverage.Amount // people
	}{
		"one more for most people":                {siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: everywhere}, "demand:3", 28, 29},
		"two more":                                {siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: everywhere}, "demand:1, demand:3|demand:2, demand:3", 30, 31},
		"one that may not be in the best place":   {siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: everywhere, Forbidden: []string{"demand:3"}}, "demand:4", 24, 25},
		"one that has to be in a worse place":     {siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: everywhere, Fixed: []string{"demand:1"}}, "demand:1", 6, 7},
		"two, one of them in a worse place":       {siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: everywhere, Fixed: []string{"demand:4"}}, "demand:1, demand:4|demand:2, demand:4", 30, 31},
		"two that are far apart":                  {siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: everywhere, ApartM: 1700, Forbidden: []string{"demand:3"}}, "demand:1, demand:4", 30, 31},
		"two that cannot be far enough apart":     {siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: everywhere, ApartM: 3300}, "demand:3", 28, 29},
		"one in each district":                    {siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: everywhere, PerDistrictMax: 1, Forbidden: []string{"demand:1"}}, "demand:0, demand:3", 30, 31},
		"as many as the money is enough for":      {siting.Question{Goal: siting.MostPeople, Budget: map[string]float64{"": 4}, Candidates: []siting.Candidates{{Demand: true, Cost: new(2.0)}}}, "demand:1, demand:3|demand:2, demand:3", 30, 31},
		"where the district has money":            {siting.Question{Goal: siting.MostPeople, Budget: map[string]float64{"w": 9, "e": 1}, Candidates: []siting.Candidates{{Demand: true, Cost: new(2.0)}}}, "demand:1", 6, 7},
		"the fewest for half of the people":       {siting.Question{Goal: siting.FewestFacilities, Target: share(50), Candidates: everywhere}, "demand:3", 1, 29},
		"the fewest for everybody":                {siting.Question{Goal: siting.FewestFacilities, Target: share(100), Candidates: everywhere}, "demand:1, demand:3|demand:2, demand:3", 2, 31},
		"the fewest for each district":            {siting.Question{Goal: siting.FewestFacilities, Target: share(60), Per: siting.PerDistrict, Candidates: everywhere}, "demand:1, demand:3|demand:2, demand:3", 2, 31},
		"none where all are covered enough":       {siting.Question{Goal: siting.FewestFacilities, Target: share(3), Candidates: everywhere}, "", 0, 1},
		"the cheapest for half of the people":     {siting.Question{Goal: siting.LeastCost, Target: share(50), Candidates: []siting.Candidates{{Demand: true, Cost: new(9.0)}}}, "demand:3", 9, 29},
		"the worst district first":                {siting.Question{Goal: siting.WorstFirst, Count: 1, Candidates: everywhere}, "demand:2", 12.0 / 28, 15},
		"the clinic moves":                        {siting.Question{Goal: siting.MoveOrClose, Count: 1, Candidates: everywhere}, "close H, demand:3", 27, 28},
		"the clinic closes, and nowhere is a new": {siting.Question{Goal: siting.MoveOrClose, Count: 1}, "close H", -1, 0},
		"backup for the whole street":             {siting.Question{Goal: siting.MostPeople, Count: 2, Backup: true, Candidates: everywhere}, "demand:3, demand:4", 24, 24},
	} {
		t.Run(name, func(t *testing.T) {
			a := run(t, line(t), c.q)
			if !slices.Contains(strings.Split(c.plan, "|"), plan(a)) || a.After != 1000*c.after || !a.Optimal || a.State != siting.StateFinished || a.Gap != 0 {
				t.Errorf("%s covers %d, proven %v", plan(a), a.After/1000, a.Optimal)
			}
			if d := a.Objective - c.objective; d > 1e-9 || d < -1e-9 || a.Bound != a.Objective {
				t.Errorf("the objective is %v of %v at most, not %v", a.Objective, a.Bound, c.objective)
			}
		})
	}
}

// What a plan does is told of the city and of each district, with what every candidate
// together would do.
func TestTheOutcomeOfEachDistrict(t *testing.T) {
	a := run(t, line(t), siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}})
	want := map[string][4]coverage.Amount{ // all, before, after, and with every candidate
		"":  {31_000, 1_000, 29_000, 31_000},
		"w": {3_000, 1_000, 1_000, 3_000},
		"e": {28_000, 0, 28_000, 28_000},
	}
	for _, o := range a.Districts {
		code := ""
		if o.District != nil {
			code = o.District.Code
		}
		if got := [4]coverage.Amount{o.Demand, o.Before, o.After, o.Most}; got != want[code] || o.Target != nil {
			t.Errorf("%q is %v", code, got)
		}
	}
	if len(a.Districts) != len(want) {
		t.Errorf("there are %d outcomes", len(a.Districts))
	}
}

// A target of a share is rounded up to whole thousandths of a person: of 31 people 50 %
// are 15.5.
func TestTargetsAreRoundedUp(t *testing.T) {
	target := coverage.Share(500_000)
	a := run(t, line(t), siting.Question{Goal: siting.FewestFacilities, Target: &target, Per: siting.PerBoth, Candidates: []siting.Candidates{{Demand: true}}})
	want := map[string]coverage.Amount{"": 15_500, "w": 1_500, "e": 14_000}
	for _, o := range a.Districts {
		code := ""
		if o.District != nil {
			code = o.District.Code
		}
		if o.Target == nil || *o.Target != want[code] || o.After < *o.Target {
			t.Errorf("%q has the target %v, and %d after it", code, o.Target, o.After)
		}
	}
}

// The service's own target is asked for where the question has none.
func TestTheServicesOwnTarget(t *testing.T) {
	c := line(t)
	c.Services[0].Target = 900_000
	a := run(t, c, siting.Question{Goal: siting.FewestFacilities, Candidates: []siting.Candidates{{Demand: true}}})
	if a.Question.Target == nil || *a.Question.Target != 900_000 || a.Question.Per != siting.PerCity || a.Question.Group != "all" {
		t.Errorf("the question is filled in as %+v", a.Question)
	}
	if plan(a) != "demand:3" || *a.Districts[0].Target != 27_900 {
		t.Errorf("the plan is %s for %d", plan(a), *a.Districts[0].Target)
	}
}

// People near the edge of the data and people off the streets are told, never gained.
func TestTheUncertainAreNeverGained(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H-------0-------1-------2





		        5
	`)
	c.Services[0].Minutes = 12.5
	c.Extent = [4]float64{-6, -3, 26, 3} // the street ends at its east
	a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 3, Candidates: []siting.Candidates{{Demand: true}}})
	if a.Unlinked != 32_000 || a.After > 7_000 || a.Demand != 39_000 {
		t.Errorf("of %d %d are covered, %d off the streets, %d near the edge", a.Demand, a.After, a.Unlinked, a.NearEdge)
	}
	if a.Candidates.NoStreet != 1 || a.Candidates.Unlinked[0] != "demand:5" {
		t.Errorf("off the streets are %v", a.Candidates.Unlinked)
	}
}

// The steps come in the order in which each gains most: whoever stops after the first has
// built the best first.
func TestTheBestStepComesFirst(t *testing.T) {
	a := run(t, line(t), siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: []siting.Candidates{{Demand: true, Cost: new(2.5)}}})
	if a.Plan[0].ID != "demand:3" || a.Plan[0].Gain != 28_000 || a.Plan[1].Gain != 2_000 || a.Plan[1].Cumulative != 5 {
		t.Errorf("the steps are %+v", a.Plan)
	}
}
