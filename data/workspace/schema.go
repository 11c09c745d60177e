package workspace

import (
	"fmt"
	"strings"

	"lifecircle/data/geopackage"
)

// FormatVersion is the version of the tables that this program writes, and the
// one that it reads: a workspace is made of its sources in minutes, so an older
// one is built again.
const FormatVersion = 2

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
	fmt.Fprintf(&b, "CREATE TABLE %s (\n  fid INTEGER PRIMARY KEY NOT NULL", geopackage.Quote(l.name))
	if l.geometry != "" {
		fmt.Fprintf(&b, ",\n  geom %s", l.geometry)
	}
	for _, c := range l.columns {
		fmt.Fprintf(&b, ",\n  %s %s", geopackage.Quote(c.name), c.kind)
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
		quoted = append(quoted, geopackage.Quote(n))
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)",
		geopackage.Quote(l.name), strings.Join(quoted, ", "), strings.Repeat(", ?", len(names)))
}

// selects reads fid and the plain columns in order of fid; with geom last where
// it is wanted.
func (l layout) selects(geom bool) string {
	cols := []string{"fid"}
	for _, c := range l.columns {
		cols = append(cols, geopackage.Quote(c.name))
	}
	if geom {
		cols = append(cols, "geom")
	}
	return fmt.Sprintf("SELECT %s FROM %s ORDER BY fid", strings.Join(cols, ", "), geopackage.Quote(l.name))
}

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

const demandName = "demand"

// demandTable has a column per group and weight, in people or units; their
// prefix keeps a group called "name" apart from the name.
func demandTable(groups, weights []string) layout {
	l := layout{name: demandName, title: "Demand 需求", geometry: "GEOMETRY"}
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
