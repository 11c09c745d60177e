package workspace_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"lifecircle/data/workspace"
)

// database opens a workspace's tables as another program would.
func database(t testing.TB, dir string) *sql.DB {
	t.Helper()
	name := url.URL{Scheme: "file", Path: filepath.Join(dir, workspace.TablesFile)}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func sqlite(t testing.TB, dir, query string) {
	t.Helper()
	db := database(t, dir)
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
	db.Close()
}

// What a GeoPackage reader looks at first. OGC 12-128r17.
func TestItIsAGeoPackage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	put(t, dir, sample(t, "x"))
	head, err := os.ReadFile(filepath.Join(dir, workspace.TablesFile))
	if err != nil {
		t.Fatal(err)
	}
	if string(head[68:72]) != "GPKG" {
		t.Errorf("application id is %q", head[68:72])
	}
	db := database(t, dir)
	want := map[string]string{
		"PRAGMA integrity_check":                                     "ok",
		"PRAGMA user_version":                                        "10300",
		"SELECT count(*) FROM pragma_foreign_key_check":              "0",
		"SELECT group_concat(srs_id, ' ') FROM gpkg_spatial_ref_sys": "-1 0 4326",
		"SELECT group_concat(table_name || ':' || data_type, ' ') FROM (SELECT * FROM gpkg_contents ORDER BY 1)": "demand:features districts:features entrances:features exits:features extent:features " +
			"facilities:features inputs:attributes islands:features layers:attributes meta:attributes notes:attributes profiles:attributes services:attributes sums:attributes",
		"SELECT group_concat(table_name || ':' || geometry_type_name, ' ') FROM (SELECT * FROM gpkg_geometry_columns ORDER BY 1)": "demand:GEOMETRY districts:MULTIPOLYGON entrances:POINT exits:POINT extent:MULTIPOLYGON facilities:POINT islands:POINT",
		"SELECT printf('%.3f', people_all) FROM demand WHERE fid = 3":                                                             "1234567891.001",
		"SELECT people_all IS NULL FROM demand WHERE fid = 2":                                                                     "1",
		"SELECT name FROM demand WHERE fid = 2":                                                                                   "小区",
		"SELECT hex(substr(geom, 1, 8)) FROM facilities WHERE fid = 1":                                                            "47500001E6100000",
		"SELECT hex(substr(geom, 41, 5)) FROM demand WHERE fid = 1 /* polygon */":                                                 "0103000000",
		"SELECT hex(substr(geom, 9, 5)) FROM demand WHERE fid = 2 /* point */":                                                    "0101000000",
		"SELECT count(*) FROM gpkg_contents WHERE last_change > '1970-01-02'":                                                     "0",
		"SELECT min_x <= 121.4 AND max_y >= 31.3 FROM gpkg_contents WHERE srs_id = 4326 AND table_name = 'extent'":                "1",
	}
	for query, value := range want {
		var got string
		if err := db.QueryRow(query).Scan(&got); err != nil {
			t.Errorf("%s: %v", query, err)
		} else if got != value {
			t.Errorf("%s: %q instead of %q", query, got, value)
		}
	}
}

// QGIS opens a GeoPackage in write-ahead mode and may leave it so.
func TestATableInWriteAheadModeStillOpens(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	put(t, dir, sample(t, "x"))
	db := database(t, dir)
	if _, err := db.Exec("PRAGMA journal_mode = WAL"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	if get(t, dir).City.Name != "x" { // while the other has it open
		t.Error("not the city")
	}
	db.Close()
	if get(t, dir).City.Name != "x" {
		t.Error("not the city")
	}
}
