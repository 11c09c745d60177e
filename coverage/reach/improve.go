package reach

import (
	"maps"
	"slices"

	"lifecircle/geo/streets"
)

// A Mender says what labels would be if some streets were mended. Costs only
// fall then, so it spreads what improves from the mended segments on, over a map
// beside the labels, which stay as they are: a stair costs what lies behind it,
// not a search. It is safe for concurrent use.
type Mender struct {
	labels *Labels
	flat   *streets.Weights
	on     map[uint32][]End // ends by edge
}

// NewMender returns one for labels. A mended segment costs what it costs under
// flat, weights of the same network, in each direction where that is less. The
// ends are the sources that the labels were searched from.
func NewMender(l *Labels, flat *streets.Weights, ends []End) *Mender {
	m := &Mender{labels: l, flat: flat, on: map[uint32][]End{}}
	n := flat.Network()
	for _, end := range ends {
		e := n.EdgeOf(end.Access.Segment)
		if l.goals.phase(e) != onClosed {
			m.on[e] = append(m.on[e], end)
		}
	}
	return m
}

// A Mended is labels after some segments are mended.
type Mended struct {
	mender             *Mender
	edges              map[uint32]*mendedEdge
	there, public, own *layer // own is home
}

// Mend mends segments.
func (m *Mender) Mend(segments []uint32) *Mended {
	out := &Mended{mender: m, edges: map[uint32]*mendedEdge{}}
	for _, s := range segments {
		e := m.flat.Network().EdgeOf(s)
		if out.edges[e] == nil {
			out.edges[e] = m.edge(e)
		}
		out.edges[e].mend(s, m.flat)
	}
	out.spread(slices.Sorted(maps.Keys(out.edges)))
	return out
}

// spread improves the labels in the stages of a search.
func (d *Mended) spread(edges []uint32) {
	l := d.mender.labels
	w, limit := l.goals.weights, l.limit
	graph := w.Public()
	if l.goals.private == streets.PrivateOpen {
		graph = w.Open()
	}
	d.public = newLayer(graph, l.public, limit)
	if l.home.Len() == 0 {
		d.lay(d.public, edges, onPublic, func(junction uint32) uint32 { return junction })
		d.public.run()
		return
	}
	c := w.Compounds()
	vertex := func(junction uint32) uint32 {
		v, _ := c.Vertex(junction)
		return v
	}
	d.there, d.own = newLayer(c.Graph, l.there, limit), newLayer(c.Graph, l.home, limit)
	d.lay(d.there, edges, onCompound, vertex)
	d.there.run()
	for v, label := range d.there.better {
		d.public.offer(c.Junction[v], label)
		d.own.offer(v, label)
	}
	d.lay(d.public, edges, onPublic, func(junction uint32) uint32 { return junction })
	d.public.run()
	for junction, label := range d.public.better {
		if v, inside := c.Vertex(junction); inside {
			d.own.offer(v, label)
		}
	}
	d.lay(d.own, edges, onCompound, vertex)
	d.own.run()
}

// lay puts the mended edges of a phase on a layer, with the ends that stand on
// them.
func (d *Mended) lay(y *layer, edges []uint32, in phase, vertex func(junction uint32) uint32) {
	l := d.mender.labels
	for _, e := range edges {
		if l.goals.phase(e) != in {
			continue
		}
		start, end, _, _ := l.goals.weights.Network().Edge(e)
		a, b := vertex(start), vertex(end)
		forward, backward := d.edges[e].whole()
		y.arc(b, a, forward)
		y.arc(a, b, backward)
		for _, at := range d.mender.on[e] {
			leg, p := l.goals.weights.Leg(at.Access), d.edges[e].locate(at.Access)
			y.offer(a, plus(label(leg, at.Index), walkable(p.fromStart)))
			y.offer(b, plus(label(leg, at.Index), walkable(p.fromEnd)))
		}
	}
}

// At is like [Labels.At] for a point that joins at an access.
func (d *Mended) At(access streets.Access) (cost streets.Cost, index uint32, ok bool) {
	l := d.mender.labels
	w := l.goals.weights
	e := w.Network().EdgeOf(access.Segment)
	start, end, _, _ := w.Network().Edge(e)
	a, b := uint64(Unreached), uint64(Unreached)
	switch l.goals.phase(e) {
	case onPublic:
		a, b = d.public.at(start), d.public.at(end)
	case onCompound:
		v, _ := w.Compounds().Vertex(start)
		u, _ := w.Compounds().Vertex(end)
		a, b = d.own.at(v), d.own.at(u)
	case onClosed:
		return 0, 0, false
	}
	var best uint64
	if mended := d.edges[e]; mended != nil {
		best = d.onMended(mended, d.mender.on[e], access, a, b)
	} else {
		p := w.Locate(access)
		best = min(plus(a, p.ToStart()), plus(b, p.ToEnd()))
		for _, s := range l.goals.on(e) {
			best = min(best, plus(label(s.Leg, s.Index), p.Walk(s.At)))
		}
	}
	best = plus(best, w.Leg(access))
	if best>>32 > uint64(l.limit) {
		return 0, 0, false
	}
	return streets.Cost(best >> 32), uint32(best), true
}

func (d *Mended) onMended(edge *mendedEdge, ends []End, access streets.Access, a, b uint64) uint64 {
	p := edge.locate(access)
	best := min(plus(a, walkable(p.toStart)), plus(b, walkable(p.toEnd)))
	for _, end := range ends {
		leg := d.mender.labels.goals.weights.Leg(end.Access)
		best = min(best, plus(label(leg, end.Index), edge.walk(access, end.Access)))
	}
	return best
}

// Touched returns the junctions whose label improves for somebody who stands
// there, ascending; those of places on the mended edges may improve besides.
func (d *Mended) Touched() []uint32 {
	out := slices.Collect(maps.Keys(d.public.better))
	if d.own != nil {
		c := d.mender.labels.goals.weights.Compounds()
		for v := range d.own.better {
			out = append(out, c.Junction[v])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
