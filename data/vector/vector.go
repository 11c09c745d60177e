// Package vector reads GeoJSON: facilities, districts and the extent of a city.
//
//	districts, notes, err := vector.Districts(ctx, file, vector.Options{Name: "districts.geojson"})
//
// A FeatureCollection is streamed, a feature at a time; a single Feature or a
// bare geometry is read too. Polygons are checked: closed rings of at least four
// points that don't cross themselves, holes that lie inside; their winding is
// put as RFC 7946 has it. What is wrong is refused with file, line, feature,
// property and value (*[finding.Refusal]); what is merely incomplete is counted
// in notes:
//
//	blank_count       a capacity left blank: unknown
//	datum_as_wgs84    a datum that is taken as WGS 84, within a metre of it
//	datum_converted   features moved from GCJ-02 or BD-09
//	other_columns     properties that mean nothing here; facilities keep them
//	parts_merged      a multipolygon's overlapping or adjoining parts made one
//
// Features keep the file's order. What a word means was settled in data/source,
// which CSV shares; whether districts overlap, parents exist and ids are unique
// over all files is the importer's affair.
package vector

import "github.com/paulmach/orb"

// Limits of one file, so that a hostile one can't exhaust memory. The file as a
// whole is bounded by [source.MaxBytes].
const (
	MaxFeatures     = 2_000_000
	MaxVertices     = 20_000_000
	MaxFeatureBytes = 128 << 20
	maxProperties   = 1000 // distinct names that notes and errors remember
)

// Options say how to read a file. The zero value reads UTF-8 in WGS 84 with the
// properties named as here.
type Options struct {
	// Name is the file as the planner wrote it, for errors and notes.
	Name string

	// Columns names the file's property for a key of ours, where it is another
	// than the key. An empty name means that the key's own property isn't taken.
	//
	// Districts have code, name, name_zh, name_en, level and parent. Facilities
	// have id (else the feature's id), name, name_zh, name_en, services, capacity,
	// status, opens, closes, opening_hours and entrances. name:zh and name:en are read too.
	Columns map[string]string

	// Encoding of the bytes, as HTML names it; empty is UTF-8, as GeoJSON is.
	Encoding string

	// CRS of the coordinates: one of [geo.SupportedDatums]; empty is what the
	// file's crs member says, else WGS 84.
	CRS string

	// Services are what each facility offers where its feature doesn't say.
	Services []string

	// Outline, where it is set, is told the area of each facility that is one, by
	// its place in the list.
	Outline func(i int, area orb.MultiPolygon)
}
