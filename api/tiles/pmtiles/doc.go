// Package pmtiles writes PMTiles archives, version 3: all tiles of a map in one
// file that a web server hands out by byte ranges.
//
//	w := pmtiles.New(scratch)
//	err := w.Add(pmtiles.ID(z, x, y), tile) // ascending
//	err = w.Finish(file, pmtiles.Info{…})
//
// An archive is
//
//	header (127 bytes) | root directory | metadata | leaf directories | tiles
//
// Tiles lie in the order of their ids (clustered); what is there twice is written
// once. The directories are kept in memory, 24 bytes a tile and 24 a different
// content, until the end; the tiles wait in the scratch file. The same tiles give
// the same bytes.
//
// The reference is github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md. Its
// own library, protomaps/go-pmtiles, comes with the clients of three clouds.
package pmtiles
