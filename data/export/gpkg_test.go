package export_test

import (
	"database/sql"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/geo"
)

// lite opens a GeoPackage with plain SQLite.
func lite(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// ask returns the first column of what a query gives.
func ask(t *testing.T, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s.String)
	}
	return out
}

// The requirements of OGC 12-128r17 that GDAL's validate_gpkg checks, by number.
func TestTheRulesOfGeoPackage(t *testing.T) {
	for _, id := range layers.IDs() {
		t.Run(string(id), func(t *testing.T) {
			table := open(t, town(t), id)
			path := save(t, "x.gpkg", write(t, export.GeoPackage, table, export.Options{}))
			head, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(head[:16]) != "SQLite format 3\x00" || string(head[68:72]) != "GPKG" { // 1, 2
				t.Errorf("% x", head[:72])
			}
			db := lite(t, path)
			for _, c := range []struct {
				rule, query string
				want        []string
			}{
				{"2: version", "PRAGMA user_version", []string{"10300"}},
				{"6: integrity", "PRAGMA integrity_check", []string{"ok"}},
				{"7: foreign keys", "PRAGMA foreign_key_check", nil},
				{"11: reference systems", "SELECT srs_id FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1, 0, 4326) ORDER BY srs_id", []string{"-1", "0", "4326"}},
				{"13: contents name tables", "SELECT table_name FROM gpkg_contents WHERE table_name NOT IN (SELECT name FROM sqlite_master)", nil},
				{"15: times of change", "SELECT last_change FROM gpkg_contents WHERE last_change NOT GLOB '????-??-??T??:??:??.???Z'", nil},
				{"22: a geometry column a layer", "SELECT column_name FROM gpkg_geometry_columns", []string{"geom"}},
				{"24: of the contents", "SELECT table_name FROM gpkg_geometry_columns WHERE table_name NOT IN (SELECT table_name FROM gpkg_contents WHERE data_type = 'features')", nil},
				{"26: the same system", "SELECT c.table_name FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name) WHERE c.srs_id <> g.srs_id", nil},
				{"30: the type is the column's", "SELECT g.geometry_type_name FROM gpkg_geometry_columns g JOIN pragma_table_info('" + string(id) + "') i ON i.name = g.column_name AND i.type = g.geometry_type_name", []string{geometryType(table.Layer.Geometry)}},
				{"29: a key of whole numbers", "SELECT type FROM pragma_table_info('" + string(id) + "') WHERE pk = 1", []string{"INTEGER"}},
				{"5: types", "SELECT name FROM pragma_table_info('" + string(id) + "') WHERE type NOT IN ('INTEGER', 'TEXT', 'DOUBLE', 'BOOLEAN', 'DATE', 'POINT', 'MULTILINESTRING', 'MULTIPOLYGON')", nil},
				{"75: the index is declared", "SELECT extension_name || ' ' || scope FROM gpkg_extensions", []string{"gpkg_rtree_index write-only"}},
				{"77: and whole", "SELECT fid FROM \"" + string(id) + "\" WHERE fid NOT IN (SELECT id FROM \"rtree_" + string(id) + "_geom\")", nil},
				{"and no more", "SELECT id FROM \"rtree_" + string(id) + "_geom\" WHERE id NOT IN (SELECT fid FROM \"" + string(id) + "\")", nil},
				{"19: headers", "SELECT fid FROM \"" + string(id) + "\" WHERE hex(substr(geom, 1, 3)) <> '475000' OR hex(substr(geom, 5, 4)) <> 'E6100000'", nil},
			} {
				if d := cmp.Diff(c.want, ask(t, db, c.query)); d != "" {
					t.Errorf("requirement %s (-want +got):\n%s", c.rule, d)
				}
			}
		})
	}
}

func geometryType(k layers.GeometryKind) string {
	return map[layers.GeometryKind]string{layers.GeometryPoint: "POINT", layers.GeometryLine: "MULTILINESTRING", layers.GeometryPolygon: "MULTIPOLYGON"}[k]
}

// The triggers are GDAL's own, word by word, but for white space.
func TestTheIndexHasGDALsTriggers(t *testing.T) {
	plain := save(t, "odd.geojson", write(t, export.GeoJSON, odd(), export.Options{}))
	theirs := filepath.Join(t.TempDir(), "theirs.gpkg")
	gdal(t, "ogr2ogr", "-f", "GPKG", theirs, plain, "odd")
	ours := save(t, "ours.gpkg", write(t, export.GeoPackage, odd(), export.Options{}))
	const query = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree%' ORDER BY name"
	squeeze := func(list []string) []string {
		for i, s := range list {
			list[i] = strings.Join(strings.Fields(s), " ")
		}
		return list
	}
	if d := cmp.Diff(squeeze(ask(t, lite(t, theirs), query)), squeeze(ask(t, lite(t, ours), query))); d != "" {
		t.Errorf("(-GDAL +ours):\n%s", d)
	}
}

// The legend of QGIS is in the language asked: of districts their verdict, of places
// whether they are within the limit.
func TestTheLegendIsInTheLanguageAsked(t *testing.T) {
	label := regexp.MustCompile(`label="([^"]*)"`)
	for _, c := range []struct {
		lang  string
		layer layers.ID
		want  string
	}{
		{"zh", layers.Districts, "达标 无法判定 未达标 未知"},
		{"en", layers.Districts, "meets the target, cannot tell, misses the target, not known"},
		{"zh", layers.Cells, "在时限内 超出时限 未知"},
		{"en", layers.Cells, "within the limit, beyond it, not known"},
	} {
		db := lite(t, save(t, "x.gpkg", write(t, export.GeoPackage, open(t, town(t), c.layer), export.Options{Lang: c.lang, Words: words(t, c.lang)})))
		for _, qml := range ask(t, db, "SELECT styleQML FROM layer_styles") {
			var said []string
			for _, m := range label.FindAllStringSubmatch(qml, -1) {
				said = append(said, m[1])
			}
			if got := strings.Join(said, map[string]string{"zh": " ", "en": ", "}[c.lang]); got != c.want {
				t.Errorf("%s of %s is %s, not %s", c.lang, c.layer, got, c.want)
			}
		}
	}
}

func TestStylesAreXMLAndOneIsTheDefault(t *testing.T) {
	for _, id := range layers.IDs() {
		db := lite(t, save(t, "x.gpkg", write(t, export.GeoPackage, open(t, town(t), id), export.Options{Lang: "zh"})))
		if got := ask(t, db, "SELECT f_table_name FROM layer_styles WHERE useAsDefault"); len(got) != 1 || got[0] != string(id) {
			t.Errorf("defaults of %s: %v", id, got)
		}
		for _, qml := range ask(t, db, "SELECT styleQML FROM layer_styles") {
			d := xml.NewDecoder(strings.NewReader(qml))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v\n%s", id, err, qml)
				}
			}
		}
	}
	db := lite(t, save(t, "x.gpkg", write(t, export.GeoPackage, open(t, town(t), layers.Districts), export.Options{})))
	if d := cmp.Diff([]string{"clinic", "elderly"}, ask(t, db, "SELECT styleName FROM layer_styles ORDER BY id")); d != "" {
		t.Error(d)
	}
}

func TestAGeoPackageSaysItsReference(t *testing.T) {
	for datum, want := range map[geo.Datum]string{geo.WGS84: "4326", geo.CGCS2000: "4490", geo.GCJ02: "0"} {
		db := lite(t, save(t, "x.gpkg", write(t, export.GeoPackage, odd(), export.Options{Datum: datum})))
		if got := ask(t, db, "SELECT srs_id FROM gpkg_contents WHERE table_name = 'odd'"); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v", datum, got)
		}
	}
}
