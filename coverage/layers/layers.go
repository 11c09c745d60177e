// Package layers is what GIS sees of a city: its rows, cells, facilities, gaps and
// streets as tables of features with geometry, and what each column says.
//
//	set := layers.Of(engine)
//	for feature, err := range set.Features(ctx, layers.Districts, 0) {
//
// Features are made as they are asked for, so that memory does not grow with a
// layer; what searches found is kept with the engine.
package layers

import "github.com/paulmach/orb"

// ID names a layer: part of addresses and names of files.
type ID string

// The layers, in the order of [Set.Layers].
const (
	Districts  ID = "districts"
	Cells      ID = "cells" // places of demand
	Facilities ID = "facilities"
	Gaps       ID = "gaps"    // areas whose people are not covered
	Islands    ID = "islands" // streets that join no other
	Access     ID = "access"  // how places and facilities join the streets
	Streets    ID = "streets"
)

// ColumnKind is the kind of a column's values.
type ColumnKind uint8

// The kinds of columns. The Go type of a value that is not nil is given.
const (
	ColumnText  ColumnKind = iota // string
	ColumnWhole                   // int64
	ColumnReal                    // float64
	ColumnFlag                    // bool
	ColumnDate                    // string, RFC 3339 full-date
)

// A Column says what the values of one name are. Names are snake_case, no two of
// a layer alike.
type Column struct {
	Name    string
	Kind    ColumnKind
	Title   Title
	Unit    string // people, m, m2, s; "1" of a share; "" where there is none
	Service string // id of the service that it is about; "" where it is about none
}

// GeometryKind is what the features of a layer are drawn as.
type GeometryKind uint8

// The kinds of geometry. A feature may consist of several.
const (
	GeometryPoint   GeometryKind = iota // orb.Point
	GeometryLine                        // orb.LineString or orb.MultiLineString
	GeometryPolygon                     // orb.MultiPolygon
)

// String returns the kind's name in Simple Features.
func (k GeometryKind) String() string {
	return [...]string{"Point", "LineString", "Polygon"}[min(k, GeometryPolygon)]
}

// A Layer is a table of features with geometry: the rows and cells of a city as
// maps want them.
type Layer struct {
	ID       ID
	Title    Title
	Geometry GeometryKind
	Columns  []Column
	Count    int
	Bound    orb.Bound // of all features, WGS 84; the zero value where there are none
}

// A Feature is a row of a layer.
type Feature struct {
	ID       string // unique in its layer
	Geometry orb.Geometry
	Values   []any // as long as the layer's Columns; nil where unknown
}
