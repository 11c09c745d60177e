package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// An AccessLeg is the straight line between a place or a facility and a street, to
// be drawn.
type AccessLeg struct {
	Of     string // OfDemand or OfFacility
	ID     string
	Kind   string // "" for the main one, else the kind of entrance, or LegPublic
	From   orb.Point
	Access streets.Access
}

// What an access leg is of, and its kind beside those of entrances.
const (
	OfDemand   = "demand"
	OfFacility = "facility"
	LegPublic  = "public" // how the leg before would join a street that everybody may use
)

// A LegRef tells which access leg of an engine is meant, in 16 bytes.
type LegRef struct {
	of, entrance     int32
	facility, public bool
}

func (r LegRef) key() accessKey { return accessKey{r.facility, int(r.of), int(r.entrance)} }

// SameOwner reports whether two legs are of one place or facility.
func (r LegRef) SameOwner(o LegRef) bool { return r.of == o.of && r.facility == o.facility }

// AccessLegs returns every access leg of the city's places and facilities, whatever
// their status: of demand first, then by id, the main one before those of
// entrances. What joins no street has none.
func (e *Engine) AccessLegs(ctx context.Context) ([]AccessLeg, error) {
	out := make([]AccessLeg, 0, e.city.Demand.Len()+len(e.city.Facilities))
	legs := e.Legs()
	legs.Each(func(r LegRef) { out = append(out, legs.Leg(r)) })
	slices.SortStableFunc(out, func(a, b AccessLeg) int {
		return cmp.Or(strings.Compare(a.Of, b.Of), strings.Compare(a.ID, b.ID))
	})
	return out, ctx.Err()
}

// Legs are the access legs of a city, as the import and the edits left them,
// whatever the setting.
type Legs struct {
	city     *City
	accesses *Accesses
}

// Legs returns the access legs, to be visited one by one. It costs nothing.
func (e *Engine) Legs() Legs { return Legs{e.city, e.importedAccesses()} }

// importedAccesses are those of the import, whatever the setting.
func (e *Engine) importedAccesses() *Accesses { return &Accesses{engine: e} }

// Each calls f for every access leg: of a place or a facility those of its
// accesses one after the other, the main one first unless it repeats another, and
// after each how it would join a street that everybody may use.
func (l Legs) Each(f func(LegRef)) {
	d := l.accesses
	add := func(main accessKey) {
		for at := range d.keysOf(main) {
			a := d.original(at)
			if !a.Linked || at == main && d.repeats(main) {
				continue
			}
			ref := LegRef{of: int32(at.of), entrance: int32(at.entrance), facility: at.facility}
			f(ref)
			if a.Public != nil && a.Public.Linked {
				ref.public = true
				f(ref)
			}
		}
	}
	for i := range l.city.Demand.ID {
		add(accessKey{false, i, mainAccess})
	}
	for i := range l.city.Facilities {
		add(accessKey{true, i, mainAccess})
	}
}

// Leg returns the access leg that is meant.
func (l Legs) Leg(r LegRef) AccessLeg {
	d := l.accesses
	of, id, kind := l.Name(r)
	a := d.original(r.key())
	if r.public {
		a = *a.Public
	}
	return AccessLeg{Of: of, ID: id, Kind: kind, From: d.origin(r.key(), a), Access: a}
}

// Name returns what an access leg is of, and its kind: "" is the main one.
func (l Legs) Name(r LegRef) (of, id, kind string) {
	if of, id = OfDemand, ""; r.facility {
		of, id = OfFacility, l.city.Facilities[r.of].ID
	} else {
		id = l.city.Demand.ID[r.of]
	}
	switch {
	case r.public:
		kind = LegPublic
	case r.entrance != mainAccess:
		kind = string(l.accesses.entrance(r.key()).Kind)
	}
	return of, id, kind
}
