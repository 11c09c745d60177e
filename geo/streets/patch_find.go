package streets

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// searchAll looks among the edges on islands too.
func (s *linking) searchAll() {
	s.search(s.n.mainTree())
	s.search(s.n.islandTree())
}

// patched looks among the edges of a patch that are parts of those of the base,
// on islands or not.
func (s *linking) patched(islands bool) {
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
func (s *linking) links() {
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

// linkEdges returns the edges of links, of those that are closed too.
func (n *Network) linkEdges() []uint32 {
	var out []uint32
	for _, a := range n.arrays.Links {
		if n.more == nil || n.more.dead[a.Edge] != removed {
			out = append(out, a.Edge)
		}
	}
	if n.more != nil {
		for i, l := range n.more.lies {
			e := uint32(len(n.arrays.EdgeStarts) + i)
			if f := n.more.dead[e]; l.link && f != replaced && f != removed {
				out = append(out, e)
			}
		}
	}
	return out
}

// LinkAdded returns how a point joins the links that edits have added, by the
// rules of [Network.Link]: an access for each that is nearer than one at hand, by
// id. A leg that crosses nothing counts as nearer than one that does.
func (n *Network) LinkAdded(p orb.Point, than Access) []Access {
	links := n.more.linksOr(n)
	var out []Access
	for _, l := range links {
		s := n.linkingAt(p, LinkDistance)
		if len(n.arrays.Obstacles) > 0 {
			s.obstacles = n.obstacleTree()
		}
		if s.toBox(n.edgeBox(l.Edge)) > s.limit {
			continue
		}
		s.edge(l.Edge)
		if a := s.found(); a.Linked && nearer(a, than) {
			out = append(out, a)
		}
	}
	return out
}

func (p *patch) linksOr(n *Network) []Added {
	if p != nil {
		return p.links
	}
	return n.addedLinks()
}

// nearer reports whether an access is nearer than another.
func nearer(a, than Access) bool {
	clear := a.Crosses == ObstacleNone
	switch {
	case !than.Linked:
		return true
	case clear != (than.Crosses == ObstacleNone):
		return clear
	}
	return a.LegMM < than.LegMM
}

// Resolve returns an access of the base, or of a network that this one was made
// of by edits, in terms of what is there: on the part that holds its place where
// its segment was cut, on the first of two that meet there. It is false where
// its piece is closed, and where it was on a link that is taken away. Its Public
// is resolved likewise, nil where its piece is closed.
func (n *Network) Resolve(a Access) (Access, bool) {
	if n.more == nil || !a.Linked {
		return a, a.Linked
	}
	if a.Public != nil {
		public, ok := n.Resolve(*a.Public)
		a.Public = nil
		if ok {
			a.Public = &public
		}
	}
	if n.Live(n.EdgeOf(a.Segment)) {
		return a, true
	}
	source, ok := n.source(a.Segment)
	if !ok {
		return Access{}, false
	}
	best, found := uint32(0), false
	for _, s := range n.more.at[source] {
		at := n.spanOf(s)
		if at.From <= a.Fraction && a.Fraction <= at.To && n.Live(n.EdgeOf(s)) && (!found || at.From < n.spanOf(best).From) {
			best, found = s, true
		}
	}
	if !found {
		return Access{}, false
	}
	a.Segment = best
	return a, true
}

// resolveAll resolves accesses and leaves out what is closed.
func (n *Network) resolveAll(all []Access) []Access {
	out := make([]Access, 0, len(all))
	for _, a := range all {
		if a, ok := n.Resolve(a); ok {
			out = append(out, a)
		}
	}
	return out
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
		if from, to, _ := n.stretchOf(e, func(s uint32) bool { return n.wayIDOf(n.laid(s).way) == way }); from < to {
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
		l := n.laid(s)
		return n.wayIDOf(l.way) == way && (points || !l.kind.Feature.IsPoint() || n.region(n.EdgeOf(s)) == regionLink)
	}
	points = !slices.ContainsFunc(edges, func(e uint32) bool {
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			if is(s) && !n.laid(s).kind.Feature.IsPoint() {
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

// linkOf returns the edge of a link, of one that is closed too.
func (n *Network) linkOf(id string) (uint32, bool) {
	for _, e := range n.linkEdges() {
		if n.linkID(e) == id {
			return e, true
		}
	}
	return 0, false
}

// unlist takes an edge out of the links that are there.
func (n *Network) unlist(e uint32) {
	n.more.links = slices.DeleteFunc(n.more.links, func(a Added) bool { return a.Edge == e })
}

// relist puts a link that is open again among the links.
func (n *Network) relist(e uint32) {
	if n.region(e) == regionLink {
		id := n.linkID(e)
		n.more.links = append(n.more.links, Added{ID: id, Way: LinkWay(id), Edge: e})
	}
}

// linkID returns the id of the link that an edge is.
func (n *Network) linkID(e uint32) string {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		return n.more.lies[i].id
	}
	for _, a := range n.arrays.Links {
		if a.Edge == e {
			return n.name(a.ID)
		}
	}
	return ""
}
