package coverage

import (
	"context"
	"math"

	"lifecircle/geo"
)

// miss says why a walk is not covered. A place that joins no street is
// disconnected; so is one that is near a facility in a straight line and reaches
// none at all.
func (t *trip) miss(ctx context.Context, w *Walk) (*Miss, error) {
	m := &Miss{}
	var err error
	if m.NearEdge, err = t.leaves(ctx, w.Limit); err != nil {
		return nil, err
	}
	ends := t.nearest(m)
	if ends == nil && m.Cause != "" {
		return m, nil
	}
	mm := geo.Millimetres(t.from, m.NearestAt)
	m.StraightM = float64(mm) / 1000
	m.Crossed = t.city.Streets.Crossed(t.from, m.NearestAt)
	there, err := t.trace(ctx, ends, millis(MaxMinutes))
	if err != nil {
		return nil, err
	}
	p := t.doors.profile
	if there != nil {
		ms := int64(there.path.Cost)
		m.WalkMillis = &ms
		if mm > 0 {
			ratio := p.Reach(ms) / m.StraightM
			m.Ratio = &ratio
		}
	}
	switch {
	case len(t.starts) == 0:
		m.Cause = CauseDisconnected
	case mm > int64(math.Round(p.Reach(w.Limit)*1000)):
		m.Cause = CauseDistance
	case w.Millis == nil:
		m.Cause = CauseDisconnected
	default:
		m.Cause = CauseDetour
	}
	return m, nil
}

// nearest finds what is nearest as the crow flies, of equals that with the
// smaller id, and returns where it can be reached. Where nobody offers the
// service that is the cause.
func (t *trip) nearest(m *Miss) []gate {
	if t.service == toPoint {
		m.NearestAt = t.to
		return t.ends
	}
	best, least := uint32(0), int64(math.MaxInt64)
	for _, f := range t.offering[t.service] { // ascending, as ids are
		if mm := geo.Millimetres(t.from, t.city.Facilities[f].Point); mm < least {
			best, least = f, mm
		}
	}
	if least == math.MaxInt64 {
		m.Cause = CauseNoFacility
		return nil
	}
	m.Nearest, m.NearestAt = t.city.Facilities[best].ID, t.city.Facilities[best].Point
	return t.gatesOfFacility(best)
}

// leaves reports whether a walk to a service that is not covered could be, had
// we the city beyond the extent: as near_edge has it for places.
func (t *trip) leaves(ctx context.Context, limit int64) (bool, error) {
	if t.service == toPoint || len(t.starts) == 0 {
		return false, nil
	}
	near := t.legMM
	if t.city.Guessed {
		near = max(near, int64(math.Round(t.doors.weights.Profile().Reach(limit)*1000)))
	}
	if t.edgeMM <= near {
		return true, nil
	}
	var exits []gate
	for _, a := range t.exits {
		if a.LegMM = 0; t.doors.weights.Usable(a) {
			exits = gates(exits, a.At, a, 0)
		}
	}
	way, err := t.trace(ctx, exits, limit)
	return way != nil, err
}
