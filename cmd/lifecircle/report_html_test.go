package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

func TestAReportIsOnePage(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for lang, says := range map[string][]string{
		"en": {"<!DOCTYPE html>", `<html lang="en">`, "Test city", "The target of 85 % is missed", "What was assumed", "GB 50180-2018", "© OpenStreetMap"},
		"zh": {`<html lang="zh-CN">`, "测试城", "计算的前提", "从画圈到步行"},
	} {
		got := lifecircle(t, "report", "-q", dir, "--lang", lang)
		if got.code != 0 || got.err != "" {
			t.Fatalf("%d %q", got.code, got.err)
		}
		for _, s := range says {
			if !strings.Contains(got.out, s) {
				t.Errorf("no %q in the page in %s", s, lang)
			}
		}
		file := filepath.Join(t.TempDir(), "page.html")
		if to := lifecircle(t, "report", dir, "--lang", lang, "--out", file); to.code != 0 || to.out != "" {
			t.Fatalf("%d %q %q", to.code, to.err, to.out)
		}
		page, err := os.ReadFile(file)
		if err != nil || string(page) != got.out {
			t.Errorf("the file is not what standard output gets: %v", err)
		}
	}
}

func TestAReportPerDistrictIsAFolder(t *testing.T) {
	city := asciiworkspace.Draw(t, "line", asciiworkspace.OneClinic)
	city.Districts[0].Code = "a/b"
	dir := asciiworkspace.Land(t, filepath.Join(t.TempDir(), "line.lifecircle"), city)
	out := filepath.Join(t.TempDir(), "new", "pages")
	if got := lifecircle(t, "report", dir, "--per", "district", "--out", out); got.code != 0 || got.out != "" {
		t.Fatalf("%d %q %q", got.code, got.err, got.out)
	}
	entries, err := os.ReadDir(out)
	if err != nil || len(entries) != 2 || entries[0].Name() != "district-a%2Fb.html" || entries[1].Name() != "index.html" {
		t.Fatalf("the folder has %v, %v", entries, err)
	}
	index, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil || !strings.Contains(string(index), `href="district-a%252Fb.html"`) {
		t.Errorf("no link to the district's page: %v", err)
	}
	page, err := os.ReadFile(filepath.Join(out, "district-a%2Fb.html"))
	if err != nil || !strings.Contains(string(page), "<title>District 01 a/b: ") {
		t.Errorf("the district's page is another's: %v", err)
	}
}

func TestAReportThatCannotBeWrittenIsRefused(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, c := range []struct {
		args, says string
		code       int
	}{
		{"--per street", `--per "street": write district`, exitUsage},
		{"--per district", "name their folder with --out", exitUsage},
		{"--service pool", `--service "pool"`, exitUsage},
		{"--level 3", `--level "3"`, exitUsage},
		{"--lang fr", "--lang", exitUsage},
		{"--out " + filepath.Join(dir, "no", "page.html"), "cannot be written", exitRefused},
		{"--per district --out " + filepath.Join(dir, "city.gpkg"), "cannot be written", exitRefused},
	} {
		got := lifecircle(t, append([]string{"report", "-q", dir}, strings.Fields(c.args)...)...)
		if got.code != c.code || !strings.Contains(got.err, c.says) || got.out != "" {
			t.Errorf("%s: %d %q", c.args, got.code, got.err)
		}
	}
}

func TestABridgeIsToldStepByStep(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	got := lifecircle(t, "bridge", "-q", dir, "--service", "clinic")
	for _, s := range []string{"Test city: clinic, from the circle to the walk", "The circle: everybody within 1,000 m", "only people (all count)"} {
		if got.code != 0 || !strings.Contains(got.out, s) {
			t.Errorf("no %q in\n%s%s", s, got.out, got.err)
		}
	}
	var doc struct {
		District string
		Level    int
		Steps    []struct{ Change, Covered float64 }
	}
	got = lifecircle(t, "bridge", dir, "--service", "clinic", "--district", "01", "--level", "8", "--minutes", "30", "--format", "json")
	if err := json.Unmarshal([]byte(got.out), &doc); err != nil || doc.District != "01" || doc.Level != 8 || len(doc.Steps) != 7 || doc.Steps[6].Covered != 3 {
		t.Errorf("%v %+v %s", err, doc, got.err)
	}
	for args, says := range map[string]string{
		"": "bridge needs --service", "--service pool": "pool", "--service clinic --level 8": "name the district as well", "--service clinic --format geojson": "table, json or csv",
	} {
		if got := lifecircle(t, append([]string{"bridge", "-q", dir}, strings.Fields(args)...)...); got.code != exitUsage || !strings.Contains(got.err, says) {
			t.Errorf("%s: %d %q", args, got.code, got.err)
		}
	}
}
