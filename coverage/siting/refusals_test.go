package siting_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting"
)

// Every key of a question refuses what is not of its kind, and says which it wants.
func TestEveryKeyRefusesWhatIsNotOfItsKind(t *testing.T) {
	type values []string
	texts := values{`1`, `true`, `{}`, `null`, `""`, `"\u0007"`, `"` + strings.Repeat("x", 201) + `"`}
	lists := values{`"a"`, `[]`, `{}`, `[1]`, `["a","a"]`, `[""]`, `null`}
	positive := values{`0`, `-1`, `1.5`, `"1"`, `true`, `null`, `1e9`, `[]`}
	share := values{`-0.1`, `1.1`, `"85 %"`, `null`, `[]`}
	words := values{`"every"`, `1`, `null`, `["all"]`}
	flags := values{`1`, `"yes"`, `null`}
	for key, wrong := range map[string]values{
		"services": lists, "group": texts, "area": words, "weight": texts, "minutes": {`-1`, `121`, `"10"`, `null`}, "profile": texts, "private": words, "district": slices.DeleteFunc(slices.Clone(texts), func(v string) bool { return v == `""` }), "level": {`1.5`, `"8"`, `null`, `3000000000`},
		"goal": words, "count": positive, "target": share, "per": words, "budget": {`-1`, `"20"`, `true`, `null`, `{}`, `{"310101":-1}`, `{"310101":"x"}`, `0.0001`, `1e13`},
		"stop": {`1`, `[]`, `{"gap":2}`, `{"seconds":-1}`, `{"number":0}`, `{"minutes":1}`}, "candidates": {`1`, `{}`, `[1]`, `[null]`, `[{}]`, `null`},
		"links": {`1`, `[]`, `null`, `{"rails":true}`}, "fixed": lists, "forbidden": lists, "apart_m": {`-1`, `100001`, `"300"`, `null`}, "per_district_max": positive,
		"capacity": {`0`, `-1`, `1.5`, `"1"`, `1e10`}, "backup": flags,
	} {
		for _, value := range wrong {
			t.Run(key+" "+value[:min(len(value), 12)], func(t *testing.T) {
				refusedAt(t, changed(t, key, value), key)
			})
		}
	}
}

// changed is the full question with one key of its own.
func changed(t *testing.T, key, value string) string {
	t.Helper()
	var q map[string]json.RawMessage
	if err := json.Unmarshal([]byte(full), &q); err != nil {
		t.Fatal(err)
	}
	q[key] = json.RawMessage(value)
	text, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// refusedAt wants a question refused at a key, or in it, and all refusals to be sentences
// that say what is wanted.
func refusedAt(t *testing.T, text, where string) {
	t.Helper()
	q, err := decode(t, text)
	found := false
	for _, e := range siting.FieldErrors(err) {
		found = found || strings.HasPrefix(e.Where(), where)
		if len(e.Why) < 10 || !strings.HasPrefix(e.Error(), e.Where()+": ") || !strings.HasSuffix(e.Error(), e.Why) || len([]rune(e.Value)) > 70 {
			t.Errorf("refused is %q with the value %q", e.Error(), e.Value)
		}
	}
	if !found {
		t.Errorf("nothing is refused at %s: %v", where, err)
	}
	if text, _ := json.Marshal(q.Services); err != nil && string(text) != "null" {
		t.Errorf("a refused question is returned: %s", text)
	}
}

// The keys within candidates and links, likewise.
func TestEveryInnerKeyRefusesWhatIsNotOfItsKind(t *testing.T) {
	for where, values := range map[string][]string{
		"candidates[0].layer":      {`1`, `""`, `true`, `[]`},
		"candidates[0].facilities": {`1`, `"yes"`, `false`},
		"candidates[0].nodes":      {`null`, `false`},
		"candidates[0].cells":      {`0`, `16`, `9.5`, `"9"`},
		"candidates[0].demand":     {`[]`, `false`},
		"candidates[0].district":   {`1`, `""`},
		"candidates[0].cost":       {`-1`, `"1"`, `1e13`, `0.00001`},
		"candidates[0].count":      {`1`},
		"links.gates":              {`1`, `"yes"`},
		"links.crossings":          {`1`},
		"links.bridges_m":          {`-1`, `1001`, `"150"`},
		"links.costs":              {`1`, `{"tunnel":1}`, `{"gate":-1}`, `{"bridge":"x"}`},
		"links.count":              {`0`, `1.5`, `"2"`},
		"links.most":               {`0`, `201`},
		"links.given":              {`1`, `{}`, `[1]`, `[{}]`, `[{"cost":1}]`},
		"links.given[0].id":        {`1`, `""`},
		"links.given[0].cost":      {`-1`, `null`, `"5"`},
	} {
		for _, value := range values {
			t.Run(where+" "+value, func(t *testing.T) {
				key := where[strings.LastIndexByte(where, '.')+1:]
				candidates, links := `[{"district":"310101"}]`, `{"gates":true,"count":1,"costs":{"gate":1,"crossing":1,"bridge":1}}`
				switch {
				case strings.HasPrefix(where, "links.given[0]"):
					given := map[string]string{"id": `"f"`, "cost": `1`}
					given[key] = value
					links = fmt.Sprintf(`{"count":1,"given":[{"id":%s,"cost":%s,"open_link":{"id":"f","line":[[121.5,31.2],[121.51,31.2]],"kind":"footway"}}]}`, given["id"], given["cost"])
					candidates = `[{"nodes":true,"cost":1}]`
				case strings.HasPrefix(where, "links"):
					links = with(t, links, key, value)
					candidates = `[{"nodes":true,"cost":1}]`
				default:
					candidates = "[" + with(t, `{}`, key, value) + "]"
				}
				refusedAt(t, fmt.Sprintf(`{"services":["a"],"goal":"most_people","count":1,"budget":5,"candidates":%s,"links":%s}`, candidates, links), where)
			})
		}
	}
}

func with(t *testing.T, object, key, value string) string {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &m); err != nil {
		t.Fatal(err)
	}
	m[key] = json.RawMessage(value)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What does not go together is refused by the key that has to go.
func TestWhatDoesNotGoTogether(t *testing.T) {
	const nodes = `"candidates":[{"nodes":true}]`
	for name, c := range map[string]struct{ rest, where, why string }{
		"the least cost of what is free":     {`"goal":"least_cost",` + nodes + `,"links":{"gates":true}`, "links.costs.gate", "missing"},
		"a budget of links without a cost":   {`"goal":"most_people","count":1,"budget":2,` + nodes + `,"links":{"bridges_m":100}`, "links.costs.bridge", "missing"},
		"no links among links":               {`"goal":"most_people","count":1,` + nodes + `,"links":{"count":1}`, "links", "say which links"},
		"links beside closing":               {`"goal":"move_or_close","count":1,"links":{"gates":true,"count":1}`, "links", "facilities alone"},
		"no number to close":                 {`"goal":"move_or_close"`, "count", "how many"},
		"no number of the worst":             {`"goal":"worst_first",` + nodes, "count", "how many"},
		"the worst city":                     {`"goal":"worst_first","count":1,"per":"city",` + nodes, "per", "district or group"},
		"the worst of both":                  {`"goal":"worst_first","count":1,"per":"both",` + nodes, "per", "district or group"},
		"groups of most people":              {`"goal":"most_people","count":1,"per":"group",` + nodes, "per", "only worst_first"},
		"a target of closing":                {`"goal":"move_or_close","count":1,"target":0.5`, "target", "leave it out"},
		"room where costs count":             {`"goal":"least_cost","capacity":5,` + nodes, "capacity", "only most_people"},
		"room and a second service":          {`"goal":"most_people","count":1,"capacity":5,"services":["a","b"],` + nodes, "services", "one service"},
		"room and backup":                    {`"goal":"most_people","count":1,"capacity":5,"backup":true,` + nodes, "backup", "do not go together"},
		"room and links":                     {`"goal":"most_people","count":1,"capacity":5,"links":{"gates":true,"count":1},` + nodes, "links", "do not go together"},
		"no goal":                            {nodes, "goal", "say what"},
		"no candidates":                      {`"goal":"fewest_facilities"`, "candidates", "say where"},
		"two sources in one":                 {`"goal":"most_people","count":1,"candidates":[{"nodes":true,"cells":9}]`, "candidates[0]", "one of"},
		"one fixed site that is forbidden":   {`"goal":"most_people","count":1,"fixed":["x","y"],"forbidden":["y"],` + nodes, "fixed[1]", "forbidden, too"},
		"a layer that is empty":              {`"goal":"most_people","count":1,"candidates":[{"layer":{"type":"FeatureCollection","features":[]}}]`, "candidates[0].layer", "no features"},
		"a layer that is one feature":        {`"goal":"most_people","count":1,"candidates":[{"layer":{"type":"Feature"}}]`, "candidates[0].layer.type", "FeatureCollection"},
		"a layer that is something else":     {`"goal":"most_people","count":1,"candidates":[{"layer":{"type":"FeatureCollection","features":5}}]`, "candidates[0].layer", "no FeatureCollection"},
		"sites of one id":                    {`"goal":"most_people","count":1,"candidates":[{"layer":{"type":"FeatureCollection","features":[` + feature(`{"type":"Point","coordinates":[1,2]}`, `"id":"x"`) + `,` + feature(`{"type":"Point","coordinates":[1,3]}`, `"id":"x"`) + `]}}]`, "candidates[0].layer.features[1].id", "already"},
		"a site for half a person":           {`"goal":"most_people","count":1,"candidates":[{"layer":{"type":"FeatureCollection","features":[` + feature(`{"type":"Point","coordinates":[1,2]}`, `"capacity":0.5`) + `]}}]`, "candidates[0].layer.features[0].properties.capacity", "whole number"},
		"a site whose name is a bell's":      {`"goal":"most_people","count":1,"candidates":[{"layer":{"type":"FeatureCollection","features":[` + feature(`{"type":"Point","coordinates":[1,2]}`, `"id":"\u0007"`) + `]}}]`, "candidates[0].layer.features[0].properties.id", "control characters"},
		"a change of two kinds":              {`"goal":"most_people","count":1,"links":{"count":1,"given":[{"cost":1,"reopen_link":{"way":1},"close_link":{"way":1}}]},` + nodes, "links.given[0]", ""},
		"a link of which nobody has thought": {`"goal":"most_people","count":1,"links":{"count":1,"given":[{"cost":1,"dig_tunnel":{"way":1}}]},` + nodes, "links.given[0]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := `{"services":["a"],` + c.rest + `}`
			if strings.Contains(c.rest, `"services"`) {
				text = `{` + c.rest + `}`
			}
			_, err := decode(t, text)
			for _, e := range siting.FieldErrors(err) {
				if strings.HasPrefix(e.Where(), c.where) && strings.Contains(e.Why, c.why) {
					return
				}
			}
			t.Errorf("%s %q is not in: %v", c.where, c.why, err)
		})
	}
}

// Where a refusal stands is read off its path, as a person would point at it.
func TestWhereARefusalStands(t *testing.T) {
	for where, e := range map[string]siting.FieldError{
		"question":              {},
		"goal":                  {Path: []any{"goal"}},
		"candidates[2].cost":    {Path: []any{"candidates", 2, "cost"}},
		"links.given[0]":        {Path: []any{"links", "given", 0}},
		"budget.310101":         {Path: []any{"budget", "310101"}},
		"features[1].id":        {Path: []any{"features", 1, "id"}},
		"candidates[0].layer.x": {Path: []any{"candidates", 0, "layer", "x"}},
	} {
		if got := e.Where(); got != where {
			t.Errorf("%v stands at %s, not %s", e.Path, got, where)
		}
	}
	e := &siting.FieldError{Path: []any{"count"}, Value: `"x"`, Why: "a number is wanted"}
	if got := e.Error(); got != `count: "x": a number is wanted` {
		t.Errorf("it says %s", got)
	}
	wrapped := fmt.Errorf("question.toml: %w", errors.Join(e, &siting.FieldError{Path: []any{"goal"}, Why: "say what"}))
	if list := siting.FieldErrors(wrapped); len(list) == 0 || list[0] != e {
		t.Errorf("of %v there are %v", wrapped, list)
	}
	if list := siting.FieldErrors(errors.New("a fault")); list != nil {
		t.Errorf("a fault is %v", list)
	}
}

// A layer that is given on the command line is checked by itself, from its own root.
func TestALayerIsCheckedByItself(t *testing.T) {
	point := feature(`{"type":"Point","coordinates":[1,2]}`, ``)
	for where, text := range map[string]string{
		"":                             string(layerOf(point)),
		"features":                     string(layerOf()),
		"question":                     `nonsense`,
		"type":                         `{"type":"Point"}`,
		"features[1].geometry":         string(layerOf(point, feature(`null`, ``))),
		"features[0].properties.cost":  string(layerOf(feature(`{"type":"Point","coordinates":[1,2]}`, `"cost":-1`))),
		"features[0].id":               `{"type":"FeatureCollection","features":[{"type":"Feature","id":[],"geometry":{"type":"Point","coordinates":[1,2]}}]}`,
		"features[0].geometry (again)": string(layerOf(feature(`{"type":"Polygon","coordinates":[[[1,1],[2,2],[1,1]]]}`, ``))),
	} {
		err := siting.CheckLayer([]byte(text))
		if where == "" {
			if err != nil {
				t.Errorf("a layer of a point: %v", err)
			}
			continue
		}
		if list := siting.FieldErrors(err); len(list) != 1 || list[0].Where() != strings.TrimSuffix(where, " (again)") {
			t.Errorf("%s: %v", where, err)
		}
	}
}

// However a tree is made up, it is refused or it is a question that reads back the same.
func TestAnyTreeIsReadOrRefused(t *testing.T) {
	keys := []string{"services", "goal", "count", "target", "per", "budget", "stop", "candidates", "links", "fixed", "forbidden", "apart_m", "capacity", "backup", "gates", "given", "costs", "nodes", "layer", "cells", "cost", "open_link", "reopen_link", "scale_demand", "way", "id", "line", "kind", "gap", "most"}
	leaf := rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Map(rapid.Float64Range(-2, 20), func(x float64) any { return x }),
		rapid.Map(rapid.Int64Range(0, 3), func(n int64) any { return n }), rapid.Map(rapid.SampledFrom([]string{"a", "clinic", "most_people", "least_cost", "move_or_close", "district", "footway", ""}), func(s string) any { return s }),
		rapid.Just[any](json.Number("7")), rapid.Just[any]([]any{121.5, 31.2}))
	var tree func(depth int) *rapid.Generator[any]
	tree = func(depth int) *rapid.Generator[any] {
		if depth == 0 {
			return leaf
		}
		return rapid.OneOf(leaf, rapid.Map(rapid.SliceOfN(tree(depth-1), 0, 3), func(l []any) any { return l }),
			rapid.Map(rapid.MapOfN(rapid.SampledFrom(keys), tree(depth-1), 0, 6), func(m map[string]any) any { return m }))
	}
	rapid.Check(t, func(t *rapid.T) {
		q := map[string]any{"services": []any{"a"}, "goal": "move_or_close", "count": int64(1)}
		for key, value := range rapid.MapOfN(rapid.SampledFrom(keys), tree(3), 0, 4).Draw(t, "tree") {
			q[key] = value
		}
		read, err := siting.Decode(q)
		if err != nil {
			if siting.FieldErrors(err) == nil {
				t.Fatalf("no field is wrong: %v", err)
			}
			return
		}
		if back := again(t, read); string(siting.Encode(back)) != string(siting.Encode(read)) {
			t.Fatalf("%s reads back as %s", siting.Encode(read), siting.Encode(back))
		}
	})
}
