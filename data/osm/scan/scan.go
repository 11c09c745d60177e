// Package scan reads OpenStreetMap files, PBF and XML, element by element.
//
//	f, err := scan.Open("streets.osm.pbf", "streets.osm.pbf")
//	defer f.Close()
//	err = f.Each(ctx, scan.Handler{Way: func(id int64, nodes []int64, tags scan.Tags) error { … }})
//
// A file is read as often as there are questions to it: first the ways, to know
// which nodes are wanted, then the nodes. Each pass gets only the kinds of
// element that its handler takes; after the first pass over a PBF, blocks that
// hold none of them are not even unpacked. Elements come in the order of the
// file, to one goroutine, while others unpack and decode ahead of it.
//
// # Why not paulmach/osm
//
// Its osmpbf decodes in goroutines of its own, and there a string number beyond
// the block's table, arrays of unequal length, a negative size or a plain
// (not dense) node is a panic that no caller can recover: one wrong byte ends
// the program. A block may also unpack to any size. To guard it, every block
// would have to be unpacked and checked first, which is all of the work. Its
// osmxml hides the line that an error stands on, and cannot tell an element
// that is deleted from one whose writer leaves `visible` out. The tests read
// the same XML with osmxml, and the same PBF with libosmium's `osmium`, and
// compare.
//
// # Limits
//
// A block takes at most [MaxBlob] packed and unpacked, an XML element
// [MaxElement], a file [MaxBlobs] blocks. There are at most two blocks in
// flight per processor.
package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
)

// Coordinates are whole units of 1e-7 degrees, the grid of OpenStreetMap.
const (
	maxLon = 180 * 1e7
	maxLat = 90 * 1e7
)

// A Kind is a set of kinds of element.
type Kind uint8

// The kinds of element.
const (
	Nodes Kind = 1 << iota
	Ways
	Relations
)

// A Member is one member of a relation.
type Member struct {
	Kind Kind // Nodes, Ways or Relations
	ID   int64
	Role string
}

// A Handler takes the elements of one pass; what is nil is not read. Slices and
// strings are valid only during the call: clone what is to be kept. An error
// ends the pass and is returned by it.
type Handler struct {
	// Node takes a node at lon, lat in units of 1e-7 degrees, in range.
	Node func(id int64, lon, lat int32, tags Tags) error

	// Bare says that Node does not look at the tags, which saves time.
	Bare bool

	// Way takes a way along nodes.
	Way func(id int64, nodes []int64, tags Tags) error

	// Relation takes a relation.
	Relation func(id int64, members []Member, tags Tags) error

	// Progress is told now and then how many bytes of the file have been dealt
	// with since it was told last; over a whole pass they add up to Size.
	Progress func(bytes int64)
}

func (h *Handler) wants() (kinds Kind) {
	if h.Node != nil {
		kinds |= Nodes
	}
	if h.Way != nil {
		kinds |= Ways
	}
	if h.Relation != nil {
		kinds |= Relations
	}
	return kinds
}

func (h *Handler) progress(bytes int64) {
	if h.Progress != nil && bytes > 0 {
		h.Progress(bytes)
	}
}

// A File is an OpenStreetMap file opened for reading. It is not safe for
// concurrent use.
type File struct {
	name  string // as the planner wrote it
	file  *os.File
	size  int64
	bound *orb.Bound
	each  func(context.Context, Handler) error
}

// Open opens the file at path and reads its header. name is what the planner
// calls it, and stands in errors. A file that is missing, cut short, packed, or
// of another format is a [finding.Refusal].
func Open(path, name string) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		kind, problem := error(nil), "cannot be read"
		if errors.Is(err, fs.ErrNotExist) {
			kind, problem = finding.ErrMissing, "is not there: check the name, which is relative to the manifest"
		}
		return nil, &finding.Refusal{Kind: kind, File: name, Problem: problem, Cause: finding.Bare(err)}
	}
	f := &File{name: name, file: file}
	if err := f.open(); err != nil {
		file.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) open() error {
	info, err := f.file.Stat()
	if err != nil {
		return f.unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return f.refuse(finding.ErrInvalid, "is not a file: name the .osm.pbf or .osm file itself")
	}
	if f.size = info.Size(); f.size == 0 {
		return f.refuse(finding.ErrCorrupt, "is empty: download or copy it again")
	}
	head := make([]byte, min(f.size, 512))
	if _, err := f.file.ReadAt(head, 0); err != nil && err != io.EOF {
		return f.unreadable(err)
	}
	for _, packed := range []struct{ magic, how string }{
		{"\x1f\x8b", "is packed with gzip: unpack it with gunzip"},
		{"BZh", "is packed with bzip2: unpack it with bunzip2"},
		{"PK\x03\x04", "is a zip archive: unpack it with unzip"},
		{"7z\xbc\xaf\x27\x1c", "is a 7z archive: unpack it"},
		{"\x28\xb5\x2f\xfd", "is packed with zstd: unpack it with unzstd"},
		{"\xff\xfe", "is UTF-16 text: save it as UTF-8"},
		{"\xfe\xff", "is UTF-16 text: save it as UTF-8"},
		{"o5m2", "is in the format o5m: convert it with `osmium cat` or osmconvert to .osm.pbf"},
		{"\xff\xe0\x04o5m2", "is in the format o5m: convert it with osmconvert to .osm.pbf"},
	} {
		if bytes.HasPrefix(head, []byte(packed.magic)) {
			return f.refuse(finding.ErrInvalid, packed.how)
		}
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if len(text) > 0 && text[0] == '<' {
		return f.openXML()
	}
	return f.openPBF()
}

// Size returns the file's size in bytes.
func (f *File) Size() int64 { return f.size }

// Bound returns the box that the file says it covers, in degrees, or nil where
// it does not say. An XML file with several `bounds` covers the box of them all.
func (f *File) Bound() *orb.Bound { return f.bound }

// Each reads the file once and hands the elements to h. It returns what h
// returned, ctx's error, or a [finding.Refusal] where the file is corrupt.
func (f *File) Each(ctx context.Context, h Handler) error { return f.each(ctx, h) }

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

func (f *File) refuse(kind error, problem string) *finding.Refusal {
	return &finding.Refusal{Kind: kind, File: f.name, Problem: problem}
}

func (f *File) unreadable(err error) *finding.Refusal {
	return &finding.Refusal{File: f.name, Problem: "cannot be read", Cause: finding.Bare(err)}
}

// outOfRange refuses a node that is not on the earth. The coordinates are in
// units of 1e-7 degrees; ok is false where they are so large that they have no
// meaning.
func outOfRange(name string, line int, id int64, lon, lat float64) *finding.Refusal {
	field, value, problem := "latitude", lat, "is not between -90 and 90 degrees"
	if lat >= -maxLat && lat <= maxLat {
		field, value, problem = "longitude", lon, "is not between -180 and 180 degrees"
	} else if lat >= -maxLon && lat <= maxLon && lon >= -maxLat && lon <= maxLat {
		problem += "; longitude and latitude look swapped"
	}
	return &finding.Refusal{
		Kind: finding.ErrInvalid, File: name, Line: line, Feature: fmt.Sprintf("node %d", id),
		Field: field, Value: fmt.Sprintf("%.7f", value/1e7),
		Problem: problem + ": make the extract again from WGS 84 data",
	}
}
