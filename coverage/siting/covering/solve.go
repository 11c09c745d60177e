package covering

import (
	"context"
	"math"
	"slices"
)

// Options steer a search. The zero value searches until the best choice is proven.
type Options struct {
	Gap      float64    // ends where |bound − value| / max(|bound|, 1e-9) is at most this
	Nodes    int        // ends after so many steps of branch and bound; 0 is no end
	Start    [][]int32  // choices to begin from, as of an earlier search; those that are none are passed over
	Over     *int64     // only choices of more than this value are looked for
	First    bool       // ends with the first choice that keeps the needs (and is over Over)
	Progress func(Best) // told of better choices and bounds; nil is nobody

	uncut bool // no cuts are looked for
}

// A Best is what a search has found.
type Best struct {
	Items      []int32 // the best choice, ascending; what it lacks of the needs is as little as could be found
	Feasible   bool    // it keeps all needs
	Value      int64   // its objective
	Bound      int64   // no choice that keeps the needs has a greater objective
	Optimal    bool    // Value is Bound
	Infeasible bool    // no choice keeps the needs and limits (and is over Options.Over); Bound means nothing then
	Rows       int     // that were told apart
	Entries    int     // of them, items by row
	Dominated  []int32 // items that others replace in every choice, ascending
	Nodes      int     // steps of branch and bound
}

// Gap is how far the bound is from the value, in relation to it.
func (b *Best) Gap() float64 {
	if b.Optimal {
		return 0
	}
	return math.Abs(float64(b.Bound-b.Value)) / math.Max(math.Abs(float64(b.Bound)), 1e-9)
}

// Solve searches until the best choice is proven, Options say that it is good
// enough, or ctx is done.
func Solve(ctx context.Context, p *Problem, o Options) Best {
	s := &solver{ctx: ctx, options: o, whole: compile(p), unit: 1}
	s.best.Bound, s.best.Value = math.MaxInt64, math.MinInt64
	s.best.Dominated = []int32{}
	if o.Over != nil {
		s.floor = o.Over
	}
	s.solve()
	slices.Sort(s.best.Items)
	return s.best
}

// A solver is a search under way.
type solver struct {
	ctx     context.Context
	options Options
	whole   *program
	unit    int64
	floor   *int64 // only what is over it counts
	best    Best
	has     bool  // there is a choice
	lacks   int64 // of the best choice's needs

	reduction // the problem that is left
	small     *program
	done      bool // ends early
	rootOf    *relaxation
	cuts      []cut // of the whole problem
	cutting   bool  // they have been looked for
}

func (s *solver) solve() {
	if s.whole.Room != nil {
		s.serve()
		return
	}
	fate := make([]int8, s.whole.Items)
	for _, j := range s.whole.Fixed {
		fate[j] = inside
	}
	if s.reduction = *reduce(s.whole, fate); !s.possible {
		s.best.Infeasible = true
		return
	}
	s.small = compile(s.reduction.Problem)
	for at, out := range dominated(s.small) {
		if out {
			fate[s.items[at]] = outside
			s.best.Dominated = append(s.best.Dominated, s.items[at])
		}
	}
	s.shrink(fate)
	s.best.Rows, s.best.Entries = len(s.small.Rows), len(s.small.itemClause)
	s.lacks = math.MaxInt64
	s.start(fate)
	if s.root(fate) {
		s.branch()
	}
	s.conclude()
}

// shrink takes the problem that is left to what fate leaves of it.
func (s *solver) shrink(fate []int8) {
	s.reduction = *reduce(s.whole, fate)
	s.small = compile(s.reduction.Problem)
	s.unit = s.small.unit
	s.installCuts()
}

// installCuts gives the problem that is left the cuts.
func (s *solver) installCuts() {
	if len(s.cuts) == 0 {
		return
	}
	back := make([]int32, s.whole.Items)
	for j := range back {
		back[j] = -1
	}
	for at, j := range s.items {
		back[j] = int32(at)
	}
	s.small.install(s.cuts, func(j int32) int32 { return back[j] }, func(j int32) bool { return slices.Contains(s.in, j) })
}

// cut looks for cuts, once, and reports whether there are any.
func (s *solver) cut() bool {
	if s.cutting || s.options.uncut || len(s.small.Needs) == 0 {
		return false
	}
	s.cutting = true
	for _, c := range findCuts(s.ctx, s.small) {
		for k, at := range c.items {
			c.items[k] = s.items[at]
		}
		// Those of the problem that is left: what is chosen already comes on top.
		s.cuts = append(s.cuts, c.beside(s.in))
	}
	s.installCuts()
	return len(s.cuts) > 0
}

// least is the value that a choice must have to be of use.
func (s *solver) least() float64 {
	least := math.Inf(-1)
	over := func(value int64) {
		least = math.Max(least, (math.Floor(float64(value-s.base)/float64(s.unit))+1)*float64(s.unit))
	}
	if s.best.Feasible {
		over(s.best.Value)
	}
	if s.floor != nil {
		over(*s.floor)
	}
	return least
}

// tell reports how far the search is.
func (s *solver) tell() {
	if s.options.Progress != nil {
		b := s.best
		b.Items = slices.Sorted(slices.Values(b.Items))
		s.options.Progress(b)
	}
	s.done = s.done || s.goodEnough()
}

func (s *solver) goodEnough() bool {
	if s.options.First && s.best.Feasible && (s.floor == nil || s.best.Value > *s.floor) {
		return true
	}
	return s.best.Feasible && s.best.Bound != math.MaxInt64 && (s.best.Value >= s.best.Bound || s.best.Gap() <= s.options.Gap && s.options.Gap > 0)
}

// lower takes a better bound of the problem that is left.
func (s *solver) lower(bound float64) {
	if math.IsInf(bound, 0) || math.Abs(bound) > 1e18 {
		return
	}
	whole := s.base + int64(math.Floor(bound/float64(s.unit)))*s.unit
	if s.best.Feasible {
		whole = max(whole, s.best.Value) // choices that are no better may be left out of the problem already
	}
	if whole < s.best.Bound {
		s.best.Bound = whole
		s.tell()
	}
}

// conclude says what is proven.
func (s *solver) conclude() {
	if s.best.Feasible && s.best.Value >= s.best.Bound {
		s.best.Bound, s.best.Optimal = s.best.Value, true
	}
}

// root bounds the problem as a whole, fixes what that proves, and reports whether
// there is anything left to search.
func (s *solver) root(fate []int8) bool {
	for {
		t := newState(s.small)
		r := relax(t, make([]int8, s.small.Items))
		if r == nil {
			s.prove()
			return false
		}
		r.rates(float64(max(s.best.Value-s.base, 1)))
		good := newState(s.small)
		s.restore(good)
		r.begin(good)
		r.tighten(s.ctx, rootPace, func(bound float64) bool {
			s.lower(bound)
			return s.done || bound < s.least()
		}, s.least, func(step int) {
			if step%40 == 39 {
				s.guess(r, t)
			}
		})
		s.guess(r, t)
		switch {
		case r.bound < s.least():
			s.prove()
			return false
		case s.done || s.ctx.Err() != nil:
			return false
		}
		if s.cut() {
			continue
		}
		fixed := 0
		r.fix(s.least(), func(item int32, f int8) {
			fate[s.items[item]] = f
			fixed++
		})
		if fixed*10 < len(r.items) {
			s.rooted(r)
			return true
		}
		s.shrink(fate)
		if !s.possible {
			s.prove()
			return false
		}
	}
}

// prove says that nothing better is left.
func (s *solver) prove() {
	switch {
	case s.best.Feasible && (s.floor == nil || s.best.Value > *s.floor):
		s.best.Bound = s.best.Value
	default:
		s.best.Infeasible = true
	}
}
