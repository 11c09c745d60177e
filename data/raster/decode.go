package raster

import (
	"bufio"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math"
	"strings"

	"golang.org/x/image/tiff/lzw"

	"lifecircle/data/finding"
)

// Values of the tags, TIFF 6.0 and Adobe's technical notes.
const (
	compressionNone       = 1
	compressionLZW        = 5
	compressionDeflate    = 8
	compressionDeflateOld = 32946

	predictorNone       = 1
	predictorHorizontal = 2
	predictorFloat      = 3

	formatUnsigned = 1
	formatSigned   = 2
	formatFloat    = 3
)

// mostPacked is how many times as long as its packed form a block may be. Deflate
// gets to 1,032, LZW with its 12 bits to less than 3,000; a block that claims more
// is not there, and nothing is allocated for it.
const mostPacked = 4096

// layout is how the cells lie in the file: blocks of columns × rows, which are
// tiles, or strips as wide as the picture.
type layout struct {
	*tiff
	bits, format           int
	compression, predictor int
	columns, rows          int // of a block
	across                 int // blocks beside each other
	offsets, counts        []int64
}

// decode fills the raster's cells.
func (t *tiff) decode(r *Raster) error {
	l, err := t.layout(r.width, r.height)
	if err != nil {
		return err
	}
	r.cells = make([]float32, r.width*r.height)
	for i := range r.cells {
		r.cells[i] = float32(math.NaN())
	}
	cell, nodata := l.cell(), t.nodata()
	size := l.bits / 8
	buffer, line := make([]byte, l.columns*size), bufio.NewReader(nil)
	for i, offset := range l.offsets {
		if l.counts[i] == 0 {
			continue // a block that GDAL left out: it has no heights
		}
		line.Reset(io.NewSectionReader(l, offset, l.counts[i]))
		in, err := l.unpack(line)
		if err != nil {
			return l.corrupt("is damaged: a block of it cannot be unpacked; copy it again", err)
		}
		x0, y0 := i%l.across*l.columns, i/l.across*l.rows
		for y := y0; y < min(y0+l.rows, r.height); y++ {
			if _, err := io.ReadFull(in, buffer); err != nil {
				return l.corrupt("is cut off or damaged: a block of it ends early; copy it again", err)
			}
			l.unpredict(buffer)
			for x := x0; x < min(x0+l.columns, r.width); x++ {
				if v := cell(buffer[(x-x0)*size:]); v != nodata && float32(v) != float32(nodata) {
					r.cells[y*r.width+x] = known(v)
				}
			}
		}
	}
	return nil
}

// layout reads and checks the tags.
func (t *tiff) layout(width, height int) (*layout, error) {
	l := &layout{tiff: t, bits: t.number(tagBits, 1), format: t.number(tagSampleFormat, formatUnsigned),
		compression: t.number(tagCompression, compressionNone), predictor: t.number(tagPredictor, predictorNone)}
	if err := l.readable(); err != nil {
		return nil, err
	}
	if l.offsets = t.numbers(tagTileOffsets); len(l.offsets) > 0 {
		l.counts = t.numbers(tagTileCounts)
		l.columns, l.rows = t.number(tagTileWidth, 0), t.number(tagTileHeight, 0)
	} else {
		l.offsets, l.counts = t.numbers(tagStripOffsets), t.numbers(tagStripCounts)
		l.columns, l.rows = width, min(t.number(tagRowsPerStrip, height), height)
	}
	// A tile is at most as large as it takes to hold the picture, give or take.
	if l.columns < 1 || l.rows < 1 || l.columns > width+1<<16 || l.rows > height+1<<16 {
		return nil, l.corrupt("is damaged: its blocks have no possible size; copy it again", nil)
	}
	l.across = (width + l.columns - 1) / l.columns
	if n := l.across * ((height + l.rows - 1) / l.rows); len(l.offsets) < n || len(l.counts) < n {
		return nil, l.corrupt("is damaged: it lists fewer blocks than it has; copy it again", nil)
	} else {
		l.offsets, l.counts = l.offsets[:n], l.counts[:n]
	}
	return l, l.present(height)
}

// readable refuses what is not decoded.
func (l *layout) readable() error {
	const translate = ": gdal_translate -co COMPRESS=DEFLATE in.tif out.tif makes one that is read"
	if n := l.number(tagBands, 1); n != 1 {
		return l.unread("bands", n, "are more than one: gdal_translate -b 1 in.tif out.tif keeps the first")
	}
	switch l.compression {
	case compressionNone, compressionLZW, compressionDeflate, compressionDeflateOld:
	default:
		return l.unread("compression", l.compression, "is not read"+translate)
	}
	float := l.format == formatFloat && (l.bits == 32 || l.bits == 64)
	whole := (l.format == formatUnsigned || l.format == formatSigned) && (l.bits == 8 || l.bits == 16 || l.bits == 32)
	if !float && !whole {
		return l.unread("bits", l.bits, "of this format of numbers are not heights that are read: "+
			"gdal_translate -ot Float32 in.tif out.tif makes some")
	}
	switch {
	case l.predictor == predictorNone, l.predictor == predictorHorizontal, l.predictor == predictorFloat && float:
	default:
		return l.unread("predictor", l.predictor, "is not one for this kind of numbers"+translate)
	}
	if n := l.number(tagFillOrder, 1); n != 1 {
		return l.unread("fill order", n, "is not read"+translate)
	}
	if xml := l.text(tagMetadata); strings.Contains(xml, `role="scale"`) || strings.Contains(xml, `role="offset"`) {
		return &finding.Refusal{Kind: finding.ErrInvalid, File: l.name,
			Problem: "holds heights that are to be scaled: gdal_translate -unscale -ot Float32 in.tif out.tif makes metres"}
	}
	return nil
}

// present checks that the blocks' bytes are there before their cells are
// allocated.
func (l *layout) present(height int) error {
	some := false
	for i, offset := range l.offsets {
		count := l.counts[i]
		if count == 0 {
			continue
		}
		some = true
		rows := min(l.rows, height-i/l.across*l.rows)
		need := int64(rows) * int64(l.columns) * int64(l.bits/8)
		if offset > l.size || count > l.size-offset || l.compression == compressionNone && need > count || need/mostPacked > count {
			return l.corrupt("is cut off or damaged: a block of it is not there; copy it again", nil)
		}
	}
	if !some {
		return l.corrupt("holds no heights", nil)
	}
	return nil
}

// unpack returns a block's bytes.
func (l *layout) unpack(in *bufio.Reader) (io.Reader, error) {
	switch l.compression {
	case compressionLZW:
		return lzw.NewReader(in, lzw.MSB, 8), nil
	case compressionDeflate, compressionDeflateOld:
		return zlib.NewReader(in)
	}
	return in, nil
}

// unpredict turns a row of differences into the numbers themselves.
func (l *layout) unpredict(row []byte) {
	size := l.bits / 8
	switch {
	case l.predictor == predictorHorizontal && size == 1:
		for i := 1; i < len(row); i++ {
			row[i] += row[i-1]
		}
	case l.predictor == predictorHorizontal && size == 2:
		for i := 2; i < len(row); i += 2 {
			l.order.PutUint16(row[i:], l.order.Uint16(row[i:])+l.order.Uint16(row[i-2:]))
		}
	case l.predictor == predictorHorizontal && size == 4:
		for i := 4; i < len(row); i += 4 {
			l.order.PutUint32(row[i:], l.order.Uint32(row[i:])+l.order.Uint32(row[i-4:]))
		}
	case l.predictor == predictorHorizontal:
		for i := 8; i < len(row); i += 8 {
			l.order.PutUint64(row[i:], l.order.Uint64(row[i:])+l.order.Uint64(row[i-8:]))
		}
	case l.predictor == predictorFloat:
		l.unpredictFloats(row, size)
	}
}

// unpredictFloats undoes Adobe's predictor for floats: first all the numbers'
// highest bytes, then all the next, …, each byte the difference to the one before.
func (l *layout) unpredictFloats(row []byte, size int) {
	for i := 1; i < len(row); i++ {
		row[i] += row[i-1]
	}
	planes, n := append([]byte(nil), row...), len(row)/size
	for i := range n {
		for b := range size {
			at := b // the highest byte first
			if l.order == binary.LittleEndian {
				at = size - 1 - b
			}
			row[i*size+at] = planes[b*n+i]
		}
	}
}

// cell returns what reads one number.
func (l *layout) cell() func([]byte) float64 {
	signed := l.format == formatSigned
	switch {
	case l.format == formatFloat && l.bits == 32:
		return func(b []byte) float64 { return float64(math.Float32frombits(l.order.Uint32(b))) }
	case l.format == formatFloat:
		return func(b []byte) float64 { return math.Float64frombits(l.order.Uint64(b)) }
	case l.bits == 8 && signed:
		return func(b []byte) float64 { return float64(int8(b[0])) }
	case l.bits == 8:
		return func(b []byte) float64 { return float64(b[0]) }
	case l.bits == 16 && signed:
		return func(b []byte) float64 { return float64(int16(l.order.Uint16(b))) }
	case l.bits == 16:
		return func(b []byte) float64 { return float64(l.order.Uint16(b)) }
	case signed:
		return func(b []byte) float64 { return float64(int32(l.order.Uint32(b))) }
	}
	return func(b []byte) float64 { return float64(l.order.Uint32(b)) }
}
