package streets_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/geo/streets"
)

// TestEdgesAndSegmentsComeAsLaidOut: edges, their segments and any choice of edges
// come in the order that they have where the network is laid out anew; and whoever
// has seen enough may stop.
func TestEdgesAndSegmentsComeAsLaidOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, patched, _, d := patchedTown(t)
		for _, n := range []*streets.Network{base, patched} {
			flat, to := flattened(t, n)
			edges, segments := slices.Collect(n.EachEdge()), slices.Collect(n.EachSegment())
			if len(edges) != flat.Edges() || len(segments) != flat.Segments() {
				t.Fatalf("%d edges of %d segments, laid out %d of %d", len(edges), len(segments), flat.Edges(), flat.Segments())
			}
			for i, s := range segments {
				if got := to(streets.Access{Linked: true, Segment: s}).Segment; got != uint32(i) {
					t.Fatalf("segment %d comes as number %d and lies at %d", s, i, got)
				}
			}
			for i, e := range edges {
				first, _ := n.SegmentsOf(e)
				start, _ := flat.SegmentsOf(uint32(i))
				if segments[start] != first {
					t.Fatalf("edge %d comes as number %d and lies elsewhere", e, i)
				}
			}
			var some, want []uint32
			for _, e := range edges {
				if d.IntN(2) == 0 {
					some, want = append(some, e), append(want, e)
				}
			}
			if n.Patched() { // of a plain one edges come in their own order
				d.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
			}
			given := slices.Clone(some)
			if got := n.LaidOut(some); !slices.Equal(got, want) || !slices.Equal(some, given) {
				t.Errorf("%d come as %d, want %d", given, got, want)
			}
			if len(edges) == 0 {
				continue
			}
			for range 5 {
				wantStop(t, n.EachEdge(), edges, d.IntN(len(edges))+1)
				wantStop(t, n.EachSegment(), segments, d.IntN(len(segments))+1)
			}
		}
	})
}

// wantStop takes the first of a sequence and no more.
func wantStop(t *rapid.T, each func(yield func(uint32) bool), all []uint32, most int) {
	t.Helper()
	var got []uint32
	each(func(x uint32) bool {
		if got = append(got, x); len(got) > most {
			t.Fatalf("the sequence goes on after it was stopped at %d", most)
		}
		return len(got) < most
	})
	if !slices.Equal(got, all[:most]) {
		t.Errorf("the first %d are %d, want %d", most, got, all[:most])
	}
}

// TestAFractionOfThePart: a fraction of a segment of the source lies along the part
// that holds it as far as its share of the length says: 0 at the part's start and
// before, 1 at its end and behind.
func TestAFractionOfThePart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, n, _, _ := patchedTown(t)
		f := rapid.Float64Range(0, 1).Draw(t, "fraction")
		for s := range n.EachSegment() {
			of := n.Segment(s)
			from, to := of.Part()
			if !(0 <= from && from < to && to <= 1) {
				t.Fatalf("segment %d goes from %g to %g of one", s, from, to)
			}
			got := of.PartFraction(f)
			switch {
			case f <= from && got != 0, f >= to && got != 1, got < 0, got > 1:
				t.Errorf("%g of the whole is %g of what goes from %g to %g", f, got, from, to)
			case from < f && f < to && math.Abs(from+got*(to-from)-f) > 1e-9:
				t.Errorf("%g of the whole is %g of what goes from %g to %g", f, got, from, to)
			case from == 0 && to == 1 && got != f:
				t.Errorf("%g of a whole segment is %g of it", f, got)
			}
		}
	})
}
