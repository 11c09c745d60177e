package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/internal/testcity/realdata"
)

// A city that counts buildings and nobody's people is asked by that weight: what
// the gaps lose is what coverage gains.
func TestWhatIfOfACityThatCountsBuildings(t *testing.T) {
	data := realdata.Path(t, "liechtenstein")
	dir := t.TempDir()
	city, changes := filepath.Join(dir, "li.toml"), filepath.Join(dir, "changes.toml")
	streets := filepath.Join(data, "liechtenstein.osm.pbf")
	for path, text := range map[string]string{
		city:    fmt.Sprintf("name = \"li\"\nstandard = \"default-15min\"\n[streets]\nsource = %q\n[[demand]]\nsource = %q\n[[facilities]]\nsource = %q\n", streets, streets, streets),
		changes: "[[changes]]\nadd_facility = { id = \"new\", services = [\"childcare\"], lon = 9.5209, lat = 47.1410 }\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	say(t, "build", city)
	at := strings.TrimSuffix(city, ".toml") + ".lifecircle"
	told := say(t, "whatif", at, changes, "--service", "childcare", "--weight", "buildings")
	for _, want := range []string{"  buildings  ", "how many more buildings", "+52", "751    699         −52"} {
		if !strings.Contains(told, want) {
			t.Errorf("it does not say %q:\n%s", want, told)
		}
	}
	if gaps := say(t, "gaps", at, "--service", "childcare", "--weight", "buildings", "--format", "json"); !strings.Contains(gaps, `"weight":"buildings"`) {
		t.Errorf("gaps do not say what they count: %.400s", gaps)
	}
	if told := say(t, "fragility", at, "--service", "childcare", "--weight", "buildings", "--top", "0"); !strings.Contains(told, "buildings who lose coverage") {
		t.Errorf("fragility does not say what it counts:\n%s", told)
	}
	for _, command := range []string{"gaps", "fragility"} {
		if got := lifecircle(t, command, at, "--service", "childcare"); got.code != 2 || !strings.Contains(got.err, "ask for another weight: buildings") {
			t.Errorf("%s: %d %s", command, got.code, got.err)
		}
	}
}
