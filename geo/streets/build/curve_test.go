package build_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/geo/streets/build"
)

// TestTheCurveIsAWalk: neighbours along the curve are neighbours on the ground, and
// each of its quarters is a quarter of the square: what D. Hilbert's curve is.
func TestTheCurveIsAWalk(t *testing.T) {
	const side, corner = 1 << build.HilbertBits, 64
	for _, at := range [][2]uint32{{0, 0}, {side - corner, 0}, {side/2 - corner/2, side/2 - corner/2}, {12_345, 54_321}} {
		cell := map[uint64][2]int{}
		for x := range uint32(corner) {
			for y := range uint32(corner) {
				d := build.Hilbert(at[0]+x, at[1]+y)
				if _, twice := cell[d]; twice || d >= side*side {
					t.Fatalf("two cells at %d, or beyond the curve", d)
				}
				cell[d] = [2]int{int(x), int(y)}
			}
		}
		for d, a := range cell {
			b, there := cell[d+1]
			if step := max(a[0]-b[0], b[0]-a[0]) + max(a[1]-b[1], b[1]-a[1]); there && step != 1 {
				t.Fatalf("from %v the next cell is %v", a, b)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Uint32Range(0, side-1).Draw(t, "x"), rapid.Uint32Range(0, side-1).Draw(t, "y")
		quarter := build.Hilbert(x, y) / (side * side / 4)
		if want := []uint64{0, 3, 1, 2}[x/(side/2)+y/(side/2)*2]; quarter != want {
			t.Errorf("cell %d, %d is in quarter %d, want %d", x, y, quarter, want)
		}
	})
}

// TestNodesAlongTheCurve: every node once, those without a place first, by cells
// and then as they came; wherever on the earth, and of any extent.
func TestNodesAlongTheCurve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spread := rapid.SampledFrom([]int32{1, 3, 1000, 1_000_000_000}).Draw(t, "spread")
		count := rapid.IntRange(0, 60).Draw(t, "nodes")
		lon, lat := make([]int32, count), make([]int32, count)
		west, south, east, north := int64(math.MaxInt32), int64(math.MaxInt32), int64(math.MinInt32), int64(math.MinInt32)
		for i := range lon {
			if rapid.IntRange(0, 5).Draw(t, "there") == 0 {
				lon[i] = build.Unplaced
				continue
			}
			lon[i], lat[i] = rapid.Int32Range(-spread, spread).Draw(t, "lon"), rapid.Int32Range(-spread/2, spread/2).Draw(t, "lat")
			west, east = min(west, int64(lon[i])), max(east, int64(lon[i]))
			south, north = min(south, int64(lat[i])), max(north, int64(lat[i]))
		}
		key := func(i uint32) int64 {
			if lon[i] == build.Unplaced {
				return -1
			}
			side := max(east-west, north-south, 1)
			x, y := (int64(lon[i])-west)*(1<<build.HilbertBits-1)/side, (int64(lat[i])-south)*(1<<build.HilbertBits-1)/side
			return int64(build.Hilbert(uint32(x), uint32(y)))
		}
		want := make([]uint32, count)
		for i := range want {
			want[i] = uint32(i)
		}
		got := build.AlongCurve(lon, lat)
		// A node without a place has the key 0, which the first cell has too.
		slices.SortStableFunc(want, func(a, b uint32) int { return cmp.Compare(max(0, key(a)), max(0, key(b))) })
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}

// TestKeysAreSortedStably against the library's sort, keys that share digits, and
// all bits.
func TestKeysAreSortedStably(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mask := rapid.SampledFrom([]uint64{0, 1, 0x7ff, 0x7ff << 11, 0xffff_0000_0000_0000, math.MaxUint64}).Draw(t, "varying")
		fixed := rapid.Uint64().Draw(t, "fixed") &^ mask
		keys := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) uint64 { return rapid.Uint64().Draw(t, "key")&mask | fixed }), 0, 80).Draw(t, "keys")
		want := make([]uint32, len(keys))
		for i := range want {
			want[i] = uint32(i)
		}
		slices.SortStableFunc(want, func(a, b uint32) int { return cmp.Compare(keys[a], keys[b]) })
		if got := build.SortByKey(keys); !slices.Equal(got, want) {
			t.Errorf("%x sorted as %v, want %v", keys, got, want)
		}
	})
}

// TestIDsAreFoundFromAnywhere: a cursor that hops finds what a search over the whole
// list does.
func TestIDsAreFoundFromAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.Int64Range(-100, 100), 0, 60, rapid.ID[int64]).Draw(t, "ids")
		slices.Sort(ids)
		var c build.Cursor
		for range 40 {
			id := rapid.Int64Range(-110, 110).Draw(t, "id")
			at, found := c.Find(ids, id)
			want, there := slices.BinarySearch(ids, id)
			if found != there || found && at != want {
				t.Errorf("%d is at %d, %t; want %d, %t (%v)", id, at, found, want, there, ids)
			}
		}
	})
}
