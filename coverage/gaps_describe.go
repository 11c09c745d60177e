package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// gap describes the gap of some members: indices into survey.missed, ascending.
func (s *survey) gap(ctx context.Context, members []int) (Gap, error) {
	g := Gap{Services: make([]string, len(s.services)), Groups: map[string]Amount{}, Heart: -1}
	for k, service := range s.services {
		g.Services[k] = s.city.Services[service].ID
	}
	s.count(&g, members)
	g.ID = strings.Join(g.Services, "-") + "." + s.city.Demand.ID[g.Heart]
	s.measure(&g, members)
	g.District = s.districtOf(members, g.People)
	middle := s.center(&g)
	var err error
	if g.Outline, err = s.outline(ctx, members, s.joinsOf(members)); err != nil {
		return g, err
	}
	corners, err := s.cornersOf(ctx)
	if err != nil {
		return g, err
	}
	g.Name = s.name(&g, middle, corners)
	if err := s.prove(ctx, &g, members, corners); err != nil {
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
	heart := Amount(-1)
	for _, i := range members {
		m := s.missed[i]
		g.Places = append(g.Places, m.place)
		g.People += m.people
		if m.people > heart { // of equals the first, which has the smaller id
			g.Heart, heart = m.place, m.people
		}
		if m.state.nearEdge {
			g.NearEdge += m.people
		}
		if m.state.unlinked {
			g.Unlinked += m.people
		}
		if len(s.city.Extent) > 0 && s.borderMM[m.place] == 0 {
			g.Beyond += m.people
			g.unknown += m.people
		} else if m.state.nearEdge {
			g.unknown += m.people
		}
		switch m.cause {
		case CauseDistance:
			g.Distance += m.people
		case CauseDetour:
			g.Detour += m.people
		case CauseDisconnected:
			g.Cut += m.people
		default:
			g.Nobody += m.people
		}
	}
	best := Amount(-1)
	for _, c := range []struct {
		cause  Cause
		people Amount
	}{{CauseNoFacility, g.Nobody}, {CauseDisconnected, g.Cut}, {CauseDetour, g.Detour}, {CauseDistance, g.Distance}} {
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
func total(column []Amount, places []int) (sum Amount) {
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
	within, median := Amount(0), -1
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

// districtOf returns the district of the finest level where most people live.
func (s *survey) districtOf(members []int, all Amount) *DistrictRef {
	if len(s.levels) == 0 {
		return nil
	}
	finest := len(s.levels) - 1
	people := map[int32]Amount{}
	var in []int32
	for _, i := range members {
		d := s.home[finest][s.missed[i].place]
		if _, known := people[d]; !known {
			in = append(in, d)
		}
		people[d] += s.missed[i].people
	}
	slices.Sort(in)
	most := slices.MaxFunc(in, func(a, b int32) int { return cmp.Compare(people[a], people[b]) })
	if most == noDistrict {
		return nil
	}
	d := s.city.Districts[most]
	return &DistrictRef{Code: d.Code, Names: d.Names, Level: d.Level}
}

// center finds the mean place of a gap's people, and returns the place of the
// gap that is nearest to it.
func (s *survey) center(g *Gap) orb.Point {
	plane := geo.PlaneAt(s.city.Demand.Point[g.Heart])
	var x, y float64
	for _, i := range g.Places {
		px, py := plane.To(s.city.Demand.Point[i])
		share := float64(s.amounts[i]) / float64(g.People)
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

func (s *survey) joinsOf(members []int) map[int][]orb.LineString {
	out := map[int][]orb.LineString{}
	for _, i := range members {
		for at := s.firstJoin(i); at < len(s.bonds) && s.bonds[at].one == i; at++ {
			out[i] = append(out[i], s.bonds[at].line)
		}
	}
	return out
}

// firstJoin returns the place of a member's first line in survey.bonds.
func (s *survey) firstJoin(member int) int {
	at, _ := slices.BinarySearchFunc(s.bonds, member, func(j bond, member int) int { return cmp.Compare(j.one, member) })
	return at
}

// prove finds the evidence for the cause.
func (s *survey) prove(ctx context.Context, g *Gap, members []int, corners *reach.Adjacency) error {
	at := -1
	for _, i := range members {
		if m := s.missed[i]; m.cause == g.Cause && (at < 0 || m.people > s.missed[at].people) {
			at = i
		}
	}
	m := s.missed[at]
	l := s.lenses[m.lens]
	e := &g.Evidence
	e.Place, e.Service = m.place, s.city.Services[s.services[m.lens]].ID
	if m.over != neverReached {
		ms := m.over + l.limit
		e.Millis, e.Walked = &ms, s.city.Facilities[s.ranks.index(l.walk.rank.At(m.place))].ID
	}
	d := l.walk.doors
	t := &trip{Engine: s.Engine, doors: d, service: s.services[m.lens], tracer: reach.NewTracer(d.weights, corners, d.private)}
	t.startAt(m.place)
	return t.explain(ctx, &e.Miss, l.limit, e.Walked, e.Millis)
}

// try finds who would be covered were residents' streets open, and by a facility
// at the heart of a gap.
func (s *survey) try(ctx context.Context, g *Gap, members []int) error {
	if s.opened != nil {
		opened := Amount(0)
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
	l := s.lenses[heart.lens]
	d := l.walk.doors
	if len(heart.doors) == 0 {
		return nil
	}
	var sources []reach.Source
	for _, a := range heart.doors {
		j := reach.Join(d.weights, a)
		sources = append(sources, reach.Source{At: j.At, Leg: j.Leg})
	}
	labels, err := reach.Nearest(ctx, reach.NewGoals(d.weights, d.private, sources), reach.Options{Limit: streets.Cost(l.limit)})
	if err != nil {
		return err
	}
	sited := Amount(0)
	for _, i := range members {
		m := s.missed[i]
		ms, _ := d.read(labels, m.place)
		covered := m.place == g.Heart || ms != unreached && int64(ms) <= l.limit
		for k := range s.lenses {
			covered = covered && (k == heart.lens || s.over(k, m.place) <= 0)
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
	half := func(people Amount) bool { return 2*people >= g.People }
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
func (g *Gap) Remedied() *Amount {
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
