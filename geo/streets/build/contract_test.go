package build_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/sketch"
)

// distances returns what walking between the middles of some streets takes, by
// relaxing the arcs of a graph until nothing changes.
func distances(n *streets.Network, w *streets.Weights, g streets.Graph, usable func(e uint32) bool) string {
	type spot struct {
		name string
		at   streets.Position
	}
	var spots []spot
	for _, x := range sketch.Segments(n) {
		if x.MM > 0 && (x.Street.Way+int64(x.Street.Position))%7 == 0 {
			a := streets.Access{Linked: true, Segment: x.Index, Fraction: 0.25}
			spots = append(spots, spot{fmt.Sprint(x.Street.Way, ".", x.Street.Position), w.Locate(a)})
		}
	}
	slices.SortFunc(spots, func(a, b spot) int { return slices.Compare([]byte(a.name), []byte(b.name)) })
	out := ""
	for _, to := range spots {
		if !usable(to.at.Edge) {
			continue
		}
		best := make([]uint64, n.Junctions())
		for v := range best {
			best[v] = uint64(streets.Far)
		}
		a, b, _, _ := n.Edge(to.at.Edge)
		best[a] = uint64(to.at.FromStart())
		best[b] = min(best[b], uint64(to.at.FromEnd())) // of a ring both are one junction
		for changed := true; changed; {
			changed = false
			for v := range best {
				for _, arc := range g.Arcs[g.Off[v]:g.Off[v+1]] {
					if c := best[v] + uint64(arc.Cost); c < best[arc.To] {
						best[arc.To], changed = c, true
					}
				}
			}
		}
		for _, from := range spots {
			if !usable(from.at.Edge) {
				continue
			}
			a, b, _, _ := n.Edge(from.at.Edge)
			least := min(best[a]+uint64(from.at.ToStart()), best[b]+uint64(from.at.ToEnd()))
			if from.at.Edge == to.at.Edge {
				least = min(least, uint64(from.at.Walk(to.at)))
			}
			out += fmt.Sprintf("%s to %s: %d\n", from.name, to.name, min(least, uint64(streets.Far)))
		}
	}
	return out
}

// difference returns the first line in which two texts differ.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("got %s, want %s", a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

// Contraction changes no walk, of nobody, over no streets; nor does the order of
// the input.
func TestContractionChangesNoWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sketch.RandomTown(t)
		a, ra := w.Build(t, true, false, false)
		b, rb := w.Build(t, false, false, false)
		ra.Junctions, ra.Edges = rb.Junctions, rb.Edges
		if fmt.Sprint(ra) != fmt.Sprint(rb) {
			t.Errorf("reports differ:\n%+v\n%+v", ra, rb)
		}
		shuffled, _ := w.Build(t, true, false, true)
		if string(sketch.Bytes(t, a)) != string(sketch.Bytes(t, shuffled)) {
			t.Error("the order of the input changes the file")
		}
		for _, p := range sketch.Walkers() {
			wa, wb := a.Under(p), b.Under(p)
			everywhere := func(uint32) bool { return true }
			if got, want := distances(a, wa, wa.Open(), everywhere), distances(b, wb, wb.Open(), everywhere); got != want {
				t.Errorf("%s, all streets: %s", p.ID, difference(got, want))
			}
			public := func(n *streets.Network) func(e uint32) bool {
				return func(e uint32) bool { return n.Use(e) == streets.UsePublic }
			}
			if got, want := distances(a, wa, wa.Public(), public(a)), distances(b, wb, wb.Public(), public(b)); got != want {
				t.Errorf("%s, everybody's streets: %s", p.ID, difference(got, want))
			}
		}
	})
}

// Without slopes and where up is not known, walking there takes as long as
// walking back, whatever the marks.
func TestSymmetricRulesGiveSymmetricTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sketch.RandomTown(t)
		for i := range w.Ways {
			w.Ways[i].Kind.Incline = 0
		}
		n, _ := w.Build(t, true, true, false)
		for _, p := range sketch.Walkers() {
			weights := n.Under(p)
			for s := range uint32(n.Segments()) {
				there, back, ok, okBack := weights.Segment(s)
				if there != back || ok != okBack {
					t.Errorf("%s: %+v takes %d there, %d back", p.ID, n.Street(s), there, back)
				}
			}
			for e := range uint32(n.Edges()) {
				if there, back := weights.Edge(e); there != back {
					t.Errorf("%s: edge %d takes %d there, %d back", p.ID, e, there, back)
				}
			}
		}
	})
}
