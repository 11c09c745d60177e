package covering_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// What must hold between the best of a problem and that of a changed one, whatever the
// problem. Nothing here tries all solutions, so the problems are larger.

const (
	relatedItems = 11
	relatedRows  = 22
)

// An item that is forbidden is as good as one that is not there, and its absence never
// raises the best.
func TestFewerItemsNeverRaiseTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		j := rapid.Int32Range(0, int32(p.Items-1)).Draw(t, "gone")
		if slices.Contains(p.Fixed, j) {
			p.Fixed = nil
		}
		whole := solve(t, p)
		fewer := solve(t, without(t, p, j))
		forbidden := clone(t, p)
		forbidden.Limits = append(forbidden.Limits, atMost(0, j))
		noBetter(t, fewer, whole, "without an item")
		same(t, fewer, solve(t, forbidden), "removed or forbidden")
	})
}

// Each constraint loosened, one by one, never lowers the best.
func TestFewerConstraintsNeverLowerTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		for l := range p.Limits {
			looser := clone(t, p)
			looser.Limits[l].Most += rapid.Int64Range(1, 5).Draw(t, "more")
			noBetter(t, best, solve(t, looser), "a higher budget")
			looser.Limits = slices.Delete(looser.Limits, l, l+1)
			noBetter(t, best, solve(t, looser), "no budget")
		}
		for g := range p.Needs {
			looser := clone(t, p)
			looser.Needs[g] = rapid.Int64Range(0, p.Needs[g]).Draw(t, "less")
			noBetter(t, best, solve(t, looser), "a lower need")
		}
		free := clone(t, p)
		free.Apart = nil
		noBetter(t, best, solve(t, free), "no conflicts")
		free.Fixed = nil
		noBetter(t, best, solve(t, free), "nothing fixed")
	})
}

// Rows that are easier to cover never lower the best: another item, a lower need, a
// clause less.
func TestEasierRowsNeverLowerTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		if len(p.Rows) == 0 {
			t.Skip("no rows")
		}
		best := solve(t, p)
		r := rapid.IntRange(0, len(p.Rows)-1).Draw(t, "row")
		j := rapid.Int32Range(0, int32(p.Items-1)).Draw(t, "item")
		wider := clone(t, p)
		clause := &wider.Rows[r].Clauses[0]
		if at, there := slices.BinarySearch(clause.Items, j); !there {
			clause.Items = slices.Insert(clause.Items, at, j)
		}
		noBetter(t, best, solve(t, wider), "an item covers a row more")
		clause.Need = 1
		noBetter(t, best, solve(t, wider), "a need of 1")
		wider.Rows[r].Clauses = wider.Rows[r].Clauses[1:]
		noBetter(t, best, solve(t, wider), "a clause less")
	})
}

// Values and costs in another unit give the best in that unit; weights and needs in
// another unit, or uses and limits, change nothing.
func TestUnitsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		k := rapid.SampledFrom([]int64{2, 3, 10, 1000, 1_000_003}).Draw(t, "unit")
		best := solve(t, p)
		values, weights := clone(t, p), clone(t, p)
		for r := range p.Rows {
			values.Rows[r].Value *= k
			for i := range weights.Rows[r].Parts {
				weights.Rows[r].Parts[i].Weight *= k
			}
		}
		for j := range values.Cost {
			values.Cost[j] *= k
		}
		for g := range weights.Needs {
			weights.Needs[g] *= k
		}
		for l := range weights.Limits {
			limit := &weights.Limits[l]
			if limit.Use == nil {
				limit.Use = slices.Repeat([]int64{1}, len(limit.Items))
			}
			for i := range limit.Use {
				limit.Use[i] *= k
			}
			limit.Most *= k
		}
		scaled := solve(t, values)
		if scaled.Infeasible != best.Infeasible || !best.Infeasible && scaled.Value != k*best.Value {
			t.Fatalf("%d in units of 1/%d is %d", best.Value, k, scaled.Value)
		}
		same(t, best, solve(t, weights), "weights and uses in another unit")
	})
}

// A row in two halves is the row.
func TestARowMayBeSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		for r := range p.Rows { // so that there are halves
			p.Rows[r].Value *= 2
			for i := range p.Rows[r].Parts {
				p.Rows[r].Parts[i].Weight *= 2
			}
		}
		split := clone(t, p)
		for r := range p.Rows {
			if rapid.Bool().Draw(t, "split") {
				split.Rows[r].Value /= 2
				for i := range split.Rows[r].Parts {
					split.Rows[r].Parts[i].Weight /= 2
				}
				split.Rows = append(split.Rows, split.Rows[r])
			}
		}
		a, b := solve(t, p), solve(t, split)
		same(t, a, b, "rows in halves")
		if a.Rows != b.Rows || a.Entries != b.Entries {
			t.Fatalf("%d rows with %d entries became %d with %d: equal rows were not merged", a.Rows, a.Entries, b.Rows, b.Entries)
		}
	})
}

// A twin of an item that cannot be chosen beside it changes nothing.
func TestATwinChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems-1, relatedRows)
		j, twin := rapid.Int32Range(0, int32(p.Items-1)).Draw(t, "of"), int32(p.Items)
		q := clone(t, p)
		q.Items++
		for r := range q.Rows {
			for k := range q.Rows[r].Clauses {
				c := &q.Rows[r].Clauses[k]
				if slices.Contains(c.Items, j) {
					c.Items = append(c.Items, twin)
				}
				for _, joint := range p.Rows[r].Clauses[k].Joints {
					if at := slices.Index(joint, j); at >= 0 {
						c.Joints = append(c.Joints, append(slices.Delete(slices.Clone(joint), at, at+1), twin))
					}
				}
			}
		}
		for l := range q.Limits {
			if at := slices.Index(q.Limits[l].Items, j); at >= 0 {
				q.Limits[l].Items = append(q.Limits[l].Items, twin)
				if q.Limits[l].Use != nil {
					q.Limits[l].Use = append(q.Limits[l].Use, q.Limits[l].Use[at])
				}
			}
		}
		if q.Cost != nil {
			q.Cost = append(q.Cost, q.Cost[j])
		}
		if q.Apart == nil {
			q.Apart = make([][]int32, p.Items)
		}
		q.Apart = append(q.Apart, append(slices.Clone(q.Apart[j]), j))
		slices.Sort(q.Apart[twin])
		for _, o := range q.Apart[twin] {
			q.Apart[o] = append(q.Apart[o], twin)
		}
		same(t, solve(t, p), solve(t, q), "a twin")
	})
}

// Neither the order of rows nor the numbers of items have a say in the best value.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		mixed := clone(t, p)
		for k, r := range shuffled(t, len(p.Rows), "rows") {
			mixed.Rows[k] = p.Rows[r]
		}
		same(t, best, solve(t, mixed), "rows in another order")
		same(t, best, solve(t, renumbered(t, mixed, shuffled(t, p.Items, "items"))), "items of other numbers")
	})
}

// Two problems side by side have the best of both.
func TestSideBySide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := drawSized(t, 7, 15), drawSized(t, 7, 15)
		both := beside(t, p, q)
		a, b, sum := solve(t, p), solve(t, q), solve(t, both)
		if sum.Infeasible != (a.Infeasible || b.Infeasible) || !sum.Infeasible && sum.Value != a.Value+b.Value {
			t.Fatalf("%d and %d (infeasible: %v, %v) are %d together (infeasible: %v)", a.Value, b.Value, a.Infeasible, b.Infeasible, sum.Value, sum.Infeasible)
		}
	})
}

// beside puts a second problem's items and groups after those of the first.
func beside(t tester, p, q *covering.Problem) *covering.Problem {
	out, moved := clone(t, p), clone(t, q)
	out.Items = p.Items + q.Items
	shift := func(items []int32) {
		for k := range items {
			items[k] += int32(p.Items)
		}
	}
	for _, r := range moved.Rows {
		for k := range r.Parts {
			r.Parts[k].Group += int32(len(p.Needs))
		}
		for _, c := range r.Clauses {
			shift(c.Items)
			for _, joint := range c.Joints {
				shift(joint)
			}
		}
	}
	for _, l := range moved.Limits {
		shift(l.Items)
	}
	for _, apart := range moved.Apart {
		shift(apart)
	}
	shift(moved.Fixed)
	out.Rows = append(out.Rows, moved.Rows...)
	out.Needs = append(out.Needs, moved.Needs...)
	out.Limits = append(out.Limits, moved.Limits...)
	out.Fixed = append(out.Fixed, moved.Fixed...)
	if p.Cost != nil || q.Cost != nil {
		out.Cost = make([]int64, out.Items)
		copy(out.Cost, p.Cost)
		copy(out.Cost[p.Items:], q.Cost)
	}
	if p.Apart != nil || q.Apart != nil {
		out.Apart = make([][]int32, out.Items)
		copy(out.Apart, p.Apart)
		copy(out.Apart[p.Items:], moved.Apart)
	}
	return out
}

// Rows that nothing covers, rows that are worth nothing, items that cover nothing and
// limits that bind nothing change nothing.
func TestUselessThingsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		q := clone(t, p)
		q.Rows = append(q.Rows, row(1000), row(0, 0), covering.Row{Value: 1000, Clauses: []covering.Clause{{Need: int32(p.Items + 1), Items: upTo(p.Items)}}})
		same(t, best, solve(t, q), "useless rows")
		q.Limits = append(q.Limits, atMost(int64(p.Items), upTo(p.Items)...), covering.Limit{Most: 0},
			covering.Limit{Items: upTo(p.Items), Use: make([]int64, p.Items), Most: 0})
		same(t, best, solve(t, q), "useless limits")
		q.Items++
		if q.Cost != nil {
			q.Cost = append(q.Cost, 0)
		}
		if q.Apart != nil {
			q.Apart = append(q.Apart, nil)
		}
		same(t, best, solve(t, q), "a useless item")
	})
}

// The best solution is still the best when its items are fixed, and when all others are
// removed; no other value is looked for above it, and it is found just below.
func TestTheBestStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		if best.Infeasible {
			t.Skip("nothing is possible")
		}
		fixed := clone(t, p)
		fixed.Fixed = best.Items
		same(t, best, solve(t, fixed), "all of it fixed")
		only := clone(t, p)
		for j := range int32(p.Items) {
			if !slices.Contains(best.Items, j) {
				only.Limits = append(only.Limits, atMost(0, j))
			}
		}
		same(t, best, solve(t, only), "all others forbidden")
		over := best.Value
		if b := covering.Solve(background, p, covering.Options{Over: &over}); !b.Infeasible {
			t.Fatalf("over %d there is %+v", over, b)
		}
		over--
		same(t, best, covering.Solve(background, p, covering.Options{Over: &over}), "just over")
	})
}

// A budget of what the least cost is buys what is needed, and one of less does not.
func TestLeastCostIsTheLeastBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		p.Cost = nil
		for range p.Items {
			p.Cost = append(p.Cost, rapid.Int64Range(1, 8).Draw(t, "cost"))
		}
		for r := range p.Rows {
			p.Rows[r].Value = 0
		}
		best := solve(t, p)
		budget := clone(t, p)
		budget.Cost = nil
		budget.Limits = append(budget.Limits, covering.Limit{Items: upTo(p.Items), Use: p.Cost, Most: math.MaxInt32})
		most := &budget.Limits[len(budget.Limits)-1].Most
		if best.Infeasible {
			wantSame(t, solve(t, budget).Infeasible, true)
			return
		}
		*most = -best.Value
		wantSame(t, solve(t, budget).Infeasible, false)
		*most--
		wantSame(t, solve(t, budget).Infeasible, true)
	})
}

func wantSame[T comparable](t tester, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}
