// Package rfc7946 writes the parts of GeoJSON (RFC 7946) that every writer of it
// here shares: geometries and numbers, as bytes that are the same everywhere.
package rfc7946

import (
	"bytes"
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// AppendGeometry appends a point, a line, a polygon, or several of these two, as
// GeoJSON has them: at most seven decimals (a centimetre), outer rings
// counter-clockwise and holes clockwise. One of several is written as one; what
// is empty, nil or of another type as null.
func AppendGeometry(b []byte, g orb.Geometry) []byte {
	switch g := g.(type) {
	case orb.Point:
		b = append(b, `{"type":"Point","coordinates":`...)
		b = appendPosition(b, g)
		return append(b, '}')
	case orb.LineString:
		if len(g) == 1 {
			return AppendGeometry(b, g[0]) // RFC 7946 wants a line of two positions
		}
		if len(g) == 0 {
			break
		}
		b = append(b, `{"type":"LineString","coordinates":`...)
		b = appendLine(b, g)
		return append(b, '}')
	case orb.MultiLineString:
		if len(g) == 0 {
			break
		}
		if len(g) == 1 {
			return AppendGeometry(b, g[0])
		}
		b = append(b, `{"type":"MultiLineString","coordinates":[`...)
		for i, l := range g {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendLine(b, l)
		}
		return append(b, "]}"...)
	case orb.Polygon:
		b = append(b, `{"type":"Polygon","coordinates":`...)
		b = appendPolygon(b, g)
		return append(b, '}')
	case orb.MultiPolygon:
		if len(g) == 0 {
			break
		}
		if len(g) == 1 {
			return AppendGeometry(b, g[0])
		}
		b = append(b, `{"type":"MultiPolygon","coordinates":[`...)
		for i, p := range g {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendPolygon(b, p)
		}
		return append(b, "]}"...)
	}
	return append(b, "null"...)
}

func appendPolygon(b []byte, p orb.Polygon) []byte {
	b = append(b, '[')
	for i, ring := range p {
		if i > 0 {
			b = append(b, ',')
		}
		want := orb.CCW
		if i > 0 {
			want = orb.CW
		}
		b = appendRing(b, ring, ring.Orientation() == -want)
	}
	return append(b, ']')
}

func appendRing(b []byte, ring orb.Ring, backwards bool) []byte {
	b = append(b, '[')
	for i := range ring {
		if i > 0 {
			b = append(b, ',')
		}
		if backwards {
			b = appendPosition(b, ring[len(ring)-1-i])
		} else {
			b = appendPosition(b, ring[i])
		}
	}
	return append(b, ']')
}

func appendLine(b []byte, line orb.LineString) []byte {
	b = append(b, '[')
	for i, p := range line {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendPosition(b, p)
	}
	return append(b, ']')
}

func appendPosition(b []byte, p orb.Point) []byte {
	b = append(b, '[')
	b = appendDegrees(b, p[0])
	b = append(b, ',')
	b = appendDegrees(b, p[1])
	return append(b, ']')
}

// appendDegrees writes a coordinate with at most seven decimals (a centimetre).
func appendDegrees(b []byte, v float64) []byte {
	v = math.Round(v*1e7) / 1e7
	if v == 0 {
		v = 0 // not -0
	}
	s := strconv.AppendFloat(nil, v, 'f', 7, 64)
	s = bytes.TrimRight(s, "0")
	return append(b, bytes.TrimSuffix(s, []byte("."))...)
}

// AppendReal appends a number that always has a decimal point, so that readers
// who take a column's type from its first values (GDAL) see a real number.
func AppendReal(b []byte, v float64) []byte {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.AppendFloat(b, v, 'f', 1, 64)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}
