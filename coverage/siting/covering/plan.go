package covering

import (
	"context"
	"math"
	"slices"
)

// A Worth is the evaluation of a solution.
type Worth struct {
	Value   int64   // its objective
	Covered []int64 // by group: weight of the covered rows
	Lacks   int64   // what is missing to the needs, summed over groups
	Fits    bool    // it keeps the limits and has no two items in conflict
}

// Judge evaluates a set of distinct items.
func Judge(p *Problem, items []int32) Worth {
	s := newState(compile(p))
	w := Worth{Fits: true}
	for _, j := range items {
		w.Fits = w.Fits && s.fits(j)
		s.add(j)
	}
	for l := range p.Limits {
		w.Fits = w.Fits && s.used[l] <= p.Limits[l].Most
	}
	w.Value, w.Covered, w.Lacks = s.objective(), slices.Clone(s.covered), s.deficit()
	return w
}

// Order lists the steps from one set of items to another, each an item that is added or
// removed: first that after which the set is best, of equal ones the lower item. Costs
// do not matter, as all of the items are added sooner or later.
func Order(p *Problem, from, to []int32) []int32 {
	s := newState(compile(p))
	s.reset(from)
	var steps []int32
	for _, j := range to {
		if !s.in[j] {
			steps = append(steps, j)
		}
	}
	for _, j := range from {
		if !slices.Contains(to, j) {
			steps = append(steps, j)
		}
	}
	slices.Sort(steps)
	var out []int32
	for len(steps) > 0 {
		best, most := 0, score{deficit: math.MaxInt64}
		for k, j := range steps {
			if w := s.scoreFlipped(j); k == 0 || w.better(most) {
				best, most = k, w
			}
		}
		s.flip(steps[best])
		out = append(out, steps[best])
		steps = slices.Delete(steps, best, best+1)
	}
	return out
}

// flip adds an item, or removes it if it is chosen.
func (s *state) flip(j int32) {
	if s.in[j] {
		s.remove(j)
	} else {
		s.add(j)
	}
}

// scoreFlipped returns the score after a flip, without costs.
func (s *state) scoreFlipped(j int32) score {
	s.flip(j)
	w := score{s.deficit(), s.sum, s.potential}
	s.flip(j)
	return w
}

// A Swap replaces the item Out of a solution by In.
type Swap struct {
	Out, In int32
	Value   int64 // objective of the solution after it
}

// Swaps lists for each item of a solution, in their order, its best replacements that
// meet the needs and limits: at most so many each, the best first, of equal ones the
// lower item. Fixed items stay. It ends early when ctx is done.
func Swaps(ctx context.Context, p *Problem, items []int32, most int) []Swap {
	s := newState(compile(p))
	s.reset(items)
	var swaps []Swap
	for _, out := range items {
		if slices.Contains(p.Fixed, out) {
			continue
		}
		s.remove(out)
		var list []Swap
		for j := range int32(p.Items) {
			if ctx.Err() != nil {
				return swaps
			}
			if j == out || !s.fits(j) {
				continue
			}
			if w := s.scoreWith(j); w.deficit == 0 {
				list = append(list, Swap{out, j, w.objective})
			}
		}
		slices.SortStableFunc(list, func(a, b Swap) int {
			switch {
			case a.Value != b.Value:
				if a.Value > b.Value {
					return -1
				}
				return 1
			}
			return int(a.In - b.In)
		})
		swaps = append(swaps, list[:min(most, len(list))]...)
		s.add(out)
	}
	return swaps
}
