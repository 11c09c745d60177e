package siting

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo"
)

// MaxLinkSets is how many sets of links that one walk may use are looked at.
const MaxLinkSets = 4096

// linkSets opens sets of links and finds out what they do together.
type linkSets struct {
	s     *siting
	first int          // item of the first link
	count atomic.Int32 // of sets that were opened
	slack float64      // see near
}

// A linkEffect is what some links bring when they are open.
type linkEffect struct {
	covered [][]int32         // by service: places that the open facilities cover, and did not before
	reach   map[int][][]int32 // by item near one of the links: as siting.reach
}

// has reports whether a place is covered by an item, or by the open facilities.
func (o *linkEffect) has(key wayKey) bool {
	places := o.covered[key.service]
	if key.item != none {
		by := o.reach[int(key.item)]
		if by == nil {
			return false
		}
		places = by[key.service]
	}
	_, found := slices.BinarySearch(places, key.place)
	return found
}

// mix looks at single links, and then for all that they do together.
func (m *linkSets) mix(ctx context.Context) error {
	all := span(0, m.s.links)
	if len(all) == 0 {
		return nil
	}
	singles := make([]*remainder, len(all))
	for l := range all {
		singles[l] = &remainder{links: all[l : l+1]}
	}
	effects, err := m.openEach(ctx, singles)
	if err != nil {
		return err
	}
	done := &linkWays{sets: m, ways: map[wayKey][][]int32{}}
	for l, o := range effects {
		done.take(singles[l].links, o)
	}
	if err := done.complete(ctx, all); err != nil {
		return err
	}
	m.s.combined = done.out
	return nil
}

// openEach opens several sets of links, each in a city of its own.
func (m *linkSets) openEach(ctx context.Context, remainders []*remainder) ([]*linkEffect, error) {
	out := make([]*linkEffect, len(remainders))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, r := range remainders {
		group.Go(func() (err error) {
			out[i], err = m.open(inner, r.links, r.items())
			return err
		})
	}
	return out, group.Wait()
}

func (m *linkSets) item(link int32) Candidate { return m.s.items[m.first+int(link)] }

// near reports whether one walk within the limit can use a link and come by a thing at a
// point, or by an entrance of it.
func (m *linkSets) near(link Candidate, p orb.Point) bool {
	return float64(geo.Millimetres(link.Point, p)) <= (m.farthest()+link.radius+m.slack)*1000
}

// entranceSlack is how far from a facility or place one of its entrances is at most, metres.
func entranceSlack(city *coverage.City) float64 {
	most := int64(0)
	for _, f := range city.Facilities {
		for _, e := range f.Entrances {
			most = max(most, geo.Millimetres(f.Point, e.Point))
		}
	}
	for _, e := range city.Demand.Entrances {
		most = max(most, geo.Millimetres(city.Demand.Point[e.Place], e.Point))
	}
	return float64(most) / 1000
}

// farthest is how far a walk within the limit leads on the flat, metres.
func (m *linkSets) farthest() float64 {
	most := 0.0
	for k := range m.s.question.Services {
		most = max(most, m.s.catch.Farthest(k))
	}
	return most
}

// open looks at the city with some links open; of the items at those of a list, at all
// where it is nil.
func (m *linkSets) open(ctx context.Context, links []int32, items map[int32]bool) (*linkEffect, error) {
	if m.count.Add(1) > MaxLinkSets {
		return nil, &FieldError{Path: []any{"links"}, Value: fmt.Sprint(m.s.links), Why: fmt.Sprintf(
			"so many links are near one another that walks can use more than %d sets of them: ask for fewer, with links.most or shorter bridges", MaxLinkSets)}
	}
	var changes []scenario.Change
	for _, l := range links {
		changes = append(changes, m.item(l).Changes...)
	}
	city, err := scenario.Apply(ctx, m.s.engine, changes)
	if err != nil {
		return nil, err
	}
	catches, err := m.s.catchments(ctx, city)
	if err != nil {
		return nil, err
	}
	out := &linkEffect{covered: make([][]int32, len(m.s.question.Services)), reach: map[int][][]int32{}}
	for k := range out.covered {
		for i := range m.s.city.Demand.Len() {
			if m.s.counts(i) && m.s.coverCount[k][i] == 0 && catches[0].Reaches(k, i) {
				out.covered[k] = append(out.covered[k], int32(i))
			}
		}
	}
	for j := range m.first {
		if items != nil && !items[int32(j)] || !slices.ContainsFunc(links, func(l int32) bool { return m.near(m.item(l), m.s.items[j].Point) }) {
			continue
		}
		places, _, err := m.s.around(ctx, catches, &m.s.items[j])
		if err != nil {
			return nil, err
		}
		out.reach[j] = places
	}
	return out, nil
}
