package streets

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"

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
func (n *Network) open(l *Link) *EditError {
	if err := n.checkLink(l); err != nil {
		return err
	}
	ends := [2]orb.Point{l.Line[0], l.Line[len(l.Line)-1]}
	var joint [2]uint32
	for _, p := range ends {
		if _, ok := n.endAccess(p); !ok {
			return &EditError{Field: "line", Why: fmt.Sprintf("its end at %s is farther than %d m from every street: move it to where the streets are to be joined",
				place(p), RepairDistance)}
		}
	}
	for i, p := range ends {
		a, _ := n.endAccess(p) // after the first cut, which may be of the same segment
		joint[i] = n.junctionAt(a.Segment, a.Fraction)
	}
	var c chain
	if joint[0] != joint[1] {
		c = n.chainOfLink(l, joint[0], joint[1])
	}
	if len(c.pieces) == 0 {
		return &EditError{Field: "line", Why: "both of its ends join the streets at one place, so it has no length: draw it from one street to another"}
	}
	e := n.lay(c)
	n.more.links = append(n.more.links, LinkEdge{ID: l.ID, Way: LinkWay(l.ID), Edge: e})
	return nil
}

func (n *Network) checkLink(l *Link) *EditError {
	_, taken := n.linkOf(l.ID)
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
func (n *Network) endAccess(p orb.Point) (Access, bool) {
	s := n.searchAround(p, RepairDistance)
	s.across = true
	s.usable = func(segment uint32) bool { return n.placementOf(segment).kind.Feature == FeatureNone }
	s.searchAll()
	return s.any.Access, s.any.found
}

// chainOfLink lays a link between two junctions.
func (n *Network) chainOfLink(l *Link, from, to uint32) chain {
	c := chain{a: from, b: to, info: edgeInfo{island: -1, link: true, id: l.ID}}
	places := [][2]int32{n.gridPlace(from)}
	for _, p := range l.Line[1 : len(l.Line)-1] {
		lon, lat := GridOf(p)
		places = append(places, [2]int32{lon, lat})
	}
	places = append(places, n.gridPlace(to))
	d := linkLayout{n: n, id: LinkWay(l.ID), name: l.Name, c: &c, at: places[0]}
	d.draw(l, places)
	return c
}

func (n *Network) gridPlace(node uint32) [2]int32 {
	lon, lat := n.grid(node)
	return [2]int32{lon, lat}
}
