// Package asciiworkspace lands cities that are drawn as text as workspaces, for
// tests of what opens and serves them:
//
//	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
//	asciiworkspace.Land(t, dir, asciiworkspace.Draw(t, "line", asciiworkspace.TwoClinics)) // it is built anew
package asciiworkspace

import (
	"path/filepath"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/workspace"
	"lifecircle/internal/testcity/asciicity"
)

// H is a clinic; places 0 and 1 walk to it in less than 15 minutes, 2 does not.
// With a second clinic J beside it, 2 does too.
const (
	OneClinic = `
		H---0---1-----------------a-------2
	`
	TwoClinics = `
		H---0---1-----------------J-------2
	`
)

// Draw returns a city of a name, drawn on cells of 50 m, with a district.
func Draw(t *testing.T, name, drawing string) *coverage.City {
	t.Helper()
	city := *asciicity.New(t, asciicity.Cell(50), drawing).District(8, "01", -1, 10, 12, -10).Engine().City()
	city.Name = name
	city.Title = coverage.Names{ZH: "测试城", EN: "Test city"}
	city.Provenance = coverage.Provenance{
		Engine: "0.1.0", Private: "closed", Walking: "plain", Hash: "00" + drawing,
		Inputs: []coverage.Input{{Role: "streets", Path: "streets.osm", SHA256: "00"}},
	}
	return &city
}

// Land writes a city as the workspace dir, which it returns.
func Land(t *testing.T, dir string, city *coverage.City) string {
	t.Helper()
	lock, err := workspace.Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	content := &workspace.Content{
		City:          city,
		Layers:        []workspace.Layer{{Kind: "streets", Path: "streets.osm"}},
		FacilityLayer: make([]int, len(city.Facilities)),
		DistrictLayer: make([]int, len(city.Districts)),
	}
	if err := workspace.Write(t.Context(), lock, content, workspace.Options{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// New lands a drawn city as NAME.lifecircle in a folder of its own.
func New(t *testing.T, name, drawing string) string {
	t.Helper()
	return Land(t, filepath.Join(t.TempDir(), name+".lifecircle"), Draw(t, name, drawing))
}
