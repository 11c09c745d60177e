package siting_test

import (
	"math"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
)

// keeps reports whether a plan keeps one constraint.
func (c *census) keeps(plan uint, constraint siting.Constraint) bool {
	switch q := &c.q; constraint {
	case siting.ConstraintFixed:
		for k, p := range c.parts {
			if c.fixed(p) && (plan>>k&1 == 1) == p.closes() {
				return false
			}
			if p.closes() && plan>>k&1 == 1 && !c.inScope(p.point) {
				return false
			}
		}
	case siting.ConstraintCount:
		closes, links := c.kinds(plan)
		if q.Goal == siting.MoveOrClose {
			return closes == q.Count && c.number(plan) <= q.Count
		}
		return (q.Count == 0 || c.number(plan) <= q.Count) && (q.Links == nil || q.Links.Count == 0 || links <= q.Links.Count)
	case siting.ConstraintBudget:
		for code, most := range q.Budget {
			if c.cost(plan, func(of string) bool { return code == "" || of == code }) > most+1e-9 {
				return false
			}
		}
	case siting.ConstraintDistrictMax:
		return q.PerDistrictMax == 0 || c.fullest(plan) <= q.PerDistrictMax
	case siting.ConstraintApart:
		return q.ApartM == 0 || c.closest(plan) >= q.ApartM
	case siting.ConstraintTarget:
		return c.reaches(plan)
	}
	return true
}

// fixed reports whether a part is of every plan; of MoveOrClose a facility that has the
// same id as a candidate is the one that stays.
func (c *census) fixed(p part) bool {
	if !slices.Contains(c.q.Fixed, p.id) {
		return false
	}
	return p.kind != siting.KindFacility || !slices.ContainsFunc(c.parts, func(o part) bool { return o.id == p.id && o.closes() })
}

func (c *census) kinds(plan uint) (closes, links int) {
	for k, p := range c.parts {
		switch {
		case plan>>k&1 == 0:
		case p.closes():
			closes++
		case p.kind.IsLink():
			links++
		}
	}
	return closes, links
}

// fullest is the number of new facilities in the district that has most.
func (c *census) fullest(plan uint) int {
	count, most := map[string]int{}, 0
	for k, p := range c.parts {
		if code := c.home[k]; code != "" && plan>>k&1 == 1 && !p.kind.IsLink() && !p.closes() {
			count[code]++
			most = max(most, count[code])
		}
	}
	return most
}

// closest is the least distance between two new facilities of a plan, metres.
func (c *census) closest(plan uint) float64 {
	least := math.Inf(1)
	for k, p := range c.parts {
		for l, o := range c.parts[:k] {
			if plan>>k&1 == 1 && plan>>l&1 == 1 && !p.kind.IsLink() && !p.closes() && !o.kind.IsLink() && !o.closes() {
				least = min(least, c.apart[k][l])
			}
		}
	}
	return least
}

// A demandOf is whose coverage counts by itself: of a place or of people, by what an
// answer calls it.
type demandOf struct {
	district, group string // "" is the city
	places          uint64
}

// targets lists whose coverage the question is about.
func (c *census) targets() []demandOf {
	var out []demandOf
	if c.q.Per == siting.PerGroup {
		for _, group := range []string{"all", "elderly"} {
			out = append(out, demandOf{group: group, places: ^uint64(0)})
		}
		return out
	}
	if c.q.Per == siting.PerCity || c.q.Per == siting.PerBoth {
		out = append(out, demandOf{group: c.group(), places: ^uint64(0)})
	}
	for _, d := range c.base.City().Districts {
		if d.Level == c.level() && c.q.Per != siting.PerCity {
			out = append(out, demandOf{district: d.Code, group: c.group(), places: c.in(d.Code)})
		}
	}
	return out
}

// reaches reports whether a plan brings everybody to the target, or as near as all
// parts together would.
func (c *census) reaches(plan uint) bool {
	for _, t := range c.targets() {
		all := c.people(t.group, t.places)
		need := coverage.Amount(math.Ceil(float64(all)*float64(*c.q.Target)/1e6 - 1e-9))
		need = min(need, c.people(t.group, t.places&c.covered(c.all())))
		if c.people(t.group, t.places&c.covered(plan)) < need {
			return false
		}
	}
	return true
}

// asks lists the constraints of the question that a plan has to keep.
func (c *census) asks() []siting.Constraint {
	out := []siting.Constraint{siting.ConstraintFixed, siting.ConstraintCount, siting.ConstraintBudget, siting.ConstraintDistrictMax, siting.ConstraintApart}
	if c.q.Target != nil {
		out = append(out, siting.ConstraintTarget)
	}
	return out
}

// allowed reports whether a plan keeps all constraints, but for some.
func (c *census) allowed(plan uint, but ...siting.Constraint) bool {
	for _, constraint := range c.asks() {
		if !slices.Contains(but, constraint) && !c.keeps(plan, constraint) {
			return false
		}
	}
	return true
}

// value is what a plan is worth to the goal, in the unit of an answer's objective but
// that more is better.
func (c *census) value(plan uint) float64 {
	switch c.q.Goal {
	case siting.FewestFacilities:
		return -float64(c.number(plan))
	case siting.LeastCost:
		return -c.cost(plan, anywhere)
	case siting.WorstFirst:
		if shares := c.shares(plan); len(shares) > 0 {
			return shares[0]
		}
		return 1
	}
	return float64(c.gain(plan)) / 1000
}

// shares lists the coverage of the question's targets, the least first.
func (c *census) shares(plan uint) []float64 {
	var out []float64
	for _, t := range c.targets() {
		if all := c.people(t.group, t.places); all > 0 {
			out = append(out, float64(c.people(t.group, t.places&c.covered(plan)))/float64(all))
		}
	}
	slices.Sort(out)
	return out
}

// best is the most that a plan can be worth, and the first such; −∞ where none is
// allowed.
func (c *census) best(but ...siting.Constraint) (most float64, by uint) {
	most = math.Inf(-1)
	for plan := range c.all() + 1 {
		if c.allowed(plan, but...) {
			if v := c.value(plan); v > most {
				most, by = v, plan
			}
		}
	}
	return most, by
}

// names lists the ids of a plan.
func (c *census) names(plan uint) []string {
	out := []string{}
	for k, p := range c.parts {
		if plan>>k&1 == 1 {
			out = append(out, p.id)
		}
	}
	return out
}

// said is the objective of an answer, as value has it.
func (c *census) said(objective float64) float64 {
	if c.q.Goal == siting.FewestFacilities || c.q.Goal == siting.LeastCost {
		return -objective
	}
	return objective
}
