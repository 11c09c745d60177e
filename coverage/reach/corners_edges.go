package reach

import "iter"

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
