package covering

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func setOf(items []int32) (set uint) {
	for _, j := range items {
		set |= 1 << uint(j)
	}
	return set
}

// However items come and go, a state is what it would be had its items come one by one,
// and says of them what a count by hand says.
func TestStateFollowsItsItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		c := compile(p)
		s := newState(c)
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			s.flip(rapid.Int32Range(0, int32(p.Items-1)).Draw(t, "flipped"))
		}
		x := try(p, setOf(s.chosen))
		lacks := int64(0)
		for g, need := range p.Needs {
			lacks += max(0, need-s.covered[g])
		}
		if s.objective() != x.objective || s.deficit() != lacks || (lacks == 0 && x.fits) != x.ok {
			t.Fatalf("%v: objective %d, deficit %d; by hand %+v", s.chosen, s.objective(), s.deficit(), x)
		}
		fresh := newState(c)
		for _, j := range s.chosen {
			fresh.add(j)
		}
		sameState(t, s, fresh)
		s.reset(nil)
		sameState(t, s, newState(c))
	})
}

func sameState(t *rapid.T, a, b *state) {
	t.Helper()
	if !slices.Equal(a.in, b.in) || !slices.Equal(a.chosen, b.chosen) || !slices.Equal(a.count, b.count) || !slices.Equal(a.jointMissing, b.jointMissing) ||
		!slices.Equal(a.unmet, b.unmet) || !slices.Equal(a.used, b.used) || !slices.Equal(a.conflicts, b.conflicts) || !slices.Equal(a.covered, b.covered) ||
		a.sum != b.sum || a.spent != b.spent || math.Abs(a.potential-b.potential) > 1e-9*(1+b.potential) {
		t.Fatalf("%+v, want %+v", a, b)
	}
}

// An item fits exactly if the set with it keeps limits and conflicts.
func TestFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, true)
		s, _ := drawStatus(t, compile(p))
		for j := range int32(p.Items) {
			want := !s.in[j] && try(p, setOf(s.chosen)|1<<uint(j)).fits
			if s.fits(j) != want {
				t.Fatalf("beside %v item %d fits: %v, by hand %v", s.chosen, j, s.fits(j), want)
			}
		}
	})
}

// Looking at what an item would do changes nothing, and tells what it does do.
func TestLookingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		c := compile(p)
		s, _ := drawStatus(t, c)
		for j := range int32(p.Items) {
			if s.in[j] {
				continue
			}
			before := newState(c)
			before.reset(s.chosen)
			with, gain := s.scoreWith(j), s.gain(j)
			sameState(t, s, before)
			before.add(j)
			if with.deficit != before.deficit() || with.objective != before.objective() {
				t.Fatalf("with %d: %+v, in truth %+v", j, with, before.score())
			}
			if c.simple && len(p.Needs) == 0 && gain != float64(before.objective()-s.objective()) {
				t.Fatalf("%d gains %v, in truth %d", j, gain, before.objective()-s.objective())
			}
		}
	})
}

// Where rows want one item each, an item gains no more the more others there are: what
// lazy greed relies on.
func TestGainsOnlyFall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, true)
		p.Needs = nil
		for r := range p.Rows {
			p.Rows[r].Parts = nil
		}
		s := newState(compile(p))
		last := make([]float64, p.Items)
		for j := range last {
			last[j] = math.Inf(1)
		}
		for _, added := range rapid.Permutation(numbers(p.Items)).Draw(t, "order") {
			for j := range int32(p.Items) {
				if s.in[j] {
					continue
				}
				if g := s.gain(j); g > last[j] {
					t.Fatalf("beside %v item %d gains %v, with fewer it was %v", s.chosen, j, g, last[j])
				} else {
					last[j] = g
				}
			}
			s.add(added)
		}
	})
}

// Lazy greed takes what greed takes that looks at every item each time.
func TestLazyGreedIsGreed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, true)
		p.Needs = nil
		for r := range p.Rows {
			p.Rows[r].Parts = nil
		}
		c := compile(p)
		lazy, plain := newState(c), newState(c)
		lazy.complete(background, nil)
		for {
			best, most := int32(-1), 0.0
			for j := range int32(p.Items) {
				if plain.fits(j) && plain.gain(j) > most {
					best, most = j, plain.gain(j)
				}
			}
			if best < 0 {
				break
			}
			plain.add(best)
		}
		if !slices.Equal(lazy.chosen, plain.chosen) {
			t.Fatalf("%v, greed takes %v", lazy.chosen, plain.chosen)
		}
	})
}

// Only what is allowed is added.
func TestCompleteAddsWhatIsAllowed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		allowed := drawSet(t, p.Items, "allowed")
		s := newState(compile(p))
		s.complete(background, func(j int32) bool { return slices.Contains(allowed, j) })
		for _, j := range s.chosen {
			if !slices.Contains(allowed, j) {
				t.Fatalf("%v, allowed are %v", s.chosen, allowed)
			}
		}
		if !try(p, setOf(s.chosen)).fits {
			t.Fatalf("%v break a limit", s.chosen)
		}
	})
}

// Local search keeps what fits, and never leaves more lacking or less covered.
func TestLocalSearchNeverWorsens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		s, _ := drawStatus(t, compile(p))
		before, kept := s.score(), slices.Clone(s.chosen)
		stays := make([]bool, p.Items)
		for _, j := range kept {
			stays[j] = rapid.Bool().Draw(t, "stays")
		}
		step := rapid.SampledFrom([]string{"exchange", "remove"}).Draw(t, "step")
		if step == "exchange" {
			s.exchange(background, stays, 5)
			if len(s.chosen) != len(kept) {
				t.Fatalf("%v became %v", kept, s.chosen)
			}
		} else {
			s.removeRedundant(stays)
		}
		after := s.score()
		if after.deficit > before.deficit || after.deficit == before.deficit && after.objective < before.objective || !try(p, setOf(s.chosen)).fits {
			t.Fatalf("%s: %v %+v became %v %+v", step, kept, before, s.chosen, after)
		}
		for _, j := range kept {
			if stays[j] && !s.in[j] {
				t.Fatalf("%s: %d was to stay", step, j)
			}
		}
		fresh := newState(s.program)
		fresh.reset(s.chosen)
		sameState(t, s, fresh)
	})
}

// After removal nothing is left that could go.
func TestNothingRedundantIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, true)
		s, _ := drawStatus(t, compile(p))
		s.removeRedundant(make([]bool, p.Items))
		now := s.score()
		for _, j := range slices.Clone(s.chosen) {
			s.remove(j)
			if w := s.score(); w.deficit <= now.deficit && w.objective >= now.objective {
				t.Fatalf("%d is redundant still", j)
			}
			s.add(j)
		}
	})
}

// An item that is put back is where it was.
func TestInsertAtIsWhereItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, true)
		s, _ := drawStatus(t, compile(p))
		before := slices.Clone(s.chosen)
		for _, j := range before {
			at := s.position(j)
			s.remove(j)
			if s.position(j) != -1 {
				t.Fatalf("%d is gone, and at %d", j, s.position(j))
			}
			s.insertAt(j, at)
			if !slices.Equal(s.chosen, before) {
				t.Fatalf("%v became %v", before, s.chosen)
			}
		}
	})
}

// To undo another item than the last is a mistake that shows.
func TestUndoOfAnotherItemPanics(t *testing.T) {
	s := newState(compile(&Problem{Items: 2}))
	s.add(0)
	s.add(1)
	defer func() {
		if recover() == nil {
			t.Error("undone without a word")
		}
	}()
	s.undo(0, 0)
}

// Scores are ordered: less lacking first, then more value, then more on its way.
func TestScores(t *testing.T) {
	list := []score{{0, 9, 0}, {0, 9, 0}, {0, 8, 5}, {0, 8, 4}, {1, 99, 0}, {2, 100, 7}} // the best first, two equal
	for a := range list {
		for b := range list {
			if want := a < b && b > 1; list[a].better(list[b]) != want {
				t.Errorf("%+v better than %+v: %v", list[a], list[b], !want)
			}
		}
	}
	if (score{0, 9, 1e6 + 1e-7}).better(score{0, 9, 1e6}) {
		t.Error("what rounding makes is better")
	}
}
