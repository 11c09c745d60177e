package streets

import (
	"maps"
	"slices"
	"sync"
)

// Mended returns the weights of the same streets once some segments are mended: in
// each direction one costs what it costs under flat, weights of the same network,
// where that is less. They share the graphs and cost what is mended. They are of
// this network alone and cannot be patched.
func (w *Weights) Mended(segments []uint32, flat *Weights) *Weights {
	out := *w
	out.flat = w.flat && flat.flat
	if out.mended = maps.Clone(w.mended); out.mended == nil {
		out.mended = make(map[uint32][2]*Profile, len(segments))
	}
	for _, s := range segments {
		by, easier := w.profiles(s), flat.profiles(s)
		forward, backward := w.costs(s)
		forwardFlat, backwardFlat := flat.costs(s)
		if forwardFlat < forward {
			by[0] = easier[0]
		}
		if backwardFlat < backward {
			by[1] = easier[1]
		}
		out.mended[s] = by
	}
	edges := edgesWith(w.n, segments)
	over := func(under Graph, has func(e uint32) bool, c *Compounds) Graph {
		if !slices.ContainsFunc(edges, has) {
			return under
		}
		o := overlay{before: w, after: &out, gone: edges, came: edges, has: has, compounds: c}
		return o.over(under)
	}
	out.public = over(w.public, func(e uint32) bool { return w.n.Use(e) == UsePublic }, nil)
	out.compounds = sync.OnceValue(func() *Compounds {
		c := *w.compounds()
		c.Graph = over(c.Graph, func(e uint32) bool { return w.n.Use(e) == UseResidents }, w.compounds())
		return &c
	})
	out.open = sync.OnceValue(func() Graph {
		if !w.n.HasPrivate() {
			return out.public
		}
		return over(w.open(), func(uint32) bool { return true }, nil)
	})
	return &out
}

// edgesWith lists the edges of segments, ascending.
func edgesWith(n *Network, segments []uint32) []uint32 {
	edges := make([]uint32, len(segments))
	for i, s := range segments {
		edges[i] = n.EdgeOf(s)
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// profiles returns whose costs a segment's are: of walking along its edge, and
// against it.
func (w *Weights) profiles(s uint32) [2]*Profile {
	if by, mended := w.mended[s]; mended {
		return by
	}
	return [2]*Profile{&w.profile, &w.profile}
}

// mends reports whether one of the segments [first, last) is mended.
func (w *Weights) mends(first, last uint32) bool {
	if w.mended == nil {
		return false
	}
	for s := first; s < last; s++ {
		if _, mended := w.mended[s]; mended {
			return true
		}
	}
	return false
}
