// Package tiles cuts the layers of a city into vector tiles (MVT 2.1), for web
// maps and GIS:
//
//	handler, err := tiles.New(tiles.Options{Cities: cities})
//
//	/tiles/{city}/{layer}/{z}/{x}/{y}.pbf  a tile, also as .mvt
//	/tiles/{city}/{layer}.json             TileJSON 3.0.0
//	/tiles/{city}/{layer}/metadata.json    the same as MBTiles has it; GDAL reads it
//	/tiles/{city}/style.json               a MapLibre style in the coverage colours
//	/tiles/{city}/layers.qlr               a QGIS layer definition, likewise
//
// [Open] makes a layer's [Index] from its features, once; [Index.Tile] is one
// tile. [Archive] writes all of them into one PMTiles file. The same layer gives
// the same bytes, whoever asks, in whatever order.
//
// A tile is there if it, or one beside it, meets the bounds of the city's layers:
// empty, it is no bytes at all. Others are not found, as are the zooms that the
// layer has not.
//
// # What a zoom shows
//
// A layer has a least and a greatest zoom. At the greatest every feature is
// there, to a unit of a 4096th of a tile. Below:
//
//   - An outline or line of more than [Plain] corners is simplified
//     (Douglas–Peucker) by at most [Tolerance] units before it is cut, so that
//     neighbouring tiles fit.
//   - A feature smaller than a pixel, a 256th of a tile, shares that pixel with
//     others like it, points included. One of them is kept: the one with most
//     people where the layer counts people, else the first by id. If it is an
//     area it is drawn as the pixel. The others are not in that zoom.
//
// TileJSON states for every zoom how many features are left, and how many pieces
// of them lie in all tiles together, for a feature that crosses tiles is in each
// of them. A feature is in a tile only if it lies in the tile itself, not merely
// in the buffer of [Buffer] units around it that lines and areas are drawn into.
// No feature that is kept is lost: what would vanish by rounding is drawn one
// unit wide.
package tiles
