package osm

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// A nodeTable holds the nodes that outlines use: first their ids are collected,
// then each node of the file is offered to it.
type nodeTable struct {
	ids      []int64 // collected; sorted and each once after freeze
	lon, lat []int32 // 1e-7 degrees
	cursor   int     // where the last search ended: files are sorted by id
}

// unplaced marks a node that the file has not given.
const unplaced = math.MinInt32

// freeze takes the ids that are wanted, in any order, and keeps the slice.
func (t *nodeTable) freeze(ids []int64) {
	t.ids = ids
	slices.Sort(t.ids)
	t.ids = slices.Clip(slices.Compact(t.ids))
	t.lon = make([]int32, len(t.ids))
	t.lat = make([]int32, len(t.ids))
	for i := range t.lon {
		t.lon[i] = unplaced
	}
}

// place gives a wanted node its coordinates; the first time counts. It returns
// false where the node is not wanted.
func (t *nodeTable) place(id int64, lon, lat int32) bool {
	i, found := t.find(id)
	if found && t.lon[i] == unplaced {
		t.lon[i], t.lat[i] = lon, lat
	}
	return found
}

// find searches forward from the cursor in growing steps, or in what lies
// before it.
func (t *nodeTable) find(id int64) (int, bool) {
	ids, low, high := t.ids, t.cursor, t.cursor
	if low < len(ids) && ids[low] <= id {
		for step := 1; high < len(ids) && ids[high] < id; step *= 2 {
			low, high = high, high+step
		}
		high = min(high+1, len(ids))
	} else {
		low, high = 0, low
	}
	i, found := slices.BinarySearch(ids[low:high], id)
	t.cursor = low + i
	return t.cursor, found
}

// at returns a node's place in degrees, and false where the file lacks it. The
// division is exact where the decimal text was.
func (t *nodeTable) at(id int64) (orb.Point, bool) {
	i, found := t.find(id)
	if !found || t.lon[i] == unplaced {
		return orb.Point{}, false
	}
	return orb.Point{float64(t.lon[i]) / 1e7, float64(t.lat[i]) / 1e7}, true
}

// points returns the places of nodes, and how many of them are missing.
func (t *nodeTable) points(ids []int64) (line []orb.Point, missing int) {
	line = make([]orb.Point, 0, len(ids))
	for _, id := range ids {
		if p, ok := t.at(id); ok {
			line = append(line, p)
		} else {
			missing++
		}
	}
	return line, missing
}

// missing returns how many of the nodes the file lacks.
func (t *nodeTable) missing(ids []int64) (n int) {
	for _, id := range ids {
		if i, found := t.find(id); !found || t.lon[i] == unplaced {
			n++
		}
	}
	return n
}
