package streets_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/sketch"
)

// Two streets of 2 km run from south to north, 667 m apart; a home lies in
// their middle, 334 m from each.
func TestEquallyNearStreets(t *testing.T) {
	nodes := []sketch.Node{{1, -30_000, 0}, {2, -30_000, 90_000}, {3, -30_000, 180_000}, {4, 30_000, 0}, {5, 30_000, 90_000}, {6, 30_000, 180_000}}
	home := orb.Point{0, 0.0045}
	for _, tt := range []struct {
		name string
		ways []build.Way
		want string // way and position
	}{
		{"the smaller way id", []build.Way{sketch.Way(1, "", 1, 2, 3), sketch.Way(2, "", 4, 5, 6)}, "1 0"},
		{"on either side", []build.Way{sketch.Way(2, "", 1, 2, 3), sketch.Way(1, "", 4, 5, 6)}, "1 0"},
		{"of negative ones too", []build.Way{sketch.Way(-2, "", 1, 2, 3), sketch.Way(-3, "", 4, 5, 6)}, "-3 0"},
		{"then the smaller position", []build.Way{sketch.Way(1, "", 1, 2, 3, 6, 5, 4)}, "1 0"},
		{"whichever way it runs", []build.Way{sketch.Way(1, "", 4, 5, 6, 3, 2, 1)}, "1 0"},
		{"ids before positions", []build.Way{sketch.Way(2, "", 1, 2, 3), sketch.Way(1, "", 6, 5, 4)}, "1 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, _ := sketch.Network(t, nodes, tt.ways)
			a := n.Access(home)
			s := n.Street(a.Segment)
			if got := fmt.Sprint(s.Way, s.Position); !a.Linked || got != tt.want {
				t.Errorf("joins %s, %+v; want %s", got, a, tt.want)
			}
		})
	}
}

// A corner is as near as both of its segments: the first of the way counts.
func TestEquallyNearSegmentsOfACorner(t *testing.T) {
	nodes := []sketch.Node{{1, 0, 0}, {2, 100_000, 0}, {3, 200_000, 100_000}}
	for _, tt := range []struct {
		refs     []int64
		position uint32
		fraction float64
	}{{[]int64{1, 2, 3}, 0, 1}, {[]int64{3, 2, 1}, 0, 1}} {
		n, _ := sketch.Network(t, nodes, []build.Way{sketch.Way(1, "", tt.refs...)})
		a := n.Access(orb.Point{0.0101, -0.001})
		if s := n.Street(a.Segment); s.Position != tt.position || a.Fraction != tt.fraction {
			t.Errorf("%v: position %d, fraction %g", tt.refs, s.Position, a.Fraction)
		}
	}
}

// The longest leg is 500 m, that length included.
func TestTheLongestLeg(t *testing.T) {
	n, _ := sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 100_000, 0}}, []build.Way{sketch.Way(1, "", 1, 2)})
	const degree = geo.MeanRadius * math.Pi / 180
	for _, tt := range []struct {
		metres float64
		linked bool
	}{{0, true}, {499.9999, true}, {500.0004, true}, {500.0006, false}, {501, false}, {50_000, false}} {
		a := n.Access(orb.Point{0.005, tt.metres / degree})
		if a.Linked != tt.linked {
			t.Errorf("%g m off: linked %t, want %t", tt.metres, a.Linked, tt.linked)
		}
		if !tt.linked && a != (streets.Access{}) {
			t.Errorf("%g m off: %+v is not the zero access", tt.metres, a)
		}
	}
}

// Parts of less than 1 km are islands: nothing is linked to them. A part of
// exactly 1 km is none.
func TestIslands(t *testing.T) {
	for _, tt := range []struct {
		name   string
		units  int32 // of latitude; 89,932 are 1,000.000 m
		linked bool
	}{{"999.989 m", 89_931, false}, {"1,000.000 m", 89_932, true}} {
		n, report := sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 0, int64(tt.units)}}, []build.Way{sketch.Way(1, "", 1, 2)})
		if a := n.Access(orb.Point{0, 0}); a.Linked != tt.linked || (len(report.Islands) == 0) != tt.linked {
			t.Errorf("%s: linked %t, %d islands", tt.name, a.Linked, len(report.Islands))
		}
	}
	// A street beside another is counted once: 600 m there and back are an island.
	n, _ := sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 0, 54_000}}, []build.Way{sketch.Way(1, "", 1, 2), sketch.Way(2, "", 2, 1)})
	if n.Access(orb.Point{}).Linked {
		t.Error("600 m of street, mapped twice, count as 1,200 m")
	}
}

// The way's direction fixes the fraction, and so the cut: however edges are laid
// out, start and end are the whole.
func TestLocateCutsASegment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.Random(t), asciicity.Chance(t)
		c.Jitter(r).Rewire(r)
		n := c.Network()
		for range 30 {
			p := c.Place(rapid.Float64Range(-2, 30).Draw(t, "column"), rapid.Float64Range(-2, 18).Draw(t, "line"))
			a := n.Access(p)
			if !a.Linked {
				continue
			}
			at := n.Under(n.Profile()).Locate(a)
			along := n.Along(at.Edge)
			if whole := along[len(along)-1]; at.ToStart()+at.ToEnd() != whole {
				t.Errorf("%v: %d + %d ms on an edge of %d", p, at.ToStart(), at.ToEnd(), whole)
			}
			if mm := geo.Millimetres(p, a.At); mm != int64(a.LegMM) || a.Fraction < 0 || a.Fraction > 1 {
				t.Errorf("%v: %d mm to %v, not %d; fraction %g", p, mm, a.At, a.LegMM, a.Fraction)
			}
		}
	})
}

// A cut holds ⌊fraction × cost⌉ from the way's first node, whichever way round
// the edge lies.
func TestTheCutIsRoundedFromTheWaysFirstNode(t *testing.T) {
	// 0.0003° of latitude are 33,359 mm, 30,023 ms; the foot halves it.
	nodes := []sketch.Node{{1, 0, 0}, {2, 0, 3_000}, {3, 0, 200_000}}
	for _, refs := range [][]int64{{1, 2, 3}, {3, 2, 1}} {
		n, _ := sketch.Network(t, nodes, []build.Way{sketch.Way(1, "", refs...)})
		a := n.Access(orb.Point{0.0001, 0.00015})
		at := n.Under(n.Profile()).Locate(a)
		a1, _, _, _ := n.Edge(at.Edge)
		fromFirst := at.ToStart()
		if n.Point(a1) != (orb.Point{0, 0}) {
			fromFirst = at.ToEnd()
		}
		want := map[int64]streets.Cost{1: 15_012, 3: 15_011}[refs[0]] // half of 30,023 ms: up from the way's first node
		if a.Fraction != 0.5 || fromFirst != want {
			t.Errorf("%v: fraction %g, %d ms from node 1, want %d", refs, a.Fraction, fromFirst, want)
		}
	}
}
