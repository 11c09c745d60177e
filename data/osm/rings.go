package osm

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"lifecircle/geo"
)

// joinRings joins lines of node ids, end to end, to closed rings. Every line
// must find its place in one; ok is false where one is left open.
//
// Lines join where they share a node, not where coordinates happen to be equal.
// A walk that comes back to a node it has passed closes a ring there, so two
// rings that touch stay two. The order of the lines decides where a ring
// begins, and which of several equal readings is taken.
//
// osmgeojson joins by coordinates, in a time that grows with the square of the
// lines, and drops what it cannot close without a word.
func joinRings(lines [][]int64) (rings [][]int64, ok bool) {
	ends := map[int64][]int{} // lines by the nodes they end in
	for i, line := range lines {
		if len(line) < 2 {
			return nil, false
		}
		first, last := line[0], line[len(line)-1]
		if first == last {
			continue
		}
		ends[first] = append(ends[first], i)
		ends[last] = append(ends[last], i)
	}
	used := make([]bool, len(lines))
	next := func(node int64) (int, bool) {
		list := ends[node]
		for len(list) > 0 && used[list[0]] {
			list = list[1:]
		}
		ends[node] = list
		if len(list) == 0 {
			return 0, false
		}
		return list[0], true
	}
	for i, line := range lines {
		if used[i] {
			continue
		}
		used[i] = true
		if line[0] == line[len(line)-1] {
			rings = append(rings, line)
			continue
		}
		path := [][]int64{line}
		at := map[int64]int{line[0]: 0} // which line of the path begins at a node
		for len(path) > 0 {
			tip := path[len(path)-1]
			end := tip[len(tip)-1]
			if from, passed := at[end]; passed {
				rings = append(rings, concatenate(path[from:]))
				for _, l := range path[from:] {
					delete(at, l[0])
				}
				path = path[:from]
				continue
			}
			n, found := next(end)
			if !found {
				return nil, false
			}
			used[n] = true
			at[end] = len(path)
			path = append(path, from(lines[n], end))
		}
	}
	return rings, true
}

// from returns a line so that it begins at a node that it begins or ends in.
func from(line []int64, node int64) []int64 {
	if line[0] == node {
		return line
	}
	turned := make([]int64, len(line))
	for i, id := range line {
		turned[len(line)-1-i] = id
	}
	return turned
}

func concatenate(lines [][]int64) []int64 {
	ring := []int64{lines[0][0]}
	for _, l := range lines {
		ring = append(ring, l[1:]...)
	}
	return ring
}

// polygons puts each inner ring into the smallest outer ring around it; ok is
// false where there is none, or no outer ring. Outer rings wind
// counter-clockwise, as RFC 7946 has it.
func polygons(outer, inner []orb.Ring) (multi orb.MultiPolygon, ok bool) {
	if len(outer) == 0 {
		return nil, false
	}
	bounds, areas := make([]orb.Bound, len(outer)), make([]float64, len(outer))
	for i, ring := range outer {
		multi = append(multi, orb.Polygon{ring})
		bounds[i] = ring.Bound()
		areas[i] = geo.Area(orb.MultiPolygon{{ring}})
	}
	for _, ring := range inner {
		home := -1
		for i := range outer {
			if (home < 0 || areas[i] < areas[home]) && encloses(outer[i], bounds[i], ring) {
				home = i
			}
		}
		if home < 0 {
			return nil, false
		}
		multi[home] = append(multi[home], ring)
	}
	geo.Wind(multi)
	return multi, true
}

// encloses looks at a few points of the inner ring: rings of one boundary may
// touch, but do not cross.
func encloses(outer orb.Ring, bound orb.Bound, inner orb.Ring) bool {
	const looks = 8
	for i := range min(looks, len(inner)) {
		p := inner[i*len(inner)/min(looks, len(inner))]
		if !bound.Contains(p) || !planar.RingContains(outer, p) {
			return false
		}
	}
	return true
}
