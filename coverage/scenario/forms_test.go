package scenario_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
)

// fields are what a change gives, as a parser leaves it.
type fields = map[string]any

// listOf is a list of changes, as a parser leaves it.
func listOf(changes ...any) any { return map[string]any{"changes": changes} }

// anyID is a short text of letters that formats have to quote, or not.
var anyID = rapid.StringMatching(`[a-c"<&路é\\ ]{1,4}`)

// anyPoint is a point of the earth.
func anyPoint(t *rapid.T) any {
	return []any{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
}

// anyValue draws a value that a field of a kind of change may have.
func anyValue(t *rapid.T, name string) any {
	table := func(value func() any) any {
		out := map[string]any{}
		for _, id := range rapid.SliceOfNDistinct(anyID, 1, 3, rapid.ID).Draw(t, name) {
			out[id] = value()
		}
		return out
	}
	thousandths := func(most int64) any { return float64(rapid.Int64Range(0, most).Draw(t, name)) / 1000 }
	switch name {
	case "id", "code", "name", "profile", "group":
		return anyID.Draw(t, name)
	case "district":
		return rapid.SampledFrom([]string{"", "310101", "路"}).Draw(t, name)
	case "lon":
		return rapid.Float64Range(-180, 180).Draw(t, name)
	case "lat":
		return rapid.Float64Range(-90, 90).Draw(t, name)
	case "near":
		return anyPoint(t)
	case "line", "entrances":
		least := map[string]int{"line": 1}[name]
		out := []any{}
		for range rapid.IntRange(least, least+3).Draw(t, name) {
			out = append(out, anyPoint(t))
		}
		if name == "line" { // which has a length
			first := out[0].([]any)
			out = append(out, []any{first[0], math.Mod(first[1].(float64)+91, 180) - 90})
		}
		return out
	case "services":
		out := []any{}
		for _, id := range rapid.SliceOfNDistinct(anyID, 1, 4, rapid.ID).Draw(t, name) {
			out = append(out, id)
		}
		return out
	case "capacity":
		return table(func() any { return float64(rapid.Int64Range(0, 1e9).Draw(t, name)) })
	case "groups", "weights":
		return table(func() any { return thousandths(1e13) })
	case "urban", "lift", "all":
		return rapid.Bool().Draw(t, name)
	case "kind":
		return rapid.SampledFrom([]string{"footway", "path", "steps", "crossing", "gate"}).Draw(t, name)
	case "crossing":
		return rapid.SampledFrom([]string{"unmarked", "marked", "signals"}).Draw(t, name)
	case "length_m":
		return rapid.Float64Range(0.001, 100_000).Draw(t, name)
	case "steps":
		return float64(rapid.Int64Range(1, 100_000).Draw(t, name))
	case "way":
		return float64(rapid.Int64Range(-1<<53, 1<<53).Draw(t, name))
	case "level":
		return float64(rapid.Int32().Draw(t, name))
	case "minutes":
		return math.Max(rapid.Float64Range(0, coverage.MaxMinutes).Draw(t, name), 1e-9)
	case "factor":
		return rapid.Float64Range(0, 1000).Draw(t, name)
	case "target":
		return float64(rapid.Int64Range(0, 1e6).Draw(t, name)) / 1e6
	case "polygon":
		box := func(west float64) any {
			w, s := rapid.Float64Range(0.1, 0.9).Draw(t, "width"), rapid.Float64Range(-80, 0).Draw(t, "south")
			return []any{[]any{[]any{west, s}, []any{west + w, s}, []any{west + w, s + w}, []any{west, s + w}, []any{west, s}}}
		}
		if rapid.Bool().Draw(t, "two parts") {
			return []any{box(-10), box(10)}
		}
		return box(100)
	}
	t.Fatalf("a field %s that no test knows", name)
	return nil
}

// anyChange draws a change with all of the fields that it must have and some of those
// that it may have.
func anyChange(t *rapid.T) any {
	kind := rapid.SampledFrom(scenario.Kinds()).Draw(t, "kind")
	required, optional := scenario.Fields(kind)
	given := fields{}
	for _, name := range required {
		given[name] = anyValue(t, name)
	}
	for i, name := range optional {
		if rapid.Bool().Draw(t, name+" is given") || i == 0 && strings.HasPrefix(string(kind), "set_") {
			given[name] = anyValue(t, name)
		}
	}
	switch kind { // what goes together
	case scenario.CloseLink:
		if _, has := given["id"]; has {
			given = fields{"id": given["id"]}
			break
		}
		given["way"] = anyValue(t, "way")
		fallthrough
	case scenario.ReopenLink:
		if delete(given, "near"); given["all"] != true {
			delete(given, "all")
			given["near"] = anyPoint(t)
		}
	case scenario.OpenLink:
		if given["kind"] != "crossing" {
			delete(given, "crossing")
		}
	case scenario.ScaleDemand:
		if given["district"] == nil {
			delete(given, "level")
		}
	}
	return map[string]any{string(kind): given}
}

// A list of changes is the same read from JSON and from TOML, whatever kinds of numbers
// the parser has, and written it is read as it was.
func TestChangesAreTheSameInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []any
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			list = append(list, anyChange(t))
		}
		tree := map[string]any{"changes": append([]any{}, list...)}
		want, err := scenario.Decode(tree)
		if err != nil {
			t.Fatalf("%v\n%v", tree, err)
		}
		asTOML, err := toml.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		var fromTOML map[string]any
		if err := toml.Unmarshal(asTOML, &fromTOML); err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			fromTOML["changes"] = []any{}
		}
		asJSON, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		for what, other := range map[string]any{"as TOML": fromTOML, "as JSON": parsed(t, asJSON), "with other numbers": otherNumbers(t, tree), "written": parsed(t, scenario.Encode(want))} {
			if got, err := scenario.Decode(other); err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("%s %v is read as\n%+v (%v), not\n%+v", what, other, got, err, want)
			}
		}
	})
}

// parsed reads JSON as a server does.
func parsed(t *rapid.T, text []byte) any {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// otherNumbers writes the numbers of a tree in the other kinds that a parser may leave.
func otherNumbers(t *rapid.T, v any) any {
	switch v := v.(type) {
	case float64:
		if v == math.Trunc(v) && math.Abs(v) <= 1<<53 {
			return rapid.SampledFrom([]any{int64(v), int(v), json.Number(fmt.Sprintf("%d", int64(v))), json.Number(fmt.Sprintf("%d.0", int64(v)))}).Draw(t, "number")
		}
		return json.Number(fmt.Sprintf("%.17e", v))
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = otherNumbers(t, v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key, one := range v {
			out[key] = otherNumbers(t, one)
		}
		return out
	}
	return v
}

// Written, a change is a line of its own; its keys have the order of the documentation
// and text is not escaped for HTML.
func TestChangesAreWrittenForReaders(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{`{"changes": []}`, `{"changes": []}`},
		{`{"changes":[{"close_facility":{"id":"A<&>"}},{"set_service":{"target":0.85,"minutes":7.50,"id":"clinic"}}]}`, `{"changes": [
  {"close_facility": {"id": "A<&>"}},
  {"set_service": {"id": "clinic", "minutes": 7.5, "target": 0.85}}
]}`},
		{`{"changes":[{"add_facility":{"entrances":[[121,31.5]],"capacity":{"b":2,"a":1},"name":"新站","lat":31.25,"lon":121,"services":["b","a"],"id":"n"}}]}`, `{"changes": [
  {"add_facility": {"id": "n", "services": ["a","b"], "lon": 121, "lat": 31.25, "name": "新站", "capacity": {"a":1,"b":2}, "entrances": [[121,31.5]]}}
]}`},
		{`{"changes":[{"open_link":{"lift":false,"steps":3,"kind":"gate","line":[[1,2],[3,4]],"id":"l","length_m":1e2}},{"set_facility":{"id":"a","entrances":[]}}]}`, `{"changes": [
  {"open_link": {"id": "l", "line": [[1,2],[3,4]], "kind": "gate", "length_m": 100, "steps": 3}},
  {"set_facility": {"id": "a", "entrances": []}}
]}`},
		{`{"changes":[{"scale_demand":{"district":"","factor":0,"group":"all"}},{"set_demand":{"urban":false,"groups":{"all":0},"id":"p"}},{"close_link":{"all":true,"way":-7}}]}`, `{"changes": [
  {"scale_demand": {"group": "all", "factor": 0, "district": ""}},
  {"set_demand": {"id": "p", "groups": {"all":0}, "urban": false}},
  {"close_link": {"way": -7, "all": true}}
]}`},
	} {
		if got := string(scenario.Encode(decode(t, c.given))); got != c.want+"\n" {
			t.Errorf("%s is written as\n%s, not\n%s", c.given, got, c.want)
		}
	}
}

// The kinds of changes, and the fields that each must have and may have, are those of the
// documentation.
func TestFieldsOfKinds(t *testing.T) {
	var all []string
	for _, k := range scenario.Kinds() {
		required, optional := scenario.Fields(k)
		all = append(all, fmt.Sprintf("%s: %s [%s]", k, strings.Join(required, " "), strings.Join(optional, " ")))
	}
	want := `add_facility: id services lon lat [name capacity entrances]
set_facility: id [name services capacity entrances]
move_facility: id lon lat []
close_facility: id []
reopen_facility: id []
open_link: id line kind [name length_m steps lift crossing]
close_link:  [id way near all]
reopen_link: way [near all]
set_service: id [minutes profile target]
add_demand: id lon lat groups [name weights urban]
set_demand: id [name groups weights urban]
move_demand: id lon lat []
remove_demand: id []
scale_demand: group factor [district level]
set_district: code polygon [level]`
	if got := strings.Join(all, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if required, optional := scenario.Fields("rename_city"); required != nil || optional != nil {
		t.Errorf("a kind that is none has %v, %v", required, optional)
	}
}

// repeated, keyed and numbered are lists and tables of as many values.
func repeated(n int, value any) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = value
	}
	return out
}

func keyed(n int, value any) map[string]any {
	out := map[string]any{}
	for i := range n {
		out[fmt.Sprintf("k%03d", i)] = value
	}
	return out
}

func numbered(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = fmt.Sprintf("s%03d", i)
	}
	return out
}

// What may just be is read, and what is a little more or less is refused with the bound.
func TestLimitsOfFields(t *testing.T) {
	add := func(more fields) any {
		f := fields{"id": "a", "services": []any{"s"}, "lon": 121.0, "lat": 31.0}
		for k, v := range more {
			f[k] = v
		}
		return map[string]any{"add_facility": f}
	}
	link := func(more fields) any {
		f := fields{"id": "a", "kind": "path", "line": []any{[]any{1.0, 2.0}, []any{1.0, 3.0}}}
		for k, v := range more {
			f[k] = v
		}
		return map[string]any{"open_link": f}
	}
	demand := func(more fields) any {
		f := fields{"id": "a"}
		for k, v := range more {
			f[k] = v
		}
		return map[string]any{"set_demand": f}
	}
	service := func(name string, v any) any { return map[string]any{"set_service": fields{"id": "a", name: v}} }
	scale := func(more fields) any {
		f := fields{"group": "all", "factor": 1.0, "district": "d"}
		for k, v := range more {
			f[k] = v
		}
		return map[string]any{"scale_demand": f}
	}
	long := func(n int) string { return strings.Repeat("x", n) }
	line := append(repeated(9_999, []any{1.0, 2.0}), any([]any{1.0, 3.0}))
	way := func(v any) any { return map[string]any{"close_link": fields{"way": v, "all": true}} }
	ring := func(n int) any {
		return []any{[]any{[]any{0.0, 0.0}, []any{1.0, 0.0}, []any{1.0, 1.0}, []any{0.0, 0.0}}, repeated(n, []any{0.5, 0.25})}
	}
	for _, c := range []struct {
		name     string
		ok, over any
		why      string
	}{
		{"an id", add(fields{"id": long(200)}), add(fields{"id": long(201)}), "it has 201 bytes: give at most 200"},
		{"an id of Chinese", add(fields{"id": strings.Repeat("路", 66)}), add(fields{"id": strings.Repeat("路", 67)}), "it has 201 bytes: give at most 200"},
		{"a name", add(fields{"name": long(500)}), add(fields{"name": long(501)}), "it has 501 bytes: give at most 500"},
		{"a district", scale(fields{"district": ""}), scale(fields{"district": long(201)}), "it has 201 bytes: give at most 200"},
		{"a tab", add(fields{"name": "a b"}), add(fields{"name": "a\tb"}), "it holds control characters or bytes that are no UTF-8: write plain text"},
		{"a deleted character", add(fields{"name": "a~b"}), add(fields{"name": "a\u007fb"}), "it holds control characters or bytes that are no UTF-8: write plain text"},
		{"bytes", add(fields{"name": "é"}), add(fields{"name": "\xe9"}), "it holds control characters or bytes that are no UTF-8: write plain text"},
		{"services", add(fields{"services": numbered(100)}), add(fields{"services": numbered(101)}), "give a list of 1 to 100 service ids"},
		{"an empty service", add(fields{"services": []any{"a", "b"}}), add(fields{"services": []any{"a", ""}}), "service 1: it is empty: give some text, or leave the field out"},
		{"one service twice", add(fields{"services": []any{"b", "a"}}), add(fields{"services": []any{"b", "a", "b"}}), `"b" is named twice: name each service once`},
		{"entrances", add(fields{"entrances": repeated(100, []any{1.0, 2.0})}), add(fields{"entrances": repeated(101, []any{1.0, 2.0})}), "it has 101 points: give at most 100"},
		{"heights", add(fields{"entrances": []any{[]any{1.0, 2.0, 3.0}}}), add(fields{"entrances": []any{[]any{1.0, 2.0, 3.0, 4.0}}}), "point 0: give a point as [longitude, latitude]"},
		{"half a point", add(fields{"entrances": []any{[]any{1.0, 2.0}}}), add(fields{"entrances": []any{[]any{1.0}}}), "point 0: give a point as [longitude, latitude]"},
		{"text in a point", add(fields{"entrances": []any{[]any{1.0, 2.0}}}), add(fields{"entrances": []any{[]any{1.0, "2"}}}), `point 0: [1,"2"] is no point: give [longitude, latitude] in degrees of WGS 84, longitude first`},
		{"capacities", add(fields{"capacity": keyed(100, int64(1))}), add(fields{"capacity": keyed(101, int64(1))}), "give the capacity by service, as in { clinic = 40 }"},
		{"a capacity", add(fields{"capacity": keyed(1, int64(1e9))}), add(fields{"capacity": keyed(1, int64(1e9+1))}), `"k000": give a whole number from 0 to 1000000000`},
		{"no capacity", add(fields{"capacity": keyed(1, int64(0))}), add(fields{"capacity": keyed(1, int64(-1))}), `"k000": give a whole number from 0 to 1000000000`},
		{"none of any", add(fields{"capacity": keyed(1, 2.0)}), add(fields{"capacity": keyed(0, 2.0)}), "give the capacity by service, as in { clinic = 40 }"},
		{"the date line", add(fields{"lon": 180.0}), add(fields{"lon": 180.0000001}), "give a number from -180 to 180 degrees"},
		{"the date line from the other side", add(fields{"lon": -180.0}), add(fields{"lon": -180.0000001}), "give a number from -180 to 180 degrees"},
		{"the pole", add(fields{"lat": 90.0}), add(fields{"lat": 90.0000001}), "give a number from -90 to 90 degrees"},
		{"no number", add(fields{"lat": -90.0}), add(fields{"lat": math.NaN()}), "a number is wanted"},
		{"no end", add(fields{"lat": 1e-300}), add(fields{"lat": json.Number("1e999")}), "a number is wanted"},
		{"a line", link(fields{"line": line}), link(fields{"line": append(line, []any{1.0, 2.0})}), "it has 10001 points: give at most 10000"},
		{"a short length", link(fields{"length_m": 0.001}), link(fields{"length_m": 0.0009}), "give a number from 0.001 to 100000 metres"},
		{"a length", link(fields{"length_m": 100_000.0}), link(fields{"length_m": 100_000.001}), "give a number from 0.001 to 100000 metres"},
		{"a step", link(fields{"steps": 1.0}), link(fields{"steps": 0.0}), "give a whole number from 1 to 100000"},
		{"steps", link(fields{"steps": int64(100_000)}), link(fields{"steps": int64(100_001)}), "give a whole number from 1 to 100000"},
		{"half a step", link(fields{"steps": json.Number("1e3")}), link(fields{"steps": json.Number("1.5")}), "a whole number is wanted"},
		{"a flag", link(fields{"lift": true}), link(fields{"lift": "yes"}), "give true or false"},
		{"people", demand(fields{"groups": keyed(1, 1e10)}), demand(fields{"groups": keyed(1, 1e10+1)}), `"k000": give a number from 0 to 1e+10`},
		{"groups", demand(fields{"groups": keyed(100, 1.0)}), demand(fields{"groups": keyed(101, 1.0)}), "give numbers by name, as in { all = 4200 }"},
		{"an area", demand(fields{"weights": keyed(1, 1e12)}), demand(fields{"weights": keyed(1, 1.1e12)}), `"k000": give a number from 0 to 1e+12`},
		{"urban", demand(fields{"urban": false}), demand(fields{"urban": int64(1)}), "give true for urban (城镇) or false for rural (乡村)"},
		{"minutes", service("minutes", 120.0), service("minutes", 120.001), "give minutes over 0 and at most 120"},
		{"hardly a minute", service("minutes", 1e-9), service("minutes", 0.0), "give minutes over 0 and at most 120"},
		{"everybody", service("target", 1.0), service("target", 1.000001), "give a share between 0 and 1, as in 0.85"},
		{"nobody", service("target", 0.0), service("target", -0.000001), "give a share between 0 and 1, as in 0.85"},
		{"a factor", scale(fields{"factor": 1000.0}), scale(fields{"factor": 1000.1}), "give a number from 0 to 1000 times"},
		{"none", scale(fields{"factor": 0.0}), scale(fields{"factor": -0.1}), "give a number from 0 to 1000 times"},
		{"a level", scale(fields{"level": int64(math.MaxInt32)}), scale(fields{"level": int64(math.MaxInt32 + 1)}), "give a whole number from -2147483648 to 2147483647"},
		{"a way", way(int64(math.MinInt64)), way(json.Number("9223372036854775808")), "a whole number is wanted"},
		{"a way as a double", way(float64(1 << 53)), way(float64(1<<53 + 2)), "a whole number is wanted"},
		{"corners", nil, map[string]any{"set_district": fields{"code": "a", "polygon": ring(199_997)}}, "it has 199997 points: give at most 199996"},
	} {
		if c.ok != nil {
			if _, err := scenario.Decode(listOf(c.ok)); err != nil {
				t.Errorf("%s: what may be is refused: %v", c.name, err)
			}
		}
		changes, err := scenario.Decode(listOf(c.over))
		list := scenario.FieldErrors(err)
		if changes != nil || len(list) != 1 || list[0].Why != c.why {
			t.Errorf("%s: %v\nis not refused with %q", c.name, err, c.why)
		}
	}
	if _, err := scenario.Decode(listOf(repeated(scenario.MaxChanges, add(nil))...)); err != nil {
		t.Errorf("as many changes as may be: %v", err)
	}
	if _, err := scenario.Decode(listOf(repeated(scenario.MaxChanges+1, add(nil))...)); err == nil || err.Error() != "changes: there are more than 1,000: split the scenario" {
		t.Errorf("one more: %v", err)
	}
}

// A whole number is kept to its last digit, an amount to a thousandth, a share to a
// millionth; there is no −0.
func TestNumbersOfChangesAreExact(t *testing.T) {
	read := func(text string) scenario.Change { return decode(t, `{"changes": [`+text+`]}`)[0] }
	for text, want := range map[string]int64{"9007199254740993": 9007199254740993, "-9223372036854775808": math.MinInt64, "1e3": 1000, "12.0": 12} {
		if c := read(`{"close_link": {"way": ` + text + `, "all": true}}`); *c.Way != want {
			t.Errorf("way %s is %d", text, *c.Way)
		}
	}
	for text, want := range map[string]coverage.Amount{"0.001": 1, "4200": 4_200_000, "0.0005": 1, "0.00049": 0, "1e10": 10_000_000_000_000, "2.0004": 2000} {
		c := read(`{"set_demand": {"id": "a", "groups": {"all": ` + text + `}, "weights": {"buildings": ` + text + `}}}`)
		if c.Groups["all"] != want || c.Weight["buildings"] != want {
			t.Errorf("%s are %d and %d thousandths", text, c.Groups["all"], c.Weight["buildings"])
		}
	}
	for text, want := range map[string]coverage.Share{"0.85": 850_000, "0.3333333": 333_333, "0.9999995": 1_000_000, "1": 1_000_000, "-0": 0} {
		if c := read(`{"set_service": {"id": "a", "target": ` + text + `}}`); *c.Target != want {
			t.Errorf("a target of %s is %d millionths", text, *c.Target)
		}
	}
	if c := read(`{"move_demand": {"id": "a", "lon": -0, "lat": -0.0}}`); math.Signbit(c.At[0]) || math.Signbit(c.At[1]) {
		t.Errorf("−0 is read as %v", c.At)
	}
	for _, x := range []string{`{"open_link": {"id": "l", "kind": "path", "line": [[%s, 1], [1, %s]]}}`, `{"close_link": {"way": 1, "near": [%s, %s]}}`,
		`{"set_facility": {"id": "a", "entrances": [[%s, %s]]}}`, `{"set_district": {"code": "a", "polygon": [[[%s, 1], [1, %s], [1, 1], [0, 1]]]}}`} {
		plus, minus := []scenario.Change{read(fmt.Sprintf(x, "0", "0"))}, []scenario.Change{read(fmt.Sprintf(x, "-0", "-0.0"))}
		if scenario.Hash("", plus) != scenario.Hash("", minus) {
			t.Errorf("with −0 it is another scenario: %s", scenario.Encode(minus))
		}
	}
	if c := read(`{"scale_demand": {"group": "all", "factor": -0}}`); math.Signbit(*c.Factor) {
		t.Error("a factor is −0")
	}
}
