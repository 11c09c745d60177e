package streets

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"

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
	ed := newEditor(n)
	for i := range edits {
		if err := ed.apply(&edits[i]); err != nil {
			err.Index = i
			return nil, err
		}
	}
	return ed.finish(), nil
}

// An editor writes the patch that edits lay over a network, one edit after the
// other. It reads the network as those so far leave it: nobody else has that before
// finish hands it over, and the network that it started from stays as it is.
type editor struct {
	n *Network // with a patch that is the editor's own
}

// newEditor returns one that has made no edit yet, over a copy of what edits have
// made of the network before.
func newEditor(n *Network) editor {
	out := *n
	out.base, out.unmap = n.Base(), nil
	if n.patch == nil {
		out.patch = &patch{
			first: []uint32{n.arrays.Interiors[len(n.arrays.EdgeStarts)]}, dead: map[uint32]fate{}, links: n.arrays.links(),
		}
		return editor{&out}
	}
	p := *n.patch
	for _, s := range [...]*[]uint32{&p.edgeA, &p.edgeB, &p.first} {
		*s = slices.Clone(*s)
	}
	p.along = slices.Clone(p.along)
	p.joint, p.inner, p.infos, p.segments = slices.Clone(p.joint), slices.Clone(p.inner), slices.Clone(p.infos), slices.Clone(p.segments)
	p.ways, p.links, p.dead = slices.Clone(p.ways), slices.Clone(p.links), maps.Clone(p.dead)
	out.patch = &p
	return editor{&out}
}

// finish makes what is read off the patch as a whole, and returns the network.
func (ed editor) finish() *Network {
	n, p := ed.n, ed.n.patch
	p.at = map[uint32][]uint32{}
	for e := uint32(len(n.arrays.EdgeStarts)); e < uint32(n.Edges()); e++ {
		if p.infos[e-uint32(len(n.arrays.EdgeStarts))].link || p.dead[e] == replaced {
			continue
		}
		for s, last := n.SegmentsOf(e); s < last; s++ {
			source := p.segments[s-uint32(len(n.arrays.LengthsMM))].Segment
			p.at[source] = append(p.at[source], s)
		}
	}
	p.links = slices.DeleteFunc(p.links, func(a LinkEdge) bool { return p.dead[a.Edge] != 0 })
	slices.SortFunc(p.links, func(a, b LinkEdge) int { return cmp.Compare(a.ID, b.ID) })
	p.chains = sync.OnceValue(func() chains {
		return chains{
			slices.Concat(n.arrays.EdgeStarts, p.edgeA), slices.Concat(n.arrays.EdgeEnds, p.edgeB),
			slices.Concat(n.arrays.Interiors[:len(n.arrays.EdgeStarts)], p.first), slices.Concat(n.arrays.Costs, p.along),
		}
	})
	return n
}

func (ed editor) apply(edit *Edit) *EditError {
	switch {
	case edit.Open != nil:
		return ed.open(edit.Open)
	case edit.Remove != "":
		return ed.remove(edit.Remove)
	case edit.Close != nil:
		return ed.closePiece(edit.Close)
	case edit.Admit != nil:
		return ed.admitPiece(edit.Admit)
	}
	return nil
}

// closePiece lets nobody walk a piece.
func (ed editor) closePiece(p *Piece) *EditError {
	if p.All {
		edges := ed.cutOut(p.Way, ed.n.Live)
		if len(edges) == 0 {
			return noWay(p.Way)
		}
		for _, e := range edges {
			ed.closeEdge(e)
		}
		return nil
	}
	e, err := ed.pieceAt(p, ed.n.Live)
	if err != nil {
		return err
	}
	ed.closeEdge(e)
	return nil
}

// closeEdge lets nobody walk an edge; admit opens it again.
func (ed editor) closeEdge(e uint32) {
	ed.n.patch.dead[e] = closed
	ed.unlist(e)
}

// admitPiece lets everybody walk a piece.
func (ed editor) admitPiece(p *Piece) *EditError {
	barred := func(e uint32) bool {
		return ed.n.patch.dead[e] == closed || ed.n.Live(e) && ed.n.Use(e) == UseResidents
	}
	if p.All {
		edges := ed.cutOut(p.Way, barred)
		if len(edges) == 0 {
			if !ed.hasWay(p.Way) {
				return noWay(p.Way)
			}
			return &EditError{Field: "way", Why: fmt.Sprintf("everybody may walk all of way %d already", p.Way)}
		}
		for _, e := range edges {
			ed.admit(e)
		}
		return nil
	}
	e, err := ed.pieceAt(p, barred)
	if err != nil {
		if _, open := ed.pieceAt(p, ed.n.Live); open == nil {
			return &EditError{Field: "near", Why: fmt.Sprintf("everybody may walk way %d here already", p.Way)}
		}
		return err
	}
	ed.admit(e)
	return nil
}

// admit opens an edge that is closed; one of residents is replaced by its like for
// everybody.
func (ed editor) admit(e uint32) {
	if ed.n.patch.dead[e] == closed {
		delete(ed.n.patch.dead, e)
		ed.relist(e)
		return
	}
	c := ed.chainOf(e)
	c.info.flags = 0
	for i := range c.segments {
		c.segments[i].place.kind.Use = UsePublic
	}
	ed.n.patch.dead[e] = replaced
	ed.lay(c)
}

// pieceAt finds the edge that holds the segment of a way that is nearest to a
// point.
func (ed editor) pieceAt(p *Piece, among func(e uint32) bool) (uint32, *EditError) {
	if !geo.Valid(p.Near) {
		return 0, &EditError{Field: "near", Why: fmt.Sprintf("%v is no place on the earth: longitude first, in degrees", p.Near)}
	}
	var s accessSearch
	for _, points := range [...]bool{false, true} { // a node may have the number of a way
		s = searchAround(ed.n, p.Near, RepairDistance)
		s.points, s.across, s.dead = points, true, true
		s.usable = func(segment uint32) bool {
			return ed.n.wayIDOf(ed.n.Segment(segment).placement().way) == p.Way && among(ed.n.EdgeOf(segment))
		}
		s.searchAll()
		for _, e := range ed.linkEdges() {
			s.edge(e)
		}
		if s.any.found {
			break
		}
	}
	if !s.any.found {
		if !ed.hasWay(p.Way) {
			return 0, noWay(p.Way)
		}
		return 0, &EditError{Field: "near", Why: fmt.Sprintf("way %d is not within %d m of %s: move the point onto it",
			p.Way, RepairDistance, place(p.Near))}
	}
	return ed.n.EdgeOf(s.any.Segment), nil
}

func noWay(way int64) *EditError {
	return &EditError{Field: "way", Why: fmt.Sprintf("no street of the network is of way %d, or none of it is left", way)}
}

// place writes a point as it is given.
func place(p orb.Point) string { return fmt.Sprintf("%.7g, %.7g", p[0], p[1]) }

// cutOut cuts the edges among some that hold segments of a way at the way's ends
// and returns the parts that are of the way alone.
func (ed editor) cutOut(way int64, among func(e uint32) bool) []uint32 {
	var out []uint32
	edges := ed.edgesOf(way)
	of := ed.ownOf(way, edges)
	for _, e := range edges {
		if !among(e) {
			continue
		}
		fate := ed.n.patch.dead[e]
		for {
			from, to, all := ed.stretchOf(e, of)
			if from == to {
				break
			}
			if all {
				out = append(out, e)
				break
			}
			// What is cut off a closed edge is closed as it was.
			if from > 0 {
				_, before, behind := ed.cutNode(e, from)
				ed.keep(fate, before, behind)
				e = behind
				continue
			}
			_, before, behind := ed.cutNode(e, to)
			ed.keep(fate, before, behind)
			out, e = append(out, before), behind
		}
	}
	return out
}

// keep lets parts of an edge be dead as it was.
func (ed editor) keep(f fate, edges ...uint32) {
	if f == 0 {
		return
	}
	for _, e := range edges {
		ed.n.patch.dead[e] = f
	}
}
