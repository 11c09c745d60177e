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

// An edge that is cut in two encloses the same ground, whatever its slant: but
// for what rounding does to either sum, and to the point of the cut.
func TestAreaDoesNotDependOnPointsAlongAnEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		corner := func(label string) orb.Point {
			return orb.Point{rapid.Float64Range(100, 130).Draw(t, label+" lon"), rapid.Float64Range(-60, 60).Draw(t, label+" lat")}
		}
		a, b, c := corner("a"), corner("b"), corner("c")
		plain := orb.Ring{a, b, c, a}
		pointed := orb.Ring{a, geo.Between(a, b, 0.3), b, geo.Between(b, c, 0.9), c, a}
		whole, cut := geo.Area(orb.MultiPolygon{{plain}}), geo.Area(orb.MultiPolygon{{pointed}})
		bound := areaRounding(plain) + areaRounding(pointed) + cutRounding(a, b, 0.3) + cutRounding(b, c, 0.9)
		if math.Abs(whole-cut) > bound {
			t.Errorf("area %v m², with two points along its edges %v: they differ by %g, rounding by at most %g", whole, cut, whole-cut, bound)
		}
	})
}

const (
	roundoff = 1.0 / (1 << 53) // u: what one operation on doubles loses, relative to its result
	inRadian = math.Pi / 180
)

// areaRounding bounds in m² what geo.Area loses on one ring within 60° of the
// equator.
//
// With φ₀ the first point's latitude and H the largest |φ − φ₀| in the ring
// (radians), an edge adds Δλ·h, where
//
//	h = 2·cos(m − s)·sin(s) + sin(m)·(sinc(x) − 1)
//
// with m = φₘ, s = (φₘ − φ₀)/2, x = Δφ/2, so that |m| ≤ π/3, |s| ≤ H/2, |x| ≤ H and
// |h| ≤ H. To first order in u:
//
//	s                1.5·uH     two differences of at most H, their sum, the product with π/180
//	m                2·u·|m| ≤ 2.1·u
//	m − s            6.3·u      both, and u·|m − s| ≤ 1.05·u; 1.5·uH ≤ 3.15·u
//	cos(m − s)       7.5·u      sin 60° of that, and 2u of the function (Cephes: 2.1e-16)
//	sin(s)           2.5·uH     s, and 2u·H/2 of the function
//	first product    13.5·uH    2·(7.5·u·H/2 + 2.5·uH) + uH
//	sin(m)           4.1·u      m, and 2u of the function
//	sinc(x) − 1      0.14·uH + D
//	second product   1.1·uH + D since |sinc(x) − 1| ≤ x²/6 ≤ 0.175·H
//	h                16·uH + D  both, and uH of their sum
//	Δλ·h             |Δλ|·(19·uH + D)
//
// D is the series' first term left out, x⁸/9!, below |x| = 0.1, and above it 4u of
// sin(x)/x beside 1: 3u of sine and quotient, and 2u·|x|·|x|/3 of x.
//
// The sum over n edges adds (n − 1)·uH·Σ|Δλ|, and the product with R twice 2·uH·Σ|Δλ|.
// (That π/180 and R are rounded moves no point off an edge, and cancels.) Where a
// result is below 2^-1022, an operation loses 2^-1075 instead; a hundred of them
// times R² stay below 1e-300 m².
func areaRounding(ring orb.Ring) float64 {
	height := 0.0
	for _, p := range ring {
		height = max(height, math.Abs(p[1]-ring[0][1])*inRadian)
	}
	n := float64(len(ring) - 1)
	sum := 0.0 // radians²
	for i := 1; i < len(ring); i++ {
		x := math.Abs(ring[i][1]-ring[i-1][1]) / 2 * inRadian
		d := 4 * roundoff
		if x < 0.1 {
			d = math.Pow(x, 8) / 362880
		}
		sum += math.Abs(ring[i][0]-ring[i-1][0]) * inRadian * ((19+n-1+2)*roundoff*height + d)
	}
	return sum*geo.MeanRadius*geo.MeanRadius + 1e-300
}

// cutRounding bounds in m² the ground between the edge from a to b and the same
// edge bent to the point that geo.Between says lies on it. A coordinate of that
// point, p = a + (b − a)·f, is off by at most δ = u·(2f·|b − a| + |p|), and the
// triangle of the three points has at most (|Δλ|·δφ + |Δφ|·δλ)/2 in radians, which
// the cosine of the latitude makes less on the sphere.
func cutRounding(a, b orb.Point, f float64) float64 {
	p := geo.Between(a, b, f)
	var difference, off [2]float64
	for i := range p {
		difference[i] = math.Abs(b[i]-a[i]) * inRadian
		off[i] = roundoff * (2*f*difference[i] + math.Abs(p[i])*inRadian)
	}
	return (difference[0]*off[1] + difference[1]*off[0]) / 2 * geo.MeanRadius * geo.MeanRadius
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
