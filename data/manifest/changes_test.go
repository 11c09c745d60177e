package manifest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"lifecircle/coverage/scenario"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
)

const bom = "\xef\xbb\xbf"

// refusedChanges reads a change file that is wrong and returns what is said of it.
func refusedChanges(t testing.TB, file, text string) error {
	t.Helper()
	f, err := manifest.ReadChanges(file, []byte(text))
	if err == nil || f != nil {
		t.Fatalf("%q is read as %v, %v", text, f, err)
	}
	return err
}

func TestEveryRefusalOfAChangeFileNamesItsLine(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"a field of an inline table", "c.toml", "# first\n[[changes]]\nclose_facility = { id = 5 }\n", "c.toml:3: changes[0].close_facility.id \"5\": text is wanted"},
		{"a field below a header", "c.toml", "[[changes]]\n[changes.move_facility]\nid = \"a\"\nlon = 1\nlat = 100\n", "c.toml:5: changes[0].move_facility.lat \"100\""},
		{"a field of a dotted key", "c.toml", "[[changes]]\nmove_facility.id = \"a\"\nmove_facility.lon = 1\nmove_facility.lat = 100\n", "c.toml:4: changes[0].move_facility.lat"},
		{"the second below headers", "c.toml", "[[changes]]\n[changes.close_facility]\nid = \"a\"\n\n[[changes]]\n[changes.close_facility]\nid = \"\"\n", "c.toml:7: changes[1].close_facility.id"},
		{"a list in one value", "c.toml", "changes = [\n  { close_facility = { id = \"a\" } },\n  { close_facility = { id = \"\" } },\n]\n", "c.toml:3: changes[1].close_facility.id"},
		{"a field that lacks", "c.toml", "[[changes]]\n\n[changes.close_facility]\n", "c.toml:3: changes[0].close_facility.id: it is missing"},
		{"an unknown field", "c.toml", "[[changes]]\n[changes.close_facility]\nid = \"a\"\nforce = true\n", "c.toml:4: changes[0].close_facility.force"},
		{"an unknown kind, inline", "c.toml", "[[changes]]\n# it\nclose_facilty = { id = \"a\" }\n", "c.toml:3: changes[0] \"close_facilty\": there is no such kind"},
		{"an unknown kind, header", "c.toml", "[[changes]]\n\n[changes.close_facilty]\nid = \"a\"\n", "c.toml:3: changes[0] \"close_facilty\""},
		{"no kind", "c.toml", "\n[[changes]]\n", "c.toml:2: changes[0]: a change has one key"},
		{"no table for a kind", "c.toml", "[[changes]]\nclose_facility = \"a\"\n", "c.toml:2: changes[0].close_facility \"a\": a table is wanted"},
		{"another key", "c.toml", "[[changes]]\nclose_facility = { id = \"a\" }\n[other]\n", "c.toml:3: changes: there is a key \"other\""},
		{"no list of changes", "c.toml", "# nothing\n", "c.toml:1: changes: a list of changes is wanted"},
		{"changes that are no list", "c.toml", "\n[changes.close_facility]\nid = \"a\"\n", "c.toml:2: changes: a list of changes is wanted"},
		{"a date for an id", "c.toml", "[[changes]]\nclose_facility = { id = 2026-01-02 }\n", "c.toml:2: changes[0].close_facility.id \"2026-01-02\": text is wanted"},
		{"an infinite number", "c.toml", "[[changes]]\nset_service = { id = \"a\", minutes = inf }\n", "c.toml:2: changes[0].set_service.minutes \"inf\""},
		{"no number", "c.toml", "[[changes]]\nset_service = { id = \"a\", minutes = nan }\n", "c.toml:2: changes[0].set_service.minutes \"nan\""},
		{"a point of no number", "c.toml", "[[changes]]\nclose_link = { way = 5, near = [nan, 1] }\n", "c.toml:2: changes[0].close_link.near \"[\\\"nan\\\",1]\""},
		{"a table of wrong numbers", "c.toml", "[[changes]]\nset_demand = { id = \"a\", groups = { all = nan } }\n", "c.toml:2: changes[0].set_demand.groups: \"all\": a number is wanted"},
		{"a key twice", "c.toml", "[[changes]]\n[changes.close_facility]\nid = \"a\"\nid = \"b\"\n", "c.toml:4: id: is not TOML"},
		{"a kind twice", "c.toml", "[[changes]]\nclose_facility = { id = \"a\" }\nclose_facility = { id = \"b\" }\n", "c.toml:3: close_facility: is not TOML"},
		{"no TOML", "c.toml", "[[changes]]\nclose_facility = {\n", "c.toml:2: is not TOML"},
		{"empty", "c.toml", "", "c.toml:1: changes: a list of changes is wanted"},
		{"a byte order mark", "c.toml", bom + "[[changes]]\nclose_facility = { id = 5 }\n", "c.toml:2: changes[0].close_facility.id"},
		{"lines of Windows", "c.toml", "# 一\r\n[[changes]]\r\nclose_facility = { id = 5 }\r\n", "c.toml:3: changes[0].close_facility.id"},
		{"a text over lines before it", "c.toml", "[[changes]]\nset_facility = { id = \"a\", name = \"\"\"\none\ntwo\"\"\" }\n[[changes]]\nclose_facility = { id = 5 }\n", "changes[0].set_facility.name"},
		{"nested lists", "c.toml", "\n[[changes]]\nclose_facility = { id = " + strings.Repeat("[", 101) + strings.Repeat("]", 101) + " }\n", "c.toml:3: is not TOML: it is nested too deeply"},
		{"nested lists without end", "c.toml", "a = " + strings.Repeat("[", 1<<18), "c.toml:1: is not TOML"},
		{"a deep key", "c.toml", "\n" + strings.Repeat("a.", 1<<18) + "a = 1\n", "c.toml:2: is not TOML: it is nested too deeply"},
		{"a deep header", "c.toml", "\n\n[" + strings.Repeat("a.", 1<<18) + "a]\n", "c.toml:3: is not TOML: it is nested too deeply"},

		{"JSON on one line", "c.json", `{"changes": [{"close_facility": {"id": 5}}]}`, "c.json:1: changes[0].close_facility.id \"5\""},
		{"JSON on many lines", "c.json", "{\n\"changes\": [\n{\"close_facility\":\n{\n\"id\":\n5}}]}", "c.json:6: changes[0].close_facility.id"},
		{"JSON with a change a line", "c.json", "{\"changes\": [\n  {\"close_facility\": {\"id\": \"a\"}},\n  {\"close_facility\": {\"id\": \"\"}}\n]}\n", "c.json:3: changes[1].close_facility.id"},
		{"JSON of Windows", "c.json", "{\"changes\": [\r\n{\"close_facility\": {\"id\": \"\"}}]}\r\n", "c.json:2: changes[0]"},
		{"JSON with a byte order mark", "c.json", bom + "{\"changes\": [\n{\"close_facility\": {\"id\": \"\"}}]}", "c.json:2: changes[0]"},
		{"JSON by its brace", "-", "\n{\"changes\": [\n{\"close_facility\": {\"id\": \"\"}}]}", "-:3: changes[0]"},
		{"JSON with a byte order mark, by its brace", "-", bom + "{\"changes\": [\n{\"close_facility\": {\"id\": \"\"}}]}", "-:2: changes[0]"},
		{"JSON that lacks a field", "c.json", "{\"changes\": [{\n\"close_facility\":\n{}}]}", "c.json:3: changes[0].close_facility.id: it is missing"},
		{"JSON of an unknown kind", "c.json", "{\"changes\": [{\n\n\"close\": {}}]}", "c.json:3: changes[0] \"close\""},
		{"JSON with another key", "c.json", "{\"changes\": [],\n\"note\": \"x\"}", "c.json:2: changes: there is a key \"note\""},
		{"JSON with null", "c.json", "{\"changes\": [{\"close_facility\": {\n\"id\": null}}]}", "c.json:2: changes[0].close_facility.id: it is null"},
		{"JSON with a key twice", "c.json", "{\"changes\": [{\"close_facility\": {\n\"id\": \"a\",\n\"id\": \"b\"}}]}", "c.json:3: is not JSON: the key \"id\" is there twice"},
		{"JSON with changes twice", "c.json", "{\"changes\": [],\n\"changes\": []}", "c.json:2: is not JSON: the key \"changes\" is there twice"},
		{"JSON that is a list", "c.json", "\n[]", "c.json:2: changes: a table"},
		{"JSON that is text", "c.json", "\n\n\"x\"", "c.json:3: changes: a table"},
		{"JSON cut off", "c.json", "{\"changes\": [\n{\"close_facility\":\n", "c.json:2: is not JSON: unexpected end of JSON input"},
		{"JSON cut off in a text", "c.json", "{\"changes\": [\n{\"close_facility", "c.json:2: is not JSON"},
		{"JSON with a wrong letter in a text", "c.json", "{\"changes\": [\n\n{\"close_facility\": {\"id\": \"a\x01\"}}]}", "c.json:3: is not JSON"},
		{"JSON with a text over lines", "c.json", "{\"changes\": [\n{\"close_facility\": {\"id\": \"a\nb\"}}]}", "c.json:2: is not JSON"},
		{"JSON with a wrong number", "c.json", "{\"changes\": [\n\n{\"close_facility\": {\"id\": 01}}]}", "c.json:3: is not JSON"},
		{"JSON with a comma too many", "c.json", "{\"changes\": [\n{\"close_facility\": {\"id\": \"a\"}},\n]}", "c.json:3: is not JSON"},
		{"JSON with a comma too few", "c.json", "{\"changes\": [\n{\"close_facility\": {\"id\": \"a\"}}\n{}]}", "c.json:3: is not JSON"},
		{"JSON and something after it", "c.json", "{\"changes\": []}\n\n{}", "c.json:3: is not JSON"},
		{"JSON and dirt after it", "c.json", "{\"changes\": []}\n\n]", "c.json:3: is not JSON"},
		{"JSON of another encoding", "c.json", "{\"changes\": [\n{\"close_facility\": {\"id\": \"\xc3\x28\"}}]}", "c.json:2: is not JSON: it holds bytes that are not UTF-8"},
		{"empty JSON", "c.json", "", "c.json:1: is not JSON"},
		{"JSON of spaces", "c.json", "\n\n  \n", "c.json:3: is not JSON"},
		{"nested JSON", "c.json", "{\"changes\":\n" + strings.Repeat("[", 101) + strings.Repeat("]", 101) + "}", "c.json:2: is not JSON: it is nested too deeply"},
		{"JSON nested without end", "c.json", strings.Repeat("[", 1<<20), "c.json:1: is not JSON"},
		{"TOML of that name", "c.json", "[[changes]]\nclose_facility = { id = \"a\" }\n", "c.json:1: is not JSON"},
		{"too many changes", "c.json", "{\"changes\": [" + strings.Repeat(`{},`, scenario.MaxChanges) + "{}]}", "c.json:1: changes: there are more than 1,000"},
		{"too large", "c.json", strings.Repeat(" ", manifest.MaxChangesBytes+1), "c.json: is larger than 16777216 bytes: this is no list of changes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := refusedChanges(t, c.file, c.text)
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v\nwant %s", err, c.want)
			}
			inside(t, []byte(c.text), err)
		})
	}
}

// inside says that every refusal is one, and its line one of the file's.
func inside(t testing.TB, data []byte, err error) {
	t.Helper()
	last := 1 + bytes.Count(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	for _, r := range refusals(err) {
		if r.Problem == "" || r.Line < 0 || r.Line > last || r.Line == 0 && !errors.Is(r, finding.ErrTooLarge) {
			t.Errorf("%v: the file has %d lines\n%q", r, last, data)
		}
	}
}

func refusals(err error) []*finding.Refusal {
	if joined, several := err.(interface{ Unwrap() []error }); several {
		var out []*finding.Refusal
		for _, err := range joined.Unwrap() {
			out = append(out, refusals(err)...)
		}
		return out
	}
	r, ok := err.(*finding.Refusal)
	if !ok {
		panic(fmt.Sprintf("%T is no refusal: %v", err, err))
	}
	return []*finding.Refusal{r}
}

func TestEverythingWrongInAChangeFileIsSaidAtOnce(t *testing.T) {
	err := refusedChanges(t, "c.toml", `[[changes]]
close_facility = { id = "" }
[[changes]]
close_facility = { id = "fine" }
[[changes]]
[changes.move_facility]
lat = "x"
lon = 200
`)
	var got []string
	for _, r := range refusals(err) {
		got = append(got, fmt.Sprintf("%d %s", r.Line, r.Field))
	}
	want := "2 changes[0].close_facility.id, 6 changes[2].move_facility.id, 8 changes[2].move_facility.lon, 7 changes[2].move_facility.lat"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, ", "), want)
	}
}

// What a city does not take is refused later, by the index of the change.
func TestWhatACityRefusesHasItsLineToo(t *testing.T) {
	f, err := manifest.ReadChanges("c.toml", []byte("[[changes]]\nclose_facility = { id = \"a\" }\n[[changes]]\n[changes.close_facility]\nid = \"b\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := f.Refuse(errors.Join(&scenario.FieldError{Index: 0, Kind: scenario.CloseFacility, Why: "no"},
		&scenario.FieldError{Index: 1, Kind: scenario.CloseFacility, Field: "id", Value: `"b"`, Why: "no"}))
	if want := "c.toml:2: changes[0].close_facility: no\nc.toml:5: changes[1].close_facility.id \"b\": no"; got.Error() != want {
		t.Errorf("%v\nwant %s", got, want)
	}
	if other := errors.New("another"); f.Refuse(other) != other {
		t.Error("another error does not come back as it is")
	}
}

const oneOfAllJSON = `{"changes": [
  {"add_facility": {"id": "n1", "services": ["clinic", "market"], "lon": 121.001, "lat": 30.999, "name": "新站 \"1\"", "capacity": {"clinic": 2000}, "entrances": [[121.0011, 30.999]]}},
  {"set_facility": {"id": "A", "entrances": []}},
  {"open_link": {"id": "bridge", "line": [[121, 31], [121.001, 31]], "kind": "footway", "length_m": 120.5, "steps": 40, "lift": true}},
  {"close_link": {"way": 1234567, "near": [121, 31]}},
  {"close_link": {"way": -7, "all": true}},
  {"set_service": {"id": "clinic", "minutes": 7.5, "target": 0.85}},
  {"add_demand": {"id": "estate", "lon": 121, "lat": 31, "groups": {"all": 4200, "age_60_plus": 0.001}, "urban": true}},
  {"set_district": {"code": "01", "polygon": [[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31]]], "level": 8}}]}`

const oneOfAllInline = `# one of all
changes = [
  { add_facility = { id = "n1", services = ["clinic", "market"], lon = 121.001, lat = 30.999, name = '新站 "1"', capacity = { clinic = 2_000 }, entrances = [[121.0011, 30.999]] } },
  { set_facility = { id = "A", entrances = [] } },
  { open_link = { id = "bridge", line = [[121, 31], [121.001, 31]], kind = "footway", length_m = 120.5, steps = 40, lift = true } },
  { close_link = { way = 0x12d687, near = [121.0, +31] } },
  { close_link = { way = -7, all = true } },
  { set_service = { id = "clinic", minutes = 7.5, target = 85e-2 } },
  { add_demand = { id = "estate", lon = 121, lat = 31, groups = { all = 4200, age_60_plus = 0.001 }, urban = true } },
  { set_district = { code = "01", level = 8, polygon = [[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31]]] } },
]
`

const oneOfAllTables = `[[changes]]
[changes.add_facility]
id = "n1"
name = """新站 "1\""""
services = [
  "market",
  "clinic",
]
lon = 121.001
lat = 30.999
entrances = [[121.0011, 30.999]]
[changes.add_facility.capacity]
clinic = 2000

[[changes]]
set_facility = { id = "A", entrances = [] }

[[changes]]
open_link.id = "bridge"
open_link.line = [
  [121, 31],
  [121.001, 31], # there
]
open_link.kind = "footway"
open_link.length_m = 120.5
open_link.steps = 40
open_link.lift = true

[[changes]]
close_link = { way = 1234567, near = [121, 31] }

[[changes]]
close_link = { way = -7, all = true }

[[changes]]
set_service = { id = "clinic", minutes = 7.5, target = 0.85 }

[[changes]]
[changes.add_demand]
id = "estate"
lon = 121
lat = 31
urban = true
groups.all = 4200
groups.age_60_plus = 0.001

[[changes]]
[changes.set_district]
code = "01"
level = 8
polygon = [[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31]]]
`

func TestTheSameChangesInTOMLAndJSONAreTheSame(t *testing.T) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(oneOfAllJSON)); err != nil {
		t.Fatal(err)
	}
	var wide bytes.Buffer
	if err := json.Indent(&wide, []byte(oneOfAllJSON), "", "\t"); err != nil {
		t.Fatal(err)
	}
	want, err := manifest.ReadChanges("c.json", []byte(oneOfAllJSON))
	if err != nil || len(want.Changes) != 8 {
		t.Fatal(want, err)
	}
	for _, c := range []struct{ name, file, text string }{
		{"compact JSON", "c.json", compact.String()},
		{"wide JSON", "C.JSON", wide.String()},
		{"JSON by its brace", "-", oneOfAllJSON},
		{"JSON in a file of another name", "c.txt", bom + "\r\n" + oneOfAllJSON},
		{"JSON of Windows", "c.json", strings.ReplaceAll(wide.String(), "\n", "\r\n")},
		{"JSON with escapes", "c.json", strings.ReplaceAll(oneOfAllJSON, "新站", `\u65b0\u7ad9`)},
		{"as it is kept", "c.json", string(scenario.Encode(want.Changes))},
		{"TOML in one list", "c.toml", oneOfAllInline},
		{"TOML in tables", "c.toml", oneOfAllTables},
		{"TOML with a byte order mark", "c.toml", bom + oneOfAllTables},
		{"TOML of Windows", "c.toml", strings.ReplaceAll(oneOfAllTables, "\n", "\r\n")},
		{"TOML from a pipe", "-", oneOfAllTables},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := manifest.ReadChanges(c.file, []byte(c.text))
			if err != nil || !reflect.DeepEqual(got.Changes, want.Changes) {
				t.Errorf("%+v, %v\nwant %+v", got, err, want.Changes)
			}
		})
	}
}

func TestNoChangesAreAList(t *testing.T) {
	for file, text := range map[string]string{"c.json": `{"changes": []}`, "c.toml": "changes = []\n"} {
		if f, err := manifest.ReadChanges(file, []byte(text)); err != nil || len(f.Changes) != 0 {
			t.Errorf("%s: %v %v", file, f, err)
		}
	}
}

func FuzzReadChanges(f *testing.F) {
	for _, text := range []string{oneOfAllJSON, oneOfAllInline, oneOfAllTables, bom + "{}", "[[changes]]\nclose_facility = { id = 5 }\r\n",
		"{\"changes\": [\n{\"close_facility\": {\"id\": \"\xff\"}}]}", "a.a.a = 1", "[[changes]]\n[changes.close_facility]\nid = 1979-05-27\n",
		"[changes]\n[[changes]]", "\n\n\n", `{"changes": [{}, [], null, 5, "x", {"close_facility": {"id": null}}]}`} {
		f.Add(false, []byte(text))
		f.Add(true, []byte(text))
	}
	for _, file := range []string{"../../docs/whatif-porto-alegre.toml", "../../seeds/newtown/whatif.toml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(false, text)
	}
	f.Fuzz(func(t *testing.T, named bool, data []byte) {
		file := "c.toml"
		if named {
			file = "c.json"
		}
		got, err := manifest.ReadChanges(file, data)
		if err != nil {
			inside(t, data, err)
			return
		}
		again, err := manifest.ReadChanges("c.json", scenario.Encode(got.Changes))
		if err != nil || !reflect.DeepEqual(got.Changes, again.Changes) {
			t.Fatalf("%+v is kept as %+v (%v)", got.Changes, again, err)
		}
	})
}
