package workspace_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/data/workspace"
)

var update = flag.Bool("update", false, "write testdata anew")

// A workspace of the format opens, and is what is written today. A new format
// gets a folder of its own beside the old ones, which stay as they are:
//
//	go test -run Format -update ./data/workspace
func TestTheFormatStillOpens(t *testing.T) {
	folders := []string{"format-2"}
	newest := filepath.Join("testdata", folders[len(folders)-1])
	if *update {
		if err := os.RemoveAll(newest); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		put(t, newest, sample(t, "kept"))
	}
	for _, name := range folders {
		got := get(t, filepath.Join("testdata", name))
		if diff := cmp.Diff(sample(t, "kept"), got, compare...); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	// What is written today is the newest format, to the byte.
	dir := filepath.Join(t.TempDir(), "x")
	put(t, dir, sample(t, "kept"))
	for _, name := range []string{workspace.TablesFile, workspace.StreetsFile, workspace.ReportFile} {
		want, err := os.ReadFile(filepath.Join(newest, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == workspace.TablesFile {
			got, want = withoutVersion(got), withoutVersion(want)
		}
		if string(got) != string(want) {
			t.Errorf("%s is not what format 2 was: raise the format, or, before its first release, run with -update", name)
		}
	}
}

// A workspace of an older format is told from a damaged one, and a build over it
// lands.
func TestAnOlderFormatIsBuiltAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "format-1"))); err != nil {
		t.Fatal(err)
	}
	_, err := workspace.Open(context.Background(), dir)
	const want = "city.gpkg: was built by an older lifecircle: build the city again with `lifecircle build city.toml`"
	if !errors.Is(err, workspace.ErrOlder) || !strings.Contains(err.Error(), want) {
		t.Errorf("%v", err)
	}
	put(t, dir, sample(t, "again"))
	if got := get(t, dir).City.Name; got != "again" {
		t.Error(got)
	}
}

// withoutVersion blanks the version of SQLite that wrote a file, bytes 96–99 of
// its header: sqlite.org/fileformat.html#the_database_header.
func withoutVersion(tables []byte) []byte {
	copy(tables[96:100], "----")
	return tables
}
