package streets

import (
	"math"
	"slices"
	"sync"
)

// Weights are what walking a network costs under one profile. They are read-only
// and safe for concurrent use.
type Weights struct {
	n         *Network
	profile   Profile
	flat      bool // the profile is an id and a speed: a length says it all, and both ways cost the same
	public    Graph
	compounds func() *Compounds
	open      func() Graph
	base      *Weights               // of the network that n is a patch of; else nil
	mended    map[uint32][2]*Profile // by segment that costs less than under profile: see profiles
}

// Under returns the network's weights under a profile. Those of the profile that
// the network was built with are at hand; any other costs one pass over the
// segments, and 8 bytes an arc. Those of a patched network are had for less from
// its base's, see [Weights.Patch].
func (n *Network) Under(p Profile) *Weights {
	if n.patch != nil {
		return n.base.Under(p).Patch(n)
	}
	w := weigh(n, p)
	w.public = Graph{Off: n.arrays.Offsets, Arcs: n.arrays.Arcs}
	if p != n.arrays.Profile {
		w.public = w.publicGraph()
		if slices.Equal(w.public.Off, n.arrays.Offsets) {
			w.public.Off = n.arrays.Offsets // where nothing is blocked, they are the same
		}
	}
	w.public = w.public.ways(w.flat)
	w.compounds = sync.OnceValue(w.makeCompounds)
	w.open = sync.OnceValue(func() Graph {
		if !n.HasPrivate() {
			return w.public
		}
		return w.graph(n.arrays.Junctions, func(e uint32) (a, b uint32, ok bool) { return n.arrays.EdgeStarts[e], n.arrays.EdgeEnds[e], true }).ways(w.flat)
	})
	return w
}

// weigh returns the weights of a network without their graphs.
func weigh(n *Network, p Profile) *Weights {
	return &Weights{n: n, profile: p, flat: p == Profile{ID: p.ID, Speed: p.Speed}}
}

// Network returns the network that is weighed.
func (w *Weights) Network() *Network { return w.n }

// Profile returns the profile.
func (w *Weights) Profile() Profile { return w.profile }

// Plain reports whether [Network.Along] is what walking costs, in either direction:
// under the profile that the network was built with, where that knows nothing but a
// pace.
func (w *Weights) Plain() bool { return w.flat && w.profile == w.n.arrays.Profile && w.mended == nil }

// Public returns the streets that everybody may use, by junction.
func (w *Weights) Public() Graph { return w.public }

// Open returns all streets, those of residents included, by junction.
func (w *Weights) Open() Graph { return w.open() }

// costsAlong sums the segments' costs along every edge, up to MaxCost: what
// [Network.Along] gives.
func (w *Weights) costsAlong() []Cost {
	costs := make([]Cost, w.n.arrays.segments())
	for e := range w.n.arrays.edges() {
		var sum uint64
		first, last := w.n.SegmentsOf(e)
		w.each(first, last, func(s uint32, forward, _ uint64) {
			sum = min(sum+forward, uint64(MaxCost))
			costs[s] = Cost(sum)
		})
	}
	return costs
}

// whole returns what walking an edge from its start to its end costs, and back.
func (w *Weights) whole(e uint32) (forward, backward uint64) {
	first, last := w.n.SegmentsOf(e)
	if c := w.n.Along(e)[last-first-1]; w.Plain() && c < MaxCost {
		return uint64(c), uint64(c)
	}
	w.each(first, last, func(_ uint32, f, b uint64) {
		forward, backward = forward+f, backward+b
	})
	return forward, backward
}

// each calls f for segments [first, last) of one edge with their costs in the
// edge's direction and against it.
func (w *Weights) each(first, last uint32, f func(s uint32, forward, backward uint64)) {
	n := w.n
	if n.arrays.cutUp(first, last) || w.mends(first, last) {
		for s := first; s < last; s++ {
			forward, backward := w.costs(s)
			f(s, forward, backward)
		}
		return
	}
	at := -1
	for s := first; s < last; s++ {
		if mm := n.arrays.LengthsMM[s]; w.flat && mm > 0 { // a segment of no length may be a gate
			c := max(1, min(uint64(MaxCost), uint64(w.profile.Walk(int64(mm)))))
			f(s, c, c)
			continue
		}
		if at < 0 {
			at = n.arrays.runIndex(s)
		}
		for at+1 < len(n.arrays.Runs) && n.arrays.Runs[at+1].First <= s {
			at++
		}
		there, back := n.arrays.stretchesOf(s, n.arrays.Runs[at])
		forward := w.profile.cost(there)
		backward := forward
		if there != back {
			backward = w.profile.cost(back)
		}
		f(s, forward, backward)
	}
}

// costs returns what walking a segment costs along its edge and against it.
func (w *Weights) costs(s uint32) (forward, backward uint64) {
	forward, backward = w.wholeCosts(s)
	p := w.n.Segment(s).span()
	return p.of(forward), p.of(backward)
}

// wholeCosts is like costs, of a part for the whole segment.
func (w *Weights) wholeCosts(s uint32) (forward, backward uint64) {
	there, back := w.n.Segment(s).stretches()
	by := w.profiles(s)
	return by[0].cost(there), by[1].cost(back)
}

// Segment returns what walking a segment costs in its way's direction and
// against it; ok is false for a direction that is blocked.
func (w *Weights) Segment(s uint32) (forward, backward Cost, ok, okBack bool) {
	f, b := w.costs(s)
	if w.n.Segment(s).Against() {
		f, b = b, f
	}
	return Cost(min(f, uint64(MaxCost))), Cost(min(b, uint64(MaxCost))), f < blocked, b < blocked
}

// AlongEdge is like Segment in the direction of the segment's edge and against
// it; a direction that is blocked costs [Far].
func (w *Weights) AlongEdge(s uint32) (forward, backward Cost) {
	f, b := w.costs(s)
	return walkable(f), walkable(b)
}

// Position is where an access lies on its edge: the sums of walking from the
// edge's start to it and back, and from it to the edge's end and back. A segment
// that is blocked adds more than any walk costs.
type Position struct {
	Edge               uint32
	fromStart, toStart uint64
	toEnd, fromEnd     uint64
	stuck, stuckBack   bool // on a segment that is blocked along the edge, or against it
}

// Far is the cost of a walk that cannot be made.
const Far = Cost(math.MaxUint32)

func walkable(sum uint64) Cost {
	if sum >= blocked {
		return Far
	}
	return Cost(min(sum, uint64(MaxCost)))
}

// ToStart returns what walking from the position to its edge's start costs, or
// [Far].
func (p Position) ToStart() Cost { return walkable(p.toStart) }

// ToEnd is like ToStart, for the edge's end.
func (p Position) ToEnd() Cost { return walkable(p.toEnd) }

// FromStart returns what walking from its edge's start to the position costs, or
// [Far].
func (p Position) FromStart() Cost { return walkable(p.fromStart) }

// FromEnd is like FromStart, for the edge's end.
func (p Position) FromEnd() Cost { return walkable(p.fromEnd) }

// Walk returns what walking straight along the edge to q, a position on the same
// edge, costs, or [Far].
func (p Position) Walk(q Position) Cost {
	if p == q && !(p.stuck && p.stuckBack) {
		return 0
	}
	if p.fromStart < q.fromStart || p.fromStart == q.fromStart && p.toStart <= q.toStart {
		if p.stuck || q.stuck {
			return Far
		}
		return walkable(q.fromStart - p.fromStart)
	}
	if p.stuckBack || q.stuckBack {
		return Far
	}
	return walkable(p.toStart - q.toStart)
}

// Locate returns the position of an access that is linked. The segment is cut
// at ⌊fraction × cost⌉ from its first node in the way's direction, and the
// other side is the rest, so that no cut changes a sum (DESIGN §2).
func (w *Weights) Locate(a Access) Position {
	n := w.n
	p := Position{Edge: n.EdgeOf(a.Segment)}
	first, last := n.SegmentsOf(p.Edge)
	at := n.Segment(a.Segment)
	against, part := at.Against(), at.span()
	w.each(first, last, func(s uint32, forward, backward uint64) {
		switch {
		case s < a.Segment:
			p.fromStart, p.toStart = p.fromStart+forward, p.toStart+backward
		case s > a.Segment:
			p.toEnd, p.fromEnd = p.toEnd+forward, p.fromEnd+backward
		default:
			if !part.whole() {
				forward, backward = w.wholeCosts(s)
			}
			f, rest := part.cut(a.Fraction, forward, against)
			p.fromStart, p.toEnd = p.fromStart+f, p.toEnd+rest
			b, restBack := part.cut(a.Fraction, backward, against)
			p.toStart, p.fromEnd = p.toStart+b, p.fromEnd+restBack
			p.stuck, p.stuckBack = forward >= blocked, backward >= blocked
		}
	})
	return p
}

// Usable reports whether the place where an access joins can be left on foot in
// some direction; one on steps cannot by somebody in a wheelchair.
func (w *Weights) Usable(a Access) bool {
	_, _, ok, back := w.Segment(a.Segment)
	return ok || back
}

// Leg returns what the straight leg of an access costs.
func (w *Weights) Leg(a Access) Cost {
	return Cost(min(w.profile.Walk(int64(a.LegMM)), int64(MaxCost)))
}
