package export

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage/layers"
	"lifecircle/data/geopackage"
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

// A pack is a GeoPackage being written.
type pack struct {
	*geopackage.File
	srs int64
}

func makeGeoPackage(ctx context.Context, path string, t Table, o Options) (err error) {
	file, err := geopackage.Create(ctx, path)
	if err != nil {
		return err
	}
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	p := &pack{File: file, srs: srsOf(o.Datum)}
	for _, further := range furtherTables {
		if err := p.Exec(ctx, further); err != nil {
			return err
		}
	}
	if err := p.prepare(ctx, t, o); err != nil {
		return err
	}
	if err := p.fill(ctx, t); err != nil {
		return err
	}
	for _, trigger := range indexTriggers(string(t.Layer.ID)) { // last: they call functions that only readers have
		if err := p.Exec(ctx, trigger); err != nil {
			return err
		}
	}
	if err := p.styles(ctx, t, o); err != nil {
		return err
	}
	return p.Commit(ctx)
}

// prepare makes the tables of a layer and lists them.
func (p *pack) prepare(ctx context.Context, t Table, o Options) error {
	l := t.Layer
	listing := geopackage.Listing{Table: string(l.ID), Title: o.title(l.Title), Description: describe(t, o),
		Geometry: geometryType(l.Geometry), System: p.srs}
	if l.Count > 0 {
		listing.Box = &l.Bound
	}
	if err := p.Exec(ctx, createTable(l)); err != nil {
		return err
	}
	if err := p.List(ctx, listing); err != nil {
		return err
	}
	err := p.Exec(ctx, "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')", listing.Table)
	if err != nil {
		return err
	}
	return p.Exec(ctx, fmt.Sprintf(`CREATE VIRTUAL TABLE "rtree_%s_geom" USING rtree(id, minx, maxx, miny, maxy)`, l.ID))
}

// fill writes the features and their boxes.
func (p *pack) fill(ctx context.Context, t Table) error {
	n := len(t.Layer.Columns)
	rows, err := p.Insert(fmt.Sprintf(`INSERT INTO "%s" VALUES (?, ?%s)`, t.Layer.ID, strings.Repeat(", ?", n)))
	if err != nil {
		return err
	}
	defer rows.Close()
	boxes, err := p.Insert(fmt.Sprintf(`INSERT INTO "rtree_%s_geom" VALUES (?, ?, ?, ?, ?)`, t.Layer.ID))
	if err != nil {
		return err
	}
	defer boxes.Close()
	row := make([]driver.Value, 0, n+2)
	fid := int64(0)
	for f, err := range t.Features() {
		if err != nil {
			return err
		}
		fid++
		g := several(f.Geometry)
		blob, err := geopackage.Encode(g, p.srs)
		if err != nil {
			return err
		}
		row = append(row[:0], fid, blob)
		if blob == nil {
			row[1] = nil // a NULL, rather than a blob of no bytes
		}
		for _, v := range f.Values {
			row = append(row, v)
		}
		if err := rows.Row(ctx, row); err != nil {
			return err
		}
		if geopackage.Empty(g) {
			continue
		}
		box := g.Bound()
		row = append(row[:0], fid, box.Min[0], box.Max[0], box.Min[1], box.Max[1])
		if err := boxes.Row(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// several returns a line as several lines of one, as the table declares.
func several(g orb.Geometry) orb.Geometry {
	if line, single := g.(orb.LineString); single {
		return orb.MultiLineString{line}
	}
	return g
}

func geometryType(k layers.GeometryKind) string {
	switch k {
	case layers.GeometryLine:
		return "MULTILINESTRING"
	case layers.GeometryPolygon:
		return "MULTIPOLYGON"
	}
	return "POINT"
}

// srsOf returns the number of a reference system in gpkg_spatial_ref_sys.
// GCJ-02 has none: it is the undefined geographic one, and the contents say so.
func srsOf(d geo.Datum) int64 {
	switch d {
	case geo.CGCS2000:
		return cgcs2000
	case geo.GCJ02:
		return geopackage.Undefined
	}
	return geopackage.WGS84
}
