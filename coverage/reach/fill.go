package reach

import (
	"slices"

	"lifecircle/geo/streets"
)

// Fill returns the label of every street node, interior nodes of edges
// included: what an isochrone or a map of the streets needs, and coverage does
// not. Nodes beyond the limit are [Unreached].
func (l *Labels) Fill() []uint64 { return l.FillInto(nil) }

// FillInto is like Fill, in the memory of all where that is large enough.
func (l *Labels) FillInto(all []uint64) []uint64 {
	n := l.network
	all = slices.Grow(all[:0], n.Nodes())[:n.Nodes()]
	copy(all, l.Junction)
	limit := uint64(l.limit)<<32 | 1<<32 - 1
	for e := range uint32(n.Edges()) {
		a, b, first, last := n.Edge(e)
		if first == last {
			continue
		}
		l.fillEdge(all[first:last], e, l.Junction[a], l.Junction[b], limit)
	}
	return all
}

// fillEdge labels an edge's interior nodes from both ends and from the sources on it.
func (l *Labels) fillEdge(out []uint64, e uint32, a, b, limit uint64) {
	n, sources := l.network, l.onEdge[e]
	if a == Unreached && b == Unreached && len(sources) == 0 {
		for i := range out {
			out[i] = Unreached
		}
		return
	}
	total := n.EdgeCost(e)
	first := n.FirstSegment(e)
	along := streets.Cost(0)
	for i := range out {
		along += n.SegmentCost(first + uint32(i))
		best := min(plus(a, along), plus(b, total-along))
		for _, s := range sources {
			gap := max(s.At.Start, along) - min(s.At.Start, along)
			best = min(best, label(s.Leg+gap, s.Index))
		}
		if best > limit {
			best = Unreached
		}
		out[i] = best
	}
}
