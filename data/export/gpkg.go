package export

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"modernc.org/sqlite"

	"lifecircle/coverage"
	"lifecircle/geo"
)

// writeGeoPackage makes the database in a temporary file and copies it: SQLite
// wants to go back and forth.
func writeGeoPackage(ctx context.Context, w io.Writer, t Table, o Options) error {
	dir, err := os.MkdirTemp(o.scratch, ".lifecircle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "export.gpkg")
	if err := makeGeoPackage(ctx, path, t.withID(), o); err != nil {
		return err
	}
	return copyFile(w, path)
}

func copyFile(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// A pack is a GeoPackage being written, over one connection to the driver:
// database/sql would convert a hundred million values on the way.
type pack struct {
	conn driver.Conn
	srs  int64
}

func makeGeoPackage(ctx context.Context, path string, t Table, o Options) (err error) {
	if path, err = filepath.Abs(path); err != nil { // an address has no relative path
		return err
	}
	// The file is thrown away unless it is whole, so it needs no journal.
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: url.Values{"_pragma": {
		"page_size(4096)", "journal_mode(OFF)", "synchronous(OFF)", "locking_mode(EXCLUSIVE)",
		fmt.Sprintf("application_id(%d)", applicationID), fmt.Sprintf("user_version(%d)", userVersion)}}.Encode()}
	conn, err := new(sqlite.Driver).Open(name.String())
	if err != nil {
		return err
	}
	defer func() {
		if closing := conn.Close(); err == nil {
			err = closing
		}
	}()
	p := &pack{conn: conn, srs: srsOf(o.Datum)}
	if err := p.exec("BEGIN"); err != nil {
		return err
	}
	for _, ddl := range standardTables {
		if err := p.exec(ddl); err != nil {
			return err
		}
	}
	if err := p.prepare(t, o); err != nil {
		return err
	}
	if err := p.fill(ctx, t); err != nil {
		return err
	}
	for _, trigger := range indexTriggers(string(t.Layer.ID)) { // last: they call functions that only readers have
		if err := p.exec(trigger); err != nil {
			return err
		}
	}
	if err := p.styles(t, o); err != nil {
		return err
	}
	return p.exec("COMMIT")
}

func (p *pack) exec(query string, args ...driver.Value) error {
	_, err := p.conn.(driver.ExecerContext).ExecContext(context.Background(), query, numbered(nil, args))
	return err
}

func numbered(buffer []driver.NamedValue, args []driver.Value) []driver.NamedValue {
	buffer = buffer[:0]
	for i, v := range args {
		buffer = append(buffer, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return buffer
}

// prepare makes the tables of a layer and lists them.
func (p *pack) prepare(t Table, o Options) error {
	l := t.Layer
	table := string(l.ID)
	limits := []driver.Value{nil, nil, nil, nil}
	if l.Count > 0 {
		limits = []driver.Value{l.Bound.Min[0], l.Bound.Min[1], l.Bound.Max[0], l.Bound.Max[1]}
	}
	for _, step := range []struct {
		query string
		args  []driver.Value
	}{
		{createTable(l), nil},
		{"INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)", append([]driver.Value{table, l.Title.In(o.Lang), describe(t, o), lastChange},
			append(limits, p.srs)...)},
		{"INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", []driver.Value{table, geometryType(l.Geometry), p.srs}},
		{"INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')", []driver.Value{table}},
		{fmt.Sprintf(`CREATE VIRTUAL TABLE "rtree_%s_geom" USING rtree(id, minx, maxx, miny, maxy)`, table), nil},
	} {
		if err := p.exec(step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// fill writes the features and their boxes.
func (p *pack) fill(ctx context.Context, t Table) error {
	n := len(t.Layer.Columns)
	rows, err := p.conn.Prepare(fmt.Sprintf(`INSERT INTO "%s" VALUES (?, ?%s)`, t.Layer.ID, strings.Repeat(", ?", n)))
	if err != nil {
		return err
	}
	defer rows.Close()
	boxes, err := p.conn.Prepare(fmt.Sprintf(`INSERT INTO "rtree_%s_geom" VALUES (?, ?, ?, ?, ?)`, t.Layer.ID))
	if err != nil {
		return err
	}
	defer boxes.Close()
	row, buffer := make([]driver.Value, 0, n+2), []driver.NamedValue(nil)
	insert := func(s driver.Stmt) error {
		buffer = numbered(buffer, row)
		// Asking ctx here would start a goroutine in the driver for each row.
		_, err := s.(driver.StmtExecContext).ExecContext(context.Background(), buffer)
		return err
	}
	fid := int64(0)
	for f, err := range t.Features() {
		if err != nil {
			return err
		}
		if fid++; fid%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		g, empty := several(f.Geometry)
		blob, err := p.encode(g, empty)
		if err != nil {
			return err
		}
		row = append(row[:0], fid, blob)
		for _, v := range f.Values {
			row = append(row, v)
		}
		if err := insert(rows); err != nil {
			return err
		}
		if empty {
			continue
		}
		box := g.Bound()
		row = append(row[:0], fid, box.Min[0], box.Max[0], box.Min[1], box.Max[1])
		if err := insert(boxes); err != nil {
			return err
		}
	}
	return nil
}

// several returns a line as several lines of one, as the table declares, and
// whether there is nothing to be drawn.
func several(g orb.Geometry) (orb.Geometry, bool) {
	switch g := g.(type) {
	case orb.LineString:
		return orb.MultiLineString{g}, len(g) == 0
	case orb.MultiLineString:
		return g, len(g) == 0
	case orb.MultiPolygon:
		return g, len(g) == 0
	}
	return g, g == nil
}

// A geometry in a GeoPackage is a header, "GP", version 0, flags, the reference
// system and, but for points, its box, and then WKB. OGC 12-128r17, clause 2.1.3.
const (
	flagLittleEndian = 1
	flagBox          = 1 << 1
	flagEmpty        = 1 << 4
)

func (p *pack) encode(g orb.Geometry, empty bool) (driver.Value, error) {
	if g == nil {
		return nil, nil
	}
	flags := byte(flagLittleEndian)
	_, point := g.(orb.Point)
	switch {
	case empty:
		flags |= flagEmpty
	case !point:
		flags |= flagBox
	}
	out := binary.LittleEndian.AppendUint32(append(make([]byte, 0, 160), 'G', 'P', 0, flags), uint32(p.srs))
	if flags&flagBox != 0 {
		box := g.Bound()
		for _, v := range []float64{box.Min[0], box.Max[0], box.Min[1], box.Max[1]} {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
	}
	body, err := wkb.Marshal(g, binary.LittleEndian)
	return append(out, body...), err
}

func geometryType(k coverage.GeometryKind) string {
	switch k {
	case coverage.GeometryLine:
		return "MULTILINESTRING"
	case coverage.GeometryPolygon:
		return "MULTIPOLYGON"
	}
	return "POINT"
}

// srsOf returns the number of a reference system in gpkg_spatial_ref_sys.
// GCJ-02 has none: it is the undefined geographic one, and the contents say so.
func srsOf(d geo.Datum) int64 {
	switch d {
	case geo.CGCS2000:
		return 4490
	case geo.GCJ02:
		return 0
	}
	return 4326
}
