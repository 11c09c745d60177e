package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/data/realdata"
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
	got = got[:strings.Index(got, "\nCovered:")]
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
	t.Errorf("whatif prints\n%s\nand the document promises\n%s", got, text[from:to])
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
