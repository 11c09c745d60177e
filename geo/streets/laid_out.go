package streets

import (
	"cmp"
	"iter"
	"slices"
)

// PartFraction returns how far along a segment a fraction of an access lies, in the
// way's direction: where the segment is a part of one that was cut, the fraction
// is one of the whole.
func (n *Network) PartFraction(segment uint32, fraction float64) float64 {
	from, to := n.Part(segment)
	if to <= from {
		return 0
	}
	return max(0, min(1, (fraction-from)/(to-from)))
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
