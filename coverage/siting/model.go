package siting

import (
	"math"
	"math/big"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/siting/covering"
)

// model writes the question as a problem: a row for each place that some item can
// help to cover.
func (s *siting) model() {
	s.setTargets()
	p := &covering.Problem{Items: len(s.items)}
	s.reachable = make([]bool, s.city.Demand.Len())
	byPlace := s.byPlace()
	byCombined := s.combinedByPlace()
	for i := range s.city.Demand.Len() {
		value, parts := s.countedAt(i)
		if value == 0 && len(parts) == 0 {
			continue
		}
		clauses, possible := s.clauses(i, byPlace, byCombined)
		s.reachable[i] = possible
		switch {
		case !possible:
		case len(clauses) == 0:
			s.note(parts, true)
		default:
			s.note(parts, false)
			row := covering.Row{Clauses: clauses, Parts: parts}
			if s.question.Goal == MostPeople || s.question.Goal == MoveOrClose {
				row.Value, row.Parts = value, nil
			}
			p.Rows, s.people = append(p.Rows, row), append(s.people, value)
			s.answer.Work.Places++
		}
	}
	p.Limits = s.limits()
	p.Apart = s.apart()
	for j, c := range s.items {
		// Of MoveOrClose the facility is meant that stays, not what it may offer beside.
		fixed := slices.Contains(s.question.Fixed, c.ID) && s.existingOf(j) < 0
		if fixed || j < s.existing && !s.engine.FacilityInDistrict(c.facility, s.question.Scope) {
			p.Fixed = append(p.Fixed, int32(j))
		}
	}
	if s.capacitated {
		for _, c := range s.items {
			p.Room = append(p.Room, 1000*c.Capacity) // amounts are in thousandths
		}
	}
	s.problem = p
}

// setTargets lists whose coverage counts by itself, each with its demand.
func (s *siting) setTargets() {
	q := &s.question
	add := func(t target) { s.targets = append(s.targets, t) }
	switch {
	case q.Goal == MostPeople || q.Goal == MoveOrClose:
		return
	case q.Per == PerGroup:
		for _, id := range sortedKeys(s.city.Demand.Groups) {
			add(target{district: wholeCity, group: id})
		}
	default:
		if q.Per == PerCity || q.Per == PerBoth {
			add(target{district: wholeCity})
		}
		if q.Per == PerDistrict || q.Per == PerBoth {
			for _, d := range s.districts() {
				add(target{district: d})
			}
		}
	}
	for i := range s.city.Demand.Len() {
		_, parts := s.countedAt(i)
		for _, part := range parts {
			s.targets[part.Group].demand += coverage.Amount(part.Weight)
		}
	}
}

// countedAt returns who counts at a place, and for which targets.
func (s *siting) countedAt(place int) (int64, []covering.Part) {
	amount := s.catch.Amount(place)
	var parts []covering.Part
	for g := range s.targets {
		t := &s.targets[g]
		weight := amount
		if t.group != "" {
			weight = s.catch.AmountOf(t.group, place)
		}
		if weight > 0 && (t.district == wholeCity || t.district == s.catch.Home(place)) {
			parts = append(parts, covering.Part{Group: int32(g), Weight: int64(weight)})
		}
	}
	return int64(amount), parts
}

// note adds up what the targets have and could have.
func (s *siting) note(parts []covering.Part, already bool) {
	for _, part := range parts {
		t := &s.targets[part.Group]
		t.most += coverage.Amount(part.Weight)
		if already {
			t.covered += coverage.Amount(part.Weight)
		}
	}
}

// byPlace lists for each service and place the items that would cover it, ascending.
func (s *siting) byPlace() [][][]int32 {
	out := make([][][]int32, len(s.question.Services))
	for k := range out {
		count := make([]int32, s.city.Demand.Len())
		total := 0
		for j := range s.items {
			for _, i := range s.reach[j][k] {
				count[i]++
			}
			total += len(s.reach[j][k])
		}
		all := make([]int32, total)
		out[k] = make([][]int32, len(count))
		for i, n := range count {
			out[k][i], all = all[:0:n], all[n:]
		}
		for j := range s.items {
			for _, i := range s.reach[j][k] {
				out[k][i] = append(out[k][i], int32(j))
			}
		}
	}
	return out
}

// clauses lists what a place lacks to be covered; possible is false where no items
// could do it.
func (s *siting) clauses(place int, byPlace [][][]int32, joints map[placeOf][][]int32) (list []covering.Clause, possible bool) {
	for k := range s.question.Services {
		if s.coverCount[k][place] >= s.coverNeed() {
			continue
		}
		c := covering.Clause{Need: int32(s.coverNeed() - s.coverCount[k][place]), Items: byPlace[k][place], Joints: joints[placeOf{k, place}]}
		if len(c.Items)+len(c.Joints) < int(c.Need) {
			return nil, false
		}
		same := slices.ContainsFunc(list, func(o covering.Clause) bool {
			return o.Need == c.Need && slices.Equal(o.Items, c.Items) && slices.EqualFunc(o.Joints, c.Joints, slices.Equal)
		})
		if !same {
			list = append(list, c)
		}
	}
	return list, true
}

// A limitKind says which constraint a limit of the problem is, and whose.
type limitKind struct {
	Constraint
	district *coverage.DistrictRef // nil is the city's
}

// limits lists what the plan may use, the number of facilities first, if it is bounded,
// and notes which constraint each limit is.
func (s *siting) limits() []covering.Limit {
	q := &s.question
	var out []covering.Limit
	add := func(c Constraint, l covering.Limit, district *coverage.DistrictRef) {
		out, s.limitOf = append(out, l), append(s.limitOf, limitKind{c, district})
	}
	last := len(s.items) - s.links
	if q.Goal == MoveOrClose {
		// So many close, and no more come.
		add(ConstraintCount, covering.Limit{Items: span(0, s.existing), Most: int64(s.existing - q.Count)}, nil)
		add(ConstraintCount, covering.Limit{Items: span(s.existing, last), Most: int64(q.Count)}, nil)
	} else if q.Count > 0 {
		add(ConstraintCount, covering.Limit{Items: span(0, last), Most: int64(q.Count)}, nil)
	}
	if s.links > 0 && q.Links.Count > 0 {
		add(ConstraintCount, covering.Limit{Items: span(last, len(s.items)), Most: int64(q.Links.Count)}, nil)
	}
	for _, code := range sortedKeys(q.Budget) {
		l := covering.Limit{Most: thousandths(q.Budget[code]), Use: []int64{}}
		for j := s.existing; j < len(s.items); j++ {
			if code == "" || s.items[j].District == code {
				l.Items, l.Use = append(l.Items, int32(j)), append(l.Use, thousandths(s.items[j].Cost))
			}
		}
		add(ConstraintBudget, l, s.refOfCode(code))
	}
	if q.PerDistrictMax == 0 {
		return out
	}
	for _, d := range s.catch.Districts() {
		l := covering.Limit{Most: int64(q.PerDistrictMax)}
		for j := s.existing; j < last; j++ {
			if s.items[j].home == d {
				l.Items = append(l.Items, int32(j))
			}
		}
		if len(l.Items) > q.PerDistrictMax {
			add(ConstraintDistrictMax, l, s.refOf(d))
		}
	}
	return out
}

func span(from, to int) []int32 {
	out := make([]int32, 0, to-from)
	for j := from; j < to; j++ {
		out = append(out, int32(j))
	}
	return out
}

// thousandths returns a cost as whole thousandths.
func thousandths(cost float64) int64 { return int64(math.Round(cost * 1000)) }

// costs lists what items take from the objective: 1 each where their number counts,
// thousandths of their cost where that does. Facilities that stay cost nothing.
func (s *siting) costs() []int64 {
	out := make([]int64, len(s.items))
	for j := s.existing; j < len(s.items); j++ {
		switch {
		case s.question.Goal == LeastCost:
			out[j] = thousandths(s.items[j].Cost)
		case !s.items[j].Kind.IsLink():
			out[j] = 1
		}
	}
	return out
}

// ceilShare returns ⌈share · demand⌉ in whole amounts.
func ceilShare(t coverage.Share, demand coverage.Amount) coverage.Amount {
	need := new(big.Int).Mul(big.NewInt(int64(t)), big.NewInt(int64(demand)))
	need.Add(need, big.NewInt(999_999))
	return coverage.Amount(need.Div(need, big.NewInt(1_000_000)).Int64())
}
