package streets

import (
	"cmp"
	"slices"
)

// A LinkEdge is a link that lies over the streets.
type LinkEdge struct {
	ID   string
	Way  int64  // as in [Street.Way]
	Edge uint32 // all of it
}

// Links returns the links that edits have added and that are there, by id.
func (n *Network) Links() []LinkEdge {
	return slices.Clone(n.patch.linksOr(&n.arrays))
}

// linkID returns the id of the link that an edge is.
func (n *Network) linkID(e uint32) string {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		return n.patch.infos[i].id
	}
	for _, a := range n.arrays.Links {
		if a.Edge == e {
			return n.arrays.name(a.ID)
		}
	}
	return ""
}

// links returns the links that edits had added before the arrays were laid out, by
// id.
func (a *Arrays) links() []LinkEdge {
	out := make([]LinkEdge, len(a.Links))
	for i, l := range a.Links {
		first := a.Interiors[l.Edge] + l.Edge
		out[i] = LinkEdge{ID: a.name(l.ID), Way: a.WayIDs[a.runOf(first).Way], Edge: l.Edge}
	}
	slices.SortFunc(out, func(a, b LinkEdge) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
