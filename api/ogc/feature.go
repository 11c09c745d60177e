package ogc

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// appendFeature writes a feature of RFC 7946, and of Part 2 in other systems:
// every property, null where unknown, reals with a decimal point, because clients
// guess a column's type from its values. Outer rings run counter-clockwise on the
// map.
func appendFeature(b []byte, l *coverage.Layer, f coverage.Feature, c *crs) []byte {
	b = append(b, `{"type":"Feature",`...)
	return append(appendMembers(b, l, f, c), '}')
}

// appendMembers writes id, geometry and properties.
func appendMembers(b []byte, l *coverage.Layer, f coverage.Feature, c *crs) []byte {
	b = append(b, `"id":`...)
	b = appendText(b, f.ID)
	b = append(b, `,"geometry":`...)
	b = appendGeometry(b, f.Geometry, c)
	b = append(b, `,"properties":{`...)
	for i, column := range l.Columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, column.Name)
		b = append(b, ':')
		b = appendValue(b, f.Values[i])
	}
	return append(b, '}')
}

// appendValue writes a scalar.
func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendText(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case bool:
		return strconv.AppendBool(b, v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			break
		}
		from := len(b)
		b = strconv.AppendFloat(b, v, 'f', -1, 64)
		if bytes.IndexByte(b[from:], '.') < 0 {
			b = append(b, ".0"...)
		}
		return b
	}
	return append(b, "null"...)
}

func appendText(b []byte, s string) []byte {
	var buf bytes.Buffer
	_ = encode(&buf, s) // a string always encodes
	return append(b, buf.Bytes()...)
}

// encode writes a value as JSON, with & and < as they are.
func encode(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the line's end
	return nil
}

// appendGeometry writes a geometry of a layer; what is empty is null.
func appendGeometry(b []byte, g orb.Geometry, c *crs) []byte {
	switch g := g.(type) {
	case orb.Point:
		return append(c.appendPosition(append(b, `{"type":"Point","coordinates":`...), g), '}')
	case orb.LineString:
		if len(g) == 1 {
			return appendGeometry(b, g[0], c)
		}
		if len(g) > 1 {
			return append(c.appendLine(append(b, `{"type":"LineString","coordinates":`...), g), '}')
		}
	case orb.MultiLineString:
		if len(g) == 1 {
			return appendGeometry(b, g[0], c)
		}
		if len(g) > 1 {
			b = append(b, `{"type":"MultiLineString","coordinates":[`...)
			return append(each(b, g, c.appendLine), "]}"...)
		}
	case orb.Polygon:
		if len(g) > 0 {
			return append(c.appendPolygon(append(b, `{"type":"Polygon","coordinates":`...), g), '}')
		}
	case orb.MultiPolygon:
		if len(g) == 1 {
			return appendGeometry(b, g[0], c)
		}
		if len(g) > 1 {
			b = append(b, `{"type":"MultiPolygon","coordinates":[`...)
			return append(each(b, g, c.appendPolygon), "]}"...)
		}
	}
	return append(b, "null"...)
}

// each writes parts with commas between.
func each[T any](b []byte, parts []T, write func([]byte, T) []byte) []byte {
	for i, p := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, p)
	}
	return b
}

func (c *crs) appendLine(b []byte, line orb.LineString) []byte {
	return append(each(append(b, '['), line, c.appendPosition), ']')
}

func (c *crs) appendPolygon(b []byte, p orb.Polygon) []byte {
	b = append(b, '[')
	for i, ring := range p {
		if i > 0 {
			b = append(b, ',')
		}
		want := orb.CCW
		if i > 0 {
			want = orb.CW
		}
		if ring.Orientation() == -want {
			ring = ring.Clone()
			ring.Reverse()
		}
		b = c.appendLine(b, orb.LineString(ring))
	}
	return append(b, ']')
}
