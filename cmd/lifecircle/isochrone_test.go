package main

import (
	"encoding/json"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

func TestIsochrone(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, lang := range []string{"en", "zh"} {
		got := lifecircle(t, "isochrone", "-q", dir, "--facility", "H", "--minutes", "5,10,15", "--lang", lang)
		if got.code != 0 || got.err != "" || strings.Count(got.out, "\n") < 9 {
			t.Errorf("%s: %d %q %q", lang, got.code, got.out, got.err)
		}
	}
	for args, features := range map[string]int{
		"--from 121,31 --from 0,0 --minutes 5,10": 4, "--service clinic --merge --lines --mode bands": 6, "--facility H --direction from": 3,
	} {
		got := lifecircle(t, append([]string{"isochrone", "-q", dir, "--format", "geojson"}, strings.Fields(args)...)...)
		var doc struct{ Features []json.RawMessage }
		if err := json.Unmarshal([]byte(got.out), &doc); err != nil || got.code != 0 || len(doc.Features) != features {
			t.Errorf("%s: %d %q, %d features, want %d: %v", args, got.code, got.err, len(doc.Features), features, err)
		}
	}
	for _, c := range []struct{ args, says string }{
		{"", "needs one of --from, --facility and --service"},
		{"--from 121,31 --service clinic", "needs one of --from, --facility and --service"},
		{"--from 121", "write longitude and latitude in degrees"},
		{"--from 121,31 --minutes x", "write numbers, such as 5,10,15"},
		{"--from 121,31 --minutes 121", "at most 120"},
		{"--from 121,31 --mode rings", "cumulative, bands"},
		{"--from 121,31 --profile robot", "standard"},
		{"--facility Z", `facility "Z"`},
		{"--from 121,31 --format json", `--format "json": write table or geojson`},
	} {
		got := lifecircle(t, append([]string{"isochrone", dir}, strings.Fields(c.args)...)...)
		if got.code != exitUsage || !strings.Contains(got.err, c.says) || got.out != "" {
			t.Errorf("%q: %d %q, want %q", c.args, got.code, got.err, c.says)
		}
	}
}
