package isochrone

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// resolve refuses what cannot be asked and fills in the defaults.
func resolve(e *coverage.Engine, q Query) (Query, *coverage.Basis, error) {
	q.Mode, q.Direction = cmp.Or(q.Mode, ModeCumulative), cmp.Or(q.Direction, DirectionTo)
	if q.Limits == nil {
		q.Limits = []float64{5, 10, 15}
	}
	switch {
	case q.Mode != ModeCumulative && q.Mode != ModeBands:
		return q, nil, &coverage.QueryError{Param: "mode", Value: string(q.Mode), Known: []string{string(ModeCumulative), string(ModeBands)}}
	case q.Direction != DirectionTo && q.Direction != DirectionFrom:
		return q, nil, &coverage.QueryError{Param: "direction", Value: string(q.Direction), Known: []string{string(DirectionTo), string(DirectionFrom)}}
	case len(q.Limits) == 0:
		return q, nil, &coverage.QueryError{Param: "minutes", Why: "give at least one limit"}
	}
	if err := coverage.CheckMinutes(q.Limits...); err != nil {
		return q, nil, err
	}
	q.Limits = slices.Compact(slices.Sorted(slices.Values(q.Limits)))
	if err := checkOrigins(e, q); err != nil {
		return q, nil, err
	}
	scope := q.Scope
	scope.Minutes, scope.Area = 0, cmp.Or(q.Area, coverage.AreaAll)
	basis, err := e.Resolve(scope, services(q)...)
	if err != nil {
		return q, nil, err
	}
	if q.Group != "" || basis.Weight != coverage.WeightPeople {
		err = basis.Counted()
	}
	q.Profile, q.Private = basis.Settings[0].Profile.ID, basis.Private
	return q, basis, err
}

// services lists the service of a question, if it has one.
func services(q Query) []string {
	if q.Service == "" {
		return nil
	}
	return []string{q.Service}
}

// checkOrigins refuses origins that are not there, and too many of them.
func checkOrigins(e *coverage.Engine, q Query) error {
	kinds := 0
	for _, given := range []bool{len(q.Points) > 0, len(q.Facilities) > 0, q.Service != ""} {
		if given {
			kinds++
		}
	}
	if kinds != 1 {
		return &coverage.QueryError{Param: "origin", Why: "give where the isochrones are around: points, or facilities, or a service"}
	}
	for _, p := range q.Points {
		if err := coverage.CheckPoint("point", p); err != nil {
			return err
		}
	}
	count := len(q.Points) + len(q.Facilities)
	if q.Service != "" {
		basis, err := e.Resolve(coverage.Scope{}, q.Service)
		if err != nil {
			return err
		}
		if !q.Merge {
			count = len(e.Offering(basis.Services[0]))
		}
	}
	for i, id := range q.Facilities {
		if _, known := e.City().FacilityIndex(id); !known {
			return &coverage.QueryError{Param: "facility", Value: id, Known: e.City().FacilityIDs()}
		}
		if slices.Contains(q.Facilities[:i], id) {
			return &coverage.QueryError{Param: "facility", Value: id, Why: "it is named twice: name each facility once"}
		}
	}
	switch each := len(q.Limits); {
	case count > MaxOrigins:
		return &coverage.QueryError{Param: "merge", Value: fmt.Sprint(q.Merge), Why: fmt.Sprintf(
			"ask around at most %d points or facilities at once; all of a service can be asked merged", MaxOrigins)}
	case !q.Merge && count*each > MaxShapes:
		return &coverage.QueryError{Param: "merge", Value: fmt.Sprint(q.Merge), Why: fmt.Sprintf(
			"an answer has at most %d isochrones, origins times limits: ask for fewer of either, or merged", MaxShapes)}
	}
	return nil
}

// A linkedOrigin is an origin with where it joins the streets.
type linkedOrigin struct {
	Origin
	accesses []streets.Access
}

// linkedOrigins finds where the origins of a question join the streets.
func linkedOrigins(e *coverage.Engine, q Query, basis *coverage.Basis, a *coverage.Accesses) []linkedOrigin {
	var out []linkedOrigin
	for _, p := range q.Points {
		if e.Outside(p) {
			out = append(out, linkedOrigin{Origin: Origin{Point: p, Reason: OriginOutside}})
			continue
		}
		out = append(out, pointOrigin(e, p, a))
	}
	for _, id := range q.Facilities {
		f, _ := e.City().FacilityIndex(id)
		out = append(out, facilityOrigin(e, f, a))
	}
	for _, service := range basis.Services {
		for _, f := range e.Offering(service) {
			out = append(out, facilityOrigin(e, int(f), a))
		}
	}
	return out
}

// pointOrigin joins a point as a place there would be.
func pointOrigin(e *coverage.Engine, p orb.Point, a *coverage.Accesses) linkedOrigin {
	o := Origin{Point: p}
	if _, near := e.City().Streets.IslandAccess(p); near {
		o.Reason = OriginIsland
	}
	var all []streets.Access
	for _, end := range a.PointEnds(p) {
		all = append(all, end.Access)
	}
	return link(o, all)
}

// facilityOrigin joins a facility by all of its accesses.
func facilityOrigin(e *coverage.Engine, f int, a *coverage.Accesses) linkedOrigin {
	facility := e.City().Facilities[f]
	return link(Origin{Point: facility.Point, Facility: facility.ID}, a.OfFacility(f))
}

// link joins an origin by accesses, of which the first is shown.
func link(o Origin, accesses []streets.Access) linkedOrigin {
	if len(accesses) > 0 {
		at, leg := accesses[0].At, math.Round(float64(accesses[0].LegMM))/1000
		o.Snapped, o.LinkM, o.Crosses = &at, &leg, accesses[0].Crosses
	} else {
		o.Reason = cmp.Or(o.Reason, OriginUnlinked)
	}
	return linkedOrigin{o, accesses}
}
