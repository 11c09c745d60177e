package build

import (
	"cmp"
	"slices"
)

// A spot is a place in units of half of 1e-7 degrees, east and north of an
// area's corner: the middle of two corners is a spot too, so that everything
// about an outline is decided in whole numbers, exactly.
type spot struct{ x, y int64 }

// widestOutline is how wide an outline may be in 1e-7 degrees, so that products
// of spots stay within 64 bits: 53°.
const widestOutline = 1 << 29

// side tells on which side of the line from a to b the spot p lies: 1 left, -1
// right, 0 on it.
func side(a, b, p spot) int {
	return cmp.Compare((b.x-a.x)*(p.y-a.y), (b.y-a.y)*(p.x-a.x))
}

// within reports whether p, known to be on the line through a and b, lies
// between them, ends included.
func within(a, b, p spot) bool {
	return min(a.x, b.x) <= p.x && p.x <= max(a.x, b.x) && min(a.y, b.y) <= p.y && p.y <= max(a.y, b.y)
}

// An outline is the border of an area: rings that do not cross, the ground on
// the left of every side.
type outline struct {
	at         []spot // of each corner, ring after ring
	next, prev []int32
}

// add appends a ring of at least three corners.
func (o *outline) add(ring []spot) {
	first, count := int32(len(o.at)), int32(len(ring))
	o.at = append(o.at, ring...)
	for i := range count {
		o.next = append(o.next, first+(i+1)%count)
		o.prev = append(o.prev, first+(i+count-1)%count)
	}
}

// clashes reports whether sides meet other than in a corner: in one that
// neighbours share, or that two rings do.
func (o *outline) clashes() bool {
	order := make([]int32, len(o.at))
	for i := range order {
		order[i] = int32(i)
	}
	west := func(i int32) int64 { return min(o.at[i].x, o.at[o.next[i]].x) }
	slices.SortFunc(order, func(i, j int32) int { return cmp.Or(cmp.Compare(west(i), west(j)), cmp.Compare(i, j)) })
	for k, i := range order {
		a, b := o.at[i], o.at[o.next[i]]
		for _, j := range order[k+1:] {
			if west(j) > max(a.x, b.x) {
				break
			}
			if o.clash(a, b, o.at[j], o.at[o.next[j]]) {
				return true
			}
		}
	}
	return o.touchesItself()
}

// clash reports whether sides ab and cd share more than a corner.
func (o *outline) clash(a, b, c, d spot) bool {
	sc, sd, sa, sb := side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
	if sc*sd < 0 && sa*sb < 0 {
		return true
	}
	inside := func(s int, a, b, p spot) bool { return s == 0 && p != a && p != b && within(a, b, p) }
	return inside(sc, a, b, c) || inside(sd, a, b, d) || inside(sa, c, d, a) || inside(sb, c, d, b) ||
		a == c && b == d || a == d && b == c
}

// touchesItself reports whether a ring comes twice to one corner.
func (o *outline) touchesItself() bool {
	type corner struct {
		ring int
		at   spot
	}
	seen := make(map[corner]bool, len(o.at))
	ring := -1
	for i, at := range o.at {
		if i == 0 || o.next[i-1] != int32(i) {
			ring++
		}
		c := corner{ring, at}
		if seen[c] {
			return true
		}
		seen[c] = true
	}
	return false
}

// contains reports whether a spot is on the ground, its border included.
func (o *outline) contains(p spot) bool {
	in := false
	for i, a := range o.at {
		b := o.at[o.next[i]]
		if max(a.y, b.y) < p.y || min(a.y, b.y) > p.y {
			continue
		}
		s := side(a, b, p)
		if s == 0 && within(a, b, p) {
			return true
		}
		if (a.y > p.y) != (b.y > p.y) && (s > 0) == (b.y > a.y) {
			in = !in // the side lies east of p
		}
	}
	return in
}

// sees reports whether the straight line between two corners stays on the
// ground. It may touch the border and run along it.
func (o *outline) sees(u, v spot) bool {
	cuts := []spot{u, v}
	for i, a := range o.at {
		b := o.at[o.next[i]]
		if max(a.x, b.x) < min(u.x, v.x) || min(a.x, b.x) > max(u.x, v.x) ||
			max(a.y, b.y) < min(u.y, v.y) || min(a.y, b.y) > max(u.y, v.y) {
			continue
		}
		sa := side(u, v, a)
		if sa*side(u, v, b) < 0 && side(a, b, u)*side(a, b, v) < 0 {
			return false
		}
		if sa == 0 && within(u, v, a) {
			cuts = append(cuts, a)
		}
	}
	// Between two corners on the line nothing is crossed: the middle decides.
	slices.SortFunc(cuts, func(a, b spot) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	for i := 1; i < len(cuts); i++ {
		a, b := cuts[i-1], cuts[i]
		if a != b && !o.contains(spot{(a.x + b.x) / 2, (a.y + b.y) / 2}) {
			return false
		}
	}
	return true
}

// between returns the corners on the straight line between two others, in the
// order from u to v.
func (o *outline) between(u, v spot) []int32 {
	var on []int32
	for i, p := range o.at {
		if p != u && p != v && within(u, v, p) && side(u, v, p) == 0 {
			on = append(on, int32(i))
		}
	}
	far := func(i int32) int64 { return max(o.at[i].x-u.x, u.x-o.at[i].x) + max(o.at[i].y-u.y, u.y-o.at[i].y) }
	slices.SortFunc(on, func(i, j int32) int { return cmp.Or(cmp.Compare(far(i), far(j)), cmp.Compare(i, j)) })
	return on
}

// bends reports whether the ground takes up more than half a turn at a corner:
// what a walk may have to go around.
func (o *outline) bends(i int32) bool {
	return side(o.at[o.prev[i]], o.at[i], o.at[o.next[i]]) < 0
}

// hugs reports whether a walk that comes from a spot may go on around a corner:
// whether both sides that meet there lie on one hand. Others are never on a
// shortest walk.
func (o *outline) hugs(from spot, i int32) bool {
	return side(from, o.at[i], o.at[o.prev[i]])*side(from, o.at[i], o.at[o.next[i]]) >= 0
}
