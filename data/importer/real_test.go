package importer_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/importer"
	"lifecircle/data/workspace"
	"lifecircle/geo/cells"
	"lifecircle/internal/testcity/realdata"
)

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

// build builds a city, whose workspace must be whole, whatever it was.
func build(t testing.TB, manifest string) *importer.Report {
	t.Helper()
	report, err := importer.Build(context.Background(), options(manifest))
	if err != nil {
		t.Fatal(err)
	}
	in, err := workspace.Verify(context.Background(), importer.Out(manifest))
	if err != nil {
		t.Fatal(err)
	}
	in.Content.Close()
	for _, f := range in.Findings {
		t.Errorf("what was built is not whole: %+v", f)
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
	root := realdata.Path(t, "porto-alegre")
	return city(t, `
name  = "porto-alegre"
title = { zh = "阿雷格里港", en = "Porto Alegre" }
[streets]
source = "streets.osm.pbf"
private = "closed"
walking = "plain"
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

// wantNotes is lines of notes that must be there, each whole.
func wantNotes(t *testing.T, notes []finding.Note, want ...string) {
	t.Helper()
	got := lines(notes)
	for _, line := range want {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("no note %q in\n%s", line, got)
		}
	}
}

func TestPortoAlegre(t *testing.T) {
	m := portoAlegre(t)
	report := build(t, m)
	wantNotes(t, report.Notes,
		"blank_count hexgrid.csv jobs: 5 line 71,line 226,line 412,line 431,line 780",
		"other_columns facilities.csv units: 1 ",
		"other_columns hexgrid.csv schools, healthcare: 2 ")
	d := report.Demand
	if d.Places != 1227 || len(d.Groups) != 2 || d.Groups[0].Total != 812_935_000 || d.Groups[1].Blank != 5 {
		t.Errorf("%+v", d)
	}
	if len(report.Districts) != 1 || report.Districts[0].Districts != 42 {
		t.Errorf("%+v", report.Districts)
	}
	c := opened(t, m).City
	if c.Demand.Cell[0] == 0 || c.Demand.Len() != 1227 || c.Streets.Segments() != report.Streets.Segments {
		t.Errorf("%x, %d places, %d segments", c.Demand.Cell[0], c.Demand.Len(), c.Streets.Segments())
	}
}

// One file gives streets, people's homes, services and municipalities.
func TestLiechtenstein(t *testing.T) {
	root := realdata.Path(t, "liechtenstein")
	m := city(t, `
name     = "liechtenstein"
standard = "default-15min"
[streets]
source = "liechtenstein.osm.pbf"
private = "closed"
walking = "plain"
[[demand]]
source = "liechtenstein.osm.pbf"
[[facilities]]
source = "liechtenstein.osm.pbf"
[[districts]]
source = "liechtenstein.osm.pbf"
admin_level = 8
`, filepath.Join(root, "liechtenstein.osm.pbf"))
	report := build(t, m)
	if report.ExtentFrom != importer.ExtentFile || report.Demand.Places < 8000 || report.Districts[0].Districts != 11 {
		t.Errorf("%s, %+v, %+v", report.ExtentFrom, report.Demand, report.Districts)
	}
	for _, s := range report.Facilities {
		if (s.Service.ID == "kindergarten" || s.Service.ID == "school" || s.Service.ID == "sports") && s.Open == 0 {
			t.Errorf("no %s", s.Service.ID)
		}
	}
	wantNotes(t, report.Notes, "streets_islands liechtenstein.osm.pbf : "+fmt.Sprint(len(report.Streets.Islands))+" ")
	wantChildcare(t, opened(t, m).City)
	before := files(t, m)
	again := build(t, m)
	for _, l := range again.Layers {
		if !l.Reused {
			t.Errorf("read anew: %+v", l)
		}
	}
	same(t, "built again", before, files(t, m))

	// Without the buildings that don't say what they are, the rest is as it was.
	text, err := os.ReadFile(m)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Dir(m), "city.toml", strings.Replace(string(text), "[[facilities]]", "building_yes = false\n[[facilities]]", 1))
	less := build(t, m)
	for _, l := range less.Layers {
		if l.Reused == (l.Kind == "demand") {
			t.Errorf("%+v", l)
		}
	}
	if less.Demand.Places == 0 || less.Demand.Places >= report.Demand.Places {
		t.Errorf("%d places of %d", less.Demand.Places, report.Demand.Places)
	}
}

func TestShanghaiCentre(t *testing.T) {
	root := realdata.Path(t, "shanghai-centre")
	m := city(t, `
name = "shanghai"
[streets]
source = "streets.osm.pbf"
private = "closed"
walking = "plain"
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
	wantNotes(t, report.Notes,
		"datum_converted canteens-gcj02.csv GCJ-02: 43 ",
		"district_outside districts.geojson 0: 6 310114,310116,310117,310118,310120",
		"other_columns canteens-gcj02.csv 地址: 1 ")
	c := opened(t, m).City
	if n := c.Districts[0].Names; c.Districts[0].Code != "310101" || n.ZH != "黄浦区" {
		t.Errorf("%+v", c.Districts[0].Names)
	}
	f := c.Facilities[0]
	if !strings.HasSuffix(f.Names.ZH, "食堂") || !strings.Contains(f.Attributes["地址"], "上海市") {
		t.Errorf("%+v", f)
	}
	if len(c.Districts) != 16 || len(c.Facilities) != 43 || c.Services[0].Names.ZH != "社区食堂" {
		t.Errorf("%d districts, %d facilities, %+v", len(c.Districts), len(c.Facilities), c.Services)
	}
	wantOutside(t, c, "310114", "310116", "310117", "310118", "310120", "310151")
}

// wantChildcare wants what a program apart from ours says of Liechtenstein's
// kindergartens and crèches: 28 % of buildings reach one on foot, 45 % by
// circle. It counts all 8,994 buildings, stables and garages too, and we the
// 8,599 that are homes, so a point either way is not a difference.
func wantChildcare(t *testing.T, c *coverage.City) {
	t.Helper()
	engine, err := coverage.Open(context.Background(), c, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := engine.Rows(context.Background(), coverage.Query{Services: []string{"childcare"}, Scope: coverage.Scope{Weight: "buildings"}})
	if err != nil {
		t.Fatal(err)
	}
	if walk, circle := *rows[0].Coverage, *rows[0].BufferCoverage; math.Abs(walk-0.28) > 0.01 || math.Abs(circle-0.45) > 0.01 {
		t.Errorf("%.3f on foot, %.3f by circle", walk, circle)
	}
}

// wantOutside wants the districts of these codes, and no others, to read as
// outside: no numbers, where 0 % would be a lie.
func wantOutside(t *testing.T, c *coverage.City, codes ...string) {
	t.Helper()
	engine, err := coverage.Open(context.Background(), c, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := engine.Rows(context.Background(), coverage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var outside []string
	for _, r := range rows {
		if r.Reason != coverage.ReasonOutside {
			continue
		}
		outside = append(outside, r.District.Code)
		if r.Demand != nil || r.Covered != nil || r.Coverage != nil || r.Verdict != nil || r.Shortfall != nil {
			t.Errorf("%s has numbers: %+v", r.District.Code, r)
		}
	}
	if !slices.Equal(outside, codes) {
		t.Errorf("outside: %v, not %v", outside, codes)
	}
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

// The sample city's files go through the same importer.
func TestSampleCity(t *testing.T) {
	const seeds = "../../seeds/newtown"
	folder := t.TempDir()
	entries, err := os.ReadDir(seeds)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(seeds, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		write(t, folder, e.Name(), string(data))
	}
	report := build(t, filepath.Join(folder, "city.toml"))
	for _, s := range report.Facilities {
		if s.Open == 0 {
			t.Errorf("no %s", s.Service.ID)
		}
	}
	people := coverage.Amount(0)
	for _, g := range report.Demand.Groups {
		if g.ID == "all" {
			people = g.Total
		}
	}
	if people < 50_000_000 {
		t.Errorf("%+v", report.Demand)
	}
}
