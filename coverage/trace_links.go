package coverage

import (
	"context"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
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
	d := &e.city.Demand
	out := make([]Link, 0, d.Len()+len(e.city.Facilities))
	add := func(of, id, kind string, from orb.Point, a streets.Access) {
		if !a.Linked {
			return
		}
		out = append(out, Link{Of: of, ID: id, Kind: kind, From: from, Access: a})
		if a.Public != nil && a.Public.Linked {
			out = append(out, Link{Of: of, ID: id, Kind: LinkPublic, From: from, Access: *a.Public})
		}
	}
	for i, a := range d.Access {
		add(LinkDemand, d.ID[i], "", d.Point[i], a)
	}
	for _, x := range d.Entrances {
		add(LinkDemand, d.ID[x.Place], string(x.Kind), x.Point, x.Access)
	}
	for _, f := range e.city.Facilities {
		add(LinkFacility, f.ID, "", f.Point, f.Access)
		for _, x := range f.Entrances {
			add(LinkFacility, f.ID, string(x.Kind), x.Point, x.Access)
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
