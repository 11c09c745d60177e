package pmtiles_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/api/tiles/pmtiles"
)

// An archive is read here as the specification says, by itself.
// github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
type archive struct {
	bytes []byte
}

func (a archive) u64(at int) uint64 { return binary.LittleEndian.Uint64(a.bytes[at:]) }

func (a archive) section(at int) []byte { return a.bytes[a.u64(at) : a.u64(at)+a.u64(at+8)] }

type row struct {
	id, offset, length, run uint64
}

func unzip(t require, b []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("no gzip: %v", err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatalf("no gzip: %v", err)
	}
	return out
}

type require interface {
	Helper()
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// directory reads one column after the other.
func directory(t require, packed []byte) []row {
	t.Helper()
	r := bytes.NewReader(unzip(t, packed))
	next := func() uint64 {
		v, err := binary.ReadUvarint(r)
		if err != nil {
			t.Fatalf("directory: %v", err)
		}
		return v
	}
	rows := make([]row, next())
	last := uint64(0)
	for i := range rows {
		last += next()
		rows[i].id = last
	}
	for i := range rows {
		rows[i].run = next()
	}
	for i := range rows {
		rows[i].length = next()
	}
	for i := range rows {
		if v := next(); v > 0 {
			rows[i].offset = v - 1
		} else {
			rows[i].offset = rows[i-1].offset + rows[i-1].length
		}
	}
	if r.Len() > 0 {
		t.Fatalf("directory: %d bytes left", r.Len())
	}
	return rows
}

// find follows the directories to a tile, as a client does.
func (a archive) find(t require, id uint64) []byte {
	t.Helper()
	rows := directory(t, a.section(8))
	for range 4 {
		at := -1
		for i, r := range rows {
			if r.id <= id {
				at = i
			}
		}
		if at < 0 {
			return nil
		}
		r := rows[at]
		if r.run == 0 {
			rows = directory(t, a.section(40)[r.offset:r.offset+r.length])
			continue
		}
		if id >= r.id+r.run {
			return nil
		}
		return a.section(56)[r.offset : r.offset+r.length]
	}
	t.Fatalf("directories go too deep")
	return nil
}

func write(t testing.TB, tiles map[uint64][]byte, ids []uint64, info pmtiles.Info) archive {
	t.Helper()
	scratch, err := os.Create(filepath.Join(t.TempDir(), "scratch"))
	if err != nil {
		t.Fatal(err)
	}
	defer scratch.Close()
	w := pmtiles.New(scratch)
	for _, id := range ids {
		if err := w.Add(id, tiles[id]); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := w.Finish(&out, info); err != nil {
		t.Fatal(err)
	}
	return archive{out.Bytes()}
}

// The specification's own examples, and every place of a few zooms once, each a
// step from the one before.
func TestID(t *testing.T) {
	for _, c := range []struct {
		z    int
		x, y uint32
		want uint64
	}{
		{0, 0, 0, 0}, {1, 0, 0, 1}, {1, 0, 1, 2}, {1, 1, 1, 3}, {1, 1, 0, 4}, {2, 0, 0, 5}, {12, 3423, 1763, 19078479},
	} {
		if got := pmtiles.ID(c.z, c.x, c.y); got != c.want {
			t.Errorf("ID(%d, %d, %d) = %d, want %d", c.z, c.x, c.y, got, c.want)
		}
	}
	first := uint64(0)
	for z := range 8 {
		n := uint64(1) << (2 * z)
		at := make([][2]int, n)
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				at[pmtiles.ID(z, x, y)-first] = [2]int{int(x) + 1, int(y) + 1}
			}
		}
		for i := range at {
			if at[i] == [2]int{} {
				t.Fatalf("zoom %d: nobody is number %d", z, i)
			}
			if i > 0 && abs(at[i][0]-at[i-1][0])+abs(at[i][1]-at[i-1][1]) != 1 {
				t.Fatalf("zoom %d: from %v to %v is no step", z, at[i-1], at[i])
			}
		}
		first += n
	}
}

func abs(n int) int { return max(n, -n) }

func TestHeader(t *testing.T) {
	tiles := map[uint64][]byte{0: []byte("a"), 1: []byte("b"), 2: []byte("b"), 4: []byte("a")}
	a := write(t, tiles, []uint64{0, 1, 2, 4}, pmtiles.Info{
		MinZoom: 0, MaxZoom: 1, Zoom: 1, Bound: orb.Bound{Min: orb.Point{120.5, -31.25}, Max: orb.Point{121.5, 31.75}}, Metadata: []byte(`{"a":1}`),
	})
	if string(a.bytes[:8]) != "PMTiles\x03" {
		t.Errorf("magic: %q", a.bytes[:8])
	}
	// 4 tiles addressed; the run of two b's is one entry of three; a and b
	for i, want := range []uint64{4, 3, 2} {
		if got := a.u64(72 + 8*i); got != want {
			t.Errorf("count %d is %d, want %d", i, got, want)
		}
	}
	if got := a.bytes[96:102]; !bytes.Equal(got, []byte{1, 2, 2, 1, 0, 1}) {
		t.Errorf("clustered, compressions, type, zooms: %v", got)
	}
	var corners []int32
	for _, at := range []int{102, 106, 110, 114, 119, 123} {
		corners = append(corners, int32(binary.LittleEndian.Uint32(a.bytes[at:])))
	}
	if got, want := fmt.Sprint(corners), "[1205000000 -312500000 1215000000 317500000 1210000000 2500000]"; got != want {
		t.Errorf("corners %s, want %s", got, want)
	}
	if a.bytes[118] != 1 {
		t.Errorf("first zoom %d", a.bytes[118])
	}
	if got := string(unzip(t, a.section(24))); got != `{"a":1}` {
		t.Errorf("metadata %s", got)
	}
	if got := string(a.section(56)); got != "ab" {
		t.Errorf("contents %q: each once, as first used", got)
	}
	if end := a.u64(56) + a.u64(64); end != uint64(len(a.bytes)) {
		t.Errorf("%d bytes, want %d", len(a.bytes), end)
	}
}

func TestEveryTileIsFoundAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tiles := map[uint64][]byte{}
		var ids []uint64
		id := uint64(0)
		for range rapid.IntRange(0, 60).Draw(r, "tiles") {
			id += uint64(rapid.SampledFrom([]int{1, 1, 1, 2, 1000}).Draw(r, "step"))
			ids = append(ids, id)
			tiles[id] = []byte(rapid.SampledFrom([]string{"a", "bb", "ccc", "dddd"}).Draw(r, "content"))
		}
		a := write(t, tiles, ids, pmtiles.Info{Metadata: []byte("{}")})
		for at := range id + 3 {
			if got := a.find(r, at); !bytes.Equal(got, tiles[at]) {
				r.Errorf("tile %d is %q, want %q", at, got, tiles[at])
			}
			if at > 2000 {
				break
			}
		}
	})
}

// Enough tiles that the root has no room for them.
func TestLeaves(t *testing.T) {
	tiles := map[uint64][]byte{}
	var ids []uint64
	chance, id := rand.New(rand.NewPCG(1, 2)), uint64(0)
	for i := range 20_000 {
		id += 1 + chance.Uint64N(1000)
		ids = append(ids, id)
		tiles[id] = fmt.Appendf(nil, "%0*d", 5+chance.IntN(500), i)
	}
	a := write(t, tiles, ids, pmtiles.Info{Metadata: []byte("{}")})
	if root, leaves := a.u64(16), a.u64(48); root > 16384-127 || leaves == 0 {
		t.Fatalf("root %d bytes, leaves %d", root, leaves)
	}
	for i := 0; i < len(ids); i += 997 {
		if got := a.find(t, ids[i]); !bytes.Equal(got, tiles[ids[i]]) {
			t.Errorf("tile %d is %q, want %q", ids[i], got, tiles[ids[i]])
		}
	}
	if got := a.find(t, ids[len(ids)-1]+1); got != nil {
		t.Errorf("beyond the last: %q", got)
	}
}

func TestRefusals(t *testing.T) {
	w := pmtiles.New(failing{})
	if err := w.Add(5, nil); err == nil {
		t.Error("an empty tile was taken")
	}
	if err := w.Add(5, []byte("a")); err != nil {
		t.Error(err)
	}
	for _, id := range []uint64{4, 5} {
		if err := w.Add(id, []byte("b")); err == nil {
			t.Errorf("tile %d was taken after 5", id)
		}
	}
	if err := w.Finish(io.Discard, pmtiles.Info{}); !errors.Is(err, errFull) {
		t.Errorf("got %v, want what the disk said", err)
	}
}

var errFull = errors.New("the disk is full")

// failing is a scratch file that takes nothing.
type failing struct{}

func (failing) Read([]byte) (int, error)       { return 0, io.EOF }
func (failing) Write([]byte) (int, error)      { return 0, errFull }
func (failing) Seek(int64, int) (int64, error) { return 0, nil }
