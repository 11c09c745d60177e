package coverage

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// editStreets lays the edits over the streets, which exits follow.
func (e update) editStreets(_ context.Context, edits []Edit) error {
	for i, edit := range edits {
		if len(edit.Streets) == 0 {
			continue
		}
		n, err := e.city.Streets.Patch(edit.Streets)
		if err != nil {
			wrong := &EditError{Index: i, Field: "streets", Why: err.Error(), Err: err}
			var street *streets.EditError
			if errors.As(err, &street) {
				wrong.Why = street.Error()
			}
			return wrong
		}
		e.city.Streets, e.delta.streets = n, true
	}
	if !e.delta.streets {
		return nil
	}
	e.delta.removed, e.delta.added = e.city.Streets.Changed(e.from.city.Streets)
	e.exits = slices.Clone(e.root.exits)
	for i, a := range e.exits {
		if a.Linked {
			e.exits[i], _ = e.city.Streets.Resolve(a)
		}
	}
	e.findAffected()
	return nil
}

// An affected is which accesses an edit of the streets may change.
type affected struct {
	segments map[uint32]bool // of edges that are gone
	boxes    []orb.Bound     // around edges that have come or gone: what is nearest may be another there
	links    []orb.Bound     // around links that have come or gone
}

func (e update) findAffected() {
	u := &e.affected
	u.segments = map[uint32]bool{}
	for _, edge := range e.delta.removed {
		first, last := e.from.city.Streets.SegmentsOf(edge)
		for s := first; s < last; s++ {
			u.segments[s] = true
		}
		u.boxes = append(u.boxes, around500(e.from.city.Streets, edge))
	}
	for _, edge := range e.delta.added {
		u.boxes = append(u.boxes, around500(e.city.Streets, edge))
	}
	before, after := e.from.city.Streets.Links(), e.city.Streets.Links()
	for _, list := range []struct {
		n             *streets.Network
		links, others []streets.LinkEdge
	}{{e.from.city.Streets, before, after}, {e.city.Streets, after, before}} {
		for _, l := range list.links {
			if !slices.ContainsFunc(list.others, func(o streets.LinkEdge) bool { return o.Edge == l.Edge }) {
				u.links = append(u.links, around500(list.n, l.Edge))
			}
		}
	}
}

// around500 returns the box of an edge and of what may join it.
func around500(n *streets.Network, edge uint32) orb.Bound {
	first, last := n.SegmentsOf(edge)
	box := n.Point(n.NodeOf(edge, 0)).Bound()
	for i := range last - first {
		box = box.Extend(n.Point(n.NodeOf(edge, i+1)))
	}
	const metres = streets.AccessDistance * 1.01
	return box.Union(geo.PlaneAt(box.Min).Around(metres)).Union(geo.PlaneAt(box.Max).Around(metres))
}

// includes reports whether an access may change.
func (u *affected) includes(a streets.Access) bool {
	return a.Linked && (u.segments[a.Segment] || a.Public != nil && u.includes(*a.Public))
}

// includesAny reports whether some access of a place or a facility may change: its
// own, or by a link near its accesses.
func (u *affected) includesAny(p orb.Point, j attachment) bool {
	if j.relinked || u.includes(j.access) || inSome(u.links, p) {
		return true
	}
	return slices.ContainsFunc(j.entrances, func(x Entrance) bool { return u.includes(x.Access) || inSome(u.links, x.Point) })
}

// editAttachments finds how what has moved, and what streets have moved away from or
// to, joins the streets.
func (e update) editAttachments(ctx context.Context, _ []Edit) error {
	places, err := e.placesToAttach(ctx)
	if err != nil {
		return err
	}
	own := maps.Clone(e.attachments)
	if own == nil {
		own = map[int]attachment{}
	}
	found := make([]attachment, len(places))
	err = e.Parallel(ctx, len(places), func(i int) {
		found[i] = e.basePlace(places[i]).follow(e.city.Streets, e.city.Demand.Point[places[i]])
	})
	if err != nil {
		return err
	}
	var moved []int
	for i, place := range places {
		if _, edited := slices.BinarySearch(e.delta.places, place); edited || !found[i].equal(update{e.from}.attachmentOf(place)) {
			own[place] = found[i]
			moved = append(moved, place)
		}
	}
	e.attachments, e.delta.places = own, merged(e.delta.places, moved)
	e.attachFacilities()
	return nil
}

// attachmentOf returns how a place joins the streets now.
func (e update) attachmentOf(place int) attachment {
	if j, own := e.attachments[place]; own {
		return j
	}
	j := attachment{access: e.city.Demand.Access[place]}
	for _, k := range e.entrancesByPlace[place] {
		j.entrances = append(j.entrances, e.city.Demand.Entrances[k].Entrance)
	}
	return j
}

// basePlace returns how a place joins the streets as they were built.
func (e update) basePlace(place int) attachment {
	return e.root.city.placeAttachment(e.root.entrancesByPlace, place, e.city.Demand.Point[place])
}

// placesToAttach lists the places whose attachment may change.
func (e update) placesToAttach(ctx context.Context) ([]int, error) {
	out := slices.Clone(e.delta.places)
	if !e.delta.streets {
		return out, nil
	}
	built, err := update{e.root}.basePlacesByEdge(ctx)
	if err != nil {
		return nil, err
	}
	for _, edge := range e.delta.removed {
		for _, at := range built.keysOn(edge) {
			out = append(out, at.of)
		}
	}
	for place, j := range e.attachments {
		if e.affected.includesAny(e.city.Demand.Point[place], j) || j.lost(e.from.city.Streets, e.basePlace(place)) {
			out = append(out, place)
		}
	}
	if len(e.affected.links) > 0 {
		for _, box := range e.affected.links {
			e.placeIndex.eachInBox(e.city.Demand.Point, box, func(place int) { out = append(out, place) })
		}
		for _, entrance := range e.root.city.Demand.Entrances {
			if inSome(e.affected.links, entrance.Point) {
				out = append(out, entrance.Place)
			}
		}
	}
	return merged(out), nil
}

// basePlacesByEdge looks up the places by the edges that they joined when the city was
// opened, with residents' streets closed or not.
func (e update) basePlacesByEdge(ctx context.Context) (*PlacesByEdge, error) {
	return e.placesByEdgeCache.get(ctx, Setting{}, always, func(ctx context.Context) (*PlacesByEdge, error) {
		d := e.importedAccesses()
		return e.listPlacesByEdge(ctx, func(at accessKey, add func(streets.Access)) {
			a := d.original(at)
			add(a)
			if a.Public != nil {
				add(*a.Public)
			}
		})
	})
}

// attachFacilities finds how facilities that edits touch join the streets.
func (e update) attachFacilities() {
	edited := e.delta.ranks
	for _, f := range e.ranks.indices(edited) {
		facility := &e.city.Facilities[f]
		after := e.root.city.facilityAttachment(facility).follow(e.city.Streets, facility.Point)
		e.setAttachment(f, after)
	}
	if e.delta.streets {
		e.reattachFacilities(edited)
	}
	e.replaced = merged(e.replaced, e.delta.ranks)
}

// reattachFacilities finds which of the others join otherwise.
func (e update) reattachFacilities(edited []uint32) {
	own := len(edited) > 0
	for f, rank := range e.ranks.of {
		if _, done := slices.BinarySearch(edited, rank); done {
			continue
		}
		facility := &e.city.Facilities[f]
		before := attachment{access: facility.Access, entrances: facility.Entrances}
		if _, before.relinked = slices.BinarySearch(e.relinked, rank); !e.affected.includesAny(facility.Point, before) && !before.lost(e.from.city.Streets, e.root.city.facilityAttachment(facility)) {
			continue
		}
		after := e.root.city.facilityAttachment(facility).follow(e.city.Streets, facility.Point)
		if after.equal(before) {
			continue
		}
		if !own {
			e.city.Facilities, own = slices.Clone(e.city.Facilities), true
		}
		e.setAttachment(f, after)
		e.delta.ranks = merged(e.delta.ranks, []uint32{rank})
	}
}

// lost reports whether some access of those that were built is not there on a
// network, but nothing or another in its place: itself, or its Public.
func (j attachment) lost(n *streets.Network, built attachment) bool {
	var gone func(was, is streets.Access) bool
	gone = func(was, is streets.Access) bool {
		if !was.Linked {
			return false
		}
		a, there := n.Resolve(was)
		return !there || !is.Linked || a.Segment != is.Segment || a.Fraction != is.Fraction ||
			was.Public != nil && (is.Public == nil || gone(*was.Public, *is.Public))
	}
	if gone(built.access, j.access) {
		return true
	}
	k := 0
	for _, x := range built.entrances {
		if x.Kind == EntranceLink {
			continue
		}
		if gone(x.Access, j.entrances[k].Access) {
			return true
		}
		k++
	}
	return false
}

// setAttachment writes down how a facility joins the streets.
func (e update) setAttachment(f int, j attachment) {
	rank := e.ranks.of[f]
	e.city.Facilities[f].Access, e.city.Facilities[f].Entrances = j.access, j.entrances
	e.relinked = slices.DeleteFunc(slices.Clone(e.relinked), func(r uint32) bool { return r == rank })
	if j.relinked {
		e.relinked = merged(e.relinked, []uint32{rank})
	}
}
