package build

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/union"
)

// IslandLength is the length in millimetres under which a component of the
// network is an island that nothing is linked to: 1 km (DESIGN §3).
const IslandLength = 1_000_000

// islands numbers the components shorter than islandMM from 1, by their first
// node along the curve, and lists them; it returns the number of each node's
// island, 0 for one that is on none.
func (g *rawGraph) islands(a adjacency, report *Report) []uint32 {
	n := uint32(len(g.lon))
	seen := make([]bool, n)
	island := make([]uint32, n)
	var stack, members []uint32
	for start := range n {
		if seen[start] || len(a.at(start)) == 0 {
			continue
		}
		seen[start] = true
		stack, members = append(stack[:0], start), members[:0]
		var mm int64
		halfs := 0
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			members = append(members, v)
			for _, h := range a.at(v) {
				if g.isStreet(h.segment) {
					halfs++
					mm += int64(g.segments[h.segment].mm)
				}
				if !seen[h.other] {
					seen[h.other] = true
					stack = append(stack, h.other)
				}
			}
		}
		mm /= 2 // each segment was met from both ends
		report.LengthMM += mm
		if mm < g.islandMM {
			at := streets.PointOf(g.lon[start], g.lat[start])
			report.Islands = append(report.Islands, streets.Island{LengthMM: mm, Segments: halfs / 2, At: at, Joins: at})
			for _, v := range members {
				island[v] = uint32(len(report.Islands))
			}
		}
	}
	return island
}

// An edgeUse is what decides whether an edge is on an island once residents'
// streets are closed.
type edgeUse struct {
	use      streets.Use
	streetMM int64 // its pieces of street
}

// noteUse adds a segment to what is known of the edge that is being laid out.
func (l *layout) noteUse(segment uint32) {
	e := len(l.out.EdgeStarts)
	if e == len(l.uses) {
		l.uses = append(l.uses, edgeUse{use: l.g.use(segment)})
	}
	if l.g.isStreet(segment) {
		l.uses[e].streetMM += int64(l.g.segments[segment].mm)
	}
}

// flags marks the residents' edges, and of the others those that hang together
// with less than islandMM of streets once residents' are closed. A network without
// residents' edges has none.
func (l *layout) flags() []streets.EdgeFlags {
	if !slices.ContainsFunc(l.uses, func(e edgeUse) bool { return e.use == streets.UseResidents }) {
		return nil
	}
	parts := union.New(int(l.out.Junctions))
	for e, x := range l.uses {
		if x.use == streets.UsePublic {
			parts.Join(l.out.EdgeStarts[e], l.out.EdgeEnds[e])
		}
	}
	length := make([]int64, l.out.Junctions)
	for e, x := range l.uses {
		if x.use == streets.UsePublic {
			length[parts.Find(l.out.EdgeStarts[e])] += x.streetMM
		}
	}
	flags := make([]streets.EdgeFlags, len(l.uses))
	for e, x := range l.uses {
		switch {
		case x.use == streets.UseResidents:
			flags[e] = streets.EdgeResidents
		// What is an island anyway is so with residents' streets, too.
		case uint32(e) < l.out.MainEdges && length[parts.Find(l.out.EdgeStarts[e])] < l.g.islandMM:
			flags[e] = streets.EdgeCutOff
		}
	}
	return flags
}

// islandStep is how far apart in metres the points of an island are at least from
// which the nearest street is looked for: less than two steps in long segments.
const islandStep = 10

// joinIslands finds for every island the nearest street that is on none, to
// within islandStep.
func joinIslands(n *streets.Network, islands []streets.Island) {
	best := make([]int64, len(islands))
	for i := range best {
		best[i] = math.MaxInt32
	}
	for e := range uint32(n.Edges()) {
		i, ok := n.Island(e)
		if !ok {
			continue
		}
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			a, b := n.Point(n.NodeOf(e, s-first)), n.Point(n.NodeOf(e, s-first+1))
			segment := n.Segment(s)
			if segment.Against() { // in the way's direction, so that the layout of edges moves nothing
				a, b = b, a
			}
			pieces := max(1, segment.MM()/(islandStep*1000))
			for k := range pieces + 1 {
				p := geo.Between(a, b, float64(k)/float64(pieces))
				at, mm, ok := n.NearestStreet(p, best[i])
				at = streets.PointOf(streets.GridOf(at))
				if ok && (mm < best[i] || mm == best[i] && before(at, islands[i].Joins)) {
					best[i], islands[i].Joins, islands[i].JoinsM = mm, at, float64(mm)/1000
				}
			}
		}
	}
}

// before puts points from west to east, then from south to north.
func before(p, q orb.Point) bool {
	return p[0] < q[0] || p[0] == q[0] && p[1] < q[1]
}
