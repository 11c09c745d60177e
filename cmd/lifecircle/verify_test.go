package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/data/scenarios"
	"lifecircle/data/sitings"
	"lifecircle/data/workspace"
)

func TestVerifySaysWhatAWorkspaceHolds(t *testing.T) {
	folder := sample(t)
	if got := lifecircle(t, "build", filepath.Join(folder, "city.toml")); got.code != 0 {
		t.Fatal(got.err)
	}
	t.Chdir(folder)
	store, err := scenarios.Open(scenarios.Path("city.lifecircle"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.Create(t.Context(), "tinglan", "h", scenario.Draft{Name: "a"}, "", ""); err != nil {
		t.Fatal(err)
	}
	store.Close()
	if err := sitings.Save("city.sitings", sitings.Job{ID: "one", City: "tinglan", Answer: siting.Answer{State: siting.StateFinished, Question: siting.Question{
		Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}}}}); err != nil {
		t.Fatal(err)
	}
	write(t, "city.lifecircle/map.qgz", "")
	got := lifecircle(t, "verify", "city.lifecircle", "-q")
	if got.code != 0 || got.err != "" {
		t.Errorf("%d %s", got.code, got.err)
	}
	for _, s := range []string{"city.lifecircle is whole\n", "Tinglan New Town (fictional) (tinglan)\n", "Tables' format  2\n", "scenarios: 1, in city.scenarios.sqlite\n",
		"sitings: 1, in city.sitings\n", "a file of others, city.lifecircle/map.qgz\n", "streets.osm"} {
		if !strings.Contains(got.out, s) {
			t.Errorf("no %q in\n%s", s, got.out)
		}
	}
	var doc struct {
		Whole bool
		City  struct{ Counts struct{ Places int } }
	}
	got = lifecircle(t, "verify", "city.lifecircle/", "--format", "json")
	if err := json.Unmarshal([]byte(got.out), &doc); err != nil || got.code != 0 || !doc.Whole || doc.City.Counts.Places == 0 {
		t.Errorf("%v %d %s", err, got.code, got.out)
	}
	if zh := lifecircle(t, "verify", "city.lifecircle", "--lang", "zh"); !strings.HasPrefix(zh.out, "city.lifecircle 完好\n") || strings.Contains(zh.out, "verify") {
		t.Errorf("%s", zh.out)
	}
}

func TestVerifySaysWhatIsWrongAndWhatToDo(t *testing.T) {
	toml, dir := withFormat(t, "2")
	folder := filepath.Dir(toml)
	gpkg, streets := filepath.Join(dir, workspace.TablesFile), filepath.Join(dir, workspace.StreetsFile)
	anew := ": `lifecircle build " + toml + "` makes it anew\n"
	for name, c := range map[string]struct {
		spoil func()
		want  string
	}{
		"network": {func() { os.Truncate(streets, 5000) }, "  " + streets + ": the network is damaged ("},
		"missing": {func() { os.Remove(streets) }, "  " + streets + ": is not there" + anew},
		"tables":  {func() { os.Truncate(gpkg, 5000) }, "  " + gpkg + ": cannot be read ("},
		"scenarios of others": {func() { write(t, filepath.Join(folder, "city.scenarios.sqlite"), "hello") },
			"  " + folder + "/city.scenarios.sqlite: cannot be read (file is not a database (26)): put back a copy, or move it elsewhere\n"},
		"a siting": {func() {
			os.Mkdir(filepath.Join(folder, "city.sitings"), 0o777)
			write(t, filepath.Join(folder, "city.sitings", "a.json"), "{")
		}, "  " + folder + "/city.sitings/a.json: cannot be read (unexpected end of JSON input): put back a copy, or move it elsewhere\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lifecircle(t, "build", toml); got.code != 0 {
				t.Fatal(got.err)
			}
			os.Remove(filepath.Join(folder, "city.scenarios.sqlite"))
			os.RemoveAll(filepath.Join(folder, "city.sitings"))
			c.spoil()
			got := lifecircle(t, "verify", dir, "-q")
			if got.code != exitRefused || !strings.HasPrefix(got.out, dir+" is not whole, found: ") || !strings.Contains(got.out, c.want) || got.err != dir+": is not whole, found: 1\n" {
				t.Errorf("%d\n%s%s, want\n%s", got.code, got.out, got.err, c.want)
			}
			var doc struct {
				Whole    bool
				Findings []struct{ Text string }
			}
			got = lifecircle(t, "verify", dir, "--format", "json")
			if err := json.Unmarshal([]byte(got.out), &doc); err != nil || got.code != exitRefused || doc.Whole || len(doc.Findings) != 1 {
				t.Errorf("%v %d %s", err, got.code, got.out)
			}
		})
	}
}

func TestVerifyOfOtherFormatsAndOtherThings(t *testing.T) {
	toml, older := withFormat(t, "1")
	_, newer := withFormat(t, "99")
	foreign := t.TempDir()
	write(t, filepath.Join(foreign, "a.txt"), "hello")
	for name, c := range map[string]struct {
		path      string
		code      int
		out, errs string
	}{
		"older":    {older, exitRefused, "city.gpkg: was built by an older lifecircle (tables of an older format: format 1, this program reads 2): `lifecircle build " + toml + "` makes it anew\n", "is not whole"},
		"newer":    {newer, exitRefused, "city.gpkg: was written by a newer lifecircle (tables of a newer format: format 99, this program reads 2): upgrade lifecircle\n", "is not whole"},
		"foreign":  {foreign, exitRefused, "", foreign + ": is not a workspace: build one with"},
		"nothing":  {filepath.Join(foreign, "none"), exitRefused, "", "none: is not a workspace: build one with"},
		"a file":   {filepath.Join(older, workspace.StreetsFile), exitUsage, "", "streets.lc is a file: give the folder of a workspace"},
		"no lang":  {older + " --lang fr", exitUsage, "", `--lang "fr"`},
		"no table": {older + " --format csv", exitUsage, "", `--format "csv": write table or json`},
	} {
		t.Run(name, func(t *testing.T) {
			got := lifecircle(t, append([]string{"verify", "-q"}, strings.Fields(c.path)...)...)
			if got.code != c.code || !strings.Contains(got.out, c.out) || (got.out == "") != (c.out == "") || !strings.Contains(got.err, c.errs) {
				t.Errorf("%d\n%s%s", got.code, got.out, got.err)
			}
		})
	}
}

func TestEveryFindingHasWords(t *testing.T) {
	for _, code := range workspace.FindingCodes() {
		if !answer.HasFinding(string(code)) {
			t.Errorf("%q has no words in catalogue.toml", code)
		}
	}
}
