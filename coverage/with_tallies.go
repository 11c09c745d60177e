package coverage

import (
	"context"
	"slices"
)

// updateTallies finds the sums of a reading from those of the engine before, place
// by place of those that may have changed.
func (e update) updateTallies(ctx context.Context, criteria []Criterion, group, weight string, area Area) (*tallies, error) {
	was, _ := e.from.city.amounts(group, weight)
	if was == nil {
		return e.sumAll(ctx, criteria, group, weight, area)
	}
	looked := make([]Criterion, len(criteria))
	places := e.delta.places
	for i, l := range criteria {
		var err error
		if looked[i], err = e.from.criterionOf(ctx, l.criterionKey); err != nil {
			return nil, err
		}
		places = merged(places, l.Reach.changed, l.circle.changed, l.Reach.Accesses.changed)
		if l.exits != nil {
			places = merged(places, l.exits.changed)
		}
	}
	before, err := e.from.tallies(ctx, looked, group, weight, area)
	if err != nil {
		return nil, err
	}
	m := &tallyUpdate{tallies: tallies{criteria, slices.Clone(before.sums), slices.Clone(before.largest)}, stale: map[int]bool{}, own: map[int]bool{}}
	is, _ := e.city.amounts(group, weight)
	for _, place := range places {
		if place < len(was) && was[place] != Missing && e.from.city.counts(place, area) {
			m.remove(e.from.State(looked, place), was[place], e.from.BucketsOf(place))
		}
	}
	for _, place := range places {
		if is[place] != Missing && e.city.counts(place, area) {
			m.add(e.State(criteria, place), is[place], e.BucketsOf(place))
		}
	}
	for b := range m.stale {
		m.largest[b] = e.largestIn(b, criteria, is, area)
	}
	return &m.tallies, ctx.Err()
}

// tallyUpdate is tallies on their way from others.
type tallyUpdate struct {
	tallies
	own   map[int]bool // buckets whose largest are their own
	stale map[int]bool // buckets whose largest is not known
}

func (m *tallyUpdate) remove(s State, a Amount, buckets func(func(int) bool)) {
	for b := range buckets {
		m.sums[b].add(s, -a)
		if s.within && !m.ownLargest(b).remove(a) {
			m.stale[b] = true
		}
	}
}

func (m *tallyUpdate) add(s State, a Amount, buckets func(func(int) bool)) {
	for b := range buckets {
		m.sums[b].add(s, a)
		if s.within {
			m.ownLargest(b).add(a)
		}
	}
}

// ownLargest makes the largest of a bucket the new tallies' own.
func (m *tallyUpdate) ownLargest(b int) *largest {
	if !m.own[b] {
		m.own[b] = true
		m.largest[b].top = slices.Clone(m.largest[b].top)
	}
	return &m.largest[b]
}

// largestIn finds the largest places of a bucket by going over all of them.
func (e update) largestIn(b int, criteria []Criterion, amounts []Amount, area Area) largest {
	var out largest
	try := func(place int) {
		if a := amounts[place]; a != Missing && e.city.counts(place, area) && e.State(criteria, place).within {
			out.add(a)
		}
	}
	bucket := e.Buckets()[b]
	if bucket.District == WholeCity {
		for place := range amounts {
			try(place)
		}
		return out
	}
	e.placeIndex.sortByDistrict(e.Engine)
	for _, place := range e.placeIndex.byDistrict[bucket.Level][bucket.District+1] {
		try(int(place))
	}
	return out
}
