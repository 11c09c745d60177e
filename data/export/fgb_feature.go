package export

import (
	"encoding/binary"
	"math"
	"slices"

	flatbuffers "github.com/google/flatbuffers/go"
	"github.com/paulmach/orb"

	"lifecircle/coverage/layers"
)

// A featureEncoder encodes features one at a time, in the same memory.
type featureEncoder struct {
	builder    *flatbuffers.Builder
	columns    []layers.Column
	properties []byte
}

// encode returns a feature with its size before it, until the next is encoded.
func (e *featureEncoder) encode(f layers.Feature) []byte {
	b := e.builder
	b.Reset()
	shape := encodeShape(b, f.Geometry)
	e.properties = e.properties[:0]
	for i, v := range f.Values {
		e.add(uint16(i), v)
	}
	properties := b.CreateByteVector(e.properties)
	b.StartObject(featureSlots)
	b.PrependUOffsetTSlot(featureGeometry, shape, 0)
	b.PrependUOffsetTSlot(featureProperties, properties, 0)
	b.FinishSizePrefixed(b.EndObject())
	return b.FinishedBytes()
}

// add appends a column's number and its value; what is null is left out.
func (e *featureEncoder) add(column uint16, v any) {
	if v == nil {
		return
	}
	p := binary.LittleEndian.AppendUint16(e.properties, column)
	switch v := v.(type) {
	case bool:
		p = append(p, map[bool]byte{true: 1}[v])
	case int64:
		p = binary.LittleEndian.AppendUint64(p, uint64(v))
	case float64:
		p = binary.LittleEndian.AppendUint64(p, math.Float64bits(v))
	case string:
		p = append(binary.LittleEndian.AppendUint32(p, uint32(len(v))), v...)
	}
	e.properties = p
}

// encodeShape returns where the geometry is in the builder, 0 for an empty one.
func encodeShape(b *flatbuffers.Builder, g orb.Geometry) flatbuffers.UOffsetT {
	switch g := g.(type) {
	case orb.Point:
		return encodeParts(b, fgbPoint, [][]orb.Point{{g}})
	case orb.LineString:
		if len(g) > 0 {
			return encodeParts(b, fgbMultiLine, [][]orb.Point{g})
		}
	case orb.MultiLineString:
		lines := make([][]orb.Point, 0, len(g))
		for _, l := range g {
			lines = append(lines, l)
		}
		if len(lines) > 0 {
			return encodeParts(b, fgbMultiLine, lines)
		}
	case orb.MultiPolygon:
		if len(g) > 0 {
			return encodePolygons(b, g)
		}
	}
	return 0
}

func encodePolygons(b *flatbuffers.Builder, polygons orb.MultiPolygon) flatbuffers.UOffsetT {
	list := make([]flatbuffers.UOffsetT, len(polygons))
	for i, p := range polygons {
		rings := make([][]orb.Point, len(p))
		for k, r := range p {
			rings[k] = r
		}
		list[i] = encodeParts(b, fgbPolygon, rings)
	}
	all := b.CreateVectorOfTables(list)
	b.StartObject(shapeSlots)
	b.PrependByteSlot(shapeType, fgbMultiPolygon, 0)
	b.PrependUOffsetTSlot(shapeParts, all, 0)
	return b.EndObject()
}

// encodeParts writes lines or rings after one another, and where each ends.
func encodeParts(b *flatbuffers.Builder, kind byte, lists [][]orb.Point) flatbuffers.UOffsetT {
	points := 0
	ends := make([]uint32, len(lists))
	for i, l := range lists {
		points += len(l)
		ends[i] = uint32(points)
	}
	b.StartVector(8, 2*points, 8)
	for _, l := range slices.Backward(lists) {
		for _, p := range slices.Backward(l) {
			b.PrependFloat64(p[1])
			b.PrependFloat64(p[0])
		}
	}
	xy := b.EndVector(2 * points)
	at := flatbuffers.UOffsetT(0)
	if len(ends) > 1 || kind == fgbMultiLine { // several lines always say where they end
		b.StartVector(4, len(ends), 4)
		for _, end := range slices.Backward(ends) {
			b.PrependUint32(end)
		}
		at = b.EndVector(len(ends))
	}
	b.StartObject(shapeSlots)
	b.PrependUOffsetTSlot(shapeEnds, at, 0)
	b.PrependUOffsetTSlot(shapeXY, xy, 0)
	b.PrependByteSlot(shapeType, kind, 0)
	return b.EndObject()
}
