package scan

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
)

// Limits of a PBF file. The first two are the format's own
// (wiki.openstreetmap.org/wiki/PBF_Format#File_format).
const (
	MaxBlobHeader = 64 << 10 // bytes
	MaxBlob       = 32 << 20 // bytes of a block, packed and unpacked
	MaxBlobs      = 4 << 20  // blocks of a file; the whole planet has some 60,000
)

// Limits of a block, several hundred times what writers put into one (8,000
// elements), so that a block packed a thousandfold stays small unpacked.
const (
	MaxElements   = 1 << 20 // nodes, ways or relations
	MaxReferences = 1 << 24 // nodes that its ways name, members of its relations
	MaxStrings    = 1 << 22 // strings in its table, tags of its elements
)

// maxWorkers unpack and decode at once: more are faster than what takes the
// elements, and each holds a block or two in memory.
const maxWorkers = 8

// again is what to do about a file whose bytes are wrong.
const again = "download or copy the file again"

// A pbf is a PBF file: a list of blocks, each packed by itself.
type pbf struct {
	*File
	blobs []blob
}

type blob struct {
	at    int64 // of its data in the file
	size  int32
	known bool // kinds is known
	kinds Kind // of element in it
}

// openPBF lists the blocks and reads the header. A file that was cut short is
// found here, before anything is read.
func (f *File) openPBF() error {
	p := &pbf{File: f}
	f.each = p.each
	for at := int64(0); at < f.size; {
		kind, b, err := p.frame(at)
		if err != nil {
			return err
		}
		switch {
		case at == 0 && kind != "OSMHeader":
			return p.corrupt(0, "is not an OpenStreetMap file: the first block is no header; write .osm.pbf or .osm", nil)
		case at == 0:
			if err := p.header(b); err != nil {
				return err
			}
		case kind == "OSMData":
			if len(p.blobs) == MaxBlobs {
				return f.refuse(finding.ErrTooLarge, fmt.Sprintf("has more than %d blocks: cut a smaller extract", MaxBlobs))
			}
			p.blobs = append(p.blobs, b)
		} // other kinds of block are to be skipped, says the format
		at = b.at + int64(b.size)
	}
	return nil
}

// frame reads the head of the block at an offset: its kind and where its data lie.
func (p *pbf) frame(at int64) (kind string, b blob, err error) {
	var length [4]byte
	if err := p.read(length[:], at, at); err != nil {
		return "", b, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > MaxBlobHeader {
		if at == 0 {
			return "", b, p.refuse(finding.ErrInvalid, "is not an OpenStreetMap file: give a .osm.pbf or .osm file")
		}
		return "", b, p.corrupt(at, fmt.Sprintf("has a head of %d bytes, more than %d: %s", n, MaxBlobHeader, again), nil)
	}
	head := make([]byte, n)
	if err := p.read(head, at+4, at); err != nil {
		return "", b, err
	}
	size, sized := uint64(0), false
	m := fields{b: head}
	for m.next() {
		switch {
		case m.num == 1 && m.bytes():
			kind = string(m.data)
		case m.num == 3 && m.varint():
			size, sized = m.value, true
		}
	}
	if m.bad || kind == "" || !sized {
		if at == 0 {
			return "", b, p.refuse(finding.ErrInvalid, "is not an OpenStreetMap file: give a .osm.pbf or .osm file")
		}
		return "", b, p.corrupt(at, "has a head that cannot be read: "+again, nil)
	}
	if size > MaxBlob {
		return "", b, p.corrupt(at, fmt.Sprintf("says it has %d bytes, more than %d: %s", size, MaxBlob, again), nil)
	}
	b.at, b.size = at+4+int64(n), int32(size)
	if b.at+int64(size) > p.size {
		return "", b, p.short(at)
	}
	return kind, b, nil
}

// read fills buf from an offset; block is where the block at fault begins.
func (p *pbf) read(buf []byte, at, block int64) error {
	n, err := p.file.ReadAt(buf, at)
	switch {
	case n == len(buf):
		return nil
	case err == io.EOF:
		return p.short(block)
	}
	return p.unreadable(err)
}

func (p *pbf) short(block int64) error {
	return p.corrupt(block, "goes on past the end of the file, which was cut short: "+again, nil)
}

func (p *pbf) corrupt(at int64, problem string, cause error) *finding.Refusal {
	return &finding.Refusal{
		Kind: finding.ErrCorrupt, File: p.name, Feature: fmt.Sprintf("block at byte %d", at),
		Problem: problem, Cause: cause,
	}
}

// header reads the first block: the box, and what a reader must understand.
func (p *pbf) header(b blob) error {
	u := unpacker{}
	raw, err := u.unpack(p, b)
	if err != nil {
		return err
	}
	m := fields{b: raw}
	for m.next() {
		switch {
		case m.num == 1 && m.bytes():
			p.bound = box(m.data)
		case m.num == 4 && m.bytes():
			switch feature := string(m.data); feature {
			case "OsmSchema-V0.6", "DenseNodes":
			case "HistoricalInformation":
				return p.refuse(finding.ErrInvalid, "holds the history of the map, not its state: "+
					"make a snapshot, as with `osmium time-filter`")
			default:
				return &finding.Refusal{
					Kind: finding.ErrNewer, File: p.name, Field: "required_features", Value: feature,
					Problem: "is not known here: write the file again with `osmium cat`",
				}
			}
		}
	}
	if m.bad {
		return p.corrupt(0, "has a header that cannot be read: "+again, nil)
	}
	return nil
}

// box reads the header's bounding box, in units of 1e-9 degrees. A box that is
// none is nil.
func box(data []byte) *orb.Bound {
	var side [5]int64
	seen := 0
	m := fields{b: data}
	for m.next() {
		if m.num >= 1 && m.num <= 4 && m.varint() {
			side[m.num] = zigzag(m.value)
			seen |= 1 << m.num
		}
	}
	degrees := func(nano int64) float64 { return float64(nano) / 1e9 }
	b := orb.Bound{
		Min: orb.Point{degrees(side[1]), degrees(side[4])},
		Max: orb.Point{degrees(side[2]), degrees(side[3])},
	}
	if m.bad || seen != 0b11110 || !usable(b) {
		return nil
	}
	return &b
}

// usable says whether a box is on the earth and has an inside.
func usable(b orb.Bound) bool {
	return b.Min[0] >= -180 && b.Max[0] <= 180 && b.Min[1] >= -90 && b.Max[1] <= 90 &&
		b.Min[0] < b.Max[0] && b.Min[1] < b.Max[1]
}

// An unpacker reads blocks and keeps its buffers for the next.
type unpacker struct {
	packed []byte
	raw    []byte
	source bytes.Reader
	zlib   io.ReadCloser
}

// unpack returns the bytes of a block, valid until the next call.
func (u *unpacker) unpack(p *pbf, b blob) ([]byte, error) {
	if cap(u.packed) < int(b.size) {
		u.packed = make([]byte, b.size)
	}
	u.packed = u.packed[:b.size]
	if err := p.read(u.packed, b.at, b.at); err != nil {
		return nil, err
	}
	var data []byte
	size, packing := int64(-1), ""
	m := fields{b: u.packed}
	for m.next() {
		switch m.num {
		case 1:
			if m.bytes() {
				return m.data, nil
			}
		case 2:
			if m.varint() {
				size = int64(m.value)
			}
		case 3:
			if m.bytes() {
				data = m.data
			}
		case 4:
			packing = "lzma"
		case 5:
			packing = "bzip2"
		case 6:
			packing = "lz4"
		case 7:
			packing = "zstd"
		}
	}
	switch {
	case packing != "":
		return nil, p.refuse(finding.ErrInvalid, "has blocks packed with "+packing+
			": write it again with `osmium cat -f pbf,pbf_compression=zlib`")
	case m.bad || data == nil:
		return nil, p.corrupt(b.at, "cannot be read: "+again, nil)
	case size < 0 || size > MaxBlob:
		return nil, p.corrupt(b.at, fmt.Sprintf("says it unpacks to %d bytes, more than %d: %s", uint64(size), MaxBlob, again), nil)
	}
	if err := u.inflate(data, int(size)); err != nil {
		return nil, p.corrupt(b.at, "cannot be unpacked: "+again, err)
	}
	return u.raw, nil
}

func (u *unpacker) inflate(data []byte, size int) (err error) {
	u.source.Reset(data)
	if u.zlib == nil {
		u.zlib, err = zlib.NewReader(&u.source)
	} else {
		err = u.zlib.(zlib.Resetter).Reset(&u.source, nil)
	}
	if err != nil {
		return err
	}
	if cap(u.raw) < size {
		u.raw = make([]byte, size)
	}
	u.raw = u.raw[:size]
	if _, err := io.ReadFull(u.zlib, u.raw); err != nil {
		return err
	}
	var more [1]byte // reading on checks the sum, and that there is no more
	if n, err := u.zlib.Read(more[:]); n != 0 || err != io.EOF {
		if n != 0 {
			err = errors.New("longer than it says")
		}
		return err
	}
	return nil
}

// A job is a block on its way through the workers.
type job struct {
	index int
	block block
	err   error
	done  chan struct{} // of capacity 1: written when the block is decoded
}

// each hands the blocks to workers and takes them back in the file's order.
func (p *pbf) each(ctx context.Context, h Handler) error {
	want := h.wants()
	var wait sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	defer wait.Wait() // so that nobody reads the file after Each
	defer cancel()

	workers := min(runtime.GOMAXPROCS(0), maxWorkers)
	inFlight := workers + 2
	free := make(chan *job, inFlight)
	for range inFlight {
		free <- &job{done: make(chan struct{}, 1)}
	}
	work, order := make(chan *job, inFlight), make(chan *job, inFlight)

	wait.Add(1 + workers)
	go func() {
		defer wait.Done()
		defer close(work)
		defer close(order)
		for i, b := range p.blobs {
			if b.known && b.kinds&want == 0 {
				continue
			}
			select {
			case j := <-free:
				j.index = i
				work <- j // never full: there are no more jobs than places
				order <- j
			case <-ctx.Done():
				return
			}
		}
	}()
	for range workers {
		go func() {
			defer wait.Done()
			var u unpacker
			for j := range work {
				if ctx.Err() != nil {
					return
				}
				j.err = j.block.decode(p, &u, p.blobs[j.index], want, h.Bare)
				j.done <- struct{}{}
			}
		}()
	}

	var told int64
	for j := range order {
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if j.err != nil {
			return j.err
		}
		b := &p.blobs[j.index]
		b.known, b.kinds = true, j.block.kinds
		if err := j.block.deliver(&h); err != nil {
			return err
		}
		end := b.at + int64(b.size)
		h.progress(end - told)
		told = end
		free <- j
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	h.progress(p.size - told)
	return nil
}
