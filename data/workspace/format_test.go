package workspace_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/coverage"
	"lifecircle/data/finding"
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

// A workspace of another format is told from a damaged one by whichever of its files
// is of one, and a build over it lands.
func TestOtherFormats(t *testing.T) {
	for name, c := range map[string]struct {
		make func(t *testing.T, dir string)
		kind error
		want string // {dir} is the workspace's folder
	}{
		"format 1": {func(t *testing.T, dir string) { copyFolder(t, dir, "testdata/format-1") }, workspace.ErrOlder,
			"{dir}/city.gpkg: was built by an older lifecircle: build the city again with `lifecircle build {dir}.toml --out {dir}` (tables of an older format: format 1, this program reads 2)"},
		"older tables of other columns": {func(t *testing.T, dir string) {
			put(t, dir, sample(t, "x"))
			sqlite(t, dir, `UPDATE meta SET value = '1' WHERE key = 'format'; ALTER TABLE meta ADD COLUMN more TEXT; DROP TABLE sums; DROP TABLE exits`)
		}, workspace.ErrOlder, "format 1, this program reads 2"},
		"newer tables of other columns": {func(t *testing.T, dir string) {
			put(t, dir, sample(t, "x"))
			sqlite(t, dir, `UPDATE meta SET value = '3' WHERE key = 'format'; ALTER TABLE meta ADD COLUMN more TEXT; DROP TABLE sums`)
		}, finding.ErrNewer, "{dir}/city.gpkg: was built by a newer lifecircle: upgrade this one, or build the city again with it (tables of a newer format: format 3, this program reads 2)"},
		"the same number for another layout": {func(t *testing.T, dir string) {
			put(t, dir, sample(t, "x"))
			sqlite(t, dir, `ALTER TABLE exits ADD COLUMN more TEXT`)
		}, finding.ErrCorrupt, "build the city again with `lifecircle build {dir}.toml --out {dir}` (table exits is not there as it was made)"},
		"older streets": {func(t *testing.T, dir string) { streetsOf(t, dir, 1) }, workspace.ErrOlder,
			"{dir}/streets.lc: was built by an older lifecircle: build the city again with `lifecircle build {dir}.toml --out {dir}`"},
		"newer streets": {func(t *testing.T, dir string) { streetsOf(t, dir, 9) }, finding.ErrNewer,
			"{dir}/streets.lc: was built by a newer lifecircle: upgrade"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "x")
			c.make(t, dir)
			_, err := workspace.Open(context.Background(), dir)
			if want := strings.ReplaceAll(c.want, "{dir}", dir); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), want) {
				t.Errorf("it says\n%v, not\n%s", err, want)
			}
			put(t, dir, sample(t, "again"))
			if got := get(t, dir).City.Name; got != "again" {
				t.Error(got)
			}
		})
	}
}

func copyFolder(t *testing.T, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// streetsOf lands a workspace whose network is of another format.
func streetsOf(t *testing.T, dir string, format uint32) {
	t.Helper()
	put(t, dir, sample(t, "x"))
	path := filepath.Join(dir, workspace.StreetsFile)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	binary.LittleEndian.PutUint32(data[8:], format)
	end := 16 + 24*binary.LittleEndian.Uint32(data[12:]) // see docs/format.md
	binary.LittleEndian.PutUint32(data[end:], crc32.Checksum(data[:end], crc32.MakeTable(crc32.Castagnoli)))
	overwrite(t, path, string(data))
	head := sha256.Sum256(data[:min(len(data), 4096)])
	sqlite(t, dir, `UPDATE meta SET value = '`+hex.EncodeToString(head[:])+`' WHERE key = 'streets_head'`)
}

// What to type is the manifest that the workspace was built from, where it is there.
func TestTheLineThatBuildsAWorkspaceAnew(t *testing.T) {
	folder := t.TempDir()
	c := sample(t, "x")
	c.City.Provenance.Inputs = append(c.City.Provenance.Inputs, coverage.Input{Role: "manifest", Path: "my city.toml"})
	dir := filepath.Join(folder, "x.lifecircle")
	put(t, dir, c)
	outside := filepath.Join(folder, "y.lifecircle")
	c.City.Provenance.Inputs[1].Path = "../" + filepath.Base(folder) + "/my city.toml"
	put(t, outside, c)
	says := func(dir, want string) {
		t.Helper()
		if got := workspace.BuildLine(dir); got != want {
			t.Errorf("of %s: %s, want %s", dir, got, want)
		}
	}
	says(dir, "lifecircle build "+folder+"/x.toml") // its manifest has been moved
	overwrite(t, filepath.Join(folder, "my city.toml"), "")
	says(dir, "lifecircle build '"+folder+"/my city.toml' --out "+dir)
	says(dir+"/", "lifecircle build '"+folder+"/my city.toml' --out "+dir)
	sqlite(t, dir, `UPDATE inputs SET path = 'x.toml' WHERE role = 'manifest'`)
	overwrite(t, filepath.Join(folder, "x.toml"), "")
	says(dir, "lifecircle build "+folder+"/x.toml")
	says(outside, "lifecircle build "+folder+"/y.toml")
	says(filepath.Join(folder, "none"), "lifecircle build "+folder+"/none.toml --out "+folder+"/none")
	t.Chdir(folder)
	says("x.lifecircle", "lifecircle build x.toml")
	t.Chdir(dir)
	says(".", "lifecircle build "+folder+"/x.toml")
}

// withoutVersion blanks the version of SQLite that wrote a file, bytes 96–99 of
// its header: sqlite.org/fileformat.html#the_database_header.
func withoutVersion(tables []byte) []byte {
	copy(tables[96:100], "----")
	return tables
}
