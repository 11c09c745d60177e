package siting

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
)

// A combination is what some links do together, with a facility that may be one of
// the items: places of a service that none of them covers without all the others.
type combination struct {
	items   []int32 // ascending
	service int
	places  []int32
}

type placeOf struct{ service, place int }

// combinedByPlace lists the combinations that cover each place.
func (s *siting) combinedByPlace() map[placeOf][][]int32 {
	if len(s.combined) == 0 {
		return nil
	}
	out := map[placeOf][][]int32{}
	for _, c := range s.combined {
		for _, i := range c.places {
			at := placeOf{c.service, int(i)}
			out[at] = append(out[at], c.items)
		}
	}
	return out
}

// gatherLinks adds links to the items and finds what they do, alone and with others.
func (s *siting) gatherLinks(ctx context.Context) error {
	if s.question.Links == nil {
		return nil
	}
	links, err := FindLinks(ctx, s.engine, s.question)
	if err != nil {
		return err
	}
	setRadii(s.city, links)
	m := &linkSets{s: s, first: len(s.items), slack: entranceSlack(s.city)}
	for i, l := range links {
		if i < len(s.question.Links.Given) && slices.ContainsFunc(s.candidates, func(c Candidate) bool { return c.ID == l.ID }) {
			return &FieldError{Path: []any{"links", "given", i, "id"}, Value: quoted(l.ID), Why: "there is a candidate of that id already: give the link another one"}
		}
		if slices.Contains(s.question.Forbidden, l.ID) {
			continue
		}
		l.facility, l.home = -1, s.catch.HomeOf(l.Point)
		if l.home >= 0 {
			l.District = s.city.Districts[l.home].Code
		}
		s.items = append(s.items, l)
		s.reach = append(s.reach, make([][]int32, len(s.question.Services)))
		s.links++
	}
	s.found += s.links
	return m.mix(ctx)
}

// setRadii finds how far from their points links lead.
func setRadii(city *coverage.City, links []Candidate) {
	of := map[int64][]*Candidate{} // by way
	for i := range links {
		l := &links[i]
		for _, p := range l.Line {
			l.extendTo(p)
		}
		for _, change := range l.Changes {
			if change.Way != nil {
				of[*change.Way] = append(of[*change.Way], l)
			}
		}
	}
	if len(of) == 0 {
		return
	}
	n := city.Streets
	for edge := range n.EachEdge() {
		first, last := n.SegmentsOf(edge)
		for s := first; s < last; s++ {
			for _, l := range of[n.Street(s).Way] {
				l.extendTo(n.Point(n.NodeOf(edge, s-first)))
				l.extendTo(n.Point(n.NodeOf(edge, s-first+1)))
			}
		}
	}
}

// extendTo notes a point that a link leads to.
func (c *Candidate) extendTo(p orb.Point) {
	c.radius = max(c.radius, float64(geo.Millimetres(c.Point, p))/1000)
}
