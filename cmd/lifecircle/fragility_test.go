package main

import (
	"encoding/json"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

func TestFragilityIsToldToAPlanner(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	got := lifecircle(t, "fragility", "-q", dir, "--service", "clinic")
	for _, s := range []string{"Test city: clinic, and what its coverage hangs on (", "Backup coverage: people with two facilities or more", "Facilities: people who lose coverage if it closes (1 of 1)", "Streets, bridges and gates"} {
		if got.code != 0 || !strings.Contains(got.out, s) {
			t.Errorf("no %q in\n%s%s", s, got.out, got.err)
		}
	}
	var doc struct {
		Covered, Backed float64
		Facilities      []struct{ Lost float64 }
		Pieces          []struct{ Lost float64 }
		Cells           []struct{ ID string }
	}
	got = lifecircle(t, "fragility", dir, "--service", "clinic", "--minutes", "30", "--cells", "--top", "0", "--format", "json")
	if err := json.Unmarshal([]byte(got.out), &doc); err != nil || doc.Covered == 0 || doc.Backed != 0 || doc.Facilities[0].Lost != doc.Covered || len(doc.Pieces) != 0 || len(doc.Cells) == 0 {
		t.Errorf("%v %+v %s", err, doc, got.err)
	}
	for args, says := range map[string]string{
		"": "fragility needs --service", "--service pool": "pool", "--service clinic --top 101": "give 0 to 100",
		"--service clinic --format geojson": "table, json or csv",
	} {
		if got := lifecircle(t, append([]string{"fragility", "-q", dir}, strings.Fields(args)...)...); got.code != exitUsage || !strings.Contains(got.err, says) {
			t.Errorf("%s: %d %q", args, got.code, got.err)
		}
	}
}
