package covering_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// A countdown is a context that is done when it was asked so many times, so that a
// search can be cancelled at each moment there is.
type countdown struct {
	context.Context
	left atomic.Int64
}

func after(n int) *countdown {
	c := &countdown{Context: context.Background()}
	c.left.Store(int64(n))
	return c
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func stopped() context.Context { return after(0) }

// Whenever a search is cancelled, what it has is what it says, its bound holds, and
// what it says to be proven is true.
func TestCancelledAtAnyMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		most, possible := optimum(p)
		for n := 0; ; n += 1 + n/3 {
			ctx := after(n)
			b := covering.Solve(ctx, p, covering.Options{})
			checkPartial(t, p, b, most, possible)
			if ctx.left.Load() >= 0 {
				return // it was not cancelled
			}
		}
	})
}

// checkPartial checks what a search may say at any moment.
func checkPartial(t tester, p *covering.Problem, b covering.Best, most int64, possible bool) {
	t.Helper()
	if b.Infeasible && possible || b.Feasible && !possible {
		t.Fatalf("%+v, and the truth is: possible %v", b, possible)
	}
	if b.Feasible {
		if v, keeps := judge(p, setOf(b.Items)); !keeps || v != b.Value {
			t.Fatalf("%v is worth %d, keeps needs and limits: %v; said is %+v", b.Items, v, keeps, b)
		}
	} else if w := covering.Judge(p, b.Items); !b.Infeasible && (!w.Fits || w.Lacks == 0 && p.Fixed == nil) {
		t.Fatalf("%v is no less than feasible: %+v, said is %+v", b.Items, w, b)
	}
	if possible && b.Bound < most || b.Optimal && (!possible || b.Value != most) {
		t.Fatalf("the best is %d (possible: %v), said is %+v", most, possible, b)
	}
}

// A search with little time has a plan for it: the greedy one at least, as soon as there
// was time to make it.
func TestCancelledAfterGreedy(t *testing.T) {
	p := scattered(40, 500, 0.2, 3)
	p.Limits[0].Most = 5
	before := int64(0)
	for _, n := range []int{0, 1, 5, 100, 1000, 10_000} {
		b := covering.Solve(after(n), p, covering.Options{})
		if !b.Feasible || len(b.Items) > 5 {
			t.Fatalf("after %d looks at the clock: %+v", n, b)
		}
		if n >= 100 && b.Value < greedy(p, 5)*9/10 {
			t.Errorf("after %d looks at the clock %d, and greed finds %d", n, b.Value, greedy(p, 5))
		}
		before = max(before, b.Value)
	}
	if best := solve(t, p).Value; before > best {
		t.Errorf("%d is found early, and %d in the end", before, best)
	}
}

// A curve that is cancelled is the beginning of the whole one, and its bounds hold.
func TestCancelledCurve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plainly(t)
		whole := covering.Curve(background, p, 0, p.Items)
		for n := 0; n < 60; n += 1 + n/3 {
			marks := covering.Curve(after(n), p, 0, p.Items)
			if len(marks) > len(whole) {
				t.Fatalf("cancelled, %d points; else %d", len(marks), len(whole))
			}
			for k, m := range marks {
				if !slices.Equal(m.Items, whole[k].Items) || m.Value != whole[k].Value || m.Bound < whole[k].Value {
					t.Fatalf("point %d is %+v, and %+v where there is time", k, m, whole[k])
				}
			}
		}
	})
}

// Swaps that are cancelled are the first of all.
func TestCancelledSwaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		b := solve(t, p)
		if b.Infeasible {
			t.Skip("there is no choice")
		}
		whole := covering.Swaps(background, p, b.Items, p.Items)
		for n := 0; n <= p.Items*len(b.Items); n += 1 + n/5 {
			if swaps := covering.Swaps(after(n), p, b.Items, p.Items); !slices.Equal(swaps, whole[:len(swaps)]) {
				t.Fatalf("cancelled after %d: %v, else %v", n, swaps, whole)
			}
		}
	})
}

// With capacities, too, what is cancelled is a choice with a bound.
func TestCancelledWithRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawRoom(t)
		most := bestServed(p)
		for n := 0; n < 200; n += 1 + n/4 {
			b := covering.Solve(after(n), p, covering.Options{})
			if !b.Feasible || b.Value != cut(p, setOf(b.Items)) || b.Bound < most || b.Optimal && b.Value < most {
				t.Fatalf("after %d: %+v, and the best is %d", n, b, most)
			}
		}
	})
}

// A context that is done from the start is no reason to say nothing: the bound is that
// of covering everything.
func TestDoneFromTheStart(t *testing.T) {
	p := &covering.Problem{Items: 2, Rows: []covering.Row{row(3, 0), row(4, 1), row(5, 0, 1)}, Limits: []covering.Limit{atMost(1, 0, 1)}}
	ctx, stop := context.WithCancel(background)
	stop()
	b := covering.Solve(ctx, p, covering.Options{})
	if !b.Feasible || b.Bound > 12 || b.Bound < 9 {
		t.Errorf("%+v", b)
	}
}
