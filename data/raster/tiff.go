package raster

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"lifecircle/data/finding"
)

// The tags that are read. TIFF 6.0 p. 117, GeoTIFF 1.1 annex, GDAL's GTiff driver.
const (
	tagWidth          = 256
	tagHeight         = 257
	tagBits           = 258
	tagCompression    = 259
	tagFillOrder      = 266
	tagStripOffsets   = 273
	tagBands          = 277
	tagRowsPerStrip   = 278
	tagStripCounts    = 279
	tagPredictor      = 317
	tagTileWidth      = 322
	tagTileHeight     = 323
	tagTileOffsets    = 324
	tagTileCounts     = 325
	tagSampleFormat   = 339
	tagPixelScale     = 33550
	tagTiepoint       = 33922
	tagTransformation = 34264
	tagGeoKeys        = 34735
	tagMetadata       = 42112
	tagNodata         = 42113
)

// tiff is the first directory of a file: the picture itself, overviews and masks
// come after it.
type tiff struct {
	file
	order   binary.ByteOrder
	entries map[uint16]entry
}

// entry is a tag's values, still in the file's bytes.
type entry struct {
	kind  uint16
	count int64
	data  []byte
}

// sizes of the types of values, by their number.
var sizes = [...]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}

func readTIFF(f file, maxCells int) (*Raster, error) {
	t, err := directory(f)
	if err != nil {
		return nil, err
	}
	width, height := t.number(tagWidth, 0), t.number(tagHeight, 0)
	if err := f.fits(width, height, maxCells); err != nil {
		return nil, err
	}
	toPoint, err := t.georeference()
	if err != nil {
		return nil, err
	}
	r := &Raster{width: width, height: height}
	if err := r.place(f.name, toPoint); err != nil {
		return nil, err
	}
	if err := t.decode(r); err != nil {
		return nil, err
	}
	return r, nil
}

// directory reads the header and the first directory.
func directory(f file) (*tiff, error) {
	head, err := f.bytes(0, min(8, f.size))
	if err != nil {
		return nil, err
	}
	t := &tiff{file: f, entries: map[uint16]entry{}}
	switch {
	case strings.HasPrefix(string(head), "II*\x00"):
		t.order = binary.LittleEndian
	case strings.HasPrefix(string(head), "MM\x00*"):
		t.order = binary.BigEndian
	case strings.HasPrefix(string(head), "II+\x00") || strings.HasPrefix(string(head), "MM\x00+"):
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: f.name,
			Problem: "is a BigTIFF, which is not read: gdal_translate -co BIGTIFF=NO in.tif out.tif makes one that is"}
	}
	if t.order == nil || len(head) < 8 {
		return nil, f.corrupt("is not a TIFF file", nil)
	}
	at := int64(t.order.Uint32(head[4:]))
	count, err := f.bytes(at, 2)
	if err != nil {
		return nil, err
	}
	raw, err := f.bytes(at+2, 12*int64(t.order.Uint16(count)))
	if err != nil {
		return nil, err
	}
	for ; len(raw) > 0; raw = raw[12:] {
		tag := t.order.Uint16(raw)
		e := entry{kind: t.order.Uint16(raw[2:]), count: int64(t.order.Uint32(raw[4:])), data: raw[8:12]}
		_, twice := t.entries[tag]
		if int(e.kind) >= len(sizes) || sizes[e.kind] == 0 || !wanted(tag) || twice {
			continue
		}
		size := e.count * sizes[e.kind]
		if size > 4 {
			if e.data, err = f.bytes(int64(t.order.Uint32(e.data)), size); err != nil {
				return nil, err
			}
		}
		e.data = e.data[:size]
		t.entries[tag] = e
	}
	return t, nil
}

// wanted keeps pictures' colour profiles and the like out of memory, and a file
// that lists the same megabytes a thousand times.
func wanted(tag uint16) bool {
	switch tag {
	case tagWidth, tagHeight, tagBits, tagCompression, tagFillOrder, tagStripOffsets, tagBands, tagRowsPerStrip,
		tagStripCounts, tagPredictor, tagTileWidth, tagTileHeight, tagTileOffsets, tagTileCounts, tagSampleFormat,
		tagPixelScale, tagTiepoint, tagTransformation, tagGeoKeys, tagMetadata, tagNodata:
		return true
	}
	return false
}

// numbers returns the whole numbers of a tag, or nil.
func (t *tiff) numbers(tag uint16) []int64 {
	e := t.entries[tag]
	out := make([]int64, 0, e.count)
	for i := range e.count {
		switch e.kind {
		case 1:
			out = append(out, int64(e.data[i]))
		case 3:
			out = append(out, int64(t.order.Uint16(e.data[2*i:])))
		case 4:
			out = append(out, int64(t.order.Uint32(e.data[4*i:])))
		default:
			return nil
		}
	}
	return out
}

// number returns the first whole number of a tag, or fallback.
func (t *tiff) number(tag uint16, fallback int) int {
	if n := t.numbers(tag); len(n) > 0 {
		return int(n[0])
	}
	return fallback
}

// floats returns the doubles of a tag, or nil.
func (t *tiff) floats(tag uint16) []float64 {
	e := t.entries[tag]
	if e.kind != 12 {
		return nil
	}
	out := make([]float64, 0, e.count)
	for i := range e.count {
		out = append(out, math.Float64frombits(t.order.Uint64(e.data[8*i:])))
	}
	return out
}

// text returns the text of a tag, or "".
func (t *tiff) text(tag uint16) string {
	if e := t.entries[tag]; e.kind == 2 {
		return strings.Trim(string(e.data), "\x00 \n")
	}
	return ""
}

// nodata returns the number that stands for no height; NaN where none does.
func (t *tiff) nodata() float64 {
	f, err := strconv.ParseFloat(t.text(tagNodata), 64)
	if err != nil {
		return math.NaN()
	}
	return f
}
