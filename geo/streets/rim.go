package streets

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// CrossingRim returns where streets that may be linked to cross or touch a
// border, by segment and then fraction, with legs of no length: where people come
// into a park, or leave the extent of a map. A junction on the border counts
// once, on the first of its segments; a street that runs along the border counts
// at its nodes and where the border turns away from it. Streets that only
// residents use are among them; gates, kerbs and lifts are not. Of a patched
// network they are those of its base, less those that are closed.
func (n *Network) CrossingRim(border orb.MultiPolygon) []Access {
	if n.patch != nil {
		all := n.base.CrossingRim(border)
		out := make([]Access, 0, len(all))
		for _, a := range all {
			if a, ok := n.Resolve(a); ok {
				out = append(out, a)
			}
		}
		return out
	}
	r := rimSearch{n: n, nodes: map[uint32]Access{}}
	t := n.arrays.mainTree()
	for _, polygon := range border {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				if ring[i-1] == ring[i] || !geo.Valid(ring[i-1]) || !geo.Valid(ring[i]) {
					continue
				}
				l := lineBetween(ring[i-1], ring[i])
				t.search(&l, func(first, last uint32) bool {
					for e := first; e < last; e++ {
						r.edge(&l, e)
					}
					return true
				})
			}
		}
	}
	for _, a := range r.nodes {
		r.out = append(r.out, a)
	}
	slices.SortFunc(r.out, compareAccesses)
	return slices.CompactFunc(r.out, func(a, b Access) bool { return compareAccesses(a, b) == 0 })
}

func compareAccesses(a, b Access) int {
	return cmp.Or(cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Fraction, b.Fraction))
}

// rimSearch collects where segments meet the sides of a border.
type rimSearch struct {
	n     *Network
	out   []Access          // within segments
	nodes map[uint32]Access // at nodes: on the first of their segments
}

func (r *rimSearch) edge(l *line, e uint32) {
	first, last := r.n.SegmentsOf(e)
	from := r.n.NodeOf(e, 0)
	for segment := first; segment < last; segment++ {
		to := r.n.NodeOf(e, segment-first+1)
		r.segment(l, segment, from, to)
		from = to
	}
}

// segment adds where a segment meets a side of the border: at its nodes, at the
// side's ends, or else where both cross.
func (r *rimSearch) segment(l *line, segment, from, to uint32) {
	lonA, latA := r.n.grid(from)
	lonB, latB := r.n.grid(to)
	at := r.n.Segment(segment).span()
	if !at.whole() { // where it is cut moves nothing
		whole := r.n.Segment(segment).part()
		lonA, latA, lonB, latB = whole.LonA, whole.LatA, whole.LonB, whole.LatB
	}
	if !l.around.meets(boxAt(lonA, latA).union(boxAt(lonB, latB))) {
		return
	}
	lies := r.n.Segment(segment).placement()
	if lies.kind.Feature.IsPoint() {
		return
	}
	p, q := PointOf(lonA, latA), PointOf(lonB, latB)
	if lies.against {
		from, to = to, from
		if at.whole() {
			p, q = q, p
		}
	}
	sp, sq := geo.Side(l.a, l.b, p), geo.Side(l.a, l.b, q)
	onP, onQ := sp == 0 && between(l.a, l.b, p), sq == 0 && between(l.a, l.b, q)
	if onP && at.From == 0 {
		r.node(from, Access{Linked: true, Segment: segment, Fraction: 0, At: p})
	}
	if onQ && at.To == 1 {
		r.node(to, Access{Linked: true, Segment: segment, Fraction: 1, At: q})
	}
	if sp == sq && sp != 0 || p == q {
		return
	}
	sa, sb := geo.Side(p, q, l.a), geo.Side(p, q, l.b)
	switch {
	case sa == 0 || sb == 0: // ends of the side on the segment, its nodes apart
		for _, end := range [2]orb.Point{l.a, l.b} {
			if end != p && end != q && geo.Side(p, q, end) == 0 && between(p, q, end) {
				r.inside(segment, p, q, geo.PlaneAt(end))
			}
		}
	case sa != sb && sp != 0 && sq != 0:
		r.within(segment, p, q, fractionAt(p, q, l.a, l.b))
	}
}

// within adds a place within a segment, unless another part of it holds the
// place; what lies on a cut is on the part before.
func (r *rimSearch) within(segment uint32, p, q orb.Point, fraction float64) {
	if at := r.n.Segment(segment).span(); fraction > at.To || fraction <= at.From && at.From > 0 {
		return
	}
	r.out = append(r.out, Access{Linked: true, Segment: segment, Fraction: fraction, At: geo.Between(p, q, fraction)})
}

// inside adds the place of a segment that is nearest to a plane's origin, which
// lies on it.
func (r *rimSearch) inside(segment uint32, p, q orb.Point, plane geo.Plane) {
	fraction, _ := plane.Project(p, q)
	r.within(segment, p, q, fraction)
}

func (r *rimSearch) node(v uint32, a Access) {
	if known, ok := r.nodes[v]; !ok || compareAccesses(a, known) < 0 {
		r.nodes[v] = a
	}
}

// between reports whether p, known to be on the line through a and b, lies
// between them, ends included.
func between(a, b, p orb.Point) bool {
	return min(a[0], b[0]) <= p[0] && p[0] <= max(a[0], b[0]) && min(a[1], b[1]) <= p[1] && p[1] <= max(a[1], b[1])
}
