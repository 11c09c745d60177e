package reach

import "lifecircle/geo/streets"

// Corners knows the edges that meet at each junction.
type Corners struct {
	off   []uint32
	edges []uint64 // edge<<1, and 1 where its end is here
}

// NewCorners lists the edges of every junction, in their order: one pass over
// the edges, 16 bytes each and 4 a junction.
func NewCorners(n *streets.Network) *Corners {
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

func (c *Corners) at(junction uint32) []uint64 { return c.edges[c.off[junction]:c.off[junction+1]] }
