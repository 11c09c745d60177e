package covering_test

import (
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// What is said of a given choice: its worth, the order of its steps, what could be in
// the place of an item.

// coveredBy is what covered rows weigh for each group; it shares nothing with the
// package.
func coveredBy(p *covering.Problem, chosen uint) []int64 {
	out := make([]int64, len(p.Needs))
	for g := range p.Needs {
		only := &covering.Problem{Items: p.Items}
		for _, r := range p.Rows {
			r.Value = 0
			for _, part := range r.Parts {
				if part.Group == int32(g) {
					r.Value = part.Weight
				}
			}
			only.Rows = append(only.Rows, covering.Row{Value: r.Value, Clauses: r.Clauses})
		}
		out[g], _ = judge(only, chosen)
	}
	return out
}

// lacking is what the needs lack, all together.
func lacking(p *covering.Problem, chosen uint) (lacks int64) {
	for g, c := range coveredBy(p, chosen) {
		lacks += max(0, p.Needs[g]-c)
	}
	return lacks
}

// fitting reports whether limits and conflicts are kept, whatever is needed or fixed.
func fitting(p *covering.Problem, chosen uint) bool {
	q := *p
	q.Needs, q.Fixed, q.Rows = nil, nil, nil
	_, keeps := judge(&q, chosen)
	return keeps
}

func draw(t *rapid.T, p *covering.Problem, label string) []int32 {
	return rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(p.Items-1)), 0, p.Items, rapid.ID[int32]).Draw(t, label)
}

// Any set of items is judged as by hand, whether it may be chosen or not.
func TestJudge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		items := draw(t, p, "items")
		got, set := covering.Judge(p, items), setOf(items)
		value, _ := judge(p, set)
		want := covering.Worth{Value: value, Covered: coveredBy(p, set), Lacks: lacking(p, set), Fits: fitting(p, set)}
		if !slices.Equal(got.Covered, want.Covered) || got.Value != want.Value || got.Lacks != want.Lacks || got.Fits != want.Fits {
			t.Fatalf("%v is judged as %+v, by hand %+v", items, got, want)
		}
		slices.Reverse(items)
		if again := covering.Judge(p, items); !equal(got, again) {
			t.Fatalf("%v is judged as %+v, the other way round %+v", items, got, again)
		}
	})
}

// Three people who need help and two nurses, by hand.
func TestJudgeByHand(t *testing.T) {
	p := &covering.Problem{Items: 2, Cost: []int64{3, 4}, Needs: []int64{30, 5},
		Rows:   []covering.Row{weighted(0, 10, 0), weighted(0, 20, 0, 1), weighted(1, 5, 1), row(7, 1)},
		Limits: []covering.Limit{{Items: []int32{0, 1}, Use: []int64{2, 2}, Most: 3}}}
	for _, c := range []struct {
		items []int32
		want  covering.Worth
	}{
		{nil, covering.Worth{Value: 0, Covered: []int64{0, 0}, Lacks: 35, Fits: true}},
		{[]int32{0}, covering.Worth{Value: -3, Covered: []int64{30, 0}, Lacks: 5, Fits: true}},
		{[]int32{1}, covering.Worth{Value: 3, Covered: []int64{20, 5}, Lacks: 10, Fits: true}},
		{[]int32{0, 1}, covering.Worth{Value: 0, Covered: []int64{30, 5}, Lacks: 0, Fits: false}},
	} {
		if got := covering.Judge(p, c.items); !equal(got, c.want) {
			t.Errorf("%v is judged as %+v, want %+v", c.items, got, c.want)
		}
	}
}

// Each step leaves the least lacking of all that are left, then covers the most value;
// what items cost has no say, since they come all the same.
func TestOrderWithNeedsAndCosts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		from, to := draw(t, p, "from"), draw(t, p, "to")
		covers := *p // value without cost
		covers.Cost = nil
		at := setOf(from)
		steps := covering.Order(p, from, to)
		if len(steps) != bits.OnesCount(at^setOf(to)) {
			t.Fatalf("%v lead from %v to %v", steps, from, to)
		}
		for n, j := range steps {
			after := func(j int32) (lacks, value int64) {
				v, _ := judge(&covers, at^1<<uint(j))
				return lacking(p, at^1<<uint(j)), v
			}
			lacks, value := after(j)
			for _, o := range steps[n:] {
				if l, v := after(o); l < lacks || l == lacks && v > value {
					t.Fatalf("step %d of %v leaves %d lacking and %d covered, %d would leave %d and %d", n, steps, lacks, value, o, l, v)
				}
			}
			at ^= 1 << uint(j)
		}
		wantSame(t, at, setOf(to))
	})
}

// Of equal steps the first item comes first; a choice that is reached already has none.
func TestOrderOfEqualSteps(t *testing.T) {
	p := &covering.Problem{Items: 4, Rows: []covering.Row{row(5, 0), row(5, 1), row(5, 2), row(6, 3)}}
	if got := covering.Order(p, nil, []int32{2, 0, 3, 1}); !slices.Equal(got, []int32{3, 0, 1, 2}) {
		t.Errorf("%v", got)
	}
	if got := covering.Order(p, []int32{0, 3}, []int32{3, 0}); len(got) != 0 {
		t.Errorf("%v", got)
	}
	// What goes leaves the less behind the later it goes.
	if got := covering.Order(p, []int32{0, 3}, []int32{1}); !slices.Equal(got, []int32{1, 0, 3}) {
		t.Errorf("%v", got)
	}
}

// The value that a step covers counts also where items cost something.
func TestOrderCountsValueBesideCost(t *testing.T) {
	p := &covering.Problem{Items: 3, Rows: []covering.Row{row(2, 0), row(5, 1), row(3, 2)}, Cost: []int64{1, 9, 1}}
	if got := covering.Order(p, nil, []int32{0, 1, 2}); !slices.Equal(got, []int32{1, 2, 0}) {
		t.Errorf("%v", got)
	}
}

// Two steps that help only together come one after the other.
func TestOrderFollowsWhatIsBegun(t *testing.T) {
	p := &covering.Problem{Items: 4, Rows: []covering.Row{
		{Value: 4, Clauses: []covering.Clause{{Need: 2, Items: []int32{1, 3}}}},
		{Value: 9, Clauses: []covering.Clause{{Need: 1, Joints: [][]int32{{0, 2}}}}},
	}}
	if got := covering.Order(p, nil, []int32{0, 1, 2, 3}); !slices.Equal(got, []int32{0, 2, 1, 3}) {
		t.Errorf("%v", got)
	}
}

// Swaps come in the order of the items that go, the best first, of equal ones the first,
// and no more than asked for.
func TestSwapsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		b := solve(t, p)
		if b.Infeasible {
			t.Skip("there is no choice")
		}
		most := rapid.IntRange(0, 3).Draw(t, "most")
		whole := covering.Swaps(background, p, b.Items, p.Items)
		var want []covering.Swap
		for _, out := range b.Items {
			var of []covering.Swap
			for _, s := range whole {
				if s.Out == out {
					of = append(of, s)
				}
			}
			for k := 1; k < len(of); k++ {
				if of[k].Value > of[k-1].Value || of[k].Value == of[k-1].Value && of[k].In < of[k-1].In {
					t.Fatalf("%v are in no order", of)
				}
			}
			want = append(want, of[:min(most, len(of))]...)
		}
		if got := covering.Swaps(background, p, b.Items, most); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// No swap of the best is better than it.
func TestNoSwapOfTheBestIsBetter(t *testing.T) {
	for _, seed := range []uint64{0, 3, 4} {
		p := middling(seed)
		b := covering.Solve(background, p, covering.Options{Gap: 1e-12, Nodes: 30})
		for _, s := range covering.Swaps(background, p, b.Items, 2) {
			items := append(slices.DeleteFunc(slices.Clone(b.Items), func(j int32) bool { return j == s.Out }), s.In)
			if w := covering.Judge(p, items); w.Value != s.Value || !w.Fits || w.Lacks > 0 || s.Value > b.Bound {
				t.Errorf("problem %d: %+v is judged as %+v; the bound is %d", seed, s, w, b.Bound)
			}
		}
	}
}
