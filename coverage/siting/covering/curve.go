package covering

import (
	"context"
	"math"
	"slices"
)

// A Mark is a point of a curve, see [Curve].
type Mark struct {
	Items []int32 // in the order chosen
	Value int64
	Bound int64 // no solution of so many items has a greater value
}

// Curve lists greedy solutions of 1, 2, … items with an upper bound on the value of any
// solution of so many items of a limit that counts items (its Use is nil). Each has the
// items of the one before and that of greatest gain, until there is no gain or most is
// reached. Needs, costs and the limit's own Most are ignored; rows of no value count
// with the weight of their first part. It ends early when ctx is done.
func Curve(ctx context.Context, p *Problem, limit, most int) []Mark {
	relaxed := *p
	relaxed.Needs = nil
	relaxed.Rows = make([]Row, len(p.Rows))
	for r, row := range p.Rows {
		relaxed.Rows[r] = Row{Value: row.Value, Clauses: row.Clauses}
		if row.Value == 0 && len(row.Parts) > 0 {
			relaxed.Rows[r].Value = row.Parts[0].Weight
		}
	}
	relaxed.Cost = nil
	relaxed.Limits = slices.Clone(p.Limits)
	relaxed.Limits[limit].Most = int64(most)
	status := make([]int8, p.Items)
	small := reduce(compile(&relaxed), status) // merges equal rows
	c := compile(small.Problem)
	for at, out := range dominated(c) {
		if j := small.items[at]; out && !slices.Contains(p.Fixed, j) {
			status[j] = fixedOut
		}
	}
	small = reduce(compile(&relaxed), status)
	c = compile(small.Problem)
	s := newState(c)
	for at, j := range small.items {
		if slices.Contains(p.Fixed, j) && s.fits(int32(at)) {
			s.add(int32(at))
		}
	}
	s.complete(ctx, nil)
	marks := make([]Mark, len(s.chosen))
	t := newState(c)
	for n, j := range s.chosen {
		t.add(j)
		marks[n] = Mark{slices.Clone(t.chosen), t.objective(), math.MaxInt64}
	}
	boundCurve(ctx, c, limit, marks)
	for n := range marks {
		for k, at := range marks[n].Items {
			marks[n].Items[k] = small.items[at]
		}
	}
	return marks
}

// curveWork is the number of matrix entries that bounding a curve may visit, roughly.
const curveWork = 400_000_000

// boundCurve tightens the bounds of a curve. Multipliers found for one number of items
// bound every other number, too; the bounds rise with it, as each item adds at least 0.
func boundCurve(ctx context.Context, c *program, limit int, marks []Mark) {
	steps := curveWork / (1 + len(c.itemClause))
	for at := 0; at < len(marks) && ctx.Err() == nil && steps > 0; at += 1 + at/4 {
		c.Limits[limit].Most = int64(at + 1)
		t := newState(c)
		r := relax(t, make([]int8, c.Items))
		if r == nil || r.mainLimit != limit {
			return
		}
		r.estimatePrices(float64(marks[at].Value))
		good := newState(c)
		good.reset(marks[at].Items)
		r.initMultipliers(good)
		p := rootSchedule
		p.maxSteps = min(300, max(20, steps/8))
		r.tighten(ctx, p, func(bound float64) bool { steps--; return bound < float64(marks[at].Value+1) },
			func() float64 { return float64(marks[at].Value) }, nil)
		r.lowerCurveBounds(marks)
	}
}

// lowerCurveBounds lowers the bounds of all numbers of items to those of the current
// multipliers.
func (r *relaxation) lowerCurveBounds(marks []Mark) {
	r.evaluate()
	total, everything := 0.0, r.fixedValue
	profits := make([]float64, 0, len(r.items))
	for i, row := range r.rows {
		w := r.rowProfit(row)
		for c := r.rowStart[i]; c < r.rowStart[i+1]; c++ {
			w -= r.need[c] * r.lambda[c]
		}
		total += math.Max(0, w)
		everything += r.rowProfit(row)
	}
	for l, nu := range r.nu {
		total += nu * r.slack[l]
	}
	for at, p := range r.profit {
		switch {
		case r.inMain[at]:
			profits = append(profits, math.Max(0, p))
		case p > 0:
			total += p
		}
	}
	slices.SortFunc(profits, func(a, b float64) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	for n := range marks {
		if n < len(profits) {
			total += profits[n]
		}
		bound := r.roundUp(min(r.fixedValue+total, everything))
		if bound >= 1<<62 {
			continue // near the greatest int64 there is no better bound
		}
		rounded := int64(math.Floor(bound/float64(r.unit))) * r.unit
		marks[n].Bound = max(marks[n].Value, min(marks[n].Bound, rounded))
	}
}
