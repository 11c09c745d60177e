package gaps

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// gap describes the gap of some members: indices into survey.missed, ascending.
func (s *survey) gap(ctx context.Context, members []int) (Gap, error) {
	g := Gap{Services: s.serviceIDs(), Groups: map[string]coverage.Amount{}, Heart: -1}
	s.count(&g, members)
	g.ID = strings.Join(g.Services, "-") + "." + s.city.Demand.ID[g.Heart]
	s.measure(&g, members)
	g.District = s.mainDistrict(members, g.People)
	middle := s.center(&g)
	var err error
	if g.Outline, err = s.outline(ctx, members, s.bondsOf(members)); err != nil {
		return g, err
	}
	corners, err := s.engine.Adjacency(ctx)
	if err != nil {
		return g, err
	}
	g.Name = s.name(&g, middle, corners)
	if err := s.prove(ctx, &g, members); err != nil {
		return g, err
	}
	if err := s.findBarrier(ctx, &g, members); err != nil {
		return g, err
	}
	if err := s.try(ctx, &g, members); err != nil {
		return g, err
	}
	g.Remedy = g.remedy()
	return g, nil
}

// count sums the people of a gap and finds its heart.
func (s *survey) count(g *Gap, members []int) {
	heart := coverage.Amount(-1)
	for _, i := range members {
		m := s.missed[i]
		g.Places = append(g.Places, m.place)
		g.People += m.people
		if m.people > heart { // of equals the first, which has the smaller id
			g.Heart, heart = m.place, m.people
		}
		if m.state.NearEdge {
			g.NearEdge += m.people
		}
		if m.state.Unlinked {
			g.Unlinked += m.people
		}
		if s.engine.BorderMM(m.place) == 0 {
			g.Beyond += m.people
			g.unknown += m.people
		} else if m.state.NearEdge {
			g.unknown += m.people
		}
		switch m.cause {
		case itinerary.CauseDistance:
			g.Distance += m.people
		case itinerary.CauseDetour:
			g.Detour += m.people
		case itinerary.CauseDisconnected:
			g.Cut += m.people
		default:
			g.Nobody += m.people
		}
	}
	best := coverage.Amount(-1)
	for _, c := range []struct {
		cause  itinerary.Cause
		people coverage.Amount
	}{{itinerary.CauseNoFacility, g.Nobody}, {itinerary.CauseDisconnected, g.Cut}, {itinerary.CauseDetour, g.Detour}, {itinerary.CauseDistance, g.Distance}} {
		if c.people > best {
			g.Cause, best = c.cause, c.people
		}
	}
	for id, column := range s.city.Demand.Groups {
		g.Groups[id] = total(column, g.Places)
	}
	if column := s.city.Demand.Weight["buildings"]; column != nil {
		buildings := total(column, g.Places)
		g.Buildings = &buildings
	}
}

// total sums a column over places, blanks left out.
func total(column []coverage.Amount, places []int) (sum coverage.Amount) {
	for _, i := range places {
		sum += max(0, column[i])
	}
	return sum
}

// measure finds by how much the walks of a gap are over the limit.
func (s *survey) measure(g *Gap, members []int) {
	sorted := slices.Clone(members)
	slices.SortStableFunc(sorted, func(a, b int) int { return cmp.Compare(s.missed[a].over, s.missed[b].over) })
	at := func(i int) *int64 {
		if over := s.missed[sorted[i]].over; over != neverReached {
			return &over
		}
		return nil
	}
	g.MissesLeast, g.MissesMost = at(0), at(len(sorted)-1)
	within, median := coverage.Amount(0), -1
	for i, m := range sorted {
		within += s.missed[m].people
		if median < 0 && 2*within >= g.People {
			median = i
		}
		if s.missed[m].over == neverReached {
			g.Unreached += s.missed[m].people
		}
	}
	g.MissesMedian = at(median)
}

// mainDistrict returns the district of the finest level where most people live.
func (s *survey) mainDistrict(members []int, all coverage.Amount) *coverage.DistrictRef {
	finest := len(s.engine.Levels()) - 1
	if finest < 0 {
		return nil
	}
	people := map[int]coverage.Amount{}
	var in []int
	for _, i := range members {
		d := s.engine.District(finest, s.missed[i].place)
		if _, known := people[d]; !known {
			in = append(in, d)
		}
		people[d] += s.missed[i].people
	}
	slices.Sort(in)
	most := slices.MaxFunc(in, func(a, b int) int { return cmp.Compare(people[a], people[b]) })
	if most == coverage.NoDistrict {
		return nil
	}
	d := s.city.Districts[most]
	return &coverage.DistrictRef{Code: d.Code, Names: d.Names, Level: d.Level}
}

// center finds the mean place of a gap's people, and returns the place of the
// gap that is nearest to it.
func (s *survey) center(g *Gap) orb.Point {
	plane := geo.PlaneAt(s.city.Demand.Point[g.Heart])
	var x, y float64
	for _, i := range g.Places {
		px, py := plane.To(s.city.Demand.Point[i])
		share := float64(s.basis.Amount(i)) / float64(g.People)
		x += float64(px * share)
		y += float64(py * share)
	}
	g.Center = plane.From(x, y)
	best, least := g.Heart, geo.Millimetres(g.Center, s.city.Demand.Point[g.Heart])
	for _, i := range g.Places {
		if mm := geo.Millimetres(g.Center, s.city.Demand.Point[i]); mm < least {
			best, least = i, mm
		}
	}
	return s.city.Demand.Point[best]
}

func (s *survey) bondsOf(members []int) map[int][]orb.LineString {
	out := map[int][]orb.LineString{}
	for _, i := range members {
		for at := s.firstBond(i); at < len(s.bonds) && s.bonds[at].one == i; at++ {
			out[i] = append(out[i], s.bonds[at].line)
		}
	}
	return out
}

// firstBond returns the place of a member's first line in survey.bonds.
func (s *survey) firstBond(member int) int {
	at, _ := slices.BinarySearchFunc(s.bonds, member, func(j bond, member int) int { return cmp.Compare(j.one, member) })
	return at
}

// prove finds the evidence for the cause.
func (s *survey) prove(ctx context.Context, g *Gap, members []int) (err error) {
	at := -1
	for _, i := range members {
		if m := s.missed[i]; m.cause == g.Cause && (at < 0 || m.people > s.missed[at].people) {
			at = i
		}
	}
	m := s.missed[at]
	service, limit := s.basis.Services[m.service], s.basis.Limit(m.service)
	e := &g.Evidence
	e.Place, e.Service = m.place, s.city.Services[service].ID
	if m.over != neverReached {
		ms := m.over + limit
		e.Millis, e.Walked = &ms, s.city.Facilities[s.criteria[m.service].Reach.FacilityAt(m.place)].ID
	}
	e.Miss, err = itinerary.Explain(ctx, s.engine, s.accesses(m.service), service, m.place, limit, e.Walked, e.Millis)
	return err
}

// try finds who would be covered were residents' streets open, and by a facility
// at the heart of a gap.
func (s *survey) try(ctx context.Context, g *Gap, members []int) error {
	if s.opened != nil {
		opened := coverage.Amount(0)
		for _, i := range members {
			if s.opened[s.missed[i].place] {
				opened += s.missed[i].people
			}
		}
		g.Opened = &opened
		if 2*opened >= g.People {
			g.Barrier = BarrierCompound
		}
	}
	// Where a bundle misses, the facility is of the service that the heart misses most.
	at := slices.IndexFunc(members, func(i int) bool { return s.missed[i].place == g.Heart })
	heart := s.missed[members[at]]
	accesses, limit := s.accesses(heart.service), s.basis.Limit(heart.service)
	joins := accesses.AllOfPoint(s.city.Demand.Point[g.Heart]) // as a facility that an edit adds there
	if len(joins) == 0 {
		return nil
	}
	var sources []reach.Source
	for _, a := range joins {
		j := reach.Join(accesses.Weights, a)
		sources = append(sources, reach.Source{At: j.At, Leg: j.Leg})
	}
	labels, err := reach.Nearest(ctx, reach.NewGoals(accesses.Weights, accesses.Private, sources), reach.Options{Limit: streets.Cost(limit)})
	if err != nil {
		return err
	}
	sited := coverage.Amount(0)
	for _, i := range members {
		m := s.missed[i]
		covered := m.place == g.Heart || accesses.WithinOf(labels, m.place, limit)
		for k := range s.criteria {
			covered = covered && (k == heart.service || s.over(k, m.place) <= 0)
		}
		if covered {
			sited += m.people
		}
	}
	g.Sited = &sited
	return nil
}

// remedy says what would bring most of a gap's people under the limit.
func (g *Gap) remedy() Remedy {
	half := func(people coverage.Amount) bool { return 2*people >= g.People }
	switch {
	case half(g.unknown):
		return RemedyData
	case g.Opened != nil && half(*g.Opened):
		return RemedyOpen
	case half(g.Around):
		return RemedyShorter
	case half(g.Cut):
		return RemedyLink
	}
	return RemedyFacility
}

// Remedied returns the people whom a gap's remedy would bring under the limit:
// nil where that is not known. A shorter way brings those who walk around
// something at most.
func (g *Gap) Remedied() *coverage.Amount {
	switch g.Remedy {
	case RemedyOpen:
		return g.Opened
	case RemedyShorter:
		return &g.Around
	case RemedyFacility:
		return g.Sited
	}
	return nil
}
