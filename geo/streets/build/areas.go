package build

import (
	"fmt"
	"slices"
)

// A rim is an area's border in nodes of the builder.
type rim struct {
	area  Area
	way   uint32 // the record that its lines belong to
	rings [][]uint32
	outline
	node []uint32 // of each corner of the outline
}

// rims returns the areas that can be crossed, in the order of their ways.
func (b *Builder) rims(report *Report) []rim {
	var rims []rim
	for w, way := range b.ways {
		if way.area == 0 {
			continue
		}
		r := rim{area: b.areas[way.area-1], way: uint32(w)}
		if b.trace(&r) {
			rims = append(rims, r)
		} else {
			report.remark("square_invalid", r.area.name())
		}
	}
	return rims
}

// name returns what a remark calls the area.
func (a Area) name() string {
	if a.Relation {
		return fmt.Sprint("relation ", a.ID)
	}
	return fmt.Sprint("way ", a.ID)
}

// trace finds a rim's nodes and its outline; false where they do not enclose
// ground.
func (b *Builder) trace(r *rim) bool {
	for _, ring := range slices.Concat(r.area.Outer, r.area.Inner) {
		nodes, ok := b.ring(ring)
		if !ok {
			return false
		}
		r.rings = append(r.rings, nodes)
	}
	if len(r.area.Outer) == 0 {
		return false
	}
	around := nowhere
	for _, ring := range r.rings {
		for _, v := range ring {
			around.add(b.lon[v], b.lat[v])
		}
	}
	if around.east-around.west > widestOutline || around.north-around.south > widestOutline {
		return false
	}
	for i, ring := range r.rings {
		spots := make([]spot, len(ring))
		for k, v := range ring {
			spots[k] = spot{2 * (int64(b.lon[v]) - around.west), 2 * (int64(b.lat[v]) - around.south)}
		}
		if leftward := doubleArea(spots) > 0; leftward != (i < len(r.area.Outer)) {
			slices.Reverse(spots)
			slices.Reverse(ring)
		}
		r.outline.add(spots)
		r.node = append(r.node, ring...)
	}
	return !r.outline.clashes() && r.nested()
}

// ring returns the nodes of a closed ring, without the last; false where it is
// not closed, lacks a node or has fewer than three.
func (b *Builder) ring(ids []int64) ([]uint32, bool) {
	if len(ids) < 4 || ids[0] != ids[len(ids)-1] {
		return nil, false
	}
	var nodes []uint32
	for i, id := range ids[1:] {
		if id == ids[i] {
			continue
		}
		v, found := slices.BinarySearch(b.ids, id)
		if !found || b.lon[v] == unplaced {
			return nil, false
		}
		nodes = append(nodes, uint32(v))
	}
	return nodes, len(nodes) >= 3
}

// doubleArea returns twice the area of a ring, negative where it runs clockwise.
// Relative to the first corner, so that small rings cannot overflow; where a
// vast one does, its sign is wrong and the outline encloses nothing.
func doubleArea(ring []spot) (sum int64) {
	o := ring[0]
	for i, a := range ring {
		c := ring[(i+1)%len(ring)]
		sum += (a.x-o.x)*(c.y-o.y) - (a.y-o.y)*(c.x-o.x)
	}
	return sum
}

// nested reports whether no outer ring lies on another's ground, and every inner
// one lies in an outer.
func (r *rim) nested() bool {
	at := 0
	for i, ring := range r.rings {
		others := outline{}
		from := 0
		for k, other := range r.rings {
			if k != i {
				others.add(r.at[from : from+len(other)])
			}
			from += len(other)
		}
		// No side touches another but in corners, so that its middle is clear of them.
		a, b := r.at[at], r.at[at+1]
		if inner := i >= len(r.area.Outer); others.contains(spot{(a.x + b.x) / 2, (a.y + b.y) / 2}) != inner {
			return false
		}
		at += len(ring)
	}
	return true
}

// touchingSegments returns the segments at every node of a rim.
func touchingSegments(rims []rim, segments []rawSegment) map[uint32][]uint32 {
	at := map[uint32][]uint32{}
	most := uint32(0)
	for _, r := range rims {
		for _, v := range r.node {
			at[v] = nil
			most = max(most, v)
		}
	}
	if len(at) == 0 {
		return at
	}
	onRim := make([]bool, most+1)
	for v := range at {
		onRim[v] = true
	}
	for i, s := range segments {
		for _, v := range [2]uint32{s.from, s.to} {
			if v <= most && onRim[v] {
				at[v] = append(at[v], uint32(i))
			}
		}
	}
	return at
}
