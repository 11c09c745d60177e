package pmtiles

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
)

// An entry is a run of tiles with the same content; of a root with leaves, where
// the leaf that begins with the id lies, with a run of 0.
type entry struct {
	id     uint64
	offset uint64
	length uint32
	run    uint32
}

// Limits of the format.
const (
	headerBytes = 127
	rootBytes   = 16384 - headerBytes // clients fetch header and root together
	leastLeaf   = 4096                // entries of a leaf; more where the root would not fit
)

// serialise writes a directory: the count, then ids as differences, runs,
// lengths, and offsets (plus 1; 0 where the content follows the one before), all
// as varints, compressed.
func serialise(entries []entry) ([]byte, error) {
	b := binary.AppendUvarint(nil, uint64(len(entries)))
	last := uint64(0)
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.id-last)
		last = e.id
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.run))
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.length))
	}
	for i, e := range entries {
		if i > 0 && e.offset == entries[i-1].offset+uint64(entries[i-1].length) {
			b = binary.AppendUvarint(b, 0)
			continue
		}
		b = binary.AppendUvarint(b, e.offset+1)
	}
	return compress(b)
}

// directories returns the root and the leaves after one another; no leaves where
// the root has room for all.
func directories(entries []entry) (root, leaves []byte, err error) {
	if root, err = serialise(entries); err != nil || len(root) <= rootBytes {
		return root, nil, err
	}
	for size := leastLeaf; ; size *= 2 {
		leaves = leaves[:0]
		var above []entry
		for from := 0; from < len(entries); from += size {
			leaf, err := serialise(entries[from:min(from+size, len(entries))])
			if err != nil {
				return nil, nil, err
			}
			above = append(above, entry{id: entries[from].id, offset: uint64(len(leaves)), length: uint32(len(leaf))})
			leaves = append(leaves, leaf...)
		}
		if root, err = serialise(above); err != nil || len(root) <= rootBytes {
			return root, leaves, err
		}
	}
}

// compress is gzip with a header that says neither when nor from what.
func compress(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
