package gaps

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// barriers are the obstacles that a gap's barrier may be, the hardest to cross
// first.
var barriers = []streets.Obstacle{streets.ObstacleWater, streets.ObstacleRailway, streets.ObstacleMotorway, streets.ObstacleWall}

// findBarrier finds what lies between a gap's places and the facilities that are
// nearest as the crow flies, where those are within the limit: of the obstacles
// that half of these people have in their way the hardest to cross. It also
// counts who walks around something.
func (s *survey) findBarrier(ctx context.Context, g *Gap, members []int) error {
	people := make([]coverage.Amount, len(barriers))
	all := coverage.Amount(0)
	for _, i := range members {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		m := s.missed[i]
		if m.cause != itinerary.CauseDetour && m.cause != itinerary.CauseDisconnected {
			continue
		}
		from := s.city.Demand.Point[m.place]
		to, near := s.nearestWithin(m, from)
		if !near {
			continue
		}
		if m.cause == itinerary.CauseDetour && s.walksAround(m, geo.Distance(from, to)) {
			g.Around += m.people
		}
		if m.cause != g.Cause {
			continue
		}
		all += m.people
		for _, o := range s.city.Streets.Crossed(from, to) {
			if k := slices.Index(barriers, o); k >= 0 {
				people[k] += m.people
			}
		}
	}
	for k, p := range people {
		if p > 0 && 2*p >= all {
			g.Barrier = barriers[k].String()
			break
		}
	}
	return nil
}

// walksAround reports whether a place's walk is longer than √2 times the
// straight line: more than the streets of a grid make of it, whatever its
// direction.
func (s *survey) walksAround(m missed, straight float64) bool {
	walked := s.accesses(m.service).Profile.Distance(m.over + s.basis.Limit(m.service))
	return walked > straight*math.Sqrt2
}

// nearestWithin returns the facility of the service that a place misses which is
// nearest as the crow flies, of equals that with the smaller id; false where none
// is within the limit.
func (s *survey) nearestWithin(m missed, from orb.Point) (orb.Point, bool) {
	metres := s.accesses(m.service).Profile.Distance(s.basis.Limit(m.service))
	box := geo.PlaneAt(from).Around(metres + 1)
	best, least := -1, int64(math.MaxInt64)
	s.facilities[m.service].Search(box.Min, box.Max, func(_, _ [2]float64, f int) bool {
		mm := geo.Millimetres(from, s.city.Facilities[f].Point)
		if mm < least || mm == least && f < best {
			best, least = f, mm
		}
		return true
	})
	if best < 0 || least > s.radiusMM[m.service] {
		return orb.Point{}, false
	}
	return s.city.Facilities[best].Point, true
}
