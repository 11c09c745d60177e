package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

// The command line prints the plan, and writes it for lifecircle whatif.
func TestSitingOnTheCommandLine(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("plots.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","id":"plot","geometry":{"type":"Point","coordinates":[121.0157,31]},"properties":{"name":"Old school","cost":3}}]}`)
	q := write("question.toml", "services = [\"clinic\"]\ngoal = \"least_cost\"\ntarget = 0.5\ncandidates = [{layer = \"plots.geojson\"}]\n")
	changes := filepath.Join(folder, "plan.json")
	var out, errs strings.Builder
	if code := run(t.Context(), []string{"siting", dir, q, "--changes", changes, "--lang", "en"}, nil, &out, &errs, noEnv); code != 0 {
		t.Fatalf("%d: %s", code, errs.String())
	}
	if !strings.Contains(out.String(), "Proven") {
		t.Errorf("it says:\n%s", out.String())
	}
	if code := run(t.Context(), []string{"whatif", dir, changes, "--lang", "en"}, nil, io.Discard, &errs, noEnv); code != 0 {
		t.Errorf("whatif: %s", errs.String())
	}
	for name, c := range map[string]struct{ text, want string }{
		"no such layer": {"services = [\"clinic\"]\ngoal = \"most_people\"\ncount = 1\ncandidates = [{layer = \"lots.geojson\"}]\n", "lots.geojson"},
		"a wrong value": {"services = [\"clinic\"]\ngoal = \"most_people\"\ncount = 0\ncandidates = [{nodes = true}]\n", "bad.toml:3"},
		"no service":    {"services = [\"spa\"]\ngoal = \"most_people\"\ncount = 1\ncandidates = [{nodes = true}]\n", "bad.toml:1"},
	} {
		errs.Reset()
		if code := run(t.Context(), []string{"siting", dir, write("bad.toml", c.text)}, nil, io.Discard, &errs, noEnv); code == 0 || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%s: %d %s", name, code, errs.String())
		}
	}
}
