package scan_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
	"lifecircle/internal/testcity/pbfwrite"
)

// A msg is a protobuf message in the making, right or wrong.
type msg []byte

func (m msg) bytes(field protowire.Number, data []byte) msg {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), data)
}

func (m msg) text(field protowire.Number, s string) msg { return m.bytes(field, []byte(s)) }

func (m msg) varint(field protowire.Number, v uint64) msg {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), v)
}

func (m msg) zigzag(field protowire.Number, v int64) msg {
	return m.varint(field, protowire.EncodeZigZag(v))
}

func (m msg) packed(field protowire.Number, values ...uint64) msg {
	var data []byte
	for _, v := range values {
		data = protowire.AppendVarint(data, v)
	}
	return m.bytes(field, data)
}

func (m msg) deltas(field protowire.Number, values ...int64) msg {
	var data []byte
	last := int64(0)
	for _, v := range values {
		data = protowire.AppendVarint(data, protowire.EncodeZigZag(v-last))
		last = v
	}
	return m.bytes(field, data)
}

// frame makes a file block of a Blob message.
func frame(kind string, blob []byte) []byte {
	head := msg(nil).text(1, kind).varint(3, uint64(len(blob)))
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head...), blob...)
}

func raw(kind string, data []byte) []byte { return frame(kind, msg(nil).bytes(1, data)) }

// header is a whole, right first block.
var header = raw("OSMHeader", msg(nil).text(4, "OsmSchema-V0.6").text(4, "DenseNodes"))

// block makes a file of one data block: a table of strings, "", "a", "b", and
// one group.
func block(group msg, more ...func(msg) msg) []byte {
	m := msg(nil).bytes(1, msg(nil).text(1, "").text(1, "a").text(1, "b")).bytes(2, group)
	for _, f := range more {
		m = f(m)
	}
	return append(bytes.Clone(header), raw("OSMData", m)...)
}

func dense(m msg) msg  { return msg(nil).bytes(2, m) }
func way(m msg) msg    { return msg(nil).bytes(3, m) }
func relate(m msg) msg { return msg(nil).bytes(4, m) }

// TestForms reads what the format allows and our own writer does not write.
// wiki.openstreetmap.org/wiki/PBF_Format
func TestForms(t *testing.T) {
	plain := msg(nil).bytes(1, msg(nil).zigzag(1, 7).packed(2, 1).packed(3, 2).zigzag(8, 310000000).zigzag(9, 1210000000))
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"plain nodes", block(plain), "n7 Ta=b x121 y31\n"},
		{"granularity and offsets, after the group", block(dense(msg(nil).deltas(1, 7).deltas(8, 4).deltas(9, -3)), func(m msg) msg {
			return m.varint(17, 1000).varint(19, 31_000_000_000).varint(20, 121_000_000_000)
		}), "n7 T x120.999997 y31.000004\n"},
		{"half a unit rounds away from zero", block(dense(msg(nil).deltas(1, 7).deltas(8, 150).deltas(9, -150)), func(m msg) msg {
			return m.varint(17, 1)
		}), "n7 T x-0.0000002 y0.0000002\n"},
		{"the ends of the earth", block(dense(msg(nil).deltas(1, 1, 2).deltas(8, 900000000, -900000000).deltas(9, 1800000000, -1800000000))),
			"n1 T x180 y90\nn2 T x-180 y-90\n"},
		{"dense tags", block(dense(msg(nil).deltas(1, 1, 2, 3).deltas(8, 0, 0, 0).deltas(9, 0, 0, 0).packed(10, 1, 2, 0, 0, 2, 1, 1, 1, 0))),
			"n1 Ta=b x0 y0\nn2 T x0 y0\nn3 Tb=a,a=a x0 y0\n"},
		{"a way with places", block(way(msg(nil).varint(1, 5).deltas(8, 1, 2).deltas(9, 1, 2).deltas(10, 1, 2))), "w5 T Nn1,n2\n"},
		{"a relation without members", block(relate(msg(nil).varint(1, 5).packed(2, 1).packed(3, 2))), "r5 Ta=b M\n"},
		{"negative ids", block(way(msg(nil).varint(1, math.MaxUint64).deltas(8, -2, -1))), "w-1 T Nn-2,n-1\n"},
		{"a group of changesets", block(msg(nil).bytes(5, msg(nil).varint(1, 9))), ""},
		{"fields of tomorrow", block(way(msg(nil).varint(1, 5).deltas(8, 1).text(99, "new").varint(98, 1)), func(m msg) msg { return m.text(77, "new") }), "w5 T Nn1\n"},
		{"a kind of block we don't know", append(block(way(msg(nil).varint(1, 5))), raw("Index", []byte("anything"))...), "w5 T N\n"},
		{"no data", header, ""},
		{"an empty block", append(bytes.Clone(header), raw("OSMData", nil)...), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := opl(t, c.data); err != nil || got != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

// TestCorrupt: each is refused with words that name the place, and none panics.
func TestCorrupt(t *testing.T) {
	good := dense(msg(nil).deltas(1, 1).deltas(8, 0).deltas(9, 0))
	var short bytes.Buffer
	z := zlib.NewWriter(&short)
	z.Write([]byte("twelve bytes"))
	z.Close()
	wrongSum := bytes.Clone(short.Bytes())
	wrongSum[len(wrongSum)-1] ^= 1
	packed := func(size uint64, data []byte) []byte {
		return append(bytes.Clone(header), frame("OSMData", msg(nil).varint(2, size).bytes(3, data))...)
	}
	for _, c := range []struct {
		name string
		data []byte
		kind error
		want string // a part of the words
	}{
		{"way: key beyond the table", block(way(msg(nil).varint(1, 5).packed(2, 3).packed(3, 0))), finding.ErrCorrupt, "an element that cannot be read"},
		{"way: value beyond the table", block(way(msg(nil).varint(1, 5).packed(2, 0).packed(3, 1<<40))), finding.ErrCorrupt, "an element"},
		{"way: more keys than values", block(way(msg(nil).varint(1, 5).packed(2, 1, 2).packed(3, 1))), finding.ErrCorrupt, "an element"},
		{"way: more values than keys", block(way(msg(nil).varint(1, 5).packed(2, 1).packed(3, 1, 2))), finding.ErrCorrupt, "an element"},
		{"way: refs cut in a number", block(way(msg(nil).varint(1, 5).bytes(8, []byte{2, 0x80}))), finding.ErrCorrupt, "an element"},
		{"way: refs are no bytes", block(way(msg(nil).varint(1, 5).varint(8, 5))), finding.ErrCorrupt, "an element"},
		{"way: id is no number", block(way(msg(nil).text(1, "x"))), finding.ErrCorrupt, "an element"},
		{"node: key beyond the table", block(dense(msg(nil).deltas(1, 1).deltas(8, 0).deltas(9, 0).packed(10, 3, 1, 0))), finding.ErrCorrupt, "an element"},
		{"node: key without a value", block(dense(msg(nil).deltas(1, 1).deltas(8, 0).deltas(9, 0).packed(10, 1))), finding.ErrCorrupt, "an element"},
		{"node: tags of too few", block(dense(msg(nil).deltas(1, 1, 2).deltas(8, 0, 0).deltas(9, 0, 0).packed(10, 0))), finding.ErrCorrupt, "an element"},
		{"node: fewer latitudes", block(dense(msg(nil).deltas(1, 1, 2).deltas(8, 0).deltas(9, 0, 0))), finding.ErrCorrupt, "an element"},
		{"node: no longitudes", block(dense(msg(nil).deltas(1, 1).deltas(8, 0))), finding.ErrCorrupt, "an element"},
		{"plain node: key beyond the table", block(msg(nil).bytes(1, msg(nil).zigzag(1, 1).packed(2, 9).packed(3, 1))), finding.ErrCorrupt, "an element"},
		{"relation: role beyond the table", block(relate(msg(nil).varint(1, 1).packed(8, 3).deltas(9, 1).packed(10, 1))), finding.ErrCorrupt, "an element"},
		{"relation: unknown member", block(relate(msg(nil).varint(1, 1).packed(8, 1).deltas(9, 1).packed(10, 3))), finding.ErrCorrupt, "an element"},
		{"relation: fewer roles", block(relate(msg(nil).varint(1, 1).packed(8, 1).deltas(9, 1, 2).packed(10, 1, 1))), finding.ErrCorrupt, "an element"},
		{"group is no message", block([]byte{0xff}), finding.ErrCorrupt, "cannot be read"},
		{"wire type 3", block([]byte{2<<3 | 3}), finding.ErrCorrupt, "cannot be read"},
		{"group longer than its block", append(bytes.Clone(header), raw("OSMData", []byte{2<<3 | 2, 100, 1})...), finding.ErrCorrupt, "cannot be read"},
		{"granularity 0", block(good, func(m msg) msg { return m.varint(17, 0) }), finding.ErrCorrupt, "unit that makes no sense"},
		{"granularity below 0", block(good, func(m msg) msg { return m.varint(17, math.MaxUint64) }), finding.ErrCorrupt, "unit"},
		{"offset off the earth", block(good, func(m msg) msg { return m.varint(19, math.MaxInt64) }), finding.ErrCorrupt, "unit"},
		{"strings are no message", append(bytes.Clone(header), raw("OSMData", msg(nil).bytes(1, []byte{0x0a, 200}).bytes(2, way(msg(nil).varint(1, 1))))...), finding.ErrCorrupt, "table of strings"},

		{"latitude out of range", block(dense(msg(nil).deltas(1, 8).deltas(8, 900000001).deltas(9, 1210000000))), finding.ErrInvalid,
			`city.osm: node 8: latitude "90.0000001": is not between -90 and 90 degrees: make the extract again`},
		{"longitude out of range", block(dense(msg(nil).deltas(1, 8).deltas(8, 0).deltas(9, -1800000001))), finding.ErrInvalid,
			`city.osm: node 8: longitude "-180.0000001": is not between -180 and 180 degrees`},
		{"swapped", block(dense(msg(nil).deltas(1, 8).deltas(8, 1214000000).deltas(9, 312000000))), finding.ErrInvalid,
			`latitude "121.4000000": is not between -90 and 90 degrees; longitude and latitude look swapped`},
		{"beyond all numbers", block(dense(msg(nil).deltas(1, 8).deltas(8, math.MaxInt64).deltas(9, 0)), func(m msg) msg { return m.varint(17, 1e9) }), finding.ErrInvalid, "latitude"},

		{"unpacks to less", packed(13, short.Bytes()), finding.ErrCorrupt, "cannot be unpacked"},
		{"unpacks to more", packed(11, short.Bytes()), finding.ErrCorrupt, "longer than it says"},
		{"wrong sum", packed(12, wrongSum), finding.ErrCorrupt, "checksum"},
		{"not packed at all", packed(12, []byte("twelve bytes")), finding.ErrCorrupt, "cannot be unpacked"},
		{"says it is huge", packed(scan.MaxBlob+1, short.Bytes()), finding.ErrCorrupt, "says it unpacks to 33554433 bytes"},
		{"says it is below nothing", packed(math.MaxUint64, short.Bytes()), finding.ErrCorrupt, "says it unpacks"},
		{"says no size", append(bytes.Clone(header), frame("OSMData", msg(nil).bytes(3, short.Bytes()))...), finding.ErrCorrupt, "says it unpacks"},
		{"no data in it", append(bytes.Clone(header), frame("OSMData", nil)...), finding.ErrCorrupt, "cannot be read"},
		{"packed with zstd", append(bytes.Clone(header), frame("OSMData", msg(nil).varint(2, 9).text(7, "x"))...), finding.ErrInvalid,
			"city.osm: has blocks packed with zstd: write it again with `osmium cat -f pbf,pbf_compression=zlib`"},
		{"packed with lzma", append(bytes.Clone(header), frame("OSMData", msg(nil).varint(2, 9).text(4, "x"))...), finding.ErrInvalid, "lzma"},
		{"head too long", append(bytes.Clone(header), 0, 1, 0, 1), finding.ErrCorrupt, "has a head of 65537 bytes"},
		{"head is no message", append(bytes.Clone(header), 0, 0, 0, 1, 0xff), finding.ErrCorrupt, "has a head that cannot be read"},
		{"head without a size", append(append(bytes.Clone(header), 0, 0, 0, 9), msg(nil).text(1, "OSMData")...), finding.ErrCorrupt, "head that cannot be read"},
		{"block too long", append(append(bytes.Clone(header), 0, 0, 0, 14), msg(nil).text(1, "OSMData").varint(3, scan.MaxBlob+1)...), finding.ErrCorrupt, "says it has 33554433 bytes"},
		{"block of no length", append(append(bytes.Clone(header), 0, 0, 0, 20), msg(nil).text(1, "OSMData").varint(3, math.MaxUint64)...), finding.ErrCorrupt, "says it has"},
		{"data before a header", raw("OSMData", nil), finding.ErrCorrupt, "the first block is no header"},
		{"history", raw("OSMHeader", msg(nil).text(4, "HistoricalInformation")), finding.ErrInvalid, "holds the history of the map"},
		{"a feature of tomorrow", raw("OSMHeader", msg(nil).text(4, "Quantum")), finding.ErrNewer, `required_features "Quantum": is not known here`},
		{"header is no message", raw("OSMHeader", []byte{0xff}), finding.ErrCorrupt, "has a header that cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := opl(t, c.data)
			var refusal *finding.Refusal
			if !errors.As(err, &refusal) || !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %v: … %s …", err, c.kind, c.want)
			}
		})
	}
}

// TestBoxOfNoUse: a box that is none leaves the extent open; it is no reason
// to refuse the file.
func TestBoxOfNoUse(t *testing.T) {
	for name, box := range map[string]msg{
		"a side lacks":  msg(nil).zigzag(1, 1e9).zigzag(2, 2e9).zigzag(3, 2e9),
		"inside out":    msg(nil).zigzag(1, 2e9).zigzag(2, 1e9).zigzag(3, 2e9).zigzag(4, 1e9),
		"off the earth": msg(nil).zigzag(1, 1e9).zigzag(2, 200e9).zigzag(3, 2e9).zigzag(4, 1e9),
		"no message":    {0xff},
	} {
		f, err := open(t, raw("OSMHeader", msg(nil).bytes(1, box)))
		if err != nil || f.Bound() != nil {
			t.Errorf("%s: bound %v, %v", name, f.Bound(), err)
		}
	}
}

// TestCutAndBent cuts a good file after every byte, and turns every bit of it:
// the answer is elements or a refusal, never anything else.
func TestCutAndBent(t *testing.T) {
	good := write(t, pbfwrite.Options{}, func(w *pbfwrite.Writer) {
		w.Node(1, 1210000000, 310000000, "amenity", "clinic")
		w.Node(2, 1210010000, 310000000)
		w.Way(3, []int64{1, 2}, "highway", "footway")
		w.Relation(4, []pbfwrite.Member{{Kind: pbfwrite.Way, ID: 3, Role: "outer"}}, "type", "boundary")
	})
	whole, err := opl(t, good)
	if err != nil || strings.Count(whole, "\n") != 4 {
		t.Fatalf("the whole file: %q, %v", whole, err)
	}
	check := func(what string, i int, data []byte) {
		got, err := opl(t, data)
		var refusal *finding.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Errorf("%s at byte %d: %v is no refusal", what, i, err)
		}
		// A file cut between two blocks is whole as far as it goes.
		if what == "cut" && err == nil && !strings.HasPrefix(whole, got) {
			t.Errorf("cut at byte %d reads as %q", i, got)
		}
	}
	for i := range good {
		check("cut", i, good[:i])
	}
	for i := range 8 * len(good) {
		bent := bytes.Clone(good)
		bent[i/8] ^= 1 << (i % 8)
		check("bent", i/8, bent)
	}
}

// FuzzPBF reads anything as a file, and as the data of a block.
func FuzzPBF(f *testing.F) {
	f.Add([]byte(header))
	f.Add(block(dense(msg(nil).deltas(1, 1, 2).deltas(8, 5, 6).deltas(9, 7, 8).packed(10, 1, 2, 0, 0))))
	f.Add(block(way(msg(nil).varint(1, 5).packed(2, 1).packed(3, 2).deltas(8, 1, 2, 1))))
	f.Add(block(relate(msg(nil).varint(1, 1).packed(2, 1).packed(3, 2).packed(8, 1).deltas(9, 1).packed(10, 1))))
	f.Add([]byte(msg(nil).bytes(1, msg(nil).text(1, "").text(1, "a")).bytes(2, way(msg(nil).varint(1, 5).packed(2, 1).packed(3, 0)))))
	f.Add(write(f, pbfwrite.Options{}, func(w *pbfwrite.Writer) { w.Node(1, 2, 3, "k", "v") }))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, file := range [][]byte{data, append(bytes.Clone(header), raw("OSMData", data)...)} {
			_, err := opl(t, file)
			var refusal *finding.Refusal
			if err != nil && !errors.As(err, &refusal) {
				t.Fatalf("%v is no refusal", err)
			}
		}
	})
}
