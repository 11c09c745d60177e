package siting

import (
	"context"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/catchment"
)

// A measurement is what a coverage question says of a city.
type measurement struct {
	demand, covered, nearEdge, unlinked coverage.Amount
	by                                  []coverage.Amount // covered, by siting.outcomeFrame
}

// measure asks the engine who is covered.
func (s *siting) measure(ctx context.Context, e *coverage.Engine) (measurement, error) {
	if s.question.Backup || s.question.Per == PerGroup || s.question.District != nil {
		return s.measurePlaces(ctx, e)
	}
	q := s.question
	ask := coverage.Query{Treatments: nil, Scope: coverage.Scope{Level: q.Level, Group: q.Group, Area: q.Area, Weight: q.Weight, Profile: q.Profile}}
	if q.Private != "" {
		ask.Treatments = append(ask.Treatments, q.Private)
	}
	if q.Minutes > 0 {
		ask.Limits = []float64{q.Minutes}
	}
	if len(q.Services) == 1 {
		ask.Services = q.Services
	} else {
		ask.AllOf = q.Services
	}
	rows, err := e.Rows(ctx, ask)
	if err != nil {
		return measurement{}, err
	}
	m := measurement{by: make([]coverage.Amount, len(s.outcomeFrame()))}
	amount := func(a *coverage.Amount) coverage.Amount {
		if a == nil {
			return 0
		}
		return *a
	}
	for _, r := range rows {
		if r.District == nil {
			m.demand, m.covered, m.nearEdge, m.unlinked = amount(r.Demand), amount(r.Covered), amount(r.NearEdge), amount(r.Unlinked)
			m.by[0] = m.covered
			continue
		}
		for k, o := range s.outcomeFrame() {
			if o.District != nil && o.District.Code == r.District.Code && o.District.Level == r.District.Level {
				m.by[k] = amount(r.Covered)
			}
		}
	}
	return m, nil
}

// measurePlaces sums places up where no question to the engine does: who has two
// facilities within the limit, groups of people, and the parts of one district.
func (s *siting) measurePlaces(ctx context.Context, e *coverage.Engine) (measurement, error) {
	m := measurement{by: make([]coverage.Amount, len(s.outcomeFrame()))}
	catch, err := catchment.New(ctx, e, s.catch.Query())
	if err != nil {
		return m, err
	}
	var twice [][]bool
	if s.question.Backup {
		for k := range s.question.Services {
			list, err := catch.Doubled(ctx, k)
			if err != nil {
				return m, err
			}
			twice = append(twice, list)
		}
	}
	for i := range s.city.Demand.Len() {
		covered := true
		for k := range s.question.Services {
			covered = covered && (twice == nil && catch.Reaches(k, i) || twice != nil && twice[k][i])
		}
		amount := catch.Amount(i)
		m.demand += amount
		if !covered {
			near, unlinked := catch.Uncertain(i)
			if near {
				m.nearEdge += amount
			}
			if unlinked {
				m.unlinked += amount
			}
			continue
		}
		m.covered += amount
		for k, o := range s.outcomeFrame() {
			switch {
			case o.Group != "":
				m.by[k] += catch.AmountOf(o.Group, i)
			case o.District == nil:
				m.by[k] += amount
			case catch.Home(i) >= 0 && s.city.Districts[catch.Home(i)].Code == o.District.Code:
				m.by[k] += amount
			}
		}
	}
	return m, nil
}

// outcomeFrame lists what outcomes are told of: the whole that is asked, then its districts or groups.
func (s *siting) outcomeFrame() []Outcome {
	if s.frame != nil {
		return s.frame
	}
	s.frame = []Outcome{{}}
	districts := s.districts()
	if s.question.Per == PerGroup {
		for _, id := range sortedKeys(s.city.Demand.Groups) {
			s.frame = append(s.frame, Outcome{Group: id})
		}
	} else {
		for _, d := range districts {
			at := s.city.Districts[d]
			s.frame = append(s.frame, Outcome{District: &coverage.DistrictRef{Code: at.Code, Names: at.Names, Level: at.Level}})
		}
	}
	index := map[int]int{}
	for k, d := range districts {
		index[d] = k + 1
	}
	for i := range s.city.Demand.Len() {
		amount, reachable := s.catch.Amount(i), s.reachable[i]
		add := func(k int, amount coverage.Amount) {
			s.frame[k].Demand += amount
			if reachable {
				s.frame[k].Most += amount
			}
		}
		add(0, amount)
		if s.question.Per != PerGroup {
			if k, inside := index[s.catch.Home(i)]; inside {
				add(k, amount)
			}
			continue
		}
		for k := 1; k < len(s.frame); k++ {
			add(k, s.catch.AmountOf(s.frame[k].Group, i))
		}
	}
	return s.frame
}

// outcomes writes what the plan does for the city and its parts.
func (s *siting) outcomes(before, after measurement) {
	s.answer.Districts = slices.Clone(s.outcomeFrame())
	for k := range s.answer.Districts {
		o := &s.answer.Districts[k]
		o.Before, o.After = before.by[k], after.by[k]
		if s.question.Target == nil {
			continue
		}
		per := s.question.Per
		if k == 0 && (per == PerCity || per == PerBoth) || k > 0 && (per == PerDistrict || per == PerBoth) {
			need := ceilShare(*s.question.Target, o.Demand)
			o.Target = &need
		}
	}
}
