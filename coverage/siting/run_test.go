package siting_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/gridtown"
)

// The same question has the same answer, to the byte, on one processor and on several.
func TestProcessorsDontShow(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rapid.Check(t, func(t *rapid.T) {
		o := drawn(t)
		var before []byte
		for _, n := range []int{1, 4} {
			runtime.GOMAXPROCS(n)
			a, err := siting.Run(context.Background(), o.base, o.q, siting.Options{})
			if err != nil {
				t.Skip(err.Error())
			}
			text, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			if before != nil && string(before) != string(text) {
				t.Fatalf("on one:\n%s\non four:\n%s", before, text)
			}
			before = text
		}
	})
}

// A street with a clinic H at its west end and people along it.
func street(t *testing.T) *coverage.Engine {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	c.Services[0].Minutes = 12.5 // each place and its neighbours
	c.District(8, "w", -1, -1, 17, 1).District(8, "e", 17, -1, 60, 1)
	return c.Engine()
}

// What cannot be is named, with the best that can be done, and the plan does that.
func TestImpossible(t *testing.T) {
	target := coverage.Share(900_000)
	only := func(ids ...string) []string { // forbids all places but these
		var out []string
		for _, id := range []string{"0", "1", "2", "3", "4"} {
			if !strings.Contains(strings.Join(ids, ","), id) {
				out = append(out, "demand:"+id)
			}
		}
		return out
	}
	everywhere := []siting.Candidates{{Demand: true}}
	for name, c := range map[string]struct {
		q           siting.Question
		constraint  siting.Constraint
		asked, best float64
		steps       int
	}{
		"a target out of reach":        {siting.Question{Goal: siting.FewestFacilities, Target: &target, Candidates: everywhere, Forbidden: only("1")}, siting.ConstraintTarget, 0.9, 7.0 / 31, 1},
		"no candidates":                {siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: everywhere, Forbidden: only()}, siting.ConstraintCandidates, 1, 0, 0},
		"fixed sites over the number":  {siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: everywhere, Fixed: []string{"demand:1", "demand:2"}}, siting.ConstraintFixed, 1, 2, 2},
		"fixed sites too near":         {siting.Question{Goal: siting.MostPeople, Count: 2, Candidates: everywhere, Fixed: []string{"demand:3", "demand:4"}, ApartM: 1000}, siting.ConstraintFixed, 1000, 800, 2},
		"a number too small":           {siting.Question{Goal: siting.FewestFacilities, Count: 1, Target: &target, Per: siting.PerDistrict, Candidates: everywhere}, siting.ConstraintCount, 1, 2, -1},
		"a budget too small":           {siting.Question{Goal: siting.LeastCost, Budget: map[string]float64{"": 2}, Target: &target, Per: siting.PerDistrict, Candidates: []siting.Candidates{{Demand: true, Cost: new(1.5)}}}, siting.ConstraintBudget, 2, 3, -1},
		"too few in a district":        {siting.Question{Goal: siting.FewestFacilities, PerDistrictMax: 1, Target: &target, Per: siting.PerDistrict, Candidates: everywhere, Forbidden: only("2", "4")}, siting.ConstraintDistrictMax, 1, 2, -1},
		"too far apart":                {siting.Question{Goal: siting.FewestFacilities, ApartM: 5000, Target: &target, Per: siting.PerDistrict, Candidates: everywhere, Forbidden: only("2", "4")}, siting.ConstraintApart, 5000, 1600, -1},
		"more to close than there are": {siting.Question{Goal: siting.MoveOrClose, Count: 3}, siting.ConstraintCount, 3, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c.q.Services = []string{"clinic"}
			a, err := siting.Run(t.Context(), street(t), c.q, siting.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range a.Impossible {
				if i.Constraint == c.constraint && i.Asked == c.asked && (math.Abs(i.Best-c.best) < 1e-3*c.best+1e-9) {
					if c.steps >= 0 && len(a.Plan) != c.steps {
						t.Errorf("the plan is %+v", a.Plan)
					}
					return
				}
			}
			t.Errorf("%s is not in %+v", c.constraint, a.Impossible)
		})
	}
}

// A facility serves no more than it has room for.
func TestCapacity(t *testing.T) {
	a, err := siting.Run(t.Context(), street(t), siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 2, Capacity: 10, Candidates: []siting.Candidates{{Demand: true}}}, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Objective != 20 || a.Bound != 20 || !a.Optimal || len(a.Plan) != 2 || a.Plan[0].Serves != 10_000 || a.Plan[1].Serves != 10_000 {
		t.Errorf("serves %v of %v at most: %+v", a.Objective, a.Bound, a.Plan)
	}
	_, err = siting.Run(t.Context(), street(t), siting.Question{Services: []string{"clinic"}, Goal: siting.LeastCost, Candidates: []siting.Candidates{{GeoJSON: []byte(
		`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[121.01,31]},"properties":{"id":"a","cost":1,"capacity":5}}]}`)}}}, siting.Options{})
	if fields := siting.FieldErrors(err); len(fields) == 0 || fields[0].Where() != "capacity" {
		t.Errorf("a capacity where none is reckoned with: %v", err)
	}
}

// Sites that nobody can walk to are named; a cost that is missing where it counts is
// refused.
func TestSitesOffTheStreets(t *testing.T) {
	sites := `{"type":"FeatureCollection","features":[
		{"type":"Feature","id":"here","geometry":{"type":"Point","coordinates":[121.02,31]},"properties":{"name":"Old school"}},
		{"type":"Feature","id":"far","geometry":{"type":"Point","coordinates":[122,31]},"properties":{}}]}`
	q := siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{GeoJSON: []byte(sites)}}}
	a, err := siting.Run(t.Context(), street(t), q, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Candidates.NoStreet != 1 || len(a.Candidates.Unlinked) != 1 || a.Candidates.Unlinked[0] != "far" || len(a.Plan) != 1 || a.Plan[0].Names.Plain != "Old school" {
		t.Errorf("%+v %+v", a.Candidates, a.Plan)
	}
	q.Goal = siting.LeastCost
	q.Count = 0
	if _, err := siting.Run(t.Context(), street(t), q, siting.Options{}); len(siting.FieldErrors(err)) != 1 || !strings.Contains(err.Error(), "here") {
		t.Errorf("no cost: %v", err)
	}
	q.Candidates = []siting.Candidates{{Layer: "plots"}}
	if _, err := siting.Run(t.Context(), street(t), q, siting.Options{}); len(siting.FieldErrors(err)) != 1 {
		t.Errorf("no such layer: %v", err)
	}
}

// A siting ends soon after it is told to, with what it has.
func TestCancelledSitingsEndSoon(t *testing.T) {
	e, err := gridtown.Open(t.Context(), 40, 5, 1500, 4)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var asked time.Time
	q := siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 12, Backup: true, Candidates: []siting.Candidates{{Nodes: true}}}
	a, err := siting.Run(ctx, e, q, siting.Options{Progress: func(a siting.Answer) {
		if len(a.Plan) > 0 && asked.IsZero() {
			asked = time.Now()
			cancel()
		}
	}})
	if err != nil || a.State != siting.StateCancelled || len(a.Plan) == 0 {
		t.Fatalf("%v: %+v", err, a)
	}
	t.Logf("%v after it was asked", time.Since(asked)) // how soon is no test's affair: it shares its machine
	if a, err := siting.Run(ctx, e, q, siting.Options{}); err != nil && !errors.Is(err, context.Canceled) || err == nil && a.State != siting.StateCancelled {
		t.Errorf("cancelled before it began: %v %v", a, err)
	}
}
