package reach

import (
	"iter"
	"slices"

	"lifecircle/geo/streets"
)

// Corners knows the edges that meet at each junction.
type Corners struct {
	off   []uint32
	edges []uint64            // edge<<1, and 1 where its end is here
	moved map[uint32][]uint64 // of the junctions where edits have changed something
}

// NewCorners lists the edges of every junction, in their order: one pass over
// the edges, 16 bytes each and 4 a junction. Those of a patched network are had
// for less from its base's, see [Corners.Patch].
func NewCorners(n *streets.Network) *Corners {
	if n.Patched() {
		return NewCorners(n.Base()).Patch(n)
	}
	starts, ends, _, _ := n.Chains()
	c := &Corners{off: make([]uint32, n.Junctions()+2), edges: make([]uint64, 2*len(starts))}
	for e := range starts {
		c.off[starts[e]+2]++
		c.off[ends[e]+2]++
	}
	for v := 2; v < len(c.off); v++ {
		c.off[v] += c.off[v-1]
	}
	// Filling moves each junction's offset to where the next one's begins.
	put := func(v uint32, x uint64) {
		c.edges[c.off[v+1]] = x
		c.off[v+1]++
	}
	for e := range starts {
		put(starts[e], uint64(e)<<1)
		put(ends[e], uint64(e)<<1|1)
	}
	return c
}

// Patch returns the corners of a network that edits have made of the one whose
// corners these are: they are of a network that is not patched.
func (c *Corners) Patch(n *streets.Network) *Corners {
	if !n.Patched() {
		return c
	}
	out := &Corners{off: c.off, edges: c.edges, moved: map[uint32][]uint64{}}
	gone, came := n.Changed(n.Base())
	change := func(e uint32, do func(list []uint64, x uint64) []uint64) {
		a, b, _, _ := n.Edge(e)
		out.moved[a] = do(slices.Clone(out.at(a)), uint64(e)<<1)
		out.moved[b] = do(slices.Clone(out.at(b)), uint64(e)<<1|1)
	}
	for _, e := range gone {
		change(e, func(list []uint64, x uint64) []uint64 {
			return slices.DeleteFunc(list, func(y uint64) bool { return y == x })
		})
	}
	for _, e := range came {
		change(e, func(list []uint64, x uint64) []uint64 { return append(list, x) })
	}
	return out
}

// at returns the edges that meet at a junction.
func (c *Corners) at(junction uint32) []uint64 {
	if list, moved := c.moved[junction]; moved {
		return list
	}
	if int(junction)+1 >= len(c.off) {
		return nil
	}
	return c.edges[c.off[junction]:c.off[junction+1]]
}

// Edges yields the edges that meet at a junction, in their order, and whether
// the junction is the edge's end. One that leads back to where it starts comes
// twice.
func (c *Corners) Edges(junction uint32) iter.Seq2[uint32, bool] {
	return func(yield func(uint32, bool) bool) {
		for _, x := range c.at(junction) {
			if !yield(uint32(x>>1), x&1 == 1) {
				return
			}
		}
	}
}
