package reach

import (
	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// impassable is the cost of a stretch that is blocked: sums of it stay above
// every walk.
const impassable = uint64(1) << 40

func walkable(sum uint64) streets.Cost {
	if sum >= impassable {
		return streets.Far
	}
	return streets.Cost(min(sum, uint64(streets.MaxCost)))
}

// A mendedEdge is an edge some of whose segments are mended.
type mendedEdge struct {
	first     uint32                // segment
	by        [2][]*streets.Weights // whose costs there and back are
	backwards []bool                // by segment: the edge runs against its way
	there     []uint64
	back      []uint64 // costs along the edge and against it
}

// edge copies the costs of an edge.
func (m *Mender) edge(e uint32) *mendedEdge {
	n := m.flat.Network()
	first, last := n.SegmentsOf(e)
	out := &mendedEdge{first: first}
	for s := first; s < last; s++ {
		out.backwards = append(out.backwards, n.Against(s))
		there, back := costs(m.labels.goals.weights, s)
		out.there, out.back = append(out.there, there), append(out.back, back)
		for way := range out.by {
			out.by[way] = append(out.by[way], m.labels.goals.weights)
		}
	}
	return out
}

// costs is [SegmentCosts] in sums that a stretch that is blocked keeps above
// every walk.
func costs(w *streets.Weights, s uint32) (there, back uint64) {
	sum := func(c streets.Cost) uint64 {
		if c == streets.Far {
			return impassable
		}
		return uint64(c)
	}
	forward, backward := w.AlongEdge(s)
	return sum(forward), sum(backward)
}

// mend takes a segment's cost under flat where that is less.
func (e *mendedEdge) mend(s uint32, flat *streets.Weights) {
	i := s - e.first
	there, back := costs(flat, s)
	if there < e.there[i] {
		e.there[i], e.by[along][i] = there, flat
	}
	if back < e.back[i] {
		e.back[i], e.by[against][i] = back, flat
	}
}

// whole returns what walking the edge costs, and back.
func (e *mendedEdge) whole() (forward, backward streets.Cost) {
	var f, b uint64
	for i := range e.there {
		f, b = f+e.there[i], b+e.back[i]
	}
	return walkable(f), walkable(b)
}

// A mendedPlace is where an access lies on a mended edge, as streets.Position.
type mendedPlace struct{ fromStart, toStart, toEnd, fromEnd uint64 }

// locate cuts the access's segment as [streets.Weights.Locate] does.
func (e *mendedEdge) locate(a streets.Access) mendedPlace {
	var p mendedPlace
	at := int(a.Segment - e.first)
	for i := range e.there {
		switch {
		case i < at:
			p.fromStart, p.toStart = p.fromStart+e.there[i], p.toStart+e.back[i]
		case i > at:
			p.toEnd, p.fromEnd = p.toEnd+e.there[i], p.fromEnd+e.back[i]
		default:
			before, after := e.cut(i, along, a)
			p.fromStart, p.toEnd = p.fromStart+before, p.toEnd+after
			before, after = e.cut(i, against, a)
			p.toStart, p.fromEnd = p.toStart+before, p.fromEnd+after
		}
	}
	return p
}

// Directions in which an edge is walked.
const (
	along = iota
	against
)

// cut returns the parts of a segment's cost on the side of the edge's start and
// of its end.
func (e *mendedEdge) cut(i, way int, a streets.Access) (start, end uint64) {
	cost := e.there[i]
	if way == against {
		cost = e.back[i]
	}
	if cost >= impassable {
		return cost, cost
	}
	w := e.by[way][i]
	first, last := w.Network().Part(a.Segment)
	if e.backwards[i] {
		first = last
	}
	part, _ := w.Along(a.Segment, first, a.Fraction)
	if way == against {
		part, _ = w.Along(a.Segment, a.Fraction, first)
	}
	if part == streets.Far { // nobody moves at all
		part = 0
	}
	return uint64(part), cost - uint64(part)
}

// walk returns what walking straight along the edge from one access to another
// costs.
func (e *mendedEdge) walk(from, to streets.Access) streets.Cost {
	i, k := int(from.Segment-e.first), int(to.Segment-e.first)
	p, q := e.locate(from), e.locate(to)
	if p == q && min(e.there[i], e.back[i]) < impassable {
		return 0 // nobody moves, on a stretch that is walked one way alone too
	}
	ahead := i < k
	if i == k {
		ahead = from.Fraction == to.Fraction || from.Fraction < to.Fraction != e.backwards[i]
	}
	costs := e.there
	if !ahead {
		i, k, costs = k, i, e.back
	}
	for s := i; s <= k; s++ {
		if costs[s] >= impassable {
			return streets.Far
		}
	}
	if ahead {
		return walkable(q.fromStart - p.fromStart)
	}
	return walkable(p.toStart - q.toStart)
}

// A layer is one stage's labels with what improves them.
type layer struct {
	graph  streets.Graph
	base   paged.Array[uint64] // empty: nothing is reached
	better map[uint32]uint64
	extra  map[uint32][]streets.Arc
	limit  streets.Cost
	queue  Frontier[offer]
}

func newLayer(g streets.Graph, base paged.Array[uint64], limit streets.Cost) *layer {
	return &layer{graph: g, base: base, better: map[uint32]uint64{}, extra: map[uint32][]streets.Arc{}, limit: limit}
}

// at returns the label of a vertex.
func (y *layer) at(v uint32) uint64 {
	if label, improved := y.better[v]; improved {
		return label
	}
	if y.base.Len() == 0 {
		return Unreached
	}
	return y.base.At(int(v))
}

// arc adds one, and offers what it leads to.
func (y *layer) arc(from, to uint32, cost streets.Cost) {
	if cost == streets.Far || from == to {
		return
	}
	y.extra[from] = append(y.extra[from], streets.Arc{To: to, Cost: cost})
	y.offer(to, plus(y.at(from), cost))
}

// offer takes a label if it improves the vertex's.
func (y *layer) offer(v uint32, label uint64) {
	if label>>32 <= uint64(y.limit) && label < y.at(v) {
		y.better[v] = label
		y.queue.Push(offer{v, label})
	}
}

// run spreads what was offered.
func (y *layer) run() {
	for y.queue.Len() > 0 {
		s := y.queue.Pop()
		if y.better[s.node] != s.label {
			continue // improved since
		}
		for _, arc := range y.graph.At(s.node) {
			y.offer(arc.To, plus(s.label, arc.Cost))
		}
		for _, arc := range y.extra[s.node] {
			y.offer(arc.To, plus(s.label, arc.Cost))
		}
	}
}

// An offer is a label that waits to be spread: the least first.
type offer seed

// Before orders a frontier.
func (o offer) Before(p offer) bool {
	return o.label < p.label || o.label == p.label && o.node < p.node
}
