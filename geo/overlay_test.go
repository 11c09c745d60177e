package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
)

func TestShareInside(t *testing.T) {
	district := rectangle(121.40, 31.20, 121.50, 31.30)
	for _, c := range []struct {
		name   string
		extent orb.MultiPolygon
		want   float64
	}{
		{"wholly inside", rectangle(121, 31, 122, 32), 1},
		{"the same polygon", district, 1},
		{"inside, a border shared", rectangle(121.40, 31.20, 121.60, 31.40), 1},
		{"wholly outside", rectangle(120, 30, 121, 31), 0},
		{"outside, a border shared", rectangle(121.50, 31.20, 121.60, 31.30), 0},
		{"outside, a corner shared", rectangle(121.50, 31.30, 121.60, 31.40), 0},
		{"boxes meet, shapes do not", orb.MultiPolygon{{{{121.49, 31.19}, {121.51, 31.19}, {121.51, 31.21}, {121.49, 31.19}}}}, 0},
		{"the eastern half", rectangle(121.45, 31, 122, 32), 0.5},
		{"in two pieces that leave a quarter out", orb.MultiPolygon{
			rectangle(121.40, 31.1, 121.45, 31.4)[0], rectangle(121.475, 31.1, 121.51, 31.4)[0]}, 0.75},
		{"in two pieces that meet inside it", orb.MultiPolygon{
			rectangle(121.3, 31.1, 121.45, 31.4)[0], rectangle(121.45, 31.1, 121.6, 31.4)[0]}, 1},
		{"no extent", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := geo.ShareInside(district, c.extent); got != c.want {
				t.Errorf("inside %v, want %v", got, c.want)
			}
		})
	}
	if got := geo.ShareInside(nil, district); got != 0 {
		t.Errorf("a district without area is %v inside, want 0", got)
	}
}

func convex(t *rapid.T, label string) orb.MultiPolygon {
	n := rapid.IntRange(3, 12).Draw(t, label+" corners")
	lon, lat := rapid.Float64Range(121.4, 121.6).Draw(t, label+" lon"), rapid.Float64Range(31.1, 31.3).Draw(t, label+" lat")
	radius := rapid.Float64Range(0.01, 0.2).Draw(t, label+" radius")
	ring := make(orb.Ring, 0, n+1)
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		ring = append(ring, orb.Point{lon + radius*math.Cos(a), lat + radius*math.Sin(a)})
	}
	return orb.MultiPolygon{{append(ring, ring[0])}}
}

// Two ways to the same share: the overlay, and adding up parallels.
func TestShareInsideAgreesWithParallels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		district, extent := convex(t, "district"), convex(t, "extent")
		overlay, sampled := geo.ShareInside(district, extent), geo.SampledShare(district, extent, 1<<14) // to 1/16,384 at worst
		if math.Abs(overlay-sampled) > 1e-4 {
			t.Errorf("overlay %v, parallels %v", overlay, sampled)
		}
	})
}

// What is inside of an extent and what is inside of the rest make one.
func TestSharesOfACutDistrictAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		district := convex(t, "district")
		cut := rapid.Float64Range(121.3, 121.7).Draw(t, "cut")
		west := geo.ShareInside(district, rectangle(120, 30, cut, 33))
		east := geo.ShareInside(district, rectangle(cut, 30, 123, 33))
		if math.Abs(west+east-1) > 2e-9 {
			t.Errorf("west %v and east %v make %v", west, east, west+east)
		}
	})
}

func TestUnion(t *testing.T) {
	a, b := rectangle(121, 31, 121.2, 31.2), rectangle(121.1, 31.1, 121.3, 31.3)
	both, err := geo.Union(a, b)
	if err != nil {
		t.Fatal(err)
	}
	want := geo.Area(a) + geo.Area(b) - geo.Area(rectangle(121.1, 31.1, 121.2, 31.2))
	if len(both) != 1 || math.Abs(geo.Area(both)-want) > 1 {
		t.Errorf("union of %d parts, %v m², want 1 of %v", len(both), geo.Area(both), want)
	}
	if alone, err := geo.Union(a); err != nil || geo.Area(alone) != geo.Area(a) {
		t.Errorf("one polygon by itself changed: %v, %v", alone, err)
	}
	if none, err := geo.Union(); err != nil || none != nil {
		t.Errorf("union of nothing is %v, %v", none, err)
	}
}

func TestCheckPolygon(t *testing.T) {
	square := rectangle(0, 0, 4, 4)[0][0]
	for _, c := range []struct {
		name    string
		polygon orb.Polygon
		flaw    string // empty: sound
	}{
		{"a square", orb.Polygon{square}, ""},
		{"a repeated point", orb.Polygon{{{0, 0}, {4, 0}, {4, 0}, {4, 4}, {0, 0}}}, ""},
		{"a hole", orb.Polygon{square, {{1, 1}, {2, 1}, {2, 2}, {1, 1}}}, ""},
		{"a point along an edge", orb.Polygon{{{0, 0}, {2, 0}, {4, 0}, {4, 4}, {0, 0}}}, ""},
		{"no ring", nil, "has no ring at or near 0, 0"},
		{"an empty ring", orb.Polygon{{}}, "has an empty ring at or near 0, 0"},
		{"not closed", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}},
			"is not closed: the last point of a ring must repeat its first; it ends at or near 0, 4"},
		{"two points", orb.Polygon{{{0, 0}, {4, 0}, {0, 0}}}, "has a ring of fewer than four points at or near 0, 0"},
		{"a bow tie", orb.Polygon{{{0, 0}, {4, 4}, {4, 0}, {0, 4}, {0, 0}}}, "crosses itself at or near 2, 2"},
		{"a spike", orb.Polygon{{{0, 0}, {4, 0}, {6, 0}, {4, 0}, {4, 4}, {0, 0}}}, "crosses itself at or near 4, 0"},
		{"a spike at the start", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 0}}}, "crosses itself at or near 2, 0"},
		{"a figure of eight that touches", orb.Polygon{{{0, 0}, {2, 2}, {4, 0}, {4, 4}, {2, 2}, {0, 4}, {0, 0}}}, "crosses itself at or near 2, 2"},
		{"a line there and back", orb.Polygon{{{0, 0}, {4, 0}, {2, 0}, {0, 0}}}, "crosses itself at or near 4, 0"},
		{"a single point", orb.Polygon{{{1, 1}, {1, 1}, {1, 1}, {1, 1}}}, "crosses itself at or near 1, 1"},
		{"a hole outside", orb.Polygon{square, {{5, 5}, {6, 5}, {6, 6}, {5, 5}}},
			"has a hole that does not lie inside it (polygon interior ring outside of exterior ring (at or near {5 5})): its rings clash at or near 5, 5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if err := geo.CheckPolygon(c.polygon); err != nil {
				got = err.Error()
			}
			if got != c.flaw {
				t.Errorf("flaw %q, want %q", got, c.flaw)
			}
		})
	}
}

func TestCheckMultiPolygonTellsAnOverlapApart(t *testing.T) {
	a, b := rectangle(0, 0, 2, 2)[0], rectangle(1, 1, 3, 3)[0]
	err := geo.CheckMultiPolygon(orb.MultiPolygon{a, b})
	if !geo.IsOverlap(err) {
		t.Errorf("overlapping parts give %v", err)
	}
	mended, err := geo.Union(orb.MultiPolygon{a, b})
	if err != nil || geo.CheckMultiPolygon(mended) != nil {
		t.Errorf("their union is not sound: %v", err)
	}
	bowTie := orb.Polygon{{{0, 0}, {4, 4}, {4, 0}, {0, 4}, {0, 0}}}
	if err := geo.CheckMultiPolygon(orb.MultiPolygon{a, bowTie}); err == nil || geo.IsOverlap(err) {
		t.Errorf("a bow tie among the parts gives %v", err)
	}
}
