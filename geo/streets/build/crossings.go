package build

import (
	"cmp"
	"math"
	"slices"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/union"
)

const (
	// stopLine is how far in metres along a road the lights of a junction may
	// stand from it.
	stopLine = 30
	// crossingSpan is how far in metres along a walk the carriageways of one road
	// may lie apart.
	crossingSpan = 50
	// mostNear is how many nodes are looked at about one: several times what the
	// densest junctions have, so that nodes drawn a foot apart take no hours.
	mostNear = 256
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

// A piece is a road at a node where a walk may cross it.
type piece struct {
	node uint32
	road
	lit bool
}

// crossings finds where walks cross roads.
type crossings struct {
	*draft
	a      adjacency // twins included: they cross alike
	said   []streets.Crossing
	lit    []bool // near lights
	pieces []piece
	first  []uint32 // of each node's pieces; as long as the nodes, and one
}

// shareWaits gives segments their shares of the waits of the roads that one
// crosses at their ends. Where a road passes a node, every other segment there
// takes half of a wait: who comes on one and goes on another waits once, and who
// stays on the road does not. The carriageways of one road share its wait. In a
// source without any marks nobody waits.
func (d *draft) shareWaits() {
	if len(d.marked) == 0 {
		return
	}
	x := crossings{draft: d, a: adjacencyOf(len(d.lon), d.segments), said: make([]streets.Crossing, len(d.lon)), lit: make([]bool, len(d.lon))}
	for _, m := range d.marked {
		x.said[m.node] = m.crossing
	}
	x.light()
	x.findPieces()
	sets := x.carriageways()
	count, lit := make([]int, len(x.pieces)), make([]bool, len(x.pieces))
	for i, p := range x.pieces {
		set := sets.Find(uint32(i))
		count[set]++
		lit[set] = lit[set] || p.lit
	}
	shares := make([]streets.Waits, len(d.segments))
	any := false
	for i, p := range x.pieces {
		set := sets.Find(uint32(i))
		if !lit[set] && !big(p.class) {
			continue
		}
		any = true
		share := uint16(streets.WaitShares / 2 / min(count[set], streets.WaitShares/2))
		for _, h := range x.a.at(p.node) {
			switch w := &shares[h.segment]; {
			case p.has(h.segment):
			case lit[set]:
				w.Signals += share
			default:
				w.Crossings += share
			}
		}
	}
	if any {
		d.waits = shares
	}
}

func (x *crossings) isRoad(segment uint32) bool {
	k := x.kind(segment)
	return k.Feature == streets.FeatureNone && drivable(k.Class)
}

// mayWait reports whether a road may take a wait to cross where no lights are
// known: it is big, or a carriageway whose other one has lights.
func (x *crossings) mayWait(h half) bool {
	k := x.kind(h.segment)
	return x.isRoad(h.segment) && (big(k.Class) || k.Oneway != 0)
}

// light marks the nodes near lights: those of a junction may stand at its stop
// lines.
func (x *crossings) light() {
	for _, m := range x.marked {
		if m.crossing != streets.CrossingSignals {
			continue
		}
		x.walk(m.node, stopLine, func(_, segment uint32) bool { return x.isRoad(segment) }, func(v uint32) bool {
			x.lit[v] = true
			return true
		})
	}
}

// walk visits the nodes within some metres of v along the segments that may be
// taken, v first; visit says whether to go on beyond a node.
func (x *crossings) walk(v uint32, metres int64, may func(from, segment uint32) bool, visit func(node uint32) bool) {
	x.outward(v, mostNear, func(at stop, on func(half)) {
		if !visit(at.node) {
			return
		}
		for _, h := range x.a.at(at.node) {
			if at.mm+int64(x.segments[h.segment].mm) <= metres*1000 && may(at.node, h.segment) {
				on(h)
			}
		}
	})
}

// findPieces lists the roads that pass a node at which something else meets.
func (x *crossings) findPieces() {
	x.first = make([]uint32, len(x.lon)+1)
	for v := range uint32(len(x.lon)) {
		x.first[v] = uint32(len(x.pieces))
		halfs := x.a.at(v)
		if len(halfs) < 3 {
			continue
		}
		lit := x.signalised(v)
		if !lit && !slices.ContainsFunc(halfs, x.mayWait) {
			continue
		}
		for _, r := range x.roadsAt(v) {
			if len(r.halfs) >= 2 && len(r.halfs) < len(halfs) && (lit || r.oneway || big(r.class)) {
				x.pieces = append(x.pieces, piece{v, r, lit})
			}
		}
	}
	x.first[len(x.lon)] = uint32(len(x.pieces))
}

// signalised reports whether lights stop the traffic at a node: they stand there
// or on a way across, or near it, where roads meet or walkers cross and nothing
// says that there are none.
func (x *crossings) signalised(v uint32) bool {
	if x.said[v] == streets.CrossingSignals {
		return true
	}
	drives, crossed := 0, x.said[v] == streets.CrossingUnmarked
	for _, h := range x.a.at(v) {
		switch k := x.kind(h.segment); {
		case k.Crossing == streets.CrossingSignals:
			return true
		case k.Crossing == streets.CrossingUnmarked:
			crossed = true
		case x.isRoad(h.segment) && k.Class != streets.ClassService:
			drives++
		}
	}
	return x.lit[v] && x.said[v] != streets.CrossingMarked && (crossed || drives >= 3)
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

// carriageways joins the pieces that one crosses one after the other to get
// across one road.
func (x *crossings) carriageways() union.Sets {
	sets := union.New(len(x.pieces))
	for i, p := range x.pieces {
		if !p.oneway {
			continue
		}
		x.walk(p.node, crossingSpan, func(from, segment uint32) bool {
			return from != p.node || !p.has(segment)
		}, func(v uint32) bool {
			if v == p.node {
				return true
			}
			beyond := true
			for k := x.first[v]; k < x.first[v+1]; k++ {
				if o := x.pieces[k]; o.oneway && o.same(p.road) {
					beyond = false
					if x.across(p, v) {
						sets.Join(uint32(i), k)
					}
				}
			}
			return beyond
		})
	}
	return sets
}

// across reports whether v lies rather beside a road than along it, seen from
// where it is crossed.
func (x *crossings) across(p piece, v uint32) bool {
	plane := geo.PlaneAt(x.point(p.node))
	east, north := plane.To(x.point(v))
	ax, ay := plane.To(x.point(p.halfs[0].other))
	bx, by := plane.To(x.point(p.halfs[1].other))
	along := cmp.Or(math.Hypot(bx-ax, by-ay), 1)
	dx, dy := (bx-ax)/along, (by-ay)/along
	return math.Abs(float64(dx*north)-float64(dy*east)) >= math.Abs(float64(dx*east)+float64(dy*north))
}
