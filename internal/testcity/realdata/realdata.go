// Package realdata finds the real cities that tests run on: the folder that
// LIFECIRCLE_DATA names. Unset, as in a stranger's clone, a test skips; set, a
// missing file fails. It is for tests alone.
package realdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns the absolute path of a file or folder of the real data, named
// from the folder of the data, or skips the test.
//
// Where LIFECIRCLE_SKIPPED names a file, a skipped test adds its name to it as a
// line: go test hides what passing packages say, and `./run test` counts them.
func Path(t testing.TB, name ...string) string {
	t.Helper()
	root := os.Getenv("LIFECIRCLE_DATA")
	if root == "" {
		note(t)
		t.Skip("LIFECIRCLE_DATA is not set: runs without the real cities")
	}
	path, err := filepath.Abs(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("LIFECIRCLE_DATA is set, but: %v", err)
	}
	return path
}

// Open is like Path and opens the file until the test ends.
func Open(t testing.TB, name ...string) *os.File {
	t.Helper()
	f, err := os.Open(Path(t, name...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func note(t testing.TB) {
	t.Helper()
	list := os.Getenv("LIFECIRCLE_SKIPPED")
	if list == "" {
		return
	}
	f, err := os.OpenFile(list, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(t.Name() + "\n"); err != nil {
		t.Fatal(err)
	}
}
