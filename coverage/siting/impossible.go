package siting

import (
	"context"
	"math"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/siting/covering"
)

// infeasibility is what is said where no plan keeps all constraints: which of them,
// and the best that can be done.
type infeasibility struct{ *siting }

// add names one constraint that cannot be kept.
func (s infeasibility) add(i Impossible) { s.answer.Impossible = append(s.answer.Impossible, i) }

// relaxAll names constraints that no plan keeps, and asks for the best that
// can be done in their place.
func (s infeasibility) relaxAll() {
	if len(s.items) == s.existing && s.question.Goal != MoveOrClose {
		s.add(Impossible{Constraint: ConstraintCandidates, Asked: 1, Best: 0})
	}
	if s.question.Goal == MoveOrClose {
		staying := 0
		for _, j := range s.problem.Fixed {
			if int(j) < s.existing {
				staying++
			}
		}
		if most := s.existing - staying; s.question.Count > most {
			s.add(Impossible{Constraint: ConstraintCount, Asked: float64(s.question.Count), Best: float64(most)})
			s.problem.Limits[0].Most = int64(staying)
		}
	}
	s.relaxFixed()
	s.relaxTargets()
}

// relaxFixed raises limits that the fixed items break by themselves.
func (s infeasibility) relaxFixed() {
	p := s.problem
	for l := range p.Limits {
		limit := &p.Limits[l]
		used := useOf(limit, p.Fixed)
		if used <= limit.Most {
			continue
		}
		i := Impossible{Constraint: ConstraintFixed, District: s.limitOf[l].district, Asked: float64(limit.Most), Best: float64(used)}
		i.IDs = s.idsOf(slices.DeleteFunc(slices.Clone(p.Fixed), func(j int32) bool { return !slices.Contains(limit.Items, j) }))
		if limit.Use != nil {
			i.Asked, i.Best = i.Asked/1000, i.Best/1000
		}
		s.add(i)
		limit.Most = used
	}
	for _, a := range p.Fixed {
		for _, b := range p.Fixed {
			if p.Apart == nil || a >= b || !slices.Contains(p.Apart[a], b) {
				continue
			}
			s.add(Impossible{Constraint: ConstraintFixed, IDs: s.idsOf([]int32{a, b}), Asked: s.question.ApartM, Best: metresBetween(s.items[a], s.items[b])})
			p.Apart[a] = without(p.Apart[a], b)
			p.Apart[b] = without(p.Apart[b], a)
		}
	}
}

func without(list []int32, j int32) []int32 {
	return slices.DeleteFunc(list, func(o int32) bool { return o == j })
}

func (s infeasibility) idsOf(items []int32) []string {
	var out []string
	for _, j := range items[:min(len(items), maxListed)] {
		out = append(out, s.items[j].ID)
	}
	return out
}

// relaxTargets sets what each target needs: no more than all items together give.
func (s infeasibility) relaxTargets() {
	if s.question.Target == nil || s.question.Goal != FewestFacilities && s.question.Goal != LeastCost {
		return
	}
	for g := range s.targets {
		t := &s.targets[g]
		t.need = ceilShare(*s.question.Target, t.demand)
		if t.need <= t.most {
			continue
		}
		s.add(Impossible{Constraint: ConstraintTarget, District: s.refOf(t.district), Asked: float64(*s.question.Target) / 1e6, Best: ratio(t.most, t.demand)})
		t.need = t.most
	}
}

func ratio(a, b coverage.Amount) float64 {
	if b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}

// refOf names a district; nil is the whole city.
func (s *siting) refOf(district int) *coverage.DistrictRef {
	if district == wholeCity {
		return nil
	}
	d := s.city.Districts[district]
	return &coverage.DistrictRef{Code: d.Code, Names: d.Names, Level: d.Level}
}

func (s *siting) refOfCode(code string) *coverage.DistrictRef {
	for _, d := range s.catch.Districts() {
		if s.city.Districts[d].Code == code {
			return s.refOf(d)
		}
	}
	return nil
}

// explainNodes is how many steps of branch and bound may look for a plan without one
// of the constraints.
const explainNodes = 500

// explain finds out which of the constraints that are each possible are not so
// together: those without any one of which there is a plan.
func (s infeasibility) explain(ctx context.Context) {
	if len(s.answer.Impossible) > 0 && len(s.problem.Needs) == 0 {
		return
	}
	ways := s.relaxations()
	found := false
	for _, way := range ways {
		relaxed := *s.problem
		relaxed.Limits = slices.Clone(relaxed.Limits)
		way.relax(&relaxed)
		best := covering.Solve(ctx, &relaxed, covering.Options{Gap: 0.05, Nodes: explainNodes})
		if best.Feasible {
			way.Best = way.best(best.Items)
			s.add(way.Impossible)
			found = true
		}
	}
	for _, way := range ways {
		if !found {
			way.Best = math.NaN()
			s.add(way.Impossible)
		}
	}
}

// unlimited is more than anything may use of a limit, in thousandths of a cost.
const unlimited = math.MaxInt64 / 4

// A relaxation takes a constraint out of the problem, and asks for as little of what it
// limits as can be.
type relaxation struct {
	Impossible
	relax func(p *covering.Problem)
	best  func(items []int32) float64
}

// relaxations lists the constraints that the question has.
func (s infeasibility) relaxations() []relaxation {
	var out []relaxation
	for l, kind := range s.limitOf {
		if kind.Constraint == ConstraintCount || kind.Constraint == ConstraintBudget {
			out = append(out, s.relaxLimit(l))
		}
	}
	if s.question.PerDistrictMax > 0 {
		out = append(out, s.relaxDistrictMax())
	}
	if s.question.ApartM > 0 {
		out = append(out, relaxation{Impossible{Constraint: ConstraintApart, Asked: s.question.ApartM}, func(p *covering.Problem) { p.Apart = nil }, s.closest})
	}
	return out
}

// relaxLimit takes one number or budget out.
func (s infeasibility) relaxLimit(l int) relaxation {
	limit, unit := &s.problem.Limits[l], 1.0
	if limit.Use != nil {
		unit = 1000
	}
	relax := func(p *covering.Problem) {
		p.Limits[l].Most = unlimited
		p.Cost = make([]int64, p.Items)
		for k, j := range limit.Items {
			if p.Cost[j] = 1; limit.Use != nil {
				p.Cost[j] = limit.Use[k]
			}
		}
	}
	return relaxation{Impossible{Constraint: s.limitOf[l].Constraint, District: s.limitOf[l].district, Asked: float64(limit.Most) / unit},
		relax, func(items []int32) float64 { return float64(useOf(limit, items)) / unit }}
}

// useOf is how much of a limit items use.
func useOf(l *covering.Limit, items []int32) int64 {
	used := int64(0)
	for k, j := range l.Items {
		switch {
		case !slices.Contains(items, j):
		case l.Use == nil:
			used++
		default:
			used += l.Use[k]
		}
	}
	return used
}

// relaxDistrictMax takes the numbers of all districts out: what is told is that of the
// district that has most.
func (s infeasibility) relaxDistrictMax() relaxation {
	relax := func(p *covering.Problem) {
		for l, kind := range s.limitOf {
			if kind.Constraint == ConstraintDistrictMax {
				p.Limits[l].Most = unlimited
			}
		}
	}
	return relaxation{Impossible{Constraint: ConstraintDistrictMax, Asked: float64(s.question.PerDistrictMax)}, relax, func(items []int32) float64 {
		count, most := map[int]int{}, 0
		for _, j := range items {
			if c := s.items[j]; !c.Kind.IsLink() && c.home >= 0 {
				count[c.home]++
				most = max(most, count[c.home])
			}
		}
		return float64(most)
	}}
}

// closest is the least distance between two facilities of a choice, metres.
func (s infeasibility) closest(items []int32) float64 {
	least := math.Inf(1)
	for n, j := range items {
		for _, o := range items[:n] {
			if !s.items[j].Kind.IsLink() && !s.items[o].Kind.IsLink() {
				least = math.Min(least, metresBetween(s.items[j], s.items[o]))
			}
		}
	}
	return least
}
