package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// What a link is of, and its kinds beside those of entrances.
const (
	LinkDemand   = "demand"
	LinkFacility = "facility"
	LinkPublic   = "public" // how the link before would join a street that everybody may use
)

// Links returns every access leg of the city's places and facilities, whatever
// their status, to be drawn: of demand first, then by id, the main one before
// those of entrances. What joins no street has none.
func (e *Engine) Links(ctx context.Context) ([]Link, error) {
	d := e.foundDoors()
	out := make([]Link, 0, e.city.Demand.Len()+len(e.city.Facilities))
	d.eachLink(func(at door, public bool) { out = append(out, d.link(at, public)) })
	slices.SortStableFunc(out, func(a, b Link) int {
		return cmp.Or(strings.Compare(a.Of, b.Of), strings.Compare(a.ID, b.ID))
	})
	return out, ctx.Err()
}

// foundDoors are those of the import, whatever the setting.
func (e *Engine) foundDoors() *doors { return &doors{engine: e} }

// eachLink calls f for every access leg: of a place or a facility those of its
// doors one after the other, the main one first unless it repeats another, and
// after each how it would join a street that everybody may use.
func (d *doors) eachLink(f func(at door, public bool)) {
	add := func(main door) {
		for at := range d.beside(main) {
			a := d.original(at)
			if !a.Linked || at == main && d.repeats(main) {
				continue
			}
			f(at, false)
			if a.Public != nil && a.Public.Linked {
				f(at, true)
			}
		}
	}
	for i := range d.engine.city.Demand.ID {
		add(door{false, i, mainDoor})
	}
	for i := range d.engine.city.Facilities {
		add(door{true, i, mainDoor})
	}
}

// link returns the access leg of a door.
func (d *doors) link(at door, public bool) Link {
	of, id := d.owner(at)
	a := d.original(at)
	if public {
		a = *a.Public
	}
	return Link{Of: of, ID: id, Kind: d.linkKind(at, public), From: d.origin(at, a), Access: a}
}

// owner returns what a door's links are of.
func (d *doors) owner(at door) (of, id string) {
	if at.facility {
		return LinkFacility, d.engine.city.Facilities[at.of].ID
	}
	return LinkDemand, d.engine.city.Demand.ID[at.of]
}

// linkKind returns the kind of a link, "" for the main one.
func (d *doors) linkKind(at door, public bool) string {
	switch {
	case public:
		return LinkPublic
	case at.entrance == mainDoor:
		return ""
	}
	return string(d.entrance(at).Kind)
}
