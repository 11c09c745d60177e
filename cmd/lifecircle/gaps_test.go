package main

import (
	"encoding/json"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

func TestGapsInEveryFormatAndLanguage(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, format := range []string{"table", "json", "csv", "geojson"} {
		for _, lang := range []string{"en", "zh"} {
			got := lifecircle(t, "gaps", "-q", dir, "--service", "clinic", "--format", format, "--lang", lang)
			if got.code != 0 || got.err != "" || got.out == "" {
				t.Errorf("%s in %s: %d %q %q", format, lang, got.code, got.out, got.err)
			}
		}
	}
	got := lifecircle(t, "gaps", dir, "--all-of", "clinic", "--private", "closed", "--minutes", "0.5", "--format", "json")
	var doc struct {
		People float64
		Gaps   []struct{ People float64 }
	}
	if err := json.Unmarshal([]byte(got.out), &doc); err != nil || doc.People == 0 || len(doc.Gaps) == 0 {
		t.Errorf("%v %+v", err, got)
	}
}

func TestGapsAskedWrongly(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, c := range []struct{ args, says string }{
		{"", "gaps needs --service"},
		{"--service clinic --all-of clinic", "--service and --all-of: give one of them"},
		{"--service spa", `--service "spa"`},
		{"--all-of clinic,spa", `--all-of "spa"`},
		{"--service clinic --minutes 0", "--minutes 0: give minutes over 0"},
		{"--service clinic --private ajar", `--private "ajar"`},
		{"--service clinic --group nobody", `--group "nobody"`},
		{"--service clinic --format text", `--format "text": write table, json, csv or geojson`},
	} {
		got := lifecircle(t, append([]string{"gaps", dir}, strings.Fields(c.args)...)...)
		if got.code != exitUsage || !strings.Contains(got.err, c.says) || got.out != "" {
			t.Errorf("%q: %d %q, want %q", c.args, got.code, got.err, c.says)
		}
	}
}
