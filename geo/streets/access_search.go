package streets

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// searchAround starts a search for a street of a network at most some metres from a
// point.
func searchAround(n *Network, p orb.Point, metres float64) accessSearch {
	s := accessSearch{n: n, p: p, plane: geo.PlaneAt(p), limit: metres * 1.001}
	if n.patch != nil || len(n.arrays.Parts) > 0 {
		s.slack = 0.02 // where a segment is cut is rounded to the grid, what joins it is not
	}
	s.clear.mm, s.any.mm = int64(metres*1000), int64(metres*1000)
	return s
}

// nearest returns the access of a point among the edges of an index, for which
// usable is true and that have none of some flags.
func nearest(n *Network, t tree, p orb.Point, usable func(segment uint32) bool, skip EdgeFlags) Access {
	s := searchAround(n, p, AccessDistance)
	s.usable, s.skip = usable, skip
	if len(n.arrays.Obstacles) > 0 {
		s.obstacles = n.arrays.obstacleTree()
	}
	s.search(t)
	return s.found()
}

// search looks among the items of an index, and of a patched network among the
// edges that lie in the place of some.
func (s *accessSearch) search(t tree) {
	s.tree = t
	if top := s.tree.root(); top >= 0 {
		s.visit(top, 0)
	}
	if s.n.patch != nil {
		s.patched(t.islands)
	}
}

// searchAll looks among the edges on islands too.
func (s *accessSearch) searchAll() {
	s.search(s.n.arrays.mainTree())
	s.search(s.n.arrays.islandTree())
}

// patched looks among the edges of a patch that are parts of those of the base,
// on islands or not.
func (s *accessSearch) patched(islands bool) {
	want := regionMain
	if islands {
		want = regionIsland
	}
	base := uint32(len(s.n.arrays.EdgeStarts))
	for e := base; e < uint32(s.n.Edges()); e++ {
		if s.n.region(e) == want && s.n.patch.dead[e] != replaced && s.toBox(s.n.edgeBox(e)) <= s.limit+s.slack {
			s.edge(e)
		}
	}
}

// found returns the best segment's access.
func (s *accessSearch) found() Access {
	switch {
	case s.clear.found:
		return s.clear.Access
	case s.any.found:
		a := s.any.Access
		a.Crosses = ObstacleNone
		if crossed := s.n.Crossed(s.p, a.At); len(crossed) > 0 {
			a.Crosses = crossed[0]
		}
		return a
	}
	return Access{}
}

// An accessSearch is the state of one search for the nearest segment.
type accessSearch struct {
	n         *Network
	tree      tree
	obstacles tree
	p         orb.Point
	plane     geo.Plane
	usable    func(segment uint32) bool
	skip      EdgeFlags // flags of edges that are left out
	slack     float64   // by how much in metres a box may be too small
	limit     float64   // metres on the plane beyond which nothing can win
	clear     candidate // whose leg crosses nothing
	any       candidate // of all: never farther than clear
	across    bool      // a leg may cross obstacles
	dead      bool      // edges that nobody walks too
	points    bool      // gates, kerbs and lifts too
	last      int       // an obstacle that was crossed, plus one: the next leg tends to cross it too
}

// A candidate is the best of the segments so far.
type candidate struct {
	Access
	mm     int64
	beside float64 // of a part, by what fraction the foot on the whole lies beside it
	found  bool
}

// visit descends into box i of a level, nearest child first.
func (s *accessSearch) visit(level int, i uint32) {
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
		if d > s.limit+s.slack {
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
		if c.d <= s.limit+s.slack {
			s.visit(level-1, c.i)
		}
	}
}

// toBox returns the distance in metres on the plane from the point to a box.
func (s *accessSearch) toBox(b Box) float64 {
	x0, y0 := s.plane.To(PointOf(b.MinLon, b.MinLat))
	x1, y1 := s.plane.To(PointOf(b.MaxLon, b.MaxLat))
	dx, dy := max(x0, -x1, 0), max(y0, -y1, 0)
	return math.Sqrt(float64(dx*dx) + float64(dy*dy))
}

// edge tries every segment of an edge.
func (s *accessSearch) edge(e uint32) {
	if s.skip != 0 && s.n.flagsOf(e)&s.skip != 0 || s.n.patch != nil && !s.n.Live(e) && !s.dead {
		return
	}
	first, last := s.n.SegmentsOf(e)
	if s.n.arrays.cutUp(first, last) {
		for segment := first; segment < last; segment++ {
			s.considerPart(segment)
		}
		return
	}
	start, end, interior, _ := s.n.Edge(e)
	a := s.n.Point(start)
	for segment := first; segment < last; segment++ {
		node := interior + segment - first
		if segment == last-1 {
			node = end
		}
		b := s.n.Point(node)
		if _, squared := s.plane.Project(a, b); squared <= s.limit*s.limit {
			s.consider(segment, a, b)
		}
		a = b
	}
}

// consider takes a segment if it beats the best so far. The foot is found in
// the way's direction, so that the layout of edges cannot move it.
func (s *accessSearch) consider(segment uint32, a, b orb.Point) {
	if s.n.Segment(segment).Against() {
		a, b = b, a
	}
	fraction, _ := s.plane.Project(a, b)
	s.take(segment, fraction, 0, geo.Between(a, b, fraction))
}

// considerPart is like consider for a segment that may be a part of one: the
// foot is that on the whole, moved to the part where it lies beside it.
func (s *accessSearch) considerPart(segment uint32) {
	p := s.n.Segment(segment).part()
	a, b := PointOf(p.LonA, p.LatA), PointOf(p.LonB, p.LatB)
	foot, _ := s.plane.Project(a, b)
	fraction := p.within(foot)
	s.take(segment, fraction, math.Abs(fraction-foot), geo.Between(a, b, fraction))
}

func (s *accessSearch) take(segment uint32, fraction, beside float64, at orb.Point) {
	mm := geo.Millimetres(s.p, at)
	if !s.beats(s.clear, segment, mm, beside) || !s.points && s.n.Segment(segment).placement().kind.Feature.IsPoint() || s.usable != nil && !s.usable(segment) {
		return
	}
	found := candidate{mm: mm, beside: beside, found: true, Access: Access{Linked: true, Segment: segment, Fraction: fraction, LegMM: int32(mm), At: at}}
	if s.beats(s.any, segment, mm, beside) {
		s.any = found
	}
	if len(s.n.arrays.Obstacles) > 0 && !s.across && s.crosses(at) {
		return
	}
	s.clear = found
	// A margin over the millimetre, since the plane and the sphere differ.
	s.limit = min(s.limit, float64(mm)/1000*1.001+0.01)
}

func (s *accessSearch) beats(best candidate, segment uint32, mm int64, beside float64) bool {
	return mm < best.mm || mm == best.mm && (!best.found || s.before(segment, beside, best))
}

// IsPoint reports whether a feature is a point of the source, kept as a segment
// of no length.
func (f Feature) IsPoint() bool { return f >= FeatureGate && f <= FeatureLift }

// before orders segments by way id, then position; of the parts of one, that
// which the foot on the whole is nearest to comes first, so that cuts move no access.
func (s *accessSearch) before(segment uint32, beside float64, best candidate) bool {
	a, b := s.n.Segment(segment).placement(), s.n.Segment(best.Segment).placement()
	if v, w := s.n.wayIDOf(a.way), s.n.wayIDOf(b.way); v != w {
		return v < w
	}
	if a.position != b.position {
		return a.position < b.position
	}
	if c := a.kind.Compare(b.kind); c != 0 {
		return c < 0 // of what stands at one node
	}
	if beside != best.beside {
		return beside < best.beside
	}
	return s.n.Segment(segment).span().From < s.n.Segment(best.Segment).span().From
}

// crosses reports whether the leg to a foot leads over an obstacle.
func (s *accessSearch) crosses(at orb.Point) bool {
	l := legBetween(s.p, at)
	if s.last > 0 && l.crosses(s.n.arrays.Obstacles[s.last-1]) {
		return true
	}
	crossed := false
	s.obstacles.search(&l.line, func(first, last uint32) bool {
		for i := first; i < last && !crossed; i++ {
			if l.crosses(s.n.arrays.Obstacles[i]) {
				crossed, s.last = true, int(i)+1
			}
		}
		return !crossed
	})
	return crossed
}
