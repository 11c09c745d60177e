package streets

import (
	"cmp"
	"slices"
)

// searchAll looks among the edges on islands too.
func (s *accessSearch) searchAll() {
	s.search(s.n.mainTree())
	s.search(s.n.islandTree())
}

// patched looks among the edges of a patch that are parts of those of the base,
// on islands or not.
func (s *accessSearch) patched(islands bool) {
	want := regionMain
	if islands {
		want = regionIsland
	}
	base := uint32(len(s.n.arrays.EdgeStarts))
	for e := base; e < uint32(s.n.Edges()); e++ {
		if s.n.region(e) == want && s.n.more.dead[e] != replaced && s.toBox(s.n.edgeBox(e)) <= s.limit+s.slack {
			s.edge(e)
		}
	}
}

// links looks among the links.
func (s *accessSearch) links() {
	for _, l := range s.n.linkEdges() {
		s.edge(l)
	}
}

// patchedBox returns the box around the edges that are there, given the base's. A
// pass over all of them is needed only where one that is gone held it open.
func (n *Network) patchedBox(base Box) Box {
	b := base
	for e := range n.more.dead {
		if int(e) < len(n.arrays.EdgeStarts) && n.edgeBox(e).reaches(base) {
			b = emptyBox
		}
	}
	if b != base {
		for e := range n.EachEdge() {
			b = b.union(n.edgeBox(e))
		}
		return b
	}
	for _, e := range n.newEdges() {
		b = b.union(n.edgeBox(e))
	}
	return b
}

// reaches reports whether a box within another reaches its border.
func (b Box) reaches(o Box) bool {
	return b.MinLon == o.MinLon || b.MinLat == o.MinLat || b.MaxLon == o.MaxLon || b.MaxLat == o.MaxLat
}

// edgesOf returns the edges that hold segments of a way and are not replaced,
// ascending.
func (n *Network) edgesOf(way int64) []uint32 {
	var out []uint32
	for i, r := range n.arrays.Runs {
		if n.arrays.WayIDs[r.Way] != way {
			continue
		}
		last := uint32(len(n.arrays.LengthsMM))
		if i+1 < len(n.arrays.Runs) {
			last = n.arrays.Runs[i+1].First
		}
		for e := n.EdgeOf(r.First); e < uint32(len(n.arrays.EdgeStarts)); e++ {
			if first, _ := n.SegmentsOf(e); first >= last {
				break
			}
			out = append(out, e)
		}
	}
	for e := uint32(len(n.arrays.EdgeStarts)); e < uint32(n.Edges()); e++ {
		if from, to, _ := n.stretchOf(e, func(s uint32) bool { return n.wayIDOf(n.placementOf(s).way) == way }); from < to {
			out = append(out, e)
		}
	}
	out = slices.DeleteFunc(out, func(e uint32) bool { return n.more.dead[e] == replaced || n.more.dead[e] == removed })
	slices.SortFunc(out, func(a, b uint32) int { return cmp.Compare(a, b) })
	return slices.Compact(out)
}

// ownOf returns what tells the segments of a way among edges that hold some. What
// stands at a node has the node's number, which may be that of another way: it
// counts where nothing else has the number, and in a link, whose lifts have the
// link's.
func (n *Network) ownOf(way int64, edges []uint32) func(segment uint32) bool {
	points := true
	is := func(s uint32) bool {
		l := n.placementOf(s)
		return n.wayIDOf(l.way) == way && (points || !l.kind.Feature.IsPoint() || n.region(n.EdgeOf(s)) == regionLink)
	}
	points = !slices.ContainsFunc(edges, func(e uint32) bool {
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			if is(s) && !n.placementOf(s).kind.Feature.IsPoint() {
				return true
			}
		}
		return false
	})
	return is
}

// stretchOf returns the first segments [from, to) of an edge, counted from its
// start, of which is holds, and whether that is all of it.
func (n *Network) stretchOf(e uint32, is func(segment uint32) bool) (from, to uint32, all bool) {
	first, last := n.SegmentsOf(e)
	s := first
	for s < last && !is(s) {
		s++
	}
	from = s - first
	for s < last && is(s) {
		s++
	}
	to = s - first
	return from, to, from == 0 && s == last
}

func (n *Network) hasWay(way int64) bool { return len(n.edgesOf(way)) > 0 }
