package importer_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"lifecircle/data/importer"
	"lifecircle/data/workspace"
)

// A workspace of another format, or a damaged one, is built anew from its sources
// without a word: nothing of it is taken over, and the bytes are those of a build
// where nothing was.
func TestABuildOverAnyOtherFormatIsABuildFromNothing(t *testing.T) {
	clean := newTown().put(t, t.TempDir())
	build(t, clean)
	tables := func(query string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			db, err := sql.Open("sqlite", filepath.Join(dir, workspace.TablesFile))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(query); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, change := range map[string]func(t *testing.T, dir string){
		"format 1": func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(dir, os.DirFS("../workspace/testdata/format-1")); err != nil {
				t.Fatal(err)
			}
		},
		"an older layout of the tables": tables(`UPDATE meta SET value = '1' WHERE key = 'format'; ALTER TABLE demand DROP COLUMN public_segment; DROP TABLE exits`),
		"another layout of the same":    tables(`ALTER TABLE facilities ADD COLUMN more TEXT`),
		"a newer format":                tables(`UPDATE meta SET value = '99' WHERE key = 'format'; DROP TABLE sums`),
		"no network":                    func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, workspace.StreetsFile)) },
		"no tables":                     func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, workspace.TablesFile)) },
	} {
		t.Run(name, func(t *testing.T) {
			m := newTown().put(t, t.TempDir())
			build(t, m)
			dir := importer.Out(m)
			change(t, dir)
			if content, err := workspace.Open(t.Context(), dir); err == nil {
				content.Close()
				t.Fatal("it opens: there is nothing to see")
			}
			if _, err := importer.Check(t.Context(), options(m)); err != nil {
				t.Errorf("check: %v", err)
			}
			for _, l := range build(t, m).Layers {
				if l.Reused {
					t.Errorf("%s %s is taken over", l.Kind, l.Path)
				}
			}
			same(t, name, files(t, clean), files(t, m))
		})
	}
}
