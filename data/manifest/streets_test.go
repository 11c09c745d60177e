package manifest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
	"lifecircle/geo/streets"
)

func TestStreetsDefaults(t *testing.T) {
	m := parse(t, small)
	if m.Streets.Private != streets.PrivateResidents || m.Streets.Walking != manifest.WalkingFull {
		t.Errorf("private %q, walking %q", m.Streets.Private, m.Streets.Walking)
	}
	for _, private := range []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen} {
		if m := parse(t, inStreets(`private = "`+string(private)+`"`)); m.Streets.Private != private {
			t.Errorf("%q was read as %q", private, m.Streets.Private)
		}
	}
	if m := parse(t, inStreets(`walking = "plain"`)); m.Streets.Walking != manifest.WalkingPlain {
		t.Errorf("plain was read as %q", m.Streets.Walking)
	}
	if diff := cmp.Diff([]coverage.Profile{standardProfile}, m.Profiles); diff != "" {
		t.Error("without packaged profiles: " + diff)
	}
}

func TestExtentOfDistricts(t *testing.T) {
	const districts = "[[districts]]\nsource = \"d.geojson\"\n"
	if m := parse(t, inStreets("extent_districts_m = 1_500.5")+districts); m.Streets.ExtentDistrictsM != 1500.5 {
		t.Errorf("%g m", m.Streets.ExtentDistrictsM)
	}
	refused(t, map[string][2]string{
		"no districts": {inStreets("extent_districts_m = 1500"),
			`c.toml:4: streets.extent_districts_m "1500": needs districts that are polygons: add [[districts]] with a source`},
		"cells only": {inStreets("extent_districts_m = 1500") + "[[districts]]\nh3 = 8\n",
			`c.toml:4: streets.extent_districts_m "1500": needs districts that are polygons: add [[districts]] with a source`},
		"beside an extent": {inStreets("extent = \"e.geojson\"\nextent_districts_m = 1500") + districts,
			`c.toml:5: streets.extent_districts_m "1500": stands beside extent: keep one of them`},
		"nothing": {inStreets("extent_districts_m = 0") + districts,
			`c.toml:4: streets.extent_districts_m "0": is not a number of metres above 0 and at most 50000`},
	})
}

func TestElevationRefusals(t *testing.T) {
	refused(t, map[string][2]string{
		"format": {inStreets(`elevation = "dem.asc"`),
			`c.toml:4: streets.elevation "dem.asc": is not a format that is read here: use a file that ends in .tif, .tiff, .hgt`},
		"a packed tile": {inStreets(`elevation = "N31E121.hgt.zip"`),
			`c.toml:4: streets.elevation "N31E121.hgt.zip": is not a format that is read here: use a file that ends in .tif, .tiff, .hgt`},
		"a number":   {inStreets(`elevation = 12`), `c.toml:4: streets.elevation "12": is not a string: write it in quotes, "like this"`},
		"empty list": {inStreets(`elevation = []`), `c.toml:4: streets.elevation: is an empty list`},
		"no source": {inStreets(`elevation = { licence = "CC0" }`),
			`c.toml:4: streets.elevation.source: is missing: name the file`},
		"its own crs": {inStreets(`elevation = { source = "a.tif", crs = "EPSG:4326" }`),
			`c.toml:4: streets.elevation.crs: is not a key of [streets.elevation]: the keys are attribution, licence, source`},
	})
}

func TestRepairRefusals(t *testing.T) {
	repair := func(lines string) string { return small + "[[streets.repairs]]\n" + lines + "\n" }
	const form = "write line = [[lon, lat], [lon, lat]], in degrees"
	refused(t, map[string][2]string{
		"no line":    {repair(`name = "gate"`), `c.toml:7: streets.repairs.line: is missing: ` + form},
		"one point":  {repair(`line = [[1, 2]]`), `c.toml:8: streets.repairs.line: is not a list of 2 to 100 points: ` + form},
		"numbers":    {repair(`line = [1, 2]`), `c.toml:8: streets.repairs.line "1": holds what is not a point: ` + form},
		"text":       {repair(`line = [["1", 2], [1, 2]]`), `c.toml:8: streets.repairs.line: holds what is not a point: ` + form},
		"axes":       {repair("line = [[31, 121],\n[31, 122]]"), `c.toml:8: streets.repairs.line: holds what is not a point: ` + form},
		"nan":        {repair(`line = [[nan, 1], [1, 2]]`), `c.toml:8: streets.repairs.line: holds what is not a point: ` + form},
		"heights":    {repair(`line = [[1, 2, 3], [1, 3, 3]]`), `c.toml:8: streets.repairs.line: holds what is not a point: ` + form},
		"no length":  {repair(`line = [[1, 2], [1.0, 2.0]]`), `c.toml:8: streets.repairs.line: has no length: its points are all the same`},
		"around":     {repair(`line = [[179.999, -16], [-179.999, -16]]`), `c.toml:8: streets.repairs.line: crosses the 180th meridian: end it there, and begin another on the other side`},
		"kind":       {repair("line = [[1, 2], [1, 3]]\nkind = \"bridge\""), `c.toml:9: streets.repairs.kind "bridge": is not a value of this key: use footway or steps or crossing or path`},
		"other keys": {repair("line = [[1, 2], [1, 3]]\nwidth = 3"), `c.toml:9: streets.repairs.width: is not a key of [streets.repairs]: the keys are kind, line, name`},
		"one table":  {small + "[streets.repairs]\nline = [[1, 2], [1, 3]]\n", `c.toml:7: streets.repairs: is one table, and there may be several: write [[streets.repairs]]`},
		"too many":   {small + strings.Repeat("[[streets.repairs]]\nline = [[1, 2], [1, 3]]\n", manifest.MaxRepairs+1), `c.toml:2007: streets.repairs: are more than 1000`},
	})
}

func TestTheMeaningHoldsTheStreets(t *testing.T) {
	seen := map[string]string{meaning(t, small): "the least"}
	for name, text := range map[string]string{
		"closed":          inStreets(`private = "closed"`),
		"plain":           inStreets(`walking = "plain"`),
		"elevation":       inStreets(`elevation = "a.tif"`),
		"other elevation": inStreets(`elevation = ["b.tif"]`),
		"credited":        inStreets(`elevation = { source = "a.tif", attribution = "NASA" }`),
		"districts":       small + "[[districts]]\nsource = \"d.geojson\"\n",
		"extent":          inStreets("extent_districts_m = 100") + "[[districts]]\nsource = \"d.geojson\"\n",
		"repair":          small + "[[streets.repairs]]\nline = [[1, 2], [1, 3]]\n",
		"other repair":    small + "[[streets.repairs]]\nline = [[1, 2], [1, 4]]\n",
		"stairs repaired": small + "[[streets.repairs]]\nline = [[1, 2], [1, 3]]\nkind = \"steps\"\n",
		"profile":         small + "[profiles.a]\nspeed = { kmh = 4 }\n",
		"faster":          small + "[profiles.a]\nspeed = { kmh = 4.1 }\n",
		"kerbs":           small + "[profiles.a]\nspeed = { kmh = 4 }\nkerb = { raised_s = 1 }\n",
	} {
		said := meaning(t, text)
		if other, twice := seen[said]; twice {
			t.Errorf("%s means the same as %s", name, other)
		}
		seen[said] = name
	}
	if meaning(t, inStreets(`elevation = "a.tif"`)) != meaning(t, inStreets(`elevation = [{ source = "a.tif" }]`)) {
		t.Error("two ways to write one path differ")
	}
}

func parse(t *testing.T, text string) *manifest.Manifest {
	t.Helper()
	m, err := manifest.Parse("c.toml", []byte(text), manifest.Packaged{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// inStreets is the least manifest with lines at the end of [streets], from line
// 4 on.
func inStreets(lines string) string { return edit("[[demand]]", lines+"\n[[demand]]") }

// refused checks that each manifest gives the whole message beside it.
func refused(t *testing.T, cases map[string][2]string) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := manifest.Parse("c.toml", []byte(c[0]), packaged)
			var refusal *finding.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("was not refused: %v", err)
			}
			if diff := cmp.Diff(c[1], err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
