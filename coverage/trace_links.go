package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// What a link is of, and its kinds beside those of entrances.
const (
	OfDemand   = "demand"
	OfFacility = "facility"
	LegPublic  = "public" // how the link before would join a street that everybody may use
)

// AccessLegs returns every access leg of the city's places and facilities, whatever
// their status, to be drawn: of demand first, then by id, the main one before
// those of entrances. What joins no street has none.
func (e *Engine) AccessLegs(ctx context.Context) ([]AccessLeg, error) {
	d := e.importedAccesses()
	out := make([]AccessLeg, 0, e.city.Demand.Len()+len(e.city.Facilities))
	d.eachLeg(func(at accessKey, public bool) { out = append(out, d.legOf(at, public)) })
	slices.SortStableFunc(out, func(a, b AccessLeg) int {
		return cmp.Or(strings.Compare(a.Of, b.Of), strings.Compare(a.ID, b.ID))
	})
	return out, ctx.Err()
}

// importedAccesses are those of the import, whatever the setting.
func (e *Engine) importedAccesses() *Accesses { return &Accesses{engine: e} }

// eachLeg calls f for every access leg: of a place or a facility those of its
// accesses one after the other, the main one first unless it repeats another, and
// after each how it would join a street that everybody may use.
func (d *Accesses) eachLeg(f func(at accessKey, public bool)) {
	add := func(main accessKey) {
		for at := range d.keysOf(main) {
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
		add(accessKey{false, i, mainAccess})
	}
	for i := range d.engine.city.Facilities {
		add(accessKey{true, i, mainAccess})
	}
}

// legOf returns the access leg of a access.
func (d *Accesses) legOf(at accessKey, public bool) AccessLeg {
	of, id := d.owner(at)
	a := d.original(at)
	if public {
		a = *a.Public
	}
	return AccessLeg{Of: of, ID: id, Kind: d.legKind(at, public), From: d.origin(at, a), Access: a}
}

// owner returns what a access's links are of.
func (d *Accesses) owner(at accessKey) (of, id string) {
	if at.facility {
		return OfFacility, d.engine.city.Facilities[at.of].ID
	}
	return OfDemand, d.engine.city.Demand.ID[at.of]
}

// legKind returns the kind of a link, "" for the main one.
func (d *Accesses) legKind(at accessKey, public bool) string {
	switch {
	case public:
		return LegPublic
	case at.entrance == mainAccess:
		return ""
	}
	return string(d.entrance(at).Kind)
}
