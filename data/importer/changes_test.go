package importer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/data/finding"
	"lifecircle/data/importer"
	"lifecircle/data/manifest"
)

// withChanges writes a manifest with a change file beside another.
func withChanges(t testing.TB, base, file, text string) (manifest string) {
	t.Helper()
	folder := filepath.Dir(base)
	write(t, folder, file, text)
	plain, err := os.ReadFile(base)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, folder, "changed.toml", "changes = \""+file+"\"\n"+string(plain))
}

func openEngine(t testing.TB, m string) *coverage.Engine {
	t.Helper()
	e, err := coverage.Open(context.Background(), opened(t, m).City, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func apply(t testing.TB, base *coverage.Engine, changes []scenario.Change) *coverage.Engine {
	t.Helper()
	e, err := scenario.Apply(context.Background(), base, changes)
	if err != nil {
		t.Fatalf("%s\n%v", scenario.Encode(changes), err)
	}
	return e
}

// sampleCity copies the sample city's files and returns its manifest.
func sampleCity(t testing.TB) string {
	t.Helper()
	const seeds = "../../seeds/newtown"
	folder := t.TempDir()
	entries, err := os.ReadDir(seeds)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(seeds, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		write(t, folder, e.Name(), string(data))
	}
	return filepath.Join(folder, "city.toml")
}

// builtAsWhatIf builds a city with changes and wants it, as it lies on the disk,
// to answer as the what-if of the plain one does.
func builtAsWhatIf(t *testing.T, base string, engine *coverage.Engine, changes []scenario.Change, nth int) {
	t.Helper()
	changed := withChanges(t, base, "changes.json", string(scenario.Encode(changes)))
	report := build(t, changed)
	last := report.Layers[len(report.Layers)-1]
	if last != (importer.LayerCount{Kind: "changes", Path: "changes.json", Count: len(changes)}) {
		t.Errorf("the report says %+v", last)
	}
	sameAnswers(t, answers(t, openEngine(t, changed), nth), answers(t, apply(t, engine, changes), nth))
}

func TestTheSampleCityBuiltWithChangesIsItsWhatIf(t *testing.T) {
	base := sampleCity(t)
	build(t, base)
	engine := openEngine(t, base)
	for name, changes := range lists(t, engine.City()) {
		t.Run(name, func(t *testing.T) { builtAsWhatIf(t, base, engine, changes, 5) })
	}
	t.Run("the example", func(t *testing.T) {
		text, err := os.ReadFile("../../seeds/newtown/whatif.toml")
		if err != nil {
			t.Fatal(err)
		}
		file, err := manifest.ReadChanges("whatif.toml", text)
		if err != nil {
			t.Fatal(err)
		}
		builtAsWhatIf(t, base, engine, file.Changes, 1)
	})
}

func TestPortoAlegreBuiltWithChangesIsItsWhatIf(t *testing.T) {
	base := portoAlegre(t)
	build(t, base)
	engine := openEngine(t, base)
	for name, changes := range lists(t, engine.City()) {
		t.Run(name, func(t *testing.T) { builtAsWhatIf(t, base, engine, changes, 40) })
	}
}

// A city that was built with changes is a city: more changes of it are what a
// rebuild of it with them is, and doors by links of the first stay.
func TestACityBuiltWithChangesIsABaseForOthers(t *testing.T) {
	base := sampleCity(t)
	build(t, base)
	all := lists(t, openEngine(t, base).City())
	first, then := append(all["links"], all["facilities"]...), append(all["people"], all["districts"]...)
	changed := withChanges(t, base, "changes.json", string(scenario.Encode(first)))
	build(t, changed)
	engine := openEngine(t, changed)
	got := answers(t, apply(t, engine, then), 5)
	sameAnswers(t, got, answers(t, apply(t, openEngine(t, base), append(first, then...)), 5))

	more := []scenario.Change{
		{Kind: scenario.OpenLink, ID: "second", Line: changedLinks(t, engine.City())[0].Line, Link: scenario.LinkPath},
		{Kind: scenario.CloseFacility, ID: "0-new"},
		{Kind: scenario.RemoveDemand, ID: engine.City().Demand.ID[0]},
	}
	edits, err := scenario.Edits(context.Background(), engine, more)
	if err != nil {
		t.Fatal(err)
	}
	city, err := coverage.Rebuild(context.Background(), engine.City(), edits...)
	if err != nil {
		t.Fatal(err)
	}
	rebuilt, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sameAnswers(t, answers(t, rebuilt, 5), answers(t, apply(t, engine, more), 5))
}

// Whatever was built before, with changes or without, the bytes are those of a
// clean build.
func TestABuildAfterAnotherOneWithChangesIsAClean(t *testing.T) {
	const closed = `{"changes": [{"close_facility": {"id": "z"}}, {"add_demand": {"id": "estate", "lon": 121.4740, "lat": 31.2340, "groups": {"all": 5}}}]}`
	const linked = `{"changes": [{"open_link": {"id": "cut", "kind": "path", "line": [[121.4712, 31.2300], [121.4716, 31.2318]]}}]}`
	towns := map[string]town{
		"plain":   newTown(),
		"closed":  newTown().with("city.toml", "name =", "changes = \"c.json\"\nname =").with("c.json", "", closed),
		"linked":  newTown().with("city.toml", "name =", "changes = \"c.json\"\nname =").with("c.json", "", linked),
		"as text": newTown().with("city.toml", "name =", "changes = \"c.toml\"\nname =").with("c.toml", "", "[[changes]]\nclose_facility.id = \"y\"\n"),
	}
	clean := map[string]map[string]string{}
	for name, town := range towns {
		m := town.put(t, t.TempDir())
		build(t, m)
		clean[name] = files(t, m)
	}
	for before, first := range towns {
		for after, second := range towns {
			folder := t.TempDir()
			build(t, first.put(t, folder))
			report := build(t, second.put(t, folder))
			same(t, before+", then "+after, files(t, filepath.Join(folder, "city.toml")), clean[after])
			for _, l := range report.Layers {
				if l.Reused && before != "plain" {
					t.Errorf("%s, then %s: %+v", before, after, l)
				}
				if !l.Reused && before == "plain" && l.Kind != "changes" {
					t.Errorf("%s, then %s: %+v is read again", before, after, l)
				}
			}
		}
	}
}

func TestCheckSaysOfChangesWhatBuildSays(t *testing.T) {
	m := newTown().with("city.toml", "name =", "changes = \"c.json\"\nname =").
		with("c.json", "", `{"changes": [{"close_facility": {"id": "z"}}]}`).put(t, t.TempDir())
	checked, err := importer.Check(context.Background(), options(m))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(importer.Out(m)); !os.IsNotExist(err) {
		t.Error("a check lands a workspace")
	}
	if got, want := string(checked.JSON()), string(build(t, m).JSON()); got != want || !strings.Contains(got, `"kind": "changes"`) {
		t.Errorf("check says\n%s\nbuild says\n%s", got, want)
	}
}

func TestRefusedChangesNameTheirLineAndLandNothing(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"no TOML", "c.toml", "[[changes]]\nclose_facility = {\n", "c.toml:2: is not TOML"},
		{"no JSON", "c.json", "{\"changes\": [\n{]}", "c.json:2: is not JSON"},
		{"a wrong field", "c.toml", "[[changes]]\n[changes.close_facility]\nid = 5\n", "c.toml:3: changes[0].close_facility.id \"5\": text"},
		{"no such facility", "c.toml", "[[changes]]\nclose_facility = { id = \"z\" }\n\n[[changes]]\nclose_facility = { id = \"nowhere\" }\n", "c.toml:5: changes[1].close_facility.id \"nowhere\""},
		{"closed twice", "c.json", "{\"changes\": [{\"close_facility\": {\"id\": \"z\"}},\n{\"close_facility\": {\"id\": \"z\"}}]}", "c.json:2: changes[1].close_facility"},
		{"no such service", "c.toml", "[[changes]]\n[changes.add_facility]\nid = \"n\"\nservices = [\n\"zoo\"]\nlon = 121.4734\nlat = 31.2331\n", "c.toml:4: changes[0].add_facility.services"},
		{"an id that is there", "c.toml", "[[changes]]\n\nadd_facility = { id = \"z\", services = [\"clinic\"], lon = 121.4734, lat = 31.2331 }\n", "c.toml:3: changes[0].add_facility.id \"z\""},
		{"outside the extent", "c.toml", "[[changes]]\n[changes.move_facility]\nid = \"z\"\nlon = 12\nlat = 31\n", "c.toml:4: changes[0].move_facility.lon"},
		{"a link that touches no street", "c.toml", "[[changes]]\n[changes.open_link]\nid = \"l\"\nkind = \"path\"\nline = [[121.4715, 31.2309], [121.4716, 31.2310]]\n", "c.toml:5: changes[0].open_link.line"},
		{"no such way", "c.toml", "[[changes]]\nclose_link = { way = 7, near = [121.4734, 31.2331] }\n", "c.toml:2: changes[0].close_link"},
		{"no such district", "c.toml", "[[changes]]\n[changes.set_district]\ncode = \"X\"\npolygon = [[[121.47, 31.2], [121.48, 31.2], [121.48, 31.3], [121.47, 31.2]]]\n", "c.toml:3: changes[0].set_district.code \"X\""},
		{"no such group", "c.toml", "[[changes]]\n[changes.scale_demand]\ngroup = \"cats\"\nfactor = 2\n", "c.toml:3: changes[0].scale_demand.group \"cats\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			build(t, newTown().put(t, folder))
			before := files(t, filepath.Join(folder, "city.toml"))
			m := newTown().with("city.toml", "name =", "changes = \""+c.file+"\"\nname =").with(c.file, "", c.text).put(t, folder)
			_, err := importer.Build(context.Background(), options(m))
			if !errors.Is(err, finding.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v\nwant %s", err, c.want)
			}
			same(t, "what was there", files(t, m), before)
			if _, checked := importer.Check(context.Background(), options(m)); checked == nil || checked.Error() != err.Error() {
				t.Errorf("build says %v, check %v", err, checked)
			}
		})
	}
}

func TestAChangeFileThatLacksIsRefusedWithTheManifestsLine(t *testing.T) {
	m := newTown().with("city.toml", "name =", "changes = \"c.json\"\nname =").put(t, t.TempDir())
	_, err := importer.Build(context.Background(), options(m))
	if !errors.Is(err, finding.ErrMissing) || !strings.Contains(err.Error(), `city.toml:1: changes "c.json": no such file`) {
		t.Error(err)
	}
	write(t, filepath.Dir(m), "c.json", "")
	if _, err := importer.Build(context.Background(), options(m)); err == nil || !strings.Contains(err.Error(), "city.toml:1: changes \"c.json\": is empty") {
		t.Error(err)
	}
}

func TestAChangeFileThatIsWrittenDuringABuildIsRefused(t *testing.T) {
	m := newTown().with("city.toml", "name =", "changes = \"c.json\"\nname =").
		with("c.json", "", `{"changes": [{"close_facility": {"id": "z"}}]}`).put(t, t.TempDir())
	o := options(m)
	o.Progress = func(stage string, _, _ int64) {
		if stage == "link" { // read, but for the changes
			write(t, filepath.Dir(m), "c.json", `{"changes": [{"close_facility": {"id": "y"}}]}`)
		}
	}
	if _, err := importer.Build(context.Background(), o); !errors.Is(err, finding.ErrInvalid) || !strings.Contains(err.Error(), "c.json: changed while it was read") {
		t.Error(err)
	}
}

func TestAChangeFileThatIsTooLargeIsRefused(t *testing.T) {
	m := newTown().with("city.toml", "name =", "changes = \"c.json\"\nname =").
		with("c.json", "", strings.Repeat(" ", manifest.MaxChangesBytes+1)).put(t, t.TempDir())
	if _, err := importer.Check(context.Background(), options(m)); !errors.Is(err, finding.ErrTooLarge) {
		t.Error(err)
	}
}
