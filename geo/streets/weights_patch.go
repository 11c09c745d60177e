package streets

import (
	"slices"
	"sync"
)

// Patch returns the weights of a network that edits have made of the weights' own,
// or of the network that this lies over. They share its graphs and cost what the
// edits touch.
func (w *Weights) Patch(n *Network) *Weights {
	base := w
	if w.base != nil {
		base = w.base
	}
	if n == base.n {
		return base
	}
	if n == w.n {
		return w
	}
	out := n.weigh(w.profile)
	out.base = base
	everybody := func(e uint32) bool { return n.Use(e) == UsePublic }
	out.public = out.overGraph(func(b *Weights) Graph { return b.public }, everybody, nil)
	out.compounds = sync.OnceValue(out.patchCompounds)
	out.open = sync.OnceValue(func() Graph {
		if !n.HasPrivate() {
			return out.public
		}
		return out.overGraph(func(b *Weights) Graph { return b.open() }, func(uint32) bool { return true }, nil)
	})
	return out
}

// patchCompounds adds to the base's the vertices of junctions that are new to
// residents' streets.
func (w *Weights) patchCompounds() *Compounds {
	under := w.base.compounds()
	out := &Compounds{Junction: under.Junction, sorted: len(under.Junction), more: map[uint32]uint32{}}
	if !w.n.HasPrivate() {
		out.Graph = under.Graph
		return out
	}
	// Also of edges that are gone again: vertices keep their numbers.
	for e := uint32(len(w.n.arrays.EdgeStarts)); e < uint32(w.n.Edges()); e++ {
		a, b, _, _ := w.n.Edge(e)
		for _, junction := range [...]uint32{a, b} {
			if _, known := out.Vertex(junction); !known && w.n.Use(e) == UseResidents {
				out.more[junction] = uint32(len(out.Junction))
				if len(out.more) == 1 {
					out.Junction = slices.Clip(out.Junction) // the base's stays as it is
				}
				out.Junction = append(out.Junction, junction)
			}
		}
	}
	out.Graph = w.overGraph(func(b *Weights) Graph { return b.compounds().Graph },
		func(e uint32) bool { return w.n.Use(e) == UseResidents }, out)
	return out
}

// newEdges returns those of the patch that are there.
func (n *Network) newEdges() []uint32 {
	var out []uint32
	for e := uint32(len(n.arrays.EdgeStarts)); e < uint32(n.Edges()); e++ {
		if n.Live(e) {
			out = append(out, e)
		}
	}
	return out
}

// overGraph lays the arcs of the vertices that the patch touches over those of
// the base's graph. Which edges it has is told by has; its vertices are those of
// compounds, or junctions where there are none.
func (w *Weights) overGraph(of func(base *Weights) Graph, has func(e uint32) bool, c *Compounds) Graph {
	l := graphOverlay{under: of(w.base), over: &arcOverlay{vertices: w.n.Junctions(), at: map[uint32][]Arc{}}}
	if c != nil {
		l.over.vertices = len(c.Junction)
	}
	g := l.lay(w, has, c)
	if w.flat {
		return g.ways(true)
	}
	g.back = sync.OnceValue(func() Graph {
		l := graphOverlay{under: l.under.Reverse(), over: &arcOverlay{vertices: l.over.vertices, at: map[uint32][]Arc{}}, flipped: true}
		out := l.lay(w, has, c)
		out.back = func() Graph { return g }
		return out
	})
	return g
}

// A graphOverlay lays the arcs of edges that come over a graph's, and takes those
// of edges that go away from them.
type graphOverlay struct {
	under   Graph
	over    *arcOverlay
	flipped bool // arcs lead along the walk
}

func (l *graphOverlay) lay(w *Weights, has func(e uint32) bool, c *Compounds) Graph {
	for v := l.under.Vertices(); v < l.over.vertices; v++ {
		l.over.at[uint32(v)] = nil
	}
	for e := range w.n.more.dead {
		if int(e) < len(w.n.arrays.EdgeStarts) && has(e) {
			l.edge(w, e, c, l.without)
		}
	}
	for _, e := range w.n.newEdges() {
		if has(e) {
			l.edge(w, e, c, l.with)
		}
	}
	l.over.seal()
	return Graph{Off: l.under.Off, Arcs: l.under.Arcs, over: l.over}
}

// edge does something with the arcs of an edge, by the rules of [Weights.graph].
func (l *graphOverlay) edge(w *Weights, e uint32, c *Compounds, do func(from uint32, a Arc)) {
	a, b, _, _ := w.n.Edge(e)
	if a == b {
		return
	}
	if c != nil {
		a, _ = c.Vertex(a)
		b, _ = c.Vertex(b)
	}
	forward, backward := w.whole(e)
	if l.flipped {
		forward, backward = backward, forward
	}
	if forward < blocked {
		do(b, Arc{To: a, Cost: Cost(min(forward, uint64(MaxCost)))})
	}
	if backward < blocked {
		do(a, Arc{To: b, Cost: Cost(min(backward, uint64(MaxCost)))})
	}
}

// own returns the arcs of a vertex to be changed.
func (l *graphOverlay) own(v uint32) []Arc {
	arcs, touched := l.over.at[v]
	if !touched {
		arcs = slices.Clone(l.under.At(v))
	}
	return arcs
}

func (l *graphOverlay) with(from uint32, a Arc) { l.over.at[from] = append(l.own(from), a) }

// without takes an arc away: of several alike it doesn't matter which.
func (l *graphOverlay) without(from uint32, a Arc) {
	arcs := l.own(from)
	if i := slices.Index(arcs, a); i >= 0 {
		arcs = slices.Delete(arcs, i, i+1)
	}
	l.over.at[from] = arcs
}
