package reach

import (
	"cmp"
	"maps"
	"slices"

	"lifecircle/geo/streets"
)

// moved is how goals differ from those that they were made from: sources that
// have gone and others that have come.
type moved struct {
	gone   map[uint32]bool     // indices whose sources of the first goals count no more
	came   []Source            // by index
	onEdge map[uint32][]Source // of the edges where it differs
	seeds  map[uint32][]uint64 // labels of those that came, by junction
	inside map[uint32][]uint64 // and by vertex
}

// with returns goals without the sources of some indices and with others, under
// weights of the same streets or of such as edits have made of them. It goes over
// the sources that differ, now or before. The sources that go and come are
// returned as they are under the weights before and after.
func (g *Goals) with(w *streets.Weights, gone []uint32, came []Source) (out *Goals, was []Source) {
	out = &Goals{weights: w, private: g.private, all: g.all, onEdge: g.onEdge, seeds: g.seeds, inside: g.inside, index: g.index}
	m := &moved{gone: map[uint32]bool{}, onEdge: map[uint32][]Source{}, seeds: map[uint32][]uint64{}, inside: map[uint32][]uint64{}}
	if g.moved != nil {
		m.gone, m.onEdge, m.came = maps.Clone(g.moved.gone), maps.Clone(g.moved.onEdge), slices.Clone(g.moved.came)
	}
	out.moved = m
	left := map[uint32]bool{}
	for _, index := range gone {
		was = append(was, g.of(index)...)
		left[index], m.gone[index] = true, true
	}
	for _, s := range was {
		list := slices.Clone(out.on(s.At.Edge))
		m.onEdge[s.At.Edge] = slices.DeleteFunc(list, func(x Source) bool { return left[x.Index] })
	}
	m.came = slices.DeleteFunc(m.came, func(s Source) bool { return left[s.Index] })
	m.came = append(m.came, came...)
	slices.SortStableFunc(m.came, func(a, b Source) int { return cmp.Compare(a.Index, b.Index) })
	for _, s := range came {
		if out.phase(s.At.Edge) != onClosed {
			m.onEdge[s.At.Edge] = append(slices.Clip(out.on(s.At.Edge)), s)
		}
	}
	for _, s := range m.came {
		if at := out.table(s.At.Edge); at != nil {
			for _, x := range out.seedsOf(s) {
				at[x.node] = append(at[x.node], x.label)
			}
		}
	}
	return out, was
}

// table returns where the seeds of a source on an edge that came are kept.
func (g *Goals) table(edge uint32) map[uint32][]uint64 {
	switch g.phase(edge) {
	case onPublic:
		return g.moved.seeds
	case onCompound:
		return g.moved.inside
	}
	return nil
}

// of returns the sources of an index.
func (g *Goals) of(index uint32) []Source {
	compare := func(s Source, index uint32) int { return cmp.Compare(s.Index, index) }
	equal := func(list []Source) []Source {
		first, _ := slices.BinarySearchFunc(list, index, compare)
		last := first
		for last < len(list) && list[last].Index == index {
			last++
		}
		return list[first:last]
	}
	if g.moved == nil {
		return equal(g.index())
	}
	if g.moved.gone[index] {
		return equal(g.moved.came)
	}
	return slices.Concat(equal(g.index()), equal(g.moved.came))
}

// sources returns all of them.
func (g *Goals) sources() []Source {
	if g.moved == nil {
		return g.all
	}
	out := slices.DeleteFunc(slices.Clone(g.all), func(s Source) bool { return g.moved.gone[s.Index] })
	return append(out, g.moved.came...)
}

// least returns the least seed at a junction or, where inside is true, at a
// vertex of the compounds.
func (g *Goals) least(node uint32, inside bool) uint64 {
	list := g.seeds
	if inside {
		list = g.inside
	}
	best := uint64(Unreached)
	first, _ := slices.BinarySearchFunc(list, node, func(s seed, node uint32) int { return cmp.Compare(s.node, node) })
	for ; first < len(list) && list[first].node == node; first++ {
		if g.moved == nil || !g.moved.gone[uint32(list[first].label)] {
			best = list[first].label // they are sorted: the first that counts is the least
			break
		}
	}
	if g.moved == nil {
		return best
	}
	came := g.moved.seeds
	if inside {
		came = g.moved.inside
	}
	for _, label := range came[node] {
		best = min(best, label)
	}
	return best
}
