package streets_test

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/sketch"
)

// A page is a network file as docs/format.md draws it, read with nothing of the
// package's: the sections' bytes by their number in the table there.
type page struct {
	format   uint32
	sections [][]byte
}

// pageOf reads a file and refuses what the drawing does not have.
func pageOf(t sketch.TB, data []byte) page {
	t.Helper()
	u32, u64 := binary.LittleEndian.Uint32, binary.LittleEndian.Uint64
	sum := func(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }
	if string(data[:8]) != "LCSTREET" {
		t.Fatalf("the mark is %q", data[:8])
	}
	p := page{format: u32(data[8:])}
	n := int(u32(data[12:]))
	head := 16 + 24*n
	if u32(data[head:]) != sum(data[:head]) {
		t.Fatalf("the sum of header and table")
	}
	used := make([]bool, len(data))
	mark := func(from, to int) {
		for i := from; i < to; i++ {
			used[i] = true
		}
	}
	mark(0, head+4)
	for i := range n {
		entry := data[16+24*i:]
		offset, length := int(u64(entry)), int(u64(entry[8:]))
		if offset%64 != 0 {
			t.Fatalf("section %d begins at %d", i, offset)
		}
		body := data[offset : offset+length]
		if u32(entry[16:]) != sum(body) || u32(entry[20:]) != 0 {
			t.Fatalf("the sum of section %d", i)
		}
		mark(offset, offset+length)
		p.sections = append(p.sections, body)
	}
	for i, b := range data {
		if !used[i] && b != 0 {
			t.Fatalf("byte %d between sections is %d", i, b)
		}
	}
	return p
}

// rows splits a section into elements of so many bytes.
func (p page) rows(section, size int) [][]byte {
	var out [][]byte
	if section < len(p.sections) {
		for row := range slices.Chunk(p.sections[section], size) {
			out = append(out, row)
		}
	}
	return out
}

// u32s reads a section of u32, or of several to an element, one after the other.
func (p page) u32s(section int) []uint32 {
	var out []uint32
	for _, row := range p.rows(section, 4) {
		out = append(out, binary.LittleEndian.Uint32(row))
	}
	return out
}

func (p page) u16s(section int) []uint16 {
	var out []uint16
	for _, row := range p.rows(section, 2) {
		out = append(out, binary.LittleEndian.Uint16(row))
	}
	return out
}

// place is the place of a node, or of two i32 at some bytes, in degrees.
func place(b []byte) orb.Point {
	u32 := binary.LittleEndian.Uint32
	return orb.Point{float64(int32(u32(b))) / 1e7, float64(int32(u32(b[4:]))) / 1e7}
}

func (p page) name(i uint32) string {
	offsets := p.u32s(16)
	return string(p.sections[17][offsets[i]:offsets[i+1]])
}

// street reads which way a segment is of.
func (p page) street(segment uint32) (out streets.Street, steps float64) {
	runs := p.u32s(9)
	at := 0
	for at+3 < len(runs) && runs[at+3] <= segment {
		at += 3
	}
	first, way, position := runs[at], runs[at+1], runs[at+2]
	out = streets.Street{
		Way:      int64(binary.LittleEndian.Uint64(p.sections[10][8*way:])),
		Name:     p.name(p.u32s(11)[way]),
		Position: position>>1 + segment - first, Backwards: position&1 == 1,
	}
	if out.Backwards {
		out.Position = position>>1 - (segment - first)
	}
	if hours := p.u32s(12); len(hours) > 0 {
		out.Hours = p.name(hours[way])
	}
	if step := p.u32s(14); len(step) > 0 && step[way] > 0 {
		steps = float64(p.u32s(7)[segment]) / float64(step[way])
	}
	k := p.rows(15, 17)[p.u16s(13)[way]]
	out.Kind = streets.Kind{
		Class: streets.Class(k[0]), Feature: streets.Feature(k[1]), Use: streets.Use(k[2]), Surface: streets.Surface(k[3]),
		Smoothness: streets.Smoothness(k[4]), Wheelchair: streets.Suitability(k[5]), Stroller: streets.Suitability(k[6]),
		Ramps: streets.Ramps(k[7]), Deck: streets.Deck(k[8]), Crossing: streets.Crossing(k[9]), Kerb: streets.Kerb(k[10]),
		Barrier: streets.Barrier(k[11]), WidthDM: k[12], Incline: int8(k[13]), Escalator: k[14], Oneway: k[15], Half: k[16],
	}
	return out, steps
}

// TestTheFileIsAsDrawn reads files of any towns by docs/format.md alone, and finds
// in them what the network answers: the drawing is the format.
func TestTheFileIsAsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var n *streets.Network
		if rapid.Bool().Draw(t, "patched") {
			_, patched, _, _ := patchedTown(t)
			n, _ = flattened(t, patched)
		} else {
			n, _ = sketch.RandomTown(t).Build(t, true, false, false)
		}
		wantAsDrawn(t, n)
	})
	wantAsDrawn(t, everything(t))
	wantAsDrawn(t, everythingPatched(t))
}

func wantAsDrawn(t sketch.Reporter, n *streets.Network) {
	t.Helper()
	p := pageOf(t, sketch.Bytes(t, n))
	same := func(what string, got, want any) {
		t.Helper()
		if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
			t.Errorf("%s: the network says %s, the file %s", what, g, w)
		}
	}
	parts, links := p.rows(27, 40), p.u32s(28)
	format, count := 2, 27
	if len(parts)+len(links) > 0 {
		format, count = 3, 29
	}
	same("format", format, p.format)
	same("sections", count, len(p.sections))
	numbers := p.sections[0]
	junctions, linkable := binary.LittleEndian.Uint32(numbers), binary.LittleEndian.Uint32(numbers[4:])
	same("junctions", n.Junctions(), junctions)
	same("speed", n.Profile().Speed, binary.LittleEndian.Uint64(numbers[8:]))
	same("profile", n.Profile().ID, string(numbers[16:16+len(n.Profile().ID)]))

	starts, ends, interiors, lengths, costs := p.u32s(4), p.u32s(5), p.u32s(6), p.u32s(7), p.u32s(8)
	same("edges", n.Edges(), len(starts))
	same("segments", n.Segments(), len(lengths))
	same("nodes", n.Nodes(), len(p.rows(1, 8)))
	waits, slopes, flags, islands := p.u16s(19), p.u16s(20), p.sections[21], p.u32s(22)
	partOf := map[uint32][]byte{}
	for _, row := range parts {
		partOf[binary.LittleEndian.Uint32(row)] = row
	}
	arcs := map[uint32][]streets.Arc{}
	weights := n.Under(n.Profile())
	for e := range uint32(len(starts)) {
		nodes := []uint32{starts[e]}
		for i := interiors[e]; i < interiors[e+1]; i++ {
			nodes = append(nodes, junctions+i)
		}
		nodes = append(nodes, ends[e])
		use := streets.UsePublic
		if len(flags) > 0 && flags[e]&1 != 0 {
			use = streets.UseResidents
		}
		same("use", n.Use(e), use)
		island, on := n.Island(e)
		same("on an island", on, e >= linkable && e < linkable+uint32(len(islands)))
		if on {
			same("island", island, islands[e-linkable])
		}
		first := interiors[e] + e
		for i := range uint32(len(nodes) - 1) {
			s := first + i
			same("place", n.Point(n.NodeOf(e, i)), place(p.sections[1][8*nodes[i]:]))
			same("length", n.Segment(s).MM(), lengths[s])
			street, steps := p.street(s)
			same("street", n.Street(s), street)
			same("steps", n.Segment(s).Steps(), steps)
			same("cost", n.Along(e)[i], costs[s])
			share := 1.0
			from, to := n.Segment(s).Part()
			if row, cut := partOf[s]; cut {
				a, b := math.Float64frombits(binary.LittleEndian.Uint64(row[8:])), math.Float64frombits(binary.LittleEndian.Uint64(row[16:]))
				same("part", fmt.Sprint(from, to), fmt.Sprint(a, b))
				share = b - a
			} else {
				same("whole", fmt.Sprint(from, to), "0 1")
			}
			signals, crossings := n.Segment(s).Waits()
			if len(waits) > 0 {
				same("waits", fmt.Sprint(signals, crossings), fmt.Sprint(float64(waits[2*s])/120*share, float64(waits[2*s+1])/120*share))
			} else {
				same("waits", signals+crossings, 0)
			}
			if up, down, ok := n.Segment(s).Climb(); len(slopes) > 0 && lengths[s] > 0 {
				row := slopes[6*s:]
				same("climb", fmt.Sprint(up, down, ok), fmt.Sprint(float64(row[2])/100*share, float64(row[3])/100*share, row[0] != 0))
			}
		}
		if there, back := weights.Edge(e); use == streets.UsePublic && starts[e] != ends[e] {
			if there != streets.Far {
				arcs[ends[e]] = append(arcs[ends[e]], streets.Arc{To: starts[e], Cost: there})
			}
			if back != streets.Far {
				arcs[starts[e]] = append(arcs[starts[e]], streets.Arc{To: ends[e], Cost: back})
			}
		}
	}
	offsets, flat := p.u32s(2), p.u32s(3)
	for v := range junctions {
		var row []streets.Arc
		for i := offsets[v]; i < offsets[v+1]; i++ {
			row = append(row, streets.Arc{To: flat[2*i], Cost: streets.Cost(flat[2*i+1])})
		}
		same("arcs", arcsOf(arcs[v]), arcsOf(row))
	}
	cuts := p.u32s(23)
	same("cut ends", len(n.Cuts()), len(cuts))
	for i, a := range n.Cuts() {
		same("cut end", uint32(a.Fraction)|a.Segment<<1, cuts[i])
	}
	var drawn, seen []string
	for _, row := range p.rows(25, 20) {
		drawn = append(drawn, fmt.Sprintf("%v %v %s", place(row), place(row[8:]), [...]string{"", "water", "railway", "motorway", "wall"}[row[16]]))
	}
	everywhere := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	n.ObstaclesIn(everywhere, func(a, b orb.Point, kind streets.Obstacle) { seen = append(seen, fmt.Sprintf("%v %v %s", a, b, kind)) })
	same("obstacles", seen, drawn)
	var named []string
	for i := 0; i < len(links); i += 2 {
		street, _ := p.street(interiors[links[i+1]] + links[i+1])
		named = append(named, fmt.Sprint(p.name(links[i]), street.Way, links[i+1]))
	}
	var added []string
	for _, l := range n.Links() {
		added = append(added, fmt.Sprint(l.ID, l.Way, l.Edge))
	}
	slices.SortFunc(named, func(a, b string) int { return cmp.Compare(a, b) })
	slices.Sort(added)
	same("links", added, named)
}
