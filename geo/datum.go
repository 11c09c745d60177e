package geo

import (
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// Datum is what a source's longitudes and latitudes refer to. The zero value is
// WGS 84.
type Datum uint8

// The datums that can be read.
const (
	WGS84      Datum = iota
	CGCS2000         // China's, within centimetres of WGS 84: taken as it
	SIRGAS2000       // Latin America's, likewise
	ETRS89           // Europe's, within a metre: likewise
	GCJ02            // the offset of maps published in China, 国测局坐标
	BD09             // Baidu's further offset on it
)

var datumNames = map[Datum]string{
	WGS84: "WGS 84", CGCS2000: "CGCS2000", SIRGAS2000: "SIRGAS 2000", ETRS89: "ETRS89", GCJ02: "GCJ-02", BD09: "BD-09",
}

// String returns the datum's usual name.
func (d Datum) String() string { return datumNames[d] }

// SupportedDatums says in words which names [ParseDatum] knows.
const SupportedDatums = "EPSG:4326 (WGS 84, OGC:CRS84), EPSG:4490 (CGCS2000), EPSG:4674 (SIRGAS 2000), EPSG:4258 (ETRS89), GCJ-02 and BD-09"

// ParseDatum returns the datum of a crs name, and false for any other. The empty
// name is WGS 84. URNs (urn:ogc:def:crs:OGC:1.3:CRS84) and URLs of the same
// codes are known. Longitude stands first whatever the name.
func ParseDatum(name string) (Datum, bool) {
	switch code := crsCode(name); code {
	case "", "EPSG:4326", "OGC:CRS84", "CRS84", "WGS84":
		return WGS84, true
	case "EPSG:4490", "CGCS2000":
		return CGCS2000, true
	case "EPSG:4674", "SIRGAS2000":
		return SIRGAS2000, true
	case "EPSG:4258", "ETRS89":
		return ETRS89, true
	case "GCJ02":
		return GCJ02, true
	case "BD09", "BD09LL":
		return BD09, true
	}
	return WGS84, false
}

// crsCode reduces the spellings of a crs name to AUTHORITY:CODE or a plain word.
func crsCode(name string) string {
	s := strings.ToUpper(strings.TrimSpace(name))
	for _, prefix := range []string{"URN:OGC:DEF:CRS:", "HTTP://WWW.OPENGIS.NET/DEF/CRS/", "HTTPS://WWW.OPENGIS.NET/DEF/CRS/"} {
		if rest, found := strings.CutPrefix(s, prefix); found {
			parts := strings.FieldsFunc(rest, func(r rune) bool { return r == ':' || r == '/' })
			if len(parts) < 2 {
				return rest
			}
			return parts[0] + ":" + parts[len(parts)-1]
		}
	}
	if strings.Contains(s, ":") {
		return strings.ReplaceAll(s, " ", "")
	}
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(s)
}

// Shifted reports whether points in the datum must be moved to become WGS 84.
func (d Datum) Shifted() bool { return d == GCJ02 || d == BD09 }

// ToWGS84 returns a point of the datum in WGS 84. A shifted one is rounded to
// 1e-7 degrees (1 cm); the shift itself, published by nobody who made it, is good
// to about a metre. Points outside the box in which it applies come back as they are.
func (d Datum) ToWGS84(p orb.Point) orb.Point {
	switch d {
	case GCJ02:
		return round7(invert(p, toGCJ02))
	case BD09:
		return round7(invert(p, func(q orb.Point) orb.Point { return toBD09(toGCJ02(q)) }))
	}
	return p
}

// FromWGS84 is the inverse of [Datum.ToWGS84], unrounded.
func (d Datum) FromWGS84(p orb.Point) orb.Point {
	switch d {
	case GCJ02:
		return toGCJ02(p)
	case BD09:
		return toBD09(toGCJ02(p))
	}
	return p
}

// invert finds the point that forward takes to p. The shift changes by less
// than 2 % of a step, so each round gains nearly two digits.
func invert(p orb.Point, forward func(orb.Point) orb.Point) orb.Point {
	q := p
	for range 20 {
		f := forward(q)
		dx, dy := p[0]-f[0], p[1]-f[1]
		q[0], q[1] = q[0]+dx, q[1]+dy
		if math.Abs(dx) < 1e-12 && math.Abs(dy) < 1e-12 {
			break
		}
	}
	return q
}

// toGCJ02 is the offset as it has been published since 2013, first as
// EvilTransform (on4wp7.codeplex.com), now github.com/googollee/eviltransform:
// two polynomials with sines in degrees from 105° E 35° N, read as metres on
// the Krasovsky ellipsoid (1940). Outside its box, a generous one about China,
// there is no offset.
func toGCJ02(p orb.Point) orb.Point {
	if p[0] < 72.004 || p[0] > 137.8347 || p[1] < 0.8293 || p[1] > 55.8271 {
		return p
	}
	const (
		axis     = 6_378_245.0            // semi-major axis in metres
		flatness = 0.00669342162296594323 // first eccentricity squared
	)
	x, y := p[0]-105, p[1]-35
	wave := func(amplitude, argument float64) float64 {
		return float64(amplitude * math.Sin(argument*math.Pi) * 2 / 3)
	}
	common := wave(20, 6*x) + wave(20, 2*x)
	root := math.Sqrt(math.Abs(x))
	east := 300 + x + float64(2*y) + float64(0.1*x*x) + float64(0.1*x*y) + float64(0.1*root) +
		common + wave(20, x) + wave(40, x/3) + wave(150, x/12) + wave(300, x/30)
	north := -100 + float64(2*x) + float64(3*y) + float64(0.2*y*y) + float64(0.1*x*y) + float64(0.2*root) +
		common + wave(20, y) + wave(40, y/3) + wave(160, y/12) + wave(320, y/30)

	sinLat := math.Sin(p[1] * radians)
	w := 1 - float64(flatness*sinLat*sinLat)
	meridian := axis * (1 - flatness) / float64(w*math.Sqrt(w))
	parallel := axis / math.Sqrt(w) * math.Cos(p[1]*radians)
	return orb.Point{p[0] + east/perDegree(parallel), p[1] + north/perDegree(meridian)}
}

// perDegree returns the metres per degree on a circle of that radius.
func perDegree(radius float64) float64 { return radius * radians }

// toBD09 is Baidu's offset of a GCJ-02 point, as github.com/wandergis/coordtransform
// has it.
func toBD09(p orb.Point) orb.Point {
	const turn = math.Pi * 3000 / 180
	r := math.Sqrt(float64(p[0]*p[0])+float64(p[1]*p[1])) + float64(0.00002*math.Sin(p[1]*turn))
	theta := math.Atan2(p[1], p[0]) + float64(0.000003*math.Cos(p[0]*turn))
	return orb.Point{float64(r*math.Cos(theta)) + 0.0065, float64(r*math.Sin(theta)) + 0.006}
}
