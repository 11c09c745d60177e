package importer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/importer"
	"lifecircle/data/workspace"
	"lifecircle/geo/cells"
)

// real returns a folder of the real data; where LIFECIRCLE_DATA is set, it must
// be there.
func real(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("LIFECIRCLE_DATA")
	if root == "" {
		t.Skip("LIFECIRCLE_DATA is not set: runs without the real cities")
	}
	root, err := filepath.Abs(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(root); err != nil {
		t.Fatal(err)
	}
	return root
}

// city writes a manifest into a new folder, with links to the files it names.
func city(t testing.TB, text string, files ...string) (manifest string) {
	t.Helper()
	folder := t.TempDir()
	for _, f := range files {
		if err := os.Symlink(f, filepath.Join(folder, filepath.Base(f))); err != nil {
			t.Fatal(err)
		}
	}
	return write(t, folder, "city.toml", text)
}

func write(t testing.TB, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func options(manifest string) importer.Options {
	return importer.Options{Manifest: manifest, Seeds: os.DirFS("../../seeds"), Engine: "test"}
}

func build(t testing.TB, manifest string) *importer.Report {
	t.Helper()
	report, err := importer.Build(context.Background(), options(manifest))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func opened(t testing.TB, manifest string) *workspace.Content {
	t.Helper()
	c, err := workspace.Open(context.Background(), importer.Out(manifest))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func portoAlegre(t testing.TB) (manifest string) {
	root := real(t, "porto-alegre")
	return city(t, `
name  = "porto-alegre"
title = { zh = "阿雷格里港", en = "Porto Alegre" }
[streets]
source = "streets.osm.pbf"
[[demand]]
source  = "hexgrid.csv"
columns = { all = "population", jobs = "jobs" }
[[facilities]]
source = "facilities.csv"
[[districts]]
source = "districts.geojson"
[services.clinic]
[services.school]
`, filepath.Join(root, "streets.osm.pbf"), filepath.Join(root, "hexgrid.csv"),
		filepath.Join(root, "facilities.csv"), filepath.Join(root, "districts.geojson"))
}

// notes writes notes as lines of code, field and count.
func lines(notes []finding.Note) string {
	var b strings.Builder
	for _, n := range notes {
		fmt.Fprintf(&b, "%s %s %s: %d %s\n", n.Code, n.Source, n.Field, n.Count, strings.Join(n.Samples, ","))
	}
	return b.String()
}

func TestPortoAlegre(t *testing.T) {
	m := portoAlegre(t)
	report := build(t, m)
	t.Logf("\n%s%+v\n%+v\n%+v", lines(report.Notes), report.Demand, report.Layers, report.Inputs)
	c := opened(t, m)
	if n := c.City.Demand.Len(); n != 1227 {
		t.Errorf("%d places", n)
	}
	if n := len(c.City.Districts); n != 42 {
		t.Errorf("%d districts", n)
	}
}

func TestLiechtenstein(t *testing.T) {
	root := real(t, "liechtenstein")
	m := city(t, `
name     = "liechtenstein"
standard = "default-15min"
[streets]
source = "liechtenstein.osm.pbf"
[[demand]]
source = "liechtenstein.osm.pbf"
[[facilities]]
source = "liechtenstein.osm.pbf"
[[districts]]
source = "liechtenstein.osm.pbf"
admin_level = 8
`, filepath.Join(root, "liechtenstein.osm.pbf"))
	report := build(t, m)
	t.Logf("\n%s%+v\n%+v\n%+v\n%v", lines(report.Notes), report.Demand, report.Layers, report.Inputs, report.ExtentFrom)
	for _, s := range report.Facilities {
		t.Log(s.Service.ID, s.Facilities, s.Unlinked)
	}
}

func TestShanghaiCentre(t *testing.T) {
	root := real(t, "shanghai-centre")
	m := city(t, `
name = "shanghai"
[streets]
source = "streets.osm.pbf"
[[demand]]
source  = "人口.csv"
columns = { id = "网格", all = "人数" }
[[facilities]]
source   = "canteens-gcj02.csv"
encoding = "gb18030"
crs      = "GCJ-02"
services = ["canteen"]
columns  = { id = "名称", name_zh = "名称", lon = "经度", lat = "纬度" }
[[districts]]
source = "districts.geojson"
[services.canteen]
names = { zh = "社区食堂" }
`, filepath.Join(root, "streets.osm.pbf"), filepath.Join(root, "canteens-gcj02.csv"), filepath.Join(root, "districts.geojson"))
	onePersonPerCell(t, m)
	report := build(t, m)
	t.Logf("\n%s%+v\n%+v\n%+v\n%v", lines(report.Notes), report.Demand, report.Layers, report.Inputs, report.ExtentFrom)
}

// onePersonPerCell writes a layer of the cells over the streets' box.
func onePersonPerCell(t testing.TB, manifest string) {
	t.Helper()
	write(t, filepath.Dir(manifest), "人口.csv", "网格,人数\n89309b6c3a7ffff,1\n")
	probe, err := importer.Check(context.Background(), options(manifest))
	if err != nil {
		t.Fatal(err)
	}
	list, err := cells.Cover(probe.Extent, 9)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("网格,人数\n")
	for _, c := range list {
		fmt.Fprintf(&b, "%s,1\n", cells.String(c))
	}
	write(t, filepath.Dir(manifest), "人口.csv", b.String())
}

var _ = errors.Is
var _ coverage.City
