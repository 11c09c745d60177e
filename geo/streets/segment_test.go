package streets_test

import (
	"context"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// slopeUp rises to the east by a metre in every thousandth of a degree.
type slopeUp struct{}

func (slopeUp) Height(p orb.Point) (float64, bool) { return (p[0] - 121) * 1000, true }

// hills is a street of 2 km to the east with a gate and a stair in it, and one
// to the south of its start.
func hills(t testing.TB) *streets.Network {
	t.Helper()
	b := build.New(streets.Standard)
	b.Add(build.Way{ID: 1, Kind: streets.Kind{Class: streets.ClassFootway}, Nodes: []int64{1, 2, 3}})
	b.Add(build.Way{ID: 2, Kind: streets.Kind{Class: streets.ClassSteps}, Steps: 500, Nodes: []int64{4, 3}})
	b.Add(build.Way{ID: 3, Kind: streets.Kind{Class: streets.ClassFootway}, Nodes: []int64{1, 5}})
	b.Mark(2, build.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierGate}})
	b.SetTerrain(slopeUp{})
	b.FreezeNodes()
	for id, at := range map[int64][2]int32{1: {0, 0}, 2: {100_000, 0}, 3: {200_000, 0}, 4: {210_000, 0}, 5: {0, -100_000}} {
		b.PlaceNode(id, 1_210_000_000+at[0], 310_000_000+at[1])
	}
	n, _, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Segments rise and fall in their way's direction; a gate does neither, and what
// one waits there is a part of its cost.
func TestSegments(t *testing.T) {
	n := hills(t)
	p := streets.Standard
	p.ID, p.Barrier[streets.BarrierGate] = "patient", 5_000
	w := n.Under(p)
	gates := 0
	for e := range uint32(n.Edges()) {
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			street := n.Street(s)
			up, down, ok := n.Segment(s).Climb()
			cost, wait := w.Along(s, 0, 1)
			switch {
			case n.EdgeOf(s) != e:
				t.Errorf("segment %d of edge %d is of %d", s, e, n.EdgeOf(s))
			case !ok:
				t.Errorf("segment %d has no heights", s)
			case street.Kind.Feature == streets.FeatureGate:
				gates++
				if up != 0 || down != 0 || n.Segment(s).MM() != 0 || cost != 5_000 || wait != 5_000 {
					t.Errorf("the gate: up %g, down %g, %d mm, %d ms, of which %d wait", up, down, n.Segment(s).MM(), cost, wait)
				}
			case street.Way == 1 && (math.Abs(up-10) > 0.01 || down != 0 || wait != 0):
				t.Errorf("to the east: up %g, down %g, wait %d", up, down, wait)
			case street.Way == 2 && (up != 0 || math.Abs(down-1) > 0.01 || math.Abs(n.Segment(s).Steps()-500) > 2):
				t.Errorf("the stair to the west: up %g, down %g, %g steps", up, down, n.Segment(s).Steps())
			case street.Way == 3 && (up != 0 || down != 0 || n.Segment(s).Steps() != 0):
				t.Errorf("to the south: up %g, down %g", up, down)
			}
		}
	}
	if gates != 1 {
		t.Errorf("%d gates", gates)
	}
}

// Parts of a segment add up to it, in both directions, and so do their waits;
// and an edge costs what its segments do.
func TestPartsAddUp(t *testing.T) {
	n := hills(t)
	profile := streets.Profile{ID: "hiker", Speed: 3_700_000, Slope: true, StairsUp: 3000, StairsDown: 1700, StepUp: 700}
	profile.Barrier[streets.BarrierGate] = 4_999
	w := n.Under(profile)
	for e := range uint32(n.Edges()) {
		first, last := n.SegmentsOf(e)
		var forward, backward streets.Cost
		for s := first; s < last; s++ {
			there, _ := w.Along(s, 0, 1)
			back, _ := w.Along(s, 1, 0)
			if n.Street(s).Backwards {
				there, back = back, there
			}
			forward, backward = forward+there, backward+back
		}
		if f, b := w.Edge(e); f != forward || b != backward {
			t.Errorf("edge %d costs %d and %d, its segments %d and %d", e, f, b, forward, backward)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.Uint32Range(0, uint32(n.Segments()-1)).Draw(t, "segment")
		x, y := rapid.Float64Range(0, 1).Draw(t, "x"), rapid.Float64Range(0, 1).Draw(t, "y")
		for _, at := range [][4]float64{{0, min(x, y), max(x, y), 1}, {1, max(x, y), min(x, y), 0}} {
			var cost, wait streets.Cost
			for i := 1; i < 4; i++ {
				c, v := w.Along(s, at[i-1], at[i])
				if v > c {
					t.Errorf("%d ms, of which %d wait", c, v)
				}
				// Nobody walks a part of no length, in whichever direction.
				if at[i] != at[i-1] {
					cost, wait = cost+c, wait+v
				}
			}
			if c, v := w.Along(s, at[0], at[3]); c != cost || v != wait {
				t.Errorf("whole %d and %d, in parts %d and %d", c, v, cost, wait)
			}
		}
	})
}

// Along its edge a segment costs what it does along its way, the other way round
// where the edge runs against it.
func TestCostsAlongAnEdge(t *testing.T) {
	n := everything(t)
	p := streets.Profile{ID: "hiker", Speed: 3_700_000, Slope: true, StairsUp: 3000, StairsDown: 1700, MaxUp: 120}
	w := n.Under(p)
	against := 0
	for s := range uint32(n.Segments()) {
		there, back, ok, okBack := w.Segment(s)
		if !ok {
			there = streets.Far
		}
		if !okBack {
			back = streets.Far
		}
		if n.Segment(s).Against() {
			there, back = back, there
			against++
		}
		if forward, backward := w.AlongEdge(s); forward != there || backward != back {
			t.Errorf("segment %d: %d and %d along its edge, want %d and %d", s, forward, backward, there, back)
		}
		if n.Segment(s).Against() != n.Street(s).Backwards {
			t.Errorf("segment %d: against its way %t", s, n.Segment(s).Against())
		}
	}
	if against == 0 {
		t.Error("no edge runs against its way")
	}
}
