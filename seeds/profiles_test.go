package seeds_test

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"

	"lifecircle/coverage"
	"lifecircle/data/manifest"
	"lifecircle/geo/streets"
	"lifecircle/seeds"
)

func profiles(t *testing.T) map[string]coverage.Profile {
	t.Helper()
	list, err := manifest.Profiles(seeds.FS)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]coverage.Profile{}
	for _, p := range list {
		by[p.ID] = p
	}
	return by
}

func TestProfilesAreComplete(t *testing.T) {
	by := profiles(t)
	for _, id := range []string{"standard", "adult", "senior", "stroller", "wheelchair"} {
		p, there := by[id]
		if !there || p.Names.ZH == "" || p.Names.EN == "" || p.Speed < 1_000_000 {
			t.Errorf("%s: %+v", id, p)
		}
		delete(by, id)
	}
	if len(by) > 0 {
		t.Errorf("more than five: %v", by)
	}
}

// The standard one is flat and waits nowhere: it is what the program falls back
// on, to the last field.
func TestTheStandardProfileIsTheNorms(t *testing.T) {
	if diff := cmp.Diff(streets.Standard, profiles(t)["standard"].Profile); diff != "" {
		t.Error(diff)
	}
}

// Read without the program's own reader: every value of every table has a
// sentence about where it is from, and every source a value.
func TestEveryValueOfAProfileNamesItsSource(t *testing.T) {
	files, err := fs.Glob(seeds.FS, "profiles/*.toml")
	if err != nil || len(files) != 5 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		data, err := seeds.FS.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var p map[string]any
		if err := toml.Unmarshal(data, &p); err != nil {
			t.Fatal(err)
		}
		if file != "profiles/"+p["id"].(string)+".toml" {
			t.Errorf("%s has the id %q", file, p["id"])
		}
		for name, v := range p {
			table, ok := v.(map[string]any)
			if !ok || name == "names" {
				continue
			}
			for key := range table {
				if key == "source" {
					continue
				}
				source, _ := table["source"].(string)
				if each, ok := table["source"].(map[string]any); ok {
					source, _ = each[key].(string)
				}
				if len(strings.TrimSpace(source)) < len("as up") {
					t.Errorf("%s: %s.%s does not say where it is from", file, name, key)
				}
			}
		}
	}
}

// What a map does not say is not held against a street.
func TestNoProfileMindsTheUnknown(t *testing.T) {
	for id, p := range profiles(t) {
		v := reflect.ValueOf(p.Profile)
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Array && f.Index(0).Int() != 0 {
				t.Errorf("%s: %s of unknown is %d", id, v.Type().Field(i).Name, f.Index(0).Int())
			}
		}
	}
}

// The figures that are worked out from formulas, worked out again.
func TestTheProfilesAddUp(t *testing.T) {
	by := profiles(t)
	if adult := by["adult"]; adult.Speed != 4_800_000 || adult.Signal != 27_000 || adult.StepUp != 490 || !adult.Slope {
		t.Errorf("adult: %+v", adult)
	}
	for id, factor := range map[string]float64{"adult": 0.610, "senior": 0.30 / 0.93, "stroller": 0.30 / 1.5} {
		p := by[id]
		metresPerSecond := float64(p.Speed) / 3_600_000
		if got := float64(p.StairsUp) / 1000; got < metresPerSecond/factor-0.06 || got > metresPerSecond/factor+0.06 {
			t.Errorf("%s: a stair is %g times as long, by its source %g", id, got, metresPerSecond/factor)
		}
	}
	w := by["wheelchair"]
	if w.StairsUp != streets.Blocked || w.StepUp != 0 || w.Kerb[streets.KerbRaised] != streets.Blocked ||
		w.Kerb[streets.KerbLowered] != 0 || w.Ramps != streets.RampWheelchair || w.MinWidthDM != 9 || w.MaxUp != 125 {
		t.Errorf("wheelchair: %+v", w)
	}
	if s := by["stroller"]; s.StairsUp <= by["senior"].StairsUp || s.Kerb[streets.KerbRaised] != 3000 {
		t.Errorf("a stroller is carried over steps and lifted over kerbs: %+v", s)
	}
}
