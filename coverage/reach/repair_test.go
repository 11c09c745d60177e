package reach_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A workshop is a search that is repaired again and again, beside the streets and
// the doors as they are by now.
type workshop struct {
	t       *rapid.T
	base    *streets.Weights
	private streets.Private
	limit   streets.Cost

	n      *streets.Network
	w      *streets.Weights
	doors  map[uint32][]streets.Access // by index, as the base has them
	labels *reach.Labels
}

// sources lists those of an index by now; what stands on closed streets has none.
func (s *workshop) sources(index uint32) (out []reach.Source) {
	for _, a := range s.doors[index] {
		if a, open := s.n.Resolve(a); open && a.Linked {
			j := reach.Join(s.w, a)
			out = append(out, reach.Source{At: j.At, Leg: j.Leg, Index: index})
		}
	}
	return out
}

func (s *workshop) fresh() *reach.Labels {
	var all []reach.Source
	for index := range uint32(100) {
		all = append(all, s.sources(index)...)
	}
	labels, err := reach.Nearest(context.Background(), reach.NewGoals(s.w, s.private, all), reach.Options{Limit: s.limit})
	if err != nil {
		s.t.Fatal(err)
	}
	return labels
}

// repair makes a change and holds what comes of it against a search of its own.
func (s *workshop) repair(c reach.Change, places []streets.Access) {
	t := s.t
	old, before := s.labels, s.labels.Fill()
	c.Adjacency = reach.NewAdjacency(s.n)
	labels, touched, err := old.Repair(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	want := s.fresh()
	for v := range uint32(s.n.Junctions()) {
		if got := labels.Junction(v); got != want.Junction(v) {
			t.Fatalf("%s: junction %d at %v: %s, a search says %s", s.private, v, s.n.Point(v), said(got), said(want.Junction(v)))
		}
	}
	if !slices.Equal(labels.Fill(), want.Fill()) {
		got, all := labels.Fill(), want.Fill()
		for v := range all {
			if got[v] != all[v] {
				t.Fatalf("%s: node %d of %d, %d junctions, %v: %s, a search says %s", s.private, v, len(all), s.n.Junctions(), s.n.Point(uint32(v)), said(got[v]), said(all[v]))
			}
		}
	}
	if !slices.Equal(before, old.Fill()) {
		t.Fatal("the labels that were repaired have changed themselves")
	}
	if !slices.IsSorted(touched.Edges) {
		t.Fatal("touched edges are not in order")
	}
	for i, p := range places {
		now, open := s.n.Resolve(p)
		if !open {
			continue
		}
		j := reach.Join(s.w, now)
		cost, index, ok := labels.At(j)
		wantCost, wantIndex, wantOK := want.At(j)
		if ok != wantOK || cost != wantCost || index != wantIndex {
			t.Fatalf("%s: place %d: %d to %d, a search says %d to %d", s.private, i, cost, index, wantCost, wantIndex)
		}
		if _, near := slices.BinarySearch(touched.Edges, j.At.Edge); !near && c.Weights == nil {
			if was, of, found := old.At(j); found != ok || was != cost || of != index {
				t.Fatalf("%s: place %d walks otherwise, and its edge is not touched", s.private, i)
			}
		}
	}
	s.labels = labels
}

func said(label uint64) string {
	if label == reach.Unreached {
		return "unreached"
	}
	return fmt.Sprintf("%d to %d", label>>32, uint32(label))
}

// A street edit that somebody might make: from anywhere to anywhere.
func streetEdit(t *rapid.T, n *streets.Network, number int) streets.Edit {
	spot := func(label string) (streets.Access, orb.Point) {
		v := uint32(rapid.IntRange(0, n.Nodes()-1).Draw(t, label))
		a := n.Access(n.Point(v))
		return a, n.Point(v)
	}
	a, p := spot("from")
	switch kind := rapid.IntRange(0, 2).Draw(t, "edit"); {
	case kind == 0 || !a.Linked:
		_, q := spot("to")
		return streets.Edit{Open: &streets.Link{ID: fmt.Sprint("link ", number), Kind: streets.Kind{Class: streets.ClassFootway}, Line: []orb.Point{p, q}}}
	case kind == 1:
		return streets.Edit{Close: &streets.Piece{Way: n.Street(a.Segment).Way, Near: a.At}}
	default:
		return streets.Edit{Admit: &streets.Piece{Way: n.Street(a.Segment).Way, Near: a.At}}
	}
}

// Labels that are repaired after any change are those of a search: to the
// millisecond, to the facility, under every treatment and one-way costs.
func TestRepairEqualsASearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, limit := walled(t), limitOf(t)
		_, profile := paceOf(t)
		n := c.Network()
		w := n.Under(profile)
		private := rapid.SampledFrom(treatments).Draw(t, "private")
		facilities, places := accesses(n, c, private)
		if n.Nodes() == 0 {
			t.Skip("no street was built")
		}
		s := &workshop{t: t, base: w, private: private, limit: limit, n: n, w: w, doors: map[uint32][]streets.Access{}}
		for i, doors := range facilities {
			if rapid.Bool().Draw(t, "open") {
				s.doors[uint32(i)*7] = doors
			}
		}
		s.labels = s.fresh()
		all := slices.Concat(slices.Concat(facilities...), slices.Concat(places...))
		for step := range rapid.IntRange(1, 8).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "streets") {
				s.editStreets(streetEdit(t, s.n, step), all)
				continue
			}
			index := uint32(rapid.IntRange(0, 20).Draw(t, "index"))
			change := reach.Change{RemovedIndices: []uint32{index}}
			delete(s.doors, index)
			if len(all) > 0 && rapid.IntRange(0, 2).Draw(t, "comes") > 0 {
				s.doors[index] = []streets.Access{rapid.SampledFrom(all).Draw(t, "door")}
				if rapid.Bool().Draw(t, "two doors") {
					s.doors[index] = append(s.doors[index], rapid.SampledFrom(all).Draw(t, "door"))
				}
			}
			change.AddedSources = s.sources(index)
			s.repair(change, all)
		}
		s.mend(all)
	})
}

// mend makes some segments of the streets by now as easy as on the flat. It comes
// last: mended streets are not edited.
func (s *workshop) mend(places []streets.Access) {
	var segments []uint32
	c := reach.Change{}
	for e := range uint32(s.n.Edges()) {
		if !s.n.Live(e) || !rapid.Bool().Draw(s.t, "mended") {
			continue
		}
		c.CheaperEdges = append(c.CheaperEdges, e)
		first, last := s.n.SegmentsOf(e)
		for x := first; x < last; x += 1 + uint32(rapid.IntRange(0, 1).Draw(s.t, "segments between")) {
			segments = append(segments, x)
		}
	}
	flat := s.base.Network().Under(streets.Profile{ID: "flat", Speed: 4_500_000}).Patch(s.n)
	s.reweigh(c, s.w.Mended(segments, flat), places)
}

// reweigh makes a change after which streets cost what they do under weights.
func (s *workshop) reweigh(c reach.Change, w *streets.Weights, places []streets.Access) {
	before := map[uint32][]reach.Source{}
	for index := range uint32(100) {
		before[index] = s.sources(index)
	}
	s.n, s.w, c.Weights = w.Network(), w, w
	for index := range uint32(100) {
		if now := s.sources(index); !slices.Equal(now, before[index]) {
			c.RemovedIndices, c.AddedSources = append(c.RemovedIndices, index), append(c.AddedSources, now...)
		}
	}
	s.repair(c, places)
}

func (s *workshop) editStreets(e streets.Edit, places []streets.Access) {
	next, err := s.n.Patch([]streets.Edit{e})
	if err != nil {
		return // no such edit here
	}
	gone, came := next.Changed(s.n)
	s.reweigh(reach.Change{RemovedEdges: gone, AddedEdges: came}, s.base.Patch(next), places)
}
