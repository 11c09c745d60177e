package raster

import (
	"io"
	"strconv"

	"lifecircle/data/finding"
)

// file is what is read, with its size in bytes and the name for refusals.
type file struct {
	io.ReaderAt
	size int64
	name string
}

// warp is what to do about a file on other coordinates.
const warp = "gdalwarp -t_srs EPSG:4326 in.tif out.tif makes one on longitude and latitude"

// corrupt is a file whose bytes contradict its format.
func (f file) corrupt(problem string, cause error) error {
	return &finding.Refusal{Kind: finding.ErrCorrupt, File: f.name, Problem: problem, Cause: cause}
}

// unread is a file of a kind that is not read.
func (f file) unread(field string, value int, problem string) error {
	return &finding.Refusal{Kind: finding.ErrInvalid, File: f.name, Field: field, Value: strconv.Itoa(value), Problem: problem}
}

// bytes reads n bytes at an offset.
func (f file) bytes(offset, n int64) ([]byte, error) {
	if offset < 0 || n < 0 || offset > f.size || n > f.size-offset {
		return nil, f.corrupt("is cut off or damaged: it points past its own end; copy it again", nil)
	}
	b := make([]byte, n)
	if _, err := f.ReadAt(b, offset); err != nil && err != io.EOF {
		return nil, err
	}
	return b, nil
}

// fits refuses a grid that is empty or too large.
func (f file) fits(width, height, maxCells int) error {
	if width < 1 || height < 1 {
		return f.corrupt("has no cells", nil)
	}
	if width > maxCells/height {
		return &finding.Refusal{Kind: finding.ErrTooLarge, File: f.name,
			Problem: "has " + strconv.Itoa(width) + " × " + strconv.Itoa(height) + " cells; at most " +
				strconv.Itoa(maxCells) + " are read: cut it to the city with gdalwarp -te west south east north in.tif out.tif"}
	}
	return nil
}
