package export

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/coverage/layers"
	"lifecircle/geo"
)

// The shapes of a Shapefile that we write. ESRI Shapefile Technical Description
// (July 1998), page 4.
const (
	shapeNull    = 0
	shapePoint   = 1
	shapeLine    = 3
	shapePolygon = 5
)

// Sizes in bytes of what stands in a Shapefile.
const (
	shapeHeader  = 100
	recordHeader = 8
	mostBytes    = math.MaxInt32 // of one file: lengths are 32 bits, and most readers count in bytes
)

// packed is the time of the files in an archive: no clock is asked.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// writeShapefile writes a zip of the shapes, their index, the table, the
// reference system, the encoding, and a text that says which short name is which
// column.
func writeShapefile(ctx context.Context, w io.Writer, t Table, o Options) error {
	t = t.withID()
	m, err := measure(t)
	if err != nil {
		return err
	}
	if err := m.judge(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(o.scratch, ".lifecircle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	z := zip.NewWriter(w)
	name := string(t.Layer.ID)
	entry := func(extension string) (io.Writer, error) {
		return z.CreateHeader(&zip.FileHeader{Name: name + extension, Method: zip.Deflate, Modified: packed})
	}
	shapes, err := entry(".shp")
	if err != nil {
		return err
	}
	// The index and the table are written beside the shapes, and follow them.
	index, table := dir+"/index", dir+"/table"
	if err := m.writeAll(ctx, t, shapes, index, table); err != nil {
		return err
	}
	for _, part := range []struct {
		extension string
		write     func(io.Writer) error
	}{
		{".shx", func(w io.Writer) error { return copyFile(w, index) }},
		{".dbf", func(w io.Writer) error { return copyFile(w, table) }},
		{".prj", text(projections[o.Datum])},
		{".cpg", text("UTF-8")},
		{".txt", text(m.explain(t, o))},
	} {
		w, err := entry(part.extension)
		if err != nil {
			return err
		}
		if err := part.write(w); err != nil {
			return err
		}
	}
	return z.Close()
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// projections are the reference systems as ESRI writes them. GCJ-02 has none:
// a reader is told nothing rather than something wrong.
var projections = map[geo.Datum]string{
	geo.WGS84:    `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`,
	geo.CGCS2000: `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`,
	geo.GCJ02:    "",
}

// A measured table is what a Shapefile's headers say before its first record.
type measured struct {
	fields   []dbfField
	shape    int32
	features int64
	bytes    int64 // of the shapes' file
	box      orb.Bound
}

// measure walks over the features once.
func measure(t Table) (*measured, error) {
	m := &measured{fields: fieldsOf(t.Layer), bytes: shapeHeader}
	switch t.Layer.Geometry {
	case layers.GeometryPoint:
		m.shape = shapePoint
	case layers.GeometryLine:
		m.shape = shapeLine
	default:
		m.shape = shapePolygon
	}
	for f, err := range t.Features() {
		if err != nil {
			return nil, err
		}
		m.features++
		for i, v := range f.Values {
			m.fields[i].measure(v)
		}
		parts, points := sizeOf(f.Geometry)
		m.bytes += recordHeader + contentBytes(m.shape, parts, points)
		if points > 0 {
			if box := f.Geometry.Bound(); m.box == (orb.Bound{}) {
				m.box = box
			} else {
				m.box = m.box.Union(box)
			}
		}
	}
	return m, nil
}

// judge refuses what a Shapefile cannot hold.
func (m *measured) judge() error {
	const mostFields, mostRecord = 255, math.MaxUint16
	switch {
	case len(m.fields) > mostFields:
		return tooLarge(Shapefile, fmt.Sprintf("%d columns, and a Shapefile has at most %d: name fewer services, or choose another format", len(m.fields), mostFields))
	case m.recordBytes() > mostRecord:
		return tooLarge(Shapefile, fmt.Sprintf("rows of %d bytes, and a Shapefile has at most %d", m.recordBytes(), mostRecord))
	case m.bytes > mostBytes, m.tableBytes() > mostBytes:
		return tooLarge(Shapefile, fmt.Sprintf("%d bytes, and a Shapefile has at most 2 GB", max(m.bytes, m.tableBytes())))
	}
	return nil
}

// sizeOf counts the parts and points of a geometry.
func sizeOf(g orb.Geometry) (parts, points int) {
	for p := range partsOf(g) {
		parts, points = parts+1, points+len(p)
	}
	return parts, points
}

// partsOf yields the lines or rings of a geometry; of a polygon the outer rings
// clockwise and the holes the other way, which is against GeoJSON. Page 8.
func partsOf(g orb.Geometry) func(yield func([]orb.Point) bool) {
	return func(yield func([]orb.Point) bool) {
		switch g := g.(type) {
		case orb.Point:
			yield([]orb.Point{g})
		case orb.LineString:
			if len(g) > 0 {
				yield(g)
			}
		case orb.MultiLineString:
			for _, l := range g {
				if len(l) > 0 && !yield(l) {
					return
				}
			}
		case orb.MultiPolygon:
			for _, p := range g {
				for i, r := range p {
					want := orb.CW
					if i > 0 {
						want = orb.CCW
					}
					if r.Orientation() == -want {
						r = r.Clone()
						r.Reverse()
					}
					if len(r) > 0 && !yield(r) {
						return
					}
				}
			}
		}
	}
}

func contentBytes(shape int32, parts, points int) int64 {
	switch {
	case points == 0:
		return 4
	case shape == shapePoint:
		return 20
	}
	return 4 + 32 + 4 + 4 + 4*int64(parts) + 16*int64(points)
}

// writeAll writes the shapes and, into two files, their index and the table.
func (m *measured) writeAll(ctx context.Context, t Table, shapes io.Writer, indexPath, tablePath string) (err error) {
	var files [2]*os.File
	for i, path := range []string{indexPath, tablePath} {
		if files[i], err = os.Create(path); err != nil {
			return err
		}
		defer files[i].Close()
	}
	s, index, table := bufio.NewWriterSize(shapes, buffered), bufio.NewWriterSize(files[0], buffered), bufio.NewWriterSize(files[1], buffered)
	s.Write(m.header(m.bytes))
	index.Write(m.header(shapeHeader + 8*m.features))
	table.Write(m.tableHeader())
	at, number := int64(shapeHeader), uint32(0)
	var b []byte
	for f, err := range t.Features() {
		if err != nil {
			return err
		}
		if number++; number%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		parts, points := sizeOf(f.Geometry)
		content := contentBytes(m.shape, parts, points)
		b = binary.BigEndian.AppendUint32(b[:0], number)
		b = binary.BigEndian.AppendUint32(b, uint32(content/2))
		b = appendShape(b, m.shape, f.Geometry, parts, points)
		if _, err := s.Write(b); err != nil {
			return err
		}
		b = binary.BigEndian.AppendUint32(b[:0], uint32(at/2))
		b = binary.BigEndian.AppendUint32(b, uint32(content/2))
		if _, err := index.Write(b); err != nil {
			return err
		}
		b = m.appendRecord(b[:0], f.Values)
		if _, err := table.Write(b); err != nil {
			return err
		}
		at += recordHeader + content
	}
	table.WriteByte(0x1a)
	for _, w := range []*bufio.Writer{s, index, table} { // which keep the first error
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// header is that of the shapes and of their index. Page 4.
func (m *measured) header(bytes int64) []byte {
	b := make([]byte, 0, shapeHeader)
	b = binary.BigEndian.AppendUint32(b, 9994)
	b = append(b, make([]byte, 20)...)
	b = binary.BigEndian.AppendUint32(b, uint32(bytes/2))
	b = binary.LittleEndian.AppendUint32(b, 1000)
	b = binary.LittleEndian.AppendUint32(b, uint32(m.shape))
	b = appendDoubles(b, m.box.Min[0], m.box.Min[1], m.box.Max[0], m.box.Max[1])
	return appendDoubles(b, 0, 0, 0, 0)
}

func appendShape(b []byte, shape int32, g orb.Geometry, parts, points int) []byte {
	if points == 0 {
		return binary.LittleEndian.AppendUint32(b, shapeNull)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(shape))
	if p, ok := g.(orb.Point); ok {
		return appendDoubles(b, p[0], p[1])
	}
	box := g.Bound()
	b = appendDoubles(b, box.Min[0], box.Min[1], box.Max[0], box.Max[1])
	b = binary.LittleEndian.AppendUint32(b, uint32(parts))
	b = binary.LittleEndian.AppendUint32(b, uint32(points))
	from := 0
	for p := range partsOf(g) {
		b = binary.LittleEndian.AppendUint32(b, uint32(from))
		from += len(p)
	}
	for part := range partsOf(g) {
		for _, p := range part {
			b = appendDoubles(b, p[0], p[1])
		}
	}
	return b
}

func appendDoubles(b []byte, values ...float64) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}
