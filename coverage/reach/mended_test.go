package reach_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// mend makes the steps of a way as easy as a flat street, in brute force.
func (k *gatekeeper) mend(ways []int64) {
	for key, i := range k.by {
		l := &k.links[i]
		if !slices.Contains(ways, key[0]) {
			continue
		}
		there, back := k.flat(*l), k.flat(*l)
		if l.there >= 0 {
			there = min(there, l.there)
		}
		if l.back >= 0 {
			back = min(back, l.back)
		}
		l.there, l.back = there, back
	}
}

// flat is the cost of a stretch as if it were a street.
func (k *gatekeeper) flat(l link) int64 {
	l.kind = streets.Kind{}
	there, _ := k.cost(l)
	return there
}

// mend returns the labels once segments are mended, and what the repair touched.
func mend(t asciicity.TB, l *reach.Labels, segments []uint32, flat *streets.Weights, corners *reach.Adjacency, facilities [][]streets.Access) (*reach.Labels, reach.Affected) {
	t.Helper()
	n := flat.Network()
	c := reach.Change{Weights: l.Goals().Weights().Mended(segments, flat), Adjacency: corners}
	cheaper := map[uint32]bool{}
	for _, s := range segments {
		if e := n.EdgeOf(s); !cheaper[e] {
			cheaper[e] = true
			c.CheaperEdges = append(c.CheaperEdges, e)
		}
	}
	for i, doors := range facilities {
		if !slices.ContainsFunc(doors, func(a streets.Access) bool { return cheaper[n.EdgeOf(a.Segment)] }) {
			continue
		}
		c.RemovedIndices = append(c.RemovedIndices, uint32(i))
		for _, a := range doors {
			j := reach.Join(c.Weights, a)
			c.AddedSources = append(c.AddedSources, reach.Source{At: j.At, Leg: j.Leg, Index: uint32(i)})
		}
	}
	mended, touched, err := l.Repair(context.Background(), c)
	if err != nil {
		t.Fatalf("repair: %v", err)
	}
	return mended, touched
}

// Labels repaired for mended streets against brute force over these, and against a
// search of its own under their weights: the same milliseconds and facility for
// every place, and none improves whose edge is not touched.
func TestMendedEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, limit := walled(t), limitOf(t)
		p, profile := paceOf(t)
		c.Contract = rapid.Bool().Draw(t, "contracted")
		n := c.Network()
		w, flat := n.Under(profile), n.Under(streets.Profile{ID: "flat", Speed: profile.Speed})
		var ways []int64
		for _, way := range c.Ways {
			if way.Kind.Class == streets.ClassSteps && rapid.Bool().Draw(t, "mended") {
				ways = append(ways, way.ID)
			}
		}
		var segments []uint32
		for s := range uint32(n.Segments()) {
			if street := n.Street(s); street.Kind.Feature == streets.FeatureNone && slices.Contains(ways, street.Way) {
				segments = append(segments, s)
			}
		}
		for _, private := range treatments {
			k := newGatekeeper(c, p, private)
			if !k.known {
				t.Skip("the file cuts a street at a gate")
			}
			k.mend(ways)
			facilities, places := accesses(n, c, private)
			want := k.nearest(doorsOf(k, n, facilities), doorsOf(k, n, places), int64(limit))

			labels := labelsOf(t, w, private, facilities, reach.Options{Limit: limit})
			before := labels.Fill()
			mended, touched := mend(t, labels, segments, flat, reach.NewAdjacency(n), facilities)
			under := mended.Goals().Weights()
			got := make([]answer, len(places))
			for i, doors := range places {
				for _, a := range doors {
					cost, f, ok := mended.At(reach.Join(under, a))
					got[i] = got[i].or(answer{ok, int64(cost), int(f)})
					old, _, was := labels.At(reach.Join(w, a))
					if _, near := slices.BinarySearch(touched.Edges, n.EdgeOf(a.Segment)); !near && (ok != was || cost != old) {
						t.Errorf("%s: place %d walks otherwise, and its edge is not touched", private, i)
					}
				}
			}
			wantAnswers(t, fmt.Sprint(private, " mended"), got, want)
			if !slices.Equal(mended.Fill(), labelsOf(t, under, private, facilities, reach.Options{Limit: limit}).Fill()) {
				t.Errorf("%s: a search finds other labels", private)
			}
			if !slices.Equal(before, labels.Fill()) {
				t.Error("the labels themselves have changed")
			}
		}
	})
}

// Two doors at one spot of a stair that is walked one way alone stay together
// when another stair of the same edge is mended.
func TestNobodyMovesBesideAMendedStair(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+--+>>>>+<<<<+--+
	`)
	n := c.Network()
	down := streets.Profile{ID: "down", Speed: 4_000_000, StairsUp: streets.Blocked}
	w, flat := n.Under(down), n.Under(streets.Profile{ID: "flat", Speed: 4_000_000})
	for _, x := range []float64{5, 10} { // the stair that stays, and the other
		spot := n.Access(c.Place(x, 0))
		labels := labelsOf(t, w, streets.PrivateClosed, [][]streets.Access{{spot}}, reach.Options{Limit: 1000})
		var other []uint32
		for s := range uint32(n.Segments()) {
			if n.Street(s).Kind.Class == streets.ClassSteps && s != spot.Segment {
				other = append(other, s)
			}
		}
		if len(other) != 1 || n.EdgeOf(other[0]) != n.EdgeOf(spot.Segment) {
			t.Fatalf("stairs %v and %d are not one edge", other, spot.Segment)
		}
		mended, _ := mend(t, labels, other, flat, reach.NewAdjacency(n), [][]streets.Access{{spot}})
		if cost, _, ok := mended.At(reach.Join(mended.Goals().Weights(), spot)); !ok || cost != 0 {
			t.Errorf("at %g: %d ms, %t", x, cost, ok)
		}
	}
}
