package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lifecircle/geo/union"
)

// A GapSketch is a [Gap] without its description.
type GapSketch struct {
	ID       string // as of the Gap
	Services []string
	Places   []int // indices into City.Demand, by id
	People   Amount
	Part     bool // the gap is larger: these are the places around what changed
}

// A GapMove is what becomes of gaps that share places: of one as a rule, of
// several where they come together or come apart.
type GapMove struct {
	Before, After []GapSketch // those with most people first; none where it opened or closed
	People        Amount      // after − before
}

// GapsMoved lists the gaps that are others in a city than in the one before, from
// which edits made it: those with most people more or fewer first. Where a
// district is given only those gaps count in which something changes there. It
// looks around what the edits touch; where that cannot be told, as where the limit
// is another one, at the whole city.
//
// The errors are [*QueryError] and ctx's.
func (e *Engine) GapsMoved(ctx context.Context, before *Engine, q GapQuery, district *string, level *int) ([]GapMove, error) {
	now, err := e.sketching(ctx, q)
	if err != nil {
		return nil, err
	}
	then, err := before.sketching(ctx, q)
	if err != nil {
		return nil, err
	}
	m := &gapsMoving{then: then, now: now}
	seeds, err := e.gapSeeds(ctx, before, then, now)
	if err != nil {
		return nil, err
	}
	m.seed = make(map[int]bool, len(seeds))
	for _, place := range seeds {
		m.seed[place] = true
	}
	for _, place := range seeds {
		if district != nil && !e.isIn(place, *district, level) {
			continue
		}
		if err := m.grow(ctx, place); err != nil {
			return nil, err
		}
	}
	return m.moves(), nil
}

// gapSeeds lists the places at which gaps may begin to differ, ascending: those
// that are missed in one city only, or otherwise, and those near a street that is
// gone or has come.
func (e *Engine) gapSeeds(ctx context.Context, before *Engine, then, now *sketcher) ([]int, error) {
	places, all, err := e.touchedWalks(ctx, before, then, now)
	if err != nil {
		return nil, err
	}
	if all {
		places = make([]int, e.city.Demand.Len())
		for i := range places {
			places[i] = i
		}
	}
	gone, came := e.city.Streets.Changed(before.city.Streets)
	old, err := then.besides(ctx, gone)
	if err != nil {
		return nil, err
	}
	added, err := now.besides(ctx, came)
	if err != nil {
		return nil, err
	}
	places = slices.DeleteFunc(places, func(place int) bool { return then.same(now, place) })
	return merged(places, old, added), nil
}

// touchedWalks lists the places whose walks, doors or people edits have touched;
// all is true where nobody knows.
func (e *Engine) touchedWalks(ctx context.Context, before *Engine, then, now *sketcher) (places []int, all bool, err error) {
	for k := range now.criteria {
		a, b := then.criteria[k].criterionKey, now.criteria[k].criterionKey
		a.farthest, b.farthest = 0, 0
		if a != b {
			return nil, true, nil
		}
	}
	for x := e; x != before; x = x.from {
		if x.from == nil {
			return nil, true, nil
		}
		places = append(places, x.delta.places...)
		for k, l := range now.criteria {
			w, err := x.reach(ctx, l.destination, millis(MaxMinutes))
			if err != nil {
				return nil, false, err
			}
			c, err := x.circle(ctx, l.service, now.radius[k])
			if err != nil {
				return nil, false, err
			}
			places = append(append(append(places, w.changed...), w.accesses.changed...), c.changed...)
		}
	}
	return merged(places), false, nil
}

// gapsMoving grows the gaps of both cities from places, until none that grew in
// one has a place in a gap of the other that has not.
type gapsMoving struct {
	then, now *sketcher
	seed      map[int]bool // places where gaps may begin to differ
}

// grow makes sure that the gaps of a place are grown, and of all places in them.
func (m *gapsMoving) grow(ctx context.Context, place int) error {
	for list := []int{place}; len(list) > 0; {
		place, list = list[len(list)-1], list[:len(list)-1]
		for _, s := range []*sketcher{m.then, m.now} {
			more, err := s.grow(ctx, place)
			if err != nil {
				return err
			}
			list = append(list, more...)
		}
	}
	return nil
}

// moves puts gaps together that share a place, and leaves out those that are the
// same.
func (m *gapsMoving) moves() []GapMove {
	sets := union.New(len(m.then.gaps) + len(m.now.gaps))
	for k, gap := range m.now.gaps {
		for _, place := range gap.places {
			if i, missed := m.then.gapOf[place]; missed {
				sets.Join(uint32(i), uint32(len(m.then.gaps)+k))
			}
		}
	}
	at := map[uint32]int{}
	var families []GapMove
	family := func(i int) *GapMove {
		root := sets.Find(uint32(i))
		if _, known := at[root]; !known {
			at[root] = len(families)
			families = append(families, GapMove{})
		}
		return &families[at[root]]
	}
	for i, members := range m.then.gaps {
		f := family(i)
		f.Before = append(f.Before, m.then.sketch(members))
		f.People -= m.changing(m.then, members)
	}
	for k, members := range m.now.gaps {
		f := family(len(m.then.gaps) + k)
		f.After = append(f.After, m.now.sketch(members))
		f.People += m.changing(m.now, members)
	}
	families = slices.DeleteFunc(families, func(f GapMove) bool { return f.People == 0 && sameGaps(f.Before, f.After) })
	for _, f := range families {
		slices.SortFunc(f.Before, bySize)
		slices.SortFunc(f.After, bySize)
	}
	slices.SortFunc(families, func(a, b GapMove) int {
		return cmp.Or(cmp.Compare(max(b.People, -b.People), max(a.People, -a.People)), strings.Compare(a.first(), b.first()))
	})
	return families
}

// changing sums the people of those places of a gap that changes have touched: of
// the others there are as many in both cities.
func (m *gapsMoving) changing(s *sketcher, gap grown) (people Amount) {
	for _, place := range gap.places {
		if m.seed[place] {
			people += s.at(place).people
		}
	}
	return people
}

func bySize(a, b GapSketch) int {
	return cmp.Or(cmp.Compare(b.People, a.People), strings.Compare(a.ID, b.ID))
}

func sameGaps(before, after []GapSketch) bool {
	return len(before) == 1 && len(after) == 1 && slices.Equal(before[0].Places, after[0].Places)
}

// first is the id of the largest gap, before where there was one.
func (f GapMove) first() string { return slices.Concat(f.Before, f.After)[0].ID }
