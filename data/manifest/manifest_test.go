package manifest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

const whole = `# a comment
name     = "porto-alegre"
title    = { zh = "阿雷格里港", en = "Porto Alegre" }
standard = "norm"

[streets]
source  = ["streets.osm.pbf", "more.osm"]
extent  = "extent.geojson"
licence = "ODbL"
elevation = ["n.tif", { source = "S31W052.hgt", licence = "public domain", attribution = "NASA" }]

[[streets.repairs]]
name = "park gate"
line = [[-51.2, -30.1], [-51.2, -30.1], [-51.201, -30.1], [-51.202, -30]]
kind = "steps"

[[streets.repairs]]
line = [[121, 31], [121.000_1, 31]]

[profiles.senior]
like = "senior"
stairs = { step_up_s = 1.25, ramps = ["stroller", "wheelchair"] }

[profiles.courier]
names = { en = "Couriers" }
[profiles.courier.speed]
kmh = 6.5
source = "our count of 2025"
[profiles.courier.kerb]
raised_s = "blocked"

[[demand]]
source  = "hexgrid.csv"
columns = { id = "id", lon = "lon", lat = "lat", all = "population", age_60_plus = "老年人" }
encoding = "gb18030"

[[demand]]
source = "streets.osm.pbf"
building_yes = false

[[facilities]]
source = "facilities.csv"
services = ["school", "clinic"]
attribution = "Town hall"

[[districts]]
source = "streets.osm.pbf"
admin_level = [8, 6, 8]

[[districts]]
h3 = 8

[services.clinic]
names   = { zh = "社区卫生", en = "Clinics" }
minutes = 12.5
target  = 0.905_001
area = "urban"
group = "age_60_plus"
buffer_m = 800
clause = "§ 3"
target_text = "九成"

[services.school]
profile = "courier"
`

var packaged = manifest.Packaged{
	Standards: []manifest.Standard{{ID: "norm", Services: []coverage.Service{
		{ID: "clinic", Minutes: 15}, {ID: "park", Minutes: 10, Profile: "standard", Group: "all"}}}},
	Profiles: []coverage.Profile{
		{Names: coverage.Names{ZH: "老年人", EN: "Older people"}, Profile: streets.Profile{
			ID: "senior", Speed: 3_300_000, StepUp: 930, StairsUp: 2800, Slope: true, Signal: 34_000}},
		standardProfile,
	},
}

var standardProfile = coverage.Profile{Names: coverage.Names{ZH: "标准", EN: "Standard"}, Profile: streets.Standard}

func TestEveryKeyArrives(t *testing.T) {
	m, err := manifest.Parse("city.toml", []byte(whole), packaged)
	if err != nil {
		t.Fatal(err)
	}
	odbl := func(path string) manifest.Source {
		return manifest.Source{Line: 7, Path: path, Format: manifest.FormatOSM, Licence: "ODbL"}
	}
	courier := streets.Profile{ID: "courier", Speed: 6_500_000}
	courier.Kerb[streets.KerbRaised] = streets.Blocked
	slower := packaged.Profiles[0].Profile
	slower.StepUp, slower.Ramps = 1250, streets.RampStroller|streets.RampWheelchair
	want := &manifest.Manifest{
		File: "city.toml", Name: "porto-alegre", Standard: "norm",
		Title: coverage.Names{ZH: "阿雷格里港", EN: "Porto Alegre"},
		Services: []manifest.Service{
			{Line: 53, Service: coverage.Service{ID: "clinic", Names: coverage.Names{ZH: "社区卫生", EN: "Clinics"},
				Minutes: 12.5, Profile: "standard", Group: "age_60_plus", Area: coverage.AreaUrban, Target: 905_001,
				TargetText: "九成", Clause: "§ 3", BufferM: 800}},
			{Service: packaged.Standards[0].Services[1]},
			{Line: 63, Service: coverage.Service{ID: "school", Names: coverage.Names{Plain: "school"},
				Minutes: 15, Profile: "courier", Group: "all", Area: coverage.AreaAll, Target: 850_000}},
		},
		Profiles: []coverage.Profile{
			{Names: coverage.Names{EN: "Couriers"}, Profile: courier},
			{Names: packaged.Profiles[0].Names, Profile: slower},
			standardProfile,
		},
		Streets: manifest.Streets{Line: 6, Private: streets.PrivateResidents, Walking: "full",
			Sources: []manifest.Source{odbl("streets.osm.pbf"), odbl("more.osm")},
			Elevation: []manifest.Source{{Line: 10, Path: "n.tif", Format: manifest.FormatGeoTIFF},
				{Line: 10, Path: "S31W052.hgt", Format: manifest.FormatHGT, Licence: "public domain", Attribution: "NASA"}},
			Repairs: []manifest.Repair{
				{Line: 12, Street: build.Repair{Name: "park gate", Kind: streets.Kind{Class: streets.ClassSteps},
					Line: []orb.Point{{-51.2, -30.1}, {-51.201, -30.1}, {-51.202, -30}}}},
				{Line: 17, Street: build.Repair{Kind: streets.Kind{Class: streets.ClassFootway},
					Line: []orb.Point{{121, 31}, {121.0001, 31}}}}},
			Extent: &manifest.Source{Line: 8, Path: "extent.geojson", Format: manifest.FormatGeoJSON}},
		Demand: []manifest.Demand{
			{BuildingYes: true, Source: manifest.Source{Line: 33, Path: "hexgrid.csv", Format: manifest.FormatCSV, Encoding: "gb18030",
				Columns: map[string]string{"id": "id", "lon": "lon", "lat": "lat", "all": "population", "age_60_plus": "老年人"}}},
			{Source: manifest.Source{Line: 38, Path: "streets.osm.pbf", Format: manifest.FormatOSM}},
		},
		Facilities: []manifest.Facilities{{Services: []string{"clinic", "school"},
			Source: manifest.Source{Line: 42, Path: "facilities.csv", Format: manifest.FormatCSV, Attribution: "Town hall"}}},
		Districts: []manifest.Districts{
			{AdminLevels: []int{6, 8}, H3: -1, Source: manifest.Source{Line: 47, Path: "streets.osm.pbf", Format: manifest.FormatOSM}},
			{H3: 8, Source: manifest.Source{Line: 51}},
		},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
}

// small is the least manifest; the cases below change one thing in it.
const small = `name = "x"
[streets]
source = "s.osm.pbf"
[[demand]]
source = "d.csv"
[services.clinic]
`

func TestRefusals(t *testing.T) {
	cases := map[string]struct {
		text string
		kind error
		want string // whole lines, in order
	}{
		"nothing": {"", finding.ErrMissing, `c.toml:1: name: is missing: write name = "my-city"
c.toml:1: services: are missing: name a standard, such as standard = "shanghai-14fyp", or write [services.clinic]
c.toml:1: streets: are missing: write [streets] with source = "streets.osm.pbf"
c.toml:1: demand: is missing: without people there is no coverage: write [[demand]] with a source`},
		"not TOML":           {"name = \n", finding.ErrInvalid, "c.toml:1: is not TOML: unexpected character U+000A at start of value"},
		"a key twice":        {"name = 'x'\nname = 'y'\n", finding.ErrInvalid, "c.toml:2: name: is not TOML: key name is already defined"},
		"unknown key":        {edit("name = \"x\"", "nome = \"y\"\nname = \"x\""), finding.ErrUnknown, "c.toml:1: nome: is not a key of a manifest: the keys are changes, demand, districts, facilities, name, profiles, services, standard, streets, title"},
		"unknown street key": {edit("source = \"s.osm.pbf\"", "sources = 1\nsource = \"s.osm.pbf\""), finding.ErrUnknown, "c.toml:3: streets.sources: is not a key of [streets]: the keys are attribution, columns, crs, elevation, encoding, extent, extent_districts_m, licence, private, repairs, source, walking"},
		"name":               {edit(`"x"`, `"Porto Alegre"`), finding.ErrInvalid, `c.toml:1: name "Porto Alegre": is not a city's name: use a-z, 0-9 and - only; any script goes into title`},
		"name a number":      {edit(`"x"`, `3`), finding.ErrInvalid, `c.toml:1: name "3": is not a string: write it in quotes, "like this"`},
		"changes":            {"changes = 7\n" + small, finding.ErrInvalid, `c.toml:1: changes "7": is not a string: write it in quotes, "like this"`},
		"private word":       {edit("[[demand]]", "private = \"shut\"\n[[demand]]"), finding.ErrUnknown, `c.toml:4: streets.private "shut": is not a value of this key: use closed or residents or open`},
		"walking word":       {edit("[[demand]]", "walking = \"fast\"\n[[demand]]"), finding.ErrUnknown, `c.toml:4: streets.walking "fast": is not a value of this key: use plain or full`},
		"streets of lines":   {edit("s.osm.pbf", "s.geojson"), finding.ErrUnknown, `c.toml:3: streets.source "s.geojson": is not there yet for this key: use a file that ends in .pbf, .osm`},
		"streets as a word":  {edit("[streets]\nsource =", "streets ="), finding.ErrInvalid, `c.toml:2: streets "s.osm.pbf": is not a table: write [streets]`},
		"demand one table":   {edit("[[demand]]", "[demand]"), finding.ErrInvalid, `c.toml:4: demand: is one table, and there may be several: write [[demand]]`},
		"demand no source":   {edit("source = \"d.csv\"\n", ""), finding.ErrMissing, `c.toml:4: demand.source: is missing: name the file`},
		"demand format":      {edit("d.csv", "d.xlsx"), finding.ErrUnknown, `c.toml:5: demand.source "d.xlsx": is not a format that is read here: use a file that ends in .pbf, .osm, .csv, .tsv, .txt`},
		"group in columns":   {edit("\"d.csv\"", "\"d.csv\"\ncolumns = { \"60+\" = \"x\" }"), finding.ErrInvalid, `c.toml:6: demand.columns.60+: is not a group id: use a-z, 0-9 and _ only, such as age_60_plus; the other keys are buildings, dwellings, floor_area_m2, h3, id, lat, lon, name, name_en, name_zh, residential_land_m2, urban`},
		"columns of OSM":     {edit("\"d.csv\"", "\"d.pbf\"\ncolumns = { all = \"x\" }"), finding.ErrInvalid, `c.toml:6: demand.columns: are for tables: d.pbf is read by its tags, leave the key out`},
		"building_yes":       {edit("\"d.csv\"", "\"d.csv\"\nbuilding_yes = true"), finding.ErrInvalid, `c.toml:6: demand.building_yes "true": is for OpenStreetMap sources: leave the key out`},
		"crs of OSM":         {edit("\"d.csv\"", "\"d.pbf\"\ncrs = \"GCJ-02\""), finding.ErrInvalid, `c.toml:6: demand.crs "GCJ-02": contradicts d.pbf: OpenStreetMap files are EPSG:4326`},
		"facility column":    {small + "[[facilities]]\nsource = \"f.csv\"\ncolumns = { beds = \"床位\" }\n", finding.ErrUnknown, `c.toml:9: facilities.columns.beds: is not a key of [facilities.columns]: the keys are capacity, closes, entrances, h3, id, lat, lon, name, name_en, name_zh, opening_hours, opens, services, status`},
		"districts nothing":  {small + "[[districts]]\n", finding.ErrMissing, `c.toml:7: districts.source: is missing: name a file, or write h3 = 8 for cells`},
		"districts both":     {small + "[[districts]]\nsource = \"d.geojson\"\nh3 = 8\n", finding.ErrInvalid, `c.toml:9: districts.h3 "8": stands beside a source: a [[districts]] table is either a file or cells`},
		"cells too fine":     {small + "[[districts]]\nh3 = 16\n", finding.ErrInvalid, `c.toml:8: districts.h3 "16": is not a whole number from 0 to 15`},
		"level of GeoJSON":   {small + "[[districts]]\nsource = \"d.geojson\"\nadmin_level = 8\n", finding.ErrInvalid, `c.toml:9: districts.admin_level "8": is for OpenStreetMap sources: leave the key out`},
		"level of cells":     {small + "[[districts]]\nadmin_level = 8\nh3 = 8\n", finding.ErrInvalid, `c.toml:8: districts.admin_level "8": needs a source: name the file`},
		"no level":           {small + "[[districts]]\nsource = \"d.osm\"\n", finding.ErrMissing, `c.toml:8: districts.admin_level: is missing: say which boundaries are meant, such as admin_level = 8`},
		"level text":         {small + "[[districts]]\nsource = \"d.osm\"\nadmin_level = [6, \"8\"]\n", finding.ErrInvalid, `c.toml:9: districts.admin_level "8": is not a whole number from 1 to 15`},
		"service id":         {small + "[services.Clinic-1]\n", finding.ErrInvalid, `c.toml:7: services "Clinic-1": is not a service id: use a-z, 0-9 and _ only`},
		"minutes 0":          {small + "minutes = 0\n", finding.ErrInvalid, `c.toml:7: services.clinic.minutes "0": is not a number of minutes above 0 and at most 120`},
		"minutes nan":        {small + "minutes = nan\n", finding.ErrInvalid, `c.toml:7: services.clinic.minutes "nan": is not a number of minutes above 0 and at most 120`},
		"target percent":     {small + "target = 85\n", finding.ErrInvalid, `c.toml:7: services.clinic.target "85": is not between 0 and 1: write 85 % as 0.85`},
		"target too exact":   {small + "target = 0.8500001\n", finding.ErrInvalid, `c.toml:7: services.clinic.target "0.8500001": has more than six decimals: targets are exact to millionths`},
		"target exponent":    {small + "target = 1e-999999999\n", finding.ErrInvalid, `c.toml:7: services.clinic.target "1e-999999999": is not a share: write a plain decimal from 0 to 1, such as 0.85`},
		"profile":            {small + "profile = \"athlete\"\n", finding.ErrUnknown, `c.toml:7: services.clinic.profile "athlete": is not a walking profile: use one of senior, standard, or define [profiles.athlete]`},
		"profile id":         {small + "profile = \"old people\"\n", finding.ErrInvalid, `c.toml:7: services.clinic.profile "old people": is not a profile's id: use a-z, 0-9 and _ only`},
		"group":              {small + "group = \"60+\"\n", finding.ErrInvalid, `c.toml:7: services.clinic.group "60+": is not a group id: use a-z, 0-9 and _ only, such as age_60_plus`},
		"area":               {small + "area = \"town\"\n", finding.ErrUnknown, `c.toml:7: services.clinic.area "town": is not a value of this key: use all or urban or rural`},
		"standard":           {"standard = \"none\"\n" + small, finding.ErrUnknown, `c.toml:1: standard "none": is not a packaged standard: use one of norm, or define [services.*]`},
		"services empty":     {edit("[services.clinic]", "[services]"), finding.ErrMissing, `c.toml:6: services: are empty: write at least one, such as [services.clinic]`},
		"two at once":        {edit("[[demand]]", "private = 1\nwalking = 2\n[[demand]]"), finding.ErrInvalid, "c.toml:4: streets.private \"1\": is not a string: write it in quotes, \"like this\"\nc.toml:5: streets.walking \"2\": is not a string: write it in quotes, \"like this\""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := manifest.Parse("c.toml", []byte(c.text), packaged)
			if err == nil {
				t.Fatal("was not refused")
			}
			if !errors.Is(err, c.kind) {
				t.Errorf("not %q", c.kind)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func edit(old, new string) string {
	if !strings.Contains(small, old) {
		panic("small lacks " + old)
	}
	return strings.Replace(small, old, new, 1)
}

func TestMeaningIsNotTheBytes(t *testing.T) {
	a := meaning(t, small)
	if b := meaning(t, "# words\r\n\r\n"+strings.ReplaceAll(small, "\n", "\r\n")); a != b {
		t.Error("comments and line ends changed the meaning")
	}
	if b := meaning(t, "\xef\xbb\xbf"+small+"target = 0.850"); a != b {
		t.Error("a default written out changed the meaning")
	}
	if b := meaning(t, small+"target = 0.851"); a == b {
		t.Error("another target means the same")
	}
}

func meaning(t *testing.T, text string) string {
	t.Helper()
	m, err := manifest.Parse("c.toml", []byte(text), manifest.Packaged{})
	if err != nil {
		t.Fatal(err)
	}
	return string(m.Meaning())
}

func TestStandard(t *testing.T) {
	s, err := manifest.ParseStandard("s.toml", []byte(`id = "s"
names = { zh = "标准" }
source = "Doc 3"
[[services]]
id = "school"
[[services]]
id = "clinic"
target = 1
`))
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != "s" || s.Names.ZH != "标准" || s.Source != "Doc 3" || len(s.Services) != 2 ||
		s.Services[0].ID != "clinic" || s.Services[0].Target != 1_000_000 {
		t.Errorf("%+v", s)
	}
	_, err = manifest.ParseStandard("s.toml", []byte("id = \"s\"\n[[services]]\nid = \"a\"\n[[services]]\nid = \"a\"\n[[services]]\n"))
	want := "s.toml:6: services.id: is missing: write id = \"clinic\"\ns.toml:4: services \"a\": is defined twice: keep one"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(small))
	f.Add([]byte("[[services]]\nid='a'\n[a.b]\nc={d=[{e=1}]}\n[[a.f]]\n[a.f.g]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := manifest.Parse("c.toml", data, packaged)
		if (m == nil) == (err == nil) {
			t.Fatal("neither a manifest nor an error")
		}
		var refusal *finding.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("not a refusal: %v", err)
		}
		if m != nil {
			m.Meaning()
		}
		if _, err := manifest.ParseStandard("s.toml", data); err != nil && !errors.As(err, &refusal) {
			t.Fatalf("not a refusal: %v", err)
		}
	})
}
