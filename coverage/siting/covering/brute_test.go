package covering_test

import (
	"context"
	"math"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// drawProblem draws a problem small enough to try all solutions, with everything that a
// problem may have.
func drawProblem(t *rapid.T) *covering.Problem { return drawSized(t, 10, 25) }

// drawSized draws a problem of at most so many items and rows.
func drawSized(t *rapid.T, mostItems, mostRows int) *covering.Problem {
	p := &covering.Problem{Items: rapid.IntRange(1, mostItems).Draw(t, "items")}
	items := rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(p.Items-1)), 0, p.Items, rapid.ID[int32])
	some := func(label string) []int32 {
		list := items.Draw(t, label)
		slices.Sort(list)
		return list
	}
	groups := rapid.IntRange(0, 2).Draw(t, "groups")
	plain := rapid.Bool().Draw(t, "plain")
	total := make([]int64, groups)
	for range rapid.IntRange(0, mostRows).Draw(t, "rows") {
		row := covering.Row{Clauses: []covering.Clause{{Need: 1, Items: some("covers")}}}
		if groups == 0 || rapid.Bool().Draw(t, "valued") {
			row.Value = rapid.Int64Range(0, 20).Draw(t, "value")
		}
		for g := range groups {
			if w := rapid.Int64Range(0, 10).Draw(t, "weight"); w > 0 {
				row.Parts = append(row.Parts, covering.Part{Group: int32(g), Weight: w})
				total[g] += w
			}
		}
		if !plain {
			row.Clauses[0].Need = int32(rapid.IntRange(1, 2).Draw(t, "need"))
			if rapid.Bool().Draw(t, "second") {
				row.Clauses = append(row.Clauses, covering.Clause{Need: 1, Items: some("second")})
			}
			for range rapid.IntRange(0, 2).Draw(t, "joints") {
				if joint := some("joint"); len(joint) > 1 {
					row.Clauses[0].Joints = append(row.Clauses[0].Joints, joint)
				}
			}
		}
		p.Rows = append(p.Rows, row)
	}
	for g := range groups {
		p.Needs = append(p.Needs, rapid.Int64Range(0, total[g]).Draw(t, "needs"))
	}
	if rapid.Bool().Draw(t, "costs") {
		for range p.Items {
			p.Cost = append(p.Cost, rapid.Int64Range(0, 8).Draw(t, "cost"))
		}
	}
	if rapid.Bool().Draw(t, "counted") {
		p.Limits = append(p.Limits, covering.Limit{Items: upTo(p.Items), Most: rapid.Int64Range(0, 5).Draw(t, "count")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "limits") {
		l := covering.Limit{Items: some("limited"), Most: rapid.Int64Range(0, 12).Draw(t, "most")}
		if rapid.Bool().Draw(t, "uses") {
			l.Use = []int64{}
			for range l.Items {
				l.Use = append(l.Use, rapid.Int64Range(0, 6).Draw(t, "use"))
			}
		}
		p.Limits = append(p.Limits, l)
	}
	if rapid.Bool().Draw(t, "apart") {
		p.Apart = make([][]int32, p.Items)
		for a := range p.Items {
			for b := range a {
				if rapid.IntRange(0, 4).Draw(t, "near") == 0 {
					p.Apart[a], p.Apart[b] = append(p.Apart[a], int32(b)), append(p.Apart[b], int32(a))
				}
			}
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "fixes") == 0 {
		p.Fixed = []int32{rapid.Int32Range(0, int32(p.Items-1)).Draw(t, "fixed")}
	}
	return p
}

// judge tells a choice's objective, and whether it keeps needs and limits; it shares
// nothing with the package.
func judge(p *covering.Problem, chosen uint) (objective int64, keeps bool) {
	has := func(j int32) bool { return chosen>>uint(j)&1 == 1 }
	covered := make([]int64, len(p.Needs))
	for _, row := range p.Rows {
		all := true
		for _, clause := range row.Clauses {
			n := int32(0)
			for _, j := range clause.Items {
				if has(j) {
					n++
				}
			}
			for _, joint := range clause.Joints {
				if !slices.ContainsFunc(joint, func(j int32) bool { return !has(j) }) {
					n++
				}
			}
			all = all && n >= clause.Need
		}
		if all {
			objective += row.Value
			for _, part := range row.Parts {
				covered[part.Group] += part.Weight
			}
		}
	}
	keeps = true
	for j := range int32(p.Items) {
		if !has(j) {
			continue
		}
		if p.Cost != nil {
			objective -= p.Cost[j]
		}
		if p.Apart != nil {
			keeps = keeps && !slices.ContainsFunc(p.Apart[j], has)
		}
	}
	for g, need := range p.Needs {
		keeps = keeps && covered[g] >= need
	}
	for _, l := range p.Limits {
		used := int64(0)
		for k, j := range l.Items {
			if has(j) && l.Use == nil {
				used++
			} else if has(j) {
				used += l.Use[k]
			}
		}
		keeps = keeps && used <= l.Most
	}
	for _, j := range p.Fixed {
		keeps = keeps && has(j)
	}
	return objective, keeps
}

func setOf(items []int32) (set uint) {
	for _, j := range items {
		set |= 1 << uint(j)
	}
	return set
}

// optimum tries every set of items.
func optimum(p *covering.Problem) (best int64, possible bool) {
	best = math.MinInt64
	for chosen := range uint(1) << p.Items {
		if v, keeps := judge(p, chosen); keeps {
			best, possible = max(best, v), true
		}
	}
	return best, possible
}

// The best choice is that of trying all of them, and no bound on the way cuts it off.
func TestTheBestIsTheBestOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		most, possible := optimum(p)
		got := covering.Solve(context.Background(), p, covering.Options{Progress: func(b covering.Best) {
			if possible && b.Bound < most {
				t.Fatalf("a bound of %d on the way to %d", b.Bound, most)
			}
			if v, keeps := judge(p, setOf(b.Items)); b.Feasible && (!keeps || v != b.Value) {
				t.Fatalf("choice %v is said to be worth %d: it is worth %d and keeps the limits: %v", b.Items, b.Value, v, keeps)
			}
		}})
		if got.Infeasible != !possible {
			t.Fatalf("infeasible %v, but possible %v (best %d): %+v", got.Infeasible, possible, most, got)
		}
		if !possible {
			return
		}
		v, keeps := judge(p, setOf(got.Items))
		if !got.Optimal || got.Value != most || got.Bound != most || v != most || !keeps || bits.OnesCount(setOf(got.Items)) != len(got.Items) {
			t.Fatalf("found %+v worth %d (keeps %v), the best is %d", got, v, keeps, most)
		}
	})
}
