package streets

import (
	"cmp"
	"slices"
)

// linkEdges returns the edges of links, of those that are closed too.
func (n *Network) linkEdges() []uint32 {
	var out []uint32
	for _, a := range n.arrays.Links {
		if n.more == nil || n.more.dead[a.Edge] != removed {
			out = append(out, a.Edge)
		}
	}
	if n.more != nil {
		for i, l := range n.more.infos {
			e := uint32(len(n.arrays.EdgeStarts) + i)
			if f := n.more.dead[e]; l.link && f != replaced && f != removed {
				out = append(out, e)
			}
		}
	}
	return out
}

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
	n.more.links = slices.DeleteFunc(n.more.links, func(a LinkEdge) bool { return a.Edge == e })
}

// relist puts a link that is open again among the links.
func (n *Network) relist(e uint32) {
	if n.region(e) == regionLink {
		id := n.linkID(e)
		n.more.links = append(n.more.links, LinkEdge{ID: id, Way: LinkWay(id), Edge: e})
	}
}

// linkID returns the id of the link that an edge is.
func (n *Network) linkID(e uint32) string {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		return n.more.infos[i].id
	}
	for _, a := range n.arrays.Links {
		if a.Edge == e {
			return n.name(a.ID)
		}
	}
	return ""
}

// An LinkEdge is a link that lies over the streets.
type LinkEdge struct {
	ID   string
	Way  int64  // as in [Street.Way]
	Edge uint32 // all of it
}

// Links returns the links that edits have added and that are there, by id.
func (n *Network) Links() []LinkEdge {
	if n.more != nil {
		return slices.Clone(n.more.links)
	}
	return n.addedLinks()
}

func (n *Network) addedLinks() []LinkEdge {
	out := make([]LinkEdge, len(n.arrays.Links))
	for i, a := range n.arrays.Links {
		first, _ := n.SegmentsOf(a.Edge)
		out[i] = LinkEdge{ID: n.name(a.ID), Way: n.Street(first).Way, Edge: a.Edge}
	}
	slices.SortFunc(out, func(a, b LinkEdge) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
