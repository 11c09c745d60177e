package main

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
	oneClinic = `
		H---0---1-----------------a-------2
	`
	twoClinics = `
		H---0---1-----------------J-------2
	`
)

// drawn returns a city of a name, drawn on cells of 50 m.
func drawn(t *testing.T, name, drawing string) *coverage.City {
	t.Helper()
	city := *asciicity.New(t, asciicity.Cell(50), drawing).District(8, "01", -1, 10, 12, -10).Engine().City()
	city.Name = name
	city.Title = coverage.Names{ZH: "测试城", EN: "Test city"}
	city.Provenance = coverage.Provenance{
		Engine: version, Private: "closed", Walking: "plain", Hash: "00" + drawing,
		Inputs: []coverage.Input{{Role: "streets", Path: "streets.osm", SHA256: "00"}},
	}
	return &city
}

// land writes a city as a workspace.
func land(t *testing.T, dir string, city *coverage.City) string {
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

func newWorkspace(t *testing.T, name, drawing string) string {
	t.Helper()
	return land(t, filepath.Join(t.TempDir(), name+".lifecircle"), drawn(t, name, drawing))
}
