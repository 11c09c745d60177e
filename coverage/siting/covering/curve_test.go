package covering_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// curve is the curve of the first limit up to so many items.
func curve(p *covering.Problem, most int) []covering.Mark {
	return covering.Curve(context.Background(), p, 0, most)
}

// Greed takes 0, which is half as good with 1 beside it; the best two are 1 and 2.
func TestCurveByHand(t *testing.T) {
	p := &covering.Problem{Items: 3, Rows: []covering.Row{row(6, 0, 1), row(6, 0, 2), row(5, 1), row(5, 2), row(1, 0)}, Limits: []covering.Limit{atMost(0, 0, 1, 2)}}
	want := []covering.Mark{
		{Items: []int32{0}, Value: 13, Bound: 13},
		{Items: []int32{0, 1}, Value: 18, Bound: 22},
		{Items: []int32{0, 1, 2}, Value: 23, Bound: 23},
	}
	got := curve(p, 3)
	if len(got) != len(want) {
		t.Fatalf("%+v, want %+v", got, want)
	}
	for n, m := range got {
		if !slices.Equal(m.Items, want[n].Items) || m.Value != want[n].Value || m.Bound < want[n].Bound || m.Bound > 23 {
			t.Errorf("point %d is %+v, want %+v", n+1, m, want[n])
		}
	}
	if got := curve(p, 2); len(got) != 2 || got[1].Value != 18 {
		t.Errorf("of two: %+v", got)
	}
	if got := curve(p, 0); len(got) != 0 {
		t.Errorf("of none: %+v", got)
	}
}

// Values and bounds rise, a bound is never below the value, each point has the items of
// the one before, and where rows want one item each what an item adds only falls.
func TestCurveRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plainly(t)
		simple := rapid.Bool().Draw(t, "simple")
		if simple {
			for r := range p.Rows {
				p.Rows[r].Clauses = []covering.Clause{{Need: 1, Items: p.Rows[r].Clauses[0].Items}}
			}
		}
		last, gain := covering.Mark{}, int64(math.MaxInt64)
		for n, m := range curve(p, p.Items) {
			if m.Value < last.Value || m.Bound < last.Bound || m.Bound < m.Value || len(m.Items) != n+1 || !slices.Equal(m.Items[:n], last.Items) {
				t.Fatalf("after %+v comes %+v", last, m)
			}
			if simple && (m.Value-last.Value > gain || m.Value == last.Value) {
				t.Fatalf("item %d adds %d, the one before %d", n+1, m.Value-last.Value, gain)
			}
			last, gain = m, m.Value-last.Value
		}
	})
}

// Greedy values are at least 1 − 1/e of the best where rows want one item each
// (G. L. Nemhauser, L. A. Wolsey and M. L. Fisher, Mathematical Programming 14, 1978).
func TestCurveIsWithinAThirdOfTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plainly(t)
		for r := range p.Rows {
			p.Rows[r].Clauses = []covering.Clause{{Need: 1, Items: p.Rows[r].Clauses[0].Items}}
		}
		for n, m := range curve(p, p.Items) {
			p.Limits[0].Most = int64(n + 1)
			if best := solve(t, p).Value; float64(m.Value) < (1-1/math.E)*float64(best) || m.Bound < best {
				t.Fatalf("%d items: %+v, the best is %d", n+1, m, best)
			}
		}
	})
}

// On larger problems, too, no best of so many items exceeds the bound, and the bounds are
// worth having: not far above it.
func TestCurveOfMiddlingProblems(t *testing.T) {
	for _, seed := range []uint64{0, 5, 10} {
		p := middling(seed)
		for n, m := range curve(p, 8) {
			p.Limits[0].Most = int64(n + 1)
			best := solveLarge(t, p).Value
			if m.Bound < best || float64(m.Bound) > 1.1*float64(best) || m.Value > best {
				t.Errorf("problem %d, %d items: %+v, and the best is %d", seed, n+1, m, best)
			}
		}
	}
}

// Needs, costs, and the most that the limit itself has are not asked.
func TestCurveAsksNoOtherThings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plainly(t)
		want := curve(p, 5)
		q := clone(t, p)
		q.Limits[0].Most = rapid.Int64Range(-3, 3).Draw(t, "most")
		q.Needs = []int64{1 << 40}
		for range p.Items {
			q.Cost = append(q.Cost, rapid.Int64Range(0, 1000).Draw(t, "cost"))
		}
		if got := curve(q, 5); !equal(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

// Rows that count for a need alone have its weight for value.
func TestCurveOfWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plainly(t)
		want := curve(p, 5)
		q := clone(t, p)
		for r := range q.Rows {
			q.Rows[r].Value, q.Rows[r].Parts = 0, []covering.Part{{Group: 0, Weight: p.Rows[r].Value}}
		}
		q.Needs = []int64{3}
		if got := curve(q, 5); !equal(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

// Other limits and conflicts hold at each point, and fixed items come first.
func TestCurveKeepsOtherConstraints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		p.Limits = append([]covering.Limit{atMost(0, upTo(p.Items)...)}, p.Limits...)
		q := *p
		q.Limits = slices.Clone(p.Limits)
		q.Limits[0].Most = int64(p.Items)
		for n, m := range curve(p, p.Items) {
			if !fitting(&q, setOf(m.Items)) {
				t.Fatalf("%v breaks a limit", m.Items)
			}
			if n == 0 && len(p.Fixed) > 0 && fitting(&q, setOf(p.Fixed)) && m.Items[0] != p.Fixed[0] {
				t.Fatalf("%v is fixed, and first comes %v", p.Fixed, m.Items)
			}
		}
	})
}

// A curve of some of the items: others beside them are as many as help.
func TestCurveOfSomeItems(t *testing.T) {
	p := &covering.Problem{Items: 4, Rows: []covering.Row{row(8, 0), row(4, 1), row(2, 2), row(1, 3)}, Limits: []covering.Limit{atMost(1, 1, 2)}}
	marks := curve(p, 1)
	want := []int64{8, 12, 13}
	if len(marks) != len(want) {
		t.Fatalf("%+v", marks)
	}
	for n, m := range marks {
		if m.Value != want[n] || m.Bound < m.Value {
			t.Errorf("point %d is %+v, want %d", n+1, m, want[n])
		}
	}
}
