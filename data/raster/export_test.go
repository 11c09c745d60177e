package raster

import "bytes"

// Read reads a file from memory, with a bound on its cells.
func Read(data []byte, name string, maxCells int) (*Raster, error) {
	return read(file{bytes.NewReader(data), int64(len(data)), name}, maxCells)
}
