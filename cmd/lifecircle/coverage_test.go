package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

func TestTheAnswerAloneGoesToStandardOutput(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, format := range []string{"table", "text", "json", "csv", "geojson"} {
		for _, lang := range []string{"en", "zh"} {
			got := lifecircle(t, "coverage", "-q", dir, "--format", format, "--lang", lang)
			if got.code != 0 || got.err != "" || got.out == "" {
				t.Errorf("%s in %s: %d %q %q", format, lang, got.code, got.out, got.err)
			}
		}
	}
}

func TestFlagsStandBeforeOrAfterArguments(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	after := lifecircle(t, "coverage", dir, "--format", "csv", "--minutes", "5,10", "-q")
	for _, args := range [][]string{
		{"coverage", "-q", "--format", "csv", "--minutes", "5,10", dir},
		{"coverage", "--minutes=5", "--format=csv", dir, "--minutes=10", "--quiet"},
		{"-q", "coverage", "--format", "csv", dir, "--minutes", "10,5"},
	} {
		if got := lifecircle(t, args...); got != after {
			t.Errorf("%v answers %+v, want %+v", args, got, after)
		}
	}
}

func TestACSVHasAHeaderAndRowsOnly(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	got := lifecircle(t, "coverage", dir, "--format", "csv")
	rows, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	if err != nil || len(rows) < 2 || rows[0][0] != "service" || rows[1][0] != "clinic" {
		t.Errorf("%v %q", err, rows)
	}
	file := filepath.Join(t.TempDir(), "provenance.txt")
	beside := lifecircle(t, "coverage", dir, "--format", "csv", "--provenance", file)
	said, err := os.ReadFile(file)
	if err != nil || beside.out != got.out || !strings.Contains(string(said), "© OpenStreetMap contributors, ODbL") {
		t.Errorf("%v: provenance says %q", err, said)
	}
	file = filepath.Join(t.TempDir(), "provenance.json")
	lifecircle(t, "coverage", dir, "--provenance", file)
	said, err = os.ReadFile(file)
	if err != nil || !json.Valid(said) {
		t.Errorf("%v: provenance says %q", err, said)
	}
}

// The numbers of a city that can be checked by eye: places 0 and 1 are 3 of 7.
func TestRowsCellsAndDistrictsAreThoseAsked(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, c := range []struct {
		name, args string
		want       []string // service, district code, demand, covered
	}{
		{"all", "", []string{"clinic  7 3", "clinic - 4 0", "clinic 01 3 3"}},
		{"a district", "--district 01", []string{"clinic 01 3 3"}},
		{"in no district", "--district=", []string{"clinic - 4 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := lifecircle(t, append([]string{"coverage", dir, "--format", "json"}, strings.Fields(c.args)...)...)
			if got.code != 0 {
				t.Fatal(got.err)
			}
			if rows := rowsOf(t, got.out); strings.Join(rows, "; ") != strings.Join(c.want, "; ") {
				t.Errorf("%q, want %q", rows, c.want)
			}
		})
	}
	cells := lifecircle(t, "coverage", dir, "--cells", "--format", "csv")
	if lines := outputLines([]byte(cells.out)); len(lines) != 4 || !strings.HasPrefix(lines[1], "0,clinic,180.004,H,true,") {
		t.Errorf("cells: %q %q", cells.out, cells.err)
	}
}

// rowsOf lists the rows of a JSON answer, those in no district as "-".
func rowsOf(t *testing.T, body string) []string {
	t.Helper()
	var document struct {
		Rows []struct {
			Service         string
			District        *struct{ Code string }
			Demand, Covered json.Number
		}
	}
	if err := json.Unmarshal([]byte(body), &document); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	var rows []string
	for _, r := range document.Rows {
		code := ""
		if r.District != nil {
			if code = r.District.Code; code == "" {
				code = "-"
			}
		}
		rows = append(rows, r.Service+" "+code+" "+r.Demand.String()+" "+r.Covered.String())
	}
	return rows
}

func TestAQuestionThatTheCityCannotAnswerIsWrongUsage(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, c := range []struct{ name, args, says string }{
		{"no such service", "--service clnic", `--service "clnic": there is none of that name here: known are clinic`},
		{"no such district", "--district 99", `--district "99"`},
		{"no such level", "--level 7", `--level "7"`},
		{"no such area", "--area suburban", `--area "suburban"`},
		{"no such weight", "--weight gold", `--weight "gold"`},
		{"a walk of a day", "--minutes 1440", `--minutes "1440"`},
		{"a bundle of nothing", "--all-of clinic,market", `--all-of "market"`},
		{"cells at two limits", "--cells --minutes 5,10", "--minutes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := lifecircle(t, append([]string{"coverage", dir}, strings.Fields(c.args)...)...)
			if got.code != exitUsage || !strings.Contains(got.err, c.says) || got.out != "" {
				t.Errorf("%d %q, want %d and %q", got.code, got.err, exitUsage, c.says)
			}
		})
	}
}

func TestWhatIsNoWorkspaceIsRefused(t *testing.T) {
	for name, dir := range map[string]string{"nothing": filepath.Join(t.TempDir(), "none"), "an empty folder": t.TempDir()} {
		for _, command := range []string{"coverage", "serve"} {
			args := []string{command, dir}
			if command == "serve" {
				args = append(args, "--addr", "127.0.0.1:0")
			}
			got := lifecircle(t, args...)
			if got.code != exitRefused || !strings.Contains(got.err, dir+": is not a workspace: build one with") {
				t.Errorf("%s of %s: %d %q", command, name, got.code, got.err)
			}
		}
	}
}

func TestAProvenanceThatCannotBeWrittenIsRefusedBeforeTheAnswer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "none", "p.txt")
	got := lifecircle(t, "coverage", asciiworkspace.New(t, "line", asciiworkspace.OneClinic), "--provenance", file)
	if got.code != exitRefused || !strings.HasPrefix(got.err, file+": cannot be written: give --provenance") || got.out != "" {
		t.Errorf("%d %q %q", got.code, got.err, got.out)
	}
}

func TestAnInterruptedAnswerIs130AndNoAnswer(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := run(ctx, []string{"coverage", dir}, nil, &out, &errs, noEnv)
	if code != exitInterrupted || out.Len() > 0 || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("%d %q %q", code, &out, &errs)
	}
}
