package siting

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting/covering"
)

// certify builds the plan by the what-if engine and writes the answer.
func (s *siting) certify(ctx context.Context, best covering.Best) error {
	a := &s.answer
	stopped := ctx.Err() != nil
	// What was found is worth telling all the same.
	ctx = context.WithoutCancel(ctx)
	s.score(a, best)
	a.Work.Rows, a.Work.Entries, a.Work.Nodes = best.Rows, best.Entries, best.Nodes
	a.Candidates.Dominated = len(best.Dominated)
	if err := s.build(ctx, best.Items); err != nil {
		return err
	}
	switch {
	case stopped:
		a.State = StateCancelled
		return nil
	case a.Optimal:
		a.State = StateFinished
	default:
		a.State = StateStopped
	}
	s.listNear(ctx, best)
	s.drawCurve(ctx)
	return nil
}

// errDiffer is a fault of ours: what the search counted and what the what-if engine
// counts are the same, always.
var errDiffer = errors.New("the plan's coverage is not what the search counted")

// build makes the plan's city step by step.
func (s *siting) build(ctx context.Context, items []int32) error {
	a := &s.answer
	order := covering.Order(s.problem, s.given(), items)
	before, err := s.measure(ctx, s.engine)
	if err != nil {
		return err
	}
	a.Demand, a.Before, a.After = before.demand, before.covered, before.covered
	var changes []scenario.Change
	city, after, cost, served := s.engine, before, 0.0, coverage.Amount(0)
	a.Plan = nil
	for n, j := range order {
		have := len(changes)
		changes = append(changes, s.items[j].Changes...)
		if city, err = scenario.Extend(ctx, s.engine, city, changes, have); err != nil {
			return fmt.Errorf("step %s of the plan: %w", s.items[j].ID, err)
		}
		was := after
		if after, err = s.measure(ctx, city); err != nil {
			return err
		}
		cost += s.items[j].Cost
		step := Step{Order: n + 1, Candidate: s.items[j], Gain: after.covered - was.covered, Cumulative: cost, Coverage: ratio(after.covered, after.demand)}
		if step.Serves = step.Gain; s.capacitated {
			now := coverage.Amount(covering.Served(s.problem, order[:n+1]))
			step.Serves, served = now-served, now
		}
		a.Plan = append(a.Plan, step)
	}
	a.After, a.NearEdge, a.Unlinked = after.covered, after.nearEdge, after.unlinked
	s.outcomes(before, after)
	return s.compare(items, before, after)
}

// given are the items that are there before the plan: the facilities that may stay.
func (s *siting) given() []int32 { return span(0, s.existing) }

// compare checks the search's count against the engine's.
func (s *siting) compare(items []int32, before, after measurement) error {
	p := *s.problem
	p.Needs = make([]int64, len(s.targets))
	w := covering.Judge(&p, items)
	differ := false
	if s.question.Goal == MostPeople || s.question.Goal == MoveOrClose {
		differ = int64(after.covered-before.covered) != w.Value-s.before()
	}
	for g, t := range s.targets {
		for k, o := range s.outcomeFrame() {
			same := o.Group == t.group && (k == 0) == (t.district == wholeCity && t.group == "") && (t.district == wholeCity || o.District != nil && o.District.Code == s.city.Districts[t.district].Code)
			differ = differ || same && after.by[k] != t.covered+coverage.Amount(w.Covered[g])
		}
	}
	if differ {
		return errDiffer
	}
	return nil
}

// maxNear is how many plans nearly as good are listed, and how many of each step.
const (
	maxNear     = 20
	nearEach    = 5
	nearlyShare = 0.01 // of the objective
)

// listNear lists plans that differ in one step and are as good or nearly so.
func (s *siting) listNear(ctx context.Context, best covering.Best) {
	if s.question.Goal == WorstFirst || s.capacitated || !best.Feasible {
		return
	}
	scaled := func(v int64) float64 {
		var a Answer
		s.score(&a, covering.Best{Value: v, Feasible: true})
		return a.Objective
	}
	var list []Alternative
	for _, swap := range covering.Swaps(ctx, s.problem, best.Items, nearEach) {
		if int(swap.Out) < s.existing || int(swap.In) < s.existing {
			continue
		}
		value := scaled(swap.Value)
		if math.Abs(value-s.answer.Objective) > nearlyShare*math.Abs(s.answer.Objective) {
			continue
		}
		list = append(list, Alternative{Without: s.items[swap.Out].ID, With: s.items[swap.In].ID, Value: value})
		if value != s.answer.Objective || s.question.Goal != MostPeople {
			continue
		}
		for n := range s.answer.Plan {
			if s.answer.Plan[n].ID == s.items[swap.Out].ID {
				s.answer.Plan[n].Same = append(s.answer.Plan[n].Same, s.items[swap.In].ID)
			}
		}
	}
	slices.SortStableFunc(list, func(x, y Alternative) int {
		switch a, b := math.Abs(x.Value-s.answer.Objective), math.Abs(y.Value-s.answer.Objective); {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	})
	s.answer.Near = list[:min(maxNear, len(list))]
}

// maxPoints is how many facilities the curve goes to.
const maxPoints = 200

// drawCurve finds coverage against the number of facilities.
func (s *siting) drawCurve(ctx context.Context) {
	if s.question.Goal == MoveOrClose || s.question.Per == PerGroup || s.capacitated {
		return
	}
	p := *s.problem
	number := covering.Limit{Items: span(0, len(s.items)-s.links), Most: maxPoints}
	p.Limits = append([]covering.Limit{number}, p.Limits...)
	if s.question.Count > 0 {
		p.Limits = slices.Delete(p.Limits, 1, 2)
	}
	p.Rows = s.valued()
	base, most := s.answer.Before-coverage.Amount(s.before()), s.outcomeFrame()[0].Most
	s.answer.Curve = []Point{{0, 0, s.answer.Before, s.answer.Before}}
	for _, m := range covering.Curve(ctx, &p, 0, maxPoints) {
		point := Point{Covered: base + coverage.Amount(m.Value), Bound: most}
		if m.Bound < int64(most-base) { // it has none where another limit is the one that binds
			point.Bound = base + coverage.Amount(m.Bound)
		}
		for _, j := range m.Items {
			if !s.items[j].Kind.IsLink() {
				point.Number++
			}
			point.Cost += s.items[j].Cost
		}
		s.answer.Curve = append(s.answer.Curve, point)
	}
	s.raiseCurve()
}

// raiseCurve puts the plan into the curve where that has nothing as good with so few
// facilities, and takes out what is then no better with more.
func (s *siting) raiseCurve() {
	a, most := &s.answer, s.outcomeFrame()[0].Most
	own := Point{Covered: a.After, Bound: most}
	for _, step := range a.Plan {
		if !step.Kind.IsLink() {
			own.Number++
		}
		own.Cost = step.Cumulative
	}
	less := 0 // points with fewer facilities, or as many and fewer links
	for ; less < len(a.Curve) && a.Curve[less].Number <= own.Number; less++ {
		if a.Curve[less].Covered >= own.Covered {
			return
		}
	}
	more := a.Curve[less:]
	for less > 1 && a.Curve[less-1].Number == own.Number && (s.links == 0 || a.Curve[less-1].Cost >= own.Cost) {
		less--
		own.Bound = a.Curve[less].Bound
	}
	if own.Bound == most && len(more) > 0 {
		own.Bound = more[0].Bound
	}
	more = slices.DeleteFunc(slices.Clone(more), func(p Point) bool { return p.Covered <= own.Covered })
	a.Curve = slices.Concat(a.Curve[:less], []Point{own}, more)
}
