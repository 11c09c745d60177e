package streets

import (
	"math"
	"slices"
	"sync"
)

// A Graph is what a search walks: the arcs of vertex v are
// Arcs[Off[v]:Off[v+1]], and lead against the walk, see [Arc]. It must not be
// changed.
type Graph struct {
	Off  []uint32
	Arcs []Arc
}

// Weights are what walking a network costs under one profile. They are read-only
// and safe for concurrent use.
type Weights struct {
	n         *Network
	profile   Profile
	flat      bool // the profile is an id and a speed: a length says it all, and both ways cost the same
	public    Graph
	compounds func() *Compounds
	open      func() Graph
}

// Under returns the network's weights under a profile. Those of the profile that
// the network was built with are at hand; any other costs one pass over the
// segments, and 8 bytes an arc.
func (n *Network) Under(p Profile) *Weights {
	w := n.weigh(p)
	w.public = Graph{n.off, n.arcs}
	if p != n.profile {
		w.public = w.graph(n.junctions, func(e uint32) (a, b uint32, ok bool) {
			return n.edgeA[e], n.edgeB[e], n.Use(e) == UsePublic
		})
		if slices.Equal(w.public.Off, n.off) {
			w.public.Off = n.off // where nothing is blocked, they are the same
		}
	}
	w.compounds = sync.OnceValue(w.makeCompounds)
	w.open = sync.OnceValue(func() Graph {
		if !n.HasPrivate() {
			return w.public
		}
		return w.graph(n.junctions, func(e uint32) (a, b uint32, ok bool) { return n.edgeA[e], n.edgeB[e], true })
	})
	return w
}

// weigh returns weights without their graphs.
func (n *Network) weigh(p Profile) *Weights {
	return &Weights{n: n, profile: p, flat: p == Profile{ID: p.ID, Speed: p.Speed}}
}

// Network returns the network that is weighed.
func (w *Weights) Network() *Network { return w.n }

// Profile returns the profile.
func (w *Weights) Profile() Profile { return w.profile }

// Public returns the streets that everybody may use, by junction.
func (w *Weights) Public() Graph { return w.public }

// Open returns all streets, those of residents included, by junction.
func (w *Weights) Open() Graph { return w.open() }

// Compounds are the streets that only residents use: a graph of its own, small
// as a rule, whose vertices are the junctions that such streets touch.
type Compounds struct {
	Graph
	Junction []uint32 // of each vertex, ascending
}

// Compounds returns the residents' streets.
func (w *Weights) Compounds() *Compounds { return w.compounds() }

// Vertex returns the vertex of a junction, and false where no residents' street
// touches it.
func (c *Compounds) Vertex(junction uint32) (uint32, bool) {
	i, found := slices.BinarySearch(c.Junction, junction)
	return uint32(i), found
}

func (w *Weights) makeCompounds() *Compounds {
	n, c := w.n, &Compounds{}
	if !n.HasPrivate() {
		c.Off = []uint32{0}
		return c
	}
	for e := range uint32(len(n.edgeA)) {
		if n.Use(e) == UseResidents {
			c.Junction = append(c.Junction, n.edgeA[e], n.edgeB[e])
		}
	}
	slices.Sort(c.Junction)
	c.Junction = slices.Compact(c.Junction)
	c.Graph = w.graph(uint32(len(c.Junction)), func(e uint32) (a, b uint32, ok bool) {
		if n.Use(e) != UseResidents {
			return 0, 0, false
		}
		a, _ = c.Vertex(n.edgeA[e])
		b, _ = c.Vertex(n.edgeB[e])
		return a, b, true
	})
	return c
}

// graph lays out the arcs of the edges that ends gives vertices to. An edge from
// a vertex to itself leads nowhere new and has none; of several between the same
// two a search takes the cheapest; one that is blocked has none.
func (w *Weights) graph(vertices uint32, ends func(e uint32) (a, b uint32, ok bool)) Graph {
	g := Graph{Off: make([]uint32, vertices+1)}
	type cost struct{ forward, backward uint64 }
	costs := make([]cost, len(w.n.edgeA))
	for e := range costs {
		a, b, ok := ends(uint32(e))
		if !ok || a == b {
			costs[e] = cost{blocked, blocked}
			continue
		}
		c := &costs[e]
		c.forward, c.backward = w.whole(uint32(e))
		if c.forward < blocked {
			g.Off[b+1]++
		}
		if c.backward < blocked {
			g.Off[a+1]++
		}
	}
	for v := range vertices {
		g.Off[v+1] += g.Off[v]
	}
	g.Arcs = make([]Arc, g.Off[vertices])
	next := slices.Clone(g.Off[:vertices])
	for e, c := range costs {
		if c.forward >= blocked && c.backward >= blocked {
			continue
		}
		a, b, _ := ends(uint32(e))
		// Arcs lead against the walk: from b to a costs walking a to b.
		if c.forward < blocked {
			g.Arcs[next[b]] = Arc{To: a, Cost: Cost(min(c.forward, uint64(MaxCost)))}
			next[b]++
		}
		if c.backward < blocked {
			g.Arcs[next[a]] = Arc{To: b, Cost: Cost(min(c.backward, uint64(MaxCost)))}
			next[a]++
		}
	}
	return g
}

// whole returns what walking an edge from its start to its end costs, and back.
func (w *Weights) whole(e uint32) (forward, backward uint64) {
	first, last := w.n.SegmentsOf(e)
	if c := w.n.along[last-1]; w.flat && w.profile == w.n.profile && c < MaxCost {
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
	at := -1
	for s := first; s < last; s++ {
		if mm := n.segmentMM[s]; w.flat && mm > 0 { // a segment of no length may be a gate
			c := max(1, min(uint64(MaxCost), uint64(w.profile.Walk(int64(mm)))))
			f(s, c, c)
			continue
		}
		if at < 0 {
			at = n.runIndex(s)
		}
		for at+1 < len(n.runs) && n.runs[at+1].first <= s {
			at++
		}
		there, back := n.stretches(s, n.runs[at])
		forward := w.profile.cost(there)
		backward := forward
		if there != back {
			backward = w.profile.cost(back)
		}
		f(s, forward, backward)
	}
}

// Segment returns what walking a segment costs in its way's direction and
// against it; ok is false for a direction that is blocked.
func (w *Weights) Segment(s uint32) (forward, backward Cost, ok, okBack bool) {
	r := w.n.runOf(s)
	there, back := w.n.stretches(s, r)
	if r.position&backwards != 0 {
		there, back = back, there
	}
	f, b := w.profile.cost(there), w.profile.cost(back)
	return Cost(min(f, uint64(MaxCost))), Cost(min(b, uint64(MaxCost))), f < blocked, b < blocked
}

// AlongEdge is like Segment in the direction of the segment's edge and against
// it; a direction that is blocked costs [Far].
func (w *Weights) AlongEdge(s uint32) (forward, backward Cost) {
	there, back := w.n.stretches(s, w.n.runOf(s))
	return walkable(w.profile.cost(there)), walkable(w.profile.cost(back))
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
	against := n.runOf(a.Segment).position&backwards != 0
	w.each(first, last, func(s uint32, forward, backward uint64) {
		switch {
		case s < a.Segment:
			p.fromStart, p.toStart = p.fromStart+forward, p.toStart+backward
		case s > a.Segment:
			p.toEnd, p.fromEnd = p.toEnd+forward, p.fromEnd+backward
		default:
			f, rest := cut(a.Fraction, forward, against)
			p.fromStart, p.toEnd = p.fromStart+f, p.toEnd+rest
			b, restBack := cut(a.Fraction, backward, against)
			p.toStart, p.fromEnd = p.toStart+b, p.fromEnd+restBack
			p.stuck, p.stuckBack = forward >= blocked, backward >= blocked
		}
	})
	return p
}

// cut returns the parts of a segment's cost on the side of the edge's start and
// of its end. Nobody moves on a blocked one.
func cut(fraction float64, cost uint64, against bool) (start, end uint64) {
	if cost >= blocked {
		return cost, cost
	}
	part := min(uint64(math.Round(float64(fraction*float64(cost)))), cost)
	if against {
		part = cost - part
	}
	return part, cost - part
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
