package covering_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// The ends of what a problem may be: nothing at all, nothing to do, nothing possible,
// and numbers as large as they come.

func TestNothingAtAll(t *testing.T) {
	p := &covering.Problem{}
	wantBest(t, p, 0, []int32{}...)
	if w := covering.Judge(p, nil); w.Value != 0 || w.Lacks != 0 || !w.Fits || len(w.Covered) != 0 {
		t.Errorf("nothing is judged as %+v", w)
	}
	if steps := covering.Order(p, nil, nil); len(steps) != 0 {
		t.Errorf("nothing is ordered as %v", steps)
	}
	if swaps := covering.Swaps(background, p, nil, 5); len(swaps) != 0 {
		t.Errorf("nothing is swapped: %v", swaps)
	}
	p.Limits = []covering.Limit{{Most: 3}}
	if marks := covering.Curve(background, p, 0, 3); len(marks) != 0 {
		t.Errorf("nothing has a curve: %v", marks)
	}
	p.Room = []int64{}
	wantBest(t, p, 0)
	wantSame(t, covering.Served(p, nil), 0)
}

func TestNoItems(t *testing.T) {
	rows := []covering.Row{row(5), weighted(0, 7)}
	wantBest(t, &covering.Problem{Rows: rows, Needs: []int64{0}}, 0)
	wantNone(t, &covering.Problem{Rows: rows, Needs: []int64{1}})
	wantNone(t, &covering.Problem{Rows: rows, Needs: []int64{0}, Limits: []covering.Limit{{Most: -1}}})
}

func TestNoRows(t *testing.T) {
	p := &covering.Problem{Items: 3, Cost: []int64{1, 2, 3}}
	wantBest(t, p, 0, []int32{}...)
	p.Fixed = []int32{1}
	wantBest(t, p, -2, 1)
	p.Needs = []int64{1}
	wantNone(t, p)
}

// Values, weights, costs and capacities of nothing.
func TestZeros(t *testing.T) {
	p := &covering.Problem{Items: 2, Rows: []covering.Row{row(0, 0), row(0, 1), weighted(0, 0, 0, 1)}, Needs: []int64{0}, Cost: []int64{0, 0}}
	wantBest(t, p, 0)
	p.Needs[0] = 1
	wantNone(t, p)
	p.Needs[0] = -5 // is met by nothing
	wantBest(t, p, 0)
	p.Limits = []covering.Limit{{Items: []int32{0, 1}, Use: []int64{0, 0}}}
	p.Fixed = []int32{0, 1}
	wantBest(t, p, 0, 0, 1)
}

// A row without clauses is covered by whatever is chosen, also by nothing.
func TestRowsWithoutClausesAreCovered(t *testing.T) {
	p := &covering.Problem{Items: 1, Rows: []covering.Row{{Value: 5, Parts: []covering.Part{{Group: 0, Weight: 4}}}, row(2, 0)}, Needs: []int64{4}}
	wantBest(t, p, 7, 0)
	if w := covering.Judge(p, nil); w.Value != 5 || w.Lacks != 0 || !slices.Equal(w.Covered, []int64{4}) {
		t.Errorf("judged as %+v", w)
	}
	p.Cost = []int64{3}
	wantBest(t, p, 5, []int32{}...)
	p.Needs[0] = 5
	wantNone(t, p)
}

// What the fixed items cover already is added, and nothing more is chosen.
func TestAllIsCoveredAlready(t *testing.T) {
	p := &covering.Problem{Items: 3, Rows: []covering.Row{row(5, 0, 1), row(6, 0, 2), weighted(0, 9, 0, 1)},
		Needs: []int64{9}, Cost: []int64{4, 1, 1}, Fixed: []int32{0}}
	wantBest(t, p, 7, 0)
	b := solve(t, p)
	if b.Rows != 0 || b.Entries != 0 || b.Nodes != 0 || !slices.Equal(b.Dominated, []int32{1, 2}) {
		t.Errorf("left to do: %+v", b)
	}
}

func TestInfeasible(t *testing.T) {
	ok := covering.Problem{Items: 3, Rows: []covering.Row{row(1, 0), row(1, 1), row(1, 2), weighted(0, 10, 0), weighted(0, 10, 1)}, Needs: []int64{0}}
	for name, change := range map[string]func(p *covering.Problem){
		"a need over all there is":      func(p *covering.Problem) { p.Needs = []int64{21} },
		"a need over the budget":        func(p *covering.Problem) { p.Needs = []int64{20}; p.Limits = []covering.Limit{atMost(1, 0, 1, 2)} },
		"a need of items in conflict":   func(p *covering.Problem) { p.Needs = []int64{20}; p.Apart = [][]int32{{1}, {0}, nil} },
		"fixed items in conflict":       func(p *covering.Problem) { p.Fixed = []int32{0, 1}; p.Apart = [][]int32{{1}, {0}, nil} },
		"more fixed than may be chosen": func(p *covering.Problem) { p.Fixed = []int32{0, 1}; p.Limits = []covering.Limit{atMost(1, 0, 1, 2)} },
		"a fixed item that is too dear": func(p *covering.Problem) {
			p.Fixed = []int32{2}
			p.Limits = []covering.Limit{{Items: []int32{2}, Use: []int64{9}, Most: 8}}
		},
		"a budget of less than nothing": func(p *covering.Problem) { p.Limits = []covering.Limit{atMost(-1, 0)} },
	} {
		t.Run(name, func(t *testing.T) {
			p := clone(t, &ok)
			change(p)
			wantNone(t, p)
			b := covering.Solve(background, p, covering.Options{})
			if b.Feasible || b.Optimal || b.Gap() < 0.1 {
				t.Errorf("infeasible, and yet %+v with a gap of %v", b, b.Gap())
			}
		})
	}
}

// A limit below nothing is kept by no choice, not even the empty one.
func TestJudgeSeesLimitsBelowNothing(t *testing.T) {
	p := &covering.Problem{Items: 1, Limits: []covering.Limit{atMost(-1, 0)}}
	if covering.Judge(p, nil).Fits {
		t.Error("nothing fits into less than nothing")
	}
}

// A limit of the greatest number there is binds nothing, whoever counts against it.
func TestGreatestLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		p.Limits = append(p.Limits, atMost(math.MaxInt64, upTo(p.Items)...))
		same(t, best, solve(t, p), "a limit that binds nothing")
		marks := covering.Curve(background, p, len(p.Limits)-1, math.MaxInt)
		for n, m := range marks {
			if m.Bound < m.Value || len(m.Items) != n+1 {
				t.Fatalf("a curve of %+v", marks)
			}
		}
	})
}

// A use of the greatest number there is means never, also beside what is used already.
func TestGreatestUse(t *testing.T) {
	p := &covering.Problem{Items: 3, Rows: []covering.Row{row(2, 0), row(9, 1), row(3, 2)},
		Limits: []covering.Limit{{Items: []int32{0, 1, 2}, Use: []int64{10, math.MaxInt64, 10}, Most: 20}}}
	wantBest(t, p, 5, 0, 2)
	if covering.Judge(p, []int32{0, 1}).Fits || covering.Judge(p, []int32{1, 0}).Fits {
		t.Error("the greatest number there is fits into 20")
	}
	p.Limits[0].Most = math.MaxInt64 - 5
	p.Limits[0].Use[1] = math.MaxInt64 - 10
	wantBest(t, p, 9, 1)
}

// huge multiplies the values of a problem so that they end near what an int64 or, for
// exact whole numbers, a float64 can hold, and spoils their common divisor.
func huge(t *rapid.T, p *covering.Problem) {
	bits := rapid.IntRange(40, 57).Draw(t, "bits")
	for r := range p.Rows {
		p.Rows[r].Value = p.Rows[r].Value<<bits/20 + rapid.Int64Range(0, 9).Draw(t, "odd")
	}
	for j := range p.Cost {
		p.Cost[j] = p.Cost[j]<<bits/20 + rapid.Int64Range(0, 9).Draw(t, "odd")
	}
}

// Values over 2⁵³, which no float64 tells apart, are added up and compared exactly, and
// no bound is rounded below the best.
func TestHugeValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		huge(t, p)
		most, possible := optimum(p)
		b := covering.Solve(background, p, covering.Options{Progress: func(b covering.Best) {
			if possible && b.Bound < most {
				t.Fatalf("a bound of %d on the way to %d", b.Bound, most)
			}
		}})
		if b.Infeasible == possible || possible && (b.Value != most || b.Bound != most || !b.Optimal) {
			t.Fatalf("the best is %d (possible: %v), found is %+v", most, possible, b)
		}
	})
}

// The first bound of all is that of covering everything, also where that is a number
// which a float64 cannot hold.
func TestFirstBoundOfHugeValues(t *testing.T) {
	const most = 1<<53 + 3
	p := &covering.Problem{Items: 4, Rows: []covering.Row{row(1<<53, 0, 1, 3), row(1, 0), row(1, 1, 3), row(1, 2, 3)}, Limits: []covering.Limit{atMost(2, 0, 1, 2, 3)}}
	covering.Solve(stopped(), p, covering.Options{Progress: func(b covering.Best) {
		if b.Bound < most {
			t.Errorf("a bound of %d, and the best is %d", b.Bound, int64(most))
		}
	}})
	wantBest(t, p, most)
}

// Swaps of huge values have the value that the swapped choice has.
func TestHugeSwaps(t *testing.T) {
	p := &covering.Problem{Items: 3, Rows: []covering.Row{row(1<<53+1, 0), row(1<<53+3, 1), row(1<<53+2, 2)}}
	got := covering.Swaps(background, p, []int32{0}, 2)
	want := []covering.Swap{{Out: 0, In: 1, Value: 1<<53 + 3}, {Out: 0, In: 2, Value: 1<<53 + 2}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A curve up to the greatest sum there is has bounds that no choice exceeds.
func TestHugeCurve(t *testing.T) {
	p := &covering.Problem{Items: 3, Rows: []covering.Row{row(1<<62, 0, 1), row(1<<61, 1, 2), row(1<<61-1, 2, 0)}, Limits: []covering.Limit{atMost(1, 0, 1, 2)}}
	for n, m := range covering.Curve(background, p, 0, 3) {
		p.Limits[0].Most = int64(n + 1)
		if best := solve(t, p).Value; m.Bound < best {
			t.Errorf("%d items are worth %d, over the bound %d", n+1, best, m.Bound)
		}
	}
}

// Capacities as large as can be bind nothing; of values that fill an int64, too.
func TestHugeRoom(t *testing.T) {
	p := &covering.Problem{Items: 2, Rows: []covering.Row{row(1<<62, 0, 1), row(1<<62-1, 1)}, Room: []int64{math.MaxInt64, 1 << 61}}
	wantSame(t, covering.Served(p, []int32{0, 1}), 1<<62+1<<61)
	if b := solveRoom(t, p); b.Value != 1<<62+1<<61 || b.Bound < b.Value {
		t.Errorf("%+v", b)
	}
}
