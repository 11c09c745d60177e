package workspace

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
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
	_ = eachOf(ctx, db, "inputs", `"role", "path"`, func(row []driver.Value) error {
		role, _ := row[0].(string)
		path, _ := row[1].(string)
		if role == "manifest" && filepath.Base(path) == path && filepath.IsLocal(path) {
			name = path
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

// mostRows is how many rows of a table eachOf reads.
const mostRows = 10_000

// eachOf reads columns of a small table that may be of another format than ours, but
// is a plain one with an end: a view could go on for ever, and so could a damaged
// tree. Where each wants no more it returns errEnough.
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
		return fmt.Errorf("table %s is not there as it was made", table)
	}
	n := 0
	err = db.Query(ctx, "SELECT "+columns+" FROM "+geopackage.Quote(table), func(row []driver.Value) error {
		if n++; n > mostRows {
			return fmt.Errorf("table %s: has more than %d rows", table, mostRows)
		}
		return each(row)
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}
