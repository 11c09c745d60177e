package tiles_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/api/tiles"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

func archive(t *testing.T, ctx context.Context, x *tiles.Index, city *coverage.City) ([]byte, error) {
	t.Helper()
	scratch, err := os.Create(filepath.Join(t.TempDir(), "scratch"))
	if err != nil {
		t.Fatal(err)
	}
	defer scratch.Close()
	var out bytes.Buffer
	err = tiles.Archive(ctx, x, city, answer.EN, scratch, &out)
	return out.Bytes(), err
}

// An archive has every tile that is not empty, as the index gives it, and no
// other. Its directory, of one level here, is read by the specification.
// github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
func TestArchiveHasEveryTile(t *testing.T) {
	m := hexagons(30, 0.004, func(i int) any { return float64(i) })
	x := index(t, m, m.layer)
	b, err := archive(t, context.Background(), x, m.city)
	if err != nil {
		t.Fatal(err)
	}
	u64 := func(at int) uint64 { return binary.LittleEndian.Uint64(b[at:]) }
	section := func(at int) []byte { return b[u64(at) : u64(at)+u64(at+8)] }
	if u64(48) != 0 {
		t.Fatal("the archive has leaves, which this test does not read")
	}
	r := bytes.NewReader(unzip(t, section(8)))
	next := func() uint64 {
		v, err := binary.ReadUvarint(r)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	n := next()
	ids, runs, lengths, offsets := make([]uint64, n), make([]uint64, n), make([]uint64, n), make([]uint64, n)
	last := uint64(0)
	for i := range ids {
		last += next()
		ids[i] = last
	}
	for i := range runs {
		runs[i] = next()
	}
	for i := range lengths {
		lengths[i] = next()
	}
	for i := range offsets {
		if v := next(); v > 0 {
			offsets[i] = v - 1
		} else {
			offsets[i] = offsets[i-1] + lengths[i-1]
		}
	}
	want := 0
	contents := map[string]int{}
	for _, c := range counted(t, x) {
		s := tilesOf(m.layer.Bound, c.Zoom)
		for ty := s.north; ty <= s.south; ty++ {
			for tx := s.west; tx <= s.east; tx++ {
				if tile := x.Tile(c.Zoom, tx, ty); tile != nil {
					contents[string(tile)]++
					want++
				}
			}
		}
	}
	got := 0
	for i := range ids {
		for range runs[i] {
			got++
			contents[string(unzip(t, section(56)[offsets[i]:offsets[i]+lengths[i]]))]--
		}
	}
	if got != want || uint64(got) != u64(72) {
		t.Errorf("the archive has %d tiles and states %d, want %d", got, u64(72), want)
	}
	for tile, n := range contents {
		if n != 0 {
			t.Fatalf("a tile of %d bytes is there %d times too few", len(tile), n)
		}
	}
	var metadata map[string]any
	if err := json.Unmarshal(unzip(t, section(24)), &metadata); err != nil || metadata["vector_layers"] == nil {
		t.Errorf("metadata %v: %v", metadata, err)
	}
}

func TestArchiveIsTheSameOnAnyMachine(t *testing.T) {
	m := hexagons(30, 0.004, func(i int) any { return float64(i % 7) })
	var want []byte
	for _, processors := range []int{1, 2, 5} {
		before := runtime.GOMAXPROCS(processors)
		got, err := archive(t, context.Background(), index(t, m, m.layer), m.city)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if want != nil && !bytes.Equal(got, want) {
			t.Errorf("on %d processors it has other bytes", processors)
		}
		want = got
	}
}

func TestArchiveRefuses(t *testing.T) {
	m := hexagons(10, 0.01, func(int) any { return 1.0 })
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := archive(t, ctx, index(t, m, m.layer), m.city); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, though nobody waits", err)
	}
	world := layerOf(layers.Districts, layers.GeometryPolygon, nil, []orb.Geometry{
		orb.Polygon{{{-170, -70}, {170, -70}, {170, 70}, {-170, 70}, {-170, -70}}},
	}, nil)
	if _, err := archive(t, context.Background(), index(t, world, world.layer), world.city); !errors.Is(err, tiles.ErrTooLarge) {
		t.Errorf("got %v of the whole world", err)
	}
}
