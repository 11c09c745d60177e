package covering_test

import (
	"reflect"
	"runtime"
	"sync"
	"testing"

	"lifecircle/coverage/siting/covering"
)

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// An outcome is all that the package says of a problem, with what it tells on the way.
type outcome struct {
	best  covering.Best
	told  []covering.Best
	swaps []covering.Swap
	order []int32
	curve []covering.Mark
}

func outcomeOf(p *covering.Problem) outcome {
	var out outcome
	out.best = covering.Solve(background, p, covering.Options{Nodes: 10, Progress: func(b covering.Best) { out.told = append(out.told, b) }})
	out.swaps = covering.Swaps(background, p, out.best.Items, 3)
	out.order = covering.Order(p, nil, out.best.Items)
	if len(p.Limits) > 0 {
		out.curve = covering.Curve(background, p, 0, 6)
	}
	return out
}

// asked are problems of all kinds: most value, least cost for some needs, budgets, joints.
func asked() []*covering.Problem {
	var out []*covering.Problem
	for _, seed := range []uint64{0, 1, 3, 9, 12} {
		out = append(out, middling(seed))
	}
	return out
}

// The same problem, or a copy of it, has the same answer, to the last bound on the way.
func TestTheSameAgain(t *testing.T) {
	for seed, p := range asked() {
		first := outcomeOf(p)
		if again := outcomeOf(clone(t, p)); !equal(first, again) {
			t.Errorf("problem %d: %+v, of its copy %+v", seed, first, again)
		}
	}
}

// Neither the number of processors nor what else they do has a say.
func TestProcessorsDoNotMatter(t *testing.T) {
	problems := asked()
	want := make([]outcome, len(problems))
	before := runtime.GOMAXPROCS(1)
	for k, p := range problems {
		want[k] = outcomeOf(p)
	}
	runtime.GOMAXPROCS(8)
	defer runtime.GOMAXPROCS(before)
	var wait sync.WaitGroup
	for k, p := range problems {
		for range 2 { // the same problem twice at a time: it is only read
			wait.Go(func() {
				if got := outcomeOf(p); !equal(got, want[k]) {
					t.Errorf("problem %d: %+v on one processor, %+v on more", k, want[k], got)
				}
			})
		}
	}
	wait.Wait()
}

// The order of rows and the numbers of items change no value that is proven.
func TestOrderOfMiddlingProblems(t *testing.T) {
	for _, seed := range []uint64{0, 5, 10} {
		p := middling(seed)
		want := covering.Solve(background, p, covering.Options{})
		mixed := clone(t, p)
		for k := range mixed.Rows {
			mixed.Rows[k] = p.Rows[(k*7+3)%len(p.Rows)] // 400 rows or a few less
		}
		if len(p.Rows)%7 == 0 {
			mixed.Rows = clone(t, p).Rows
		}
		to := make([]int32, p.Items)
		for j := range to {
			to[j] = int32((j*11 + 5) % p.Items) // of 30, 40 or 50 items
		}
		got := covering.Solve(background, renumbered(t, mixed, to), covering.Options{})
		if want.Value != got.Value || !want.Optimal || !got.Optimal {
			t.Errorf("problem %d: %d, in another order %d", seed, want.Value, got.Value)
		}
	}
}
