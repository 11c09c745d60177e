// Package export writes a layer of a city in the formats that planners and
// their tools read: GeoJSON, GeoPackage, Shapefile, CSV, Excel.
//
//	table, err := export.Open(ctx, engine, "cells", nil)
//	err = export.File(ctx, "cells.gpkg", export.GeoPackage, table, export.Options{})
//
// A layer is written a feature at a time: memory does not grow with it. What a
// format needs to know beforehand (the widths of a Shapefile's columns) costs
// another walk over the features; a GeoPackage, and the two tables beside a
// Shapefile's shapes, are made in temporary files. The same layer gives the same
// bytes. What a format cannot hold is refused before anything is written, with
// the format that can.
package export
