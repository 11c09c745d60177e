package workspace_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/workspace"
)

// FuzzOpen feeds bytes as the tables of a workspace: it opens or is refused, and
// nothing panics, hangs or grows.
func FuzzOpen(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "x")
	put(f, dir, sample(f, "x"))
	tables := filepath.Join(dir, workspace.TablesFile)
	whole, err := os.ReadFile(tables)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("SQLite format 3\x00"))
	f.Add([]byte{})
	for _, at := range []int{20, 52, 100, 107, 4096, 5000, 9000, 20000, 40000} {
		if at < len(whole) {
			spoiled := append([]byte(nil), whole...)
			spoiled[at] ^= 0xff
			f.Add(spoiled)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(tables, data, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := workspace.Open(context.Background(), dir)
		var refusal *finding.Refusal
		switch {
		case err == nil:
			c.Close()
		case !errors.As(err, &refusal):
			t.Fatalf("not a refusal: %v", err)
		}
	})
}

// FuzzStreets feeds bytes as the streets.
func FuzzStreets(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "x")
	put(f, dir, sample(f, "x"))
	path := filepath.Join(dir, workspace.StreetsFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := workspace.Open(context.Background(), dir)
		var refusal *finding.Refusal
		switch {
		case err == nil:
			c.Close()
		case !errors.As(err, &refusal):
			t.Fatalf("not a refusal: %v", err)
		}
	})
}

// FuzzVerify feeds bytes as the tables of a workspace: what Open refuses has
// findings, and nothing panics, hangs or grows.
func FuzzVerify(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "x")
	put(f, dir, whole(f, "x"))
	tables := filepath.Join(dir, workspace.TablesFile)
	data, err := os.ReadFile(tables)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(tables, data, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := workspace.Open(context.Background(), dir)
		c.Close()
		if got := verified(t, dir); err != nil && got == "" {
			t.Errorf("%v, and nothing is found", err)
		}
	})
}
