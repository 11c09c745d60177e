package build_test

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// A valley is 20 m deep below its rim, between 0.0003° and 0.0007° east.
type valley struct{}

func (valley) Height(p orb.Point) (float64, bool) {
	if p[0] > 0.0003 && p[0] < 0.0007 {
		return -20, true
	}
	return 0, true
}

func hiker() streets.Profile { return streets.Profile{ID: "hiker", Speed: 3_600_000, Slope: true} }

// One segment from a to b, 111.195 m long, walked at 1 m/s: W. Tobler's factor
// is exp(3.5·(|S + 0.05| − 0.05)).
func TestSlopesAreWalkedByTobler(t *testing.T) {
	deck := streets.Kind{Class: streets.ClassFootway, Deck: streets.DeckBridge}
	tunnel := streets.Kind{Class: streets.ClassFootway, Deck: streets.DeckTunnel}
	for _, tt := range []struct {
		name        string
		drawing     string
		terrain     build.Terrain
		add         func(s *sketch.Sketch)
		there, back float64 // factors
		missing     int
	}{
		{"flat", `a·········b`, sketch.Hill{}, func(s *sketch.Sketch) { s.Streets(1, "ab") }, 1, 1, 0},
		{"10 % up", `a·········b`, sketch.Hill{East: 0.1}, func(s *sketch.Sketch) { s.Streets(1, "ab") }, math.Exp(0.35), 1, 0},
		{"10 % down", `a·········b`, sketch.Hill{East: -0.1}, func(s *sketch.Sketch) { s.Streets(1, "ab") }, 1, math.Exp(0.35), 0},
		{"5 % up", `a·········b`, sketch.Hill{East: 0.05}, func(s *sketch.Sketch) { s.Streets(1, "ab") }, math.Exp(0.175), math.Exp(-0.175), 0},
		{"against the way", `a·········b`, sketch.Hill{East: 0.05}, func(s *sketch.Sketch) { s.Streets(1, "ba") }, math.Exp(0.175), math.Exp(-0.175), 0},
		{"along its side", `a·········b`, sketch.Hill{North: 0.5}, func(s *sketch.Sketch) { s.Streets(1, "ab") }, 1, 1, 0},
		{"in short pieces", `acdefghijkb`, sketch.Hill{East: 0.05}, func(s *sketch.Sketch) { s.Streets(1, "acdefghijkb") }, math.Exp(0.175), math.Exp(-0.175), 0},
		{"through a valley", `a·········b`, valley{}, func(s *sketch.Sketch) { s.Streets(1, "ab") }, 0, 0, 0},
		{"over it on a bridge", `a·········b`, valley{}, func(s *sketch.Sketch) { s.Add(1, "", deck, "ab").Streets(2, "az by") }, 1, 1, 0},
		{"on a bridge of two ways", `a··m······b`, valley{}, func(s *sketch.Sketch) { s.Add(1, "", deck, "am").Add(2, "", deck, "mb").Streets(3, "az by") }, 1, 1, 0},
		{"on a bridge that rises", `a·········b`, sketch.Hill{East: 0.05}, func(s *sketch.Sketch) { s.Add(1, "", deck, "ab").Streets(2, "az by") }, math.Exp(0.175), math.Exp(-0.175), 0},
		{"in a tunnel of two ways", `a··m······b`, sketch.Hill{East: 0.05}, func(s *sketch.Sketch) { s.Add(1, "", tunnel, "am").Add(2, "", tunnel, "bm").Streets(3, "az by") }, math.Exp(0.175), math.Exp(-0.175), 0},
		{"unknown", `a·········b`, sketch.Hill{East: 0.1, From: 1}, func(s *sketch.Sketch) { s.Streets(1, "ab") }, 1, 1, 1},
		{"unknown at one end", `a·········b`, sketch.Hill{East: 0.1, From: 0.0001}, func(s *sketch.Sketch) { s.Streets(1, "ab") }, 1, 1, 1},
		{"a bridge that starts in the air", `a·········b`, sketch.Hill{East: 0.05}, func(s *sketch.Sketch) { s.Add(1, "", deck, "ab") }, 1, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sketch.Draw(t, tt.drawing+"\n\nz·········y")
			tt.add(s)
			s.Builder.SetTerrain(tt.terrain)
			n, report := s.Build()
			there, back := milliseconds(s, n, 'a', 'b'), milliseconds(s, n, 'b', 'a')
			if tt.there == 0 { // steep: the way down and up is far slower than the bridge
				if there < 3*111_195 || back < 3*111_195 {
					t.Errorf("%.0f ms there, %.0f back", there, back)
				}
				return
			}
			const flat = 111_195
			if math.Abs(there/flat-tt.there) > 5e-4 || math.Abs(back/flat-tt.back) > 5e-4 {
				t.Errorf("factors %.4f and %.4f, want %.4f and %.4f", there/flat, back/flat, tt.there, tt.back)
			}
			missing := 0
			for _, r := range report.Remarks {
				if r.Code == "heights_missing" {
					missing = r.Count
				}
			}
			if missing != tt.missing {
				t.Errorf("%d heights missing, want %d", missing, tt.missing)
			}
		})
	}
}

// milliseconds is the hiker's time along the streets in a row.
func milliseconds(s *sketch.Sketch, n *streets.Network, from, to rune) float64 {
	var sum float64
	w := n.Under(hiker())
	for _, x := range sketch.Segments(n) {
		if x.A[1] != 0 || x.B[1] != 0 { // the row of the drawing's top
			continue
		}
		there, back, _, _ := w.Segment(x.Index)
		if (x.A[0] < x.B[0]) == (from < to) {
			sum += float64(there)
		} else {
			sum += float64(back)
		}
	}
	return sum
}

// A rough terrain does not make a cliff of two nodes that lie a metre apart.
func TestNearNodesAreNoCliff(t *testing.T) {
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassFootway, "", []int64{1, 2})
	b.FreezeNodes()
	b.PlaceNode(1, 0, 0)
	b.PlaceNode(2, 90, 0) // 1.0 m
	b.SetTerrain(step{})
	n, _, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	steep := hiker()
	steep.MaxUp = 250
	if _, _, ok, back := n.Under(steep).Segment(0); !ok || !back {
		t.Error("a step of 20 cm in 10 m is too steep for 25 %")
	}
	up, down, ok := n.Segment(0).Climb()
	if up+down != 0.2 || !ok {
		t.Errorf("up %g m, down %g m, want 0.2 m in all", up, down)
	}
}

// Near nodes on an even slope have that slope.
func TestNearNodesHaveTheirSlope(t *testing.T) {
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassFootway, "", []int64{1, 2})
	b.FreezeNodes()
	b.PlaceNode(1, 0, 0)
	b.PlaceNode(2, 450, 0) // 5.0 m
	b.SetTerrain(sketch.Hill{East: 0.1, From: -1})
	n, _, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	there, back, _, _ := n.Under(hiker()).Segment(0)
	if math.Abs(float64(there)/5004-math.Exp(0.35)) > 1e-3 || math.Abs(float64(back)/5004-1) > 1e-3 {
		t.Errorf("%d ms up, %d down on 5.004 m of 10 %%", there, back)
	}
}

// A coarse terrain is a grid of heights 30 m apart.
type coarse struct{ build.Terrain }

func (coarse) Resolution() float64 { return 30 }

// A roof is a height of a grid of 30 m that is 3 m above the rest.
type roof struct{}

func (roof) Height(p orb.Point) (float64, bool) {
	hat := func(degrees float64) float64 { return max(0, 1-math.Abs(degrees)*sketch.MetresPerDegree/30) }
	return 3 * hat(p[0]-0.0005) * hat(p[1]), true
}

// One height that is wrong makes a hill of a level street, but not where they
// are so far apart that each is an estimate.
func TestOneHeightMakesNoHill(t *testing.T) {
	steep := hiker()
	steep.MaxUp = 50
	for _, tt := range []struct {
		name    string
		terrain build.Terrain
		ok      bool
	}{{"heights that are fine", roof{}, false}, {"heights 30 m apart", coarse{roof{}}, true}} {
		for _, way := range []string{"ab", "acdefghijkb"} {
			s := sketch.Draw(t, `acdefghijkb`).Streets(1, way)
			s.Builder.SetTerrain(tt.terrain)
			n, _ := s.Build()
			all := true
			for i := range uint32(n.Segments()) {
				_, _, ok, back := n.Under(steep).Segment(i)
				all = all && ok && back
			}
			if all != tt.ok {
				t.Errorf("%s, %s: walkable at 5 %%: %t, want %t", tt.name, way, all, tt.ok)
			}
		}
	}
}

// An even slope of a coarse terrain is as steep as it is, beside what is not
// known too.
func TestACoarseTerrainKeepsEvenSlopes(t *testing.T) {
	for _, from := range []float64{-1, -0.0001, 0} {
		for _, way := range []string{"ab", "acdefghijkb"} {
			s := sketch.Draw(t, `acdefghijkb`).Streets(1, way)
			s.Builder.SetTerrain(coarse{sketch.Hill{East: 0.05, From: from}})
			n, _ := s.Build()
			if up := milliseconds(s, n, 'a', 'b') / 111_195; math.Abs(up-math.Exp(0.175)) > 1e-3 {
				t.Errorf("known from %g°, %s: factor %.4f, want %.4f", from, way, up, math.Exp(0.175))
			}
		}
	}
}

// A step of 20 cm lies across the middle.
type step struct{}

func (step) Height(p orb.Point) (float64, bool) {
	if p[0] > 0.0000045 {
		return 0.2, true
	}
	return 0, true
}

// The slope of a segment is in its way's direction however its edge lies.
func TestUpAndDownDiffer(t *testing.T) {
	for _, way := range []string{"ab", "ba"} {
		s := sketch.Draw(t, `a·········b`).Streets(1, way)
		s.Builder.SetTerrain(sketch.Hill{East: 0.3})
		n, _ := s.Build()
		p := hiker()
		p.MaxUp = 200
		there, back, ok, okBack := n.Under(p).Segment(0)
		up := strings.HasPrefix(way, "a")
		if ok == up || okBack != up || there == back {
			t.Errorf("%s: %d ms there (%t), %d back (%t)", way, there, ok, back, okBack)
		}
	}
}

// Node 1 of a deck is 113 m from the end at 4 by way of 3, and 164 m by way of
// 2, which is nearer to 4; the other end, 5, is 22 m higher and 111 m away. The
// short way alone counts.
func TestADeckIsMeasuredAlongItsShortestWays(t *testing.T) {
	deck, ground := streets.Kind{Class: streets.ClassFootway, Deck: streets.DeckBridge}, streets.Kind{Class: streets.ClassFootway}
	b := build.New(streets.Standard)
	b.Add(build.Way{ID: 1, Kind: deck, Nodes: []int64{4, 2, 1, 3, 4}})
	b.Add(build.Way{ID: 2, Kind: deck, Nodes: []int64{1, 5}})
	b.Add(build.Way{ID: 3, Kind: ground, Nodes: []int64{4, 6}})
	b.Add(build.Way{ID: 4, Kind: ground, Nodes: []int64{5, 7}})
	b.SetTerrain(sketch.Hill{East: 0.1})
	b.FreezeNodes()
	for id, at := range map[int64][2]int32{1: {10_000, 0}, 2: {0, 4_000}, 3: {5_000, 1_000}, 4: {0, 0}, 5: {20_000, 0}, 6: {0, -50_000}, 7: {20_000, -50_000}} {
		b.PlaceNode(id, at[0], at[1])
	}
	n, _, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const short, straight, rise = 113.395, 111.195, 22.239 // metres
	want := rise - rise/straight/(1/short+1/straight)
	for s := range uint32(n.Segments()) {
		if n.Street(s).Way != 2 {
			continue
		}
		if up, down, ok := n.Segment(s).Climb(); !ok || down != 0 || math.Abs(up-want) > 0.01 {
			t.Errorf("from the deck's node to its higher end: up %g, down %g, %t; want up %.2f", up, down, ok, want)
		}
		return
	}
	t.Error("no such segment")
}
