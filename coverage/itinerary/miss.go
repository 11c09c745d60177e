package itinerary

import (
	"context"
	"math"

	"lifecircle/coverage"
	"lifecircle/coverage/reach"
	"lifecircle/geo"
)

// miss says why a walk is not covered. A place that joins no street is
// disconnected; so is one that is near a facility in a straight line and reaches
// none at all.
func (t *trip) miss(ctx context.Context, it *Itinerary) (*Miss, error) {
	m := &Miss{}
	var err error
	if m.NearEdge, err = t.leaves(ctx, it.Limit); err != nil {
		return nil, err
	}
	return m, t.explain(ctx, m, it.Limit, it.Facility, it.Millis)
}

// explain finds the cause of a miss and its evidence. The walk to the facility
// that is nearest on foot is known; nil is none within MaxMinutes.
func (t *trip) explain(ctx context.Context, m *Miss, limit int64, walked string, millisWalked *int64) error {
	ends := t.nearest(m)
	if ends == nil && m.Cause != "" {
		return nil
	}
	mm := geo.Millimetres(t.from, m.NearestAt)
	m.StraightM = float64(mm) / 1000
	m.Crossed = t.city.Streets.Crossed(t.from, m.NearestAt)
	p := t.accesses.Profile
	m.Cause = CauseOf(len(t.starts) > 0, millisWalked != nil, mm <= t.accesses.ReachMM(limit))
	switch {
	case millisWalked == nil: // nor to this one
	case m.Nearest == walked:
		m.WalkMillis = millisWalked
	default:
		there, err := t.trace(ctx, ends, coverage.Millis(coverage.MaxMinutes))
		if err != nil {
			return err
		}
		if there != nil {
			ms := int64(there.path.Cost)
			m.WalkMillis = &ms
		}
	}
	if m.WalkMillis != nil && mm > 0 {
		ratio := p.Distance(*m.WalkMillis) / m.StraightM
		m.Ratio = &ratio
	}
	return nil
}

// Explain says why a place of demand is not covered by a service, at accesses that
// its caller has: the nearest facility on foot is walked, after so many
// milliseconds; nil is none within [coverage.MaxMinutes]. NearEdge is not filled
// in. The only error is ctx's.
func Explain(ctx context.Context, e *coverage.Engine, a *coverage.Accesses, service, place int, limit int64, walked string, after *int64) (Miss, error) {
	corners, err := e.Adjacency(ctx)
	if err != nil {
		return Miss{}, err
	}
	t := &trip{engine: e, city: e.City(), accesses: a, service: service, tracer: reach.NewTracer(a.Weights, corners, a.Private)}
	t.startAt(place)
	var m Miss
	err = t.explain(ctx, &m, limit, walked, after)
	return m, err
}

// CauseOf says why a place is not covered: whether it joins a street, whether it
// reaches a facility on foot at all, and whether one is within the limit in a
// straight line.
func CauseOf(joins, reaches, near bool) Cause {
	switch {
	case !joins:
		return CauseDisconnected
	case !near:
		return CauseDistance
	case !reaches:
		return CauseDisconnected
	}
	return CauseDetour
}

// nearest finds what is nearest as the crow flies, of equals that with the
// smaller id, and returns where it can be reached. Where nobody offers the
// service that is the cause.
func (t *trip) nearest(m *Miss) []endpoint {
	if t.service == toPoint {
		m.NearestAt = t.to
		return t.ends
	}
	best, least := uint32(0), int64(math.MaxInt64)
	for _, f := range t.engine.Offering(t.service) { // ascending, as ids are
		if mm := geo.Millimetres(t.from, t.city.Facilities[f].Point); mm < least {
			best, least = f, mm
		}
	}
	if least == math.MaxInt64 {
		m.Cause = CauseNoFacility
		return nil
	}
	m.Nearest, m.NearestAt = t.city.Facilities[best].ID, t.city.Facilities[best].Point
	return t.endsOf(best)
}

// leaves reports whether a walk to a service that is not covered could be, had
// we the city beyond the extent: as near_edge has it for places.
func (t *trip) leaves(ctx context.Context, limit int64) (bool, error) {
	if t.service == toPoint || len(t.starts) == 0 {
		return false, nil
	}
	near := t.legMM
	if t.city.Guessed {
		near = max(near, t.accesses.ReachMM(limit))
	}
	if t.edgeMM <= near {
		return true, nil
	}
	var exits []endpoint
	for _, a := range t.engine.Exits() {
		if a.LegMM = 0; a.Linked && t.accesses.Weights.Usable(a) {
			exits = append(exits, endpoint{End: coverage.End{From: a.At, Access: a}})
		}
	}
	way, err := t.trace(ctx, exits, limit)
	return way != nil, err
}
