package streets

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// Patch returns the network as edits leave it, one after the other. It shares the
// network's arrays, which must stay open, and costs what the edits touch, and
// those before them where the network is patched already. Numbers stay: new
// junctions, edges and segments come behind those of the network, while the
// interior nodes move up by the new junctions. The error is [*EditError].
//
// A link cuts the streets that it joins. A segment is cut at a fraction of what
// it costs, so that no other walk changes; the cut stays when the link is taken
// away. Islands are those of the network, whatever a link joins.
func (n *Network) Patch(edits []Edit) (*Network, error) {
	out := n.over()
	for i := range edits {
		if err := out.apply(&edits[i]); err != nil {
			err.Index = i
			return nil, err
		}
	}
	out.finish()
	return out, nil
}

func (n *Network) apply(edit *Edit) *EditError {
	switch {
	case edit.Open != nil:
		return n.open(edit.Open)
	case edit.Remove != "":
		return n.remove(edit.Remove)
	case edit.Close != nil:
		return n.closePiece(edit.Close)
	case edit.Admit != nil:
		return n.admitPiece(edit.Admit)
	}
	return nil
}

// remove takes a link away, one that is closed too.
func (n *Network) remove(id string) *EditError {
	e, known := n.linkOf(id)
	if !known {
		return &EditError{Field: "id", Why: fmt.Sprintf("no link %q was added%s", id, n.linksThere())}
	}
	n.more.dead[e] = removed
	n.unlist(e)
	return nil
}

// linksThere names the links for an error.
func (n *Network) linksThere() string {
	var ids []string
	for _, l := range n.more.links {
		ids = append(ids, fmt.Sprintf("%q", l.ID))
	}
	slices.Sort(ids)
	switch {
	case len(ids) == 0:
		return ": a street of the map is closed by its way"
	case len(ids) > 5:
		ids = append(ids[:5], "…")
	}
	return "; there are " + strings.Join(ids, ", ")
}

// closePiece lets nobody walk a piece.
func (n *Network) closePiece(p *Piece) *EditError {
	if p.All {
		edges := n.cutOut(p.Way, n.Live)
		if len(edges) == 0 {
			return n.noWay(p.Way)
		}
		for _, e := range edges {
			n.closeEdge(e)
		}
		return nil
	}
	e, err := n.pieceAt(p, n.Live)
	if err != nil {
		return err
	}
	n.closeEdge(e)
	return nil
}

// closeEdge lets nobody walk an edge; admit opens it again.
func (n *Network) closeEdge(e uint32) {
	n.more.dead[e] = closed
	n.unlist(e)
}

// admitPiece lets everybody walk a piece.
func (n *Network) admitPiece(p *Piece) *EditError {
	barred := func(e uint32) bool { return n.more.dead[e] == closed || n.Live(e) && n.Use(e) == UseResidents }
	if p.All {
		edges := n.cutOut(p.Way, barred)
		if len(edges) == 0 {
			if !n.hasWay(p.Way) {
				return n.noWay(p.Way)
			}
			return &EditError{Field: "way", Why: fmt.Sprintf("everybody may walk all of way %d already", p.Way)}
		}
		for _, e := range edges {
			n.admit(e)
		}
		return nil
	}
	e, err := n.pieceAt(p, barred)
	if err != nil {
		if _, open := n.pieceAt(p, n.Live); open == nil {
			return &EditError{Field: "near", Why: fmt.Sprintf("everybody may walk way %d here already", p.Way)}
		}
		return err
	}
	n.admit(e)
	return nil
}

// admit opens an edge that is closed; one of residents is replaced by its like for
// everybody.
func (n *Network) admit(e uint32) {
	if n.more.dead[e] == closed {
		delete(n.more.dead, e)
		n.relist(e)
		return
	}
	c := n.chainOf(e)
	c.info.flags = 0
	for i := range c.pieces {
		c.pieces[i].place.kind.Use = UsePublic
	}
	n.more.dead[e] = replaced
	n.lay(c)
}

// pieceAt finds the edge that holds the segment of a way that is nearest to a
// point.
func (n *Network) pieceAt(p *Piece, among func(e uint32) bool) (uint32, *EditError) {
	if !geo.Valid(p.Near) {
		return 0, &EditError{Field: "near", Why: fmt.Sprintf("%v is no place on the earth: longitude first, in degrees", p.Near)}
	}
	var s accessSearch
	for _, points := range [...]bool{false, true} { // a node may have the number of a way
		s = n.searchAround(p.Near, RepairDistance)
		s.points, s.across, s.dead = points, true, true
		s.usable = func(segment uint32) bool {
			return n.wayIDOf(n.placementOf(segment).way) == p.Way && among(n.EdgeOf(segment))
		}
		s.searchAll()
		s.links()
		if s.any.found {
			break
		}
	}
	if !s.any.found {
		if !n.hasWay(p.Way) {
			return 0, n.noWay(p.Way)
		}
		return 0, &EditError{Field: "near", Why: fmt.Sprintf("way %d is not within %d m of %s: move the point onto it",
			p.Way, RepairDistance, place(p.Near))}
	}
	return n.EdgeOf(s.any.Segment), nil
}

func (n *Network) noWay(way int64) *EditError {
	return &EditError{Field: "way", Why: fmt.Sprintf("no street of the network is of way %d, or none of it is left", way)}
}

// place writes a point as it is given.
func place(p orb.Point) string { return fmt.Sprintf("%.7g, %.7g", p[0], p[1]) }

// cutOut cuts the edges among some that hold segments of a way at the way's ends
// and returns the parts that are of the way alone.
func (n *Network) cutOut(way int64, among func(e uint32) bool) []uint32 {
	var out []uint32
	edges := n.edgesOf(way)
	of := n.ownOf(way, edges)
	for _, e := range edges {
		if !among(e) {
			continue
		}
		fate := n.more.dead[e]
		for {
			from, to, all := n.stretchOf(e, of)
			if from == to {
				break
			}
			if all {
				out = append(out, e)
				break
			}
			// What is cut off a closed edge is closed as it was.
			if from > 0 {
				_, before, behind := n.cutNode(e, from)
				n.keep(fate, before, behind)
				e = behind
				continue
			}
			_, before, behind := n.cutNode(e, to)
			n.keep(fate, before, behind)
			out, e = append(out, before), behind
		}
	}
	return out
}

func (n *Network) keep(f fate, edges ...uint32) {
	if f == 0 {
		return
	}
	for _, e := range edges {
		n.more.dead[e] = f
	}
}
