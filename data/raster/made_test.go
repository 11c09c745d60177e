package raster_test

import (
	"encoding/binary"
	"math"
	"sort"
	"testing"

	"lifecircle/data/raster"
)

// made is a TIFF to be bent: uncompressed floats in one strip, cells of one
// degree from 0° E southwards to 0° N.
type made struct {
	tags  map[uint16]value
	cells []float32
}

type value struct {
	kind, size uint16
	data       []byte
}

func newTIFF(width, height int) *made {
	f := &made{tags: map[uint16]value{}, cells: make([]float32, width*height)}
	f.shorts(256, uint16(width))
	f.shorts(257, uint16(height))
	f.shorts(258, 32)
	f.shorts(259, 1)
	f.shorts(277, 1)
	f.shorts(278, uint16(height))
	f.shorts(339, 3)
	f.doubles(33550, 1, 1, 0)
	f.doubles(33922, 0, 0, 0, 0, float64(height), 0)
	f.shorts(34735, 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)
	return f
}

func (f *made) shorts(tag uint16, list ...uint16) {
	var b []byte
	for _, v := range list {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	f.tags[tag] = value{3, 2, b}
}

func (f *made) longs(tag uint16, list ...uint32) {
	var b []byte
	for _, v := range list {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	f.tags[tag] = value{4, 4, b}
}

func (f *made) doubles(tag uint16, list ...float64) {
	var b []byte
	for _, v := range list {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	f.tags[tag] = value{12, 8, b}
}

func (f *made) ascii(tag uint16, text string) { f.tags[tag] = value{2, 1, append([]byte(text), 0)} }

// bytes writes the cells, the values that are longer than four bytes, and the
// directory.
func (f *made) bytes() []byte {
	out := []byte("II*\x00\x00\x00\x00\x00")
	for _, c := range f.cells {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(c))
	}
	if _, there := f.tags[273]; !there {
		f.longs(273, 8)
		f.longs(279, uint32(4*len(f.cells)))
	}
	var tags []int
	for tag := range f.tags {
		tags = append(tags, int(tag))
	}
	sort.Ints(tags)
	directory := binary.LittleEndian.AppendUint16(nil, uint16(len(tags)))
	for _, tag := range tags {
		v := f.tags[uint16(tag)]
		directory = binary.LittleEndian.AppendUint16(directory, uint16(tag))
		directory = binary.LittleEndian.AppendUint16(directory, v.kind)
		directory = binary.LittleEndian.AppendUint32(directory, uint32(len(v.data)/int(v.size)))
		if len(v.data) <= 4 {
			directory = append(directory, append(append([]byte{}, v.data...), 0, 0, 0, 0)[:4]...)
			continue
		}
		directory = binary.LittleEndian.AppendUint32(directory, uint32(len(out)))
		out = append(out, v.data...)
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)))
	return append(out, append(directory, 0, 0, 0, 0)...)
}

// small is a raster of the cells given.
func small(t *testing.T, width, height int, cells ...float32) *raster.Raster {
	t.Helper()
	f := newTIFF(width, height)
	f.cells = cells
	r, err := raster.Read(f.bytes(), "t.tif", 1000)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
