package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Area returns the area of a multipolygon in square metres on the mean sphere,
// each polygon's outer ring less its holes, whichever way they wind. Edges are
// straight in longitude and latitude, as RFC 7946 draws them and as
// [PolygonIndex] tests them.
//
// It is Lambert's cylindrical equal-area projection (x = R·λ, y = R·sin φ)
// integrated along each edge,
//
//	A = R² ∮ sin φ dλ = R² Σ Δλ · sin φₘ · sin(Δφ/2)/(Δφ/2),   φₘ the mean latitude,
//
// so nothing is lost to the bending of a slanted edge in that projection. The
// sum is taken relative to the first point's latitude, which keeps a building's
// footprint as exact as a province. On the ellipsoid areas differ by up to 0.7 %.
//
// A ring that spans the antimeridian must be cut there (RFC 7946, 3.1.9). Polygons
// that overlap within the multipolygon count twice.
func Area(multi orb.MultiPolygon) float64 {
	total := 0.0
	for _, polygon := range multi {
		for i, ring := range polygon {
			area := math.Abs(signedArea(ring))
			if i > 0 {
				area = -area
			}
			total += area
		}
	}
	return total
}

// signedArea of a ring in m²: positive if it winds counter-clockwise.
func signedArea(ring orb.Ring) float64 {
	if len(ring) < 3 {
		return 0
	}
	reference := ring[0][1]
	sum := 0.0
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		mean := (a[1] + b[1]) / 2 * radians
		half := (b[1] - a[1]) / 2 * radians
		// sin φₘ − sin φ₀ as a product, which does not cancel for near latitudes.
		above := ((a[1] - reference) + (b[1] - reference)) / 4 * radians
		height := 2 * math.Cos(mean-above) * math.Sin(above)
		height += float64(math.Sin(mean) * sincLess1(half))
		sum += float64((b[0] - a[0]) * radians * height)
	}
	return -sum * MeanRadius * MeanRadius
}

// sincLess1 is sin(x)/x − 1, by its series where the quotient would cancel.
func sincLess1(x float64) float64 {
	if math.Abs(x) < 0.1 {
		s := float64(x * x)
		return -s / 6 * (1 - float64(s/20*(1-float64(s/42))))
	}
	return math.Sin(x)/x - 1
}

// Winding returns 1 if the ring winds counter-clockwise, -1 if clockwise and 0
// if it encloses nothing.
func Winding(ring orb.Ring) int { return sign(signedArea(ring)) }

// Centroid returns the area-weighted middle of a multipolygon in the plane of
// degrees, rounded to 1e-7 degrees (1 cm). It may lie outside a bent shape. A
// shape without area gives the mean of its points; one without points (0, 0).
func Centroid(multi orb.MultiPolygon) orb.Point {
	var origin orb.Point
	points := 0
	var mean [2]float64
	for _, polygon := range multi {
		for _, ring := range polygon {
			for _, p := range ring {
				if points == 0 {
					origin = p
				}
				points++
				mean[0] += p[0] - origin[0]
				mean[1] += p[1] - origin[1]
			}
		}
	}
	if points == 0 {
		return orb.Point{}
	}
	var area, x, y float64
	for _, polygon := range multi {
		for i, ring := range polygon {
			a, cx, cy := moments(ring, origin)
			// Outer rings count as positive, holes as negative, however they wind.
			if (a < 0) != (i > 0) {
				a, cx, cy = -a, -cx, -cy
			}
			area, x, y = area+a, x+cx, y+cy
		}
	}
	if area <= 0 {
		x, y, area = mean[0], mean[1], float64(points)
	}
	return round7(orb.Point{origin[0] + x/area, origin[1] + y/area})
}

// moments returns the signed area of a ring and its first moments, relative to
// origin, in square and cubic degrees.
func moments(ring orb.Ring, origin orb.Point) (area, x, y float64) {
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		ax, ay := a[0]-origin[0], a[1]-origin[1]
		bx, by := b[0]-origin[0], b[1]-origin[1]
		cross := float64(ax*by) - float64(bx*ay)
		area += cross / 2
		x += float64((ax + bx) * cross / 6)
		y += float64((ay + by) * cross / 6)
	}
	return area, x, y
}

// round7 rounds a point to 1e-7 degrees, OpenStreetMap's own resolution, so that
// the last bits of a sine do not tell one processor from another.
func round7(p orb.Point) orb.Point {
	return orb.Point{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}
}
