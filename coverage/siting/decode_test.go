package siting_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/geo/streets"
)

// full has every key of a question.
const full = `{
	"services": ["clinic", "school"], "group": "all", "area": "urban", "weight": "people", "minutes": 10, "profile": "senior", "private": "residents", "level": 8,
	"goal": "most_people", "count": 10, "per": "city", "budget": {"310101": 20.5, "city": 100}, "stop": {"gap": 0.01, "seconds": 30, "number": 1000},
	"candidates": [{"layer": "facilities", "cost": 3}, {"layer": {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [121.5, 31.2]}, "properties": {"id": "a", "cost": 2}}]}},
		{"facilities": true, "district": "310101"}, {"nodes": true}, {"cells": 9}, {"demand": true}],
	"links": {"given": [{"open_link": {"id": "f", "line": [[121.5, 31.2], [121.51, 31.2]], "kind": "footway"}, "cost": 5}, {"reopen_link": {"way": 7, "all": true}, "cost": 1, "id": "gate"}],
		"gates": true, "crossings": true, "bridges_m": 150, "costs": {"gate": 1, "crossing": 5, "bridge": 40}, "count": 2, "most": 20},
	"fixed": ["a"], "forbidden": ["b"], "apart_m": 300, "per_district_max": 2
}`

func decode(t *testing.T, text string) (siting.Question, error) {
	t.Helper()
	var tree any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		t.Fatal(err)
	}
	return siting.Decode(tree)
}

func TestDecodeReadsEveryKey(t *testing.T) {
	q, err := decode(t, full)
	if err != nil {
		t.Fatal(err)
	}
	level, three := 8, 3.0
	want := siting.Question{Scope: coverage.Scope{Group: "all", Area: coverage.AreaUrban, Weight: "people", Minutes: 10, Profile: "senior", Private: streets.PrivateResidents, Level: &level},
		Services: []string{"clinic", "school"}, Goal: siting.MostPeople, Count: 10, Per: siting.PerCity, Budget: map[string]float64{"310101": 20.5, "": 100}, Stop: siting.Stop{Gap: 0.01, Seconds: 30, Number: 1000}, Fixed: []string{"a"}, Forbidden: []string{"b"}, ApartM: 300, PerDistrictMax: 2, Candidates: []siting.Candidates{{Layer: "facilities", Cost: &three}, q.Candidates[1], {Facilities: true, District: "310101"}, {Nodes: true}, {Cells: 9}, {Demand: true}}, Links: &siting.Links{Gates: true, Crossings: true, BridgesM: 150, Costs: siting.LinkCosts{Gate: 1, Crossing: 5, Bridge: 40}, Count: 2, Most: 20,
			Given: []siting.GivenLink{{ID: "f", Cost: 5, Change: scenario.Change{Kind: scenario.OpenLink, ID: "f", Link: scenario.LinkFootway, Line: []orb.Point{{121.5, 31.2}, {121.51, 31.2}}}},
				{ID: "gate", Cost: 1, Change: q.Links.Given[1].Change}}}}
	if d := cmp.Diff(want, q); d != "" {
		t.Errorf("- want, + read:\n%s", d)
	}
	if !strings.Contains(string(q.Candidates[1].GeoJSON), `"cost":2`) {
		t.Errorf("the layer is %s", q.Candidates[1].GeoJSON)
	}
}

// What is written reads back the same, and the same question gives the same bytes.
func TestEncodeReadsBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var tree map[string]any
		if err := json.Unmarshal([]byte(full), &tree); err != nil {
			r.Fatal(err)
		}
		for _, key := range []string{"group", "area", "weight", "minutes", "profile", "private", "level", "count", "per", "budget", "stop", "links", "fixed", "forbidden", "apart_m", "per_district_max"} {
			if rapid.Bool().Draw(r, key) {
				delete(tree, key)
			}
		}
		q, err := siting.Decode(tree)
		if err != nil {
			r.Skip(err.Error())
		}
		text := siting.Encode(q)
		var again any
		if err := json.Unmarshal(text, &again); err != nil {
			r.Fatalf("%v: %s", err, text)
		}
		back, err := siting.Decode(again)
		if err != nil {
			r.Fatalf("%v: %s", err, text)
		}
		if !reflect.DeepEqual(q, back) || string(siting.Encode(back)) != string(text) {
			r.Fatalf("%s", cmp.Diff(q, back))
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	with := func(from, to string) string { return strings.Replace(full, from, to, 1) }
	for name, c := range map[string]struct{ text, where, why string }{
		"no table":                 {`[]`, "question", "is a table"},
		"an unknown key":           {with(`"count": 10`, `"counts": 10`), "counts", "there is no such key"},
		"no service":               {with(`["clinic", "school"]`, `[]`), "services", "a list of texts"},
		"a service twice":          {with(`["clinic", "school"]`, `["clinic", "clinic"]`), "services[1]", "named twice"},
		"an unknown goal":          {with("most_people", "best"), "goal", "one of most_people"},
		"a goal without a number":  {`{"services":["a"],"goal":"most_people","candidates":[{"nodes":true}]}`, "count", "give a budget"},
		"a target for most people": {with(`"count": 10`, `"count": 10, "target": 0.85`), "target", "leave it out"},
		"groups by a weight":       {`{"services":["a"],"goal":"worst_first","per":"group","weight":"dwellings","count":1,"candidates":[{"nodes":true}]}`, "weight", "groups of people"},
		"groups of a fewest":       {`{"services":["a"],"goal":"fewest_facilities","per":"group","candidates":[{"nodes":true}]}`, "per", "worst_first"},
		"no candidates":            {`{"services":["a"],"goal":"least_cost"}`, "candidates", "say where"},
		"candidates of two kinds":  {with(`{"nodes": true}`, `{"nodes": true, "demand": true}`), "candidates[3]", "one of layer"},
		"a negative cost":          {with(`"cost": 3`, `"cost": -3`), "candidates[0].cost", "not negative"},
		"a site's negative cost":   {with(`"cost": 2}`, `"cost": -2}`), "candidates[1].layer.features[0].properties.cost", "not negative"},
		"a site that is a line":    {with(`"type": "Point", "coordinates": [121.5, 31.2]`, `"type": "LineString", "coordinates": [[121.5, 31.2], [121.6, 31.2]]`), "candidates[1].layer.features[0].geometry", "neither a point"},
		"a site off the earth":     {with(`[121.5, 31.2]}, "properties"`, `[31.2, 121.5]}, "properties"`), "candidates[1].layer.features[0].geometry", "longitude comes first"},
		"fixed and forbidden":      {with(`"forbidden": ["b"]`, `"forbidden": ["a"]`), "fixed[0]", "forbidden, too"},
		"a link that closes":       {with(`"reopen_link"`, `"close_link"`), "links.given[1].close_link", "open_link or a reopen_link"},
		"a link's own fault":       {with(`"kind": "footway"`, `"kind": "canal"`), "links.given[0].open_link.kind", ""},
		"links and backup":         {with(`"apart_m": 300`, `"apart_m": 300, "backup": true`), "links", "do not go together"},
		"free links":               {`{"services":["a"],"goal":"most_people","count":1,"candidates":[{"nodes":true}],"links":{"gates":true}}`, "links.count", "cost nothing"},
		"a count of a half":        {with(`"count": 10`, `"count": 1.5`), "count", "whole number"},
		"a gap over one":           {with(`"gap": 0.01`, `"gap": 2`), "stop.gap", "from 0 to 1"},
		"a link without a cost":    {with(`"kind": "footway"}, "cost": 5`, `"kind": "footway"}`), "links.given[0].cost", "missing"},
		"a link twice":             {with(`"id": "gate"`, `"id": "f"`), "links.given[1]", "already"},
		"found links that cost":    {with(`"costs": {"gate": 1, `, `"costs": {`), "links.costs.gate", "missing"},
		"candidates of nowhere":    {with(`{"nodes": true}`, `{"nodes": false}`), "candidates[3].nodes", "give true"},
		"an empty budget":          {with(`{"310101": 20.5, "city": 100}`, `{}`), "budget", "whole plan"},
		"a budget of no district":  {with(`"310101": 20.5`, `"": 20.5`), "budget", "no district's code"},
		"control characters":       {with(`"group": "all"`, `"group": "a\u001b[2J"`), "group", "control characters"},
		"faults of both sorts":     {with(`"forbidden": ["b"]`, `"forbidden": ["a"], "capacity": -1`), "fixed[0]", "forbidden, too"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decode(t, c.text)
			for _, e := range siting.FieldErrors(err) {
				if e.Where() == c.where && strings.Contains(e.Why, c.why) {
					return
				}
			}
			t.Errorf("%s %q is not in: %v", c.where, c.why, err)
		})
	}
}

// withFeatures is a question with a layer of features.
func withFeatures(features string) string {
	return `{"services":["a"],"goal":"most_people","count":1,"candidates":[{"layer":{"type":"FeatureCollection","features":[` + features + `]}}]}`
}

func feature(geometry, rest string) string {
	return `{"type":"Feature","geometry":` + geometry + `,"properties":{` + rest + `}}`
}

func TestSitesOfNoShapeAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ feature, where string }{
		"no feature":             {`null`, ""},
		"no geometry":            {feature(`null`, ``), ".geometry"},
		"no coordinates":         {feature(`{"type":"Point"}`, ``), ".geometry"},
		"half a position":        {feature(`{"type":"Point","coordinates":[121.5]}`, ``), ".geometry"},
		"a position of null":     {feature(`{"type":"Point","coordinates":[null,31]}`, ``), ".geometry"},
		"no rings":               {feature(`{"type":"Polygon","coordinates":[]}`, ``), ".geometry"},
		"an empty ring":          {feature(`{"type":"Polygon","coordinates":[[]]}`, ``), ".geometry"},
		"no polygons":            {feature(`{"type":"MultiPolygon","coordinates":[]}`, ``), ".geometry"},
		"an empty polygon":       {feature(`{"type":"MultiPolygon","coordinates":[[]]}`, ``), ".geometry"},
		"a corner off the earth": {feature(`{"type":"Polygon","coordinates":[[[1,1],[400,1],[1,80],[1,1]]]}`, ``), ".geometry"},
		"a collection":           {feature(`{"type":"GeometryCollection","geometries":[]}`, ``), ".geometry"},
		"an id that is a flag":   {feature(`{"type":"Point","coordinates":[1,2]}`, `"id":true`), ".properties.id"},
		"a cost of text":         {feature(`{"type":"Point","coordinates":[1,2]}`, `"cost":"2"`), ".properties.cost"},
		"a cost too fine":        {feature(`{"type":"Point","coordinates":[1,2]}`, `"cost":0.0001`), ".properties.cost"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decode(t, withFeatures(c.feature))
			wrongs := siting.FieldErrors(err)
			if want := "candidates[0].layer.features[0]" + c.where; len(wrongs) != 1 || wrongs[0].Where() != want {
				t.Errorf("%s alone is wanted, there is: %v", want, err)
			}
		})
	}
}

// Every feature that is wrong is named at once, and long numbers are ids apart.
func TestEverySiteIsRead(t *testing.T) {
	point := `{"type":"Point","coordinates":[1,2]}`
	_, err := decode(t, withFeatures(feature(point, `"cost":-1`)+","+feature(point, `"cost":1`)+","+feature(point, `"cost":-2`)))
	if wrongs := siting.FieldErrors(err); len(wrongs) != 2 || wrongs[1].Where() != "candidates[0].layer.features[2].properties.cost" {
		t.Errorf("two sites have a negative cost: %v", err)
	}
	if _, err := decode(t, withFeatures(feature(point, `"id":9007199254740993`)+","+feature(point, `"id":9007199254740992`))); err != nil {
		t.Error(err)
	}
}

// TOML has numbers that are none.
func TestDecodeRefusesWhatIsNoNumber(t *testing.T) {
	for _, key := range []string{"apart_m", "budget", "minutes", "target"} {
		tree := map[string]any{"services": []any{"a"}, "goal": "fewest_facilities", "candidates": []any{map[string]any{"nodes": true}}, key: json.Number("nan")}
		_, err := siting.Decode(tree)
		if wrongs := siting.FieldErrors(err); len(wrongs) != 1 || wrongs[0].Where() != key {
			t.Errorf("%s that is nan: %v", key, err)
		}
	}
}

func TestALongValueIsShortenedByItsLetters(t *testing.T) {
	_, err := decode(t, `{"services": {"诊所诊所诊所诊所诊所": "诊所诊所诊所诊所"}, "goal": "most_people"}`)
	if err == nil || strings.ContainsRune(err.Error(), 0) {
		t.Errorf("%q", err)
	}
}

// A cost of nothing is a cost: it is written, and reads back.
func TestLinksMayCostNothing(t *testing.T) {
	q, err := decode(t, strings.Replace(full, `"costs": {"gate": 1,`, `"costs": {"gate": 0,`, 1))
	if err != nil {
		t.Fatal(err)
	}
	if back, err := decode(t, string(siting.Encode(q))); err != nil || !reflect.DeepEqual(q, back) {
		t.Errorf("%v: %s", err, cmp.Diff(q, back))
	}
}

// A question may hold so many ids that comparing each with each would take minutes.
func TestManyIDsAreReadAtOnce(t *testing.T) {
	many := func(letter string) (out []any) {
		for i := range 100_000 {
			out = append(out, letter+strconv.Itoa(i))
		}
		return out
	}
	begun := time.Now()
	if _, err := siting.Decode(map[string]any{"services": []any{"a"}, "goal": "move_or_close", "count": int64(1), "fixed": many("a"), "forbidden": many("b")}); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(begun); d > time.Minute { // each against each takes many; a busy machine with the race detector some seconds
		t.Errorf("it took %v", d)
	}
}

// Whatever is decoded, nothing panics, and what is read is written and reads back.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte(`{"services":["a"],"goal":"move_or_close","count":1}`))
	f.Add([]byte(withFeatures(feature(`{"type":"MultiPolygon","coordinates":[[]]}`, ``) + ",null")))
	f.Fuzz(func(t *testing.T, text []byte) {
		var tree any
		if json.Unmarshal(text, &tree) != nil {
			return
		}
		q, err := siting.Decode(tree)
		if err != nil {
			return
		}
		var again any
		if err := json.Unmarshal(siting.Encode(q), &again); err != nil {
			t.Fatal(err)
		}
		if back, err := siting.Decode(again); err != nil || string(siting.Encode(back)) != string(siting.Encode(q)) {
			t.Fatalf("%s reads back as %+v: %v", siting.Encode(q), back, err)
		}
	})
}
