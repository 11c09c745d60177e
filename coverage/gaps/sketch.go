package gaps

import (
	"context"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/reach"
)

// A sketcher grows gaps from single places, by the rules of [survey.group]; the
// rest of the city it does not look at.
type sketcher struct {
	question
	edgeMeasure
	placesByEdge []*coverage.PlacesByEdge // by services
	corners      *reach.Adjacency

	known map[int]*missed // nil where a place is not missed
	gaps  []grownGap      // in the order found
	gapOf map[int]int     // of the missed places that were looked at
	count int             // of them

	nearest map[uint32]int64 // millimetres from a junction to a place of the gap that is grown, as far as known
}

// A grownGap is the places in a gap, by id.
type grownGap struct {
	places []int
	part   bool // there are more
}

// How many places of one gap are looked at, and of all together: a gap as large as
// the city is not worth its whole length for what changes at one end.
const (
	mostGrown    = 1000
	mostGrownAll = 20_000
)

func newSketcher(ctx context.Context, e *coverage.Engine, q Query) (*sketcher, error) {
	asked, err := resolve(ctx, e, q)
	if err != nil {
		return nil, err
	}
	s := &sketcher{question: *asked, edgeMeasure: asked.measureEdges(), known: map[int]*missed{}, gapOf: map[int]int{}, nearest: map[uint32]int64{}}
	for k := range s.criteria {
		byEdge, err := e.PlacesByEdge(ctx, s.accesses(k))
		if err != nil {
			return nil, err
		}
		s.placesByEdge = append(s.placesByEdge, byEdge)
	}
	s.corners, err = e.Adjacency(ctx)
	return s, err
}

// at returns how a place is missed, nil where it is not.
func (s *sketcher) at(place int) *missed {
	m, known := s.known[place]
	if !known {
		if place < s.city.Demand.Len() {
			m = s.missedAt(place)
		}
		s.known[place] = m
	}
	return m
}

// same reports whether a place is missed in the same way in another city, as far
// as gaps go.
func (s *sketcher) same(o *sketcher, place int) bool {
	a, b := s.at(place), o.at(place)
	if a == nil || b == nil {
		return a == b
	}
	if a.people != b.people || s.sideOf(*a) != o.sideOf(*b) {
		return false
	}
	if s.isCell(place) {
		return s.city.Demand.Cell[place] == o.city.Demand.Cell[place]
	}
	if s.city.Demand.Point[place] != o.city.Demand.Point[place] || len(a.accesses) == 0 != (len(b.accesses) == 0) {
		return false
	}
	return len(a.accesses) == 0 || a.accesses[0].At == b.accesses[0].At && a.accesses[0].Segment == b.accesses[0].Segment
}

// grow grows the gap of a place where it is missed, and returns the places in it;
// nothing where that gap was grown before.
func (s *sketcher) grow(ctx context.Context, place int) ([]int, error) {
	if _, done := s.gapOf[place]; done || s.at(place) == nil {
		return nil, nil
	}
	number := len(s.gaps)
	s.gapOf[place] = number
	members := []int{place}
	clear(s.nearest)
	i := 0
	for ; i < len(members) && i < mostGrown && s.count < mostGrownAll; i++ {
		s.count++
		if err := s.beside(members[i], func(other int) {
			if _, done := s.gapOf[other]; !done {
				s.gapOf[other] = number
				members = append(members, other)
			}
		}); err != nil {
			return nil, err
		}
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	part := i < len(members)
	ids := s.city.Demand.ID
	slices.SortFunc(members, func(a, b int) int { return strings.Compare(ids[a], ids[b]) })
	s.gaps = append(s.gaps, grownGap{members, part})
	return members, nil
}

// sketch sums up a gap.
func (s *sketcher) sketch(of grownGap) Sketch {
	g := Sketch{Services: s.serviceIDs(), Places: of.places, Part: of.part}
	heart, most := -1, coverage.Amount(-1)
	for _, place := range of.places {
		people := s.at(place).people
		g.People += people
		if people > most { // of equals the first, which has the smaller id
			heart, most = place, people
		}
	}
	g.ID = strings.Join(g.Services, "-") + "." + s.city.Demand.ID[heart]
	return g
}
