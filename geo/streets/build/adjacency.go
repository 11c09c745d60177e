package build

import (
	"cmp"
	"slices"

	"lifecircle/geo/streets"
)

// A half is one end's view of a segment.
type half struct{ segment, other uint32 }

// adjacency lists the segments at each node, by neighbour, then way id, then
// position. Of several segments between the same two nodes the first stays, one
// that everybody may walk before one of residents.
type adjacency struct {
	off   []uint32
	halfs []half
}

func (a adjacency) at(v uint32) []half { return a.halfs[a.off[v]:a.off[v+1]] }

// beyond returns the half that leaves v, a node of degree two, on the other side
// than from. Twins are gone, so the two neighbours differ.
func (a adjacency) beyond(v, from uint32) half {
	halfs := a.at(v)
	if halfs[0].other == from {
		return halfs[1]
	}
	return halfs[0]
}

func (g *rawGraph) adjacency() adjacency {
	use := g.use
	if !g.private {
		use = nil
	}
	return adjacencyOf(len(g.lon), g.segments).withoutTwins(use)
}

// adjacencyOf lists the segments at each of n nodes in their own order, twins
// included.
func adjacencyOf(n int, segments []rawSegment) adjacency {
	a := adjacency{off: make([]uint32, n+1), halfs: make([]half, 2*len(segments))}
	for _, s := range segments {
		a.off[s.from+1]++
		a.off[s.to+1]++
	}
	for v := range n {
		a.off[v+1] += a.off[v]
	}
	next := slices.Clone(a.off[:n])
	for i, s := range segments {
		a.halfs[next[s.from]] = half{uint32(i), s.to}
		a.halfs[next[s.to]] = half{uint32(i), s.from}
		next[s.from]++
		next[s.to]++
	}
	return a
}

// withoutTwins sorts each node's halfs and drops all but the first between the
// same two nodes. Both ends sort alike, so both drop the same. Use says who walks
// a segment; nil: everybody walks all.
func (a adjacency) withoutTwins(use func(segment uint32) streets.Use) adjacency {
	kept := uint32(0)
	for v := range len(a.off) - 1 {
		halfs := a.halfs[a.off[v]:a.off[v+1]]
		slices.SortFunc(halfs, func(x, y half) int {
			if c := cmp.Compare(x.other, y.other); c != 0 {
				return c
			}
			if use != nil {
				if c := cmp.Compare(use(x.segment), use(y.segment)); c != 0 {
					return c
				}
			}
			// Segments come by way id and then position.
			return cmp.Compare(x.segment, y.segment)
		})
		start := kept
		for i, h := range halfs {
			if i == 0 || h.other != halfs[i-1].other {
				a.halfs[kept] = h
				kept++
			}
		}
		a.off[v] = start
	}
	a.off[len(a.off)-1] = kept
	a.halfs = a.halfs[:kept]
	return a
}
