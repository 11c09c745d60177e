package coverage

import (
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// An attachment is how a place or a facility joins the streets that edits leave
// behind.
type attachment struct {
	access    streets.Access
	entrances []Entrance
	numbers   []int // 0 … len(entrances)-1
	relinked  bool  // the piece of some access, or of its Public, is closed
}

// attach finds how a point joins the streets as they were built: through the
// given entrances where some join, else from the point itself.
func attach(n *streets.Network, p orb.Point, given []Entrance) attachment {
	var j attachment
	for _, entrance := range given {
		entrance.Access = n.Access(entrance.Point)
		j.entrances = append(j.entrances, entrance)
		if !j.access.Linked {
			j.access = entrance.Access
		}
	}
	if !j.access.Linked {
		j.access = n.Access(p)
	}
	return j
}

// givenEntrances lists the entrances that the source gives, or an outline has.
func givenEntrances(list []Entrance) []Entrance {
	var out []Entrance
	for _, entrance := range list {
		if entrance.Kind != EntranceIsland && entrance.Kind != EntranceLink {
			out = append(out, entrance)
		}
	}
	return out
}

// numbered numbers the entrances.
func (j attachment) numbered() attachment {
	j.numbers = make([]int, len(j.entrances))
	for i := range j.numbers {
		j.numbers[i] = i
	}
	return j
}

// origin returns where the straight leg of an access starts: at the point that it
// is of, or at the attachment's own point or an entrance, whose leg is as long.
func (j attachment) origin(of, own orb.Point, a streets.Access) orb.Point {
	starts := func(p orb.Point) bool { return geo.Millimetres(p, a.At) == int64(a.LegMM) }
	for _, p := range [...]orb.Point{of, own} {
		if starts(p) {
			return p
		}
	}
	for _, entrance := range j.entrances {
		if starts(entrance.Point) {
			return entrance.Point
		}
	}
	return of
}

// placeAttachment returns how a place of a city that edits made of this one, now at
// p, joins the streets as this one has them, given the entrances of its places.
func (c *City) placeAttachment(entrances map[int][]int, place int, p orb.Point) attachment {
	if place >= c.Demand.Len() || c.Demand.Point[place] != p {
		return attach(c.Streets, p, nil)
	}
	j := attachment{access: c.Demand.Access[place]}
	for _, k := range entrances[place] {
		j.entrances = append(j.entrances, c.Demand.Entrances[k].Entrance)
	}
	return j
}

// facilityAttachment is like placeAttachment for a facility.
func (c *City) facilityAttachment(f *Facility) attachment {
	given := givenEntrances(f.Entrances)
	at, known := c.FacilityIndex(f.ID)
	if known {
		before := &c.Facilities[at]
		same := slices.EqualFunc(given, givenEntrances(before.Entrances), func(a, b Entrance) bool { return a.Kind == b.Kind && a.Point == b.Point })
		if same && before.Point == f.Point {
			return attachment{access: before.Access, entrances: before.Entrances}
		}
	}
	return attach(c.Streets, f.Point, given)
}

// entrancesByPlace looks up the entrances of each place that has some, as indices
// into Entrances.
func (d *Demand) entrancesByPlace() map[int][]int {
	out := map[int][]int{}
	for k, entrance := range d.Entrances {
		out[entrance.Place] = append(out[entrance.Place], k)
	}
	return out
}

// repeats reports whether the access is that of an entrance.
func (j attachment) repeats() bool {
	return slices.ContainsFunc(j.entrances, func(x Entrance) bool { return sameAccess(x.Access, j.access) })
}

// sameAccess reports whether two accesses that are linked are one.
func sameAccess(a, b streets.Access) bool {
	return a.Linked && a.Segment == b.Segment && a.Fraction == b.Fraction && a.LegMM == b.LegMM
}

// follow takes accesses from the streets as they were built to those that edits
// leave behind.
func (j attachment) follow(n *streets.Network, p orb.Point) attachment {
	if !n.Patched() && len(n.Links()) == 0 {
		return j.numbered()
	}
	// Those of the base's links are found again with the others.
	j.entrances = slices.DeleteFunc(slices.Clone(j.entrances), func(x Entrance) bool { return x.Kind == EntranceLink })
	out := attachment{entrances: slices.Clone(j.entrances)}
	out.access = out.carry(n, j.origin(p, p, j.access), Entrance{Access: j.access})
	for k, entrance := range j.entrances {
		out.entrances[k].Access = out.carry(n, j.origin(entrance.Point, p, entrance.Access), entrance)
	}
	link := func(at orb.Point, than streets.Access) {
		for _, a := range n.LinkAccesses(at, than) {
			out.entrances = append(out.entrances, Entrance{Kind: EntranceLink, Point: at, Access: a})
		}
	}
	if !j.repeats() {
		link(p, out.access)
	}
	for k, entrance := range j.entrances {
		if entrance.Kind == EntranceGiven {
			link(entrance.Point, out.entrances[k].Access)
		}
	}
	return out.numbered()
}

// carry returns what becomes of an access whose leg starts at p.
func (j *attachment) carry(n *streets.Network, p orb.Point, found Entrance) streets.Access {
	if !found.Access.Linked {
		return found.Access
	}
	a, there := n.Resolve(found.Access)
	switch {
	case !there && (found.Kind == EntranceIsland || found.Kind == EntranceLink):
		return streets.Access{}
	case !there:
		j.relinked = true
		return n.Access(p)
	case found.Access.Public != nil && a.Public == nil && found.Kind != EntranceIsland:
		j.relinked = true
		if public := n.WithoutPrivate(n.Access(p)); public.Linked {
			a.Public = &public
		}
	}
	return a
}

// equal reports whether two attachments are the same.
func (j attachment) equal(o attachment) bool {
	return j.relinked == o.relinked && equalAccess(j.access, o.access) &&
		slices.EqualFunc(j.entrances, o.entrances, func(a, b Entrance) bool {
			return a.Kind == b.Kind && a.Point == b.Point && equalAccess(a.Access, b.Access)
		})
}

func equalAccess(a, b streets.Access) bool {
	if a.Public != nil && b.Public != nil && !equalAccess(*a.Public, *b.Public) || (a.Public == nil) != (b.Public == nil) {
		return false
	}
	return a.Linked == b.Linked && a.Segment == b.Segment && a.Fraction == b.Fraction && a.LegMM == b.LegMM && a.Crosses == b.Crosses && a.At == b.At
}
