package export

import (
	"fmt"
	"strings"

	"lifecircle/coverage/layers"
	"lifecircle/data/geopackage"
)

// lastChange stands where a format wants the time of the last change.
const lastChange = geopackage.LastChange

// cgcs2000 is the number of CGCS2000 in gpkg_spatial_ref_sys.
const cgcs2000 = 4490

// furtherTables are those of a GeoPackage's extensions (OGC 12-128r17, annex F),
// the table in which QGIS looks for styles, and one more reference system.
var furtherTables = []string{
	`CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
)`,
	`CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY NOT NULL,
  f_table_catalog TEXT(256),
  f_table_schema TEXT(256),
  f_table_name TEXT(256),
  f_geometry_column TEXT(256),
  styleName TEXT(30),
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT,
  owner TEXT(30),
  ui TEXT(30),
  update_time DATETIME
)`,
	`INSERT INTO gpkg_spatial_ref_sys VALUES
  ('CGCS2000', 4490, 'EPSG', 4490, 'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4490"]]', 'longitude/latitude coordinates in decimal degrees, China Geodetic Coordinate System 2000')`,
	`INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES
  ('layer_styles', 'attributes', 'layer_styles', '', '` + lastChange + `', 0)`,
}

// columnTypes are those of OGC 12-128r17, table 1.
var columnTypes = map[layers.ColumnKind]string{
	layers.ColumnText: "TEXT", layers.ColumnWhole: "INTEGER", layers.ColumnReal: "DOUBLE",
	layers.ColumnFlag: "BOOLEAN", layers.ColumnDate: "DATE",
}

func createTable(l layers.Layer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (\n  fid INTEGER PRIMARY KEY NOT NULL,\n  geom %s", geopackage.Quote(string(l.ID)), geometryType(l.Geometry))
	for _, c := range l.Columns {
		fmt.Fprintf(&b, ",\n  %s %s", geopackage.Quote(c.Name), columnTypes[c.Kind])
	}
	b.WriteString("\n)")
	return b.String()
}

// indexTriggers keep the spatial index right when somebody edits the table.
// OGC 12-128r17, annex F.3, clause "Triggers".
func indexTriggers(table string) []string {
	fill := strings.NewReplacer("<t>", table, "<box>", `(NEW."fid",ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"))`)
	var out []string
	for _, trigger := range []string{
		`"rtree_<t>_geom_insert" AFTER INSERT ON "<t>" WHEN (new."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN INSERT OR REPLACE INTO "rtree_<t>_geom" VALUES <box>; END`,
		`"rtree_<t>_geom_update1" AFTER UPDATE OF "geom" ON "<t>" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN INSERT OR REPLACE INTO "rtree_<t>_geom" VALUES <box>; END`,
		`"rtree_<t>_geom_update2" AFTER UPDATE OF "geom" ON "<t>" WHEN OLD."fid" = NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom")) BEGIN DELETE FROM "rtree_<t>_geom" WHERE id = OLD."fid"; END`,
		`"rtree_<t>_geom_update3" AFTER UPDATE ON "<t>" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN DELETE FROM "rtree_<t>_geom" WHERE id = OLD."fid"; INSERT OR REPLACE INTO "rtree_<t>_geom" VALUES <box>; END`,
		`"rtree_<t>_geom_update4" AFTER UPDATE ON "<t>" WHEN OLD."fid" != NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom")) BEGIN DELETE FROM "rtree_<t>_geom" WHERE id IN (OLD."fid", NEW."fid"); END`,
		`"rtree_<t>_geom_delete" AFTER DELETE ON "<t>" WHEN old."geom" NOT NULL BEGIN DELETE FROM "rtree_<t>_geom" WHERE id = OLD."fid"; END`,
	} {
		out = append(out, "CREATE TRIGGER "+fill.Replace(trigger))
	}
	return out
}
