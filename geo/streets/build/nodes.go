package build

import "slices"

func unplacedNodes(count int) (lon, lat []int32) {
	lon, lat = make([]int32, count), make([]int32, count)
	for i := range lon {
		lon[i] = unplaced
	}
	return lon, lat
}

// indexRefs lists the distinct node ids, sorted, and gives each reference its
// place in the list.
func indexRefs(refs []int64) (ids []int64, index []uint32) {
	const sign = 1 << 63 // so that negative ids sort first
	keys := make([]keyValue, len(refs))
	for i, id := range refs {
		keys[i] = keyValue{uint64(id) ^ sign, uint32(i)}
	}
	keys = sortByKey(keys)
	index = make([]uint32, len(refs))
	ids = make([]int64, 0, len(refs))
	for i, k := range keys {
		if i == 0 || k.key != keys[i-1].key {
			ids = append(ids, int64(k.key^sign))
		}
		index[k.value] = uint32(len(ids) - 1)
	}
	return slices.Clip(ids), index
}

// PlaceNode gives a node its coordinates in units of 1e-7 degrees. It returns
// false where no street or obstacle uses the node, which is then not kept. A node
// placed twice stays where it was first.
func (b *Builder) PlaceNode(id int64, lon, lat int32) bool {
	barring := b.obstacleNodes.place(id, lon, lat)
	at, found := findNear(b.ids, &b.cursor, id)
	if !found {
		return barring
	}
	if b.lon[at] == unplaced {
		b.lon[at], b.lat[at] = lon, lat
		b.placed++
	}
	return true
}

// Wanted returns how many distinct nodes the ways use, and how many of them
// have been placed.
func (b *Builder) Wanted() (nodes, placed int) { return len(b.ids), b.placed }

// findNear searches sorted ids near the cursor first, since files hold nodes by
// ascending id.
func findNear(ids []int64, cursor *int, id int64) (int, bool) {
	low, high := *cursor, *cursor
	if low < len(ids) && ids[low] <= id {
		for step := 1; high < len(ids) && ids[high] < id; step *= 2 {
			low, high = high, high+step
		}
		high = min(high+1, len(ids))
	} else {
		low, high = 0, min(low+1, len(ids))
	}
	at, found := slices.BinarySearch(ids[low:high], id)
	*cursor = low + at
	return *cursor, found
}
