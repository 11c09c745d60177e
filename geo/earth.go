// Package geo is the earth: coordinates, distances, areas and the question of
// which polygon a point is in.
//
// Points are [orb.Point], degrees of WGS 84, longitude first. Distances are
// metres on the mean sphere, areas square metres on the same sphere. What is
// summed or compared in an answer is rounded to whole millimetres first, so
// that neither the order of summation nor the processor changes it.
//
// The pedestrian network is in geo/streets, H3 in geo/cells. The package knows
// nothing of services, files or HTTP.
package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// MeanRadius of the earth in metres, R₁ = (2a+b)/3.
// H. Moritz, Geodetic Reference System 1980, J. Geodesy 74 (2000), 128–133.
const MeanRadius = 6_371_008.8

const radians = math.Pi / 180

// Distance returns the great-circle distance in metres between two points
// (degrees, longitude first), by the haversine formula
//
//	d = 2R·asin √(sin²(Δφ/2) + cos φ₁·cos φ₂·sin²(Δλ/2))
//
// It differs from the WGS 84 ellipsoid by at most 0.56 %.
// R. W. Sinnott, Virtues of the Haversine, Sky & Telescope 68 (1984), 159.
//
// orb's geo.DistanceHaversine uses the equatorial radius and is 0.11 % longer.
func Distance(a, b orb.Point) float64 {
	sinLat := math.Sin((b[1] - a[1]) * radians / 2)
	sinLon := math.Sin((b[0] - a[0]) * radians / 2)
	h := float64(sinLat*sinLat) + float64(math.Cos(a[1]*radians)*math.Cos(b[1]*radians)*float64(sinLon*sinLon))
	return 2 * MeanRadius * math.Asin(math.Sqrt(math.Min(h, 1)))
}

// Millimetres returns the great-circle distance between two points rounded to
// whole millimetres, halves away from zero.
func Millimetres(a, b orb.Point) int64 {
	return int64(math.Round(Distance(a, b) * 1000))
}

// Valid reports whether p has a longitude in ±180 and a latitude in ±90 degrees.
// NaN is not valid.
func Valid(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}
