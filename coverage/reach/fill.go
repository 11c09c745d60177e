package reach

import (
	"math"
	"slices"

	"lifecircle/geo/streets"
)

// Fill returns the label of every street node, interior nodes of edges
// included: what an isochrone or a map of the streets needs, and coverage does
// not. A node on a residents' street has the label of somebody who starts there,
// unless everybody's streets meet it too. Nodes beyond the limit are [Unreached].
func (l *Labels) Fill() []uint64 { return l.FillInto(nil) }

// FillInto is like Fill, in the memory of all where that is large enough.
func (l *Labels) FillInto(all []uint64) []uint64 {
	n := l.goals.weights.Network()
	all = slices.Grow(all[:0], n.Nodes())[:n.Nodes()]
	l.label[PhasePublic].Copy(all)
	l.fillHomes(all)
	limit := uint64(l.limit)<<32 | math.MaxUint32
	starts, _, first, along := n.Chains()
	plain, patched := l.goals.weights.Plain(), n.Patched()
	interior := all[n.Junctions():]
	for e := range starts {
		from, to := first[e], first[e+1]
		if from == to {
			continue
		}
		a, b, walked := uint64(Unreached), uint64(Unreached), false
		if !patched || n.Live(uint32(e)) {
			a, b, walked = l.ends(uint32(e))
		}
		switch {
		case !walked:
			for i := from; i < to; i++ {
				interior[i] = Unreached
			}
		case plain:
			// Each edge before has one segment more than interior nodes.
			fillEdge(interior[from:to], along[int(from)+e:int(to)+e+1], a, b, limit)
		default:
			l.fillBothWays(interior[from:to], from+uint32(e), a, b, limit)
		}
	}
	for e, sources := range l.goals.byEdge() {
		_, _, first, last := n.Edge(e)
		if plain {
			fillFrom(sources, all[first:last], n.Along(e), limit)
		} else {
			l.fillFromBothWays(sources, all[first:last], first-uint32(n.Junctions())+e, limit)
		}
	}
	return all
}

// fillHomes labels the junctions that only residents' streets meet.
func (l *Labels) fillHomes(all []uint64) {
	home := l.label[PhaseHome]
	if home.Len() == 0 {
		return
	}
	public := l.goals.graph(PhasePublic)
	for v, junction := range l.goals.weights.Compounds().Junction {
		if len(public.At(junction)) == 0 {
			all[junction] = home.At(v)
		}
	}
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

// fillBothWays is like fillEdge where the two directions of a segment may cost
// different things, or one be blocked. The segments start at first.
func (l *Labels) fillBothWays(out []uint64, first uint32, a, b, limit uint64) {
	for i := range out {
		_, back := l.goals.weights.AlongEdge(first + uint32(i))
		a = plus(a, back)
		out[i] = a
	}
	for i := len(out) - 1; i >= 0; i-- {
		there, _ := l.goals.weights.AlongEdge(first + uint32(i) + 1)
		b = plus(b, there)
		if out[i] = min(out[i], b); out[i] > limit {
			out[i] = Unreached
		}
	}
}

// fillFrom improves an edge's interior nodes by the sources on it.
func fillFrom(sources []Source, out []uint64, along []streets.Cost, limit uint64) {
	for _, s := range sources {
		for i, c := range along[:len(out)] {
			gap := max(s.At.FromStart(), c) - min(s.At.FromStart(), c)
			if next := label(s.Leg+gap, s.Index); next <= limit && next < out[i] {
				out[i] = next
			}
		}
	}
}

// fillFromBothWays is like fillFrom where directions differ or are blocked. The
// segments start at first.
func (l *Labels) fillFromBothWays(sources []Source, out []uint64, first uint32, limit uint64) {
	for i := range out {
		// The node ends one segment and starts the next; either may be blocked.
		before, after := l.node(first+uint32(i), 1), l.node(first+uint32(i)+1, 0)
		for _, s := range sources {
			walk := min(before.Walk(s.At), after.Walk(s.At))
			if walk == streets.Far {
				continue
			}
			if next := label(s.Leg+walk, s.Index); next <= limit && next < out[i] {
				out[i] = next
			}
		}
	}
}

// node returns the position of a segment's end, or its start at fraction 0, in
// its edge's direction.
func (l *Labels) node(segment uint32, fraction float64) streets.Position {
	w := l.goals.weights
	if w.Network().Segment(segment).Against() {
		fraction = 1 - fraction
	}
	return w.Locate(streets.Access{Segment: segment, Fraction: fraction})
}
