package geopackage

import (
	"context"
	"database/sql/driver"
	"strings"

	"github.com/paulmach/orb"
)

// LastChange stands where a GeoPackage wants the time of its last change: the
// same content gives the same bytes, so no clock is asked.
const LastChange = "1970-01-01T00:00:00.000Z"

// The numbers of the reference systems that each file has, longitude first.
const (
	Undefined = 0 // geographic, of which no more is known
	WGS84     = 4326
)

// Quote writes a name as SQL does.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// A Listing is what a GeoPackage says of one of its tables.
type Listing struct {
	Table       string
	Title       string
	Description string
	Geometry    string     // of the column geom: POINT, MULTIPOLYGON, GEOMETRY …; empty for a table without
	System      int64      // of the geometries, a number in gpkg_spatial_ref_sys
	Box         *orb.Bound // of all of them; nil where that is not known
}

// List writes a listing of a table that is made.
func (f *File) List(ctx context.Context, l Listing) error {
	kind, system := "attributes", driver.Value(nil)
	if l.Geometry != "" {
		kind, system = "features", l.System
	}
	limits := make([]driver.Value, 4)
	if l.Box != nil {
		limits = []driver.Value{l.Box.Min[0], l.Box.Min[1], l.Box.Max[0], l.Box.Max[1]}
	}
	err := f.Exec(ctx, "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		l.Table, kind, l.Title, l.Description, LastChange, limits[0], limits[1], limits[2], limits[3], system)
	if err != nil || l.Geometry == "" {
		return err
	}
	return f.Exec(ctx, "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", l.Table, l.Geometry, l.System)
}

// standardTables are the GeoPackage's own, with the reference systems that each
// has. OGC 12-128r17, annex C and requirement 11.
var standardTables = []string{
	`CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
)`,
	`CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
)`,
	`CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
)`,
	`INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid')`,
}
