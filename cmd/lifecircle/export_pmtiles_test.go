package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/coverage/layers"

	"lifecircle/internal/testcity/asciiworkspace"
)

func TestExportWritesTiles(t *testing.T) {
	dir := asciiworkspace.New(t, "drawn", asciiworkspace.OneClinic)
	for _, id := range layers.IDs() {
		if id == layers.Islands { // there are none: an archive of no tiles, below
			continue
		}
		named, other := filepath.Join(t.TempDir(), "a.pmtiles"), filepath.Join(t.TempDir(), "b.out")
		for _, args := range [][]string{{"--out", named}, {"--format", "pmtiles", "--out", other}} {
			r := lifecircle(t, append([]string{"export", dir, "--layer", string(id)}, args...)...)
			if r.code != 0 || r.out != "" || !strings.Contains(r.err, "features of "+string(id)) {
				t.Fatalf("%v: %+v", args, r)
			}
		}
		a, _ := os.ReadFile(named)
		b, _ := os.ReadFile(other)
		if !bytes.HasPrefix(a, []byte("PMTiles\x03")) || !bytes.Equal(a, b) {
			t.Errorf("%s: %d and %d bytes", id, len(a), len(b))
		}
		if left, _ := os.ReadDir(filepath.Dir(named)); len(left) != 1 {
			t.Errorf("%s: %d files are left", id, len(left))
		}
	}
	empty := filepath.Join(t.TempDir(), "none.pmtiles")
	if r := lifecircle(t, "export", dir, "--layer", "islands", "--out", empty); r.code != 0 {
		t.Errorf("%+v", r)
	}
	if b, err := os.ReadFile(empty); err != nil || !bytes.HasPrefix(b, []byte("PMTiles\x03")) {
		t.Errorf("no features: %v, %d bytes", err, len(b))
	}
}

func TestTilesThatCannotBe(t *testing.T) {
	dir := asciiworkspace.New(t, "drawn", asciiworkspace.OneClinic)
	out := filepath.Join(t.TempDir(), "a.pmtiles")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--layer", "rivers", "--out", out}, exitUsage, "rivers"},
		{[]string{"--layer", "cells", "--out", out, "--crs", "GCJ-02"}, exitUsage, "--crs"},
		{[]string{"--layer", "cells", "--out", out, "--service", "clinic"}, exitUsage, "--service"},
		{[]string{"--layer", "cells", "--out", out, "--encoding", "utf-8"}, exitUsage, "--encoding"},
		{[]string{"--layer", "cells", "--out", t.TempDir(), "--format", "pmtiles"}, exitRefused, "folder"},
		{[]string{"--layer", "cells", "--out", filepath.Join(t.TempDir(), "no", "a.pmtiles")}, exitRefused, "cannot be written"},
	} {
		r := lifecircle(t, append([]string{"export", dir}, c.args...)...)
		if r.code != c.code || r.out != "" || !strings.Contains(r.err, c.says) {
			t.Errorf("%v: %+v", c.args, r)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a file was written")
	}
}

// A file that cannot be filled leaves what was there, and nothing beside it.
func TestWriteWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pmtiles")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	for _, want := range []error{full, nil} {
		err := writeWhole(path, func(scratch, out *os.File) error {
			if _, err := scratch.WriteString("x"); err != nil {
				t.Fatal(err)
			}
			if _, err := out.WriteString("new"); err != nil {
				t.Fatal(err)
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		said := "new"
		if want != nil {
			said = "old"
		}
		if b, _ := os.ReadFile(path); string(b) != said {
			t.Errorf("after %v there is %q", want, b)
		}
		if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
			t.Errorf("%d files are left", len(left))
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v now", info.Mode())
	}
}
