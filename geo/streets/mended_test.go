package streets_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/sketch"
)

// levelled walks as a profile would on streets without steps, slopes, gates and
// kerbs, and waits nowhere.
func levelled(p streets.Profile) streets.Profile {
	return streets.Profile{ID: p.ID + " levelled", Speed: p.Speed, StairsUp: streets.Level}
}

// wantArcsOfEdges holds the graphs of weights against the edges that are there, whose
// costs are told by segment and direction: an arc leads to an edge's start from its
// end and costs walking it, and the reverse.
func wantArcsOfEdges(t *rapid.T, w *streets.Weights, cost func(segment uint32) (there, back streets.Cost)) {
	t.Helper()
	n := w.Network()
	var public, open, compounds []string
	for e := range n.EachEdge() {
		a, b, _, _ := n.Edge(e)
		if a == b {
			continue
		}
		var sum, sumBack uint64
		goes, comes := true, true
		for s, last := n.SegmentsOf(e); s < last; s++ {
			there, back := cost(s)
			goes, comes = goes && there != streets.Far, comes && back != streets.Far
			sum, sumBack = sum+uint64(there), sumBack+uint64(back)
		}
		var arcs []string
		if goes {
			arcs = append(arcs, fmt.Sprint(b, a, sum))
		}
		if comes {
			arcs = append(arcs, fmt.Sprint(a, b, sumBack))
		}
		open = append(open, arcs...)
		if n.Use(e) == streets.UsePublic {
			public = append(public, arcs...)
		} else {
			compounds = append(compounds, arcs...)
		}
	}
	inside := w.Compounds()
	var got []string
	for v := range uint32(inside.Vertices()) {
		for _, a := range inside.At(v) {
			got = append(got, fmt.Sprint(inside.Junction[v], inside.Junction[a.To], a.Cost))
		}
	}
	slices.Sort(got)
	for _, x := range []struct {
		what      string
		got, want []string
	}{{"everybody's", arcList(w.Public(), false), public}, {"all", arcList(w.Open(), false), open}, {"residents'", got, compounds}} {
		slices.Sort(x.want)
		if !slices.Equal(x.got, x.want) {
			t.Fatalf("%s streets have the arcs %q, want %q", x.what, x.got, x.want)
		}
	}
}

// TestAMendedSegmentCostsTheLess: in each direction a mended segment costs what it
// costs levelled where that is less, every other what it did; and the graphs are made
// of that. What was mended before, or in another copy, stays as it is.
func TestAMendedSegmentCostsTheLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, patched, _, d := patchedTown(t)
		n := rapid.SampledFrom([]*streets.Network{base, patched}).Draw(t, "network")
		var all []uint32
		for s := range n.EachSegment() {
			all = append(all, s)
		}
		if len(all) == 0 {
			t.Skip("nothing is left")
		}
		p := rapid.SampledFrom(sketch.Walkers()).Draw(t, "profile")
		w := n.Under(p)
		type weighed struct {
			weights *streets.Weights
			mended  map[uint32]bool
		}
		made := []weighed{{w, map[uint32]bool{}}}
		flat := n.Under(levelled(p))
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			from := made[rapid.IntRange(0, len(made)-1).Draw(t, "from")]
			mended := map[uint32]bool{}
			for s := range from.mended {
				mended[s] = true
			}
			var segments []uint32
			for range rapid.IntRange(1, 6).Draw(t, "segments") {
				s := all[d.IntN(len(all))]
				if !slices.Contains(segments, s) {
					segments, mended[s] = append(segments, s), true
				}
			}
			made = append(made, weighed{from.weights.Mended(segments, flat), mended})
		}
		for _, m := range made {
			least := func(s uint32) (there, back streets.Cost) {
				there, back = w.AlongEdge(s)
				if m.mended[s] {
					easier, easierBack := flat.AlongEdge(s)
					there, back = min(there, easier), min(back, easierBack)
				}
				return there, back
			}
			for _, s := range all {
				there, back := m.weights.AlongEdge(s)
				if want, wantBack := least(s); there != want || back != wantBack {
					t.Fatalf("%+v, mended %t: %d there, %d back, want %d, %d", n.Street(s), m.mended[s], there, back, want, wantBack)
				}
			}
			wantArcsOfEdges(t, m.weights, least)
		}
	})
}
