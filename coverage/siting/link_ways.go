package siting

import (
	"context"
	"fmt"
	"slices"
)

// linkWays collects the sets of links by which places are covered.
type linkWays struct {
	sets *linkSets
	ways map[wayKey][][]int32 // none part of another, but for some that was found later
	out  []combination        // the same, as the problem has them
}

// A wayKey is a place and the item that covers it; none are the open facilities.
type wayKey struct {
	service     int
	item, place int32
}

const none = -1

// take notes the places that a set covers and no smaller part of it does.
func (w *linkWays) take(set []int32, o *linkEffect) {
	w.each(o, func(k int, item int32, places []int32) {
		var fresh []int32
		for _, i := range places {
			if w.way(wayKey{k, item, i}, set) != nil {
				continue
			}
			w.ways[wayKey{k, item, i}] = append(w.ways[wayKey{k, item, i}], set)
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
			items = append(items, int32(w.sets.first)+l)
		}
		w.out = append(w.out, combination{items, k, fresh})
	})
}

// each calls f with what a city with some links open covers beyond the one without.
func (w *linkWays) each(o *linkEffect, f func(service int, item int32, places []int32)) {
	for k := range o.covered {
		f(k, none, o.covered[k])
	}
	for j := range int32(w.sets.first) {
		for k, places := range o.reach[int(j)] {
			var more []int32
			for _, i := range places {
				if w.sets.s.coverCount[k][i] > 0 {
					continue
				}
				if _, before := slices.BinarySearch(w.sets.s.reach[j][k], i); !before {
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
func (w *linkWays) part(key wayKey, set []int32) []int32 {
	for _, part := range w.ways[key] {
		if !slices.ContainsFunc(part, func(l int32) bool { return !slices.Contains(set, l) }) {
			return part
		}
	}
	return nil
}

// way is like part, but what the open facilities do counts for every item.
func (w *linkWays) way(key wayKey, set []int32) []int32 {
	part := w.part(key, set)
	if part == nil && key.item != none {
		part = w.part(wayKey{key.service, none, key.place}, set)
	}
	return part
}

// A remainder is some of the links, and what may have a way by them that is not known.
type remainder struct {
	links []int32
	keys  []wayKey
}

// items are those that the keys are about; nil where there are no keys.
func (r *remainder) items() map[int32]bool {
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
func (w *linkWays) complete(ctx context.Context, all []int32) error {
	level := []*remainder{{links: all}}
	queue := newRemainders()
	for len(level) > 0 {
		effects, err := w.sets.openEach(ctx, level)
		if err != nil {
			return err
		}
		for i, r := range level {
			keys := r.keys
			if keys == nil {
				keys = w.keysOf(effects[i])
			}
			for _, key := range keys {
				if !effects[i].has(key) {
					continue // by no part of these links either
				}
				if w.way(key, r.links) == nil {
					if err := w.minimize(ctx, key, r.links); err != nil {
						return err
					}
				}
				for _, links := range w.without(key, r.links) {
					queue.add(links, key)
				}
			}
		}
		level = queue.next()
	}
	return nil
}

// keysOf lists what links do.
func (w *linkWays) keysOf(o *linkEffect) []wayKey {
	var out []wayKey
	w.each(o, func(k int, item int32, places []int32) {
		for _, place := range places {
			out = append(out, wayKey{k, item, place})
		}
	})
	return out
}

// remainders are a queue in which each question is asked once.
type remainders struct {
	asked map[string]map[wayKey]bool // by links
	at    map[string]*remainder      // of those that wait
	wait  []*remainder
}

func newRemainders() *remainders {
	return &remainders{asked: map[string]map[wayKey]bool{}, at: map[string]*remainder{}}
}

func (q *remainders) add(links []int32, key wayKey) {
	name := fmt.Sprint(links)
	if q.asked[name] == nil {
		q.asked[name] = map[wayKey]bool{}
	}
	if q.asked[name][key] {
		return
	}
	q.asked[name][key] = true
	if q.at[name] == nil {
		q.at[name] = &remainder{links: links}
		q.wait = append(q.wait, q.at[name])
	}
	q.at[name].keys = append(q.at[name].keys, key)
}

// next takes all that wait out.
func (q *remainders) next() []*remainder {
	out := q.wait
	q.wait = nil
	clear(q.at)
	return out
}

// without lists what is left of some links without the known ways of a key: without
// all that do it alone, else without one or another of those that do it together.
// What leaves less than two links that a walk can use has no way that is not known.
func (w *linkWays) without(key wayKey, links []int32) [][]int32 {
	leave := func(gone ...int32) []int32 {
		return slices.DeleteFunc(slices.Clone(links), func(l int32) bool { return slices.Contains(gone, l) })
	}
	var singles []int32
	for _, l := range links {
		if w.way(key, []int32{l}) != nil {
			singles = append(singles, l)
		}
	}
	var out [][]int32
	if singles != nil {
		out = append(out, leave(singles...))
	} else {
		for _, l := range w.way(key, links) {
			out = append(out, leave(l))
		}
	}
	return slices.DeleteFunc(out, func(links []int32) bool { return len(w.usable(key, links)) < 2 })
}

// usable are the links that a walk of a key can use.
func (w *linkWays) usable(key wayKey, links []int32) []int32 {
	var out []int32
	for _, l := range links {
		link := w.sets.item(l)
		if w.sets.near(link, w.sets.s.city.Demand.Point[key.place]) && (key.item == none || w.sets.near(link, w.sets.s.items[key.item].Point)) {
			out = append(out, l)
		}
	}
	return out
}

// minimize takes links away from a set by which a key is covered until none can go, and
// takes note of what is left.
func (w *linkWays) minimize(ctx context.Context, key wayKey, links []int32) error {
	only := map[int32]bool{key.item: true}
	set := slices.Clone(links)
	for _, l := range links {
		less := slices.DeleteFunc(slices.Clone(set), func(o int32) bool { return o == l })
		if len(less) == 0 {
			break
		}
		o, err := w.sets.open(ctx, less, only)
		if err != nil {
			return err
		}
		if o.has(key) {
			set = less
		}
	}
	o, err := w.sets.open(ctx, set, nil)
	if err != nil {
		return err
	}
	w.take(set, o)
	return nil
}
