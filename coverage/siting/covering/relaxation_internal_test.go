package covering

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawRelaxation draws a problem, some items of it fixed, and its relaxation with any
// multipliers at all; nil where the needs cannot be met.
func drawRelaxation(t *rapid.T) (*Problem, []int8, *relaxation) {
	p := drawInner(t, rapid.Bool().Draw(t, "simple"))
	c := compile(p)
	s, status := drawStatus(t, c)
	r := relax(s, status)
	if r == nil {
		return p, status, nil
	}
	some := rapid.SampledFrom([]float64{0, 0.5, 1, 1.5, 3, 10, 100})
	if rapid.Bool().Draw(t, "near") { // to good ones, so that the bound is near the best, too
		some = rapid.SampledFrom([]float64{0, 0, 0.25, 0.5, 1})
	}
	for _, list := range [][]float64{r.mu, r.nu} {
		for k := range list {
			list[k] = some.Draw(t, "multiplier")
		}
	}
	for i, row := range r.rows {
		for c := r.rowStart[i]; c < r.rowStart[i+1]; c++ {
			r.lambda[c] = some.Draw(t, "share") * r.rowProfit(row)
		}
	}
	if r.mainLimit >= 0 {
		r.nu[r.mainLimit] = 0 // it is not relaxed
	}
	return p, status, r
}

// Under any multipliers the bound is one: no choice that keeps to what is fixed is better.
// The bound before any multipliers is one, too, and where there is no relaxation there is
// no choice.
func TestEveryBoundIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, status, r := drawRelaxation(t)
		best := bestOf(tryAll(p), within(status))
		if r == nil {
			if !math.IsInf(best, -1) {
				t.Fatalf("there is a choice of %v, and no relaxation", best)
			}
			return
		}
		if r.bound < best {
			t.Fatalf("covering everything gives %v, and the best is %v", r.bound, best)
		}
		if bound := r.roundUp(r.evaluate()); bound < best {
			t.Fatalf("a bound of %v, and the best is %v", bound, best)
		}
	})
}

// The relaxed problem is solved to the end: no other items and rows give a greater sum.
func TestEvaluateIsTheGreatestSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, r := drawRelaxation(t)
		if r == nil {
			t.Skip("no relaxation")
		}
		got := r.evaluate()
		most := math.Inf(-1)
		for set := range uint(1) << len(r.items) {
			sum, inMain := r.fixedValue, 0
			for g, mu := range r.mu {
				sum += mu * (r.covered[g] - float64(r.Needs[g]))
			}
			for l, nu := range r.nu {
				sum += nu * r.slack[l]
			}
			for at := range r.items {
				if set>>uint(at)&1 == 1 {
					sum += r.profit[at]
					if r.inMain[at] {
						inMain++
					}
				}
			}
			for i, row := range r.rows {
				w := r.rowProfit(row)
				for c := r.rowStart[i]; c < r.rowStart[i+1]; c++ {
					w -= r.need[c] * r.lambda[c]
				}
				sum += max(0, w)
			}
			if r.mainLimit < 0 || inMain <= r.mainSlack {
				most = max(most, sum)
			}
		}
		if math.Abs(got-most) > 1e-9*(1+r.magnitude) {
			t.Fatalf("%v, the greatest sum is %v", got, most)
		}
		if r.roundUp(got) < most {
			t.Fatalf("%v rounded up is %v, less than %v", got, r.roundUp(got), most)
		}
	})
}

// Fixing cuts off no choice of at least the threshold.
func TestFixingCutsOffNothingBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, status, r := drawRelaxation(t)
		if r == nil {
			t.Skip("no relaxation")
		}
		if rapid.Bool().Draw(t, "tightened") {
			tightened(t, r)
		}
		trials := tryAll(p)
		for _, of := range trials {
			if !of.ok || !within(status)(&of) {
				continue
			}
			fixed := slices.Clone(status)
			r.fix(float64(of.objective), func(item int32, f int8) {
				if status[item] != free {
					t.Fatalf("%d was fixed before", item)
				}
				fixed[item] = f
			})
			// Not only the best stays: all that are as good do.
			for k := range trials {
				if x := &trials[k]; x.ok && x.objective >= of.objective && within(status)(x) && !within(fixed)(x) {
					t.Fatalf("%b of %d is cut off at %d: %v became %v", x.set, x.objective, of.objective, status, fixed)
				}
			}
		}
	})
}

// tightened tightens a relaxation as a node does.
func tightened(t *rapid.T, r *relaxation) {
	r.estimatePrices(10)
	good := newState(r.program)
	good.complete(background, nil)
	r.initMultipliers(good)
	r.tighten(background, nodeSchedule, func(float64) bool { return false }, func() float64 { return rapid.Float64Range(-10, 50).Draw(t, "target") }, nil)
}

// To tighten lowers the bound, or leaves it, at every step, and the multipliers that are
// left are at least 0 and give a bound no better than the one told.
func TestTightenOnlyLowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, status, r := drawRelaxation(t)
		if r == nil {
			t.Skip("no relaxation")
		}
		best := bestOf(tryAll(p), within(status))
		r.estimatePrices(10)
		r.initMultipliers(newState(r.program))
		last := r.bound
		r.tighten(background, rootSchedule, func(bound float64) bool {
			if bound > last || bound < best {
				t.Fatalf("%v after %v, the best is %v", bound, last, best)
			}
			last = bound
			return false
		}, func() float64 { return best }, func(int) {
			for at, x := range r.xMean {
				if x < -1e-9 || x > 1+1e-9 {
					t.Fatalf("slot %d is chosen %v times on average", at, x)
				}
			}
		})
		for _, list := range [][]float64{r.lambda, r.mu, r.nu} {
			for _, m := range list {
				if m < 0 || math.IsNaN(m) {
					t.Fatalf("a multiplier of %v", m)
				}
			}
		}
		if at := r.roundUp(r.evaluate()); at < r.bound-1e-9*(1+r.magnitude) {
			t.Fatalf("the multipliers give %v, told is %v", at, r.bound)
		}
	})
}

// The bound is convex in the multipliers and lies above its tangents: what a step along a
// subgradient goes by. Where an item's capacity binds it is another function.
func TestSubgradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, r := drawRelaxation(t)
		if r == nil {
			t.Skip("no relaxation")
		}
		here := r.evaluate()
		var d subgradient
		r.computeSubgradient(&d)
		move := func(list, slope []float64) (change float64) {
			for k := range list {
				by := rapid.Float64Range(-list[k], 5).Draw(t, "by")
				list[k] += by
				change += by * slope[k]
			}
			return change
		}
		nu := r.nu
		change := move(r.lambda, d.lambda) + move(r.mu, d.mu)
		for l := range nu {
			if l != r.mainLimit {
				change += move(nu[l:l+1], d.nu[l:l+1])
			}
		}
		if there := r.evaluate(); there < here+change-1e-9*(1+r.magnitude) {
			t.Fatalf("%v moved to %v, its tangent to %v", here, there, here+change)
		}
	})
}

// Rows that no item can cover any more and those that are covered are not in it.
func TestRelaxationHasTheOpenRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, status, r := drawRelaxation(t)
		if r == nil {
			t.Skip("no relaxation")
		}
		var in, all uint
		for j, f := range status {
			if f == fixedIn {
				in |= 1 << uint(j)
			}
			if f != fixedOut {
				all |= 1 << uint(j)
			}
		}
		isOpen := map[int32]bool{}
		for _, row := range r.rows {
			isOpen[row] = true
		}
		for k := range p.Rows {
			one := &Problem{Items: p.Items, Rows: []Row{{Value: 1, Clauses: p.Rows[k].Clauses}}}
			want := try(one, in).objective == 0 && try(one, all).objective == 1
			if isOpen[int32(k)] != want {
				t.Fatalf("row %d is open: %v", k, isOpen[int32(k)])
			}
		}
	})
}

// The first bound is at least the exact sum, also over 2⁵³, where a float64 skips whole
// numbers.
func TestCoverAllIsNotRoundedDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "rows")
		p := &Problem{Items: n}
		sum := int64(0)
		for j := range int32(n) {
			value := rapid.Int64Range(0, math.MaxInt64/int64(n)-1).Draw(t, "value")
			sum += value
			p.Rows = append(p.Rows, Row{Value: value, Clauses: []Clause{{Need: 1, Items: []int32{j}}}})
		}
		r := relax(newState(compile(p)), make([]int8, n))
		if r.bound < math.MaxInt64 && int64(r.bound) < sum || r.bound > float64(sum)*(1+2e-15) {
			t.Fatalf("%v for %d", r.bound, sum)
		}
	})
}
