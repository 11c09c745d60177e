package workspace

import (
	"context"
	"database/sql/driver"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"lifecircle/data/geopackage"
)

// extension is what the folders of workspaces end with.
const extension = ".lifecircle"

// BuildLine is what to type to make the workspace in dir anew: `lifecircle build`
// with its manifest, which is the file beside it that the workspace says it was
// built from, whatever its format; else x.toml for x.lifecircle.
func BuildLine(dir string) string {
	dir = filepath.Clean(dir)
	if base := filepath.Base(dir); base == "." || base == ".." { // they have a name only as an absolute path
		if absolute, err := filepath.Abs(dir); err == nil {
			dir = absolute
		}
	}
	manifest := strings.TrimSuffix(dir, extension) + ".toml"
	if name := manifestOf(dir); name != "" {
		beside := filepath.Join(filepath.Dir(dir), name)
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			manifest = beside
		}
	}
	line := "lifecircle build " + quoted(manifest)
	if strings.TrimSuffix(manifest, ".toml")+extension != dir {
		line += " --out " + quoted(dir)
	}
	return line
}

// quoted is a path as a shell takes it for one word.
func quoted(path string) string {
	if strings.ContainsAny(path, " \t\n'\"\\$`*?[]{}()<>|&;#~!") {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

// errEnough ends a query.
var errEnough = errors.New("enough")

// manifestOf returns the name of the manifest that a workspace was built from, or
// "": its tables may be of another format, or damaged.
func manifestOf(dir string) (name string) {
	ctx := context.Background()
	db, err := openTables(filepath.Join(at(dir), TablesFile))
	if err != nil {
		return ""
	}
	defer db.Close()
	const most = 1000
	n := 0
	_ = eachOf(ctx, db, "inputs", `"role", "path"`, func(row []driver.Value) error {
		role, _ := row[0].(string)
		path, _ := row[1].(string)
		if role == "manifest" && filepath.Base(path) == path && filepath.IsLocal(path) {
			name = path
		}
		if n++; name != "" || n == most {
			return errEnough
		}
		return nil
	})
	return name
}

// openTables opens a GeoPackage for reading alone.
func openTables(path string) (*geopackage.File, error) {
	return geopackage.Open(path, url.Values{"mode": {"ro"}, "immutable": {"1"},
		"_pragma": {"trusted_schema(OFF)", "cell_size_check(ON)", "query_only(ON)"}})
}

// eachOf reads columns of a table that may be of another format than ours, but is a
// plain one: a view could go on for ever.
func eachOf(ctx context.Context, db *geopackage.File, table, columns string, each func(row []driver.Value) error) error {
	plain := false
	err := db.Query(ctx, "SELECT type, name, sql FROM sqlite_schema", func(row []driver.Value) error {
		sql, _ := row[2].(string)
		plain = plain || row[0] == "table" && row[1] == table && strings.HasPrefix(sql, "CREATE TABLE ")
		return nil
	})
	if err != nil {
		return err
	}
	if !plain {
		return errors.New("table " + table + " is not there as it was made")
	}
	return db.Query(ctx, "SELECT "+columns+" FROM "+geopackage.Quote(table), each)
}
