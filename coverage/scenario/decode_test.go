package scenario_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"lifecircle/coverage/scenario"
)

// tree parses JSON as a server does.
func tree(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// decode reads changes that are right.
func decode(t testing.TB, text string) []scenario.Change {
	t.Helper()
	changes, err := scenario.Decode(tree(t, text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return changes
}

const everyKind = `{"changes": [
  {"add_facility": {"id": "n1", "services": ["clinic", "market"], "lon": 121.001, "lat": 30.999, "name": "新站", "capacity": {"clinic": 2}, "entrances": [[121.0011, 30.999]]}},
  {"set_facility": {"id": "A", "services": ["clinic"], "entrances": []}},
  {"move_facility": {"id": "A", "lon": 121, "lat": 31}},
  {"close_facility": {"id": "A"}},
  {"reopen_facility": {"id": "A"}},
  {"open_link": {"id": "bridge", "line": [[121, 31], [121.001, 31]], "kind": "footway", "name": "Bridge", "length_m": 120.5, "steps": 40, "lift": true}},
  {"open_link": {"id": "zebra", "line": [[121, 31], [121.0001, 31]], "kind": "crossing", "crossing": "signals"}},
  {"close_link": {"id": "bridge"}},
  {"close_link": {"way": 1234567, "near": [121, 31]}},
  {"close_link": {"way": -7, "all": true}},
  {"reopen_link": {"way": 1234567, "near": [121, 31]}},
  {"set_service": {"id": "clinic", "minutes": 7.5, "profile": "senior", "target": 0.85}},
  {"add_demand": {"id": "estate", "lon": 121, "lat": 31, "groups": {"age_60_plus": 0.001, "all": 4200}, "name": "Estate", "weights": {"buildings": 3}, "urban": true}},
  {"set_demand": {"id": "estate", "groups": {"all": 12.5}, "urban": false}},
  {"move_demand": {"id": "estate", "lon": 121, "lat": 31}},
  {"remove_demand": {"id": "estate"}},
  {"scale_demand": {"group": "age_60_plus", "factor": 1.3, "district": "", "level": 9}},
  {"set_district": {"code": "01", "polygon": [[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31]]], "level": 8}},
  {"set_district": {"code": "02", "polygon": [[[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31]]], [[[122, 31], [122.1, 31], [122.1, 31.1], [122, 31]]]]}}
]}`

func TestEncodeWritesWhatDecodeReads(t *testing.T) {
	changes := decode(t, everyKind)
	text := scenario.Encode(changes)
	again := decode(t, string(text))
	if !reflect.DeepEqual(changes, again) {
		t.Errorf("%s\nis read as\n%+v, not\n%+v", text, again, changes)
	}
	if !bytes.Equal(text, scenario.Encode(again)) {
		t.Error("the same changes give other bytes")
	}
	var want, got any = tree(t, everyKind), tree(t, string(text))
	if !reflect.DeepEqual(want, got) {
		t.Errorf("%s\nis not\n%s", text, everyKind)
	}
}

func TestEveryKindAndFieldIsRead(t *testing.T) {
	used := map[string]bool{}
	for _, item := range tree(t, everyKind).(map[string]any)["changes"].([]any) {
		for kind, fields := range item.(map[string]any) {
			for field := range fields.(map[string]any) {
				used[kind+"."+field] = true
			}
		}
	}
	for _, kind := range scenario.Kinds() {
		required, optional := scenario.Fields(kind)
		for _, field := range append(required, optional...) {
			if name := string(kind) + "." + field; !used[name] && name != "set_facility.name" && name != "set_facility.capacity" &&
				name != "set_demand.name" && name != "set_demand.weights" && name != "reopen_link.all" {
				t.Errorf("no change of the list has %s", name)
			}
		}
	}
}

func TestTheOrderOfKeysAndTheKindOfNumbersDoNotMatter(t *testing.T) {
	a := decode(t, `{"changes": [{"add_facility": {"lat": 31, "lon": 121.0, "services": ["market", "clinic"], "id": "x"}}]}`)
	b, err := scenario.Decode(map[string]any{"changes": []any{map[string]any{"add_facility": map[string]any{
		"id": "x", "services": []any{"clinic", "market"}, "lon": int64(121), "lat": 31.0}}}})
	if err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("%+v and %+v (%v)", a, b, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no table", `[]`, "changes: a table"},
		{"no list", `{}`, "changes: a list of changes is wanted"},
		{"another key", `{"changes": [], "change": 1}`, `changes: there is a key "change" beside it`},
		{"a list of text", `{"changes": ["close"]}`, `changes[0]: "close": a change has one key`},
		{"two kinds in one", `{"changes": [{"close_facility": {"id": "a"}, "move_facility": {}}]}`, `changes[0]: {"close_facility":{"id":"a"},"move_facility":{}}: a change has one key`},
		{"an unknown kind", `{"changes": [{"close_facilty": {"id": "a"}}]}`, `changes[0]: "close_facilty": there is no such kind of change: the kinds are add_facility,`},
		{"no fields", `{"changes": [{"close_facility": 5}]}`, "changes[0].close_facility: 5: a table is wanted, with id"},
		{"an unknown field", `{"changes": [{"close_facility": {"id": "a", "force": true}}]}`, "changes[0].close_facility.force: true: there is no such field: close_facility has id"},
		{"a field that lacks", `{"changes": [{"close_facility": {}}]}`, "changes[0].close_facility.id: it is missing"},
		{"null", `{"changes": [{"close_facility": {"id": null}}]}`, "changes[0].close_facility.id: null: it is null"},
		{"a number for an id", `{"changes": [{"close_facility": {"id": 5}}]}`, "id: 5: text is wanted"},
		{"an empty id", `{"changes": [{"close_facility": {"id": ""}}]}`, `id: "": it is empty`},
		{"control characters", `{"changes": [{"close_facility": {"id": "a\nb"}}]}`, "control characters"},
		{"swapped axes", `{"changes": [{"move_facility": {"id": "a", "lon": 31, "lat": 121}}]}`, "changes[0].move_facility.lat: 121: give a number from -90 to 90 degrees"},
		{"text for a number", `{"changes": [{"move_facility": {"id": "a", "lon": "31", "lat": 1}}]}`, `lon: "31": a number is wanted`},
		{"no services", `{"changes": [{"add_facility": {"id": "a", "lon": 31, "lat": 1, "services": []}}]}`, "services: []: give a list of 1 to"},
		{"a service twice", `{"changes": [{"add_facility": {"id": "a", "lon": 31, "lat": 1, "services": ["b", "b"]}}]}`, "named twice"},
		{"part of a bed", `{"changes": [{"set_facility": {"id": "a", "capacity": {"clinic": 1.5}}}]}`, `"clinic": a whole number is wanted`},
		{"set without a change", `{"changes": [{"set_facility": {"id": "a"}}]}`, "changes[0].set_facility: it changes nothing: give one of name,"},
		{"one point", `{"changes": [{"open_link": {"id": "a", "kind": "path", "line": [[1, 2]]}}]}`, "line: [[1,2]]: it has 1 points"},
		{"no length", `{"changes": [{"open_link": {"id": "a", "kind": "path", "line": [[1, 2], [1, 2]]}}]}`, "it has no length"},
		{"a line outside the earth", `{"changes": [{"open_link": {"id": "a", "kind": "path", "line": [[1, 2], [1, 200]]}}]}`, "point 1: [1,200] is no point"},
		{"an unknown kind of link", `{"changes": [{"open_link": {"id": "a", "kind": "road", "line": [[1, 2], [1, 3]]}}]}`, `kind: "road": give one of footway, path, steps, crossing, gate`},
		{"a crossing of a path", `{"changes": [{"open_link": {"id": "a", "kind": "path", "crossing": "marked", "line": [[1, 2], [1, 3]]}}]}`, "only a link of kind crossing has it"},
		{"no piece", `{"changes": [{"close_link": {}}]}`, "changes[0].close_link: give the id of a link"},
		{"a link and a piece", `{"changes": [{"close_link": {"id": "a", "way": 5}}]}`, "give either the id"},
		{"a way without a point", `{"changes": [{"close_link": {"way": 5}}]}`, "changes[0].close_link.near: give either a point"},
		{"a point and all", `{"changes": [{"reopen_link": {"way": 5, "near": [1, 2], "all": true}}]}`, "near: [1,2]: give either a point"},
		{"no minutes", `{"changes": [{"set_service": {"id": "a", "minutes": 0}}]}`, "minutes: 0: give minutes over 0 and at most 120"},
		{"a target in percent", `{"changes": [{"set_service": {"id": "a", "target": 85}}]}`, "target: 85: give a share between 0 and 1"},
		{"fewer than nobody", `{"changes": [{"add_demand": {"id": "a", "lon": 1, "lat": 2, "groups": {"all": -1}}}]}`, `groups: {"all":-1}: "all": give a number from 0`},
		{"a level of no district", `{"changes": [{"scale_demand": {"group": "all", "factor": 2, "level": 8}}]}`, "level: 8: it is a district's"},
		{"a ring that crosses itself", `{"changes": [{"set_district": {"code": "a", "polygon": [[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}]}`, "mend the polygon"},
		{"a polygon of three points", `{"changes": [{"set_district": {"code": "a", "polygon": [[[0,0],[1,1],[0,0]]]}}]}`, "give at least 4"},
		{"the second of two", `{"changes": [{"close_facility": {"id": "a"}}, {"close_facility": {"id": ""}}]}`, "changes[1].close_facility.id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changes, err := scenario.Decode(tree(t, c.text))
			if err == nil || changes != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, %v; want an error with %q", changes, err, c.want)
			}
			if len(scenario.FieldErrors(err)) == 0 {
				t.Errorf("%v holds no FieldError", err)
			}
		})
	}
}

func TestDecodeFindsEverythingThatIsWrong(t *testing.T) {
	_, err := scenario.Decode(tree(t, `{"changes": [
		{"close_facility": {"id": ""}},
		{"close_facility": {"id": "fine"}},
		{"move_facility": {"lon": 200, "lat": "x"}}]}`))
	var paths []string
	for _, e := range scenario.FieldErrors(err) {
		paths = append(paths, e.Path())
	}
	want := "changes[0].close_facility.id changes[2].move_facility.id changes[2].move_facility.lon changes[2].move_facility.lat"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(everyKind)
	f.Add(`{"changes": [{"set_district": {"code": "a", "polygon": [[[[]]]]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var v any
		if d.Decode(&v) != nil {
			t.Skip()
		}
		changes, err := scenario.Decode(v)
		if err != nil {
			if len(scenario.FieldErrors(err)) == 0 {
				t.Fatalf("%v holds no FieldError", err)
			}
			return
		}
		if again := decode(t, string(scenario.Encode(changes))); !reflect.DeepEqual(changes, again) {
			t.Fatalf("%+v comes back as %+v", changes, again)
		}
	})
}
