package streets_test

import (
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// 4 km/h are 0.9 ms a millimetre, halves away from zero.
func TestWalkIsRoundedOnce(t *testing.T) {
	for _, tt := range []struct {
		profile streets.Profile
		mm, ms  int64
	}{
		{streets.Standard, 0, 0},
		{streets.Standard, 1, 1},   // 0.9
		{streets.Standard, 5, 5},   // 4.5
		{streets.Standard, 15, 14}, // 13.5
		{streets.Standard, 14, 13}, // 12.6
		{streets.Standard, 16, 14}, // 14.4
		{streets.Standard, 1_000_000, 900_000},
		{streets.Standard, 1_000_001, 900_001}, // 900,000.9
		{streets.Standard, 20_037_508_000, 18_033_757_200},
		{streets.Profile{Speed: 3_600_000}, 7, 7},
		{streets.Profile{Speed: 3_000_000}, 1, 1}, // 1.2
		{streets.Profile{Speed: 2_400_000}, 1, 2}, // 1.5
		{streets.Profile{Speed: 7_200_000}, 1, 1}, // 0.5
		{streets.Profile{Speed: 7_200_001}, 1, 0}, // just under
	} {
		if got := tt.profile.Walk(tt.mm); got != tt.ms {
			t.Errorf("%d mm at %d mm/h: %d ms, want %d", tt.mm, tt.profile.Speed, got, tt.ms)
		}
	}
	if m := streets.Standard.Distance(900_000); m != 1000 {
		t.Errorf("15 minutes reach %g m, want 1,000", m)
	}
}

// Every segment costs at least a millisecond, also between nodes on one point;
// none costs more than MaxCost, also halfway around the earth.
func TestCostsHaveBounds(t *testing.T) {
	n, _ := sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 0, 0}, {3, 1_000_000, 0}}, []build.Way{sketch.Way(1, "", 1, 2, 3)})
	along := n.Along(0)
	if short := min(along[0], along[1]-along[0]); short != 1 {
		t.Errorf("a segment of no length costs %d ms, want 1 (%d)", short, along)
	}
	n, _ = sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 1_790_000_000, 0}, {3, 0, 10}}, []build.Way{sketch.Way(1, "", 3, 1, 2)})
	if got := n.Along(0)[1]; got != streets.MaxCost {
		t.Errorf("half the earth costs %d ms, want %d", got, streets.MaxCost)
	}
	for _, arc := range n.Under(streets.Standard).Public().Arcs {
		if arc.Cost != streets.MaxCost {
			t.Errorf("an arc costs %d ms, want %d", arc.Cost, streets.MaxCost)
		}
	}
	// Each side of a cut is bounded for itself: the two add up to more.
	a := n.Access(orb.Point{170, 0})
	at := n.Under(n.Profile()).Locate(a)
	if sides := []streets.Cost{at.ToStart(), at.ToEnd(), at.FromStart(), at.FromEnd()}; !a.Linked || max(sides[0], sides[1], sides[2], sides[3]) > streets.MaxCost {
		t.Errorf("on it: %+v, %d ms", a, sides)
	}
}
