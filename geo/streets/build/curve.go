package build

import (
	"math"
	"slices"
)

// renumber puts the nodes along a Hilbert curve over their box, those of one
// cell in the order of the source's ids: what lies together on the ground then
// lies together in memory, in everything that follows.
func (g *rawGraph) renumber() {
	order := alongCurve(g.lon, g.lat)
	number := make([]uint32, len(order))
	lon, lat := make([]int32, len(order)), make([]int32, len(order))
	for i, v := range order {
		number[v] = uint32(i)
		lon[i], lat[i] = g.lon[v], g.lat[v]
	}
	g.lon, g.lat = lon, lat
	for i := range g.segments {
		s := &g.segments[i]
		s.from, s.to = number[s.from], number[s.to]
	}
	for i, v := range g.cuts {
		g.cuts[i] = number[v]
	}
}

// alongCurve returns the nodes in the order of the curve. Nodes without a place
// come first; no segment uses them.
func alongCurve(lon, lat []int32) []uint32 {
	around := nowhere
	for i := range lon {
		if lon[i] != unplaced {
			around.add(lon[i], lat[i])
		}
	}
	side := max(around.east-around.west, around.north-around.south, 1)
	keys := make([]keyValue, len(lon))
	for i := range lon {
		keys[i].value = uint32(i)
		if lon[i] != unplaced {
			x := (int64(lon[i]) - around.west) * (1<<hilbertBits - 1) / side
			y := (int64(lat[i]) - around.south) * (1<<hilbertBits - 1) / side
			keys[i].key = hilbert(uint32(x), uint32(y))
		}
	}
	keys = sortByKey(keys)
	order := make([]uint32, len(keys))
	for i, k := range keys {
		order[i] = k.value
	}
	return order
}

// A bound is the smallest box around places, in 1e-7 degrees.
type bound struct{ west, south, east, north int64 }

// nowhere is the bound of no place.
var nowhere = bound{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

func (b *bound) add(lon, lat int32) {
	b.west, b.south = min(b.west, int64(lon)), min(b.south, int64(lat))
	b.east, b.north = max(b.east, int64(lon)), max(b.north, int64(lat))
}

// hilbertBits is the order of the curve: 2¹⁶ cells a side.
const hilbertBits = 16

// hilbert returns the distance along a Hilbert curve of order hilbertBits at
// cell (x, y). D. Hilbert, Math. Ann. 38 (1891), 459–460; the iteration over
// quadrants is the textbook one.
func hilbert(x, y uint32) uint64 {
	const side = 1 << hilbertBits
	var d uint64
	for s := uint32(side / 2); s > 0; s /= 2 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d += uint64(s) * uint64(s) * uint64((3*rx)^ry)
		if ry == 0 {
			if rx == 1 {
				x, y = side-1-x, side-1-y
			}
			x, y = y, x
		}
	}
	return d
}

// A keyValue is what sortByKey sorts: node ids, cells of the curve.
type keyValue struct {
	key   uint64
	value uint32
}

// sortByKey sorts by key and leaves equal keys in order. It counts digits of
// eleven bits and skips those that all keys share: several times faster than
// comparing on the tens of millions of node references of a large extract. The
// answer may lie in other memory than all.
func sortByKey(all []keyValue) []keyValue {
	any, every := uint64(0), uint64(math.MaxUint64)
	for _, k := range all {
		any, every = any|k.key, every&k.key
	}
	varying := any &^ every
	to := slices.Clone(all)
	for shift := 0; shift < 64; shift += 11 {
		if varying>>shift&2047 == 0 {
			continue
		}
		var start [2048]int
		for _, k := range all {
			start[k.key>>shift&2047]++
		}
		sum := 0
		for i, count := range start {
			start[i], sum = sum, sum+count
		}
		for _, k := range all {
			digit := k.key >> shift & 2047
			to[start[digit]] = k
			start[digit]++
		}
		all, to = to, all
	}
	return all
}
