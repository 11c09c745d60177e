package siting

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"lifecircle/coverage/scenario"
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

// MaxLinkSets is how many sets of links that one walk may use are looked at.
const MaxLinkSets = 4096

// gatherLinks adds links to the items and finds what they do, alone and with others.
func (s *siting) gatherLinks(ctx context.Context) error {
	if s.question.Links == nil {
		return nil
	}
	links, err := FindLinks(ctx, s.engine, s.question)
	if err != nil {
		return err
	}
	m := &mixing{siting: s, first: len(s.items)}
	for _, l := range links {
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

// mixing finds out what links do together.
type mixing struct {
	*siting
	first int // item of the first link
	sets  int
}

// opened is what the city is like with some links open.
type opened struct {
	covered [][]int32         // by service: places that the open facilities cover, and did not before
	reach   map[int][][]int32 // by item near one of the links: as siting.reach
}

// mix looks at single links, then at pairs that a walk can use together, and so on,
// until those looked at do all that opening every link does.
func (m *mixing) mix(ctx context.Context) error {
	all := span(0, m.links)
	if len(all) == 0 {
		return nil
	}
	whole, err := m.open(ctx, all)
	if err != nil {
		return err
	}
	sets := make([][]int32, 0, len(all))
	for _, l := range all {
		sets = append(sets, []int32{l})
	}
	done := m.collector()
	for len(sets) > 0 {
		if m.sets += len(sets); m.sets > MaxLinkSets {
			return &FieldError{Path: []any{"links"}, Value: fmt.Sprint(m.links), Why: fmt.Sprintf(
				"so many links are near one another that walks can use more than %d sets of them: ask for fewer, with links.most or shorter bridges", MaxLinkSets)}
		}
		opened := make([]*opened, len(sets))
		group, inner := errgroup.WithContext(ctx)
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i, set := range sets {
			group.Go(func() (err error) {
				opened[i], err = m.open(inner, set)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		for i, set := range sets {
			done.take(set, opened[i])
		}
		if done.does(whole) {
			break
		}
		sets = m.larger(sets)
	}
	m.combined = done.out
	return nil
}

// larger lists the sets with one link more, of which each pair can be in one walk.
func (m *mixing) larger(sets [][]int32) [][]int32 {
	var out [][]int32
	for _, set := range sets {
		for l := set[len(set)-1] + 1; l < int32(m.links); l++ {
			if !slices.ContainsFunc(set, func(o int32) bool { return !m.near(m.item(o), m.item(l)) }) {
				out = append(out, append(slices.Clone(set), l))
			}
		}
	}
	return out
}

func (m *mixing) item(link int32) Candidate { return m.items[m.first+int(link)] }

// near reports whether one walk within the limit can use a link and come by another
// thing.
func (m *mixing) near(link, other Candidate) bool {
	most := m.farthest() + lengthOf(link) + lengthOf(other)
	return float64(geo.Millimetres(link.Point, other.Point)) <= most*1000
}

// farthest is how far a walk within the limit leads on the flat, metres.
func (m *mixing) farthest() float64 {
	most := 0.0
	for k := range m.question.Services {
		most = max(most, m.catch.Farthest(k))
	}
	return most
}

func lengthOf(c Candidate) float64 {
	mm := int64(0)
	for i := 1; i < len(c.Line); i++ {
		mm += geo.Millimetres(c.Line[i-1], c.Line[i])
	}
	return float64(mm) / 1000
}

// open looks at the city with some links open.
func (m *mixing) open(ctx context.Context, links []int32) (*opened, error) {
	var changes []scenario.Change
	for _, l := range links {
		changes = append(changes, m.item(l).Changes...)
	}
	city, err := scenario.Apply(ctx, m.engine, changes)
	if err != nil {
		return nil, err
	}
	catches, err := m.catchments(ctx, city)
	if err != nil {
		return nil, err
	}
	out := &opened{covered: make([][]int32, len(m.question.Services)), reach: map[int][][]int32{}}
	for k := range out.covered {
		for i := range m.city.Demand.Len() {
			if m.counts(i) && m.backing[k][i] == 0 && catches[0].Reaches(k, i) {
				out.covered[k] = append(out.covered[k], int32(i))
			}
		}
	}
	for j := range m.first {
		if !slices.ContainsFunc(links, func(l int32) bool { return m.near(m.item(l), m.items[j]) }) {
			continue
		}
		places, _, err := m.around(ctx, catches, &m.items[j])
		if err != nil {
			return nil, err
		}
		out.reach[j] = places
	}
	return out, nil
}

// A collector keeps what smaller sets do.
type collector struct {
	*mixing
	ways map[wayKey][][]int32 // the sets of links by which a place is covered, each minimal
	out  []combination
}

// A wayKey is a place and the item that covers it; none are the open facilities.
type wayKey struct {
	service     int
	item, place int32
}

const none = -1

func (m *mixing) collector() *collector { return &collector{mixing: m, ways: map[wayKey][][]int32{}} }

// take notes the places that a set covers and no smaller part of it does.
func (d *collector) take(set []int32, o *opened) {
	d.each(o, func(k int, item int32, places []int32) {
		var fresh []int32
		for _, i := range places {
			if d.explains(wayKey{k, item, i}, set) || item != none && d.explains(wayKey{k, none, i}, set) {
				continue
			}
			d.ways[wayKey{k, item, i}] = append(d.ways[wayKey{k, item, i}], set)
			fresh = append(fresh, i)
		}
		if len(fresh) == 0 {
			return
		}
		items := make([]int32, 0, len(set)+1)
		if item != none {
			items = append(items, item)
		}
		for _, l := range set {
			items = append(items, int32(d.first)+l)
		}
		d.out = append(d.out, combination{items, k, fresh})
	})
}

// each calls f with what a city with some links open covers beyond the one without.
func (d *collector) each(o *opened, f func(service int, item int32, places []int32)) {
	for k := range o.covered {
		f(k, none, o.covered[k])
	}
	for j := range int32(d.first) {
		for k, places := range o.reach[int(j)] {
			var more []int32
			for _, i := range places {
				if d.backing[k][i] > 0 {
					continue
				}
				if _, before := slices.BinarySearch(d.reach[j][k], i); !before {
					more = append(more, i)
				}
			}
			if len(more) > 0 {
				f(k, j, more)
			}
		}
	}
}

// explains reports whether a part of a set does something already.
func (d *collector) explains(key wayKey, set []int32) bool {
	return slices.ContainsFunc(d.ways[key], func(part []int32) bool {
		return !slices.ContainsFunc(part, func(l int32) bool { return !slices.Contains(set, l) })
	})
}

// does reports whether the sets taken so far do all that a city with all links open
// has.
func (d *collector) does(whole *opened) bool {
	all, missing := span(0, d.links), false
	d.each(whole, func(k int, item int32, places []int32) {
		for _, i := range places {
			if !d.explains(wayKey{k, item, i}, all) && (item == none || !d.explains(wayKey{k, none, i}, all)) {
				missing = true
			}
		}
	})
	return !missing
}
