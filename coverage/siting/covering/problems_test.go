package covering_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

var background = context.Background()

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// upTo lists 0 … n-1.
func upTo(n int) []int32 {
	out := make([]int32, n)
	for j := range out {
		out[j] = int32(j)
	}
	return out
}

// row is a row of a value that any of some items covers.
func row(value int64, items ...int32) covering.Row {
	return covering.Row{Value: value, Clauses: []covering.Clause{{Need: 1, Items: items}}}
}

// weighted is a row of no value that weighs something for a group.
func weighted(group int32, weight int64, items ...int32) covering.Row {
	r := row(0, items...)
	r.Parts = []covering.Part{{Group: group, Weight: weight}}
	return r
}

// atMost limits the number of some items.
func atMost(n int64, items ...int32) covering.Limit { return covering.Limit{Items: items, Most: n} }

// clone copies a problem with all that it points to.
func clone(t tester, p *covering.Problem) *covering.Problem {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatalf("%v", err)
	}
	var out covering.Problem
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%v", err)
	}
	return &out
}

// solve searches to the end and checks what the answer says of itself, where the
// problem is small enough for judge.
func solve(t tester, p *covering.Problem) covering.Best {
	t.Helper()
	b := covering.Solve(background, p, covering.Options{})
	if b.Infeasible == b.Optimal || b.Optimal != b.Feasible {
		t.Fatalf("the search ended undecided: %+v", b)
	}
	if !b.Optimal || p.Room != nil {
		return b
	}
	v, keeps := judge(p, setOf(b.Items))
	if !keeps || v != b.Value || b.Bound != b.Value || b.Gap() != 0 || !slices.IsSorted(b.Items) {
		t.Fatalf("%v is worth %d and keeps needs and limits: %v; said is %+v", b.Items, v, keeps, b)
	}
	return b
}

// wantBest checks value and items of the best solution.
func wantBest(t *testing.T, p *covering.Problem, value int64, items ...int32) {
	t.Helper()
	b := solve(t, p)
	if b.Infeasible || b.Value != value || !slices.Equal(b.Items, items) && items != nil {
		t.Errorf("found %v worth %d (infeasible: %v), want %v worth %d", b.Items, b.Value, b.Infeasible, items, value)
	}
}

// wantNone checks that there is no solution.
func wantNone(t *testing.T, p *covering.Problem) {
	t.Helper()
	if b := solve(t, p); !b.Infeasible {
		t.Errorf("found %v worth %d where there is none", b.Items, b.Value)
	}
}

// noBetter checks that the best of one problem is not better than that of another.
func noBetter(t tester, worse, better covering.Best, what string) {
	t.Helper()
	switch {
	case worse.Infeasible:
	case better.Infeasible:
		t.Fatalf("%s: %d is possible, and with more freedom nothing", what, worse.Value)
	case worse.Value > better.Value:
		t.Fatalf("%s: %d, and with more freedom only %d", what, worse.Value, better.Value)
	}
}

// same checks that two problems have the same best value.
func same(t tester, a, b covering.Best, what string) {
	t.Helper()
	if a.Infeasible != b.Infeasible || !a.Infeasible && a.Value != b.Value {
		t.Fatalf("%s: %d (infeasible: %v) became %d (infeasible: %v)", what, a.Value, a.Infeasible, b.Value, b.Infeasible)
	}
}

// renumbered gives item j the number to[j]; an item of -1 is removed.
func renumbered(t tester, p *covering.Problem, to []int32) *covering.Problem {
	t.Helper()
	q := clone(t, p)
	list := func(items []int32) []int32 {
		out := []int32{}
		for _, j := range items {
			if to[j] >= 0 {
				out = append(out, to[j])
			}
		}
		slices.Sort(out)
		return out
	}
	kept := 0
	for j := range p.Items {
		if to[j] >= 0 {
			kept++
		}
	}
	q.Items = kept
	for r := range q.Rows {
		for k := range q.Rows[r].Clauses {
			c := &q.Rows[r].Clauses[k]
			joints := c.Joints
			c.Items, c.Joints = list(c.Items), nil
			for _, joint := range joints {
				if moved := list(joint); len(moved) == len(joint) {
					c.Joints = append(c.Joints, moved)
				}
			}
		}
	}
	for l := range q.Limits {
		old := p.Limits[l]
		q.Limits[l].Items = nil
		if old.Use != nil {
			q.Limits[l].Use = []int64{}
		}
		for k, j := range old.Items {
			if to[j] < 0 {
				continue
			}
			q.Limits[l].Items = append(q.Limits[l].Items, to[j])
			if old.Use != nil {
				q.Limits[l].Use = append(q.Limits[l].Use, old.Use[k])
			}
		}
	}
	if p.Cost != nil {
		q.Cost = make([]int64, kept)
	}
	if p.Apart != nil {
		q.Apart = make([][]int32, kept)
	}
	if p.Room != nil {
		q.Room = make([]int64, kept)
	}
	for j, at := range to {
		switch {
		case at < 0:
			continue
		case p.Cost != nil:
			q.Cost[at] = p.Cost[j]
		}
		if p.Apart != nil {
			q.Apart[at] = list(p.Apart[j])
		}
		if p.Room != nil {
			q.Room[at] = p.Room[j]
		}
	}
	q.Fixed = list(p.Fixed)
	return q
}

// without removes an item and closes the gap in the numbers.
func without(t tester, p *covering.Problem, gone int32) *covering.Problem {
	t.Helper()
	to := upTo(p.Items)
	for j := range to {
		switch {
		case int32(j) == gone:
			to[j] = -1
		case int32(j) > gone:
			to[j]--
		}
	}
	return renumbered(t, p, to)
}

// shuffled draws an order of n things.
func shuffled(t *rapid.T, n int, label string) []int32 {
	return rapid.Permutation(upTo(n)).Draw(t, label)
}
