package agefriendly

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
)

// A crowd counts people in boxes: sums over a grid of squares, each over all to
// the south and the west of it, so that a box of any size costs four look-ups.
type crowd struct {
	min        orb.Point
	step       orb.Point // degrees of a square
	cols, rows int
	sum        []coverage.Amount // (cols+1) × (rows+1)
}

// crowdSquares is how many squares a side of the grid has at most.
const crowdSquares = 1024

// newCrowd counts points with their people.
func newCrowd(points []orb.Point, people []coverage.Amount) *crowd {
	c := &crowd{}
	if len(points) == 0 {
		return c
	}
	box := orb.MultiPoint(points).Bound()
	c.min, c.cols, c.rows = box.Min, crowdSquares, crowdSquares
	for i := range c.step {
		c.step[i] = math.Max((box.Max[i]-box.Min[i])/(crowdSquares-1), 1e-5)
	}
	c.sum = make([]coverage.Amount, (c.cols+1)*(c.rows+1))
	for i, p := range points {
		c.sum[c.index(c.column(p[0])+1, c.row(p[1])+1)] += people[i]
	}
	for row := 1; row <= c.rows; row++ {
		var along coverage.Amount
		for col := 1; col <= c.cols; col++ {
			along += c.sum[c.index(col, row)]
			c.sum[c.index(col, row)] = along + c.sum[c.index(col, row-1)]
		}
	}
	return c
}

func (c *crowd) index(col, row int) int { return row*(c.cols+1) + col }

func (c *crowd) column(lon float64) int { return square(lon, c.min[0], c.step[0], c.cols) }
func (c *crowd) row(lat float64) int    { return square(lat, c.min[1], c.step[1], c.rows) }

func square(x, low, step float64, count int) int {
	return int(math.Max(0, math.Min(float64(count-1), math.Floor((x-low)/step))))
}

// in returns how many people are in a box at most: those of all squares that it
// touches.
func (c *crowd) in(box orb.Bound) coverage.Amount {
	if c.sum == nil {
		return 0
	}
	west, east := c.column(box.Min[0]), c.column(box.Max[0])+1
	south, north := c.row(box.Min[1]), c.row(box.Max[1])+1
	return c.sum[c.index(east, north)] - c.sum[c.index(west, north)] - c.sum[c.index(east, south)] + c.sum[c.index(west, south)]
}

// around widens a box by metres on every side.
func around(box orb.Bound, metres float64) orb.Bound {
	return geo.PlaneAt(box.Min).Around(metres).Union(geo.PlaneAt(box.Max).Around(metres))
}
