package answer

import (
	"cmp"
	"io"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/cells"
	"lifecircle/geo/streets"
)

// Cells are the walks of places of demand to their nearest facilities, ready
// to be written.
type Cells struct {
	City    *coverage.City
	Lang    Lang
	Cells   []coverage.Cell // in the order they are written
	Private streets.Private // how residents' streets are treated; empty means as the city was built
	Profile string          // empty means each service's own
}

// walked are the fields that say how the cells' walks are made.
func (c Cells) walked() []field {
	return []field{{"private", cmp.Or(string(c.Private), c.City.Provenance.Private)}, {"profile", flat(orNil(c.Profile))}}
}

// Write writes the cells as JSON, CSV, GeoJSON or Table. Other formats are
// [ErrNoFormat]. JSON, CSV and GeoJSON are written a cell at a time.
func (c Cells) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		return writeList(w, headOf(c.City, c.walked()...), "cells", as(c.Cells, CellOf))
	case CSV:
		return writeFlat(w, as(c.Cells, CellOf))
	case GeoJSON:
		return writeFeatures(w, c.City, as(c.Cells, c.feature), c.walked()...)
	case Table:
		return c.writeTable(w)
	}
	return noFormat(f, JSON, CSV, GeoJSON, Table)
}

// CellsDocument is the JSON of Cells.
type CellsDocument struct {
	City       string     `json:"city" example:"newtown"`
	Provenance Provenance `json:"provenance"`
	Private    string     `json:"private" enum:"closed,residents,open" doc:"How residents' streets are treated."`
	Profile    *string    `json:"profile" doc:"The walking profile; null is each service's own."`
	Cells      []Cell     `json:"cells" nullable:"false"`
}

// A Cell is the walk of one place of demand to the nearest facility of a
// service, as JSON has it.
type Cell struct {
	ID       string   `json:"id" doc:"Of the place of demand."`
	Service  string   `json:"service" example:"clinic"`
	Seconds  *float64 `json:"seconds" minimum:"0" doc:"Walking time, at most three decimals; null with a reason."`
	Facility *string  `json:"facility" doc:"Id of the nearest facility; the smaller id where several are equally near."`
	Covered  bool     `json:"covered" doc:"The walk is within the limit, the limit itself included."`
	Reason   *string  `json:"reason" enum:"beyond,unlinked,no_facility" doc:"Why there are no seconds: beyond is more than one and a half times the limit."`
}

// CellOf returns a cell as JSON has it.
func CellOf(c coverage.Cell) Cell {
	return Cell{
		ID: c.ID, Service: c.Service, Seconds: seconds(c.Millis),
		Facility: orNil(c.Facility), Covered: c.Covered, Reason: orNil(string(c.Reason)),
	}
}

func (c Cells) feature(cell coverage.Cell) feature {
	return feature{id: cell.Service + "/" + cell.ID, geometry: placeOf(&c.City.Demand, cell.Place), properties: flatten(CellOf(cell), GeoJSON)}
}

// placeOf returns the polygon of an H3 cell, else the point.
func placeOf(d *coverage.Demand, i int) orb.Geometry {
	if d.Cell != nil && d.Cell[i] != 0 {
		if p, err := cells.Outline(d.Cell[i]); err == nil {
			return p
		}
	}
	return d.Point[i]
}
