package ground

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

const (
	tileSide = 64 // nodes
	// mostTiles bounds the memory of a drawing: 2,048 tiles are 32 MiB, and at 5 m
	// 210 km².
	mostTiles = 2048
)

// A tile holds φ in metres at its nodes, far where nothing has been stamped.
type tile [tileSide * tileSide]float32

const far = float32(math.MaxFloat32)

// A grid is a field of nodes, side metres apart. Node (i, j) lies i sides east
// and j sides north of the origin.
type grid struct {
	side  float64
	tiles map[[2]int]*tile
	keys  [][2]int // of the tiles, by row, then column
}

// at returns φ at a node.
func (g *grid) at(i, j int) float32 {
	t := g.tiles[[2]int{i / tileSide, j / tileSide}]
	if t == nil {
		return far
	}
	return t[j%tileSide*tileSide+i%tileSide]
}

// lower sets φ at a node where that is less.
func (g *grid) lower(i, j int, v float32) {
	if t := g.tiles[[2]int{i / tileSide, j / tileSide}]; t != nil {
		at := &t[j%tileSide*tileSide+i%tileSide]
		*at = min(*at, v)
	}
}

// margin is how far beyond a line its ground is stamped, so that the neighbours
// of every node inside have their φ.
func (g *grid) margin() float64 { return 1.5 * g.side }

// least is the ground around every piece: the diagonal of a cell, and a little.
func (g *grid) least() float64 { return 1.42 * g.side }

// layGrid puts the pieces on a plane, and makes the tiles that they touch.
func (d *drawing) layGrid() error {
	bound := orb.Bound{Min: d.Pieces[0].Near, Max: d.Pieces[0].Near}
	for _, p := range d.Pieces {
		bound = bound.Extend(p.Near).Extend(p.Far)
	}
	d.plane = geo.PlaneAt(bound.Center())
	const rim = Most + 4*Coarsest // no node's number is negative
	d.x, d.y = d.plane.To(bound.Min)
	d.x, d.y = d.x-rim, d.y-rim
	for _, p := range d.Pieces {
		d.lines = append(d.lines, line{a: d.to(p.Near), b: d.to(p.Far), ta: p.NearTime, tb: p.FarTime})
	}
	for d.grid.side = Finest; d.grid.side <= Coarsest; d.grid.side *= 2 {
		if d.makeTiles() {
			return nil
		}
	}
	return ErrTooLarge
}

// makeTiles makes the tiles that the lines' ground touches; false where they
// are too many.
func (d *drawing) makeTiles() bool {
	g := &d.grid
	g.tiles, g.keys = map[[2]int]*tile{}, nil
	width := g.side * tileSide
	for _, l := range d.lines {
		r := math.Max(Most, g.least()) + g.margin() + g.side
		west, east := int((min(l.a.x, l.b.x)-r)/width), int((max(l.a.x, l.b.x)+r)/width)
		south, north := int((min(l.a.y, l.b.y)-r)/width), int((max(l.a.y, l.b.y)+r)/width)
		for y := south; y <= north; y++ {
			for x := west; x <= east; x++ {
				key := [2]int{x, y}
				if g.tiles[key] != nil {
					continue
				}
				if len(g.keys) == mostTiles {
					return false
				}
				g.tiles[key] = newTile()
				g.keys = append(g.keys, key)
			}
		}
	}
	slices.SortFunc(g.keys, func(a, b [2]int) int {
		if a[1] != b[1] {
			return a[1] - b[1]
		}
		return a[0] - b[0]
	})
	return true
}

func newTile() *tile {
	t := new(tile)
	for i := range t {
		t[i] = far
	}
	return t
}

// to returns a place in metres from the grid's origin.
func (d *drawing) to(p orb.Point) spot {
	x, y := d.plane.To(p)
	return spot{x - d.x, y - d.y}
}

// from is the reverse of to, on the raster of 1e-7 degrees.
func (d *drawing) from(s spot) orb.Point {
	p := d.plane.From(s.x+d.x, s.y+d.y)
	return orb.Point{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}
}
