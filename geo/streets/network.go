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
	arrays Arrays // of the base where edits lie over it

	base  *Network // what the patch lies over; nil where there is none
	patch *patch

	unmap func() error
}

// Profile returns the profile whose costs the arcs carry.
func (n *Network) Profile() Profile { return n.arrays.Profile }

// Junctions returns the number of nodes that a search sees, numbered from 0.
func (n *Network) Junctions() int { return int(n.arrays.Junctions + n.patch.joints()) }

// Nodes returns the number of street nodes before contraction; those from
// [Network.Junctions] on are interior nodes of edges.
func (n *Network) Nodes() int {
	if n.patch != nil {
		return (len(n.arrays.Coordinates) + len(n.patch.joint) + len(n.patch.inner)) / 2
	}
	return len(n.arrays.Coordinates) / 2
}

// Edges returns the number of edges between junctions, islands included. Those
// of a patched network are not all there any more, see [Network.Live].
func (n *Network) Edges() int {
	if n.patch != nil {
		return len(n.arrays.EdgeStarts) + len(n.patch.edgeA)
	}
	return len(n.arrays.EdgeStarts)
}

// Segments returns the number of segments.
func (n *Network) Segments() int {
	if n.patch != nil {
		return len(n.arrays.LengthsMM) + len(n.patch.segments)
	}
	return len(n.arrays.LengthsMM)
}

// Point returns the coordinates of a node.
func (n *Network) Point(node uint32) orb.Point { return PointOf(n.grid(node)) }

// grid returns the coordinates of a node in 1e-7 degrees.
func (n *Network) grid(node uint32) (lon, lat int32) {
	if n.patch != nil && node >= n.arrays.Junctions {
		return n.patch.grid(&n.arrays, node)
	}
	return n.arrays.Coordinates[2*node], n.arrays.Coordinates[2*node+1]
}

// Edge returns the junctions at the ends of an edge and its interior nodes
// [first, last), in order from a to b.
func (n *Network) Edge(e uint32) (a, b, first, last uint32) {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		j := n.arrays.Junctions + n.patch.joints()
		return n.patch.edgeA[i], n.patch.edgeB[i], j + n.patch.first[i], j + n.patch.first[i+1]
	}
	j := n.arrays.Junctions + n.patch.joints()
	return n.arrays.EdgeStarts[e], n.arrays.EdgeEnds[e], j + n.arrays.Interiors[e], j + n.arrays.Interiors[e+1]
}

// Chains returns the edges as arrays, for whoever goes over all of them: the
// junctions at their starts and ends, first[e] … first[e+1] the interior nodes
// of edge e counted from [Network.Junctions] on, and what [Network.Along] gives
// for edge e from first[e] + e on. None of them must be changed. A patched
// network, whose dead edges are among them, makes them when first asked.
func (n *Network) Chains() (starts, ends, first []uint32, along []Cost) {
	if n.patch != nil {
		c := n.patch.chains()
		return c.starts, c.ends, c.first, c.along
	}
	return n.arrays.EdgeStarts, n.arrays.EdgeEnds, n.arrays.Interiors, n.arrays.Costs
}

// SegmentsOf returns the segments [first, last) of an edge, in order from its
// start; one more than it has interior nodes.
func (n *Network) SegmentsOf(e uint32) (first, last uint32) {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		return n.patch.first[i] + e, n.patch.first[i+1] + e + 1
	}
	return n.arrays.Interiors[e] + e, n.arrays.Interiors[e+1] + e + 1
}

// EdgeOf returns the edge that a segment belongs to.
func (n *Network) EdgeOf(segment uint32) uint32 {
	low, high := 0, len(n.arrays.EdgeStarts)
	if int(segment) >= len(n.arrays.LengthsMM) {
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
	if base := uint32(len(n.arrays.Costs)); first >= base {
		return n.patch.along[first-base : last-base]
	}
	return n.arrays.Costs[first:last]
}

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
