package importer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/importer"
	"lifecircle/data/workspace"
)

func TestTownArrives(t *testing.T) {
	m := newTown().put(t, t.TempDir())
	report := build(t, m)
	want := `area_unknown  school: 1 
blank_count people.csv all: 1 line 4
district_partly_outside districts.geojson 0: 2 E,W
group_without_demand  age_3_5: 1 school
service_undefined places.csv park: 1 y
service_without_facility  school: 1 
`
	if diff := cmp.Diff(want, lines(report.Notes)); diff != "" {
		t.Error(diff)
	}
	c := opened(t, m).City
	var b strings.Builder
	for i, id := range c.Demand.ID {
		fmt.Fprintf(&b, "%s %v %t; ", id, c.Demand.Groups["all"][i], c.Demand.Access[i].Linked)
	}
	for _, f := range c.Facilities {
		fmt.Fprintf(&b, "%s %v %t; ", f.ID, f.Services, f.Access.Linked)
	}
	for _, d := range c.Districts {
		fmt.Fprintf(&b, "%s; ", d.Code)
	}
	if got, want := b.String(), "a 10000 true; b 20500 true; c -1 true; y [clinic park] true; z [clinic] true; E; W; "; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if c.Name != "town" || c.Title.ZH != "小城" || c.Demand.Names[0].Plain != "东一" || len(c.Extent) != 1 || c.Streets.Segments() != 60 {
		t.Errorf("%q %v %v %v %d", c.Name, c.Title, c.Demand.Names, c.Extent, c.Streets.Segments())
	}
	p := c.Provenance
	if p.Engine != "test" || p.Private != "closed" || p.Walking != "plain" || len(p.Hash) != 64 {
		t.Errorf("%+v", p)
	}
	var inputs []string
	for _, in := range p.Inputs {
		inputs = append(inputs, in.Role+" "+in.Path+" "+in.Licence+" "+in.Attribution)
	}
	wantInputs := []string{"demand people.csv CC0 ", "districts districts.geojson  ", "facilities places.csv  ",
		"manifest city.toml  ", "streets streets.osm ODbL © OpenStreetMap contributors"}
	if diff := cmp.Diff(wantInputs, inputs); diff != "" {
		t.Error(diff)
	}
}

// files are the bytes of a workspace.
func files(t testing.TB, manifest string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range []string{workspace.TablesFile, workspace.StreetsFile, workspace.ReportFile} {
		data, err := os.ReadFile(filepath.Join(importer.Out(manifest), name))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(data)
	}
	return out
}

func same(t testing.TB, what string, a, b map[string]string) {
	t.Helper()
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s: %s differs", what, name)
		}
	}
}

func TestSameInputsSameBytes(t *testing.T) {
	one, two := newTown().put(t, t.TempDir()), newTown().put(t, t.TempDir())
	build(t, one)
	procs := runtime.GOMAXPROCS(1)
	build(t, two)
	runtime.GOMAXPROCS(procs)
	same(t, "another folder, one processor", files(t, one), files(t, two))
	// A file in which the same streets stand in another order is another input,
	// but the same network.
	text := grid(0)
	at, end := strings.Index(text, "<way"), strings.Index(text, "</osm>")
	ways := strings.SplitAfter(text[at:end], "\n")
	var reversed strings.Builder
	for i := len(ways) - 1; i >= 0; i-- {
		reversed.WriteString(ways[i])
	}
	build(t, newTown().with("streets.osm", "", text[:at]+reversed.String()+text[end:]).put(t, filepath.Dir(two)))
	if files(t, one)[workspace.StreetsFile] != files(t, two)[workspace.StreetsFile] {
		t.Error("the order of ways changed the network")
	}
}

// Whatever changes between two builds, the second gives what a clean build
// gives, and reads anew only what it must.
func TestOnlyWhatChangedIsImportedAgain(t *testing.T) {
	osmTown := newTown().with("city.toml", "[[districts]]", "[[facilities]]\nsource = \"streets.osm\"\n\n[[districts]]").
		with("streets.osm", "</osm>", `<node id="900" lon="121.4750" lat="31.2350"><tag k="amenity" v="school"/></node></osm>`)
	second := newTown().with("more.csv", "", "id,lon,lat,age_3_5,urban\nq,121.4731,31.2361,3,urban\n").
		with("city.toml", "[[facilities]]", "[[demand]]\nsource = \"more.csv\"\n[[facilities]]")
	cases := map[string]struct {
		before, after town
		read          string // kinds read anew, in the report's order
	}{
		"nothing":         {newTown(), newTown(), ""},
		"a comment":       {newTown(), newTown().with("city.toml", "title", "# words\ntitle"), ""},
		"a target":        {newTown(), newTown().with("city.toml", "area =", "target = 0.5\narea ="), ""},
		"people":          {newTown(), newTown().with("people.csv", "20.5", "21"), "demand people.csv"},
		"places":          {newTown(), newTown().with("places.csv", "z,卫生院", "x,卫生院"), "facilities places.csv"},
		"districts":       {newTown(), newTown().with("districts.geojson", "", districts("121.47", "121.4760", "121.48")), "districts districts.geojson"},
		"streets":         {newTown(), newTown().with("streets.osm", "", grid(2)), "streets streets.osm"},
		"private":         {newTown(), newTown().with("city.toml", "\"closed\"", "\"open\""), "streets streets.osm"},
		"columns":         {newTown(), newTown().with("city.toml", "licence = \"CC0\"", "columns = { name = \"\" }"), "demand people.csv"},
		"a layer more":    {newTown(), second, "demand more.csv"},
		"a layer less":    {second, newTown(), ""},
		"layers swapped":  {second, second.with("city.toml", "\"people.csv\"", "\"x\"").with("city.toml", "\"more.csv\"", "\"people.csv\"").with("city.toml", "\"x\"", "\"more.csv\""), ""},
		"a service of it": {osmTown, osmTown.with("city.toml", "[services.school]", "[services.market]\n[services.school]"), "facilities streets.osm"},
		"one file, all":   {osmTown, osmTown.with("streets.osm", "900", "901"), "streets streets.osm facilities streets.osm"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := c.before.put(t, t.TempDir())
			build(t, m)
			c.after.put(t, filepath.Dir(m))
			report := build(t, m)
			var read []string
			for _, l := range report.Layers {
				if !l.Reused {
					read = append(read, l.Kind+" "+l.Path)
				}
			}
			if got := strings.Join(read, " "); got != c.read {
				t.Errorf("read %q instead of %q", got, c.read)
			}
			clean := c.after.put(t, t.TempDir())
			wantReport := build(t, clean)
			same(t, "after a build before", files(t, m), files(t, clean))
			if diff := cmp.Diff(wantReport.Notes, report.Notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnotherEngineImportsAnew(t *testing.T) {
	m := newTown().put(t, t.TempDir())
	build(t, m)
	opts := options(m)
	opts.Engine = "other"
	report, err := importer.Build(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range report.Layers {
		if l.Reused {
			t.Errorf("%+v", l)
		}
	}
}

func TestADamagedWorkspaceIsBuiltAnew(t *testing.T) {
	m := newTown().put(t, t.TempDir())
	build(t, m)
	want := files(t, m)
	for name := range want {
		write(t, importer.Out(m), name, "rubbish")
		build(t, m)
		same(t, "after rubbish", want, files(t, m))
	}
}

// What an older program built is of no use, and in nobody's way.
func TestAnOlderWorkspaceIsBuiltAnew(t *testing.T) {
	m := newTown().put(t, t.TempDir())
	if err := os.CopyFS(importer.Out(m), os.DirFS("../workspace/testdata/format-1")); err != nil {
		t.Fatal(err)
	}
	build(t, m)
	clean := newTown().put(t, t.TempDir())
	build(t, clean)
	same(t, "over an older one", files(t, clean), files(t, m))
}

func TestHashFollowsMeaning(t *testing.T) {
	hash := func(w town) string {
		m := w.put(t, t.TempDir())
		build(t, m)
		return opened(t, m).City.Provenance.Hash
	}
	first := hash(newTown())
	for name, w := range map[string]town{
		"input":   newTown().with("people.csv", "20.5", "20.6"),
		"target":  newTown().with("city.toml", "area =", "target = 0.5\narea ="),
		"licence": newTown().with("city.toml", "CC0", "CC1"),
	} {
		if hash(w) == first {
			t.Errorf("another %s gives the same hash", name)
		}
	}
}

func TestNotes(t *testing.T) {
	cases := map[string]struct {
		town town
		want string // a line among the notes
	}{
		"demand far away":    {newTown().with("people.csv", "121.4712,31.2312", "121.4712,31.4312"), "demand_unlinked people.csv : 1 a"},
		"demand off extent":  {newTown().with("people.csv", "121.4712,31.2312", "121.4712,31.4312"), "demand_off_extent people.csv : 1 a"},
		"facility far away":  {newTown().with("places.csv", "121.4734,31.2331", "121.4734,31.2531"), "facility_unlinked places.csv : 1 z"},
		"facility off":       {newTown().with("places.csv", "121.4734,31.2331", "121.4734,31.2531"), "facility_off_extent places.csv : 1 z"},
		"in no district":     {newTown().with("people.csv", "121.4712,31.2312", "121.4690,31.2312"), "demand_without_district  0: 1 a"},
		"nobody in it":       {newTown().with("districts.geojson", "", districts("121.4000", "121.4100", "121.4812")), "district_without_demand  0: 1 W"},
		"outside":            {newTown().with("districts.geojson", "", districts("121.3000", "121.4000", "121.4812")), "district_outside districts.geojson 0: 1 W"},
		"partly outside":     {newTown(), "district_partly_outside districts.geojson 0: 2 E,W"},
		"two districts":      {newTown().with("districts.geojson", "121.4755,31.2],[121.4755,31.3", "121.48,31.2],[121.48,31.3"), "district_overlap  0: 2 b in E and W,c in E and W"},
		"no such parent":     {newTown().with("districts.geojson", `"code":"W"`, `"code":"W","parent":"市"`), "district_parent_unknown districts.geojson : 1 W in 市"},
		"a way is cut":       {newTown().with("streets.osm", `<nd ref="1"/>`, `<nd ref="999"/><nd ref="1"/>`), "streets_cut streets.osm : 1 "},
		"nodes are missing":  {newTown().with("streets.osm", `<nd ref="1"/>`, `<nd ref="999"/><nd ref="1"/>`), "streets_missing_nodes streets.osm : 1 "},
		"an island":          {newTown().with("streets.osm", "</osm>", `<node id="800" lon="121.474" lat="31.2333"/><node id="801" lon="121.475" lat="31.2333"/><way id="900"><nd ref="800"/><nd ref="801"/><tag k="highway" v="footway"/></way></osm>`), "streets_islands streets.osm : 1 "},
		"facility of no use": {newTown(), "service_undefined places.csv park: 1 y"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			report, err := importer.Check(context.Background(), options(c.town.put(t, t.TempDir())))
			if err != nil {
				t.Fatal(err)
			}
			if got := lines(report.Notes); !strings.Contains(got, c.want+"\n") {
				t.Errorf("%q is not in\n%s", c.want, got)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	cases := map[string]struct {
		town town
		kind error
		want string
	}{
		"manifest":        {newTown().with("city.toml", "", ""), finding.ErrMissing, "city.toml: cannot be read: give the path of a city's manifest, city.toml"},
		"unknown key":     {newTown().with("city.toml", "licence", "license"), finding.ErrUnknown, `city.toml:11: demand.license: is not a key of [demand]: the keys are attribution, building_yes, columns, crs, encoding, licence, source`},
		"missing files":   {newTown().with("people.csv", "", "").with("places.csv", "", ""), finding.ErrMissing, "city.toml:10: demand \"people.csv\": no such file: paths are meant from the manifest's folder\n$/city.toml:14: facilities \"places.csv\": no such file: paths are meant from the manifest's folder"},
		"a folder":        {newTown().with("city.toml", "people.csv", "d.csv"), finding.ErrMissing, `city.toml:10: demand "d.csv": is a folder: name a file in it`},
		"an empty file":   {newTown().with("people.csv", "", "\x00"), finding.ErrInvalid, "people.csv"},
		"swapped people":  {newTown().with("people.csv", "id,name,lon,lat", "id,name,lat,lon"), finding.ErrInvalid, "people.csv"},
		"swapped places":  {newTown().with("city.toml", "\"places.csv\"", "\"places.csv\"\ncolumns = { lon = \"lat\", lat = \"lon\" }"), finding.ErrInvalid, "places.csv"},
		"people of there": {newTown().west().with("people.csv", "id,name,lon,lat", "id,name,lat,lon"), finding.ErrInvalid, `people.csv: lon, lat "31.2312, 21.4712": longitude and latitude look swapped: exchanged, 3 of 3 would lie at the streets, and as they are none does: exchange the columns`},
		"places of there": {newTown().west().with("city.toml", "\"places.csv\"", "\"places.csv\"\ncolumns = { lon = \"lat\", lat = \"lon\" }"), finding.ErrInvalid, `places.csv: lon, lat "31.2331, 21.4734": longitude and latitude look swapped`},
		"areas of there":  {newTown().west().with("districts.geojson", "", `{"type":"Feature","properties":{"code":"W"},"geometry":{"type":"Polygon","coordinates":[[[31.23,21.47],[31.24,21.47],[31.24,21.48],[31.23,21.48],[31.23,21.47]]]}}`), finding.ErrInvalid, `districts.geojson: coordinates "31.235, 21.475": longitude and latitude look swapped`},
		"extent of there": {newTown().west().with("e.geojson", "", `{"type":"Polygon","coordinates":[[[31,21],[32,21],[32,22],[31,22],[31,21]]]}`).with("city.toml", "source = \"streets.osm\"", "source = \"streets.osm\"\nextent = \"e.geojson\""), finding.ErrInvalid, "e.geojson: does not touch the streets, which lie in 21.4705,31.2300 to 21.4810,31.2390: give the polygon that the street file covers, in degrees, longitude first"},
		"the same id":     {newTown().with("more.csv", "", "id,lon,lat,all\nb,121.4731,31.2361,3\n").with("city.toml", "[[facilities]]", "[[demand]]\nsource = \"more.csv\"\n[[facilities]]"), finding.ErrInvalid, `more.csv: id "b": people.csv and more.csv: both have it: make ids unique, with a prefix for each file`},
		"the same place":  {newTown().with("more.csv", "", "id,services,lon,lat\ny,clinic,121.4731,31.2361\n").with("city.toml", "[[districts]]", "[[facilities]]\nsource = \"more.csv\"\n[[districts]]"), finding.ErrInvalid, `more.csv: id "y": places.csv and more.csv: both have it: make ids unique, with a prefix for each file`},
		"the same code":   {newTown().with("more.geojson", "", districts("121.4700", "121.4755", "121.4812")).with("city.toml", "[services.clinic]", "[[districts]]\nsource = \"more.geojson\"\n[services.clinic]"), finding.ErrInvalid, `more.geojson: code "E": districts.geojson and more.geojson: both have it: make ids unique, with a prefix for each file`},
		"level twice":     {newTown().with("city.toml", "[services.clinic]", "[[districts]]\nh3 = 0\n[services.clinic]"), finding.ErrInvalid, `city.toml:20: districts.h3 "0": level 0 has districts of districts.geojson already: choose another resolution`},
		"cells too many":  {newTown().with("city.toml", "[services.clinic]", "[[districts]]\nh3 = 15\n[services.clinic]").with("streets.osm", "<osm version=\"0.6\">", `<osm version="0.6"><bounds minlon="120" minlat="30" maxlon="123" maxlat="33"/>`), finding.ErrInvalid, `city.toml:20: districts.h3 "15": the extent has more than 5000000 cells: choose a coarser resolution or a smaller extent`},
		"other extent":    {newTown().with("e.geojson", "", `{"type":"Polygon","coordinates":[[[31,121],[32,121],[32,122],[31,122],[31,121]]]}`).with("city.toml", "source = \"streets.osm\"", "source = \"streets.osm\"\nextent = \"e.geojson\""), finding.ErrInvalid, "e.geojson"},
		"several at once": {newTown().with("people.csv", "20.5", "viele").with("places.csv", "31.2331", "91"), finding.ErrInvalid,
			"people.csv:3: all \"viele\": not a number: write 1204.5, or leave it blank if unknown\nplaces.csv:2: lat \"91\": "},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			m := c.town.put(t, folder)
			if err := os.Mkdir(filepath.Join(folder, "d.csv"), 0o755); err != nil {
				t.Fatal(err)
			}
			_, checked := importer.Check(context.Background(), options(m))
			_, built := importer.Build(context.Background(), options(m))
			if checked == nil || built == nil || checked.Error() != built.Error() {
				t.Fatalf("check says %v, build %v", checked, built)
			}
			if !errors.Is(built, c.kind) {
				t.Errorf("not %q: %v", c.kind, built)
			}
			want := strings.ReplaceAll(c.want, "$", folder)
			if got := strings.TrimPrefix(built.Error(), folder+"/"); !strings.HasPrefix(got, want) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if entries, _ := filepath.Glob(filepath.Join(folder, "*.lifecircle")); entries != nil {
				t.Errorf("left %v", entries)
			}
			if entries, _ := filepath.Glob(filepath.Join(folder, ".*")); entries != nil {
				t.Errorf("left %v", entries)
			}
		})
	}
}

func TestARefusalLeavesTheOldCity(t *testing.T) {
	m := newTown().put(t, t.TempDir())
	build(t, m)
	want := files(t, m)
	newTown().with("people.csv", "20.5", "-1").put(t, filepath.Dir(m))
	if _, err := importer.Build(context.Background(), options(m)); !errors.Is(err, finding.ErrInvalid) {
		t.Fatal(err)
	}
	same(t, "after a refusal", want, files(t, m))
}

func TestCheckChangesNothing(t *testing.T) {
	folder := t.TempDir()
	m := newTown().put(t, folder)
	report, err := importer.Check(context.Background(), options(m))
	if err != nil {
		t.Fatal(err)
	}
	if report.Demand.Places != 3 || len(report.Facilities) != 2 || report.Facilities[0].Facilities != 2 || report.Districts[0].Districts != 2 {
		t.Errorf("%+v", report)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != len(newTown()) {
		t.Errorf("%v", entries)
	}
	got := build(t, m)
	if diff := cmp.Diff(report.Notes, got.Notes); diff != "" {
		t.Error(diff)
	}
}

func TestCellsAsDistricts(t *testing.T) {
	m := newTown().with("city.toml", "[services.clinic]", "[[districts]]\nh3 = 8\n[services.clinic]").put(t, t.TempDir())
	report := build(t, m)
	if len(report.Districts) != 2 || report.Districts[1].Level != 8 || report.Districts[1].Districts < 2 {
		t.Errorf("%+v", report.Districts)
	}
	if strings.Contains(lines(report.Notes), "demand_without_district  8") {
		t.Error("the cells do not cover the city")
	}
}

func TestLayersKeepTheirMissingCounts(t *testing.T) {
	m := newTown().with("more.csv", "", "id,lon,lat,age_3_5,urban\nq,121.4731,31.2361,3,urban\n").
		with("city.toml", "[[facilities]]", "[[demand]]\nsource = \"more.csv\"\n[[facilities]]").put(t, t.TempDir())
	build(t, m)
	d := opened(t, m).City.Demand
	want := map[string][]coverage.Amount{"all": {10_000, 20_500, -1, -1}, "age_3_5": {-1, -1, -1, 3_000}}
	if diff := cmp.Diff(want, d.Groups); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]coverage.Flag{0, 0, 0, coverage.FlagUrban}, d.Urban); diff != "" {
		t.Error(diff)
	}
}

func TestProgressEndsWhereItSays(t *testing.T) {
	m := newTown().put(t, t.TempDir())
	opts := options(m)
	last := map[string][2]int64{}
	opts.Progress = func(stage string, done, total int64) {
		if done < last[stage][0] || done > total {
			t.Errorf("%s: %d of %d after %d", stage, done, total, last[stage][0])
		}
		last[stage] = [2]int64{done, total}
	}
	if _, err := importer.Build(context.Background(), opts); err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"hash", "read people.csv", "read places.csv", "read districts.geojson", "read streets.osm", "streets", "link", "write"} {
		if l, ok := last[stage]; !ok || l[0] != l[1] {
			t.Errorf("%s: %v", stage, l)
		}
	}
}

func TestACancelledBuildLeavesWhatWasThere(t *testing.T) {
	m := newTown().put(t, t.TempDir())
	build(t, m)
	want := files(t, m)
	newTown().with("people.csv", "20.5", "21").with("streets.osm", "", grid(1)).put(t, filepath.Dir(m))
	for _, stage := range []string{"hash", "read people.csv", "read streets.osm", "streets", "link", "write"} {
		ctx, cancel := context.WithCancel(context.Background())
		opts := options(m)
		opts.Progress = func(at string, _, _ int64) {
			if at == stage {
				cancel()
			}
		}
		_, err := importer.Build(ctx, opts)
		if stage == "write" && err == nil {
			break // it was through
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", stage, err)
		}
		same(t, stage, want, files(t, m))
		if entries, _ := filepath.Glob(filepath.Join(filepath.Dir(m), ".*")); entries != nil {
			t.Errorf("%s: left %v", stage, entries)
		}
	}
}
