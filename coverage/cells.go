package coverage

import (
	"context"
)

// Cells returns the walk of every place of demand to its nearest facility, for
// each service asked, sorted by service and then by the place's id, as bytes. The
// walk is followed to one and a half times the limit. Of the query it reads
// Services, District, Level, Minutes (one value, which replaces the limit),
// Profile and Private (one value).
func (e *Engine) Cells(ctx context.Context, q Query) ([]Cell, error) {
	if err := e.city.check(q); err != nil {
		return nil, err
	}
	if len(q.AllOf)+len(q.MeanOf) > 0 {
		return nil, &QueryError{Param: "all-of", Value: join(append(q.AllOf, q.MeanOf...)), Why: "cells are of one service each: ask with service"}
	}
	limits := q.sortedLimits()
	if len(limits) > 1 {
		return nil, &QueryError{Param: "minutes", Value: "several limits", Why: "cells are read at one limit: give one"}
	}
	if len(q.Treatments) > 1 {
		return nil, &QueryError{Param: "private", Value: "several treatments", Why: "cells are read under one: give one"}
	}
	services := e.city.servicesOf(q)
	places := e.PlacesIn(q.Scope)
	out := make([]Cell, 0, len(services)*len(places))
	for _, s := range services {
		limit := Millis(e.city.Services[s].Minutes)
		if len(limits) == 1 {
			limit = Millis(limits[0])
		}
		set, err := e.city.Setting(e.city.profileID(q.Profile, e.city.Services[s]), e.city.treatments(q)[0])
		if err != nil {
			return nil, err
		}
		w, err := e.reachOf(ctx, destination{s, set}, SearchLimit(limit))
		if err != nil {
			return nil, err
		}
		for _, i := range places {
			out = append(out, w.Cell(i, limit))
		}
	}
	return out, nil
}

// Cell returns what a cell says of a place, at a limit that the walks are followed
// beyond by half.
func (w *Reach) Cell(place int, limit int64) Cell {
	e, service := w.Accesses.engine, w.service
	c := Cell{Place: place, ID: e.city.Demand.ID[place], Service: e.city.Services[service].ID}
	switch ms := int64(w.millis.At(place)); {
	case len(e.offering[service]) == 0:
		c.Reason = CellNoFacility
	case ms > limit*3/2 && !w.Accesses.linked.At(place):
		c.Reason = CellUnlinked
	case ms > limit*3/2:
		c.Reason = CellBeyond
	default:
		c.Millis, c.Covered = &ms, ms <= limit
		c.Facility = e.city.Facilities[e.ranks.index(w.rank.At(place))].ID
	}
	return c
}

// PlacesIn lists the places of a scope's district, or all, by id: the order of the
// input's rows does not show in an answer.
func (e *Engine) PlacesIn(q Scope) []int {
	e.placeIndex.sortByDistrict(e)
	list := e.placeIndex.byID
	if q.District != nil {
		list = e.placesOfCode(*q.District, q.Level)
	}
	out := make([]int, len(list))
	for i, place := range list {
		out[i] = int(place)
	}
	return out
}

// placesOfCode lists the places that count for the district of a code; "" is no
// district of the level, or of any level where none is asked.
func (e *Engine) placesOfCode(code string, level *int) []int32 {
	if code == "" && len(e.levels) == 0 {
		return nil
	}
	var lists [][]int32
	for l := range e.levels {
		if level != nil && e.levels[l] != *level {
			continue
		}
		for d, list := range e.placeIndex.byDistrict[l] {
			if d == 0 && code == "" || d > 0 && e.city.Districts[d-1].Code == code {
				lists = append(lists, list)
			}
		}
	}
	if len(lists) == 1 {
		return lists[0]
	}
	among := map[int32]bool{}
	for _, list := range lists {
		for _, i := range list {
			among[i] = true
		}
	}
	var out []int32
	for _, i := range e.placeIndex.byID {
		if among[i] {
			out = append(out, i)
		}
	}
	return out
}
