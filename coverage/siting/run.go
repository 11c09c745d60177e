package siting

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"lifecircle/coverage"
	"lifecircle/coverage/siting/covering"
)

// Options steer a siting. The zero value is fine.
type Options struct {
	// Progress is told of the best plan and the bound as they get better; it must
	// not block. The steps of such a plan are in no order and have no gains yet.
	Progress func(Answer)

	// Start are the ids of a plan to begin from, as of a siting that was interrupted.
	Start []string
}

// Run answers a question. Where ctx is done it returns what was found until then, in
// [StateCancelled], with no error. The errors are [FieldErrors] and
// [*coverage.QueryError].
func Run(ctx context.Context, e *coverage.Engine, q Question, o Options) (*Answer, error) {
	s, err := open(ctx, e, q, o)
	if err == nil {
		err = s.gatherItems(ctx)
	}
	switch {
	case ctx.Err() != nil && s == nil:
		return &Answer{State: StateCancelled, Question: q, Bound: math.NaN(), Gap: 1}, nil
	case ctx.Err() != nil:
		return s.cancelled(), nil
	case err != nil:
		return nil, err
	}
	s.model()
	s.answer.Candidates = Tally{Given: s.found, Unlinked: s.unlinked, NoStreet: s.unlinkedCount, Useless: s.useless, Links: s.links}
	infeasibility{s}.relaxAll()
	best := s.search(ctx)
	if err := s.certify(ctx, best); err != nil {
		if ctx.Err() != nil {
			return s.cancelled(), nil
		}
		return nil, err
	}
	return &s.answer, nil
}

// Check refuses a question that the city cannot answer, as far as that can be told
// without its candidates. The errors are those of [Run].
func Check(ctx context.Context, e *coverage.Engine, q Question) error {
	_, err := open(ctx, e, q, Options{})
	return err
}

// cancelled is the answer where even the candidates were not all looked at.
func (s *siting) cancelled() *Answer {
	s.answer.State, s.answer.Bound = StateCancelled, math.NaN()
	s.answer.setGap()
	return &s.answer
}

// search looks for the best plan by the question's goal, until it is good enough.
func (s *siting) search(ctx context.Context) covering.Best {
	if seconds := s.question.Stop.Seconds; seconds > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, time.Duration(seconds*float64(time.Second)))
		defer stop()
	}
	switch s.question.Goal {
	case WorstFirst:
		return s.raiseWorst(ctx)
	case FewestFacilities, LeastCost:
		s.problem.Cost = s.costs()
		for g := range s.targets {
			s.problem.Needs = append(s.problem.Needs, int64(s.targets[g].need-s.targets[g].covered))
		}
	}
	best := covering.Solve(ctx, s.problem, s.solveOptions())
	if best.Infeasible {
		infeasibility{s}.explain(ctx)
	}
	if len(s.problem.Needs) > 0 && best.Feasible {
		best.Items = s.refine(ctx, best)
	}
	best.Items = s.keepOpen(best.Items)
	return best
}

// How much is done to find the plan that covers most people of those that cost the
// same.
const (
	refineNodes   = 50
	refineEntries = 3_000_000
)

// refine looks for a plan that costs no more than the best, reaches the targets, and
// covers more people.
func (s *siting) refine(ctx context.Context, best covering.Best) []int32 {
	if best.Entries > refineEntries {
		return best.Items
	}
	p := *s.problem
	cost := covering.Limit{Items: span(0, len(s.items)), Use: s.problem.Cost, Most: -best.Value}
	p.Limits = append(slices.Clone(p.Limits), cost)
	p.Cost, p.Rows = nil, s.valued()
	rich := covering.Solve(ctx, &p, covering.Options{Gap: 0.001, Nodes: refineNodes, Start: [][]int32{best.Items}})
	if !rich.Feasible {
		return best.Items
	}
	return rich.Items
}

// valued are the problem's rows worth the people there, also where they count for
// targets alone, or for none.
func (s *siting) valued() []covering.Row {
	out := slices.Clone(s.problem.Rows)
	for i := range out {
		out[i].Value = s.people[i]
	}
	return out
}

// keepOpen adds facilities that may stay until no more close than are to: of those that
// cover nobody alone the ones with most people within their walk. Facilities that close
// offer nothing more.
func (s *siting) keepOpen(items []int32) []int32 {
	if s.existing == 0 {
		return items
	}
	people := make([]coverage.Amount, s.existing)
	var others []int32
	staying := int64(0)
	for j := range int32(s.existing) {
		if slices.Contains(items, j) {
			staying++
			continue
		}
		for _, places := range s.reach[j] {
			for _, i := range places {
				people[j] += s.catch.Amount(int(i))
			}
		}
		others = append(others, j)
	}
	slices.SortStableFunc(others, func(a, b int32) int { return cmp.Compare(people[b], people[a]) })
	more := min(int64(len(others)), max(0, s.problem.Limits[0].Most-staying))
	items = slices.Concat(items, others[:more])
	slices.Sort(items)
	return slices.DeleteFunc(slices.Clone(items), func(j int32) bool {
		stay := s.existingOf(int(j))
		return stay >= 0 && !slices.Contains(items, int32(stay))
	})
}

// solveOptions returns the options of a search.
func (s *siting) solveOptions() covering.Options {
	o := covering.Options{Gap: s.question.Stop.Gap, Base: s.before(), Nodes: s.question.Stop.Number, Progress: s.report}
	if len(s.options.Start) > 0 {
		o.Start = [][]int32{s.itemsByID(s.options.Start)}
	}
	return o
}

// itemsByID finds items by their ids. Of facilities that may stay those are meant that
// are not listed: a plan lists what closes.
func (s *siting) itemsByID(ids []string) []int32 {
	var out []int32
	for j, c := range s.items {
		if slices.Contains(ids, c.ID) != (j < s.existing) {
			out = append(out, int32(j))
		}
	}
	return out
}

// steps are the items of a choice that a plan lists.
func (s *siting) steps(items []int32) []int32 {
	var out []int32
	for j := range int32(s.existing) {
		if !slices.Contains(items, j) {
			out = append(out, j)
		}
	}
	for _, j := range items {
		if int(j) >= s.existing {
			out = append(out, j)
		}
	}
	return out
}

// report passes a better plan or bound on.
func (s *siting) report(b covering.Best) {
	if s.options.Progress == nil {
		return
	}
	a := s.answer
	s.score(&a, b)
	for n, j := range s.steps(b.Items) {
		a.Plan = append(a.Plan, Step{Order: n + 1, Candidate: s.items[j]})
	}
	s.options.Progress(a)
}

// score writes a search's value and bound as the question's goal means them.
func (s *siting) score(a *Answer, b covering.Best) {
	scale := func(v int64) float64 {
		switch s.question.Goal {
		case FewestFacilities:
			return -float64(v)
		case LeastCost:
			return -float64(v) / 1000
		}
		return float64(v-s.before()) / 1000
	}
	a.Optimal = b.Optimal || b.Infeasible
	if s.question.Goal == WorstFirst {
		a.Objective, a.Bound, a.Optimal = s.least.Value, s.least.Bound, s.least.proven()
		a.setGap()
		return
	}
	a.Objective, a.Bound = scale(b.Value), scale(b.Bound)
	if b.Bound == math.MaxInt64 || !b.Feasible && b.Bound <= b.Value {
		a.Bound = math.NaN()
	}
	if b.Infeasible {
		a.Bound = a.Objective
	}
	a.setGap()
}

// setGap finds the gap.
func (a *Answer) setGap() {
	switch {
	case a.Optimal:
		a.Gap = 0
	case math.IsNaN(a.Bound):
		a.Gap = 1
	default:
		a.Gap = math.Abs(a.Bound-a.Objective) / math.Max(math.Abs(a.Bound), 1e-9)
	}
}

// before is what the problem's rows are worth as the city is: more than nothing only
// where facilities that may close are items.
func (s *siting) before() int64 {
	if s.existing == 0 {
		return 0
	}
	if s.base == nil {
		w := covering.Judge(s.problem, span(0, s.existing)).Value
		s.base = &w
	}
	return *s.base
}
