package itinerary

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// Find returns one walk in full: from a place of demand, or from any point, to
// the nearest open facility of a service, or to a point. It is followed to
// [coverage.MaxMinutes], so that one which is too long is seen as well.
//
// A point joins the streets as a place there would. Legs start and end at the
// entrance that is best, where there are several. The errors are
// [*coverage.QueryError], and that of ctx.
func Find(ctx context.Context, e *coverage.Engine, q Query) (*Itinerary, error) {
	t, err := newTrip(ctx, e, q)
	if err != nil {
		return nil, err
	}
	it := &Itinerary{Query: t.query, From: t.from, To: t.to, Limit: coverage.Millis(t.query.Minutes)}
	found, err := t.trace(ctx, t.ends, coverage.Millis(coverage.MaxMinutes))
	if err != nil {
		return nil, err
	}
	if found != nil {
		t.fill(it, found)
	}
	if !it.Covered {
		if it.Missed, err = t.miss(ctx, it); err != nil {
			return nil, err
		}
		if found == nil {
			it.To = it.Missed.NearestAt
		}
	}
	return it, nil
}

// A trip is a question for a walk, made ready.
type trip struct {
	engine   *coverage.Engine
	city     *coverage.City
	query    Query // with its defaults
	accesses *coverage.Accesses
	tracer   *reach.Tracer
	service  int // index into City.Services, or toPoint
	from     orb.Point
	to       orb.Point // of a walk to a point
	starts   []endpoint
	ends     []endpoint
	edgeMM   int64 // from the start to the extent's border
	legMM    int64 // the start's own straight leg
}

// toPoint is the service of a walk to a point.
const toPoint = -1

// An endpoint is where a walk starts or ends, and at which facility.
type endpoint struct {
	coverage.End
	facility uint32
}

// newTrip checks a question and finds where it starts and may end.
func newTrip(ctx context.Context, e *coverage.Engine, q Query) (*trip, error) {
	if err := check(e, q); err != nil {
		return nil, err
	}
	var services []string
	if q.Service != "" {
		services = []string{q.Service}
	}
	basis, err := e.Resolve(q.Scope, services...)
	if err != nil {
		return nil, err
	}
	set := basis.Settings[0]
	t := &trip{engine: e, city: e.City(), query: q, service: toPoint}
	t.query.Minutes, t.query.Profile, t.query.Private = basis.Minutes, basis.Profile, basis.Private
	if q.Service != "" {
		t.service = basis.Services[0]
	}
	if t.accesses, err = e.Accesses(ctx, set); err != nil {
		return nil, err
	}
	corners, err := e.Adjacency(ctx)
	if err != nil {
		return nil, err
	}
	t.tracer = reach.NewTracer(t.accesses.Weights, corners, set.Private)
	t.findStart()
	t.findEnds()
	return t, nil
}

// check refuses where a walk cannot start or lead.
func check(e *coverage.Engine, q Query) error {
	switch {
	case (q.From == nil) == (q.Place == ""):
		return &coverage.QueryError{Param: "from", Value: q.Place, Why: "give where the walk starts: either a point or the id of a place of demand"}
	case (q.To == nil) == (q.Service == ""):
		return &coverage.QueryError{Param: "to", Value: q.Service, Why: "give where the walk leads: either a point or a service"}
	}
	for _, end := range []struct {
		param string
		point *orb.Point
	}{{"from", q.From}, {"to", q.To}} {
		if end.point == nil {
			continue
		}
		if err := coverage.CheckPoint(end.param, *end.point); err != nil {
			return err
		}
	}
	if q.Place != "" && !slices.Contains(e.City().Demand.ID, q.Place) {
		return &coverage.QueryError{Param: "place", Value: q.Place, Why: "no place of demand has that id: take one that the cells of a service list, or ask from a point"}
	}
	return nil
}

// findStart finds where the walk may leave from.
func (t *trip) findStart() {
	if t.query.From == nil {
		t.startAt(slices.Index(t.city.Demand.ID, t.query.Place))
		return
	}
	t.from = *t.query.From
	t.starts = endpoints(t.accesses.PointEnds(t.from), 0)
	t.legMM, t.edgeMM = int64(t.accesses.OfPoint(t.from).LegMM), t.engine.BorderMMAt(t.from)
}

// startAt finds where a walk may leave a place of demand.
func (t *trip) startAt(place int) {
	t.from = t.city.Demand.Point[place]
	t.starts = endpoints(t.accesses.PlaceEnds(place), 0)
	t.legMM, t.edgeMM = t.accesses.LegMM(place), t.engine.BorderMM(place)
}

// findEnds finds where the walk may lead.
func (t *trip) findEnds() {
	if t.service == toPoint {
		t.to = *t.query.To
		t.ends = endpoints(t.accesses.PointEnds(t.to), 0)
		return
	}
	for _, f := range t.engine.Offering(t.service) {
		t.ends = append(t.ends, t.endsOf(f)...)
	}
}

func (t *trip) endsOf(facility uint32) []endpoint {
	return endpoints(t.accesses.FacilityEnds(int(facility)), facility)
}

func endpoints(list []coverage.End, facility uint32) []endpoint {
	out := make([]endpoint, len(list))
	for i, e := range list {
		out[i] = endpoint{e, facility}
	}
	return out
}

// A found walk and the ends that it uses.
type found struct {
	path       *reach.Path
	start, end endpoint
}

// trace finds the nearest of ends within limit milliseconds; nil where there is
// none.
func (t *trip) trace(ctx context.Context, ends []endpoint, limit int64) (*found, error) {
	bare := func(list []endpoint) []reach.End {
		out := make([]reach.End, len(list))
		for i, g := range list {
			out[i] = reach.End{Access: g.Access, Index: g.facility}
		}
		return out
	}
	p, err := t.tracer.Trace(ctx, bare(t.starts), bare(ends), streets.Cost(limit))
	if err != nil || p == nil {
		return nil, err
	}
	return &found{p, t.starts[p.Start], ends[p.End]}, nil
}

// fill writes down a walk that was found.
func (t *trip) fill(it *Itinerary, f *found) {
	ms := int64(f.path.Cost)
	slack := it.Limit - ms
	it.Millis, it.Slack, it.Covered = &ms, &slack, slack >= 0
	if t.service != toPoint {
		facility := t.city.Facilities[f.end.facility]
		it.Facility, it.To = facility.ID, facility.Point
	}
	it.Legs = legs(t.accesses.Weights, f.path, f.start.From, f.start.Access, f.end.From, f.end.Access)
}
