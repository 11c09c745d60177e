package workspace

import (
	"fmt"
	"sort"
	"strings"

	"lifecircle/coverage"
)

// FormatVersion is the version of the tables that this program writes, and the
// one that it reads: a workspace is made of its sources in minutes, so an older
// one is built again.
const FormatVersion = 2

// The GeoPackage's marks: "GPKG" and version 1.3.
// OGC 12-128r17, requirement 2.
const (
	applicationID = 0x47504B47
	userVersion   = 10300
)

// srs is WGS 84, longitude first.
const srs = 4326

// lastChange stands where a GeoPackage wants the time of its last change: the
// same inputs give the same bytes, so no clock is asked.
const lastChange = "1970-01-01T00:00:00.000Z"

// A column of one of our tables.
type column struct{ name, kind string }

// A layout is one of our tables as it is made and, to the letter, as it must be
// found: a view or a trigger under its name is not the table.
type layout struct {
	name     string
	title    string
	geometry string // POINT, MULTIPOLYGON, GEOMETRY; empty for attributes
	columns  []column
}

func (l layout) create() string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (\n  fid INTEGER PRIMARY KEY NOT NULL", quote(l.name))
	if l.geometry != "" {
		fmt.Fprintf(&b, ",\n  geom %s", l.geometry)
	}
	for _, c := range l.columns {
		fmt.Fprintf(&b, ",\n  %s %s", quote(c.name), c.kind)
	}
	b.WriteString("\n)")
	return b.String()
}

// names returns the columns after fid, geom first where there is one.
func (l layout) names() []string {
	var out []string
	if l.geometry != "" {
		out = append(out, "geom")
	}
	for _, c := range l.columns {
		out = append(out, c.name)
	}
	return out
}

func (l layout) insert() string {
	names := l.names()
	quoted := []string{"fid"}
	for _, n := range names {
		quoted = append(quoted, quote(n))
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)",
		quote(l.name), strings.Join(quoted, ", "), strings.Repeat(", ?", len(names)))
}

// selects reads fid and the plain columns in order of fid; with geom last where
// it is wanted.
func (l layout) selects(geom bool) string {
	cols := []string{"fid"}
	for _, c := range l.columns {
		cols = append(cols, quote(c.name))
	}
	if geom {
		cols = append(cols, "geom")
	}
	return fmt.Sprintf("SELECT %s FROM %s ORDER BY fid", strings.Join(cols, ", "), quote(l.name))
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

var accessColumns = []column{
	{"access_segment", "INTEGER"}, // NULL: joins no street
	{"access_fraction", "REAL"},
	{"access_leg_mm", "INTEGER"},
	{"access_lon", "REAL"},
	{"access_lat", "REAL"},
	{"access_crosses", "TEXT"},    // NULL: the leg crosses nothing
	{"public_segment", "INTEGER"}, // NULL: the access is on a public street, or there is no other
	{"public_fraction", "REAL"},
	{"public_leg_mm", "INTEGER"},
	{"public_lon", "REAL"},
	{"public_lat", "REAL"},
	{"public_crosses", "TEXT"},
}

var nameColumns = []column{{"name", "TEXT"}, {"name_zh", "TEXT"}, {"name_en", "TEXT"}}

// The tables. meta comes first: it says how the others are shaped. sums comes
// last and has the CRC-32C of each of them.
var (
	metaTable = layout{name: "meta", title: "What this workspace is", columns: []column{
		{"key", "TEXT"}, {"value", "TEXT"}}}
	serviceTable = layout{name: "services", title: "Services 服务", columns: join(
		[]column{{"id", "TEXT"}}, nameColumns, []column{
			{"minutes", "REAL"}, {"profile", "TEXT"}, {"population_group", "TEXT"}, {"area", "TEXT"},
			{"target_millionths", "INTEGER"}, {"target_text", "TEXT"}, {"clause", "TEXT"}, {"buffer_m", "REAL"}})}
	inputTable = layout{name: "inputs", title: "Sources", columns: []column{
		{"role", "TEXT"}, {"path", "TEXT"}, {"sha256", "TEXT"}, {"licence", "TEXT"}, {"attribution", "TEXT"}}}
	noteTable = layout{name: "notes", title: "What the import said", columns: []column{
		{"code", "TEXT"}, {"source", "TEXT"}, {"field", "TEXT"}, {"count", "INTEGER"}, {"samples", "TEXT"}}}
	layerTable = layout{name: "layers", title: "Layers of the import", columns: []column{
		{"kind", "TEXT"}, {"path", "TEXT"}, {"key", "TEXT"}, {"rows", "INTEGER"}, {"detail", "TEXT"}}}
	facilityTable = layout{name: "facilities", title: "Facilities 服务设施", geometry: "POINT", columns: join(
		[]column{{"id", "TEXT"}}, nameColumns, []column{
			{"services", "TEXT"}, {"capacity", "TEXT"}, {"status", "TEXT"}, {"opens", "TEXT"}, {"closes", "TEXT"},
			{"attributes", "TEXT"}, {"layer", "INTEGER"}, {"lon", "REAL"}, {"lat", "REAL"}}, accessColumns)}
	districtTable = layout{name: "districts", title: "Districts 行政区", geometry: "MULTIPOLYGON", columns: join(
		[]column{{"code", "TEXT"}}, nameColumns, []column{
			{"level", "INTEGER"}, {"parent", "TEXT"}, {"layer", "INTEGER"}})}
	extentTable = layout{name: "extent", title: "Extent 范围", geometry: "MULTIPOLYGON"}
	islandTable = layout{name: "islands", title: "Streets that join nothing", geometry: "POINT", columns: []column{
		{"length_mm", "INTEGER"}, {"segments", "INTEGER"}, {"lon", "REAL"}, {"lat", "REAL"},
		{"places", "INTEGER"}, {"people", "REAL"}, {"facilities", "INTEGER"},
		{"joins_lon", "REAL"}, {"joins_lat", "REAL"}, {"joins_m", "REAL"}}}
	entranceTable = layout{name: "entrances", title: "Entrances 出入口", geometry: "POINT", columns: join([]column{
		{"of", "TEXT"}, {"id", "TEXT"}, {"kind", "TEXT"}, {"lon", "REAL"}, {"lat", "REAL"}}, accessColumns)}
	exitTable = layout{name: "exits", title: "Where streets leave the extent", geometry: "POINT", columns: accessColumns}
	// The numbers of a profile are JSON: they are many, and most are 0.
	profileTable = layout{name: "profiles", title: "Profiles 步行画像", columns: join(
		[]column{{"id", "TEXT"}}, nameColumns, []column{{"definition", "TEXT"}})}
	sumTable = layout{name: "sums", title: "Checksums of the tables", columns: []column{
		{"table_name", "TEXT"}, {"columns_crc32c", "INTEGER"}, {"geom_crc32c", "INTEGER"}}}
)

// demandTable has a column per group and weight, in people or units; their
// prefix keeps a group called "name" apart from the name.
func demandTable(groups, weights []string) layout {
	l := layout{name: "demand", title: "Demand 需求", geometry: "GEOMETRY"}
	l.columns = join([]column{{"id", "TEXT"}}, nameColumns, []column{
		{"h3", "TEXT"}, {"urban", "TEXT"}, {"lon", "REAL"}, {"lat", "REAL"}}, accessColumns)
	for _, g := range groups {
		l.columns = append(l.columns, column{"people_" + g, "REAL"})
	}
	for _, w := range weights {
		l.columns = append(l.columns, column{w, "REAL"})
	}
	return l
}

func join(lists ...[]column) []column {
	var out []column
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

func sortedKeys(m map[string][]coverage.Amount) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// standardTables are the GeoPackage's own. OGC 12-128r17, annex C.
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
