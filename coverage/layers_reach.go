package coverage

import (
	"context"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A catchment finds the people within a service's limit of one facility, whether
// or not another is nearer to them.
type catchment struct {
	isochrones
	limit   int64
	amounts []Amount
	area    Area
}

// catchments prepares one for each service; nil where nobody counts its group.
// What costs is asking: a search over what lies within the limit of a facility.
func (e *Engine) catchments(ctx context.Context) ([]*catchment, error) {
	corners, err := e.cornersOf(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]*catchment, len(e.city.Services))
	for s, service := range e.city.Services {
		frame := e.frame(Query{}, task{reading: ReadingEach, services: []int{s}, private: e.private()})
		amounts, reason := e.amounts(frame.Group, frame.Weight)
		if reason != ReasonNone {
			continue
		}
		set, err := e.setting(service.Profile, "")
		if err != nil {
			return nil, err
		}
		c := &catchment{isochrones: isochrones{Engine: e, set: set}, limit: millis(service.Minutes), amounts: amounts, area: frame.Area}
		if c.isochrones.doors, err = e.doors(ctx, set); err != nil {
			return nil, err
		}
		if c.isochrones.standing, err = e.standing(ctx, c.isochrones.doors); err != nil {
			return nil, err
		}
		c.spreader = reach.NewSpreader(c.isochrones.doors.weights, corners, set.private)
		out[s] = c
	}
	return out, nil
}

// of sums the people within reach of a facility.
func (c *catchment) of(ctx context.Context, facility int) (Amount, error) {
	spread, err := c.spreader.Spread(ctx, c.isochrones.doors.ofFacility(facility), streets.Cost(c.limit), false)
	if err != nil {
		return 0, err
	}
	sum := Amount(0)
	for place := range c.within(spread) {
		if a := c.amounts[place]; a != Missing && c.counts(place, c.area) {
			sum += a
		}
	}
	return sum, nil
}
