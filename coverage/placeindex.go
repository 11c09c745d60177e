package coverage

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// A placeIndex looks places up by district and by where they are. Engines whose
// placeIndex and districts are the same share one. It is made when first asked.
type placeIndex struct {
	sortedOnce sync.Once
	byID       []int32     // all places by id, of equal ones the first
	byDistrict [][][]int32 // by level, then by district, 0 being none: its places by id

	cellsOnce sync.Once
	cells     []gridCell // ascending
	places    []int32    // places, beside cells

	h3Once sync.Once
	byCell []int32 // places that are H3 cells, by cell
}

// sortByDistrict lists the places of every district.
func (x *placeIndex) sortByDistrict(e *Engine) {
	x.sortedOnce.Do(func() {
		ids := e.city.Demand.ID
		x.byID = make([]int32, len(ids))
		for i := range x.byID {
			x.byID[i] = int32(i)
		}
		slices.SortStableFunc(x.byID, func(a, b int32) int { return strings.Compare(ids[a], ids[b]) })
		x.byDistrict = make([][][]int32, len(e.levels))
		for l := range x.byDistrict {
			x.byDistrict[l] = make([][]int32, len(e.city.Districts)+1)
			for _, i := range x.byID {
				d := e.districtOf[l][i] + 1
				x.byDistrict[l][d] = append(x.byDistrict[l][d], i)
			}
		}
	})
}

// A gridCell is a piece of the ground: its row from south to north in the high
// half, its column from west to east in the low one.
type gridCell uint64

// gridDegrees is the size of a cell, some 500 m from south to north.
const gridDegrees = 0.005

func gridCellAt(p orb.Point) (column, row uint32) {
	return gridIndex(p[0]+180, 360), gridIndex(p[1]+90, 180)
}

// gridIndex counts cells from the west or the south; a box may end beyond the world.
func gridIndex(degrees, all float64) uint32 {
	return uint32(math.Floor(min(max(degrees, 0), all) / gridDegrees))
}

// sortByCell sorts the places into cells.
func (x *placeIndex) sortByCell(points []orb.Point) {
	x.cellsOnce.Do(func() {
		type placed struct {
			cell  gridCell
			place int32
		}
		all := make([]placed, len(points))
		for i, p := range points {
			column, row := gridCellAt(p)
			all[i] = placed{gridCell(row)<<32 | gridCell(column), int32(i)}
		}
		slices.SortFunc(all, func(a, b placed) int { return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.place, b.place)) })
		x.cells, x.places = make([]gridCell, len(all)), make([]int32, len(all))
		for i, a := range all {
			x.cells[i], x.places[i] = a.cell, a.place
		}
	})
}

// EachPlaceNear calls f for the places whose point is within some metres of p, and for
// others not much farther.
func (e *Engine) EachPlaceNear(p orb.Point, metres float64, f func(place int)) {
	e.placeIndex.eachInBox(e.city.Demand.Point, geo.PlaneAt(p).Around(metres+1), f)
}

// eachInBox calls f for the places in a box and for some around it.
func (x *placeIndex) eachInBox(points []orb.Point, box orb.Bound, f func(place int)) {
	x.sortByCell(points)
	west, south := gridCellAt(box.Min)
	east, north := gridCellAt(box.Max)
	for row := south; row <= north; row++ {
		first, _ := slices.BinarySearch(x.cells, gridCell(row)<<32|gridCell(west))
		for ; first < len(x.cells) && x.cells[first] <= gridCell(row)<<32|gridCell(east); first++ {
			f(int(x.places[first]))
		}
	}
}

// inCell lists the places that are an H3 cell, given those of all places.
func (x *placeIndex) inCell(cells []uint64, cell uint64) []int32 {
	x.h3Once.Do(func() {
		for i, c := range cells {
			if c != 0 {
				x.byCell = append(x.byCell, int32(i))
			}
		}
		slices.SortStableFunc(x.byCell, func(a, b int32) int { return cmp.Compare(cells[a], cells[b]) })
	})
	of := func(i int32, cell uint64) int { return cmp.Compare(cells[i], cell) }
	first, _ := slices.BinarySearchFunc(x.byCell, cell, of)
	last := first
	for last < len(x.byCell) && cells[x.byCell[last]] == cell {
		last++
	}
	return x.byCell[first:last]
}
