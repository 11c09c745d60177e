package ogc

import (
	"bytes"
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/api/respond"
	"lifecircle/coverage/layers"
	"lifecircle/geo/rfc7946"
)

// appendFeature writes a feature of RFC 7946, and of Part 2 in other systems:
// every property, null where unknown, reals with a decimal point, because clients
// guess a column's type from its values. Outer rings run counter-clockwise on the
// map.
func appendFeature(b []byte, l *layers.Layer, f layers.Feature, c *crs) []byte {
	b = append(b, `{"type":"Feature",`...)
	return append(appendMembers(b, l, f, c), '}')
}

// appendMembers writes id, geometry and properties.
func appendMembers(b []byte, l *layers.Layer, f layers.Feature, c *crs) []byte {
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
		return rfc7946.AppendReal(b, v)
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
	if err := respond.EncodeJSON(b, v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the line's end
	return nil
}

// appendGeometry writes a geometry of a layer; what is empty is null.
func appendGeometry(b []byte, g orb.Geometry, c *crs) []byte {
	return rfc7946.AppendGeometryOf(b, g, c.appendPosition)
}
