package gaps

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tidwall/rtree"
	"golang.org/x/sync/errgroup"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// Find returns the gaps of a service or a bundle, those with most people first.
// Every place where people of the group live, who count and are not covered, is
// in exactly one: the people of all gaps and the covered add up to the demand of
// the row. The errors are [*coverage.QueryError] and ctx's.
//
// It costs a search of [coverage.MaxMinutes] for each service and a bounded one
// for each gap.
func Find(ctx context.Context, e *coverage.Engine, q Query) ([]Gap, error) {
	s, err := newSurvey(ctx, e, q)
	if err != nil {
		return nil, err
	}
	groups, err := s.group(ctx)
	if err != nil {
		return nil, err
	}
	gaps := make([]Gap, len(groups))
	workers, inner := errgroup.WithContext(ctx)
	workers.SetLimit(e.Workers())
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

// A question is a Query made ready: what it asks of a place is known.
type question struct {
	engine   *coverage.Engine
	city     *coverage.City
	basis    *coverage.Basis
	criteria []coverage.Criterion // by services
	circles  []paged.Array[bool]  // likewise: a facility lies within the limit in a straight line
	radiusMM []int64              // likewise: of that line
}

// A survey is a question with the places that are not covered.
type survey struct {
	question
	opened []bool // by place: covered were residents' streets open; nil where that cannot be asked
	missed []missed
	bonds  []bond // what holds points together, to be drawn; by member

	facilities []rtree.RTreeG[int] // by services: open ones, indices into City.Facilities
}

// A missed place is one that is not covered.
type missed struct {
	place    int
	people   coverage.Amount
	service  int   // the one that is missed most, an index into Basis.Services
	over     int64 // milliseconds over the limit; neverReached where none is found
	cause    itinerary.Cause
	state    coverage.State
	accesses []streets.Access // under the setting; of gaps along the streets, the first counts
}

// neverReached is the over-run of a walk that is not found within MaxMinutes.
const neverReached = int64(1) << 62

func newSurvey(ctx context.Context, e *coverage.Engine, q Query) (*survey, error) {
	asked, err := resolve(ctx, e, q)
	if err != nil {
		return nil, err
	}
	s := &survey{question: *asked}
	for _, service := range s.basis.Services {
		var open rtree.RTreeG[int]
		for _, f := range e.Offering(service) {
			p := s.city.Facilities[f].Point
			open.Insert(p, p, int(f))
		}
		s.facilities = append(s.facilities, open)
	}
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	for _, place := range s.basis.Places() {
		if m := s.missedAt(place); m != nil {
			s.missed = append(s.missed, *m)
		}
	}
	return s, ctx.Err()
}

// resolve refuses what cannot be asked, fills in the defaults, and finds the walks
// to the services: to MaxMinutes, so that over-runs are known.
func resolve(ctx context.Context, e *coverage.Engine, q Query) (*question, error) {
	if (q.Service == "") == (len(q.AllOf) == 0) {
		return nil, &coverage.QueryError{Param: "service", Value: q.Service, Why: "ask for the gaps of either one service or a bundle", Known: e.City().ServiceIDs()}
	}
	var basis *coverage.Basis
	var err error
	if q.Service != "" {
		basis, err = e.Resolve(q.Scope, q.Service)
	} else {
		basis, err = e.ResolveBundle(q.Scope, q.AllOf)
	}
	if err != nil {
		return nil, err
	}
	if err := basis.Counted(); err != nil {
		return nil, err
	}
	a := &question{engine: e, city: e.City(), basis: basis}
	for k, service := range basis.Services {
		if _, err := e.Reach(ctx, service, basis.Settings[k], coverage.Millis(coverage.MaxMinutes)); err != nil {
			return nil, err
		}
		criterion, err := e.Criterion(ctx, service, basis.Settings[k], basis.ServiceMinutes[k])
		if err != nil {
			return nil, err
		}
		radius := basis.Settings[k].ReachMM(basis.Limit(k))
		circle, err := e.Circle(ctx, service, radius)
		if err != nil {
			return nil, err
		}
		a.criteria, a.circles, a.radiusMM = append(a.criteria, criterion), append(a.circles, circle), append(a.radiusMM, radius)
	}
	return a, nil
}

// open finds who would be covered were residents' streets open to all.
func (s *survey) open(ctx context.Context) error {
	if s.basis.Private == streets.PrivateOpen || !slices.Contains(s.engine.City().Privates(), streets.PrivateOpen) {
		return nil
	}
	s.opened = make([]bool, s.city.Demand.Len())
	for i := range s.opened {
		s.opened[i] = true
	}
	for k, service := range s.basis.Services {
		limit := s.basis.Limit(k)
		r, err := s.engine.Reach(ctx, service, coverage.Setting{Profile: s.basis.Settings[k].Profile, Private: streets.PrivateOpen}, limit)
		if err != nil {
			return err
		}
		for i := range s.opened {
			s.opened[i] = s.opened[i] && r.Within(i, limit)
		}
	}
	return nil
}

// missedAt returns how a place is missed, nil where it is covered or nobody there
// counts.
func (a *question) missedAt(place int) *missed {
	people := a.basis.Amount(place)
	if people == 0 {
		return nil
	}
	state := a.engine.State(a.criteria, place)
	if state.Covered {
		return nil
	}
	m := &missed{place: place, people: people, state: state, over: -neverReached}
	for k := range a.criteria {
		if over := a.over(k, place); over > m.over {
			m.service, m.over = k, over
		}
	}
	m.accesses = a.accesses(m.service).OfPlace(place)
	m.cause = itinerary.CauseOf(len(m.accesses) > 0, m.over != neverReached, a.circles[m.service].At(place))
	if len(a.engine.Offering(a.basis.Services[m.service])) == 0 {
		m.cause = itinerary.CauseNoFacility
	}
	return m
}

// over returns by how much a place's walk to the k-th service is over the limit.
func (a *question) over(k, place int) int64 {
	ms, found := a.criteria[k].Reach.MillisAt(place)
	if !found || ms > coverage.Millis(coverage.MaxMinutes) {
		return neverReached
	}
	return ms - a.basis.Limit(k)
}

// accesses are those under the setting of the k-th service.
func (a *question) accesses(k int) *coverage.Accesses { return a.criteria[k].Reach.Accesses }

// serviceIDs lists the services asked.
func (a *question) serviceIDs() []string {
	out := make([]string, len(a.basis.Services))
	for k, service := range a.basis.Services {
		out[k] = a.city.Services[service].ID
	}
	return out
}
