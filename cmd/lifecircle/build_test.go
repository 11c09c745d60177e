package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/data/workspace"
	"lifecircle/seeds"
)

// sample lays the sample city's files into a folder of their own.
func sample(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	files, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	for _, name := range []string{"city.toml", "streets.osm", "demand.csv", "facilities.csv", "districts.geojson"} {
		data, err := seeds.FS.ReadFile("newtown/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := files.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// edit replaces a text in a file.
func edit(t *testing.T, path, old, new string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(old)) {
		t.Fatalf("%s has no %q", path, old)
	}
	if err := os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(new), 1), 0o666); err != nil {
		t.Fatal(err)
	}
}

func identity(t *testing.T, dir string) string {
	t.Helper()
	id, err := workspace.Identity(dir)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestBuildMakesTheWorkspaceBesideTheManifestAndTakesOverWhatIsUnchanged(t *testing.T) {
	folder := sample(t)
	toml := filepath.Join(folder, "city.toml")
	got := lifecircle(t, "build", toml, "-q")
	if got.code != 0 || got.err != "" {
		t.Fatalf("%d %q", got.code, got.err)
	}
	dir := filepath.Join(folder, "city.lifecircle")
	if !strings.HasSuffix(got.out, "built "+dir+"\n") || strings.Contains(got.out, "taken over") {
		t.Errorf("it says %s", got.out)
	}
	first := lifecircle(t, "coverage", dir, "--format", "csv", "-q")
	edit(t, toml, "fictional)\" }", "imagined)\" }")
	got = lifecircle(t, "build", toml, "--lang", "zh")
	if got.code != 0 || strings.Count(got.out, "未变化") != 4 {
		t.Errorf("%d %s", got.code, got.out)
	}
	if again := lifecircle(t, "coverage", dir, "--format", "csv", "-q"); again != first {
		t.Error("what was taken over answers otherwise")
	}
}

func TestWhatBuildRefusesIsSaidWithItsLineAndTheOldWorkspaceStands(t *testing.T) {
	folder := sample(t)
	toml, dir := filepath.Join(folder, "city.toml"), filepath.Join(folder, "city.lifecircle")
	if got := lifecircle(t, "build", toml); got.code != 0 {
		t.Fatal(got.err)
	}
	before := identity(t, dir)
	edit(t, toml, "standard = ", "standrd = ")
	t.Chdir(folder)
	for _, command := range []string{"build", "check"} {
		got := lifecircle(t, command, "city.toml")
		if got.code != exitRefused || got.out != "" || !strings.Contains(got.err, "city.toml:7: standrd") {
			t.Errorf("%s: %d %q %q", command, got.code, got.out, got.err)
		}
	}
	edit(t, toml, "standrd = ", "standard = ")
	edit(t, filepath.Join(folder, "demand.csv"), "e002,", "e001,")
	for _, command := range []string{"build", "check"} {
		got := lifecircle(t, command, "city.toml")
		if got.code != exitRefused || !strings.Contains(got.err, `demand.csv:3: id "e001"`) {
			t.Errorf("%s: %d %q %q", command, got.code, got.out, got.err)
		}
	}
	if got := lifecircle(t, "build", "nowhere.toml"); got.code != exitRefused || !strings.HasPrefix(got.err, "nowhere.toml: ") {
		t.Errorf("%d %q", got.code, got.err)
	}
	if after := identity(t, dir); after != before {
		t.Error("the old workspace does not stand")
	}
}

func TestCheckSaysWhatBuildSaysAndChangesNothing(t *testing.T) {
	folder := sample(t)
	toml := filepath.Join(folder, "city.toml")
	check := lifecircle(t, "check", toml)
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 5 {
		t.Errorf("after a check there are %v, %v", entries, err)
	}
	build := lifecircle(t, "build", toml)
	body := func(r ran) string { return r.out[:strings.LastIndex(strings.TrimSpace(r.out), "\n")] }
	if check.code != 0 || build.code != 0 || body(check) != body(build) {
		t.Errorf("check says\n%s%s\nbuild says\n%s%s", check.out, check.err, build.out, build.err)
	}
}

func TestAnInterruptedBuildIs130AndLeavesWhatWasThere(t *testing.T) {
	folder := sample(t)
	toml, dir := filepath.Join(folder, "city.toml"), filepath.Join(folder, "city.lifecircle")
	if got := lifecircle(t, "build", toml); got.code != 0 {
		t.Fatal(got.err)
	}
	before := identity(t, dir)
	edit(t, filepath.Join(folder, "demand.csv"), "e002,", "e999,")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"build", toml}, nil, &out, &errs, noEnv); code != exitInterrupted || out.Len() > 0 {
		t.Errorf("%d %q %q", code, &out, &errs)
	}
	if after := identity(t, dir); after != before {
		t.Error("what was there is not there any more")
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 6 {
		t.Errorf("it leaves %v", entries)
	}
}

// The sample city has residents' streets, gates and squares: the report counts
// them, and what was assumed of them.
func TestTheReportSaysHowTheCityIsWalked(t *testing.T) {
	folder := sample(t)
	for lang, says := range map[string][]string{
		"en": {"walking: full; residents' streets: residents; profiles: adult, senior, standard, stroller, wheelchair\n", "  residents' streets ", " km; gates ", "how complete the map is (estimate): ", " dead ends, "},
		"zh": {"步行：full；内部道路：residents；走法：adult、senior", "  内部道路 ", "大门 ", "路网是否完整（估计）：", " 条断头路中"},
	} {
		got := lifecircle(t, "check", filepath.Join(folder, "city.toml"), "--lang", lang)
		for _, s := range says {
			if !strings.Contains(got.out, s) {
				t.Errorf("no %q in\n%s%s", s, got.out, got.err)
			}
		}
		if strings.Contains(got.out, "report.") || strings.ContainsAny(got.out, "{}") {
			t.Errorf("words lack in\n%s", got.out)
		}
	}
}
