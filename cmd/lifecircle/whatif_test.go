package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

// changeFile writes a change file and returns its path.
func changeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatIfInEveryFormatAndLanguage(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	changes := changeFile(t, "changes.toml", "[[changes]]\nclose_facility = { id = \"H\" }\n")
	for _, format := range []string{"table", "json", "csv"} {
		for _, lang := range []string{"en", "zh"} {
			got := lifecircle(t, "whatif", "-q", dir, changes, "--format", format, "--lang", lang)
			if got.code != 0 || got.err != "" || got.out == "" {
				t.Errorf("%s in %s: %d %q %q", format, lang, got.code, got.out, got.err)
			}
		}
	}
}

func TestWhatIfTakesTOMLAndJSONAlike(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	toml := lifecircle(t, "whatif", "-q", dir, changeFile(t, "c.toml", "[[changes]]\nclose_facility = { id = \"H\" }\n"), "--format", "json")
	inJSON := lifecircle(t, "whatif", "-q", dir, changeFile(t, "c.json", `{"changes": [{"close_facility": {"id": "H"}}]}`), "--format", "json")
	if toml.code != 0 || toml.out != inJSON.out {
		t.Errorf("%d %q\n%d %q", toml.code, toml.out+toml.err, inJSON.code, inJSON.out+inJSON.err)
	}
	var doc struct {
		Before, After []struct{ Covered float64 }
	}
	if err := json.Unmarshal([]byte(toml.out), &doc); err != nil || doc.Before[0].Covered == 0 || doc.After[0].Covered != 0 {
		t.Errorf("%v %+v: want nobody covered after", err, doc)
	}
}

func TestWhatIfLeavesOutWhatIsNotAsked(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	changes := changeFile(t, "c.toml", "[[changes]]\nclose_facility = { id = \"H\" }\n")
	got := lifecircle(t, "whatif", "-q", dir, changes, "--no-gaps", "--no-each", "--format", "json")
	var doc map[string]json.RawMessage
	if err := json.Unmarshal([]byte(got.out), &doc); err != nil || string(doc["gaps"]) != "null" || string(doc["each"]) != "null" {
		t.Errorf("%v %s %s", err, doc["gaps"], doc["each"])
	}
}

// A city built with changes says so, on the screen, in its report and as a base
// for others; check says what build says.
func TestABuildWithChangesSaysSo(t *testing.T) {
	folder := sample(t)
	toml := filepath.Join(folder, "city.toml")
	write(t, filepath.Join(folder, "c.json"), `{"changes": [
{"close_facility": {"id": "f035"}},
{"add_facility": {"id": "n1", "services": ["clinic"], "lon": 121.0319349, "lat": 30.9958692}}]}`)
	edit(t, toml, "name     =", "changes = \"c.json\"\nname     =")
	for lang, want := range map[string]string{"en": "  changes: c.json, 2\n", "zh": "  改动：c.json，2 条\n"} {
		check, build := lifecircle(t, "check", "-q", toml, "--lang", lang), lifecircle(t, "build", "-q", toml, "--lang", lang)
		body := func(r ran) string { return r.out[:strings.LastIndex(strings.TrimSpace(r.out), "\n")] }
		if build.code != 0 || !strings.Contains(build.out, want) || body(check) != body(build) {
			t.Errorf("build says\n%s%s\nwithout %q; check says\n%s%s", build.out, build.err, want, check.out, check.err)
		}
	}
	dir := strings.TrimSuffix(toml, ".toml") + ".lifecircle"
	report, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Layers []struct {
			Kind, Path string
			Count      int
		}
		Inputs []struct{ Role, Path string }
	}
	if err := json.Unmarshal(report, &doc); err != nil {
		t.Fatal(err)
	}
	if last := doc.Layers[len(doc.Layers)-1]; last.Kind != "changes" || last.Path != "c.json" || last.Count != 2 || doc.Inputs[0].Role != "changes" {
		t.Errorf("%+v", doc)
	}
	again := lifecircle(t, "whatif", "-q", dir, changeFile(t, "d.toml", "[[changes]]\nclose_facility.id = \"n1\"\n[[changes]]\nreopen_facility.id = \"f035\"\n"), "--service", "clinic", "--format", "csv")
	if again.code != 0 || !strings.Contains(again.out, "990101004") {
		t.Errorf("%d %s%s", again.code, again.out, again.err)
	}
}

func TestWrongChangesAreRefusedWithTheirLine(t *testing.T) {
	folder := sample(t)
	toml := filepath.Join(folder, "city.toml")
	if got := lifecircle(t, "build", "-q", toml); got.code != 0 {
		t.Fatal(got.err)
	}
	dir := strings.TrimSuffix(toml, ".toml") + ".lifecircle"
	before := identity(t, dir)
	const text = "[[changes]]\nclose_facility = { id = \"f035\" }\n\n[[changes]]\n[changes.close_facility]\nid = \"nowhere\"\n"
	write(t, filepath.Join(folder, "c.toml"), text)
	edit(t, toml, "name     =", "changes = \"c.toml\"\nname     =")
	const want = "c.toml:6: changes[1].close_facility.id \"nowhere\": there is no facility of that id"
	for _, args := range [][]string{{"build", "-q", toml}, {"check", "-q", toml}, {"whatif", "-q", dir, filepath.Join(folder, "c.toml")}} {
		if got := lifecircle(t, args...); got.code != exitRefused || !strings.Contains(got.err, want) {
			t.Errorf("%s: %d %s\nwant %s", args[0], got.code, got.err, want)
		}
	}
	if identity(t, dir) != before {
		t.Error("the old workspace does not stand")
	}
	if got := lifecircle(t, "whatif", "-q", dir, filepath.Join(folder, "lacks.toml")); got.code != exitRefused || !strings.Contains(got.err, "lacks.toml: cannot be read: give a file of changes") {
		t.Errorf("%d %s", got.code, got.err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
