package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/internal/testcity/asciiworkspace"
)

func TestExportWritesEveryLayerInEveryFormat(t *testing.T) {
	dir := asciiworkspace.New(t, "drawn", asciiworkspace.OneClinic)
	for _, id := range layers.IDs() {
		for _, k := range export.Kinds() {
			named := filepath.Join(t.TempDir(), "a"+k.Extension)
			other := filepath.Join(t.TempDir(), "b.out")
			for _, args := range [][]string{{"--out", named}, {"--format", string(k.Format), "--out", other}} {
				r := lifecircle(t, append([]string{"export", dir, "--layer", string(id)}, args...)...)
				if r.code != 0 || r.out != "" || !strings.Contains(r.err, "features of "+string(id)) {
					t.Fatalf("%v: %+v", args, r)
				}
			}
			a, _ := os.ReadFile(named)
			b, _ := os.ReadFile(other)
			if len(a) == 0 && k.Format != export.GeoJSONSeq || !bytes.Equal(a, b) { // a sequence of nothing is empty
				t.Errorf("%s as %s: %d and %d bytes", id, k.Format, len(a), len(b))
			}
		}
	}
}

func TestExportsThatCannotBe(t *testing.T) {
	dir := asciiworkspace.New(t, "drawn", asciiworkspace.OneClinic)
	out := filepath.Join(t.TempDir(), "a.csv")
	for _, c := range []struct {
		name string
		args string
		says string
		code int
	}{
		{"no layer", "--out " + out, "districts, cells", 2},
		{"no such layer", "--layer roads --out " + out, `--layer "roads"`, 2},
		{"no file", "--layer cells", "--out", 2},
		{"a name that says no format", "--layer cells --out " + out + ".doc", `a.csv.doc": its ending is of no format`, 2},
		{"no such format", "--layer cells --format kml --out " + out, `--format "kml"`, 2},
		{"GeoJSON elsewhere", "--layer cells --format geojson --crs GCJ-02 --out " + out, "RFC 7946", 2},
		{"no such crs", "--layer cells --crs EPSG:3857 --out " + out, `--crs "EPSG:3857"`, 2},
		{"an encoding elsewhere", "--layer cells --format gpkg --encoding gb18030 --out " + out, "--encoding", 2},
		{"no such service", "--layer cells --service spa --out " + out, `--service "spa"`, 2},
		{"a folder", "--layer cells --format csv --out " + t.TempDir(), "is a folder", 1},
		{"no folder", "--layer cells --out " + filepath.Join(t.TempDir(), "no", "a.csv"), "cannot be written", 1},
	} {
		r := lifecircle(t, append([]string{"export", dir}, strings.Fields(c.args)...)...)
		if r.code != c.code || !strings.Contains(r.err, c.says) || r.out != "" {
			t.Errorf("%s: %+v", c.name, r)
		}
		if _, err := os.Stat(out); err == nil {
			t.Fatalf("%s: a file is there", c.name)
		}
	}
}

// What the API hands out is what the command line writes.
func TestTheAPIExportsTheSameBytes(t *testing.T) {
	dir := asciiworkspace.New(t, "drawn", asciiworkspace.OneClinic)
	url, _, _ := serving(t, dir)
	for _, k := range export.Kinds() {
		out := filepath.Join(t.TempDir(), "a"+k.Extension)
		if r := lifecircle(t, "export", dir, "--layer", "cells", "--service", "clinic", "--out", out); r.code != 0 {
			t.Fatalf("%+v", r)
		}
		want, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.Get(url + "/v1/cities/drawn/export?layer=cells&service=clinic&f=" + string(k.Format))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || !bytes.Equal(got, want) {
			t.Errorf("%s: %s, %d bytes and %d, %v", k.Format, res.Status, len(got), len(want), err)
		}
	}
	for query, says := range map[string]string{"layer=cells&f=geojson&crs=GCJ-02": "RFC 7946", "layer=cells&f=xlsx&encoding=gb18030": "f=csv"} {
		res, err := http.Get(url + "/v1/cities/drawn/export?" + query)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), says) {
			t.Errorf("%s: %s %s", query, res.Status, body)
		}
	}
}
