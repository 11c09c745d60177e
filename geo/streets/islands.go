package streets

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/union"
)

// IslandLength is the length in millimetres under which a component of the
// network is an island that nothing is linked to: 1 km (DESIGN §3).
const IslandLength = 1_000_000

// An Island is a component of the network too short to link to.
type Island struct {
	LengthMM int64 // of its streets
	Segments int
	At       orb.Point // its first node along the curve
	Joins    orb.Point // the nearest point of a street that is on no island; At where all are
	JoinsM   float64   // how far in metres that is from it; 0 where there is none
}

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
			at := pointOf(g.lon[start], g.lat[start])
			report.Islands = append(report.Islands, Island{LengthMM: mm, Segments: halfs / 2, At: at, Joins: at})
			for _, v := range members {
				island[v] = uint32(len(report.Islands))
			}
		}
	}
	return island
}

// Island returns which of [Report.Islands] an edge is on, and false for one that
// is on none.
func (n *Network) Island(e uint32) (int, bool) {
	if i := int(e) - len(n.edgeA); i >= 0 {
		island := int(n.more.lies[i].island)
		return max(0, island), island >= 0
	}
	if e < n.linkable || e-n.linkable >= uint32(len(n.islands)) {
		return 0, false
	}
	return int(n.islands[e-n.linkable]), true
}

// setFlags marks the residents' edges, and of the others those that hang
// together with less than islandMM of streets once residents' are closed. A
// network without residents' edges has no flags.
func (n *Network) setFlags(islandMM int64) {
	flags := make([]uint8, len(n.edgeA))
	parts := union.New(int(n.junctions))
	private := false
	for e := range uint32(len(flags)) {
		if first, _ := n.SegmentsOf(e); n.UseOf(first) == UseResidents {
			flags[e], private = flagPrivate, true
		} else {
			parts.Join(n.edgeA[e], n.edgeB[e])
		}
	}
	if !private {
		return
	}
	length := make([]int64, n.junctions)
	n.eachStreet(func(e, s uint32) {
		if flags[e]&flagPrivate == 0 {
			length[parts.Find(n.edgeA[e])] += int64(n.segmentMM[s])
		}
	})
	for e := range flags {
		// What is an island anyway is so with residents' streets, too.
		if uint32(e) < n.linkable && flags[e]&flagPrivate == 0 && length[parts.Find(n.edgeA[e])] < islandMM {
			flags[e] |= flagIsland
		}
	}
	n.flags = flags
}

// eachStreet visits the segments that are pieces of street, and their edges.
func (n *Network) eachStreet(visit func(edge, segment uint32)) {
	at := -1
	for e := range uint32(len(n.edgeA)) {
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			for at+1 < len(n.runs) && n.runs[at+1].first <= s {
				at++
			}
			if n.kinds[n.wayKind[n.runs[at].way]].Feature == FeatureNone {
				visit(e, s)
			}
		}
	}
}

// islandStep is how far apart in metres the points of an island are from which
// the nearest street is looked for.
const islandStep = 10

// joinIslands finds for every island the nearest street that is on none, to
// within half of islandStep.
func (n *Network) joinIslands(islands []Island) {
	if n.linkable == 0 {
		return
	}
	best := make([]int64, len(islands))
	for i := range best {
		best[i] = math.MaxInt32
	}
	for e := n.linkable; e < uint32(len(n.edgeA)); e++ {
		i := n.islands[e-n.linkable]
		for s, last := n.SegmentsOf(e); s < last; s++ {
			from, to := n.endsOf(s) // in the way's direction, so that the layout of edges moves nothing
			a, b := n.Point(from), n.Point(to)
			pieces := max(1, int(n.segmentMM[s]/(islandStep*1000)))
			for k := range pieces + 1 {
				p := geo.Between(a, b, float64(k)/float64(pieces))
				at, mm, ok := n.nearestStreet(p, best[i])
				at = pointOf(gridOf(at))
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

// nearestStreet returns the nearest point of a street that is on no island, at
// most some millimetres away.
func (n *Network) nearestStreet(p orb.Point, most int64) (at orb.Point, mm int64, ok bool) {
	s := linking{n: n, p: p, plane: geo.PlaneAt(p), limit: float64(most)/1000*1.001 + 0.01}
	s.clear.mm, s.any.mm = most, most
	s.search(n.mainTree())
	return s.any.At, s.any.mm, s.any.found
}
