package covering

import (
	"context"
	"math"
	"slices"
)

// Options steer a search. The zero value searches until a solution is proven optimal.
// With Problem.Room, only Gap and Progress have an effect.
type Options struct {
	Gap      float64    // ends when Best.Gap is at most this, both objectives less Base
	Base     int64      // the objective that a gain is counted from; 0 where the objective is what is told
	Nodes    int        // ends after so many nodes of branch and bound; 0 is unlimited
	Start    [][]int32  // solutions to start from; items that do not exist or fit are skipped
	Over     *int64     // only solutions of greater value are searched for
	First    bool       // ends with the first solution that meets the needs (and exceeds Over)
	Progress func(Best) // called with every better incumbent and bound; may be nil

	noCuts bool // cuts are not used
}

// A Best is the result of a search.
type Best struct {
	Items      []int32 // the incumbent, ascending; unless Feasible, that of least deficit found
	Feasible   bool    // it meets all needs
	Value      int64   // its objective
	Bound      int64   // no feasible solution has a greater objective
	Optimal    bool    // Value is Bound
	Infeasible bool    // proven: no solution meets the needs and limits (and exceeds Options.Over); Bound means nothing then
	Rows       int     // of the reduced problem, equal rows merged
	Entries    int     // of those rows: pairs of item and clause
	Dominated  []int32 // items that others can replace in every solution, ascending
	Nodes      int     // of branch and bound
}

// Gap is the relative gap |Bound − Value| / max(|Bound|, 1e-9), 0 if optimal.
func (b *Best) Gap() float64 {
	if b.Optimal {
		return 0
	}
	return math.Abs(float64(b.Bound)-float64(b.Value)) / math.Max(math.Abs(float64(b.Bound)), 1e-9)
}

// lessBase is the result with its objectives counted from a base.
func (b Best) lessBase(base int64) *Best {
	b.Value, b.Bound = b.Value-base, b.Bound-base
	return &b
}

// Solve searches for a solution of greatest objective. It ends when one is proven
// optimal, when an option ends it, or when ctx is done; the result is valid in any
// case.
func Solve(ctx context.Context, p *Problem, o Options) Best {
	s := &solver{ctx: ctx, options: o, original: compile(p), unit: 1}
	s.best.Bound, s.best.Value = math.MaxInt64, math.MinInt64
	s.best.Dominated = []int32{}
	if o.Over != nil {
		s.cutoff = o.Over
	}
	s.solve()
	slices.Sort(s.best.Items)
	return s.best
}

// A solver is the state of a search.
type solver struct {
	ctx          context.Context
	options      Options
	original     *program
	unit         int64
	cutoff       *int64 // Options.Over
	best         Best
	hasIncumbent bool  // best holds a solution
	deficit      int64 // of the incumbent

	reduction // what remains of the original problem
	reduced   *program
	done      bool  // ends before the proof
	cuts      []cut // of the original problem
	cutsTried bool  // cuts have been searched for
}

func (s *solver) solve() {
	if s.original.Room != nil {
		s.solveCapacitated()
		return
	}
	status := make([]int8, s.original.Items)
	for _, j := range s.original.Fixed {
		status[j] = fixedIn
	}
	if s.reduction = *reduce(s.original, status); !s.feasible {
		s.best.Infeasible = true
		return
	}
	s.reduced = compile(s.reduction.Problem)
	for at, out := range dominated(s.reduced) {
		if out {
			status[s.items[at]] = fixedOut
			s.best.Dominated = append(s.best.Dominated, s.items[at])
		}
	}
	s.applyStatus(status)
	s.best.Rows, s.best.Entries = len(s.reduced.Rows), len(s.reduced.itemClause)
	s.deficit = math.MaxInt64
	s.start()
	if root := s.solveRoot(status); root != nil {
		s.branchAndBound(root)
	}
	s.conclude()
}

// applyStatus reduces the original problem by the items that status fixes.
func (s *solver) applyStatus(status []int8) {
	s.reduction = *reduce(s.original, status)
	s.reduced = compile(s.reduction.Problem)
	s.unit = s.reduced.unit
	s.installCuts()
}

// installCuts restates the cuts for the reduced problem.
func (s *solver) installCuts() {
	if len(s.cuts) == 0 {
		return
	}
	index := make([]int32, s.original.Items)
	for j := range index {
		index[j] = -1
	}
	for at, j := range s.items {
		index[j] = int32(at)
	}
	s.reduced.installCuts(s.cuts, func(j int32) int32 { return index[j] }, func(j int32) bool { return slices.Contains(s.chosen, j) })
}

// addCuts searches for cuts, once, and reports whether there are any.
func (s *solver) addCuts() bool {
	if s.cutsTried || s.options.noCuts || len(s.reduced.Needs) == 0 {
		return false
	}
	s.cutsTried = true
	for _, c := range findCuts(s.ctx, s.reduced) {
		for k, at := range c.items {
			c.items[k] = s.items[at]
		}
		s.cuts = append(s.cuts, c.withChosen(s.chosen))
	}
	s.installCuts()
	return len(s.cuts) > 0
}

// threshold is the least objective, in the reduced problem, of a better solution.
func (s *solver) threshold() float64 {
	threshold := math.Inf(-1)
	over := func(value int64) {
		threshold = math.Max(threshold, (math.Floor(float64(value-s.offset)/float64(s.unit))+1)*float64(s.unit))
	}
	if s.best.Feasible {
		over(s.best.Value)
	}
	if s.cutoff != nil {
		over(*s.cutoff)
	}
	return threshold
}

// report passes the incumbent and bound to Progress, and ends the search when they are
// good enough.
func (s *solver) report() {
	if s.options.Progress != nil {
		b := s.best
		b.Items = slices.Sorted(slices.Values(b.Items))
		s.options.Progress(b)
	}
	s.done = s.done || s.goodEnough()
}

func (s *solver) goodEnough() bool {
	if s.options.First && s.best.Feasible && (s.cutoff == nil || s.best.Value > *s.cutoff) {
		return true
	}
	return s.best.Feasible && s.best.Bound != math.MaxInt64 && (s.best.Value >= s.best.Bound || s.best.lessBase(s.options.Base).Gap() <= s.options.Gap && s.options.Gap > 0)
}

// tightenBound takes a bound of the reduced problem, if it is better.
func (s *solver) tightenBound(bound float64) {
	if math.IsInf(bound, 0) || math.Abs(bound) > 1e18 {
		return
	}
	rounded := s.offset + int64(math.Floor(bound/float64(s.unit)))*s.unit
	if s.best.Feasible {
		rounded = max(rounded, s.best.Value) // no better solutions may have been removed already
	}
	if s.cutoff != nil {
		rounded = max(rounded, *s.cutoff) // likewise
	}
	if rounded < s.best.Bound {
		s.best.Bound = rounded
		s.report()
	}
}

// conclude sets Optimal if the gap is closed.
func (s *solver) conclude() {
	if s.best.Feasible && s.best.Value >= s.best.Bound {
		s.best.Bound, s.best.Optimal = s.best.Value, true
	}
}

// solveRoot bounds the reduced problem and fixes items, until few more are fixed. It
// returns the last relaxation, or nil when the search ends here.
func (s *solver) solveRoot(status []int8) *relaxation {
	for {
		t := newState(s.reduced)
		r := relax(t, make([]int8, s.reduced.Items))
		if r == nil {
			s.exhausted()
			return nil
		}
		r.estimatePrices(float64(max(s.best.Value-s.offset, 1)))
		good := newState(s.reduced)
		s.loadIncumbent(good)
		r.initMultipliers(good)
		r.tighten(s.ctx, rootSchedule, func(bound float64) bool {
			s.tightenBound(bound)
			return s.done || bound < s.threshold()
		}, s.threshold, func(step int) {
			if step%40 == 39 {
				s.roundRelaxation(r, t)
			}
		})
		s.roundRelaxation(r, t)
		switch {
		case r.bound < s.threshold():
			s.exhausted()
			return nil
		case s.done || s.ctx.Err() != nil:
			return nil
		}
		if s.addCuts() {
			continue
		}
		fixed := 0
		r.fix(s.threshold(), func(item int32, f int8) {
			status[s.items[item]] = f
			fixed++
		})
		if fixed*10 < len(r.items) {
			return r
		}
		s.applyStatus(status)
		if !s.feasible {
			s.exhausted()
			return nil
		}
	}
}

// exhausted records that no better solution remains.
func (s *solver) exhausted() {
	switch {
	case s.best.Feasible && (s.cutoff == nil || s.best.Value > *s.cutoff):
		s.best.Bound = s.best.Value
	default:
		s.best.Infeasible = true
	}
}
