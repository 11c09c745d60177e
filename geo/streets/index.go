package streets

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// The index is a tree of boxes over the linkable edges, which lie along the
// curve already: level 0 has a box for each block of blockEdges edges, each
// higher level one for fanout boxes below, up to a single root. The levels
// stand one after the other in Network.boxes, the lowest first, so that the
// file holds the tree as it is searched.
const (
	blockEdges = 8
	fanout     = 8
)

// A box in 1e-7 degrees.
type box struct{ minLon, minLat, maxLon, maxLat int32 }

func boxAt(lon, lat int32) box { return box{lon, lat, lon, lat} }

var emptyBox = box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

func (b box) union(o box) box {
	return box{min(b.minLon, o.minLon), min(b.minLat, o.minLat), max(b.maxLon, o.maxLon), max(b.maxLat, o.maxLat)}
}

// levels returns where each level of the index starts, and where the last ends.
func levels(edges uint32) []uint32 {
	starts := []uint32{0}
	for count := (edges + blockEdges - 1) / blockEdges; count > 0; count = (count + fanout - 1) / fanout {
		starts = append(starts, starts[len(starts)-1]+count)
		if count == 1 {
			break
		}
	}
	return starts
}

func (n *Network) buildIndex() {
	starts := levels(n.linkable)
	n.boxes = make([]box, 0, starts[len(starts)-1])
	for e := uint32(0); e < n.linkable; e += blockEdges {
		b := emptyBox
		for k := e; k < min(e+blockEdges, n.linkable); k++ {
			b = b.union(n.edgeBox(k))
		}
		n.boxes = append(n.boxes, b)
	}
	for level := 1; level+1 < len(starts); level++ {
		for i := starts[level-1]; i < starts[level]; i += fanout {
			b := emptyBox
			for k := i; k < min(i+fanout, starts[level]); k++ {
				b = b.union(n.boxes[k])
			}
			n.boxes = append(n.boxes, b)
		}
	}
}

func (n *Network) edgeBox(e uint32) box {
	b := emptyBox
	for i := range n.first[e+1] - n.first[e] + 2 {
		v := n.node(e, i)
		lon, lat := n.coord[2*v], n.coord[2*v+1]
		b = b.union(boxAt(lon, lat))
	}
	return b
}

// Box returns the smallest box around all street nodes, in degrees.
func (n *Network) Box() orb.Bound {
	if len(n.coord) == 0 {
		return orb.Bound{}
	}
	b := emptyBox
	for i := 0; i < len(n.coord); i += 2 {
		b = b.union(boxAt(n.coord[i], n.coord[i+1]))
	}
	return orb.Bound{Min: pointOf(b.minLon, b.minLat), Max: pointOf(b.maxLon, b.maxLat)}
}

// LinkDistance is the longest access leg in metres (DESIGN §3).
const LinkDistance = 500

// Link returns the nearest point of a usable street, at most [LinkDistance]
// away and not on an island. Among edges that are equally near, to the
// millimetre, the smaller way id wins, then the smaller position in the way.
// The zero Access is returned where nothing is near enough.
func (n *Network) Link(p orb.Point) Access {
	s := linking{n: n, p: p, plane: geo.PlaneAt(p), limit: LinkDistance * 1.001}
	s.bestMM = LinkDistance * 1000
	starts := levels(n.linkable)
	if top := len(starts) - 2; top >= 0 {
		s.visit(starts, top, 0)
	}
	if s.found {
		s.best.Linked = true
	}
	return s.best
}

// linking is the state of one search for the nearest segment.
type linking struct {
	n      *Network
	p      orb.Point
	plane  geo.Plane
	limit  float64 // metres on the plane beyond which nothing can win
	bestMM int64
	best   Access
	found  bool
}

// visit descends into box i of a level, nearest child first.
func (s *linking) visit(starts []uint32, level int, i uint32) {
	if level == 0 {
		for e := i * blockEdges; e < min((i+1)*blockEdges, s.n.linkable); e++ {
			s.edge(e)
		}
		return
	}
	type child struct {
		i uint32
		d float64
	}
	var near [fanout]child
	k := 0
	last := min((i+1)*fanout, starts[level]-starts[level-1])
	for c := i * fanout; c < last; c++ {
		d := s.toBox(s.n.boxes[starts[level-1]+c])
		if d > s.limit {
			continue
		}
		at := k
		for ; at > 0 && near[at-1].d > d; at-- {
			near[at] = near[at-1]
		}
		near[at] = child{c, d}
		k++
	}
	for _, c := range near[:k] {
		if c.d <= s.limit {
			s.visit(starts, level-1, c.i)
		}
	}
}

// toBox returns the distance in metres on the plane from the point to a box.
func (s *linking) toBox(b box) float64 {
	x0, y0 := s.plane.To(pointOf(b.minLon, b.minLat))
	x1, y1 := s.plane.To(pointOf(b.maxLon, b.maxLat))
	dx, dy := max(x0, -x1, 0), max(y0, -y1, 0)
	return math.Sqrt(float64(dx*dx) + float64(dy*dy))
}

// edge tries every segment of an edge.
func (s *linking) edge(e uint32) {
	first, last := s.n.segmentsOf(e)
	a := s.n.Point(s.n.node(e, 0))
	for segment := first; segment < last; segment++ {
		b := s.n.Point(s.n.node(e, segment-first+1))
		if _, squared := s.plane.Project(a, b); squared <= s.limit*s.limit {
			s.consider(segment, a, b)
		}
		a = b
	}
}

// consider takes a segment if it beats the best so far. The foot is found in
// the way's direction, so that the layout of edges cannot move it.
func (s *linking) consider(segment uint32, a, b orb.Point) {
	if s.n.runOf(segment).position&backwards != 0 {
		a, b = b, a
	}
	fraction, _ := s.plane.Project(a, b)
	at := geo.Between(a, b, fraction)
	mm := geo.Millimetres(s.p, at)
	if mm > s.bestMM || mm == s.bestMM && s.found && !s.before(segment, s.best.Segment) {
		return
	}
	s.bestMM, s.found = mm, true
	s.best = Access{Segment: segment, Fraction: fraction, LegMM: int32(mm), At: at}
	// A margin over the millimetre, since the plane and the sphere differ.
	s.limit = min(s.limit, float64(mm)/1000*1.001+0.01)
}

// before orders segments by way id, then position.
func (s *linking) before(x, y uint32) bool {
	a, b := s.n.Street(x), s.n.Street(y)
	if a.Way != b.Way {
		return a.Way < b.Way
	}
	return a.Position < b.Position
}

// Position is where an access lies on its edge: what walking from it to the
// edge's start and to its end costs, the leg not counted.
type Position struct {
	Edge  uint32
	Start Cost // to the junction at the edge's start
	End   Cost // to the junction at its end
}

// Locate returns the position of an access that is linked. The segment is cut
// at ⌊fraction × cost⌉ from its first node in the way's direction, and the
// other side is the rest, so that no cut changes a sum (DESIGN §2).
func (n *Network) Locate(a Access) Position {
	e := n.edgeOf(a.Segment)
	first, last := n.segmentsOf(e)
	from, to := Cost(0), n.along[a.Segment]
	if a.Segment > first {
		from = n.along[a.Segment-1]
	}
	cut := Cost(math.Round(a.Fraction * float64(to-from)))
	if n.runOf(a.Segment).position&backwards != 0 {
		cut = to - from - cut
	}
	start := from + min(cut, to-from)
	return Position{Edge: e, Start: start, End: n.along[last-1] - start}
}

// Leg returns what the straight leg of an access costs.
func (n *Network) Leg(a Access) Cost {
	return Cost(min(n.profile.Walk(int64(a.LegMM)), int64(MaxCost)))
}
