package workspace_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/data/workspace"
)

var update = flag.Bool("update", false, "write testdata anew")

// Workspaces of every format since the first still open. A new format gets a
// folder of its own beside the old ones, which stay as they are:
//
//	go test -run Formats -update ./data/workspace
func TestFormatsStillOpen(t *testing.T) {
	folders := []string{"format-1"}
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
	for _, name := range []string{workspace.TablesFile, workspace.StreetsFile} {
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
			t.Errorf("%s is not what format 1 was: raise the format, or, before its first release, run with -update", name)
		}
	}
}

// withoutVersion blanks the version of SQLite that wrote a file, bytes 96–99 of
// its header: sqlite.org/fileformat.html#the_database_header.
func withoutVersion(tables []byte) []byte {
	copy(tables[96:100], "----")
	return tables
}
