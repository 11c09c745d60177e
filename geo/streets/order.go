package streets

import (
	"cmp"
	"iter"
	"slices"
)

// The regions of edges, in the order of the file.
const (
	regionMain   = iota // on no island
	regionIsland        //
	regionLink          // links
	regions
)

func (n *Network) region(e uint32) int {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		switch l := n.patch.infos[i]; {
		case l.link:
			return regionLink
		case l.island >= 0:
			return regionIsland
		}
		return regionMain
	}
	switch {
	case e < n.arrays.MainEdges:
		return regionMain
	case e < n.arrays.MainEdges+uint32(len(n.arrays.EdgeIslands)):
		return regionIsland
	}
	return regionLink
}

// Order returns a number by which edges come in the order that they have once
// the network is laid out anew: what a tie between edges is to be broken by.
func (n *Network) Order(e uint32) uint64 { return uint64(n.region(e))<<32 | uint64(e) }

// EachEdge yields the edges that are there, in the order that they have where
// the network is laid out anew, see [Network.Order].
func (n *Network) EachEdge() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		behind := make([][]uint32, regions)
		for e := uint32(len(n.arrays.EdgeStarts)); e < uint32(n.Edges()); e++ {
			behind[n.region(e)] = append(behind[n.region(e)], e)
		}
		first := [regions + 1]uint32{0, n.arrays.MainEdges, n.arrays.MainEdges + uint32(len(n.arrays.EdgeIslands)), uint32(len(n.arrays.EdgeStarts))}
		for r := range regions {
			for e := first[r]; e < first[r+1]; e++ {
				if n.Live(e) && !yield(e) {
					return
				}
			}
			for _, e := range behind[r] {
				if n.Live(e) && !yield(e) {
					return
				}
			}
		}
	}
}

// EachSegment yields the segments that are there, edge by edge in that order.
func (n *Network) EachSegment() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for edge := range n.EachEdge() {
			first, last := n.SegmentsOf(edge)
			for s := first; s < last; s++ {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// LaidOut returns edges in the order that they have where the streets are laid
// out anew.
func (n *Network) LaidOut(edges []uint32) []uint32 {
	if !n.Patched() {
		return edges
	}
	out := slices.Clone(edges)
	slices.SortFunc(out, func(a, b uint32) int { return cmp.Compare(n.Order(a), n.Order(b)) })
	return out
}
