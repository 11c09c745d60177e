package covering

import (
	"context"
	"math"
	"slices"
)

// A Worth is what a choice does.
type Worth struct {
	Value   int64   // its objective
	Covered []int64 // by group
	Lacks   int64   // of the needs, all together
	Fits    bool    // it keeps the limits and has nothing beside what must be apart
}

// Judge tells what a choice does.
func Judge(p *Problem, items []int32) Worth {
	s := newState(compile(p))
	w := Worth{Fits: true}
	for _, j := range items {
		w.Fits = w.Fits && s.fits(j)
		s.add(j)
	}
	w.Value, w.Covered, w.Lacks = s.objective(), slices.Clone(s.covered), s.deficit()
	return w
}

// Order lists the steps from one choice to another, each an item that comes or goes:
// the one that leaves the best choice first, of equal ones the first item.
func Order(p *Problem, from, to []int32) []int32 {
	s := newState(compile(p))
	s.choose(from)
	var left []int32
	for _, j := range to {
		if !s.in[j] {
			left = append(left, j)
		}
	}
	for _, j := range from {
		if !slices.Contains(to, j) {
			left = append(left, j)
		}
	}
	slices.Sort(left)
	var out []int32
	for len(left) > 0 {
		best, most := 0, worth{lacks: math.MaxInt64}
		for k, j := range left {
			if w := s.flipped(j); k == 0 || s.ahead(w, most) {
				best, most = k, w
			}
		}
		s.flip(left[best])
		out = append(out, left[best])
		left = slices.Delete(left, best, best+1)
	}
	return out
}

// ahead is better, but that what an item costs is not held against it: it comes
// sooner or later.
func (s *state) ahead(a, b worth) bool {
	if s.Cost == nil {
		return a.better(b)
	}
	return worth{a.lacks, 0, a.potential}.better(worth{b.lacks, 0, b.potential})
}

func (s *state) flip(j int32) {
	if s.in[j] {
		s.remove(j)
	} else {
		s.add(j)
	}
}

func (s *state) flipped(j int32) worth {
	s.flip(j)
	w := s.worth()
	s.flip(j)
	return w
}

// A Swap is a choice that has one item in place of another.
type Swap struct {
	Out, In int32
	Value   int64
}

// Swaps lists for each item of a choice the best others in its place that keep needs
// and limits, at most so many each, the best first, of equal ones the first. Fixed
// items stay. It ends early when ctx is done.
func Swaps(ctx context.Context, p *Problem, items []int32, most int) []Swap {
	s := newState(compile(p))
	s.choose(items)
	var out []Swap
	for _, gone := range items {
		if slices.Contains(p.Fixed, gone) {
			continue
		}
		s.remove(gone)
		var list []Swap
		for j := range int32(p.Items) {
			if ctx.Err() != nil {
				return out
			}
			if j == gone || !s.fits(j) {
				continue
			}
			if w := s.with(j); w.lacks == 0 {
				list = append(list, Swap{gone, j, w.objective})
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
		out = append(out, list[:min(most, len(list))]...)
		s.add(gone)
	}
	return out
}

// A Mark is a point of a [Curve].
type Mark struct {
	Items []int32 // in the order chosen
	Value int64
	Bound int64 // no choice of so many items has a greater value
}

// Curve lists the values of choices of 1, 2 … items of a limit that counts items,
// each the one before and the most useful item beside, until nothing is gained or
// most is reached; and bounds on what any choice of so many could do. Needs and the
// limit's own Most are not asked. It ends early when ctx is done.
func Curve(ctx context.Context, p *Problem, limit, most int) []Mark {
	open := *p
	open.Needs = nil
	open.Rows = make([]Row, len(p.Rows))
	for r, row := range p.Rows {
		open.Rows[r] = Row{Value: row.Value, Clauses: row.Clauses}
		if row.Value == 0 && len(row.Parts) > 0 {
			open.Rows[r].Value = row.Parts[0].Weight
		}
	}
	open.Cost = nil
	open.Limits = slices.Clone(p.Limits)
	open.Limits[limit].Most = int64(most)
	fate := make([]int8, p.Items)
	small := reduce(compile(&open), fate) // takes equal rows together
	c := compile(small.Problem)
	for at, out := range dominated(c) {
		if j := small.items[at]; out && !slices.Contains(p.Fixed, j) {
			fate[j] = outside
		}
	}
	small = reduce(compile(&open), fate)
	c = compile(small.Problem)
	s := newState(c)
	for at, j := range small.items {
		if slices.Contains(p.Fixed, j) && s.fits(int32(at)) {
			s.add(int32(at))
		}
	}
	s.complete(ctx, nil)
	marks := make([]Mark, len(s.chosen))
	t := newState(c)
	for n, j := range s.chosen {
		t.add(j)
		marks[n] = Mark{slices.Clone(t.chosen), t.objective(), math.MaxInt64}
	}
	bounds(ctx, c, limit, marks)
	for n := range marks {
		for k, at := range marks[n].Items {
			marks[n].Items[k] = small.items[at]
		}
	}
	return marks
}

// curveWork is about how many entries are gone over to bound a curve.
const curveWork = 400_000_000

// bounds lowers the bounds of a curve: those that multipliers give for one number of
// items they give for every other, too.
func bounds(ctx context.Context, c *program, limit int, marks []Mark) {
	steps := curveWork / (1 + len(c.itemClause))
	for at := 0; at < len(marks) && ctx.Err() == nil && steps > 0; at += 1 + at/4 {
		c.Limits[limit].Most = int64(at + 1)
		t := newState(c)
		r := relax(t, make([]int8, c.Items))
		if r == nil || r.main != limit {
			return
		}
		r.rates(float64(marks[at].Value))
		good := newState(c)
		good.choose(marks[at].Items)
		r.begin(good)
		pace := rootPace
		pace.steps = min(300, max(20, steps/8))
		r.tighten(ctx, pace, func(bound float64) bool { steps--; return bound < float64(marks[at].Value+1) },
			func() float64 { return float64(marks[at].Value) }, nil)
		r.lowerAll(marks)
	}
	for n := len(marks) - 2; n >= 0; n-- {
		marks[n].Bound = min(marks[n].Bound, marks[n+1].Bound) // fewer do no more
	}
}

// lowerAll lowers the bounds of all numbers of items by the best multipliers.
func (r *relaxation) lowerAll(marks []Mark) {
	r.evaluate()
	total, everything := 0.0, r.sum
	profits := make([]float64, 0, len(r.items))
	for i, row := range r.rows {
		w := r.weigh(row)
		for c := r.first[i]; c < r.first[i+1]; c++ {
			w -= r.need[c] * r.lambda[c]
		}
		total += math.Max(0, w)
		everything += r.weigh(row)
	}
	for l, nu := range r.nu {
		total += nu * r.left[l]
	}
	for at, p := range r.profit {
		switch {
		case r.inMain[at]:
			profits = append(profits, math.Max(0, p))
		case p > 0:
			total += p
		}
	}
	slices.SortFunc(profits, func(a, b float64) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	for n := range marks {
		if n < len(profits) {
			total += profits[n]
		}
		bound := int64(math.Floor(r.safe(min(r.sum+total, everything))/float64(r.unit))) * r.unit
		marks[n].Bound = max(marks[n].Value, min(marks[n].Bound, bound))
	}
}
