package streets

import (
	"sort"

	"github.com/paulmach/orb"
)

// An Arc leads from a junction to a neighbour, in the reversed graph: Cost is
// what walking from To to the arc's start takes. A search that starts at
// facilities and follows arcs thus finds the walk to them.
type Arc struct {
	To   uint32
	Cost Cost
}

// A Network is the pedestrian network under one profile: a compressed sparse
// row graph of junctions, and the segments its edges are made of. It is
// read-only, safe for concurrent use, and may lie in a memory-mapped file.
//
// Per street node before contraction it takes 8 bytes of coordinates, and per
// segment 8; the rest is per edge and per arc. On a jittered grid with a
// quarter of its streets gone that is about 80 bytes a node, and less on real
// cities, which have longer chains. Tried and left: node ids (8 bytes, no answer
// needs them), a way per segment (a run of a way's segments is stored once),
// costs derived from lengths when asked (a division per segment: filling the
// interior nodes took as long as the search).
type Network struct {
	profile   Profile
	junctions uint32
	linkable  uint32 // edges [0, linkable) are not on islands

	coord     []int32  // lon, lat of each node in 1e-7 degrees; junctions first, then interiors by edge
	off       []uint32 // arcs of junction v are arcs[off[v]:off[v+1]]
	arcs      []Arc
	edgeA     []uint32 // junction at the edge's start
	edgeB     []uint32 // and at its end
	first     []uint32 // interior nodes of edge e are junctions + first[e] … junctions + first[e+1] - 1
	segmentMM []uint32 // millimetres; segments of edge e start at first[e] + e
	along     []Cost   // from the edge's start to the segment's end, by segment
	runs      []run    // by first segment

	wayID    []int64
	wayName  []uint32 // index into names
	wayHours []uint32 // likewise: opening hours; empty where none are known
	wayKind  []uint16 // index into kinds
	wayStep  []uint32 // millimetres of a step; 0 where the count is not known, empty where none is
	kinds    []Kind
	nameOff  []uint32
	nameText []byte
	boxes    []box // see index.go

	islands       []uint32 // of each edge from linkable on: which island it is on
	cuts          []uint32 // ends where streets leave the file: the segment, shifted left; the lowest bit is its last node
	islandBoxes   []box
	obstacles     []obstacle
	obstacleBoxes []box

	// Empty where no segment or edge has any.
	waits  []waits // of each segment
	slopes []slope // of each segment, in its way's direction
	flags  []uint8 // of each edge: flagPrivate, flagIsland

	// Of a network that was patched and then laid out anew, see [Network.Flatten].
	parts []part  // segments that are less than one of the source, ascending
	added []added // edges that links are, the last ones

	base *Network // what the patch lies over; nil where there is none
	more *patch

	unmap func() error
}

// A run is a stretch of segments that follow one way.
type run struct {
	first    uint32 // segment
	way      uint32
	position uint32 // of the first segment in the way, shifted left; the lowest bit is backwards
}

// backwards marks a run that is laid out against the way's direction.
const backwards = 1

// at returns the position field that segment s has if it goes on in the run.
func (r run) at(s uint32) uint32 {
	if r.position&backwards != 0 {
		return r.position - (s-r.first)<<1
	}
	return r.position + (s-r.first)<<1
}

// Profile returns the profile whose costs the arcs carry.
func (n *Network) Profile() Profile { return n.profile }

// Junctions returns the number of nodes that a search sees, numbered from 0.
func (n *Network) Junctions() int { return int(n.junctions + n.joints()) }

// Nodes returns the number of street nodes before contraction; those from
// [Network.Junctions] on are interior nodes of edges.
func (n *Network) Nodes() int {
	if n.more != nil {
		return (len(n.coord) + len(n.more.joint) + len(n.more.inner)) / 2
	}
	return len(n.coord) / 2
}

// Edges returns the number of edges between junctions, islands included. Those
// of a patched network are not all there any more, see [Network.Live].
func (n *Network) Edges() int {
	if n.more != nil {
		return len(n.edgeA) + len(n.more.edgeA)
	}
	return len(n.edgeA)
}

// Segments returns the number of segments.
func (n *Network) Segments() int {
	if n.more != nil {
		return len(n.segmentMM) + len(n.more.pieces)
	}
	return len(n.segmentMM)
}

// Point returns the coordinates of a node.
func (n *Network) Point(node uint32) orb.Point { return pointOf(n.grid(node)) }

// grid returns the coordinates of a node in 1e-7 degrees.
func (n *Network) grid(node uint32) (lon, lat int32) {
	if n.more != nil && node >= n.junctions {
		return n.patchedGrid(node)
	}
	return n.coord[2*node], n.coord[2*node+1]
}

// Edge returns the junctions at the ends of an edge and its interior nodes
// [first, last), in order from a to b.
func (n *Network) Edge(e uint32) (a, b, first, last uint32) {
	if i := int(e) - len(n.edgeA); i >= 0 {
		j := n.junctions + n.joints()
		return n.more.edgeA[i], n.more.edgeB[i], j + n.more.first[i], j + n.more.first[i+1]
	}
	j := n.junctions + n.joints()
	return n.edgeA[e], n.edgeB[e], j + n.first[e], j + n.first[e+1]
}

// Chains returns the edges as arrays, for whoever goes over all of them: the
// junctions at their starts and ends, first[e] … first[e+1] the interior nodes
// of edge e counted from [Network.Junctions] on, and what [Network.Along] gives
// for edge e from first[e] + e on. None of them must be changed. A patched
// network, whose dead edges are among them, makes them when first asked.
func (n *Network) Chains() (starts, ends, first []uint32, along []Cost) {
	if n.more != nil {
		c := n.more.chains()
		return c.starts, c.ends, c.first, c.along
	}
	return n.edgeA, n.edgeB, n.first, n.along
}

// SegmentsOf returns the segments [first, last) of an edge, in order from its
// start; one more than it has interior nodes.
func (n *Network) SegmentsOf(e uint32) (first, last uint32) {
	if i := int(e) - len(n.edgeA); i >= 0 {
		return n.more.first[i] + e, n.more.first[i+1] + e + 1
	}
	return n.first[e] + e, n.first[e+1] + e + 1
}

// EdgeOf returns the edge that a segment belongs to.
func (n *Network) EdgeOf(segment uint32) uint32 {
	low, high := 0, len(n.edgeA)
	if int(segment) >= len(n.segmentMM) {
		low, high = high, n.Edges()
	}
	return uint32(low + sort.Search(high-low, func(e int) bool {
		_, last := n.SegmentsOf(uint32(low + e))
		return last > segment
	}))
}

// NodeOf returns the i-th node of an edge, 0 being its start.
func (n *Network) NodeOf(e, i uint32) uint32 {
	switch a, b, first, last := n.Edge(e); {
	case i == 0:
		return a
	case i <= last-first:
		return first + i - 1
	default:
		return b
	}
}

// Along returns what walking costs from an edge's start to the end of each of
// its segments: to its interior nodes in order, and last to its end. The slice
// must not be changed.
func (n *Network) Along(e uint32) []Cost {
	first, last := n.SegmentsOf(e)
	if base := uint32(len(n.along)); first >= base {
		return n.more.along[first-base : last-base]
	}
	return n.along[first:last]
}

// runIndex returns the place of the run that a segment lies in.
func (n *Network) runIndex(segment uint32) int {
	return sort.Search(len(n.runs), func(i int) bool { return n.runs[i].first > segment }) - 1
}

func (n *Network) runOf(segment uint32) run { return n.runs[n.runIndex(segment)] }

// Close releases the mapped file. The network and everything read from it must
// not be used afterwards.
func (n *Network) Close() error {
	if n.unmap == nil {
		return nil
	}
	release := n.unmap
	*n = Network{}
	return release()
}

// buildCosts sums the segments' costs along every edge, up to MaxCost.
func (n *Network) buildCosts() {
	n.along = make([]Cost, len(n.segmentMM))
	w := n.weigh(n.profile)
	for e := range uint32(len(n.edgeA)) {
		var sum uint64
		first, last := n.SegmentsOf(e)
		w.each(first, last, func(s uint32, forward, _ uint64) {
			sum = min(sum+forward, uint64(MaxCost))
			n.along[s] = Cost(sum)
		})
	}
}

// buildArcs lists the arcs of every junction along the streets that everybody
// may use.
func (n *Network) buildArcs() {
	w := n.weigh(n.profile)
	g := w.graph(n.junctions, func(e uint32) (a, b uint32, ok bool) {
		return n.edgeA[e], n.edgeB[e], n.Use(e) == UsePublic
	})
	n.off, n.arcs = g.Off, g.Arcs
}
