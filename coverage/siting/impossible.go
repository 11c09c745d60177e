package siting

import (
	"context"
	"math"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/siting/covering"
)

func (s *siting) impossible(i Impossible) { s.answer.Impossible = append(s.answer.Impossible, i) }

// forbidImpossible names constraints that no plan keeps, and asks for the best that
// can be done in their place.
func (s *siting) forbidImpossible() {
	if len(s.items) == s.stays && s.question.Goal != MoveOrClose {
		s.impossible(Impossible{Constraint: ConstraintCandidates, Asked: 1, Best: 0})
	}
	if s.question.Goal == MoveOrClose {
		staying := 0
		for _, j := range s.problem.Fixed {
			if int(j) < s.stays {
				staying++
			}
		}
		if most := s.stays - staying; s.question.Count > most {
			s.impossible(Impossible{Constraint: ConstraintCount, Asked: float64(s.question.Count), Best: float64(most)})
			s.problem.Limits[0].Most = int64(staying)
		}
	}
	s.easeFixed()
	s.easeTargets()
}

// easeFixed raises limits that the fixed items break by themselves.
func (s *siting) easeFixed() {
	p := s.problem
	for l := range p.Limits {
		used := int64(0)
		for k, j := range p.Limits[l].Items {
			if !slices.Contains(p.Fixed, j) {
				continue
			}
			if p.Limits[l].Use == nil {
				used++
			} else {
				used += p.Limits[l].Use[k]
			}
		}
		if used > p.Limits[l].Most {
			i := Impossible{Constraint: ConstraintFixed, IDs: s.idsOf(p.Fixed), Asked: float64(p.Limits[l].Most), Best: float64(used)}
			if p.Limits[l].Use != nil {
				i.Asked, i.Best = i.Asked/1000, i.Best/1000
			}
			s.impossible(i)
			p.Limits[l].Most = used
		}
	}
	for _, a := range p.Fixed {
		for _, b := range p.Fixed {
			if p.Apart == nil || a >= b || !slices.Contains(p.Apart[a], b) {
				continue
			}
			s.impossible(Impossible{Constraint: ConstraintFixed, IDs: s.idsOf([]int32{a, b}), Asked: s.question.ApartM, Best: metresBetween(s.items[a], s.items[b])})
			p.Apart[a] = without(p.Apart[a], b)
			p.Apart[b] = without(p.Apart[b], a)
		}
	}
}

func without(list []int32, j int32) []int32 {
	return slices.DeleteFunc(list, func(o int32) bool { return o == j })
}

func (s *siting) idsOf(items []int32) []string {
	var out []string
	for _, j := range items[:min(len(items), mostListed)] {
		out = append(out, s.items[j].ID)
	}
	return out
}

// easeTargets sets what each target needs: no more than all items together give.
func (s *siting) easeTargets() {
	if s.question.Target == nil || s.question.Goal != FewestFacilities && s.question.Goal != LeastCost {
		return
	}
	for g := range s.targets {
		t := &s.targets[g]
		t.need = part(*s.question.Target, t.demand)
		if t.need <= t.most {
			continue
		}
		s.impossible(Impossible{Constraint: ConstraintTarget, District: s.refOf(t), Asked: float64(*s.question.Target) / 1e6, Best: ratio(t.most, t.demand)})
		t.need = t.most
	}
}

func ratio(a, b coverage.Amount) float64 {
	if b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}

func (s *siting) refOf(t *target) *coverage.DistrictRef {
	if t.district == wholeCity {
		return nil
	}
	d := s.city.Districts[t.district]
	return &coverage.DistrictRef{Code: d.Code, Names: d.Names, Level: d.Level}
}

// explaining is how many steps of branch and bound may look for a plan without one
// of the constraints.
const explaining = 500

// explain finds out which of the constraints that are each possible are not so
// together: those without any one of which there is a plan.
func (s *siting) explain(ctx context.Context) {
	if len(s.answer.Impossible) > 0 && len(s.problem.Needs) == 0 {
		return
	}
	ways := s.easings()
	found := false
	for _, way := range ways {
		eased := *s.problem
		way.ease(&eased)
		best := covering.Solve(ctx, &eased, covering.Options{Gap: 0.05, Nodes: explaining})
		if best.Feasible {
			way.Best = way.best(&best)
			s.impossible(way.Impossible)
			found = true
		}
	}
	for _, way := range ways {
		if !found {
			way.Best = math.NaN()
			s.impossible(way.Impossible)
		}
	}
}

// An easing takes a constraint out of the problem.
type easing struct {
	Impossible
	ease func(p *covering.Problem)
	best func(b *covering.Best) float64
}

// easings lists the constraints that the question has.
func (s *siting) easings() []easing {
	q := &s.question
	var out []easing
	drop := func(c Constraint, asked float64, best func(b *covering.Best) float64) {
		out = append(out, easing{Impossible{Constraint: c, Asked: asked}, func(p *covering.Problem) {
			p.Limits = slices.Clone(p.Limits)
			for l := range p.Limits {
				if s.limitOf[l] == c {
					p.Limits[l].Most = math.MaxInt32
				}
			}
		}, best})
	}
	number := func(b *covering.Best) float64 {
		return float64(len(slices.DeleteFunc(slices.Clone(b.Items), func(j int32) bool { return s.items[j].Kind.IsLink() })))
	}
	if q.Count > 0 {
		drop(ConstraintCount, float64(q.Count), number)
	}
	if len(q.Budget) > 0 {
		drop(ConstraintBudget, q.Budget[""], func(b *covering.Best) float64 {
			cost := 0.0
			for _, j := range b.Items {
				cost += s.items[j].Cost
			}
			return cost
		})
	}
	if q.PerDistrictMax > 0 {
		drop(ConstraintDistrictMax, float64(q.PerDistrictMax), func(b *covering.Best) float64 {
			count, most := map[int]int{}, 0
			for _, j := range b.Items {
				if c := s.items[j]; !c.Kind.IsLink() && c.home >= 0 {
					count[c.home]++
					most = max(most, count[c.home])
				}
			}
			return float64(most)
		})
	}
	if q.ApartM > 0 {
		out = append(out, easing{Impossible{Constraint: ConstraintApart, Asked: q.ApartM}, func(p *covering.Problem) { p.Apart = nil },
			func(b *covering.Best) float64 {
				least := math.Inf(1)
				for n, j := range b.Items {
					for _, o := range b.Items[:n] {
						if !s.items[j].Kind.IsLink() && !s.items[o].Kind.IsLink() {
							least = math.Min(least, metresBetween(s.items[j], s.items[o]))
						}
					}
				}
				return least
			}})
	}
	return out
}
