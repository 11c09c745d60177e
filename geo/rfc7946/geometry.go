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
// counter-clockwise and holes clockwise. One of several is written as one, a line
// of one position as a point; what is empty, nil or of another type as null.
func AppendGeometry(b []byte, g orb.Geometry) []byte {
	return AppendGeometryOf(b, g, appendPosition)
}

// AppendGeometryOf is AppendGeometry in other coordinates: position appends a
// point of g as they have it, brackets included. The turn of rings is that of g's
// own.
func AppendGeometryOf(b []byte, g orb.Geometry, position func([]byte, orb.Point) []byte) []byte {
	switch g := g.(type) {
	case orb.Point:
		return append(position(append(b, `{"type":"Point","coordinates":`...), g), '}')
	case orb.LineString:
		if len(g) == 1 {
			return AppendGeometryOf(b, g[0], position) // RFC 7946 wants a line of two positions
		}
		if len(g) > 1 {
			return append(list(append(b, `{"type":"LineString","coordinates":`...), g, position), '}')
		}
	case orb.MultiLineString:
		if len(g) == 1 {
			return AppendGeometryOf(b, g[0], position)
		}
		if len(g) > 1 {
			b = append(b, `{"type":"MultiLineString","coordinates":`...)
			return append(list(b, g, func(b []byte, l orb.LineString) []byte { return list(b, l, position) }), '}')
		}
	case orb.Polygon:
		if len(g) > 0 {
			return append(appendPolygon(append(b, `{"type":"Polygon","coordinates":`...), g, position), '}')
		}
	case orb.MultiPolygon:
		if len(g) == 1 {
			return AppendGeometryOf(b, g[0], position)
		}
		if len(g) > 1 {
			b = append(b, `{"type":"MultiPolygon","coordinates":`...)
			return append(list(b, g, func(b []byte, p orb.Polygon) []byte { return appendPolygon(b, p, position) }), '}')
		}
	}
	return append(b, "null"...)
}

// list appends parts in brackets with commas between.
func list[T any](b []byte, parts []T, write func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, p := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, p)
	}
	return append(b, ']')
}

func appendPolygon(b []byte, p orb.Polygon, position func([]byte, orb.Point) []byte) []byte {
	want := orb.CCW // of the first ring, the outer one
	return list(b, p, func(b []byte, ring orb.Ring) []byte {
		if ring.Orientation() == -want {
			ring = ring.Clone()
			ring.Reverse()
		}
		want = orb.CW
		return list(b, ring, position)
	})
}

func appendPosition(b []byte, p orb.Point) []byte {
	b = appendDegrees(append(b, '['), p[0])
	b = appendDegrees(append(b, ','), p[1])
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
	from := len(b)
	b = strconv.AppendFloat(b, v, 'f', -1, 64)
	if bytes.IndexByte(b[from:], '.') < 0 {
		b = append(b, ".0"...)
	}
	return b
}
