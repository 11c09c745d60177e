package build

// Hilbert is the place of a cell along the curve of 2^HilbertBits cells a side.
var Hilbert = hilbert

// HilbertBits is the order of the curve.
const HilbertBits = hilbertBits

// AlongCurve orders nodes along the curve over their box.
var AlongCurve = alongCurve

// Unplaced is the longitude of a node that has no place.
const Unplaced = unplaced

// SortByKey sorts values by keys, as the builder sorts node ids.
func SortByKey(keys []uint64) (values []uint32) {
	all := make([]keyValue, len(keys))
	for i, k := range keys {
		all[i] = keyValue{k, uint32(i)}
	}
	for _, kv := range sortByKey(all) {
		values = append(values, kv.value)
	}
	return values
}

// A Cursor finds ids as PlaceNode does.
type Cursor struct{ at int }

// Find returns the place of an id in a sorted list.
func (c *Cursor) Find(ids []int64, id int64) (int, bool) { return findNear(ids, &c.at, id) }
