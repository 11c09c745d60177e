// Package table reads CSV: demand and facilities as a planner's spreadsheet has
// them.
//
//	demand, notes, err := table.Demand(ctx, file, table.Options{
//		Name:    "hexgrid.csv",
//		Columns: map[string]string{"all": "population"},
//	})
//
// The file is streamed, a record at a time: memory is what the result needs. The
// separator (comma, semicolon or tab) is told from the header, a byte order mark
// is skipped, and any encoding of the web is read. What is wrong is refused with
// file, line, column and value (*[finding.Refusal]); what is merely incomplete
// is counted in notes:
//
//	blank_count       a count or capacity left blank: missing, not zero
//	blank_rows        rows of separators only, skipped
//	datum_as_wgs84    a datum that is taken as WGS 84, within a metre of it
//	datum_converted   points moved from GCJ-02 or BD-09
//	other_columns     columns that mean nothing here; facilities keep them
//	rounded_amounts   amounts with more than three decimals
//	urban_unknown     places without urban or rural mark, in a file that has them
//
// Rows keep the file's order. What a name means was settled in data/source,
// which GeoJSON shares; whether services are known, ids unique over all files
// and places near the streets is the importer's affair.
package table

import (
	"lifecircle/data/source"
)

// Limits of one file, so that a hostile one can't exhaust memory. The file as a
// whole is bounded by [source.MaxBytes].
const (
	MaxRows       = 10_000_000 // of demand
	MaxFacilities = 2_000_000
	MaxColumns    = 1000
	MaxField      = 64 << 10 // bytes
	MaxRecord     = 1 << 20  // bytes, line breaks within quotes included
)

// Options say how to read a file. The zero value reads UTF-8 in WGS 84 with the
// columns named as here.
type Options struct {
	// Name is the file as the planner wrote it, for errors and notes.
	Name string

	// Columns names the file's column for a key of ours, where it is another
	// than the key. An empty name means that the key's own column isn't taken.
	//
	// Demand has id, name, name_zh, name_en, lon, lat, h3, urban, the weights
	// buildings, dwellings, floor_area_m2 and residential_land_m2; any other key
	// is a population group, and the groups taken by default are all and age_….
	// Facilities have id, name, name_zh, name_en, services, lon, lat, h3,
	// capacity, status, opens, closes, opening_hours and entrances.
	Columns map[string]string

	// Encoding of the bytes, as HTML names it; empty is UTF-8.
	Encoding string

	// CRS of lon and lat: one of [geo.SupportedDatums]; empty is WGS 84.
	CRS string

	// Services are what each facility offers where its row doesn't say.
	Services []string
}

// placeKeys say where a row is: lon and lat, or else the H3 cell's centre.
var placeKeys = []string{"lon", "lat", "h3"}

var facilityKeys = append(append([]string{}, source.FacilityKeys...), placeKeys...)
