package reach_test

import (
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// held are the accesses of points, one each.
func held(n *streets.Network, c *asciicity.City) (facilities, places [][]streets.Access) {
	return accesses(n, c, streets.PrivateResidents)
}

// With the access links held, whom residents' streets are open to walks no
// farther than residents do, and those no farther than where they are closed.
func TestOpenIsNoWorseThanResidentsNorThatThanClosed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := walled(t)
		_, profile := paceOf(t)
		n := c.Network()
		w, o := n.Under(profile), reach.Options{Limit: limitOf(t)}
		facilities, places := held(n, c)
		before := answers(t, w, streets.PrivateClosed, facilities, places, o)
		for _, private := range []streets.Private{streets.PrivateResidents, streets.PrivateOpen} {
			after := answers(t, w, private, facilities, places, o)
			if i := firstLonger(before, after); i >= 0 {
				t.Errorf("%s: place %d walked %+v and now %+v", private, i, before[i], after[i])
			}
			before = after
		}
	})
}

// Where up and down take the same time, so do there and back.
func TestSymmetricRulesGiveSymmetricTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := walled(t)
		n := c.Network()
		w, o := n.Under(streets.Profile{ID: "even", Speed: 3_700_000, StairsUp: 2500, StairsDown: 2500}), reach.Options{Limit: limitOf(t)}
		facilities, places := held(n, c)
		for _, private := range treatments {
			var there [][]answer // by facility and place
			for i := range facilities {
				there = append(there, answers(t, w, private, facilities[i:i+1], places, o))
			}
			for k := range places {
				for i, back := range answers(t, w, private, places[k:k+1], facilities, o) {
					if there[i][k] != back {
						t.Errorf("%s: %+v there and %+v back", private, there[i][k], back)
					}
				}
			}
		}
	})
}

// With the access links held, and no street becoming another's, a further street
// makes no walk longer. It can where it opens an estate: who lived inside then
// lives on a street like any other.
func TestAddingAStreetNeverLengthensAWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := walled(t), asciicity.Chance(t)
		c.Marks = nil
		_, profile := paceOf(t)
		o := reach.Options{Limit: limitOf(t)}
		before := c.Network()
		d := c.Copy()
		if len(d.Nodes) == 0 {
			t.Skip("a city without streets was drawn")
		}
		a, b := d.Nodes[r.IntN(len(d.Nodes))], d.Nodes[r.IntN(len(d.Nodes))]
		d.Ways = append(d.Ways, asciicity.Way{ID: 1_000_000, Nodes: []int64{a.ID, b.ID}})
		after := d.Network()
		type stretch struct {
			way      int64
			position uint32
		}
		at := map[stretch]uint32{}
		for s := range uint32(after.Segments()) {
			at[stretch{after.Street(s).Way, after.Street(s).Position}] = s
		}
		for s := range uint32(before.Segments()) {
			k, kept := at[stretch{before.Street(s).Way, before.Street(s).Position}]
			if !kept || before.Segment(s).Use() != after.Segment(k).Use() {
				t.Skip("a street becomes another's")
			}
		}
		move := func(list [][]streets.Access) [][]streets.Access {
			out := make([][]streets.Access, len(list))
			for i, accesses := range list {
				for _, a := range accesses {
					street := before.Street(a.Segment)
					a.Segment = at[stretch{street.Way, street.Position}]
					out[i] = append(out[i], a)
				}
			}
			return out
		}
		facilities, places := held(before, c)
		for _, private := range treatments {
			old := answers(t, before.Under(profile), private, facilities, places, o)
			now := answers(t, after.Under(profile), private, move(facilities), move(places), o)
			if i := firstLonger(old, now); i >= 0 {
				t.Errorf("%s: place %d walked %+v and now %+v", private, i, old[i], now[i])
			}
		}
	})
}

// Filled labels against asking at every node: what somebody who stands there
// walks.
func TestFillSaysWhatAtSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := walled(t)
		_, profile := paceOf(t)
		n := c.Network()
		w, limit := n.Under(profile), limitOf(t)
		facilities, _ := held(n, c)
		for _, private := range treatments {
			labels := labelsOf(t, w, private, facilities, reach.Options{Limit: limit})
			all := labels.Fill()
			for e := range uint32(n.Edges()) {
				first, last := n.SegmentsOf(e)
				for s := first; s+1 < last; s++ {
					node := n.NodeOf(e, s-first+1)
					want := uint64(reach.Unreached)
					for k, fraction := range []float64{1, 0} { // the end of s, the start of the next
						segment := s + uint32(k)
						if n.Street(segment).Backwards {
							fraction = 1 - fraction
						}
						at := reach.Joint{At: w.Locate(streets.Access{Segment: segment, Fraction: fraction})}
						if cost, index, ok := labels.At(at); ok {
							want = min(want, uint64(cost)<<32|uint64(index))
						}
					}
					if all[node] != want {
						t.Errorf("%s: node %d is filled with %#x, want %#x", private, node, all[node], want)
					}
				}
			}
		}
	})
}
