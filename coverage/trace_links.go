package coverage

import (
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
	d := &doors{city: e.city, byPlace: e.entrances}
	demand := &e.city.Demand
	out := make([]Link, 0, demand.Len()+len(e.city.Facilities))
	add := func(of, id, kind string, at door) {
		a := d.original(at)
		if !a.Linked {
			return
		}
		out = append(out, Link{Of: of, ID: id, Kind: kind, From: d.origin(at, a), Access: a})
		if a.Public != nil && a.Public.Linked {
			out = append(out, Link{Of: of, ID: id, Kind: LinkPublic, From: d.origin(at, *a.Public), Access: *a.Public})
		}
	}
	for i, id := range demand.ID {
		if at := (door{false, i, mainDoor}); !d.repeats(at) {
			add(LinkDemand, id, "", at)
		}
	}
	for k, x := range demand.Entrances {
		add(LinkDemand, demand.ID[x.Place], string(x.Kind), door{false, x.Place, k})
	}
	for i, f := range e.city.Facilities {
		if at := (door{true, i, mainDoor}); !d.repeats(at) {
			add(LinkFacility, f.ID, "", at)
		}
		for k, x := range f.Entrances {
			add(LinkFacility, f.ID, string(x.Kind), door{true, i, k})
		}
	}
	slices.SortStableFunc(out, func(a, b Link) int {
		if a.Of != b.Of {
			return strings.Compare(a.Of, b.Of)
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out, ctx.Err()
}
