package coverage

import (
	"context"
	"maps"
	"slices"

	"lifecircle/geo/streets"
)

// updateAccesses opens the accesses of a setting from those of the engine before.
func (e update) updateAccesses(ctx context.Context, s Setting) (*Accesses, error) {
	before, err := e.from.Accesses(ctx, s)
	if err != nil {
		return nil, err
	}
	d := &Accesses{Setting: s, Weights: e.weights(s.Profile), engine: e.Engine, replaced: before.replaced, edited: maps.Clone(before.edited),
		facilityLinked: widen(before.facilityLinked, e.addedFacilities())}
	if d.edited == nil {
		d.edited = map[accessKey]streets.Access{}
	}
	linked := before.linked.Edit(e.city.Demand.Len(), false)
	look := func(place int) { linked.Set(place, d.refresh(accessKey{false, place, mainAccess})) }
	for _, place := range e.delta.places {
		look(place)
	}
	d.changed, d.changedRanks = e.delta.places, e.delta.ranks
	for _, f := range e.ranks.indices(d.changedRanks) {
		d.facilityLinked[f] = d.refresh(accessKey{true, f, mainAccess})
	}
	if e.delta.streets {
		if err := d.refreshAffected(ctx, before, look); err != nil {
			return nil, err
		}
	}
	d.linked = linked.Array()
	return d, nil
}

// refresh opens the accesses of a place or a facility that edits touch.
func (d *Accesses) refresh(main accessKey) bool {
	for at := range d.keysOf(main) {
		d.edited[d.key(at)] = d.original(at)
	}
	return d.resolveAll(main, func(at accessKey, a streets.Access) { d.edited[d.key(at)] = a })
}

// refreshAffected opens the accesses again that join edges which are gone under the setting,
// or which the setting has moved near an edge that has come or gone.
func (d *Accesses) refreshAffected(ctx context.Context, before *Accesses, look func(place int)) error {
	e := d.engine
	standing, err := e.from.PlacesByEdge(ctx, before)
	if err != nil {
		return err
	}
	var places []int
	for _, edge := range e.delta.removed {
		for _, at := range standing.keysOn(edge) {
			places = append(places, at.of)
		}
	}
	var ranks []uint32
	apart := map[int]bool{} // places of which some access is elsewhere than it was found
	for _, moved := range []map[accessKey]streets.Access{before.replaced, before.edited} {
		for key := range moved {
			if key.facility {
				ranks = append(ranks, uint32(key.of))
			} else {
				apart[key.of] = true
			}
		}
	}
	for place := range apart {
		for at := range before.keysOf(accessKey{false, place, mainAccess}) {
			if inSome(e.affected.boxes, before.point(at)) {
				places = append(places, place)
			}
		}
	}
	for f := range e.from.city.Facilities {
		if slices.ContainsFunc(before.OfFacility(f), func(a streets.Access) bool { return e.affected.includes(a) }) {
			ranks = append(ranks, e.from.ranks.of[f])
		}
	}
	for _, place := range merged(places) {
		if _, done := slices.BinarySearch(e.delta.places, place); done {
			continue
		}
		was := before.OfPlace(place)
		if look(place); !slices.EqualFunc(was, d.OfPlace(place), equalAccess) {
			d.changed = merged(d.changed, []int{place})
		}
	}
	for _, rank := range merged(ranks) {
		if _, done := slices.BinarySearch(e.delta.ranks, rank); done {
			continue
		}
		f, old := e.ranks.index(rank), e.from.ranks.index(rank)
		was := before.OfFacility(old)
		d.facilityLinked[f] = d.refresh(accessKey{true, f, mainAccess})
		if !slices.EqualFunc(was, d.OfFacility(f), equalAccess) {
			d.changedRanks = merged(d.changedRanks, []uint32{rank})
		}
	}
	return nil
}

// addedFacilities lists those that the engine before has not, ascending.
func (e update) addedFacilities() []int {
	var out []int
	for _, rank := range e.delta.ranks {
		if _, known := e.from.ranks.find(rank); !known {
			f, _ := e.ranks.find(rank)
			out = append(out, f)
		}
	}
	return out
}
