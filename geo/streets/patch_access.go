package streets

import "github.com/paulmach/orb"

// LinkAccesses returns how a point joins the links that edits have added, by the
// rules of [Network.Access]: an access for each that is nearer than one at hand, by
// id. A leg that crosses nothing counts as nearer than one that does.
func (n *Network) LinkAccesses(p orb.Point, than Access) []Access {
	links := n.patch.linksOr(&n.arrays)
	var out []Access
	for _, l := range links {
		s := searchAround(n, p, AccessDistance)
		if len(n.arrays.Obstacles) > 0 {
			s.obstacles = n.arrays.obstacleTree()
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
	if n.patch == nil || !a.Linked {
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
	source, ok := n.Segment(a.Segment).source()
	if !ok {
		return Access{}, false
	}
	best, found := uint32(0), false
	for _, s := range n.patch.at[source] {
		at := n.Segment(s).span()
		if at.From <= a.Fraction && a.Fraction <= at.To && n.Live(n.EdgeOf(s)) && (!found || at.From < n.Segment(best).span().From) {
			best, found = s, true
		}
	}
	if !found {
		return Access{}, false
	}
	a.Segment = best
	return a, true
}
