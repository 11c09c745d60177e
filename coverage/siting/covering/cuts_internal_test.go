package covering

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// count is how many of a cut's items a trial has.
func (c *cut) count(x *trial) (n int64) {
	for _, j := range c.items {
		if x.has(j) {
			n++
		}
	}
	return n
}

// Every choice that meets the needs keeps every cut, whatever limits and conflicts say.
func TestCutsAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		cuts := findCuts(background, compile(p))
		free := *p
		free.Limits, free.Apart = nil, nil
		for _, x := range tryAll(&free) {
			if !x.ok {
				continue
			}
			for _, c := range cuts {
				if c.count(&x) < c.atLeast {
					t.Fatalf("%b meets the needs, and has %d of %v rather than %d", x.set, c.count(&x), c.items, c.atLeast)
				}
			}
		}
	})
}

// Where items are alike the cut is as strong as can be: of five that bring 10 each three
// are needed for 25.
func TestCutsByHand(t *testing.T) {
	p := &Problem{Items: 6, Needs: []int64{25}}
	for j := range int32(5) {
		p.Rows = append(p.Rows, Row{Parts: []Part{{0, 10}}, Clauses: []Clause{{Need: 1, Items: []int32{j}}}})
	}
	cuts := findCuts(background, compile(p))
	if !slices.ContainsFunc(cuts, func(c cut) bool { return c.atLeast == 3 && slices.Equal(c.items, numbers(5)) }) {
		t.Errorf("%+v", cuts)
	}
	// Of any four two are needed, since the fifth brings no more than 10; of any three one.
	for _, want := range []cut{{numbers(4), 2}, {numbers(3), 1}} {
		if !slices.ContainsFunc(cuts, func(c cut) bool { return c.atLeast == want.atLeast && slices.Equal(c.items, want.items) }) {
			t.Errorf("%+v lacks %+v", cuts, want)
		}
	}
	p.Needs[0] = 0
	if cuts := findCuts(background, compile(p)); len(cuts) != 0 {
		t.Errorf("without a need %+v", cuts)
	}
	p.Needs = make([]int64, cutGroups+1)
	p.Needs[0] = 25
	if cuts := findCuts(background, compile(p)); len(cuts) != 0 {
		t.Errorf("of too many groups %+v", cuts)
	}
}

// A cut of a reduced problem, lifted to the original one and restated for another
// reduction, is kept by the same choices.
func TestCutsMoveBetweenProblems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		c := compile(p)
		_, status := drawStatus(t, c)
		first := reduce(c, status)
		var lifted []cut
		found := findCuts(background, compile(first.Problem))
		for _, k := range clones(found) {
			for n, at := range k.items {
				k.items[n] = first.items[at]
			}
			lifted = append(lifted, k.withChosen(first.chosen))
		}
		// Restated for the same reduction they are what they were.
		back := compile(first.Problem)
		back.installCuts(lifted, func(j int32) int32 { return int32(slices.Index(first.items, j)) }, func(j int32) bool { return slices.Contains(first.chosen, j) })
		if !slices.EqualFunc(back.cuts, found, func(a, b cut) bool { return a.atLeast == b.atLeast && slices.Equal(a.items, b.items) }) {
			t.Fatalf("%+v became %+v", found, back.cuts)
		}
		trials := tryAll(p)
		for k := range trials {
			if x := &trials[k]; x.ok && within(status)(x) {
				for _, cut := range lifted {
					if !slices.IsSorted(cut.items) || cut.count(x) < cut.atLeast {
						t.Fatalf("%b breaks %+v", x.set, cut)
					}
				}
			}
		}
		// Now fix more.
		for j := range status {
			if status[j] == free && rapid.IntRange(0, 3).Draw(t, "more") == 0 {
				status[j] = fixedOut
			}
		}
		second := reduce(c, status)
		small := compile(second.Problem)
		index := make([]int32, p.Items)
		for j := range index {
			index[j] = int32(slices.Index(second.items, int32(j)))
		}
		small.installCuts(lifted, func(j int32) int32 { return index[j] }, func(j int32) bool { return slices.Contains(second.chosen, j) })
		for _, x := range tryAll(second.Problem) {
			if !x.ok {
				continue
			}
			for n, cut := range small.cuts {
				if cut.count(&x) < cut.atLeast {
					t.Fatalf("%b meets the needs of what is left, and breaks %+v", x.set, cut)
				}
				for j := range int32(second.Items) {
					if slices.Contains(cut.items, j) != slices.Contains(small.itemCuts[j], int32(n)) {
						t.Fatalf("item %d has the cuts %v", j, small.itemCuts[j])
					}
				}
			}
		}
	})
}

func clones(cuts []cut) (out []cut) {
	for _, c := range cuts {
		out = append(out, cut{slices.Clone(c.items), c.atLeast})
	}
	return out
}

// Bounds with cuts in them are bounds, and the search is right with and without.
func TestCutsChangeNoAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		with, without := Solve(background, p, Options{}), Solve(background, p, Options{noCuts: true})
		if with.Infeasible != without.Infeasible || !with.Infeasible && with.Value != without.Value {
			t.Fatalf("with cuts %+v, without %+v", with, without)
		}
		c := compile(p)
		s, status := drawStatus(t, c)
		c.installCuts(findCuts(background, c), func(j int32) int32 { return j }, func(int32) bool { return false })
		r := relax(s, status)
		if r == nil {
			return
		}
		tightened(t, r)
		if best := bestOf(tryAll(p), within(status)); r.bound < best {
			t.Fatalf("a bound of %v with the cuts %+v, and the best is %v", r.bound, c.cuts, best)
		}
	})
}
