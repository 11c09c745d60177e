package coverage

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// checkIsochrones refuses what cannot be asked and fills in the defaults.
func (e *Engine) checkIsochrones(q IsochroneQuery) (IsochroneQuery, Setting, error) {
	var none Setting
	q.Mode, q.Direction = cmp.Or(q.Mode, ModeCumulative), cmp.Or(q.Direction, DirectionTo)
	if q.Minutes == nil {
		q.Minutes = []float64{5, 10, 15}
	}
	switch {
	case q.Mode != ModeCumulative && q.Mode != ModeBands:
		return q, none, &QueryError{Param: "mode", Value: string(q.Mode), Known: []string{string(ModeCumulative), string(ModeBands)}}
	case q.Direction != DirectionTo && q.Direction != DirectionFrom:
		return q, none, &QueryError{Param: "direction", Value: string(q.Direction), Known: []string{string(DirectionTo), string(DirectionFrom)}}
	case len(q.Minutes) == 0:
		return q, none, &QueryError{Param: "minutes", Why: "give at least one limit"}
	}
	if err := checkValues(Query{Minutes: q.Minutes}); err != nil {
		return q, none, err
	}
	q.Minutes = Query{Minutes: q.Minutes}.limits()
	if err := e.checkOrigins(q); err != nil {
		return q, none, err
	}
	service := Service{}
	if q.Service != "" {
		service = e.city.Services[e.service[q.Service]]
	}
	q.Profile = e.profileID(Query{Profile: q.Profile}, service)
	set, err := e.setting(q.Profile, q.Private)
	q.Private = set.private
	return q, set, err
}

// checkOrigins refuses origins that are not there, and too many of them.
func (e *Engine) checkOrigins(q IsochroneQuery) error {
	kinds := 0
	for _, given := range []bool{len(q.Points) > 0, len(q.Facilities) > 0, q.Service != ""} {
		if given {
			kinds++
		}
	}
	if kinds != 1 {
		return &QueryError{Param: "origin", Why: "give where the isochrones are around: points, or facilities, or a service"}
	}
	for _, p := range q.Points {
		if err := checkPoint("point", p); err != nil {
			return err
		}
	}
	count := len(q.Points) + len(q.Facilities)
	if q.Service != "" {
		s, known := e.service[q.Service]
		if !known {
			return &QueryError{Param: "service", Value: q.Service, Known: e.serviceIDs()}
		}
		if !q.Merge {
			count = len(e.offering[s])
		}
	}
	for i, id := range q.Facilities {
		if _, known := e.facilityIndex(id); !known {
			return &QueryError{Param: "facility", Value: id, Known: e.facilityIDs()}
		}
		if slices.Contains(q.Facilities[:i], id) {
			return &QueryError{Param: "facility", Value: id, Why: "it is named twice: name each facility once"}
		}
	}
	switch each := len(q.Minutes); {
	case count > MaxOrigins:
		return &QueryError{Param: "merge", Value: fmt.Sprint(q.Merge), Why: fmt.Sprintf(
			"ask around at most %d points or facilities at once; all of a service can be asked merged", MaxOrigins)}
	case !q.Merge && count*each > MaxShapes:
		return &QueryError{Param: "merge", Value: fmt.Sprint(q.Merge), Why: fmt.Sprintf(
			"an answer has at most %d isochrones, origins times limits: ask for fewer of either, or merged", MaxShapes)}
	}
	return nil
}

// facilityIndex returns the place of a facility.
func (e *Engine) facilityIndex(id string) (int, bool) {
	return slices.BinarySearchFunc(e.city.Facilities, id, func(f Facility, id string) int { return cmp.Compare(f.ID, id) })
}

func (e *Engine) facilityIDs() []string {
	ids := make([]string, len(e.city.Facilities))
	for i, f := range e.city.Facilities {
		ids[i] = f.ID
	}
	return ids
}

// A joined is an origin with where it joins the streets.
type joined struct {
	Origin
	accesses []streets.Access
}

// origins finds where the origins of a question join the streets.
func (e *Engine) origins(q IsochroneQuery, d *Accesses) []joined {
	var out []joined
	for _, p := range q.Points {
		if e.outsideExtent(p) {
			out = append(out, joined{Origin: Origin{Point: p, Reason: OriginOutside}})
			continue
		}
		out = append(out, e.pointOrigin(p, d))
	}
	for _, id := range q.Facilities {
		f, _ := e.facilityIndex(id)
		out = append(out, e.facilityOrigin(f, d))
	}
	if q.Service != "" {
		for _, f := range e.offering[e.service[q.Service]] {
			out = append(out, e.facilityOrigin(int(f), d))
		}
	}
	return out
}

// pointOrigin joins a point as a place there would be.
func (e *Engine) pointOrigin(p orb.Point, d *Accesses) joined {
	o := joined{Origin: Origin{Point: p}}
	all := appendEndpoint(nil, p, d.pointAccess(p), 0)
	for _, link := range d.linkAccesses(p) {
		all = appendEndpoint(all, p, link, 0)
	}
	if island, near := e.city.Streets.LinkIsland(p); near {
		o.Reason = OriginIsland
		if e.city.Provenance.Walking == "full" {
			all = appendEndpoint(all, p, d.usableAccess(p, island), 0)
		}
	}
	return o.join(all)
}

// facilityOrigin joins a facility by all of its accesses.
func (e *Engine) facilityOrigin(f int, d *Accesses) joined {
	facility := e.city.Facilities[f]
	o := joined{Origin: Origin{Point: facility.Point, Facility: facility.ID}}
	var all []endpoint
	for _, a := range d.facilityAccesses(f) {
		all = appendEndpoint(all, facility.Point, a, 0)
	}
	return o.join(all)
}

// join takes over accesses; the first is the one that is shown.
func (o joined) join(all []endpoint) joined {
	for _, g := range all {
		o.accesses = append(o.accesses, g.Access)
	}
	if len(all) > 0 {
		at, leg := all[0].Access.At, math.Round(float64(all[0].Access.LegMM))/1000
		o.Snapped, o.LinkM, o.Crosses = &at, &leg, all[0].Access.Crosses
	} else {
		o.Reason = cmp.Or(o.Reason, OriginUnlinked)
	}
	return o
}
