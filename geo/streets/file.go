package streets

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"unsafe"
)

// The network file, drawn in docs/format.md: a header, a table of sections with
// their places and CRC-32C sums, then the sections, each starting at a multiple
// of 64 bytes so that the mapped bytes can be used as arrays in place. All
// numbers are little-endian.
const (
	magic      = "LCSTREET"
	version    = 2 // of a network without parts and links
	patched    = 3 // of one that was patched: two sections more
	alignment  = 64
	headerSize = 16 // magic, version, sections
	entrySize  = 24 // offset, length, crc, zero
)

// Kinds of error when a network file is opened, for [errors.Is].
var (
	ErrCorrupt = errors.New("corrupt network file")
	ErrNewer   = errors.New("network file of a newer format")
	ErrOlder   = errors.New("network file of an older format")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// fixed holds the numbers that are not arrays.
type fixed struct {
	Junctions uint32
	MainEdges uint32
	Speed     int64
	Profile   [32]byte // id, padded with zeros
}

// sections lists the network's arrays in the order of the file. Reading and
// writing share it.
func (a *Arrays) sections() []section {
	return []section{
		{"coordinates", of(&a.Coordinates)},
		{"offsets", of(&a.Offsets)},
		{"arcs", of(&a.Arcs)},
		{"edge starts", of(&a.EdgeStarts)},
		{"edge ends", of(&a.EdgeEnds)},
		{"interiors", of(&a.Interiors)},
		{"lengths", of(&a.LengthsMM)},
		{"costs", of(&a.Costs)},
		{"runs", of(&a.Runs)},
		{"way ids", of(&a.WayIDs)},
		{"way names", of(&a.WayNames)},
		{"way hours", of(&a.WayHours)},
		{"way kinds", of(&a.WayKinds)},
		{"way steps", of(&a.WayStepsMM)},
		{"kinds", of(&a.Kinds)},
		{"name offsets", of(&a.NameOffsets)},
		{"names", of(&a.Names)},
		{"index", of(&a.Index)},
		{"waits", of(&a.Waits)},
		{"slopes", of(&a.Slopes)},
		{"edge flags", of(&a.EdgeFlags)},
		{"edge islands", of(&a.EdgeIslands)},
		{"cut ends", of(&a.CutEnds)},
		{"island index", of(&a.IslandIndex)},
		{"obstacles", of(&a.Obstacles)},
		{"obstacle index", of(&a.ObstacleIndex)},
	}
}

// patchedSections lists those that only a network that was patched has, see
// [Network.Flatten]. They come last.
func (a *Arrays) patchedSections() []section {
	return []section{
		{"parts", of(&a.Parts)},
		{"links", of(&a.Links)},
	}
}

// A section is an array of the file: its bytes, and how to lay them under the
// slice again.
type section struct {
	name string
	array
}

type array interface {
	bytes() []byte
	set(b []byte) bool // false where the length is no multiple of the element's
}

type arrayOf[T any] struct{ slice *[]T }

func of[T any](slice *[]T) array { return arrayOf[T]{slice} }

func (a arrayOf[T]) bytes() []byte {
	if len(*a.slice) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*a.slice))), len(*a.slice)*int(unsafe.Sizeof((*a.slice)[0])))
}

func (a arrayOf[T]) set(b []byte) bool {
	var t T
	size := int(unsafe.Sizeof(t))
	if len(b)%size != 0 {
		return false
	}
	if len(b) > 0 {
		*a.slice = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/size)
	}
	return true
}

func (a *Arrays) fixed() fixed {
	f := fixed{Junctions: a.Junctions, MainEdges: a.MainEdges, Speed: a.Profile.Speed}
	copy(f.Profile[:], a.Profile.ID)
	return f
}

// WriteTo writes the network file to w. It implements [io.WriterTo].
func (n *Network) WriteTo(w io.Writer) (int64, error) {
	if !littleEndian {
		return 0, errors.New("streets: network files are made on little-endian machines only")
	}
	if n.patch != nil {
		return 0, errors.New("streets: a patched network is written once it is laid out anew, see Flatten")
	}
	numbers, err := binary.Append(nil, binary.LittleEndian, n.arrays.fixed())
	if err != nil {
		return 0, err
	}
	bodies := [][]byte{numbers}
	sections, format := n.arrays.sections(), uint32(version)
	if len(n.arrays.Parts) > 0 || len(n.arrays.Links) > 0 {
		sections, format = append(sections, n.arrays.patchedSections()...), patched
	}
	for _, s := range sections {
		bodies = append(bodies, s.bytes())
	}
	head := []byte(magic)
	head = binary.LittleEndian.AppendUint32(head, format)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(bodies)))
	at := aligned(int64(headerSize + entrySize*len(bodies) + 8))
	start := at
	for _, b := range bodies {
		head = binary.LittleEndian.AppendUint64(head, uint64(at))
		head = binary.LittleEndian.AppendUint64(head, uint64(len(b)))
		head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(b, castagnoli))
		head = binary.LittleEndian.AppendUint32(head, 0)
		at = aligned(at + int64(len(b)))
	}
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(head, castagnoli))
	head = append(head, make([]byte, start-int64(len(head)))...)
	written := int64(0)
	put := func(b []byte) error {
		k, err := w.Write(b)
		written += int64(k)
		return err
	}
	if err := put(head); err != nil {
		return written, err
	}
	for _, b := range bodies {
		if err := put(b); err != nil {
			return written, err
		}
		if err := put(make([]byte, aligned(written)-written)); err != nil {
			return written, err
		}
	}
	return written, nil
}

func aligned(at int64) int64 { return (at + alignment - 1) / alignment * alignment }

var littleEndian = func() bool {
	x := uint16(1)
	return *(*byte)(unsafe.Pointer(&x)) == 1
}()

// read lays a network over the bytes of a file. Every sum is checked, and by New
// whatever an array's content could break.
func read(data []byte) (*Network, error) {
	if !littleEndian {
		return nil, errors.New("streets: network files are read on little-endian machines only")
	}
	format, bodies, err := table(data)
	if err != nil {
		return nil, err
	}
	var a Arrays
	sections := a.sections()
	if format == patched {
		sections = append(sections, a.patchedSections()...)
	}
	if len(bodies) != len(sections)+1 {
		return nil, fmt.Errorf("%w: %d sections, not %d", ErrCorrupt, len(bodies), len(sections)+1)
	}
	var f fixed
	if k, err := binary.Decode(bodies[0], binary.LittleEndian, &f); err != nil || k != len(bodies[0]) {
		return nil, fmt.Errorf("%w: its first section", ErrCorrupt)
	}
	a.Junctions, a.MainEdges = f.Junctions, f.MainEdges
	a.Profile = Profile{ID: trimZeros(f.Profile[:]), Speed: f.Speed}
	for i, s := range sections {
		if !s.set(bodies[i+1]) {
			return nil, fmt.Errorf("%w: length of section %q", ErrCorrupt, s.name)
		}
	}
	if len(a.Offsets) == 0 { // a file has what follows from the others, too
		return nil, fmt.Errorf("%w: offsets: there are none", ErrCorrupt)
	}
	n, err := New(a)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return n, nil
}

// table reads the header and returns the format and the sections' bytes, their
// sums checked.
func table(data []byte) (format uint32, bodies [][]byte, err error) {
	if len(data) < headerSize || string(data[:len(magic)]) != magic {
		return 0, nil, fmt.Errorf("%w: it does not start with %s", ErrCorrupt, magic)
	}
	format = binary.LittleEndian.Uint32(data[8:])
	if v := format; v > patched {
		return 0, nil, fmt.Errorf("%w: format %d, this program reads %d to %d", ErrNewer, v, version, patched)
	} else if v == 0 {
		return 0, nil, fmt.Errorf("%w: format %d", ErrCorrupt, v)
	} else if v < version {
		return 0, nil, fmt.Errorf("%w: format %d, this program reads %d to %d: build the city again", ErrOlder, v, version, patched)
	}
	const most = 64
	count := binary.LittleEndian.Uint32(data[12:])
	size := headerSize + entrySize*int64(count)
	if count == 0 || count > most || int64(len(data)) < size+4 {
		return 0, nil, fmt.Errorf("%w: it is cut off in its table", ErrCorrupt)
	}
	if crc32.Checksum(data[:size], castagnoli) != binary.LittleEndian.Uint32(data[size:]) {
		return 0, nil, fmt.Errorf("%w: sum of the table", ErrCorrupt)
	}
	bodies = make([][]byte, count)
	for i := range bodies {
		entry := data[headerSize+entrySize*i:]
		offset, length := binary.LittleEndian.Uint64(entry), binary.LittleEndian.Uint64(entry[8:])
		if offset%alignment != 0 || offset > uint64(len(data)) || length > uint64(len(data))-offset {
			return 0, nil, fmt.Errorf("%w: it is cut off: section %d lies past its end", ErrCorrupt, i)
		}
		body := data[offset : offset+length]
		if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(entry[16:]) {
			return 0, nil, fmt.Errorf("%w: sum of section %d", ErrCorrupt, i)
		}
		bodies[i] = body
	}
	return format, bodies, nil
}

func trimZeros(b []byte) string {
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return string(b)
}
