// Package pbfwrite writes OpenStreetMap PBF: nodes, ways and relations as
// blocks of dense nodes, ways and relations, packed with zlib.
//
//	w, err := pbfwrite.New(file, pbfwrite.Options{Bound: &bound})
//	w.Node(1, 1214700000, 312300000)
//	w.Node(2, 1214710000, 312300000, "highway", "crossing")
//	w.Way(10, []int64{1, 2}, "highway", "residential", "name", "南京路")
//	err = w.Close()
//
// It is for generated cities and for tests: there is no metadata (version,
// time, user). It streams, holds one block, and the same calls give the same
// bytes. Coordinates are whole units of 1e-7 degrees, OpenStreetMap's own grid,
// so nothing is rounded.
//
// The first error sticks: the calls after it return it and write nothing.
//
// The format: wiki.openstreetmap.org/wiki/PBF_Format
package pbfwrite

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/paulmach/orb"
	"google.golang.org/protobuf/encoding/protowire"
)

// PerBlock is how many elements a block holds, as other writers have it.
const PerBlock = 8000

// maxText is the size in bytes of a block's strings and node references at
// which it is closed early, far below the 32 MiB that the format allows.
const maxText = 4 << 20

// Options steer a writer. The zero value is the norm.
type Options struct {
	// Bound goes into the header, rounded outward to 1e-7 degrees; nil leaves
	// it out.
	Bound *orb.Bound

	// Sorted says in the header that nodes, ways and relations come in this
	// order, each by ascending id. It is not checked.
	Sorted bool

	// Level is zlib's, 1 to 9; zero means 6, -1 writes the blocks unpacked.
	Level int
}

// Kind of a relation's member.
type Kind uint8

// The kinds, by their numbers in the format.
const (
	Node Kind = iota
	Way
	Relation
)

// A Member is one member of a relation.
type Member struct {
	Kind Kind
	ID   int64
	Role string
}

// A Writer writes one file. It is not safe for concurrent use.
type Writer struct {
	w     io.Writer
	level int
	err   error

	packer *zlib.Writer
	packed bytes.Buffer
	raw    []byte // the block as protobuf
	scratch,
	scratch2 []byte

	kind  Kind // of the open block
	count int
	text  map[string]uint32
	table []string
	bytes int // of strings and references in the open block

	// Dense nodes, delta coded.
	ids, lats, lons, pairs []byte
	id, lat, lon           int64
	tagged                 bool

	group []byte // ways or relations
}

// New writes the header and returns a writer for the elements.
func New(w io.Writer, opts Options) (*Writer, error) {
	level := opts.Level
	if level == 0 {
		level = 6
	}
	out := &Writer{w: w, level: level}
	if level > 0 {
		packer, err := zlib.NewWriterLevel(&out.packed, level)
		if err != nil {
			return nil, fmt.Errorf("pbfwrite: level %d: %w", level, err)
		}
		out.packer = packer
	}
	out.reset()
	out.header(opts)
	return out, out.err
}

func (w *Writer) header(opts Options) {
	var b []byte
	if opts.Bound != nil {
		var box []byte
		nano := func(field protowire.Number, degrees float64) {
			box = protowire.AppendTag(box, field, protowire.VarintType)
			box = protowire.AppendVarint(box, protowire.EncodeZigZag(int64(degrees)*100))
		}
		nano(1, math.Floor(opts.Bound.Min[0]*1e7))
		nano(2, math.Ceil(opts.Bound.Max[0]*1e7))
		nano(3, math.Ceil(opts.Bound.Max[1]*1e7))
		nano(4, math.Floor(opts.Bound.Min[1]*1e7))
		b = appendBytes(b, 1, box)
	}
	b = appendBytes(b, 4, []byte("OsmSchema-V0.6"))
	b = appendBytes(b, 4, []byte("DenseNodes"))
	if opts.Sorted {
		b = appendBytes(b, 5, []byte("Sort.Type_then_ID"))
	}
	b = appendBytes(b, 16, []byte("lifecircle"))
	w.blob("OSMHeader", b)
}

// Node writes a node at lon, lat in units of 1e-7 degrees. tags are key, value,
// key, value …
func (w *Writer) Node(id int64, lon, lat int32, tags ...string) error {
	if !w.open(Node, tags) {
		return w.err
	}
	w.ids = protowire.AppendVarint(w.ids, protowire.EncodeZigZag(id-w.id))
	w.lats = protowire.AppendVarint(w.lats, protowire.EncodeZigZag(int64(lat)-w.lat))
	w.lons = protowire.AppendVarint(w.lons, protowire.EncodeZigZag(int64(lon)-w.lon))
	w.id, w.lat, w.lon = id, int64(lat), int64(lon)
	for _, s := range tags {
		w.pairs = protowire.AppendVarint(w.pairs, uint64(w.index(s)))
		w.tagged = true
	}
	w.pairs = append(w.pairs, 0)
	return w.err
}

// Way writes a way along nodes.
func (w *Writer) Way(id int64, nodes []int64, tags ...string) error {
	if !w.open(Way, tags) {
		return w.err
	}
	b := w.scratch[:0]
	b = appendVarint(b, 1, uint64(id))
	b = w.appendTags(b, tags)
	refs, last := w.scratch2[:0], int64(0)
	for _, n := range nodes {
		refs = protowire.AppendVarint(refs, protowire.EncodeZigZag(n-last))
		last = n
	}
	b = appendBytes(b, 8, refs)
	w.bytes += len(refs)
	w.scratch, w.scratch2 = b, refs
	w.group = appendBytes(w.group, 3, b)
	return w.err
}

// Relation writes a relation.
func (w *Writer) Relation(id int64, members []Member, tags ...string) error {
	if !w.open(Relation, tags) {
		return w.err
	}
	b := w.scratch[:0]
	b = appendVarint(b, 1, uint64(id))
	b = w.appendTags(b, tags)
	var roles, ids, kinds []byte
	last := int64(0)
	for _, m := range members {
		roles = protowire.AppendVarint(roles, uint64(w.index(m.Role)))
		ids = protowire.AppendVarint(ids, protowire.EncodeZigZag(m.ID-last))
		kinds = append(kinds, byte(m.Kind))
		last = m.ID
	}
	b = appendBytes(b, 8, roles)
	b = appendBytes(b, 9, ids)
	b = appendBytes(b, 10, kinds)
	w.bytes += len(ids)
	w.scratch = b
	w.group = appendBytes(w.group, 4, b)
	return w.err
}

// Close writes what is left. It does not close the underlying writer.
func (w *Writer) Close() error {
	w.flush()
	return w.err
}

// open makes room for one more element of the kind, and says whether to go on.
func (w *Writer) open(kind Kind, tags []string) bool {
	if w.err == nil && len(tags)%2 != 0 {
		w.err = errors.New("pbfwrite: a tag without a value")
	}
	if w.err != nil {
		return false
	}
	if w.count > 0 && (w.kind != kind || w.count == PerBlock || w.bytes > maxText) {
		w.flush()
	}
	w.kind = kind
	w.count++
	return w.err == nil
}

// index returns the string's number in the block's table. Number 0 is the
// empty string, which ends a node's tags.
func (w *Writer) index(s string) uint32 {
	if i, known := w.text[s]; known {
		return i
	}
	i := uint32(len(w.table))
	w.text[s] = i
	w.table = append(w.table, s)
	w.bytes += len(s)
	return i
}

func (w *Writer) appendTags(b []byte, tags []string) []byte {
	if len(tags) == 0 {
		return b
	}
	var keys, values []byte
	for i := 0; i < len(tags); i += 2 {
		keys = protowire.AppendVarint(keys, uint64(w.index(tags[i])))
		values = protowire.AppendVarint(values, uint64(w.index(tags[i+1])))
	}
	return appendBytes(appendBytes(b, 2, keys), 3, values)
}

// flush writes the open block, if it has an element.
func (w *Writer) flush() {
	if w.err != nil || w.count == 0 {
		return
	}
	var table []byte
	for _, s := range w.table {
		table = appendBytes(table, 1, []byte(s))
	}
	if w.kind == Node {
		dense := appendBytes(nil, 1, w.ids)
		dense = appendBytes(dense, 8, w.lats)
		dense = appendBytes(dense, 9, w.lons)
		if w.tagged {
			dense = appendBytes(dense, 10, w.pairs)
		}
		w.group = appendBytes(w.group, 2, dense)
	}
	w.raw = appendBytes(w.raw[:0], 1, table)
	w.raw = appendBytes(w.raw, 2, w.group)
	w.blob("OSMData", w.raw)
	w.reset()
}

func (w *Writer) reset() {
	w.count, w.bytes = 0, 0
	w.text = map[string]uint32{"": 0}
	w.table = append(w.table[:0], "")
	w.ids, w.lats, w.lons, w.pairs = w.ids[:0], w.lats[:0], w.lons[:0], w.pairs[:0]
	w.id, w.lat, w.lon, w.tagged = 0, 0, 0, false
	w.group = w.group[:0]
}

// blob writes one file block: the length of its header, the header, the data.
func (w *Writer) blob(kind string, raw []byte) {
	if w.err != nil {
		return
	}
	var blob []byte
	if w.packer == nil {
		blob = appendBytes(nil, 1, raw)
	} else {
		w.packed.Reset()
		w.packer.Reset(&w.packed)
		if _, w.err = w.packer.Write(raw); w.err != nil {
			return
		}
		if w.err = w.packer.Close(); w.err != nil {
			return
		}
		blob = appendVarint(nil, 2, uint64(len(raw)))
		blob = appendBytes(blob, 3, w.packed.Bytes())
	}
	header := appendBytes(nil, 1, []byte(kind))
	header = appendVarint(header, 3, uint64(len(blob)))
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(header)))
	frame = append(append(frame, header...), blob...)
	_, w.err = w.w.Write(frame)
}

func appendBytes(b []byte, field protowire.Number, data []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), data)
}

func appendVarint(b []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
}
