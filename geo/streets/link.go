package streets

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// LinkDistance is the longest access leg in metres (DESIGN §3).
const LinkDistance = 500

// Link returns the nearest point of a usable street to which a straight leg of
// at most [LinkDistance] leads over no obstacle; where there is none, the
// nearest at all, with what lies between in Crosses. Nothing is linked to an
// island, nor to a gate, a kerb or a lift. Among edges that are equally near, to
// the millimetre, the smaller way id wins, then the smaller position in the way.
// The zero Access is returned where nothing is near enough.
//
// Streets that only residents use are usable; what Public says is then the same
// question without them.
func (n *Network) Link(p orb.Point) Access { return n.LinkWhere(p, nil) }

// LinkWhere is [Network.Link] among the segments for which usable is true: what
// somebody joins who cannot use every street. A nil usable takes all.
func (n *Network) LinkWhere(p orb.Point, usable func(segment uint32) bool) Access {
	a := n.nearest(n.mainTree(), p, usable, 0)
	if a.Linked && len(n.flags) > 0 && n.flags[n.EdgeOf(a.Segment)]&closedFlags != 0 {
		if public := n.nearest(n.mainTree(), p, usable, closedFlags); public.Linked {
			a.Public = &public
		}
	}
	return a
}

// closedFlags are those of edges that cannot be reached once residents' streets
// are closed.
const closedFlags = flagPrivate | flagIsland

// WithoutPrivate returns how the point of an access joins where residents'
// streets are closed: the access itself where it is on a street that everybody
// can reach, else its Public; the zero Access where there is none.
func (n *Network) WithoutPrivate(a Access) Access {
	switch {
	case !a.Linked || len(n.flags) == 0 || n.flags[n.EdgeOf(a.Segment)]&closedFlags == 0:
		return a
	case a.Public != nil:
		return *a.Public
	}
	return Access{}
}

// LinkIsland returns how a point joins an island, by the rules of
// [Network.Link]; false where no island is near enough, or where another street
// is as near. A leg that crosses nothing counts as nearer than one that does.
func (n *Network) LinkIsland(p orb.Point) (Access, bool) {
	island := n.nearest(n.islandTree(), p, nil, 0)
	if !island.Linked {
		return Access{}, false
	}
	other := n.nearest(n.mainTree(), p, nil, 0)
	switch clear := island.Crosses == ObstacleNone; {
	case !other.Linked:
		return island, true
	case clear != (other.Crosses == ObstacleNone):
		return island, clear
	}
	return island, island.LegMM < other.LegMM
}

func (n *Network) nearest(t tree, p orb.Point, usable func(uint32) bool, skip uint8) Access {
	s := linking{n: n, tree: t, p: p, plane: geo.PlaneAt(p), limit: LinkDistance * 1.001, usable: usable, skip: skip}
	s.clear.mm, s.any.mm = LinkDistance*1000, LinkDistance*1000
	if len(n.obstacles) > 0 {
		s.obstacles = n.obstacleTree()
	}
	if top := s.tree.root(); top >= 0 {
		s.visit(top, 0)
	}
	switch {
	case s.clear.found:
		return s.clear.Access
	case s.any.found:
		a := s.any.Access
		a.Crosses = ObstacleNone
		if crossed := n.Crossed(p, a.At); len(crossed) > 0 {
			a.Crosses = crossed[0]
		}
		return a
	}
	return Access{}
}

// linking is the state of one search for the nearest segment.
type linking struct {
	n         *Network
	tree      tree
	obstacles tree
	p         orb.Point
	plane     geo.Plane
	usable    func(segment uint32) bool
	skip      uint8     // flags of edges that are left out
	limit     float64   // metres on the plane beyond which nothing can win
	clear     candidate // whose leg crosses nothing
	any       candidate // of all: never farther than clear
	last      int       // an obstacle that was crossed, plus one: the next leg tends to cross it too
}

// A candidate is the best of the segments so far.
type candidate struct {
	Access
	mm    int64
	found bool
}

// visit descends into box i of a level, nearest child first.
func (s *linking) visit(level int, i uint32) {
	if level == 0 {
		first, last := s.tree.block(i)
		for e := first; e < last; e++ {
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
	first, last := s.tree.children(level, i)
	for c := first; c < last; c++ {
		d := s.toBox(s.tree.boxes[s.tree.starts[level-1]+c])
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
			s.visit(level-1, c.i)
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
	if s.skip != 0 && s.n.flags[e]&s.skip != 0 {
		return
	}
	first, last := s.n.SegmentsOf(e)
	a := s.n.Point(s.n.NodeOf(e, 0))
	for segment := first; segment < last; segment++ {
		b := s.n.Point(s.n.NodeOf(e, segment-first+1))
		if _, squared := s.plane.Project(a, b); squared <= s.limit*s.limit {
			s.consider(segment, a, b)
		}
		a = b
	}
}

// consider takes a segment if it beats the best so far. The foot is found in
// the way's direction, so that the layout of edges cannot move it.
func (s *linking) consider(segment uint32, a, b orb.Point) {
	r := s.n.runOf(segment)
	if r.position&backwards != 0 {
		a, b = b, a
	}
	fraction, _ := s.plane.Project(a, b)
	at := geo.Between(a, b, fraction)
	mm := geo.Millimetres(s.p, at)
	if !s.beats(s.clear, segment, mm) || s.n.kinds[s.n.wayKind[r.way]].Feature.isPoint() || s.usable != nil && !s.usable(segment) {
		return
	}
	found := candidate{mm: mm, found: true, Access: Access{Linked: true, Segment: segment, Fraction: fraction, LegMM: int32(mm), At: at}}
	if s.beats(s.any, segment, mm) {
		s.any = found
	}
	if len(s.n.obstacles) > 0 && s.crosses(at) {
		return
	}
	s.clear = found
	// A margin over the millimetre, since the plane and the sphere differ.
	s.limit = min(s.limit, float64(mm)/1000*1.001+0.01)
}

func (s *linking) beats(best candidate, segment uint32, mm int64) bool {
	return mm < best.mm || mm == best.mm && (!best.found || s.before(segment, best.Segment))
}

// isPoint reports whether a feature is a point of the source, kept as a segment
// of no length.
func (f Feature) isPoint() bool { return f >= FeatureGate && f <= FeatureLift }

// before orders segments by way id, then position.
func (s *linking) before(x, y uint32) bool {
	a, b := s.n.runOf(x), s.n.runOf(y)
	if s.n.wayID[a.way] != s.n.wayID[b.way] {
		return s.n.wayID[a.way] < s.n.wayID[b.way]
	}
	return a.at(x)>>1 < b.at(y)>>1
}

// crosses reports whether the leg to a foot leads over an obstacle.
func (s *linking) crosses(at orb.Point) bool {
	l := legBetween(s.p, at)
	if s.last > 0 && l.crosses(s.n.obstacles[s.last-1]) {
		return true
	}
	crossed := false
	s.obstacles.search(&l.line, func(first, last uint32) bool {
		for i := first; i < last && !crossed; i++ {
			if l.crosses(s.n.obstacles[i]) {
				crossed, s.last = true, int(i)+1
			}
		}
		return !crossed
	})
	return crossed
}
