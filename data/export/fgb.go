package export

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"os"
	"slices"

	flatbuffers "github.com/google/flatbuffers/go"

	"lifecircle/coverage/layers"
	"lifecircle/geo"
)

// magic is the beginning of a FlatGeobuf of version 3.
// github.com/flatgeobuf/flatgeobuf, section "Specification" of the README.
var magic = []byte{'f', 'g', 'b', 3, 'f', 'g', 'b', 0}

// writeFlatGeobuf writes the features along a Hilbert curve behind their index.
// They wait in a temporary file meanwhile; in memory are 64 bytes of each, which
// is the one exception to bounded memory.
func writeFlatGeobuf(ctx context.Context, w io.Writer, t Table, o Options) error {
	t = t.withID()
	scratch, err := os.CreateTemp(o.scratch, ".lifecircle-")
	if err != nil {
		return err
	}
	defer os.Remove(scratch.Name())
	defer scratch.Close()
	items, err := gather(ctx, scratch, t)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, buffered)
	out.Write(magic)
	out.Write(headerOf(t, o, items))
	if err := writeIndex(out, items.sorted()); err != nil {
		return err
	}
	var b []byte
	for i, item := range items.list {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		b = slices.Grow(b[:0], int(item.length))[:item.length]
		if _, err := scratch.ReadAt(b, item.offset); err != nil {
			return err
		}
		if _, err := out.Write(b); err != nil {
			return err
		}
	}
	return out.Flush()
}

// gather encodes the features one after another, and notes where each is.
func gather(ctx context.Context, scratch io.Writer, t Table) (*indexItems, error) {
	w := bufio.NewWriterSize(scratch, 1<<20)
	e := featureEncoder{builder: flatbuffers.NewBuilder(1024), columns: t.Layer.Columns}
	items := &indexItems{}
	at := int64(0)
	for f, err := range t.Features() {
		if err != nil {
			return nil, err
		}
		if len(items.list)%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		b := e.encode(f)
		if _, err := w.Write(b); err != nil {
			return nil, err
		}
		_, points := sizeOf(f.Geometry)
		item := indexItem{offset: at, length: int64(len(b)), empty: points == 0}
		if !item.empty {
			item.box = f.Geometry.Bound()
		}
		items.add(item)
		at += item.length
	}
	return items, w.Flush()
}

// Slots of the tables and numbers of the kinds, as header.fbs and feature.fbs
// have them.
const (
	headerName        = 0
	headerEnvelope    = 1
	headerGeometry    = 2
	headerColumns     = 7
	headerCount       = 8
	headerNode        = 9
	headerCRS         = 10
	headerTitle       = 11
	headerDescription = 12
	headerSlots       = 14

	columnName  = 0
	columnType  = 1
	columnTitle = 2
	columnSlots = 11

	crsOrg   = 0
	crsCode  = 1
	crsName  = 2
	crsSlots = 6

	shapeEnds  = 0
	shapeXY    = 1
	shapeType  = 6
	shapeParts = 7
	shapeSlots = 8

	featureGeometry   = 0
	featureProperties = 1
	featureSlots      = 3

	defaultNode = 16 // children of a node of the index
)

const fgbPoint, fgbPolygon, fgbMultiLine, fgbMultiPolygon = 1, 3, 5, 6

var fgbTypes = map[layers.ColumnKind]byte{
	layers.ColumnFlag: 2, layers.ColumnWhole: 7, layers.ColumnReal: 10, layers.ColumnText: 11, layers.ColumnDate: 13,
}

func fgbGeometry(k layers.GeometryKind) byte {
	switch k {
	case layers.GeometryLine:
		return fgbMultiLine
	case layers.GeometryPolygon:
		return fgbMultiPolygon
	}
	return fgbPoint
}

// headerOf returns the header with its size before it.
func headerOf(t Table, o Options, items *indexItems) []byte {
	b := flatbuffers.NewBuilder(1024)
	columns := make([]flatbuffers.UOffsetT, len(t.Layer.Columns))
	for i, c := range t.Layer.Columns {
		name, title := b.CreateString(c.Name), b.CreateString(o.title(c.Title))
		b.StartObject(columnSlots)
		b.PrependUOffsetTSlot(columnName, name, 0)
		b.PrependByteSlot(columnType, fgbTypes[c.Kind], 0)
		b.PrependUOffsetTSlot(columnTitle, title, 0)
		columns[i] = b.EndObject()
	}
	list := b.CreateVectorOfTables(columns)
	crs := flatbuffers.UOffsetT(0)
	if !o.Datum.Shifted() {
		org, name := b.CreateString("EPSG"), b.CreateString(o.Datum.String())
		b.StartObject(crsSlots)
		b.PrependUOffsetTSlot(crsOrg, org, 0)
		b.PrependInt32Slot(crsCode, int32(srsOf(o.Datum)), 0)
		b.PrependUOffsetTSlot(crsName, name, 0)
		crs = b.EndObject()
	}
	box := items.box
	envelope := doubles(b, box.Min[0], box.Min[1], box.Max[0], box.Max[1])
	name, title := b.CreateString(string(t.Layer.ID)), b.CreateString(o.title(t.Layer.Title))
	description := b.CreateString(describe(t, o))
	b.StartObject(headerSlots)
	b.PrependUOffsetTSlot(headerName, name, 0)
	if len(items.list) > 0 {
		b.PrependUOffsetTSlot(headerEnvelope, envelope, 0)
	}
	b.PrependByteSlot(headerGeometry, fgbGeometry(t.Layer.Geometry), 0)
	b.PrependUOffsetTSlot(headerColumns, list, 0)
	b.PrependUint64Slot(headerCount, uint64(len(items.list)), 0)
	node := uint16(defaultNode)
	if len(items.list) == 0 {
		node = 0 // no index
	}
	b.PrependUint16Slot(headerNode, node, defaultNode)
	b.PrependUOffsetTSlot(headerCRS, crs, 0)
	b.PrependUOffsetTSlot(headerTitle, title, 0)
	b.PrependUOffsetTSlot(headerDescription, description, 0)
	b.FinishSizePrefixed(b.EndObject())
	return b.FinishedBytes()
}

func doubles(b *flatbuffers.Builder, values ...float64) flatbuffers.UOffsetT {
	b.StartVector(8, len(values), 8)
	for _, v := range slices.Backward(values) {
		b.PrependFloat64(v)
	}
	return b.EndVector(len(values))
}

// sorted returns the items along the curve, and gives each its offset in the
// file.
func (x *indexItems) sorted() []indexItem {
	for i := range x.list {
		x.list[i].curve = x.curve(x.list[i])
	}
	slices.SortStableFunc(x.list, func(a, b indexItem) int { return cmp.Compare(b.curve, a.curve) })
	return x.list
}

// describe says where a layer is from, for formats that have a line for it.
func describe(t Table, o Options) string {
	about := t.City.Title.In(o.Lang) + "; provenance " + t.City.Provenance.Hash
	for _, a := range o.Attribution {
		about += "; " + a
	}
	if o.Datum == geo.GCJ02 {
		about = "GCJ-02 (国测局坐标); " + about
	}
	return about
}
