package pmtiles

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/paulmach/orb"
)

// A Writer collects the tiles of an archive.
type Writer struct {
	scratch io.ReadWriteSeeker
	buffer  *bufio.Writer
	entries []entry
	found   map[[sha256.Size]byte]place
	size    uint64 // of the contents so far
	tiles   uint64
}

type place struct {
	offset uint64
	length uint32
}

// Info is what the header says of all tiles.
type Info struct {
	MinZoom, MaxZoom int
	Zoom             int       // to begin with, at the bound's middle
	Bound            orb.Bound // WGS 84
	Metadata         []byte    // a JSON object; of vector tiles it has vector_layers
}

// New returns a writer that keeps tiles in a scratch file, which is empty and
// read again from its start in the end.
func New(scratch io.ReadWriteSeeker) *Writer {
	return &Writer{scratch: scratch, buffer: bufio.NewWriterSize(scratch, 1<<16), found: map[[sha256.Size]byte]place{}}
}

// Add adds a vector tile, compressed with gzip. Ids ascend.
func (w *Writer) Add(id uint64, tile []byte) error {
	n := len(w.entries)
	if n > 0 && id < w.entries[n-1].id+uint64(w.entries[n-1].run) {
		return fmt.Errorf("pmtiles: tile %d comes after tile %d", id, w.entries[n-1].id)
	}
	if len(tile) == 0 || len(tile) > math.MaxUint32 {
		return fmt.Errorf("pmtiles: tile %d has %d bytes", id, len(tile))
	}
	w.tiles++
	sum := sha256.Sum256(tile)
	at, known := w.found[sum]
	if !known {
		at = place{w.size, uint32(len(tile))}
		if _, err := w.buffer.Write(tile); err != nil {
			return err
		}
		w.found[sum] = at
		w.size += uint64(len(tile))
	}
	if n > 0 {
		if last := &w.entries[n-1]; last.offset == at.offset && last.id+uint64(last.run) == id && last.run < math.MaxUint32 {
			last.run++
			return nil
		}
	}
	w.entries = append(w.entries, entry{id, at.offset, at.length, 1})
	return nil
}

// Finish writes the archive.
func (w *Writer) Finish(out io.Writer, info Info) error {
	if err := w.buffer.Flush(); err != nil {
		return err
	}
	root, leaves, err := directories(w.entries)
	if err != nil {
		return err
	}
	metadata, err := compress(info.Metadata)
	if err != nil {
		return err
	}
	if _, err := w.scratch.Seek(0, io.SeekStart); err != nil {
		return err
	}
	for _, part := range [][]byte{w.header(info, len(root), len(metadata), len(leaves)), root, metadata, leaves} {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	n, err := io.Copy(out, w.scratch)
	if err == nil && uint64(n) != w.size {
		err = fmt.Errorf("pmtiles: the scratch file has %d bytes, not %d", n, w.size)
	}
	return err
}

// What the header's numbers stand for.
const (
	compressionGzip = 2
	typeMVT         = 1
)

func (w *Writer) header(info Info, root, metadata, leaves int) []byte {
	b := append(make([]byte, 0, headerBytes), "PMTiles\x03"...)
	at := uint64(headerBytes)
	section := func(length uint64) {
		b = binary.LittleEndian.AppendUint64(b, at)
		b = binary.LittleEndian.AppendUint64(b, length)
		at += length
	}
	section(uint64(root))
	section(uint64(metadata))
	section(uint64(leaves))
	section(w.size)
	for _, count := range []uint64{w.tiles, uint64(len(w.entries)), uint64(len(w.found))} {
		b = binary.LittleEndian.AppendUint64(b, count)
	}
	const clustered = 1
	b = append(b, clustered, compressionGzip, compressionGzip, typeMVT, byte(info.MinZoom), byte(info.MaxZoom))
	corner := func(p orb.Point) {
		for _, degrees := range p {
			b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.Round(degrees*1e7))))
		}
	}
	corner(info.Bound.Min)
	corner(info.Bound.Max)
	b = append(b, byte(info.Zoom))
	corner(info.Bound.Center())
	return b
}
