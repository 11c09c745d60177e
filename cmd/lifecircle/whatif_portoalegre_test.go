package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/internal/testcity/realdata"
)

// The example of docs/whatif.md is what the program says of the real city, and
// what it says of the city that is built with the changes.
func TestWhatIfOfPortoAlegreIsTheDocumentedOne(t *testing.T) {
	data := realdata.Path(t, "porto-alegre")
	page, err := filepath.Abs("../../docs/whatif.md")
	if err != nil {
		t.Fatal(err)
	}
	changes := filepath.Join(filepath.Dir(page), "whatif-porto-alegre.toml")
	dir := t.TempDir()
	manifest := fmt.Sprintf(`name = "porto-alegre"
title = { zh = "阿雷格里港", en = "Porto Alegre" }
[streets]
source = %q
elevation = %q
[[demand]]
source = %q
columns = { all = "population" }
[[facilities]]
source = %q
[[districts]]
source = %q
[services.clinic]
names = { zh = "社区卫生", en = "Clinics" }
`, filepath.Join(data, "streets.osm.pbf"), filepath.Join(data, "elevation.tif"), filepath.Join(data, "hexgrid.csv"),
		filepath.Join(data, "facilities.csv"), filepath.Join(data, "districts.geojson"))
	base, changed := filepath.Join(dir, "city.toml"), filepath.Join(dir, "changed.toml")
	for path, text := range map[string]string{base: manifest, changed: fmt.Sprintf("changes = %q\n", changes) + manifest} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		say(t, "build", path)
	}
	at := strings.TrimSuffix(base, ".toml") + ".lifecircle"
	if got, want := changedRows(t, at, changes), builtRows(t, strings.TrimSuffix(changed, ".toml")+".lifecircle"); got != want {
		t.Errorf("after the changes the rows are\n%s\nand built with them\n%s", got, want)
	}

	got := say(t, "whatif", at, changes)
	promised(t, page, got[:strings.Index(got, "\nCovered:")])
	t.Run("README", func(t *testing.T) { findInReadmes(t, at, filepath.Dir(filepath.Dir(page))) })
	t.Run("siting", func(t *testing.T) { siteInPortoAlegre(t, at, filepath.Dir(page)) })
}

// findInReadmes looks for the shares that both READMEs begin with: by circle and on foot.
func findInReadmes(t *testing.T, at, root string) {
	var said struct {
		Rows []struct {
			Coverage float64
			Circle   float64 `json:"buffer_coverage"`
		}
	}
	if err := json.Unmarshal([]byte(say(t, "coverage", at, "--service", "clinic", "--format", "json")), &said); err != nil {
		t.Fatal(err)
	}
	for name, space := range map[string]string{"README.md": " ", "README.zh-CN.md": ""} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, share := range []float64{said.Rows[0].Circle, said.Rows[0].Coverage} {
			if want := fmt.Sprintf("%.1f%s%%", 100*share, space); !strings.Contains(string(text), want) {
				t.Errorf("%s does not say %s", name, want)
			}
		}
	}
}

// siteInPortoAlegre holds docs/siting.md against the program: the plan with a link,
// and how many clinics reach the target without.
func siteInPortoAlegre(t *testing.T, at, docs string) {
	got := say(t, "siting", at, filepath.Join(docs, "siting-porto-alegre.toml"))
	promised(t, filepath.Join(docs, "siting.md"), got[:strings.Index(got, "\nDistricts")])
	for _, c := range []struct {
		question         string
		objective, bound float64
	}{
		{`{"services":["clinic"],"goal":"fewest_facilities","target":0.85,"per":"city","candidates":[{"demand":true}]}`, 3, 3},
		{`{"services":["clinic"],"goal":"most_people","count":10,"candidates":[{"demand":true}]}`, 100_856, 100_856},
		{`{"services":["clinic"],"goal":"most_people","count":10,"candidates":[{"demand":true}],"stop":{"number":1},"backup":true}`, 0, 0},
	} {
		file := filepath.Join(t.TempDir(), "question.json")
		if err := os.WriteFile(file, []byte(c.question), 0o644); err != nil {
			t.Fatal(err)
		}
		var said struct {
			Objective, Bound float64
			Optimal          bool
			Before, After    float64
		}
		if err := json.Unmarshal([]byte(say(t, "siting", at, file, "--format", "json")), &said); err != nil {
			t.Fatal(err)
		}
		switch {
		case c.objective == 0 && (said.Objective <= 0 || said.Bound < said.Objective || said.After-said.Before != said.Objective):
			t.Errorf("%s: %+v", c.question, said)
		case c.objective > 0 && (said.Objective != c.objective || said.Bound != c.bound || !said.Optimal):
			t.Errorf("%s: %+v", c.question, said)
		}
	}
}

// promised compares what the program prints with the first text block of a page.
func promised(t *testing.T, page, got string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const open = "\n```text\n"
	from := bytes.Index(text, []byte(open)) + len(open)
	to := from + bytes.Index(text[from:], []byte("```"))
	if string(text[from:to]) == got {
		return
	}
	if *update {
		if err := os.WriteFile(page, []byte(string(text[:from])+got+string(text[to:])), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("it prints\n%s\nand the document promises\n%s", got, text[from:to])
}

// say runs a command that succeeds and returns what it prints.
func say(t *testing.T, args ...string) string {
	t.Helper()
	var out, wrong bytes.Buffer
	if code := run(t.Context(), args, strings.NewReader(""), &out, &wrong, func(string) string { return "" }); code != 0 {
		t.Fatalf("%v: exit code %d\n%s", args, code, wrong.String())
	}
	return out.String()
}

// builtRows returns the rows of a workspace, and after those of a what-if of it: a
// row a line.
func builtRows(t *testing.T, dir string) string {
	return cutOut(say(t, "coverage", dir, "--format", "json"), `"rows":[`, "]}")
}

func changedRows(t *testing.T, dir, changes string) string {
	rows := cutOut(say(t, "whatif", dir, changes, "--format", "json", "--no-gaps", "--no-each"), `"after":[`, `],"difference"`)
	return "\n" + strings.ReplaceAll(rows, `},{"service"`, "},\n{\"service\"") + "\n"
}

func cutOut(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	out, _, _ := strings.Cut(rest, to)
	return out
}
