package coverage

import (
	"context"
	"slices"
)

// moveTallies finds the sums of a reading from those of the engine before, place
// by place of those that may have changed.
func (e *Engine) moveTallies(ctx context.Context, lenses []lens, group, weight string, area Area) (*tallies, error) {
	was, _ := e.from.amounts(group, weight)
	if was == nil {
		return e.sumAll(ctx, lenses, group, weight, area)
	}
	looked := make([]lens, len(lenses))
	places := e.moves.places
	for i, l := range lenses {
		var err error
		if looked[i], err = e.from.look(ctx, l.view); err != nil {
			return nil, err
		}
		places = merged(places, l.walk.changed, l.circle.changed, l.walk.doors.changed)
		if l.exit != nil {
			places = merged(places, l.exit.changed)
		}
	}
	before, err := e.from.tallies(ctx, looked, group, weight, area)
	if err != nil {
		return nil, err
	}
	m := &moving{tallies: tallies{lenses, slices.Clone(before.sums), slices.Clone(before.largest)}, unsure: map[int]bool{}, own: map[int]bool{}}
	is, _ := e.amounts(group, weight)
	for _, place := range places {
		if place < len(was) && was[place] != Missing && e.from.counts(place, area) {
			m.take(e.from.state(looked, place), was[place], e.from.bucketsOf(place))
		}
	}
	for _, place := range places {
		if is[place] != Missing && e.counts(place, area) {
			m.add(e.state(lenses, place), is[place], e.bucketsOf(place))
		}
	}
	for b := range m.unsure {
		m.largest[b] = e.largestIn(b, lenses, is, area)
	}
	return &m.tallies, ctx.Err()
}

// moving is tallies on their way from others.
type moving struct {
	tallies
	own    map[int]bool // buckets whose largest are their own
	unsure map[int]bool // buckets whose largest is not known
}

func (m *moving) take(s state, a Amount, buckets func(func(int) bool)) {
	for b := range buckets {
		m.sums[b].add(s, -a)
		if s.within && !m.hold(b).take(a) {
			m.unsure[b] = true
		}
	}
}

func (m *moving) add(s state, a Amount, buckets func(func(int) bool)) {
	for b := range buckets {
		m.sums[b].add(s, a)
		if s.within {
			m.hold(b).add(a)
		}
	}
}

// hold makes the largest of a bucket the new tallies' own.
func (m *moving) hold(b int) *largest {
	if !m.own[b] {
		m.own[b] = true
		m.largest[b].top = slices.Clone(m.largest[b].top)
	}
	return &m.largest[b]
}

// largestIn finds the largest places of a bucket by going over all of them.
func (e *Engine) largestIn(b int, lenses []lens, amounts []Amount, area Area) largest {
	var out largest
	try := func(place int) {
		if a := amounts[place]; a != Missing && e.counts(place, area) && e.state(lenses, place).within {
			out.add(a)
		}
	}
	bucket := e.buckets()[b]
	if bucket.district == wholeCity {
		for place := range amounts {
			try(place)
		}
		return out
	}
	e.places.sort(e)
	for _, place := range e.places.byHome[bucket.level][bucket.district+1] {
		try(int(place))
	}
	return out
}
