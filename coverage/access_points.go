package coverage

import (
	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// An End is where a walk may start or end: how a point joins the streets, and
// where the straight leg to the street starts.
type End struct {
	From   orb.Point
	Access streets.Access
}

// OfPoint returns where a point of the ground joins the streets, as a place there
// would; it may be unlinked.
func (d *Accesses) OfPoint(p orb.Point) streets.Access {
	return d.usableAccess(p, d.Weights.Network().Access(p))
}

// AllOfPoint lists how a point joins the streets: its own access, if it has one,
// and those of added streets that are nearer.
func (d *Accesses) AllOfPoint(p orb.Point) []streets.Access {
	var out []streets.Access
	if a := d.OfPoint(p); a.Linked {
		out = append(out, a)
	}
	n := d.Weights.Network()
	if len(n.Links()) == 0 {
		return out
	}
	for _, a := range n.LinkAccesses(p, n.Access(p)) {
		if a = d.public(a); a.Linked && d.Weights.Usable(a) {
			out = append(out, a)
		}
	}
	return out
}

// PointEnds lists where a walk may start or end at a point: its accesses and, in a
// city whose places have such entrances, a nearer island.
func (d *Accesses) PointEnds(p orb.Point) []End {
	var out []End
	for _, a := range d.AllOfPoint(p) {
		out = append(out, End{p, a})
	}
	city := d.engine.city
	if city.Provenance.Walking != "full" {
		return out
	}
	if island, near := city.Streets.IslandAccess(p); near {
		if a := d.usableAccess(p, island); a.Linked {
			out = append(out, End{p, a})
		}
	}
	return out
}

// PlaceEnds lists where a walk may start or end at a place of demand, its own
// access first.
func (d *Accesses) PlaceEnds(place int) []End { return d.ends(accessKey{false, place, mainAccess}) }

// FacilityEnds is like PlaceEnds for a facility.
func (d *Accesses) FacilityEnds(f int) []End { return d.ends(accessKey{true, f, mainAccess}) }

func (d *Accesses) ends(main accessKey) []End {
	var out []End
	for at := range d.keysOf(main) {
		if a := d.access(at); a.Linked {
			out = append(out, End{d.origin(at, a), a})
		}
	}
	return out
}

// usableAccess is like replace, for an access of any point.
func (d *Accesses) usableAccess(p orb.Point, a streets.Access) streets.Access {
	a = d.public(a)
	if !a.Linked || d.Weights.Usable(a) {
		return a
	}
	return d.public(d.Weights.Network().AccessWhere(p, d.usable))
}

// public returns an access as the setting has it where residents' streets are
// closed.
func (d *Accesses) public(a streets.Access) streets.Access {
	if d.Private == streets.PrivateClosed {
		return d.Weights.Network().WithoutPrivate(a)
	}
	return a
}
