package streets_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/sketch"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample is the city of the files in testdata: junctions, interior nodes, a ring,
// a bridge and an island.
func sample(t asciicity.TB) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(60), `
		a--b--c-----d     x--y
		|     |     |
		e-----=--f--g
		|     |
		h-----i
	`)
	for i, name := range []string{"长街", "Long Street", "", "Åvej"} {
		c.Ways[i].Name = name
	}
	return c
}

func write(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "streets.lc")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFileOpensAsItWasWritten(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.Random(t), asciicity.Chance(t)
		c.Jitter(r).Rewire(r)
		built := c.Network()
		data := sketch.Bytes(t, built)
		path := filepath.Join(dir, "streets.lc")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		opened, err := streets.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(sketch.Bytes(t, opened), data) {
			t.Error("it is written back as other bytes")
		}
		if opened.Profile() != built.Profile() || opened.Box() != built.Box() {
			t.Errorf("profile %+v, box %v", opened.Profile(), opened.Box())
		}
		for _, p := range c.Demand.Point {
			a, b := built.Access(p), opened.Access(p)
			if a != b || a.Linked && (built.Under(built.Profile()).Locate(a) != opened.Under(opened.Profile()).Locate(b) || built.Street(a.Segment) != opened.Street(b.Segment)) {
				t.Errorf("%v joins %+v when built, %+v when opened", p, a, b)
			}
		}
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
		if err := opened.Close(); err != nil {
			t.Errorf("closed twice: %v", err)
		}
	})
}

// What is written opens, with everything in it.
func TestAWildTownIsWrittenAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, _ := sketch.RandomTown(t).Build(t, true, false, false)
		data := sketch.Bytes(t, n)
		again, err := streets.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		if string(sketch.Bytes(t, again)) != string(data) {
			t.Error("it is written back as other bytes")
		}
		for s := range uint32(n.Segments()) {
			a, b := n.Under(sketch.Careful()), again.Under(sketch.Careful())
			x, y, _, _ := a.Segment(s)
			if u, v, _, _ := b.Segment(s); u != x || v != y || n.Street(s) != again.Street(s) {
				t.Errorf("segment %d differs", s)
			}
		}
	})
}

// A file of this format opens, one of an older format asks for the city to be
// built again. A new format adds a file here and never changes one.
func TestOldFormats(t *testing.T) {
	path := fmt.Sprintf("testdata/v%d.lc", streets.Version)
	if *update {
		if err := os.WriteFile(path, sketch.Bytes(t, sample(t).Network()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for v := 1; v < streets.Version; v++ {
		_, err := streets.Open(fmt.Sprintf("testdata/v%d.lc", v))
		if want := fmt.Sprintf("format %d, this program reads %d to %d: build the city again", v, streets.Version, streets.Newest); !errors.Is(err, streets.ErrOlder) || errors.Is(err, streets.ErrCorrupt) || !strings.Contains(err.Error(), want) {
			t.Errorf("format %d: %v, want %q", v, err, want)
		}
	}
	n, err := streets.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	c := sample(t)
	if got, want := n.Nodes(), len(c.Nodes); got != want {
		t.Errorf("%d nodes, want %d", got, want)
	}
	for _, x := range c.Nodes {
		p := c.Place(float64(x.Column), float64(x.Line))
		a, b := c.Network().Access(p), n.Access(p)
		if a.LegMM != b.LegMM || a.Linked && c.Network().Street(a.Segment) != n.Street(b.Segment) {
			t.Errorf("corner %c joins %+v, want %+v", x.Name, b, a)
		}
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, sketch.Bytes(t, sample(t).Network())) {
		t.Errorf("%s is not what is written now: if the format changed, give it a number of its own", path)
	}
}

// The format of a network that was patched.
func TestAPatchedNetworkIsAFile(t *testing.T) {
	const path = "testdata/v3.lc"
	if *update {
		if err := os.WriteFile(path, sketch.Bytes(t, everythingPatched(t)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	n, err := streets.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	want := everythingPatched(t)
	if got := n.Links(); len(got) != 2 || fmt.Sprint(got) != fmt.Sprint(want.Links()) {
		t.Errorf("links %+v, want %+v", got, want.Links())
	}
	for s := range uint32(want.Segments()) {
		from, to := n.Segment(s).Part()
		if a, b := want.Segment(s).Part(); from != a || to != b || n.Street(s) != want.Street(s) {
			t.Errorf("segment %d is %+v from %g to %g", s, n.Street(s), from, to)
		}
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, sketch.Bytes(t, want)) {
		t.Errorf("%s is not what is written now: if the format changed, give it a number of its own", path)
	}
	patched, err := n.Patch([]streets.Edit{{Remove: "around"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := patched.WriteTo(io.Discard); err == nil {
		t.Error("a network with edits over it is written")
	}
}

// A file that lost its end is refused, whatever was lost; only the padding after
// the last section may go.
func TestATruncatedFileIsRefused(t *testing.T) {
	data := sketch.Bytes(t, sample(t).Network())
	for length := range data {
		n, err := streets.Read(slices.Clone(data[:length]))
		if err == nil {
			if !bytes.Equal(sketch.Bytes(t, n), data) {
				t.Errorf("the first %d bytes open as another network", length)
			}
			if tail := strings.Trim(string(data[length:]), "\x00"); tail != "" {
				t.Errorf("the first %d bytes open", length)
			}
		} else if !errors.Is(err, streets.ErrCorrupt) {
			t.Errorf("the first %d bytes: %v, want ErrCorrupt", length, err)
		}
	}
}

// No byte may change unnoticed, except where the file is padded.
func TestACorruptByteIsRefused(t *testing.T) {
	data := sketch.Bytes(t, sample(t).Network())
	unnoticed := 0
	for at := range data {
		for _, flip := range []byte{0x01, 0x80, 0xff} {
			bad := slices.Clone(data)
			bad[at] ^= flip
			n, err := streets.Read(bad)
			switch {
			case err == nil && data[at] == 0 && bytes.Equal(sketch.Bytes(t, n), data):
				unnoticed++ // padding
			case err == nil:
				t.Errorf("byte %d changed by %#x goes unnoticed", at, flip)
			case (errors.Is(err, streets.ErrNewer) || errors.Is(err, streets.ErrOlder)) && at >= 8 && at < 12:
			case !errors.Is(err, streets.ErrCorrupt):
				t.Errorf("byte %d: %v, want ErrCorrupt", at, err)
			}
		}
	}
	if most := 3 * 64 * 30; unnoticed > most {
		t.Errorf("%d changes of padding, at most %d expected", unnoticed, most)
	}
}

func TestFilesThatDoNotOpen(t *testing.T) {
	data := sketch.Bytes(t, sample(t).Network())
	newer := slices.Clone(data)
	binary.LittleEndian.PutUint32(newer[8:], streets.Newest+1)
	reseal(newer)
	older, none := slices.Clone(data), slices.Clone(data)
	binary.LittleEndian.PutUint32(older[8:], streets.Version-1)
	binary.LittleEndian.PutUint32(none[8:], 0)
	for _, tt := range []struct {
		name string
		data []byte
		kind error
		says string
	}{
		{"empty", nil, streets.ErrCorrupt, "it is empty"},
		{"text", []byte("id,name\n1,clinic\n"), streets.ErrCorrupt, "it does not start with LCSTREET"},
		{"newer", newer, streets.ErrNewer, fmt.Sprintf("format %d, this program reads %d to %d", streets.Newest+1, streets.Version, streets.Newest)},
		{"older", older, streets.ErrOlder, "build the city again"},
		{"format 0", none, streets.ErrCorrupt, "format 0"},
		{"half of it", data[:len(data)/2], streets.ErrCorrupt, "cut off"},
		{"its head", data[:20], streets.ErrCorrupt, "cut off in its table"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, tt.data)
			_, err := streets.Open(path)
			if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want %v that says %q", err, tt.kind, tt.says)
			}
		})
	}
	if _, err := streets.Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := streets.Open(t.TempDir()); err == nil {
		t.Error("a folder opens")
	}
}

// reseal makes the sums right again, so that what they cover is looked at. It
// leaves alone what lies outside the data.
func reseal(data []byte) {
	table := crc32.MakeTable(crc32.Castagnoli)
	if len(data) < 16 {
		return
	}
	count := int(min(binary.LittleEndian.Uint32(data[12:]), 64))
	end := 16 + 24*count
	if len(data) < end+4 {
		return
	}
	for i := range count {
		entry := data[16+24*i:]
		offset, length := binary.LittleEndian.Uint64(entry), binary.LittleEndian.Uint64(entry[8:])
		if offset <= uint64(len(data)) && length <= uint64(len(data))-offset {
			binary.LittleEndian.PutUint32(entry[16:], crc32.Checksum(data[offset:offset+length], table))
		}
	}
	binary.LittleEndian.PutUint32(data[end:], crc32.Checksum(data[:end], table))
}

// A writer that fails ends the writing with its error, at each of its calls.
func TestAFullDiskIsAnError(t *testing.T) {
	n := sample(t).Network()
	full := errors.New("no space left on device")
	whole := &failing{after: 1 << 30, err: full}
	if _, err := n.WriteTo(whole); err != nil {
		t.Fatal(err)
	}
	for after := range whole.calls {
		w := &failing{after: after, err: full}
		written, err := n.WriteTo(w)
		if !errors.Is(err, full) || written != w.written {
			t.Errorf("after %d writes: %v, %d bytes of %d", after, err, written, w.written)
		}
	}
}

type failing struct {
	after, calls int
	written      int64
	err          error
}

func (f *failing) Write(b []byte) (int, error) {
	if f.calls++; f.calls > f.after {
		return 0, f.err
	}
	f.written += int64(len(b))
	return len(b), nil
}
