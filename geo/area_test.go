package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
)

func rectangle(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
}

// A zone between two parallels has the area R²·Δλ·(sin φ₂ − sin φ₁).
func TestAreaOfAZoneHasAFormula(t *testing.T) {
	const r2 = geo.MeanRadius * geo.MeanRadius
	for _, c := range []struct {
		name                     string
		west, south, east, north float64
	}{
		{"a hemisphere's quarter", 0, 0, 90, 90},
		{"the whole earth", -180, -90, 180, 90},
		{"a city at 31° N", 121, 31, 122, 32},
		{"a city in the south", -52, -31, -51, -30},
		{"a building of 10 m", 121.4, 31.2, 121.4001, 31.2001},
	} {
		t.Run(c.name, func(t *testing.T) {
			lon := (c.east - c.west) * math.Pi / 180
			mean, half := (c.north+c.south)/2*math.Pi/180, (c.north-c.south)/2*math.Pi/180
			want := r2 * lon * 2 * math.Cos(mean) * math.Sin(half)
			got := geo.Area(rectangle(c.west, c.south, c.east, c.north))
			if math.Abs(got-want) > 1e-11*want {
				t.Errorf("area %.6f m², want %.6f", got, want)
			}
		})
	}
}

// An edge that is cut in two encloses the same ground, whatever its slant.
func TestAreaDoesNotDependOnPointsAlongAnEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		corner := func(label string) orb.Point {
			return orb.Point{rapid.Float64Range(100, 130).Draw(t, label+" lon"), rapid.Float64Range(-60, 60).Draw(t, label+" lat")}
		}
		a, b, c := corner("a"), corner("b"), corner("c")
		whole := geo.Area(orb.MultiPolygon{{{a, b, c, a}}})
		cut := geo.Area(orb.MultiPolygon{{{a, geo.Between(a, b, 0.3), b, geo.Between(b, c, 0.9), c, a}}})
		if math.Abs(whole-cut) > 1e-3+1e-9*whole {
			t.Errorf("area %v m², with two points along its edges %v", whole, cut)
		}
	})
}

func TestAreaTakesHolesAwayHoweverTheyWind(t *testing.T) {
	outer, hole := rectangle(121, 31, 122, 32), rectangle(121.2, 31.2, 121.4, 31.4)
	want := geo.Area(outer) - geo.Area(hole)
	with := orb.MultiPolygon{{outer[0][0], hole[0][0]}}
	for range 2 {
		for range 2 {
			if got := geo.Area(with); math.Abs(got-want) > 1e-3 {
				t.Errorf("area %v, want %v", got, want)
			}
			with[0][0].Reverse()
		}
		with[0][1].Reverse()
	}
	geo.Wind(with)
	if geo.Winding(with[0][0]) != 1 || geo.Winding(with[0][1]) != -1 {
		t.Error("rings are not wound as RFC 7946 has them")
	}
}

func TestCentroid(t *testing.T) {
	square := rectangle(121, 31, 121.002, 31.002)
	for _, c := range []struct {
		name  string
		multi orb.MultiPolygon
		want  orb.Point
	}{
		{"a square's middle", square, orb.Point{121.001, 31.001}},
		{"not its points' mean", orb.MultiPolygon{{{{121, 31}, {121.001, 31}, {121.002, 31}, {121.002, 31.002}, {121, 31.002}, {121, 31}}}}, orb.Point{121.001, 31.001}},
		{"a hole draws it away", orb.MultiPolygon{{square[0][0], {{121.001, 31}, {121.002, 31}, {121.002, 31.002}, {121.001, 31.002}, {121.001, 31}}}}, orb.Point{121.0005, 31.001}},
		{"no area: the points' mean", orb.MultiPolygon{{{{121, 31}, {121.004, 31}, {121.002, 31}}}}, orb.Point{121.002, 31}},
		{"nothing", nil, orb.Point{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := geo.Centroid(c.multi); got != c.want {
				t.Errorf("centroid %v, want %v", got, c.want)
			}
		})
	}
}
