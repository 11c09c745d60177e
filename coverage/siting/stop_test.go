package siting_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/gridtown"
)

// checkStopped checks an answer that need not be the best: its plan is one, its bound is
// one, and it says no more of them than is so.
func (c *census) checkStopped(a *siting.Answer) {
	c.t.Helper()
	c.checkSteps(a)
	best, by := c.best()
	if math.IsInf(best, -1) || a.Impossible != nil {
		return
	}
	plan := c.planOf(a.Plan)
	if bound := c.said(a.Bound); !math.IsNaN(a.Bound) && bound < best-1e-9 {
		c.t.Fatalf("%s: the bound is %v, and %v is worth %v", siting.Encode(c.q), a.Bound, c.names(by), best)
	}
	if a.Optimal && math.Abs(c.value(plan)-best) > 1e-9 {
		c.t.Fatalf("%s: %v is said to be proven: %v is worth %v", siting.Encode(c.q), c.names(plan), c.names(by), best)
	}
	if !c.reachesAll(plan) {
		return // it was found too early: it keeps the limits alone
	}
	if c.value(plan) > best+1e-9 || math.Abs(c.said(a.Objective)-c.value(plan)) > 1e-9 {
		c.t.Fatalf("%s: the objective is said to be %v: it is %v, of %v at most", siting.Encode(c.q), a.Objective, c.value(plan), best)
	}
	for _, constraint := range c.asks() {
		if !c.keeps(plan, constraint) {
			c.t.Fatalf("%s: %v does not keep %s", siting.Encode(c.q), c.names(plan), constraint)
		}
	}
}

func (c *census) reachesAll(plan uint) bool { return c.q.Target == nil || c.reaches(plan) }

// A siting that is cancelled at any moment has a plan that is one, and says that it was
// cancelled.
func TestCancelledAtAnyMomentThereIsAPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asked(t)
		c.q.Stop = siting.Stop{}
		moments := 0
		count := siting.Options{Progress: func(siting.Answer) { moments++ }}
		whole := answered(t, c, count)
		at, seen := rapid.IntRange(0, moments).Draw(t, "moment"), 0
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		if at == 0 {
			cancel()
		}
		a, err := siting.Run(ctx, c.base, c.q, siting.Options{Progress: func(a siting.Answer) {
			if seen++; seen == at {
				cancel()
			}
		}})
		switch {
		case err != nil:
			t.Fatalf("%s: %v", siting.Encode(c.q), err)
		case ctx.Err() == nil:
			if a.State != whole.State || a.Objective != whole.Objective {
				t.Fatalf("asked again the answer is another: %+v, %+v", a, whole)
			}
			return
		case a.State != siting.StateCancelled:
			t.Fatalf("it is %s after it was cancelled", a.State)
		}
		if at > 0 {
			c.checkStopped(a)
		}
	})
}

// Good enough is as good as was asked, and is called so.
func TestStoppedSitingsSayHowGoodTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asked(t)
		c.q.Stop = rapid.SampledFrom([]siting.Stop{{Number: 1}, {Number: 3}, {Gap: 0.5}, {Gap: 0.05}, {Seconds: 1e-9}, {Seconds: 1e-4}}).Draw(t, "stop")
		a := answered(t, c, siting.Options{})
		c.checkStopped(a)
		switch want := siting.StateStopped; {
		case a.Optimal && a.State != siting.StateFinished, !a.Optimal && a.State != want:
			t.Fatalf("it is %s, proven %v", a.State, a.Optimal)
		case a.Optimal != (a.Gap == 0):
			t.Fatalf("proven %v with a gap of %v", a.Optimal, a.Gap)
		case c.q.Stop.Gap > 0 && c.q.Stop.Seconds == 0 && a.Gap > c.q.Stop.Gap && c.q.Goal != siting.WorstFirst && a.Impossible == nil:
			t.Fatalf("%s: the gap is %v", siting.Encode(c.q), a.Gap)
		}
	})
}

// While it works the plan only gets better and the bound only tighter, and each plan that
// is told is one.
func TestProgressOnlyGetsBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asked(t)
		last, bound := math.Inf(-1), math.Inf(1)
		var told []siting.Answer
		a := answered(t, c, siting.Options{Progress: func(a siting.Answer) { told = append(told, a) }})
		if a.Impossible != nil {
			t.Skip("plans come nearer to what cannot be")
		}
		for _, p := range told {
			if p.State != siting.StateRunning {
				t.Fatalf("while it works it is %s", p.State)
			}
			if plan := c.planOf(p.Plan); !c.reachesAll(plan) {
				continue
			}
			if got := c.said(p.Objective); got < last-1e-9 && c.q.Goal != siting.WorstFirst {
				t.Fatalf("%s: after %v it is %v", siting.Encode(c.q), last, got)
			}
			last = c.said(p.Objective)
			if got := c.said(p.Bound); !math.IsNaN(p.Bound) && c.q.Goal != siting.WorstFirst {
				if got > bound+1e-9 {
					t.Fatalf("%s: the bound goes from %v to %v", siting.Encode(c.q), bound, got)
				}
				bound = got
			}
		}
		if last > c.said(a.Objective)+1e-9 || bound < c.said(a.Bound)-1e-9 {
			t.Fatalf("%s: it ends with %v of %v, where %v of %v was known", siting.Encode(c.q), a.Objective, a.Bound, last, bound)
		}
	})
}

// A siting that begins from the plan of another does not end with less, and is proven
// all the same.
func TestBegunFromAPlanItEndsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asked(t)
		a := answered(t, c, siting.Options{})
		var start []string
		for _, p := range c.parts {
			if rapid.Bool().Draw(t, "starts") {
				start = append(start, p.id)
			}
		}
		for _, s := range a.Plan {
			if rapid.Bool().Draw(t, "from the best plan") {
				start = append(start, s.ID)
			}
		}
		b := answered(t, c, siting.Options{Start: append(start, "an id of nothing")})
		if a.Objective != b.Objective && !(math.IsNaN(a.Objective) && math.IsNaN(b.Objective)) || b.State != a.State {
			t.Fatalf("%s: from %v it is %v, from nothing %v", siting.Encode(c.q), start, b.Objective, a.Objective)
		}
	})
}

// An interrupted siting that begins from where it was has its plan at once, even with no
// time at all.
func TestAnInterruptedPlanIsKept(t *testing.T) {
	e, err := gridtown.Open(t.Context(), 20, 3, 300, 2)
	if err != nil {
		t.Fatal(err)
	}
	q := siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 5, Candidates: []siting.Candidates{{Nodes: true}}, Stop: siting.Stop{Gap: 0.02}}
	a := runEngine(t, e, q)
	var start []string
	for _, s := range a.Plan {
		start = append(start, s.ID)
	}
	q.Stop = siting.Stop{Seconds: 1e-9}
	b, err := siting.Run(t.Context(), e, q, siting.Options{Start: start})
	if err != nil || b.Objective < a.Objective {
		t.Errorf("%v: begun from a gain of %v it ends with %v", err, a.Objective, b.Objective)
	}
	if slices.ContainsFunc(b.Plan, func(s siting.Step) bool { return !slices.Contains(start, s.ID) }) && b.Objective == a.Objective {
		t.Errorf("the plan is another: %s", plan(b))
	}
}

// A question that no city can be asked is refused before anything is searched for.
func TestCheckRefusesWhatRunWould(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H-------0-------1-------2-------3-------4")
	for name, q := range map[string]struct {
		q     siting.Question
		where string
	}{
		"targets by district": {siting.Question{Goal: siting.FewestFacilities, Per: siting.PerDistrict}, "per"},
		"a budget of nowhere": {siting.Question{Goal: siting.MostPeople, Budget: map[string]float64{"31": 1}}, "budget.31"},
		"a number a district": {siting.Question{Goal: siting.MostPeople, Count: 1, PerDistrictMax: 1}, "per_district_max"},
	} {
		t.Run(name, func(t *testing.T) {
			q.q.Services = []string{"clinic"}
			q.q.Candidates = []siting.Candidates{{Demand: true}}
			for way, err := range map[string]error{"Check": siting.Check(t.Context(), c.Engine(), q.q), "Run": ranErr(t, c, q.q)} {
				if wrongs := siting.FieldErrors(err); len(wrongs) != 1 || wrongs[0].Where() != q.where {
					t.Errorf("%s refuses %v", way, err)
				}
			}
		})
	}
	if err := siting.Check(t.Context(), c.Engine(), siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1}); err != nil {
		t.Error(err)
	}
	if err := siting.Check(t.Context(), c.Engine(), siting.Question{Services: []string{"pool"}, Goal: siting.MostPeople, Count: 1}); err == nil || siting.FieldErrors(err) != nil {
		t.Errorf("a service that the city has not: %v", err)
	}
}

func ranErr(t *testing.T, c *asciicity.City, q siting.Question) error {
	_, err := siting.Run(t.Context(), c.Engine(), q, siting.Options{})
	return err
}
