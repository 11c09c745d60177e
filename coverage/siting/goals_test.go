package siting_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
)

// answered asks a census' question. A question that the city cannot be asked is
// skipped.
func answered(t *rapid.T, c *census, o siting.Options) *siting.Answer {
	t.Helper()
	a, err := siting.Run(context.Background(), c.base, c.q, o)
	if fields := siting.FieldErrors(err); fields != nil {
		t.Skip(fields[0].Error()) // a fixed candidate that joins nothing, and the like
	}
	if err != nil {
		t.Fatalf("%s: %v", siting.Encode(c.q), err)
	}
	return a
}

// Of every goal, with every constraint, the plan is the best of all, and what is said
// of it is so.
func TestEveryGoalIsMet(t *testing.T) {
	for _, goal := range []siting.Goal{siting.MostPeople, siting.FewestFacilities, siting.LeastCost, siting.WorstFirst, siting.MoveOrClose} {
		t.Run(string(goal), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := askedFor(t, goal)
				a := answered(t, c, siting.Options{})
				c.checkSteps(a)
				if a.State != siting.StateFinished || !a.Optimal || a.Gap != 0 {
					t.Fatalf("%s: not proven: %v, but %v is known", siting.Encode(c.q), a.Objective, a.Bound)
				}
				c.checkBest(a)
			})
		})
	}
}

// checkSteps checks what an answer says of its plan, whether or not that is the best.
func (c *census) checkSteps(a *siting.Answer) {
	c.t.Helper()
	people := func(plan uint) coverage.Amount { return c.people(c.group(), c.covered(plan)) }
	if a.Before != people(0) || a.Demand != c.people(c.group(), ^uint64(0)) {
		c.t.Fatalf("%s: %d of %d are said to be covered: it is %d of %d", siting.Encode(c.q), a.Before, a.Demand, people(0), c.people(c.group(), ^uint64(0)))
	}
	plan, covered, cost := uint(0), a.Before, 0.0
	for n, s := range a.Plan {
		plan |= 1 << c.at(s.ID, s.Kind == siting.KindClose)
		cost += s.Cost
		was := covered
		covered = people(plan)
		switch {
		case s.Order != n+1:
			c.t.Fatalf("step %d is numbered %d", n+1, s.Order)
		case s.Gain != covered-was:
			c.t.Fatalf("%s: step %s is said to gain %d: it gains %d", siting.Encode(c.q), s.ID, s.Gain, covered-was)
		case math.Abs(s.Cumulative-cost) > 1e-9:
			c.t.Fatalf("up to %s it costs %v, not %v", s.ID, cost, s.Cumulative)
		case a.Demand > 0 && math.Abs(s.Coverage-float64(covered)/float64(a.Demand)) > 1e-12:
			c.t.Fatalf("after %s %v are said to be covered: it is %d of %d", s.ID, s.Coverage, covered, a.Demand)
		}
	}
	if a.After != covered {
		c.t.Fatalf("%d are said to be covered after it: it is %d", a.After, covered)
	}
	for _, o := range a.Districts {
		t := demandOf{group: c.group(), places: ^uint64(0)}
		switch {
		case o.Group != "":
			t.group = o.Group
		case o.District != nil:
			t.places = c.in(o.District.Code)
		}
		want := []coverage.Amount{c.people(t.group, t.places), c.people(t.group, t.places&c.covered(0)), c.people(t.group, t.places&c.covered(plan))}
		if got := []coverage.Amount{o.Demand, o.Before, o.After}; !slices.Equal(want, got) {
			c.t.Fatalf("%s: all, before and after of %+v are said to be %d: they are %d", siting.Encode(c.q), o, got, want)
		}
	}
}

// checkBest checks a proven answer by trying every plan.
func (c *census) checkBest(a *siting.Answer) {
	c.t.Helper()
	plan := c.planOf(a.Plan)
	best, by := c.best()
	if math.IsInf(best, -1) {
		if len(a.Impossible) == 0 {
			c.t.Fatalf("%s: no plan is possible, and nobody says so: %+v", siting.Encode(c.q), a)
		}
		return
	}
	for _, i := range a.Impossible {
		if i.Constraint != siting.ConstraintTarget && i.Constraint != siting.ConstraintCandidates {
			c.t.Fatalf("%s: %+v is said to be impossible: %v is worth %v", siting.Encode(c.q), i, c.names(by), best)
		}
	}
	for _, constraint := range c.asks() {
		if !c.keeps(plan, constraint) {
			c.t.Fatalf("%s: the plan does not keep %s: %+v", siting.Encode(c.q), constraint, c.names(plan))
		}
	}
	if got := c.value(plan); math.Abs(got-best) > 1e-9 || math.Abs(c.said(a.Objective)-best) > 1e-9 || math.Abs(c.said(a.Bound)-best) > 1e-9 {
		c.t.Fatalf("%s: the plan's value is %v, its objective %v and its bound %v: the best is %v by %v, not by %v", siting.Encode(c.q), got, a.Objective, a.Bound, best, c.names(by), c.names(plan))
	}
}
