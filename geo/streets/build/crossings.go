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

// A crossingPoint is a road at a node where a walk may cross it.
type crossingPoint struct {
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
	points []crossingPoint
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
	x.findPoints()
	sets := x.carriageways()
	count, lit := make([]int, len(x.points)), make([]bool, len(x.points))
	for i, p := range x.points {
		set := sets.Find(uint32(i))
		count[set]++
		lit[set] = lit[set] || p.lit
	}
	shares := make([]streets.Waits, len(d.segments))
	any := false
	for i, p := range x.points {
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

// findPoints lists the roads that pass a node at which something else meets.
func (x *crossings) findPoints() {
	x.first = make([]uint32, len(x.lon)+1)
	for v := range uint32(len(x.lon)) {
		x.first[v] = uint32(len(x.points))
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
				x.points = append(x.points, crossingPoint{v, r, lit})
			}
		}
	}
	x.first[len(x.lon)] = uint32(len(x.points))
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

// carriageways joins the points that one crosses one after the other to get
// across one road.
func (x *crossings) carriageways() union.Sets {
	sets := union.New(len(x.points))
	for i, p := range x.points {
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
				if o := x.points[k]; o.oneway && o.same(p.road) {
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
func (x *crossings) across(p crossingPoint, v uint32) bool {
	plane := geo.PlaneAt(x.point(p.node))
	east, north := plane.To(x.point(v))
	ax, ay := plane.To(x.point(p.halfs[0].other))
	bx, by := plane.To(x.point(p.halfs[1].other))
	along := cmp.Or(math.Hypot(bx-ax, by-ay), 1)
	dx, dy := (bx-ax)/along, (by-ay)/along
	return math.Abs(float64(dx*north)-float64(dy*east)) >= math.Abs(float64(dx*east)+float64(dy*north))
}
