package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tidwall/rtree"
	"golang.org/x/sync/errgroup"

	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// Gaps returns the gaps of a service or a bundle, those with most people first.
// Every place where people of the group live, who count and are not covered, is
// in exactly one: the people of all gaps and the covered add up to the demand of
// the city's row. The errors are [*QueryError] and ctx's.
//
// It costs a search of [MaxMinutes] for each service and a bounded one for each
// gap.
func (e *Engine) Gaps(ctx context.Context, q GapQuery) ([]Gap, error) {
	s, err := e.survey(ctx, q)
	if err != nil {
		return nil, err
	}
	groups, err := s.group(ctx)
	if err != nil {
		return nil, err
	}
	gaps := make([]Gap, len(groups))
	workers, inner := errgroup.WithContext(ctx)
	workers.SetLimit(e.workers)
	for i, members := range groups {
		workers.Go(func() (err error) {
			gaps[i], err = s.gap(inner, members)
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, err
	}
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.People, a.People), strings.Compare(a.ID, b.ID))
	})
	for i := range gaps {
		gaps[i].Rank = i + 1
	}
	number(gaps)
	return gaps, nil
}

// A survey is a GapQuery made ready, with the places that are not covered.
type survey struct {
	*Engine
	query    GapQuery
	services []int
	criteria []Criterion // by services
	setting  []Setting
	amounts  []Amount
	opened   []bool // by place: covered were residents' streets open; nil where that cannot be asked
	missed   []missed
	bonds    []bond // what holds points together, to be drawn; by member

	facilities []rtree.RTreeG[int] // by services: open ones, indices into City.Facilities
}

// A missed place is one that is not covered.
type missed struct {
	place     int
	people    Amount
	criterion int   // of the service that is missed most
	over      int64 // milliseconds over the limit; unreached where none is found
	cause     Cause
	state     State
	accesses  []streets.Access // under the setting; of gaps along the streets, the first counts
}

// neverReached is the over-run of a walk that is not found within MaxMinutes.
const neverReached = int64(1) << 62

func (e *Engine) survey(ctx context.Context, q GapQuery) (*survey, error) {
	s := &survey{Engine: e, query: q}
	if err := s.lookAt(ctx); err != nil {
		return nil, err
	}
	for _, at := range s.services {
		var open rtree.RTreeG[int]
		for _, f := range e.offering[at] {
			p := e.city.Facilities[f].Point
			open.Insert(p, p, int(f))
		}
		s.facilities = append(s.facilities, open)
	}
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	return s, s.collect(ctx)
}

// lookAt finds the walks to the services.
func (s *survey) lookAt(ctx context.Context) error {
	if err := s.check(); err != nil {
		return err
	}
	for _, at := range s.services {
		set, err := s.Engine.setting(s.profileID(Query{Profile: s.query.Profile}, s.city.Services[at]), s.query.Private)
		if err != nil {
			return err
		}
		l, err := s.lookFar(ctx, at, set)
		if err != nil {
			return err
		}
		s.criteria, s.setting = append(s.criteria, l), append(s.setting, set)
	}
	return nil
}

// check refuses what cannot be asked and fills in the defaults.
func (s *survey) check() error {
	q := &s.query
	reading := Query{AllOf: q.AllOf, Group: q.Group, Area: q.Area, Weight: q.Weight, Minutes: given(q.Minutes), Profile: q.Profile}
	switch {
	case (q.Service == "") == (len(q.AllOf) == 0):
		return &QueryError{Param: "service", Value: q.Service, Why: "ask for the gaps of either one service or a bundle", Known: s.serviceIDs()}
	case q.Service != "":
		reading.Services = []string{q.Service}
	}
	if q.Private != "" {
		reading.Private = []streets.Private{q.Private}
	}
	if err := s.Engine.check(reading); err != nil {
		return err
	}
	t := task{ReadingAllOf, s.indices(q.AllOf), q.Minutes, q.Private}
	if q.Service != "" {
		t.reading, t.services = ReadingEach, s.indices(reading.Services)
	}
	row := s.rowHeader(reading, t)
	s.services, q.Group, q.Area, q.Weight = t.services, row.Group, row.Area, row.Weight
	var reason Reason
	if s.amounts, reason = s.Engine.amounts(q.Group, q.Weight); reason == ReasonNone {
		return nil
	}
	if q.Weight != WeightPeople {
		return &QueryError{Param: "weight", Value: q.Weight, Known: s.weightIDs()}
	}
	known, why := s.groupIDs(), ""
	if len(known) == 0 {
		why = "no demand of the city counts people: give [[demand]] a source with people in the manifest"
		if weights := s.weightIDs(); len(weights) > 0 {
			why += ", or ask for another weight: " + strings.Join(weights, ", ")
		}
	}
	return &QueryError{Param: "group", Value: q.Group, Known: known, Why: why}
}

// minutes returns the limit of a service.
func (s *survey) minutes(service int) float64 {
	return cmp.Or(s.query.Minutes, s.city.Services[service].Minutes)
}

// lookFar looks at a service with walks to MaxMinutes, so that over-runs are known.
func (s *survey) lookFar(ctx context.Context, service int, set Setting) (Criterion, error) {
	to := destination{service, set}
	if _, err := s.reach(ctx, to, millis(MaxMinutes)); err != nil {
		return Criterion{}, err
	}
	return s.criterion(ctx, to, s.minutes(service), 0)
}

// open finds who would be covered were residents' streets open to all.
func (s *survey) open(ctx context.Context) error {
	if s.setting[0].private == streets.PrivateOpen || !slices.Contains(s.privates(), streets.PrivateOpen) {
		return nil
	}
	s.opened = make([]bool, s.city.Demand.Len())
	for i := range s.opened {
		s.opened[i] = true
	}
	for k, service := range s.services {
		limit := s.criteria[k].limit
		w, err := s.reach(ctx, destination{service, Setting{s.setting[k].profile, streets.PrivateOpen}}, limit)
		if err != nil {
			return err
		}
		for i := range s.opened {
			s.opened[i] = s.opened[i] && w.Within(i, limit)
		}
	}
	return nil
}

// collect lists the places that are not covered, by id.
func (s *survey) collect(ctx context.Context) error {
	near := make([]paged.Array[bool], len(s.criteria)) // a facility lies within the limit in a straight line
	for k, l := range s.criteria {
		c, err := s.circle(ctx, s.services[k], reachMM(s.setting[k].profile, l.limit))
		if err != nil {
			return err
		}
		near[k] = c.within
	}
	for _, i := range s.placesIn(Query{}) {
		if m := s.missedAt(near, i); m != nil {
			s.missed = append(s.missed, *m)
		}
	}
	return ctx.Err()
}

// missedAt returns how a place is missed, nil where it is covered or nobody there
// counts; near are the places with a facility within the limit in a straight line,
// by services.
func (s *survey) missedAt(near []paged.Array[bool], place int) *missed {
	people := s.amounts[place]
	if people <= 0 || !s.counts(place, s.query.Area) {
		return nil
	}
	state := s.state(s.criteria, place)
	if state.covered {
		return nil
	}
	m := &missed{place: place, people: people, state: state, over: -neverReached}
	for k := range s.criteria {
		if over := s.over(k, place); over > m.over {
			m.criterion, m.over = k, over
		}
	}
	m.accesses = s.criteria[m.criterion].reach.accesses.placeAccesses(place)
	m.cause = causeOf(len(m.accesses) > 0, m.over != neverReached, near[m.criterion].At(place))
	if len(s.offering[s.services[m.criterion]]) == 0 {
		m.cause = CauseNoFacility
	}
	return m
}

// over returns by how much a place's walk to a service is over the limit.
func (s *survey) over(k, place int) int64 {
	ms := s.criteria[k].reach.millis.At(place)
	if ms == unreached || int64(ms) > millis(MaxMinutes) {
		return neverReached
	}
	return int64(ms) - s.criteria[k].limit
}
