package reach

import (
	"math"
	"slices"

	"lifecircle/geo/streets"
)

// Fill returns the label of every street node, interior nodes of edges
// included: what an isochrone or a map of the streets needs, and coverage does
// not. Nodes beyond the limit are [Unreached].
func (l *Labels) Fill() []uint64 { return l.FillInto(nil) }

// FillInto is like Fill, in the memory of all where that is large enough.
func (l *Labels) FillInto(all []uint64) []uint64 {
	n := l.goals.network
	all = slices.Grow(all[:0], n.Nodes())[:n.Nodes()]
	copy(all, l.Junction)
	limit := uint64(l.limit)<<32 | math.MaxUint32
	interior := all[n.Junctions():]
	starts, ends, first, along := n.Chains()
	for e := range starts {
		if from, to := first[e], first[e+1]; from < to {
			// Each edge before has one segment more than interior nodes.
			segments := along[int(from)+e : int(to)+e+1]
			fillEdge(interior[from:to], segments, l.Junction[starts[e]], l.Junction[ends[e]], limit)
		}
	}
	for e, sources := range l.goals.onEdge {
		_, _, first, last := n.Edge(e)
		fillFrom(sources, all[first:last], n.Along(e), limit)
	}
	return all
}

// fillEdge labels an edge's interior nodes from both of its ends.
func fillEdge(out []uint64, along []streets.Cost, a, b, limit uint64) {
	const far = 1 << 62 // beyond every limit, and no sum with it overflows
	a, b = min(a, far), min(b, far)+uint64(along[len(out)])<<32
	for i := range out {
		c := uint64(along[i]) << 32
		best := min(a+c, b-c)
		if best > limit {
			best = Unreached
		}
		out[i] = best
	}
}

// fillFrom improves an edge's interior nodes by the sources on it.
func fillFrom(sources []Source, out []uint64, along []streets.Cost, limit uint64) {
	for _, s := range sources {
		for i, c := range along[:len(out)] {
			gap := max(s.At.Start, c) - min(s.At.Start, c)
			if next := label(s.Leg+gap, s.Index); next <= limit && next < out[i] {
				out[i] = next
			}
		}
	}
}
