// Package gausskruger projects onto the 3° zones of the China Geodetic Coordinate
// System 2000, EPSG:4534 to 4554, in which Chinese planning drawings are kept.
//
//	z, ok := gausskruger.ZoneOf(121.5) // EPSG:4549, central meridian 120° E
//	northing, easting := z.Project(orb.Point{121.5, 31.2})
//
// CGCS2000 is taken for WGS 84, which EPSG's own transformation between the two
// does as well (EPSG:15919, accuracy 1 m); their ellipsoids differ by 0.1 mm.
package gausskruger

import (
	"math"

	"github.com/paulmach/orb"
)

// The ellipsoid of CGCS2000 (EPSG:1024): semi-major axis in metres, flattening.
const (
	semiMajor  = 6_378_137.0
	flattening = 1 / 298.257222101
)

// FalseEasting of every zone, metres: the easting of its central meridian.
const FalseEasting = 500_000.0

// The zones: their codes, and the meridians of the first and the last.
const (
	firstCode     = 4534
	firstMeridian = 75
	lastMeridian  = 135
	width         = 3
)

// A Zone is a band of three degrees of longitude.
type Zone struct {
	Code     int     // EPSG
	Meridian float64 // central, degrees east
}

// ZoneOf returns the zone that a longitude, in degrees, lies in; on a border, the
// eastern one. False: none does, the longitude is not China's.
func ZoneOf(longitude float64) (Zone, bool) {
	k := math.Floor((longitude + width/2.0) / width)
	meridian := int(k) * width
	if !(meridian >= firstMeridian && meridian <= lastMeridian) {
		return Zone{}, false
	}
	return Zone{Code: firstCode + (meridian-firstMeridian)/width, Meridian: float64(meridian)}, true
}

// series are Krüger's, to the fourth power of the third flattening; what is left
// out is below a micrometre within 10° of the meridian.
// L. Krüger, Konforme Abbildung des Erdellipsoids in der Ebene (1912); in this form
// C. F. F. Karney, Transverse Mercator with an accuracy of a few nanometers,
// J. Geodesy 85 (2011), 475–485, (11), (14), (35).
var series = func() (s struct {
	radius float64    // of the rectifying sphere, metres
	e      float64    // eccentricity
	alpha  [4]float64 // of the multiples 2, 4, 6, 8 of the angle
}) {
	n := flattening / (2 - flattening)
	n2, n3, n4 := n*n, n*n*n, n*n*n*n
	s.radius = semiMajor / (1 + n) * (1 + n2/4 + n4/64)
	s.e = math.Sqrt(flattening * (2 - flattening))
	s.alpha = [4]float64{
		n/2 - n2*2/3 + n3*5/16 + n4*41/180,
		n2*13/48 - n3*3/5 + n4*557/1440,
		n3*61/240 - n4*103/140,
		n4 * 49561 / 161280,
	}
	return s
}()

// Project returns a point, degrees with longitude first, as metres in the zone.
// Northing comes first, as EPSG has the axes. Points outside the zone have
// coordinates too; beyond 10° from the meridian they lose accuracy, and 90° from
// it there are none.
func (z Zone) Project(p orb.Point) (northing, easting float64) {
	phi, lambda := p[1]*math.Pi/180, (p[0]-z.Meridian)*math.Pi/180
	sin := math.Sin(phi)
	t := math.Sinh(math.Atanh(sin) - float64(series.e*math.Atanh(series.e*sin))) // tan of the conformal latitude
	xi := math.Atan2(t, math.Cos(lambda))
	eta := math.Asinh(math.Sin(lambda) / math.Hypot(t, math.Cos(lambda)))
	north, east := xi, eta
	for j, a := range series.alpha {
		k := float64(2 * (j + 1))
		north += float64(a * math.Sin(k*xi) * math.Cosh(k*eta))
		east += float64(a * math.Cos(k*xi) * math.Sinh(k*eta))
	}
	return float64(series.radius * north), FalseEasting + float64(series.radius*east)
}
