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
	out := weigh(n, w.profile)
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

// overGraph lays the arcs of the vertices that the patch touches over those of
// the base's graph. Which edges it has is told by has; its vertices are those of
// compounds, or junctions where there are none.
func (w *Weights) overGraph(of func(base *Weights) Graph, has func(e uint32) bool, c *Compounds) Graph {
	o := overlay{before: w, after: w, came: w.n.newEdges(), has: has, compounds: c}
	for e := range w.n.patch.dead {
		if int(e) < len(w.n.arrays.EdgeStarts) {
			o.gone = append(o.gone, e)
		}
	}
	return o.over(of(w.base))
}

// An overlay is how a graph differs from one that it lies over: the edges that it
// lacks cost what they do before, and those that it has instead what they do after.
// Edges that has is not true of are in neither. Vertices are those of compounds, or
// junctions where there are none.
type overlay struct {
	before, after *Weights
	gone, came    []uint32
	has           func(e uint32) bool
	compounds     *Compounds
}

// over lays the arcs that differ over a graph.
func (o *overlay) over(under Graph) Graph {
	g := o.lay(under, false)
	if o.after.flat {
		return g.ways(true)
	}
	g.back = sync.OnceValue(func() Graph {
		out := o.lay(under.Reverse(), true)
		out.back = func() Graph { return g }
		return out
	})
	return g
}

func (o *overlay) lay(under Graph, flipped bool) Graph {
	vertices := o.after.n.Junctions()
	if o.compounds != nil {
		vertices = len(o.compounds.Junction)
	}
	l := graphOverlay{under: under, over: &arcOverlay{vertices: vertices, at: map[uint32][]Arc{}}, flipped: flipped}
	for v := under.Vertices(); v < vertices; v++ {
		l.over.at[uint32(v)] = nil
	}
	for _, e := range o.gone {
		if o.has(e) {
			l.edge(o.before, e, o.compounds, l.without)
		}
	}
	for _, e := range o.came {
		if o.has(e) {
			l.edge(o.after, e, o.compounds, l.with)
		}
	}
	if !under.Plain() {
		for v, arcs := range under.over.at {
			if _, touched := l.over.at[v]; !touched {
				l.over.at[v] = arcs
			}
		}
	}
	l.over.seal()
	return Graph{Off: under.Off, Arcs: under.Arcs, over: l.over}
}

// graphOverlay lays arcs over a graph.
type graphOverlay struct {
	under   Graph
	over    *arcOverlay
	flipped bool // arcs lead along the walk
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

// own returns the arcs of a vertex by now, to be changed: no other graph has a share
// of what is in the overlay before it is done.
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
