package streets

import (
	"slices"
	"sync"
)

// A Graph is what a search walks: the arcs of a vertex lead against the walk, see
// [Arc]. Where it is plain they are Arcs[Off[v]:Off[v+1]]; a patched one shares
// these with the graph that it lies over, and [Graph.At] knows which of them are
// others. It must not be changed.
type Graph struct {
	Off  []uint32
	Arcs []Arc

	over *arcOverlay // nil: the graph is plain
	back func() Graph
}

// An arcOverlay holds the arcs of the vertices that a patch touches.
type arcOverlay struct {
	vertices int
	at       map[uint32][]Arc
	maybe    []uint64 // bits of vertices in at, and of others
}

// Plain reports whether Off and Arcs are all of the graph.
func (g Graph) Plain() bool { return g.over == nil }

// Vertices returns the number of vertices.
func (g Graph) Vertices() int {
	if g.over != nil {
		return g.over.vertices
	}
	return max(0, len(g.Off)-1)
}

// At returns the arcs of a vertex.
func (g Graph) At(v uint32) []Arc {
	if g.over != nil && g.over.has(v) {
		if arcs, touched := g.over.at[v]; touched {
			return arcs
		}
	}
	return g.Arcs[g.Off[v]:g.Off[v+1]]
}

// Reverse returns the arcs into each vertex: where the graph has one from v to u,
// its reverse has one from u to v, which costs the same. It is the graph itself
// where both ways cost the same; else it is made when first asked.
func (g Graph) Reverse() Graph {
	if g.back == nil {
		return g.transposed()
	}
	return g.back()
}

func (o *arcOverlay) has(v uint32) bool {
	word, bit := o.place(v)
	return o.maybe[word]&bit != 0
}

// place returns where a vertex has its bit. 2654435769 is 2³² over the golden
// ratio: D. E. Knuth, The Art of Computer Programming 3, 6.4.
func (o *arcOverlay) place(v uint32) (word int, bit uint64) {
	h := v * 2654435769 >> 7
	return int(h>>6) & (len(o.maybe) - 1), 1 << (h & 63)
}

// seal makes the bits once all arcs are there: at least 32 for each vertex.
func (o *arcOverlay) seal() {
	words := 1
	for words*2 < len(o.at) {
		words *= 2
	}
	o.maybe = make([]uint64, words)
	for v := range o.at {
		word, bit := o.place(v)
		o.maybe[word] |= bit
	}
}

// ways lets a graph know its reverse.
func (g Graph) ways(symmetric bool) Graph {
	if symmetric {
		g.back = func() Graph { return g }
		return g
	}
	plain := g
	g.back = sync.OnceValue(func() Graph {
		out := plain.transposed()
		out.back = func() Graph { return g }
		return out
	})
	return g
}

// transposed lays the arcs out by where they lead, plain.
func (g Graph) transposed() Graph {
	vertices := uint32(g.Vertices())
	out := Graph{Off: make([]uint32, vertices+1)}
	for v := range vertices {
		for _, a := range g.At(v) {
			out.Off[a.To+1]++
		}
	}
	for v := range vertices {
		out.Off[v+1] += out.Off[v]
	}
	out.Arcs = make([]Arc, out.Off[vertices])
	next := slices.Clone(out.Off[:vertices])
	for v := range vertices {
		for _, a := range g.At(v) {
			out.Arcs[next[a.To]] = Arc{To: v, Cost: a.Cost}
			next[a.To]++
		}
	}
	return out
}

// graph lays out the arcs of the edges that ends gives vertices to. An edge from
// a vertex to itself leads nowhere new and has none; of several between the same
// two a search takes the cheapest; one that is blocked has none.
func (w *Weights) graph(vertices uint32, ends func(e uint32) (a, b uint32, ok bool)) Graph {
	g := Graph{Off: make([]uint32, vertices+1)}
	type cost struct{ forward, backward uint64 }
	costs := make([]cost, len(w.n.arrays.EdgeStarts))
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

// publicGraph lays out the arcs of the streets that everybody may walk, by junction.
func (w *Weights) publicGraph() Graph {
	n := w.n
	return w.graph(n.arrays.Junctions, func(e uint32) (a, b uint32, ok bool) {
		return n.arrays.EdgeStarts[e], n.arrays.EdgeEnds[e], n.Use(e) == UsePublic
	})
}
