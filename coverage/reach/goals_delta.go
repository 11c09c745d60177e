package reach

import (
	"cmp"
	"maps"
	"slices"

	"lifecircle/geo/streets"
)

// A goalsDelta is how goals differ from those that they were made from: sources
// that are removed and others that are added.
type goalsDelta struct {
	removed map[uint32]bool     // indices whose sources of the first goals count no more
	added   []Source            // by index
	onEdge  map[uint32][]Source // of the edges where it differs
	seeds   map[state][]uint64  // labels of those that are added
}

// with returns goals without the sources of some indices and with others, under
// weights of the same streets or of such as edits have made of them. It goes over
// the sources that differ, now or before. The sources that are removed are returned
// as they are under the weights before.
func (g *Goals) with(w *streets.Weights, remove []uint32, add []Source) (out *Goals, removed []Source) {
	d := &goalsDelta{removed: map[uint32]bool{}, onEdge: map[uint32][]Source{}, seeds: map[state][]uint64{}}
	if g.delta != nil {
		d.removed, d.onEdge, d.added = maps.Clone(g.delta.removed), maps.Clone(g.delta.onEdge), slices.Clone(g.delta.added)
	}
	out = &Goals{phasedStreets: phasedStreets{w, g.private}, all: g.all, onEdge: g.onEdge, seeds: g.seeds, index: g.index, delta: d}
	now := map[uint32]bool{}
	for _, index := range remove {
		removed = append(removed, g.of(index)...)
		now[index], d.removed[index] = true, true
	}
	leaves := func(s Source) bool { return now[s.Index] }
	for _, s := range removed {
		d.onEdge[s.At.Edge] = slices.DeleteFunc(slices.Clone(out.on(s.At.Edge)), leaves)
	}
	d.added = append(slices.DeleteFunc(d.added, leaves), add...)
	slices.SortStableFunc(d.added, func(a, b Source) int { return cmp.Compare(a.Index, b.Index) })
	for _, s := range add {
		if _, walked := out.phase(PhasePublic, s.At.Edge); walked {
			d.onEdge[s.At.Edge] = append(slices.Clip(out.on(s.At.Edge)), s)
		}
	}
	var seeds []entry
	for _, s := range d.added {
		seeds = out.appendSeeds(seeds, s)
	}
	for _, x := range seeds {
		d.seeds[x.state] = append(d.seeds[x.state], x.label)
	}
	return out, removed
}

// of returns the sources of an index.
func (g *Goals) of(index uint32) []Source {
	equal := func(list []Source) []Source {
		first, _ := slices.BinarySearchFunc(list, index, func(s Source, index uint32) int { return cmp.Compare(s.Index, index) })
		last := first
		for last < len(list) && list[last].Index == index {
			last++
		}
		return list[first:last]
	}
	switch {
	case g.delta == nil:
		return equal(g.index())
	case g.delta.removed[index]:
		return equal(g.delta.added)
	}
	return slices.Concat(equal(g.index()), equal(g.delta.added))
}

// sources returns all of them.
func (g *Goals) sources() []Source {
	if g.delta == nil {
		return g.all
	}
	out := slices.DeleteFunc(slices.Clone(g.all), func(s Source) bool { return g.delta.removed[s.Index] })
	return append(out, g.delta.added...)
}

// least returns the least seed of a state.
func (g *Goals) least(c state) uint64 {
	best := uint64(Unreached)
	for at := place(g.seeds, c); at < len(g.seeds) && g.seeds[at].state == c; at++ {
		if g.delta == nil || !g.delta.removed[uint32(g.seeds[at].label)] {
			best = g.seeds[at].label // they are sorted: the first that counts is the least
			break
		}
	}
	if g.delta != nil {
		for _, label := range g.delta.seeds[c] {
			best = min(best, label)
		}
	}
	return best
}
