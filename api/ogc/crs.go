package ogc

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/project"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/geo/gausskruger"
)

// A crs is a coordinate reference system that features can be asked in.
type crs struct {
	uri string

	// swapped: the north comes before the east in coordinates, as the authority
	// has the axes.
	swapped bool

	// project turns degrees, longitude first, into the system's own, east first.
	// Nil: it is the same.
	project func(orb.Point) orb.Point
	digits  int // decimals that are written
}

const (
	authority = "http://www.opengis.net/def/crs/"
	crs84     = authority + "OGC/1.3/CRS84"
)

func epsg(code int) string { return authority + "EPSG/0/" + strconv.Itoa(code) }

// degrees tells whether the system counts in degrees.
func (c *crs) degrees() bool { return c.project == nil }

// systems returns those of a city: WGS 84 with either axis first, CGCS2000, Web
// Mercator, and where its middle lies in one, the 3° zone of CGCS2000. The first
// is the default, and what is stored.
func systems(city *coverage.City, all []layers.Layer) []*crs {
	out := []*crs{
		{uri: crs84, digits: degreeDigits},
		{uri: epsg(4326), swapped: true, digits: degreeDigits},
		{uri: epsg(4490), swapped: true, digits: degreeDigits},
		{uri: epsg(3857), project: mercator, digits: metreDigits},
	}
	middle, ok := middleOf(city, all)
	if !ok {
		return out
	}
	if zone, ok := gausskruger.ZoneOf(middle[0]); ok && middle[1] > south && middle[1] < north {
		out = append(out, &crs{uri: epsg(zone.Code), swapped: true, digits: metreDigits, project: func(p orb.Point) orb.Point {
			n, e := zone.Project(p)
			return orb.Point{e, n}
		}})
	}
	return out
}

// Decimals: a centimetre of degrees, a millimetre of metres.
const (
	degreeDigits = 7
	metreDigits  = 3
)

// The parallels between which the zones are used; EPSG's areas of use, rounded
// outwards.
const south, north = 0, 60

// middleOf returns the middle of a city's extent, else of what there is in it.
func middleOf(city *coverage.City, all []layers.Layer) (orb.Point, bool) {
	if len(city.Extent) > 0 {
		return city.Extent.Bound().Center(), true
	}
	for _, l := range all {
		if l.Count > 0 {
			return l.Bound.Center(), true
		}
	}
	return orb.Point{}, false
}

// mercatorLimit is where Web Mercator ends, degrees north and south: its map is a
// square there. EPSG:3857.
const mercatorLimit = 85.0511287798066

func mercator(p orb.Point) orb.Point {
	p[1] = max(-mercatorLimit, min(mercatorLimit, p[1]))
	return project.WGS84.ToMercator(p)
}

func uris(all []*crs) []string {
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = c.uri
	}
	return out
}

// appendPosition writes a position as the system has it.
func (c *crs) appendPosition(b []byte, p orb.Point) []byte {
	if c.project != nil {
		p = c.project(p)
	}
	if c.swapped {
		p[0], p[1] = p[1], p[0]
	}
	b = append(b, '[')
	b = appendDecimal(b, p[0], c.digits)
	b = append(b, ',')
	b = appendDecimal(b, p[1], c.digits)
	return append(b, ']')
}

// appendDecimal writes a number with at most so many decimals, and no zeros at
// its end.
func appendDecimal(b []byte, v float64, digits int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, "null"...)
	}
	from := len(b)
	b = strconv.AppendFloat(b, v, 'f', digits, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	if string(b[from:]) == "-0" {
		b = append(b[:from], '0')
	}
	return b
}
