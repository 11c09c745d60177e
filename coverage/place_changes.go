package coverage

import (
	"context"

	"lifecircle/geo/streets"
)

// PlaceChanges are the places whose coverage by a service is another one in a city than
// in the one that it was made from.
type PlaceChanges struct {
	Service string
	Minutes float64 // the limit now
	Private streets.Private
	Places  []PlaceChange // by place
}

// A PlaceChange is one such place, where people of the group live that is counted.
type PlaceChange struct {
	Place         int    // index into City.Demand
	People        Amount // now, of those who are covered now; else before
	Covered       bool   // now, and not before; else the reverse
	Before, After *int64 // milliseconds of walking, as [Engine.Cells] gives them
}

// PlaceChanges compares coverage place by place with the city before, from which edits
// made this one. Of the query it reads one service, one limit and one treatment of
// residents' streets at most, Profile, District, Level, Group, Area and Weight.
// Places that the city before lacks have not turned.
//
// Where edits of neither the service nor the people lie between the two it looks
// at no place but those that the edits touch.
func (e *Engine) PlaceChanges(ctx context.Context, before *Engine, q Query) (PlaceChanges, error) {
	now, err := newComparedSide(ctx, e, q)
	if err != nil {
		return PlaceChanges{}, err
	}
	then, err := newComparedSide(ctx, before, q)
	if err != nil {
		return PlaceChanges{}, err
	}
	out := PlaceChanges{Service: now.row.Services[0], Minutes: now.minutes, Private: now.row.Private}
	if now.amounts == nil || then.amounts == nil {
		return out, nil
	}
	places, all, err := placesThatMayChange(ctx, e, before, now, then)
	if err != nil {
		return PlaceChanges{}, err
	}
	look := func(place int) {
		if t, turned := placeChange(then, now, place); turned && e.InDistrict(place, q.Scope) {
			out.Places = append(out.Places, t)
		}
	}
	if all {
		for place := range len(then.amounts) {
			look(place)
		}
	} else {
		for _, place := range places {
			look(place)
		}
	}
	return out, ctx.Err()
}

// comparedSide is one city's side of a comparison.
type comparedSide struct {
	*Engine
	row     Row // what names the question
	to      destination
	minutes float64
	limit   int64 // milliseconds
	walk    *Reach
	amounts []Amount
}

func newComparedSide(ctx context.Context, e *Engine, q Query) (*comparedSide, error) {
	if err := e.city.check(q); err != nil {
		return nil, err
	}
	if len(q.Services) != 1 || len(q.sortedLimits()) > 1 || len(q.Treatments) > 1 {
		return nil, &QueryError{Param: "service", Value: join(q.Services), Why: "places are compared for one service, limit and treatment at a time"}
	}
	service := e.city.servicesOf(q)[0]
	s := e.city.Services[service]
	t := &comparedSide{Engine: e, row: e.city.rowHeader(q, task{ReadingEach, []int{service}, 0, e.city.treatments(q)[0]}), minutes: s.Minutes}
	if limits := q.sortedLimits(); len(limits) == 1 {
		t.minutes = limits[0]
	}
	t.limit = Millis(t.minutes)
	set, err := e.city.Setting(e.city.profileID(q.Profile, s), t.row.Private)
	if err != nil {
		return nil, err
	}
	t.to = destination{service, set}
	t.amounts, _ = e.city.amounts(t.row.Group, t.row.Weight)
	t.walk, err = e.reachOf(ctx, t.to, SearchLimit(t.limit))
	return t, err
}

// placesThatMayChange lists the places that can have turned; all is true where that is any.
func placesThatMayChange(ctx context.Context, e, before *Engine, now, then *comparedSide) (places []int, all bool, err error) {
	if now.to != then.to || now.limit != then.limit {
		return nil, true, nil
	}
	return e.ChangedPlaces(ctx, before, now.to.service, now.to.Setting, SearchLimit(now.limit), -1)
}

// placeChange compares one place.
func placeChange(then, now *comparedSide, place int) (PlaceChange, bool) {
	if place >= len(then.amounts) {
		return PlaceChange{}, false
	}
	was, is := then.walk.Within(place, then.limit), now.walk.Within(place, now.limit)
	if was == is {
		return PlaceChange{}, false
	}
	side := now
	if was {
		side = then
	}
	t := PlaceChange{Place: place, People: side.amounts[place], Covered: is, Before: then.millis(place), After: now.millis(place)}
	return t, t.People > 0 && side.city.counts(place, side.row.Area)
}

// millis returns a place's walk where it is followed that far.
func (t *comparedSide) millis(place int) *int64 {
	if !t.walk.Within(place, t.limit*3/2) {
		return nil
	}
	ms := int64(t.walk.millis.At(place))
	return &ms
}
