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
	measureLinks(s.city, links)
	m := &mixing{siting: s, first: len(s.items)}
	for i, l := range links {
		if i < len(s.question.Links.Given) && slices.ContainsFunc(s.candidates, func(c Candidate) bool { return c.ID == l.ID }) {
			return &FieldError{Path: []any{"links", "given", i, "id"}, Value: quoted(l.ID), Why: "there is a candidate of that id already: give the link another one"}
		}
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
	sets  atomic.Int32
}

// opened is what the city is like with some links open.
type opened struct {
	covered [][]int32         // by service: places that the open facilities cover, and did not before
	reach   map[int][][]int32 // by item near one of the links: as siting.reach
}

// has reports whether a place is covered by an item, or by the open facilities.
func (o *opened) has(key wayKey) bool {
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
func (m *mixing) mix(ctx context.Context) error {
	all := span(0, m.links)
	if len(all) == 0 {
		return nil
	}
	singles := make([]*rest, len(all))
	for l := range all {
		singles[l] = &rest{links: all[l : l+1]}
	}
	opened, err := m.openEach(ctx, singles)
	if err != nil {
		return err
	}
	done := m.collector()
	for l, o := range opened {
		done.take(singles[l].links, o)
	}
	if err := done.complete(ctx, all); err != nil {
		return err
	}
	m.combined = done.out
	return nil
}

// openEach opens several sets of links, each in a city of its own.
func (m *mixing) openEach(ctx context.Context, rests []*rest) ([]*opened, error) {
	out := make([]*opened, len(rests))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, r := range rests {
		group.Go(func() (err error) {
			out[i], err = m.open(inner, r.links, r.items())
			return err
		})
	}
	return out, group.Wait()
}

func (m *mixing) item(link int32) Candidate { return m.items[m.first+int(link)] }

// near reports whether one walk within the limit can use a link and come by a point.
func (m *mixing) near(link Candidate, p orb.Point) bool {
	return float64(geo.Millimetres(link.Point, p)) <= (m.farthest()+link.radius)*1000
}

// farthest is how far a walk within the limit leads on the flat, metres.
func (m *mixing) farthest() float64 {
	most := 0.0
	for k := range m.question.Services {
		most = max(most, m.catch.Farthest(k))
	}
	return most
}

// measureLinks finds how far from their points links lead.
func measureLinks(city *coverage.City, links []Candidate) {
	of := map[int64][]*Candidate{} // by way
	for i := range links {
		l := &links[i]
		for _, p := range l.Line {
			l.lead(p)
		}
		for _, change := range l.Changes {
			if change.Way != nil {
				of[*change.Way] = append(of[*change.Way], l)
			}
		}
	}
	if len(of) == 0 {
		return
	}
	n := city.Streets
	for edge := range n.EachEdge() {
		first, last := n.SegmentsOf(edge)
		for s := first; s < last; s++ {
			for _, l := range of[n.Street(s).Way] {
				l.lead(n.Point(n.NodeOf(edge, s-first)))
				l.lead(n.Point(n.NodeOf(edge, s-first+1)))
			}
		}
	}
}

// lead notes a point that a link leads to.
func (c *Candidate) lead(p orb.Point) {
	c.radius = max(c.radius, float64(geo.Millimetres(c.Point, p))/1000)
}

// open looks at the city with some links open; of the items at those of a list, at all
// where it is nil.
func (m *mixing) open(ctx context.Context, links []int32, items map[int32]bool) (*opened, error) {
	if m.sets.Add(1) > MaxLinkSets {
		return nil, &FieldError{Path: []any{"links"}, Value: fmt.Sprint(m.links), Why: fmt.Sprintf(
			"so many links are near one another that walks can use more than %d sets of them: ask for fewer, with links.most or shorter bridges", MaxLinkSets)}
	}
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
		if items != nil && !items[int32(j)] || !slices.ContainsFunc(links, func(l int32) bool { return m.near(m.item(l), m.items[j].Point) }) {
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
			if d.way(wayKey{k, item, i}, set) != nil {
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

// part returns a set that is part of another and does something; nil where none is
// known.
func (d *collector) part(key wayKey, set []int32) []int32 {
	for _, part := range d.ways[key] {
		if !slices.ContainsFunc(part, func(l int32) bool { return !slices.Contains(set, l) }) {
			return part
		}
	}
	return nil
}

// way is like part, but what the open facilities do counts for every item.
func (d *collector) way(key wayKey, set []int32) []int32 {
	part := d.part(key, set)
	if part == nil && key.item != none {
		part = d.part(wayKey{key.service, none, key.place}, set)
	}
	return part
}

// A rest is some of the links, and what may have a way by them that is not known.
type rest struct {
	links []int32
	keys  []wayKey
}

// items are those that the keys are about; nil where there are no keys.
func (r *rest) items() map[int32]bool {
	if r.keys == nil {
		return nil
	}
	out := map[int32]bool{}
	for _, key := range r.keys {
		out[key.item] = true
	}
	return out
}

// complete finds every other way to cover a place. One that is not known does without
// some link of each that is: so what is covered is asked again of the links that are left
// without these, until nothing is (R. Reiter, A Theory of Diagnosis from First
// Principles, Artificial Intelligence 32, 1987).
func (d *collector) complete(ctx context.Context, all []int32) error {
	level := []*rest{{links: all}}
	asked := map[string]map[wayKey]bool{}
	for len(level) > 0 {
		opened, err := d.openEach(ctx, level)
		if err != nil {
			return err
		}
		var next []*rest
		at := map[string]*rest{}
		for i, r := range level {
			keys := r.keys
			if keys == nil {
				d.each(opened[i], func(k int, item int32, places []int32) {
					for _, place := range places {
						keys = append(keys, wayKey{k, item, place})
					}
				})
			}
			for _, key := range keys {
				if !opened[i].has(key) {
					continue // by no part of these links either
				}
				if d.way(key, r.links) == nil {
					if err := d.find(ctx, key, r.links); err != nil {
						return err
					}
				}
				for _, links := range d.without(key, r.links) {
					name := fmt.Sprint(links)
					if asked[name] == nil {
						asked[name] = map[wayKey]bool{}
					}
					if asked[name][key] {
						continue
					}
					asked[name][key] = true
					if at[name] == nil {
						at[name] = &rest{links: links}
						next = append(next, at[name])
					}
					at[name].keys = append(at[name].keys, key)
				}
			}
		}
		level = next
	}
	return nil
}

// without lists what is left of some links without the known ways of a key: without
// all that do it alone, else without one or another of those that do it together.
// What leaves less than two links that a walk can use has no way that is not known.
func (d *collector) without(key wayKey, links []int32) [][]int32 {
	leave := func(gone ...int32) []int32 {
		return slices.DeleteFunc(slices.Clone(links), func(l int32) bool { return slices.Contains(gone, l) })
	}
	var singles []int32
	for _, l := range links {
		if d.way(key, []int32{l}) != nil {
			singles = append(singles, l)
		}
	}
	var out [][]int32
	if singles != nil {
		out = append(out, leave(singles...))
	} else {
		for _, l := range d.way(key, links) {
			out = append(out, leave(l))
		}
	}
	return slices.DeleteFunc(out, func(links []int32) bool { return len(d.useful(key, links)) < 2 })
}

// useful are the links that a walk of a key can use.
func (d *collector) useful(key wayKey, links []int32) []int32 {
	var out []int32
	for _, l := range links {
		link := d.item(l)
		if d.near(link, d.city.Demand.Point[key.place]) && (key.item == none || d.near(link, d.items[key.item].Point)) {
			out = append(out, l)
		}
	}
	return out
}

// find takes links away from a set by which a key is covered until none can go, and
// takes note of what is left.
func (d *collector) find(ctx context.Context, key wayKey, links []int32) error {
	only := map[int32]bool{key.item: true}
	set := slices.Clone(links)
	for _, l := range links {
		less := slices.DeleteFunc(slices.Clone(set), func(o int32) bool { return o == l })
		if len(less) == 0 {
			break
		}
		o, err := d.open(ctx, less, only)
		if err != nil {
			return err
		}
		if o.has(key) {
			set = less
		}
	}
	o, err := d.open(ctx, set, nil)
	if err != nil {
		return err
	}
	d.take(set, o)
	return nil
}
