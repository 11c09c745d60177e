// Package ogc serves the layers of a city as OGC API – Features, which QGIS and
// GDAL open without a plugin:
//
//	ogrinfo OAPIF:http://127.0.0.1:8080/ogc/newtown
//
// It has Part 1 (core, GeoJSON, HTML, OpenAPI 3.0), Part 2 (other coordinate
// reference systems) and of Part 3 filters in CQL2 text. What it serves are
// [layers.Layer]s, the same truth as the rows and cells of api/rest; it computes
// nothing.
//
// A page of features begins at a position in the layer's order, so that the last
// page costs what the first does. The address of the next page says of which
// dataset it is; once the city is built anew it is gone, in words.
//
// Mount the handler at "/ogc" of api/rest.
package ogc
