package streets

import "slices"

// Compounds are the streets that only residents use: a graph of its own, small
// as a rule, whose vertices are the junctions that such streets touch.
type Compounds struct {
	Graph
	Junction []uint32 // of each vertex, ascending; of a patched network the first ones, those that are new behind

	sorted int               // of Junction, where there are more
	more   map[uint32]uint32 // vertex of a junction
}

// Compounds returns the residents' streets.
func (w *Weights) Compounds() *Compounds { return w.compounds() }

// Vertex returns the vertex of a junction, and false where no residents' street
// touches it.
func (c *Compounds) Vertex(junction uint32) (uint32, bool) {
	if v, new := c.more[junction]; new {
		return v, true
	}
	list := c.Junction
	if c.more != nil {
		list = list[:c.sorted]
	}
	i, found := slices.BinarySearch(list, junction)
	return uint32(i), found
}

func (w *Weights) makeCompounds() *Compounds {
	n, c := w.n, &Compounds{}
	if !n.HasPrivate() {
		c.Graph = Graph{Off: []uint32{0}}.ways(true)
		return c
	}
	for e := range uint32(len(n.arrays.EdgeStarts)) {
		if n.Use(e) == UseResidents {
			c.Junction = append(c.Junction, n.arrays.EdgeStarts[e], n.arrays.EdgeEnds[e])
		}
	}
	slices.Sort(c.Junction)
	c.Junction = slices.Compact(c.Junction)
	c.Graph = w.graph(uint32(len(c.Junction)), func(e uint32) (a, b uint32, ok bool) {
		if n.Use(e) != UseResidents {
			return 0, 0, false
		}
		a, _ = c.Vertex(n.arrays.EdgeStarts[e])
		b, _ = c.Vertex(n.arrays.EdgeEnds[e])
		return a, b, true
	}).ways(w.flat)
	return c
}
