package covering_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// What the options of a search do, and what it tells on its way.

// Told in turn are better incumbents and lower bounds, all of them true.
func TestProgressOnlyGetsBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		most, possible := optimum(p)
		var last covering.Best
		told := 0
		got := covering.Solve(background, p, covering.Options{Progress: func(b covering.Best) {
			if told > 0 && (b.Bound > last.Bound || last.Feasible && (!b.Feasible || b.Value < last.Value)) {
				t.Fatalf("worse than before: %+v, then %+v", last, b)
			}
			checkPartial(t, p, b, most, possible)
			last = b
			told++
		}})
		if got.Feasible && (told == 0 || !slices.Equal(last.Items, got.Items)) {
			t.Fatalf("told last is %+v, the answer %+v", last, got)
		}
	})
}

// What the callback does with its items is its own affair.
func TestProgressOwnsItsItems(t *testing.T) {
	p := middling(5)
	want := covering.Solve(background, p, covering.Options{})
	got := covering.Solve(background, p, covering.Options{Progress: func(b covering.Best) {
		for k := range b.Items {
			b.Items[k] = -1
		}
	}})
	if !slices.Equal(got.Items, want.Items) {
		t.Errorf("%v, and undisturbed %v", got.Items, want.Items)
	}
}

// Solving changes nothing of a problem.
func TestTheProblemStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		p.Limits = append(p.Limits, atMost(3, upTo(p.Items)...))
		before := clone(t, p)
		b := covering.Solve(background, p, covering.Options{})
		covering.Curve(background, p, len(p.Limits)-1, 5)
		covering.Swaps(background, p, b.Items, 5)
		covering.Order(p, nil, b.Items)
		if after := clone(t, p); !equal(before, after) {
			t.Fatalf("%+v became %+v", before, after)
		}
	})
}

// With Over there is an answer above a value exactly if the best is above it, it is the
// best, and the bounds told hold for every choice all the same.
func TestOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		most, possible := optimum(p)
		over := rapid.Int64Range(-30, 400).Draw(t, "over")
		if possible && rapid.Bool().Draw(t, "near") {
			over = most + rapid.Int64Range(-2, 2).Draw(t, "off")
		}
		got := covering.Solve(background, p, covering.Options{Over: &over, Progress: func(b covering.Best) {
			if possible && b.Bound < most {
				t.Fatalf("over %d a bound of %d is told, and the best is %d", over, b.Bound, most)
			}
		}})
		if there := possible && most > over; got.Infeasible == there || there && (got.Value != most || !got.Optimal) {
			t.Fatalf("over %d: the best is %d (possible: %v), found is %+v", over, most, possible, got)
		}
	})
}

// With First there is an answer exactly if there is a choice, and it is one.
func TestFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		most, possible := optimum(p)
		o := covering.Options{First: true}
		over := int64(math.MinInt64 / 2)
		if rapid.Bool().Draw(t, "over") {
			over = rapid.Int64Range(-30, 200).Draw(t, "value")
			o.Over = &over
		}
		got := covering.Solve(background, p, o)
		if there := possible && most > over; got.Infeasible == there {
			t.Fatalf("over %d: the best is %d (possible: %v), found is %+v", over, most, possible, got)
		}
		if !got.Infeasible {
			if v, keeps := judge(p, setOf(got.Items)); !keeps || v <= over || v != got.Value || got.Bound < most {
				t.Fatalf("%+v is worth %d, keeps %v", got, v, keeps)
			}
		}
	})
}

// A gap that is asked for is kept, and an answer that ends at it is one.
func TestGapIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		most, possible := optimum(p)
		gap := rapid.Float64Range(0, 0.5).Draw(t, "gap")
		got := covering.Solve(background, p, covering.Options{Gap: gap})
		checkPartial(t, p, got, most, possible)
		if got.Infeasible == possible || possible && (got.Gap() > gap || float64(most-got.Value) > gap*math.Abs(float64(got.Bound))+1e-6) {
			t.Fatalf("the best is %d (possible: %v); a gap of %v is asked for, and found %+v with %v", most, possible, gap, got, got.Gap())
		}
	})
}

// A gap of what is gained over a base is kept, too, though it is wider than that of the
// whole.
func TestAGapOfTheGainIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		most, possible := optimum(p)
		gap, base := rapid.Float64Range(0.01, 0.5).Draw(t, "gap"), int64(0)
		if possible {
			base = most - rapid.Int64Range(0, max(0, most)).Draw(t, "gained")
		}
		got := covering.Solve(background, p, covering.Options{Gap: gap, Base: base})
		checkPartial(t, p, got, most, possible)
		if short := float64(most - got.Value); got.Infeasible == possible || possible && short > gap*math.Abs(float64(got.Bound-base))+1e-6 {
			t.Fatalf("the best is %d (possible: %v), of which %d are there before; a gap of %v is asked for, and found %+v", most, possible, base, gap, got)
		}
	})
}

// No more steps are taken than asked for, and the fewer, the less is proven.
func TestNodesEndTheSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		most, possible := optimum(p)
		whole := solve(t, p)
		for n := 1; n < 20; n += 3 {
			got := covering.Solve(background, p, covering.Options{Nodes: n})
			checkPartial(t, p, got, most, possible)
			if got.Nodes > n || n >= whole.Nodes && whole.Nodes > 0 && got.Nodes != min(n, whole.Nodes) {
				t.Fatalf("%d steps of at most %d; %d prove it", got.Nodes, n, whole.Nodes)
			}
		}
	})
}

// A start never makes the answer worse, whatever it is.
func TestStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		start := rapid.SliceOfN(rapid.SliceOfN(rapid.Int32Range(-2, int32(p.Items+2)), 0, 8), 0, 3).Draw(t, "start")
		whole := solve(t, p)
		same(t, whole, covering.Solve(background, p, covering.Options{Start: start}), "with a start")
	})
}

// A search that starts from the best has it even where there is no time to search.
func TestStartIsTakenUp(t *testing.T) {
	for _, seed := range []uint64{0, 1, 3, 4, 12} {
		p := middling(seed)
		best := covering.Solve(background, p, covering.Options{Nodes: 10})
		if !best.Feasible {
			t.Fatalf("problem %d: %+v", seed, best)
		}
		again := covering.Solve(stopped(), p, covering.Options{Start: [][]int32{best.Items}})
		if !again.Feasible || again.Value < best.Value {
			t.Errorf("problem %d: from %d, without time, %d", seed, best.Value, again.Value)
		}
	}
}

// Items that are dominated may all be left out together.
func TestDominatedMayGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		forbidden := clone(t, p)
		for _, j := range best.Dominated {
			if slices.Contains(best.Items, j) || slices.Contains(p.Fixed, j) {
				t.Fatalf("item %d is dominated, and in %v", j, best.Items)
			}
			forbidden.Limits = append(forbidden.Limits, atMost(0, j))
		}
		if !slices.IsSorted(best.Dominated) {
			t.Fatalf("%v is in no order", best.Dominated)
		}
		same(t, best, solve(t, forbidden), "without the dominated")
	})
}

// What is dominated in a small example: 1 covers less than 0, 2 the same as 0 at a higher
// cost, 3 less but cheaper, 4 nothing, 5 is the twin of 0.
func TestDominatedByHand(t *testing.T) {
	p := &covering.Problem{Items: 6, Cost: []int64{2, 2, 3, 1, 0, 2},
		Rows: []covering.Row{row(9, 0, 1, 2, 5), row(9, 0, 2, 3, 5)}}
	b := solve(t, p)
	if !slices.Equal(b.Dominated, []int32{1, 2, 4, 5}) {
		t.Errorf("dominated are %v", b.Dominated)
	}
	wantBest(t, p, 16, 0)
	// One that is in conflict with nobody but could be is not looked at.
	p.Apart = make([][]int32, 6)
	if b := solve(t, p); !slices.Equal(b.Dominated, []int32{4}) {
		t.Errorf("dominated where items conflict are %v", b.Dominated)
	}
}

// Rows and entries are counted after equal rows are merged and dominated items gone.
func TestWhatIsCounted(t *testing.T) {
	p := &covering.Problem{Items: 3, Rows: []covering.Row{row(1, 0, 1), row(2, 0, 1), row(3, 1, 2), row(4), row(5, 2)}}
	b := solve(t, p)
	// 0 is dominated by 1: left are {1}, {1, 2} and {2}.
	if b.Rows != 3 || b.Entries != 4 || !slices.Equal(b.Dominated, []int32{0}) {
		t.Errorf("%+v", b)
	}
	wantBest(t, p, 11, 1, 2)
}

// Where only what is better than the best is looked for, items of the best are ruled out
// before it is found; a bound told is still none below it.
func TestBoundsOverTheBest(t *testing.T) {
	parts := func(r covering.Row, weight int64) covering.Row {
		r.Parts = []covering.Part{{Group: 0, Weight: weight}}
		return r
	}
	p := &covering.Problem{Items: 5, Cost: []int64{0, 1, 3, 1, 0}, Needs: []int64{38}, Apart: [][]int32{{3}, nil, {4}, {0}, {2}}, Rows: []covering.Row{
		row(13, 0, 2, 4), parts(row(1, 1, 2, 3, 4), 4), weighted(0, 8, 0, 1, 2, 3, 4), parts(row(11, 3), 5),
		parts(row(5, 0, 1, 3), 10), weighted(0, 5, 0, 3, 4), weighted(0, 6, 1, 2, 3, 4), parts(row(3, 0, 1, 2), 4),
	}}
	wantBest(t, p, 31)
	over := int64(31)
	got := covering.Solve(background, p, covering.Options{Over: &over, Progress: func(b covering.Best) {
		if b.Bound < 31 {
			t.Errorf("a bound of %d is told, and the best is 31", b.Bound)
		}
	}})
	if !got.Infeasible {
		t.Errorf("over 31 there is %+v", got)
	}
}

// solveLarge is solve for problems of more items than judge takes.
func solveLarge(t tester, p *covering.Problem) covering.Best {
	t.Helper()
	b := covering.Solve(background, p, covering.Options{})
	if w := covering.Judge(p, b.Items); !b.Optimal || !w.Fits || w.Lacks > 0 || w.Value != b.Value || b.Bound != b.Value {
		t.Fatalf("%+v is judged as %+v", b, w)
	}
	return b
}
