package coverage

import (
	"context"
	"maps"
	"slices"

	"lifecircle/geo/streets"
)

// moveDoors opens the doors of a setting from those of the engine before.
func (e *Engine) moveDoors(ctx context.Context, s setting) (*doors, error) {
	before, err := e.from.doors(ctx, s)
	if err != nil {
		return nil, err
	}
	d := &doors{setting: s, weights: e.weights(s.profile), engine: e, moved: before.moved, over: maps.Clone(before.over),
		reached: widen(before.reached, e.addedFacilities())}
	if d.over == nil {
		d.over = map[door]streets.Access{}
	}
	linked := before.linked.Edit(e.city.Demand.Len(), false)
	look := func(place int) { linked.Set(place, d.reopen(door{false, place, mainDoor})) }
	for _, place := range e.moves.places {
		look(place)
	}
	d.changed, d.ranks = e.moves.places, e.moves.ranks
	for _, f := range e.ranks.indices(d.ranks) {
		d.reached[f] = d.reopen(door{true, f, mainDoor})
	}
	if e.moves.streets {
		if err := d.upset(ctx, before, look); err != nil {
			return nil, err
		}
	}
	d.linked = linked.Array()
	return d, nil
}

// reopen opens the doors of a place or a facility that edits touch.
func (d *doors) reopen(main door) bool {
	for at := range d.beside(main) {
		d.over[d.key(at)] = d.original(at)
	}
	return d.open(main, func(at door, a streets.Access) { d.over[d.key(at)] = a })
}

// upset opens the doors again that join edges which are gone under the setting,
// or which the setting has moved near an edge that has come or gone.
func (d *doors) upset(ctx context.Context, before *doors, look func(place int)) error {
	e := d.engine
	standing, err := e.from.standing(ctx, before)
	if err != nil {
		return err
	}
	var places []int
	for _, edge := range e.moves.gone {
		for _, at := range standing.on(edge) {
			places = append(places, at.of)
		}
	}
	var ranks []uint32
	apart := map[int]bool{} // places of which some door is elsewhere than it was found
	for _, moved := range []map[door]streets.Access{before.moved, before.over} {
		for key := range moved {
			if key.facility {
				ranks = append(ranks, uint32(key.of))
			} else {
				apart[key.of] = true
			}
		}
	}
	for place := range apart {
		for at := range before.beside(door{false, place, mainDoor}) {
			if inSome(e.upset.boxes, before.point(at)) {
				places = append(places, place)
			}
		}
	}
	for f := range e.from.city.Facilities {
		if slices.ContainsFunc(before.ofFacility(f), func(a streets.Access) bool { return e.upset.hits(a) }) {
			ranks = append(ranks, e.from.ranks.of[f])
		}
	}
	for _, place := range merged(places) {
		if _, done := slices.BinarySearch(e.moves.places, place); done {
			continue
		}
		was := before.ofPlace(place)
		if look(place); !slices.EqualFunc(was, d.ofPlace(place), equalAccess) {
			d.changed = merged(d.changed, []int{place})
		}
	}
	for _, rank := range merged(ranks) {
		if _, done := slices.BinarySearch(e.moves.ranks, rank); done {
			continue
		}
		f, old := e.ranks.index(rank), e.from.ranks.index(rank)
		was := before.ofFacility(old)
		d.reached[f] = d.reopen(door{true, f, mainDoor})
		if !slices.EqualFunc(was, d.ofFacility(f), equalAccess) {
			d.ranks = merged(d.ranks, []uint32{rank})
		}
	}
	return nil
}

// addedFacilities lists those that the engine before has not, ascending.
func (e *Engine) addedFacilities() []int {
	var out []int
	for _, rank := range e.moves.ranks {
		if _, known := e.from.ranks.find(rank); !known {
			f, _ := e.ranks.find(rank)
			out = append(out, f)
		}
	}
	return out
}
