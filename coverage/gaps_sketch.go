package coverage

import (
	"context"
	"slices"
	"strings"

	"lifecircle/coverage/paged"
	"lifecircle/coverage/reach"
)

// A sketcher grows gaps from single places, by the rules of [survey.group]; the
// rest of the city it does not look at.
type sketcher struct {
	*survey
	along    along               // to measure along edges
	near     []paged.Array[bool] // by services: a facility lies within the limit in a straight line
	radius   []int64             // millimetres of that line
	standing []*standing
	opened   *Engine             // whose network edits were laid over
	corners  *reach.Adjacency    // of that network
	patched  map[uint32][]uint32 // edges of the patch, by junction

	known map[int]*missed // nil where a place is not missed
	gaps  []grown         // in the order found
	gapOf map[int]int     // of the missed places that were looked at
	count int             // of them

	nearest map[uint32]int64 // millimetres from a junction to a place of the gap that is grown, as far as known
}

// A grown gap is the places in it, by id.
type grown struct {
	places []int
	part   bool // there are more
}

// How many places of one gap are looked at, and of all together: a gap as large as
// the city is not worth its whole length for what changes at one end.
const (
	mostGrown    = 1000
	mostGrownAll = 20_000
)

func (e *Engine) sketching(ctx context.Context, q GapQuery) (*sketcher, error) {
	s := &sketcher{survey: &survey{Engine: e, query: q}, known: map[int]*missed{}, gapOf: map[int]int{}, nearest: map[uint32]int64{}}
	if err := s.lookAt(ctx); err != nil {
		return nil, err
	}
	for k, l := range s.lenses {
		radius := reachMM(s.setting[k].profile, l.limit)
		c, err := s.circle(ctx, s.services[k], radius)
		if err != nil {
			return nil, err
		}
		at, err := s.Engine.standing(ctx, l.walk.doors)
		if err != nil {
			return nil, err
		}
		s.near, s.radius, s.standing = append(s.near, c.within), append(s.radius, radius), append(s.standing, at)
	}
	return s, s.findCorners(ctx)
}

// findCorners looks edges up by junction: those that the city was opened with all
// at once, those of edits one by one.
func (s *sketcher) findCorners(ctx context.Context) error {
	n := s.city.Streets
	s.opened = s.Engine
	for s.opened.from != nil {
		s.opened = s.opened.from
	}
	var err error
	if s.corners, err = s.opened.cornersOf(ctx); err != nil {
		return err
	}
	s.along = along{survey: s.survey, network: n}
	s.patched = map[uint32][]uint32{}
	for e := uint32(s.opened.city.Streets.Edges()); e < uint32(n.Edges()); e++ {
		a, b, _, _ := n.Edge(e)
		s.patched[a] = append(s.patched[a], e)
		if b != a {
			s.patched[b] = append(s.patched[b], e)
		}
	}
	return nil
}

// at returns how a place is missed, nil where it is not.
func (s *sketcher) at(place int) *missed {
	m, known := s.known[place]
	if !known {
		if place < s.city.Demand.Len() {
			m = s.missedAt(s.near, place)
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
	if s.city.Demand.Point[place] != o.city.Demand.Point[place] || len(a.doors) == 0 != (len(b.doors) == 0) {
		return false
	}
	return len(a.doors) == 0 || a.doors[0].At == b.doors[0].At && a.doors[0].Segment == b.doors[0].Segment
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
	s.gaps = append(s.gaps, grown{members, part})
	return members, nil
}

// sketch sums up a gap.
func (s *sketcher) sketch(of grown) GapSketch {
	g := GapSketch{Places: of.places, Part: of.part}
	for _, service := range s.services {
		g.Services = append(g.Services, s.city.Services[service].ID)
	}
	heart, most := -1, Amount(-1)
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
