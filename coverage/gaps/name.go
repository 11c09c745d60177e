package gaps

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// nearNameM is how far a facility may be that a gap is named after, in metres;
// streets may be as far as a place may be from its own.
const nearNameM = 1000

// name finds what a gap is called. Middle is one of its places.
func (s *survey) name(g *Gap, middle orb.Point, corners *reach.Adjacency) Name {
	if n, ok := s.placeName(g); ok {
		return n
	}
	if n, ok := s.streetName(middle, corners); ok {
		return n
	}
	if f := s.nearestNamed(middle); f >= 0 {
		return Name{Kind: NamedFacility, Names: s.city.Facilities[f].Names}
	}
	if g.District != nil && g.District.Code != "" && g.District.Names != (coverage.Names{}) {
		return Name{Kind: NamedDistrict, Names: g.District.Names}
	}
	return Name{Kind: NamedID, Names: coverage.Names{Plain: s.city.Demand.ID[g.Heart]}}
}

// placeName returns the name under which most of the gap's people live.
func (s *survey) placeName(g *Gap) (Name, bool) {
	if s.city.Demand.Names == nil {
		return Name{}, false
	}
	people := map[coverage.Names]coverage.Amount{}
	var names []coverage.Names
	for _, i := range g.Places {
		n := s.city.Demand.Names[i]
		if n == (coverage.Names{}) {
			continue
		}
		if _, known := people[n]; !known {
			names = append(names, n)
		}
		people[n] += s.basis.Amount(i)
	}
	if len(names) == 0 {
		return Name{}, false
	}
	best := slices.MaxFunc(names, func(a, b coverage.Names) int { // of equals the first, which is of the smaller id
		return cmp.Compare(people[a], people[b])
	})
	return Name{Kind: NamedPlace, Names: best, Several: len(names) > 1}, true
}

// streetName returns the crossing of two named streets near a point, one with a
// main road if that is as near as mainM; else the nearest named street. Streets
// beyond water, a railway or a motorway don't count.
func (s *survey) streetName(p orb.Point, corners *reach.Adjacency) (Name, bool) {
	n := s.city.Streets
	for _, kind := range []struct {
		fits func(segment uint32) bool
		far  int32 // millimetres
	}{
		{func(seg uint32) bool {
			other, ok := otherStreet(n, corners, seg)
			return ok && min(rankOf(other), rankOf(n.Street(seg))) <= rankOf(mainRoad)
		}, mainM * 1000},
		{func(seg uint32) bool { _, ok := otherStreet(n, corners, seg); return ok }, math.MaxInt32},
		{func(seg uint32) bool { return n.Street(seg).Name != "" }, math.MaxInt32},
	} {
		a := n.AccessWhere(p, kind.fits)
		if !a.Linked || a.LegMM > kind.far || a.Crosses != streets.ObstacleNone && a.Crosses != streets.ObstacleWall {
			continue
		}
		own := n.Street(a.Segment)
		other, ok := otherStreet(n, corners, a.Segment)
		if !ok {
			return Name{Kind: NamedStreet, Street: own.Name}, true
		}
		if c := cmp.Or(cmp.Compare(rankOf(other), rankOf(own)), cmp.Compare(other.Name, own.Name)); c < 0 {
			own, other = other, own // the main road first
		}
		return Name{Kind: NamedCrossing, Street: own.Name, Other: other.Name}, true
	}
	return Name{}, false
}

// mainM is how far a crossing with a main road may be, in metres, to be taken
// before one of smaller streets that is nearer.
const mainM = 300

var mainRoad = streets.Street{Kind: streets.Kind{Class: streets.ClassTertiary}}

// otherStreet returns a street of another name that meets a named segment at one
// of its ends; false where there is none. Of several it is the one of the higher
// class, then the first by name.
func otherStreet(n *streets.Network, corners *reach.Adjacency, segment uint32) (best streets.Street, found bool) {
	own := n.Street(segment).Name
	if own == "" {
		return best, false
	}
	edge := n.EdgeOf(segment)
	first, last := n.SegmentsOf(edge)
	start, end, _, _ := n.Edge(edge)
	look := func(junction uint32) {
		for e, atEnd := range corners.Edges(junction) {
			from, to := n.SegmentsOf(e)
			if atEnd {
				from = to - 1
			}
			other := n.Street(from)
			if other.Name == "" || other.Name == own {
				continue
			}
			if !found || cmp.Or(cmp.Compare(rankOf(other), rankOf(best)), cmp.Compare(other.Name, best.Name)) < 0 {
				best, found = other, true
			}
		}
	}
	if segment == first {
		look(start)
	}
	if segment == last-1 {
		look(end)
	}
	return best, found
}

// rankOf orders streets by how well they are known: main roads first.
func rankOf(s streets.Street) int {
	order := []streets.Class{
		streets.ClassTrunk, streets.ClassPrimary, streets.ClassSecondary, streets.ClassTertiary,
		streets.ClassUnclassified, streets.ClassResidential, streets.ClassLivingStreet, streets.ClassPedestrian,
	}
	if k := slices.Index(order, s.Kind.Class); k >= 0 {
		return k
	}
	return len(order)
}

// nearestNamed returns the nearest facility that has a name, whatever it offers,
// or -1.
func (s *survey) nearestNamed(p orb.Point) int {
	best, least := -1, int64(nearNameM*1000+1)
	for f, facility := range s.city.Facilities { // ascending, as ids are
		if facility.Names == (coverage.Names{}) {
			continue
		}
		if mm := geo.Millimetres(p, facility.Point); mm < least {
			best, least = f, mm
		}
	}
	return best
}

// number tells apart gaps that have the same name.
func number(gaps []Gap) {
	before := map[Name]int{}
	for i := range gaps {
		n := gaps[i].Name
		before[n]++
		if before[n] > 1 {
			gaps[i].Name.Number = before[n]
		}
	}
}
