package importer_test

import (
	"context"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/data/importer"
	"lifecircle/data/manifest"
)

// changedEstate says for each list of changes of the estate how many more people
// walk to a clinic where residents' streets are walked at either end.
var changedEstate = []struct {
	name, text string
	more       int
}{
	// s walks 10 + 600 + 10 m then, as j does: 10 + 60, 40, 500 + 10 m.
	{"the estate and its gates, nodes 11 and 12, are opened", `[[changes]]
reopen_link = { way = 6, all = true }
[[changes]]
reopen_link = { way = 11, near = ` + lonLat(700, 20) + ` }
[[changes]]
reopen_link = { way = 12, near = ` + lonLat(700, 580) + ` }
`, 2},
	// h stands on a street that is everybody's between gates that stay shut.
	{"the estate's street alone is opened", `[[changes]]
reopen_link = { way = 6, near = ` + lonLat(700, 300) + ` }
`, -1},
	// h is 60 m from the path, but 10 m from P, whose walk is less.
	{"a path beside it", `[[changes]]
open_link = { id = "beside", kind = "path", line = [` + lonLat(770, 0) + `, ` + lonLat(770, 600) + `] }
`, 0},
	// r, 215 m south of A over the river, and s: 600 m and more; nobody yet.
	{"a footbridge", `[[changes]]
open_link = { id = "bridge", kind = "footway", steps = 20, line = [` + lonLat(600, -450) + `, ` + lonLat(600, 0) + `] }
`, 0},
	{"a clinic on the other bank, closed again", `[[changes]]
add_facility = { id = "c3", services = ["clinic"], lon = ` + lonOf(620, -460) + ` }
[[changes]]
close_facility = { id = "c3" }
`, 0},
	// r: 235 m to S and 20 m along it.
	{"a clinic on the other bank", `[[changes]]
add_facility = { id = "c3", services = ["clinic"], lon = ` + lonOf(620, -460) + ` }
`, 8},
	// j loses the 40 m between F and the stairs.
	{"the repair is closed", `[[changes]]
close_link = { way = -1, all = true }
`, -32},
	{"people on the island, and a path that joins it", `[[changes]]
add_demand = { id = "n", lon = ` + lonOf(1810, 90) + `, groups = { all = 128 } }
[[changes]]
open_link = { id = "dam", kind = "footway", line = [` + lonLat(1400, 50) + `, ` + lonLat(1800, 50) + `] }
`, 128},
	{"the school and the kindergarten move", `[[changes]]
move_facility = { id = "school", lon = ` + lonOf(110, 190) + ` }
[[changes]]
set_facility = { id = "school", entrances = [` + lonLat(120, 10) + `, ` + lonLat(100, 210) + `] }
`, 0},
	{"the piece at which the clinic is entered is closed", `[[changes]]
close_link = { way = 2, near = ` + lonLat(699, 600) + ` }
`, -32},
}

// lonOf writes a point as the rest of a line: lon, and lat behind it.
func lonOf(x, y float64) string {
	return strings.NewReplacer("[", "", "]", "", ", ", ", lat = ").Replace(lonLat(x, y))
}

func TestTheEstateBuiltWithChangesIsItsWhatIf(t *testing.T) {
	for _, private := range []string{"closed", "residents", "open"} {
		for _, walking := range []string{"plain", "full"} {
			base := as(private, walking).put(t, t.TempDir())
			build(t, base)
			engine := openEngine(t, base)
			before, _ := covered(t, engine.City(), coverage.Query{Services: []string{"clinic"}})
			for _, c := range changedEstate {
				t.Run(private+"/"+walking+"/"+c.name, func(t *testing.T) {
					file, err := manifest.ReadChanges("c.toml", []byte(c.text))
					if err != nil {
						t.Fatal(err)
					}
					changed := withChanges(t, base, "c.toml", c.text)
					effect, err := scenario.WhatIf(context.Background(), engine, file.Changes, scenario.Question{})
					if err != nil { // there is no such street where the map is read that way
						_, refused := importer.Build(context.Background(), options(changed))
						if want := file.Refuse(err); private == "residents" && walking == "full" || refused == nil || refused.Error() != want.Error() {
							t.Errorf("build says %v, a what-if %v", refused, want)
						}
						return
					}
					build(t, changed)
					sameAnswers(t, answers(t, openEngine(t, changed), 1), answers(t, effect.Changed, 1))
					after, _ := covered(t, opened(t, changed).City, coverage.Query{Services: []string{"clinic"}})
					if private == "residents" && walking == "full" && after-before != c.more {
						t.Errorf("%+d people reach a clinic, not %+d", after-before, c.more)
					}
				})
			}
		}
	}
}

// What a change file adds comes back from the disk: doors by links, streets that
// were cut, and the layers that it made.
func TestWhatChangesAddComesBackFromTheDisk(t *testing.T) {
	text := `{"changes": [
{"open_link": {"id": "path", "kind": "path", "name": "小路", "line": [` + lonLat(690, 0) + `, ` + lonLat(690, 600) + `]}},
{"add_demand": {"id": "estate", "lon": ` + strings.Replace(lonOf(693, 300), "lat =", `"lat":`, 1) + `, "groups": {"all": 5}}},
{"add_facility": {"id": "a1", "services": ["school"], "lon": ` + strings.Replace(lonOf(694, 310), "lat =", `"lat":`, 1) + `}}]}`
	base := as("residents", "full").put(t, t.TempDir())
	build(t, base)
	changed := withChanges(t, base, "c.json", text)
	build(t, changed)
	c := opened(t, changed)
	doors, links := map[string]int{}, c.City.Streets.Links()
	for _, e := range c.City.Demand.Entrances {
		if e.Kind == coverage.EntranceLink {
			doors[c.City.Demand.ID[e.Place]]++
		}
	}
	for _, f := range c.City.Facilities {
		for _, e := range f.Entrances {
			if e.Kind == coverage.EntranceLink {
				doors[f.ID]++
			}
		}
	}
	if len(links) != 1 || links[0].ID != "path" || doors["estate"] != 1 || doors["a1"] != 1 {
		t.Errorf("%+v %v", links, doors)
	}
	d := &c.City.Demand
	if last := d.Len() - 1; d.ID[last] != "estate" || d.Groups["all"][last] != 5000 || d.Point[last] == (orb.Point{}) {
		t.Errorf("%v %v", d.ID, d.Groups)
	}
	var layers []string
	for _, l := range c.Layers {
		layers = append(layers, l.Kind+" "+l.Path)
	}
	want := "streets streets.osm, demand people.csv, facilities places.csv, facilities streets.osm, demand c.json, facilities c.json"
	if got := strings.Join(layers, ", "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	for i, f := range c.City.Facilities {
		l := c.Layers[c.FacilityLayer[i]]
		if l.Kind != "facilities" || (l.Path == "c.json") != (f.ID == "a1") {
			t.Errorf("%s is said to be of %+v", f.ID, l)
		}
	}
}

func TestAServiceThatChangesOpenIsNotSaidToLack(t *testing.T) {
	m := newTown().with("city.toml", "name =", "changes = \"c.json\"\nname =").
		with("c.json", "", `{"changes": [{"add_facility": {"id": "s", "services": ["school"], "lon": 121.4734, "lat": 31.2331}}]}`).put(t, t.TempDir())
	if got := lines(build(t, m).Notes); strings.Contains(got, "service_without_facility") {
		t.Error(got)
	}
}
