package streets

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// LinkWay returns the way id of the link of an id: below those of repairs, and
// the same whatever other links there are.
func LinkWay(id string) int64 {
	sum := sha256.Sum256([]byte(id))
	return -(1<<20 + int64(binary.BigEndian.Uint64(sum[:8])>>24))
}

// open adds a link.
func (ed editor) open(l *Link) *EditError {
	if err := ed.checkLink(l); err != nil {
		return err
	}
	ends := [2]orb.Point{l.Line[0], l.Line[len(l.Line)-1]}
	var joint [2]uint32
	for _, p := range ends {
		if _, ok := ed.endAccess(p); !ok {
			return &EditError{Field: "line", Why: fmt.Sprintf("its end at %s is farther than %d m from every street: move it to where the streets are to be joined",
				place(p), RepairDistance)}
		}
	}
	for i, p := range ends {
		a, _ := ed.endAccess(p) // after the first cut, which may be of the same segment
		joint[i] = ed.junctionAt(a.Segment, a.Fraction)
	}
	var c chain
	if joint[0] != joint[1] {
		c = ed.chainOfLink(l, joint[0], joint[1])
	}
	if len(c.segments) == 0 {
		return &EditError{Field: "line", Why: "both of its ends join the streets at one place, so it has no length: draw it from one street to another"}
	}
	e := ed.lay(c)
	ed.n.patch.links = append(ed.n.patch.links, LinkEdge{ID: l.ID, Way: LinkWay(l.ID), Edge: e})
	return nil
}

func (ed editor) checkLink(l *Link) *EditError {
	_, taken := ed.linkOf(l.ID)
	switch {
	case l.ID == "":
		return &EditError{Field: "id", Why: "a link needs an id"}
	case taken:
		return &EditError{Field: "id", Why: fmt.Sprintf("there is a link %q already: give this one another id", l.ID)}
	case len(l.Line) < 2:
		return &EditError{Field: "line", Why: "a line has at least two points"}
	case l.LengthMM < 0 || l.LengthMM > math.MaxInt32:
		return &EditError{Field: "length_m", Why: fmt.Sprintf("%g m is no length of a link", float64(l.LengthMM)/1000)}
	case l.Steps < 0 || l.Steps > math.MaxUint16:
		return &EditError{Field: "steps", Why: fmt.Sprintf("%d is no number of steps", l.Steps)}
	case !l.Kind.valid() || l.Kind.Use != UsePublic:
		return &EditError{Field: "kind", Why: "it is no kind of street that everybody walks"}
	}
	for _, p := range l.Line {
		if !geo.Valid(p) {
			return &EditError{Field: "line", Why: fmt.Sprintf("%v is no place on the earth: longitude first, in degrees", p)}
		}
	}
	return nil
}

// endAccess finds the nearest point of a piece of street that is there, at most
// [RepairDistance] away.
func (ed editor) endAccess(p orb.Point) (Access, bool) {
	s := searchAround(ed.n, p, RepairDistance)
	s.across = true
	s.usable = func(segment uint32) bool { return ed.n.Segment(segment).placement().kind.Feature == FeatureNone }
	s.searchAll()
	return s.any.Access, s.any.found
}

// chainOfLink lays a link between two junctions.
func (ed editor) chainOfLink(l *Link, from, to uint32) chain {
	c := chain{a: from, b: to, info: edgeInfo{island: -1, link: true, id: l.ID}}
	places := [][2]int32{ed.gridPlace(from)}
	for _, p := range l.Line[1 : len(l.Line)-1] {
		lon, lat := GridOf(p)
		places = append(places, [2]int32{lon, lat})
	}
	places = append(places, ed.gridPlace(to))
	d := linkLayout{ed: ed, id: LinkWay(l.ID), name: l.Name, c: &c, at: places[0]}
	d.draw(l, places)
	return c
}

func (ed editor) gridPlace(node uint32) [2]int32 {
	lon, lat := ed.n.grid(node)
	return [2]int32{lon, lat}
}

// remove takes a link away, one that is closed too.
func (ed editor) remove(id string) *EditError {
	e, known := ed.linkOf(id)
	if !known {
		return &EditError{Field: "id", Why: fmt.Sprintf("no link %q was added%s", id, ed.linksThere())}
	}
	ed.n.patch.dead[e] = removed
	ed.unlist(e)
	return nil
}

// linksThere names the links for an error.
func (ed editor) linksThere() string {
	var ids []string
	for _, l := range ed.n.patch.links {
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

// linkEdges returns the edges of links, of those that are closed too.
func (ed editor) linkEdges() []uint32 {
	var out []uint32
	for _, a := range ed.n.arrays.Links {
		if ed.n.patch.dead[a.Edge] != removed {
			out = append(out, a.Edge)
		}
	}
	for i, l := range ed.n.patch.infos {
		e := uint32(len(ed.n.arrays.EdgeStarts) + i)
		if f := ed.n.patch.dead[e]; l.link && f != replaced && f != removed {
			out = append(out, e)
		}
	}
	return out
}

// linkOf returns the edge of a link, of one that is closed too.
func (ed editor) linkOf(id string) (uint32, bool) {
	for _, e := range ed.linkEdges() {
		if ed.n.linkID(e) == id {
			return e, true
		}
	}
	return 0, false
}

// unlist takes an edge out of the links that are there.
func (ed editor) unlist(e uint32) {
	ed.n.patch.links = slices.DeleteFunc(ed.n.patch.links, func(a LinkEdge) bool { return a.Edge == e })
}

// relist puts a link that is open again among the links.
func (ed editor) relist(e uint32) {
	if ed.n.region(e) == regionLink {
		id := ed.n.linkID(e)
		ed.n.patch.links = append(ed.n.patch.links, LinkEdge{ID: id, Way: LinkWay(id), Edge: e})
	}
}
