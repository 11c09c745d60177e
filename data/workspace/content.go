package workspace

import (
	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/geo/streets/build"
)

// Names of the files in the folder.
const (
	TablesFile  = "city.gpkg"
	StreetsFile = "streets.lc"
	ReportFile  = "report.json"
	pointerFile = "current"
	buildPrefix = "build-"
)

// Limits of a workspace; a file that claims more is refused as corrupt.
const (
	MaxRows   = 100_000_000 // of one table
	MaxGroups = 500         // population groups
)

// Content is what a workspace holds: the city and how it came about.
type Content struct {
	City    *coverage.City
	Streets build.Report   // of the network's build
	Islands []Island       // those of Streets, with who is on them; Open gives the city the same
	Notes   []finding.Note // of the import, sorted
	Layers  []Layer        // in the manifest's order

	// Report is report.json, for people and programs to read; nothing of it is
	// needed to open a workspace, and Open leaves it out. Empty: none is written.
	Report []byte

	// FacilityLayer and DistrictLayer say which of Layers each facility and
	// each district of the city is from. Demand needs none: its layers follow
	// one another, each of its Count.
	FacilityLayer []int
	DistrictLayer []int
}

// An Island is a part of the streets that joins no other, and who is on it.
type Island = coverage.Island

// A Layer is one source as one kind of thing, with what an importer needs to
// know whether it may be taken over into the next build.
type Layer struct {
	Kind   string // streets, demand, facilities, districts
	Path   string // as the manifest names it; empty for cells
	Key    string // hash of all that the layer is made from, hex
	Count  int    // rows; segments for streets
	Detail string // JSON, the importer's own
}

// Close releases the mapped streets. Nothing of the city may be used afterwards.
func (c *Content) Close() error {
	if c == nil || c.City == nil || c.City.Streets == nil {
		return nil
	}
	network := c.City.Streets
	c.City.Streets = nil
	return network.Close()
}
