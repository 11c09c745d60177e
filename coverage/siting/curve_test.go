package siting_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// bestOfNumber lists by number of new facilities the most people whom a plan covers
// that keeps all constraints but for the number and the target.
func (c *census) bestOfNumber() []coverage.Amount {
	out := make([]coverage.Amount, len(c.parts)+1)
	for n := range out {
		out[n] = -1
	}
	count := c.q.Count
	c.q.Count = 0
	defer func() { c.q.Count = count }()
	for plan := range c.all() + 1 {
		if n := c.number(plan); c.allowed(plan, siting.ConstraintTarget, siting.ConstraintFixed) {
			out[n] = max(out[n], c.people(c.group(), c.covered(plan)))
		}
	}
	return out
}

// drawnCurve is a question whose answer has a curve.
func drawnCurve(t *rapid.T) *census {
	c := askedFor(t, rapid.SampledFrom([]siting.Goal{siting.MostPeople, siting.FewestFacilities, siting.LeastCost, siting.WorstFirst}).Draw(t, "goal"))
	if c.q.Per == siting.PerGroup {
		t.Skip("groups have no curve")
	}
	return c
}

// No plan of a number passes the curve's bound, and some plan is what the curve says
// there is.
func TestTheCurveBoundsEveryPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawnCurve(t)
		a := answered(t, c, siting.Options{})
		if a.Impossible != nil {
			t.Skip("its limits are not those of the question")
		}
		best := c.bestOfNumber()
		for i, p := range a.Curve {
			last := i+1 == len(a.Curve) || a.Curve[i+1].Number > p.Number
			switch most := slices.Max(best[:p.Number+1]); {
			case p.Covered > p.Bound:
				t.Fatalf("%s: %d covered are over the bound %d", siting.Encode(c.q), p.Covered, p.Bound)
			case p.Covered > most:
				t.Fatalf("%s: of %d no plan covers %d, but %d", siting.Encode(c.q), p.Number, p.Covered, most)
			case last && p.Bound < most && c.q.Fixed == nil && p.Number > 0:
				t.Fatalf("%s: of %d a plan covers %d, over the bound %d: %+v", siting.Encode(c.q), p.Number, most, p.Bound, a.Curve)
			}
		}
	})
}

// The curve goes up, and the plan is not above it.
func TestTheCurveContainsThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawnCurve(t)
		a := answered(t, c, siting.Options{})
		number := c.number(c.planOf(a.Plan))
		if a.Curve[0] != (siting.Point{Covered: a.Before, Bound: a.Before}) {
			t.Fatalf("it begins at %+v", a.Curve[0])
		}
		reached := coverage.Amount(0)
		for i, p := range a.Curve {
			if i > 0 && (p.Covered < a.Curve[i-1].Covered || p.Bound < a.Curve[i-1].Bound || p.Number < a.Curve[i-1].Number) {
				t.Fatalf("%s: the curve goes down: %+v", siting.Encode(c.q), a.Curve)
			}
			if p.Number <= number {
				reached = max(reached, p.Covered)
			}
		}
		if reached < a.After {
			t.Fatalf("%s: the plan of %d covers %d, and the curve has %+v", siting.Encode(c.q), number, a.After, a.Curve)
		}
	})
}

// Where each facility does by itself what it does, the next one of the curve never
// brings more than the one before.
func TestTheCurveBendsDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := askedFor(t, siting.MostPeople)
		q := c.q
		q.Services, q.Backup, q.Links, q.Fixed, q.ApartM, q.PerDistrictMax, q.Budget = []string{"clinic"}, false, nil, nil, 0, 0, nil
		q.Candidates = slices.DeleteFunc(slices.Clone(q.Candidates), func(c siting.Candidates) bool { return c.Facilities })
		q.Count = 100
		a, err := siting.Run(context.Background(), c.base, q, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := 2; i < len(a.Curve); i++ {
			if x, y, z := a.Curve[i-2], a.Curve[i-1], a.Curve[i]; z.Covered-y.Covered > y.Covered-x.Covered {
				t.Fatalf("%s: it bends up at %d: %+v", siting.Encode(q), i, a.Curve)
			}
		}
		if last := a.Curve[len(a.Curve)-1]; last.Covered != a.After || last.Bound != a.After {
			t.Fatalf("all together cover %d, and the curve ends with %+v", a.After, last)
		}
	})
}

// Of five places 400 m apart a clinic reaches its neighbours: the first new one brings
// 3, the second one more.
func TestACurveByEye(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---+---0-------1-------2-------3-------4")
	c.Services[0].Minutes = 12.5
	a := run(t, c, siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}})
	want := []siting.Point{{Number: 0, Cost: 0, Covered: 1_000, Bound: 1_000}, {Number: 1, Cost: 1, Covered: 29_000, Bound: 29_000}, {Number: 2, Cost: 2, Covered: 31_000, Bound: 31_000}}
	if !slices.Equal(a.Curve, want) {
		t.Errorf("the curve is %+v", a.Curve)
	}
	if share := float64(a.After) / float64(a.Demand); math.Abs(a.Plan[0].Coverage-share) > 1e-12 {
		t.Errorf("%v are covered, not %v", a.Plan[0].Coverage, share)
	}
}
