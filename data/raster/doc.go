// Package raster reads heights: a GeoTIFF or an SRTM tile (.hgt) in, metres above
// the sea at a point out.
//
//	dem, err := raster.Open("data/elevation.tif", "elevation.tif")
//	m, ok := dem.Height(orb.Point{-51.23, -30.03})
//
// Opening reads all cells, as one float32 each, at most [MaxCells]; afterwards a
// height costs four of them. A raster is not changed once open and may be asked
// from several goroutines. [Terrain] puts several side by side.
//
// Read are files of one band on longitude and latitude, in strips or tiles, of
// whole numbers or floats, uncompressed or with Deflate or LZW, with any of
// TIFF's predictors. Everything else is refused with the GDAL command that makes
// such a file. What the heights are above, the geoid or the ellipsoid, is not
// asked: slopes are differences.
//
// The reader is its own. What there is for Go was looked at: golang.org/x/image
// decodes pictures and knows neither floats nor signed numbers nor where they
// lie, google/tiff lists tags and has lain still for years, gden173/geotiff reads
// tiles but no strips, which is how the agencies' files come, flywave/go-geotiff
// carries go-spatial's known faults with tiles at the edge, jda/srtm reads one
// size of tile, airbusgeo/cogger rearranges files without decoding them. None
// bounds what wrong bytes make it allocate. Taken from a library is TIFF's LZW,
// which differs from everybody else's by one bit at one moment:
// golang.org/x/image/tiff/lzw.
//
// Formats: TIFF 6.0 (Adobe, 1992) with Adobe's technical notes on Deflate (2002)
// and on predictor 3 (2005), OGC 19-008r4 GeoTIFF 1.1, GDAL's tags for nodata and
// scale; the SRTM tiles' is in NASA's SRTM_Topo (2.1).
package raster
