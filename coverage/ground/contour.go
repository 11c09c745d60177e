package ground

import (
	"cmp"
	"math"
	"slices"
)

// Where a contour meets a side of a cell is a multiple of a side's steps-th: two
// contours meet it in one place, or so far apart that coordinates tell.
const steps = 64

// A ring is a closed contour, the ground to its left; the first corner is not
// repeated.
type ring []spot

// corners of a cell, as bits: south-west, south-east, north-east, north-west.
// The contours in a cell, by the corners inside, lead from side to side: 0
// south, 1 east, 2 north, 3 west. Opposite corners are kept apart.
var contours = [16][][2]int{
	1: {{0, 3}}, 2: {{1, 0}}, 3: {{1, 3}}, 4: {{2, 1}}, 5: {{0, 3}, {2, 1}}, 6: {{2, 0}}, 7: {{2, 3}},
	8: {{3, 2}}, 9: {{0, 2}}, 10: {{1, 0}, {3, 2}}, 11: {{1, 2}}, 12: {{3, 1}}, 13: {{0, 1}}, 14: {{3, 0}},
}

// sides returns a side of the cell whose south-west node is (i, j).
func sideOf(i, j, which int) edge {
	switch which {
	case 0:
		return edge{i, j, false}
	case 1:
		return edge{i + 1, j, true}
	case 2:
		return edge{i, j + 1, false}
	}
	return edge{i, j, true}
}

// cell returns φ at the corners of a cell, and which of them are inside.
func (g *grid) cell(i, j int) (phi [4]float32, inside int) {
	phi = [4]float32{g.at(i, j), g.at(i+1, j), g.at(i+1, j+1), g.at(i, j+1)}
	for k, v := range phi {
		if v <= 0 {
			inside |= 1 << k
		}
	}
	return phi, inside
}

// A contour leads around the nodes with φ at most 0, the ground to its left, from
// side to side of cells.
type contour struct {
	next map[edge]edge
	at   map[edge]spot // where it meets each side
	from []edge        // the sides by row and column
}

// contour returns that of the limit at which φ has been stamped.
func (d *drawing) contour() *contour {
	g := &d.grid
	c := &contour{next: map[edge]edge{}, at: map[edge]spot{}}
	for _, key := range g.keys {
		// The nodes of a tile, and of the row and the column after it.
		var in [tileSide + 1][tileSide + 1]bool
		here, east, north := g.tiles[key], g.tiles[[2]int{key[0] + 1, key[1]}], g.tiles[[2]int{key[0], key[1] + 1}]
		for j := range tileSide {
			for i := range tileSide {
				in[j][i] = here[j*tileSide+i] <= 0
			}
			in[j][tileSide] = east != nil && east[j*tileSide] <= 0
			in[tileSide][j] = north != nil && north[j] <= 0
		}
		in[tileSide][tileSide] = g.at((key[0]+1)*tileSide, (key[1]+1)*tileSide) <= 0
		for j := range tileSide {
			for i := range tileSide {
				which := bit(in[j][i]) | bit(in[j][i+1])<<1 | bit(in[j+1][i+1])<<2 | bit(in[j+1][i])<<3
				for _, sides := range contours[which] {
					x, y := key[0]*tileSide+i, key[1]*tileSide+j
					from := sideOf(x, y, sides[0])
					c.next[from], c.at[from] = sideOf(x, y, sides[1]), d.crossing(from)
					c.from = append(c.from, from)
				}
			}
		}
	}
	slices.SortFunc(c.from, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.j, b.j), cmp.Compare(a.i, b.i), cmp.Compare(bit(a.north), bit(b.north)))
	})
	return c
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A step is the piece of a contour that starts at a side, or of the one within it
// that a band leaves out, walked the other way.
type step struct {
	edge
	inner bool
}

// rings follows a contour until it closes. With an inner one, the ground between
// the two: where they meet a side in one place the ground between them ends, and
// the ring goes from one to the other.
func rings(outer, inner *contour) []ring {
	if inner == nil {
		inner = &contour{}
	}
	back := make(map[edge]edge, len(inner.next))
	for from, to := range inner.next {
		back[to] = from
	}
	done := make(map[step]bool, len(outer.next)+len(back))
	var out []ring
	follow := func(at step) {
		var r ring
		for !done[at] {
			done[at] = true
			to, place := outer.next[at.edge], outer.at
			if at.inner {
				to, place = back[at.edge], inner.at
			}
			r = append(r, place[at.edge])
			within, both := inner.at[to]
			meet := both && within == outer.at[to]
			at = step{to, at.inner != meet}
		}
		out = append(out, loops(r)...)
	}
	for _, e := range outer.from {
		follow(step{e, false})
	}
	for _, e := range inner.from {
		follow(step{e, true})
	}
	return out
}

// loops parts a ring that comes twice to one place there. What is left of two
// contours that follow one another is no ring.
func loops(r ring) []ring {
	var out []ring
	var path ring
	seen := make(map[spot]int, len(r))
	for _, s := range r {
		if first, again := seen[s]; again {
			out = append(out, slices.Clone(path[first:]))
			for _, left := range path[first:] {
				delete(seen, left)
			}
			path = path[:first]
		}
		seen[s] = len(path)
		path = append(path, s)
	}
	out = append(out, path)
	return slices.DeleteFunc(out, func(r ring) bool { return len(r) < 3 })
}

// crossing returns where a contour meets a side of a cell, one of whose nodes is
// inside.
func (d *drawing) crossing(e edge) spot {
	i, j := e.i+1, e.j
	if e.north {
		i, j = e.i, e.j+1
	}
	from, to := d.grid.at(e.i, e.j), d.grid.at(i, j)
	parted, isParted := d.walls[e]
	f := 0.0
	if from <= 0 {
		f = d.grid.between(from, to, parted[0], isParted)
	} else {
		f = 1 - d.grid.between(to, from, 1-parted[1], isParted)
	}
	x, y := float64(e.i), float64(e.j)
	if e.north {
		y += f
	} else {
		x += f
	}
	return spot{x * d.grid.side, y * d.grid.side}
}

// between returns the fraction from a node inside to its neighbour outside at
// which φ is 0. Where an obstacle is between, the neighbour's φ is of streets
// beyond it: the ground ends where the node's own says, or before the obstacle.
// It never falls with φ.
func (g *grid) between(in, out float32, parted float64, isParted bool) float64 {
	f := 0.0
	switch {
	case isParted:
		f = min(math.Round(steps*-float64(in)/g.side), math.Floor(steps*parted)-1)
	case out != far:
		f = math.Round(steps * float64(in) / (float64(in) - float64(out)))
	}
	return max(2, min(steps-2, f)) / steps // away from the nodes
}
