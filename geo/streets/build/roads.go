package build

import (
	"math"
	"slices"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// drivable reports whether vehicles use a street of this class, so that walkers
// may wait to cross it.
func drivable(c streets.Class) bool {
	return c >= streets.ClassLivingStreet && c <= streets.ClassRoad || c == streets.ClassTrunk || c == streets.ClassTrunkLink
}

// big reports whether crossing such a road takes a wait without lights too.
func big(c streets.Class) bool {
	return c >= streets.ClassSecondary && c <= streets.ClassPrimaryLink || c == streets.ClassTrunk || c == streets.ClassTrunkLink
}

// mainClass is the class of the road that a link belongs to.
func mainClass(c streets.Class) streets.Class {
	switch c {
	case streets.ClassTertiaryLink, streets.ClassSecondaryLink, streets.ClassPrimaryLink, streets.ClassTrunkLink:
		return c - 1
	}
	return c
}

// A road passes through a node: halfs are its parts there.
type road struct {
	halfs  []half
	name   uint32
	class  streets.Class // the biggest
	oneway bool
}

// same reports whether two carriageways are of one road.
func (r road) same(o road) bool {
	if r.name != 0 && o.name != 0 {
		return r.name == o.name
	}
	return mainClass(r.class) == mainClass(o.class)
}

func (r road) has(segment uint32) bool {
	return slices.ContainsFunc(r.halfs, func(h half) bool { return h.segment == segment })
}

// roadsAt tells which of the roads' ends at a node are of one road: those of one
// name or one way, and of the rest, two by two, those that go straight on.
func (x *crossings) roadsAt(v uint32) []road {
	var roads []road
	for _, h := range x.a.at(v) {
		if !x.isRoad(h.segment) {
			continue
		}
		w := x.ways[x.segments[h.segment].way]
		r := road{halfs: []half{h}, name: w.name, class: w.kind.Class, oneway: w.kind.Oneway != 0}
		at := slices.IndexFunc(roads, func(o road) bool {
			if r.name != 0 || o.name != 0 {
				return r.name == o.name
			}
			return x.segments[o.halfs[0].segment].way == x.segments[h.segment].way
		})
		if at < 0 {
			roads = append(roads, r)
		} else {
			roads[at] = roads[at].with(r)
		}
	}
	return x.pairStraight(v, roads)
}

func (r road) with(o road) road {
	r.halfs = append(r.halfs, o.halfs...)
	r.name = max(r.name, o.name)
	if rank(o.class) > rank(r.class) {
		r.class = o.class
	}
	r.oneway = r.oneway || o.oneway
	return r
}

// rank orders classes by how busy such a road is.
func rank(c streets.Class) int {
	switch {
	case c == streets.ClassTrunk || c == streets.ClassTrunkLink:
		return int(streets.ClassTrunk)
	case c >= streets.ClassTertiary && c <= streets.ClassPrimaryLink:
		return int(c)
	}
	return 0
}

// pairStraight joins the roads that end at a node two by two, the straightest
// first, where they turn by less than 45°.
func (x *crossings) pairStraight(v uint32, roads []road) []road {
	plane := geo.PlaneAt(x.point(v))
	towards := func(r road) (float64, float64) {
		east, north := plane.To(x.point(r.halfs[0].other))
		length := math.Hypot(east, north)
		if length == 0 {
			return 0, 0
		}
		return east / length, north / length
	}
	for {
		bestI, bestJ, best := -1, -1, -math.Sqrt2/2
		for i := range roads {
			for j := i + 1; j < len(roads); j++ {
				if len(roads[i].halfs) > 1 || len(roads[j].halfs) > 1 {
					continue
				}
				ax, ay := towards(roads[i])
				bx, by := towards(roads[j])
				if cos := float64(ax*bx) + float64(ay*by); cos < best {
					bestI, bestJ, best = i, j, cos
				}
			}
		}
		if bestI < 0 {
			return roads
		}
		roads[bestI] = roads[bestI].with(roads[bestJ])
		roads = slices.Delete(roads, bestJ, bestJ+1)
	}
}
