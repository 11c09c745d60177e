package main

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"lifecircle/data/workspace"
)

// docs/format.md describes the files that are really written.
func TestTheFormatIsTheOneDescribed(t *testing.T) {
	doc, err := os.ReadFile("../../docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	folder := sample(t)
	if got := lifecircle(t, "build", filepath.Join(folder, "city.toml")); got.code != 0 {
		t.Fatal(got.err)
	}
	dir := filepath.Join(folder, "city.lifecircle")

	t.Run("streets", func(t *testing.T) {
		data, err := os.ReadFile(filepath.Join(dir, workspace.StreetsFile))
		if err != nil {
			t.Fatal(err)
		}
		format, sections := binary.LittleEndian.Uint32(data[8:]), int(binary.LittleEndian.Uint32(data[12:]))
		if want := fmt.Sprintf("## streets.lc, formats %d and %d\n", format, format+1); !strings.Contains(string(doc), want) {
			t.Errorf("it has no heading %q", want)
		}
		source, err := os.ReadFile("../../geo/streets/file.go")
		if err != nil {
			t.Fatal(err)
		}
		names := []string{"numbers"}
		for _, m := range regexp.MustCompile(`\{"([a-z ]+)", of\(`).FindAllStringSubmatch(string(source), -1) {
			names = append(names, m[1])
		}
		const changed = 2 // that only a network has whose streets changes have cut
		if len(names) != sections+changed {
			t.Errorf("the source names %d sections, the file has %d", len(names), sections)
		}
		var described []string
		for i, m := range regexp.MustCompile(`(?m)^\| *(\d+) \| ([a-z ]+) \|`).FindAllStringSubmatch(string(doc), -1) {
			if m[1] != fmt.Sprint(i) {
				t.Errorf("section %s stands where %d should", m[1], i)
			}
			described = append(described, m[2])
		}
		if !slices.Equal(described, names) {
			t.Errorf("it describes\n%q, the file has\n%q", described, names)
		}
	})

	t.Run("tables", func(t *testing.T) {
		described := map[string][]string{}
		for _, row := range regexp.MustCompile("(?m)^\\| `([a-z]+)` \\| (`fid`.*) \\|$").FindAllStringSubmatch(string(doc), -1) {
			for _, column := range regexp.MustCompile("`([a-z0-9_]+)`|then the (access)").FindAllStringSubmatch(row[2], -1) {
				if column[2] != "" {
					described[row[1]] = append(described[row[1]], accessColumns()...)
				} else {
					described[row[1]] = append(described[row[1]], column[1])
				}
			}
		}
		for table, columns := range tablesOf(t, filepath.Join(dir, workspace.TablesFile)) {
			if table == "demand" { // its last columns are the city's groups and weights
				columns = slices.DeleteFunc(columns, func(c string) bool {
					return strings.HasPrefix(c, "people_") || c == "dwellings" || c == "floor_area_m2"
				})
			}
			if !slices.Equal(columns, described[table]) {
				t.Errorf("%s is described with\n%v, and has\n%v", table, described[table], columns)
			}
			delete(described, table)
		}
		if len(described) > 0 {
			t.Errorf("described and not there: %v", described)
		}
	})
}

// accessColumns are what the document calls the access: the same six columns
// twice.
func accessColumns() (out []string) {
	for _, prefix := range []string{"access_", "public_"} {
		for _, name := range []string{"segment", "fraction", "leg_mm", "lon", "lat", "crosses"} {
			out = append(out, prefix+name)
		}
	}
	return out
}

// tablesOf lists the columns of our tables in a GeoPackage.
func tablesOf(t *testing.T, path string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'gpkg_%' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		tables[table] = append(tables[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return tables
}
