package ground

import (
	"math"

	"github.com/paulmach/orb"
)

// touch is how near in metres to a street an obstacle is touched and not
// crossed, as for the legs of [streets.Network.Crossed].
const touch = 0.01

// sees reports whether the straight line from a street to a node leads over no
// wall.
func sees(s, node spot, walls []wall) bool {
	for _, w := range walls {
		if along, ok := meet(s, node, w.a, w.b); ok && along*dist(s, node) > touch {
			return false
		}
	}
	return true
}

// meet returns how far from a to b, as a fraction, the line between them meets
// the one from c to d. Lines along each other don't meet.
func meet(a, b, c, d spot) (along float64, ok bool) {
	if max(a.x, b.x) < min(c.x, d.x) || max(c.x, d.x) < min(a.x, b.x) ||
		max(a.y, b.y) < min(c.y, d.y) || max(c.y, d.y) < min(a.y, b.y) {
		return 0, false
	}
	sc, sd := side(a, b, c), side(a, b, d)
	if sc == 0 && sd == 0 || sc > 0 && sd > 0 || sc < 0 && sd < 0 {
		return 0, false
	}
	sa, sb := side(c, d, a), side(c, d, b)
	if sa > 0 && sb > 0 || sa < 0 && sb < 0 || sa == sb {
		return 0, false
	}
	return sa / (sa - sb), true
}

// side is positive where p lies to the left of the line from a to b.
func side(a, b, p spot) float64 {
	return float64((b.x-a.x)*(p.y-a.y)) - float64((b.y-a.y)*(p.x-a.x))
}

// An edge is a side of a cell: from a node to the next to the east or north.
type edge struct {
	i, j  int
	north bool
}

// A wallMap knows where obstacles part neighbouring nodes: the fractions of the
// side between them at which the first and the last does.
type wallMap map[edge][2]float64

// findWalls finds the obstacles around every line, and the sides of cells that
// they part.
func (d *drawing) findWalls() {
	d.walls = wallMap{}
	if d.Walls == nil {
		return
	}
	g := &d.grid
	width := float64(tileSide) * g.side
	any := false
	for _, key := range g.keys {
		x, y := float64(key[0])*width, float64(key[1])*width
		d.Walls(d.bound(spot{x, y}, spot{x + width, y + width}), func(a, b orb.Point) {
			any = true
			d.part(wall{d.to(a), d.to(b)}, key)
		})
	}
	if !any {
		return
	}
	r := math.Max(Most, g.least()) + g.margin()
	for i := range d.lines {
		l := &d.lines[i]
		low := spot{min(l.a.x, l.b.x) - r, min(l.a.y, l.b.y) - r}
		high := spot{max(l.a.x, l.b.x) + r, max(l.a.y, l.b.y) + r}
		d.Walls(d.bound(low, high), func(a, b orb.Point) { l.walls = append(l.walls, wall{d.to(a), d.to(b)}) })
	}
}

func (d *drawing) bound(low, high spot) orb.Bound {
	return orb.Bound{Min: d.from(low), Max: d.from(high)}
}

// part marks the sides of cells that a wall parts, as far as they begin in a
// tile.
func (d *drawing) part(w wall, key [2]int) {
	d.partAlong(w, key, false)
	d.partAlong(wall{spot{w.a.y, w.a.x}, spot{w.b.y, w.b.x}}, [2]int{key[1], key[0]}, true)
}

// partAlong marks where a wall crosses the lines of the grid that run from west
// to east; from south to north where its axes are swapped.
func (d *drawing) partAlong(w wall, key [2]int, north bool) {
	if w.a.y == w.b.y {
		return
	}
	s := d.grid.side
	first := max(key[1]*tileSide, int(math.Ceil(min(w.a.y, w.b.y)/s)))
	last := min((key[1]+1)*tileSide-1, int(math.Floor(max(w.a.y, w.b.y)/s)))
	for j := first; j <= last; j++ {
		f := (float64(j)*s - w.a.y) / (w.b.y - w.a.y)
		x := (w.a.x + float64(f*(w.b.x-w.a.x))) / s
		i := int(math.Floor(x))
		if i < key[0]*tileSide || i >= (key[0]+1)*tileSide {
			continue
		}
		e := edge{i, j, north}
		if north {
			e.i, e.j = j, i
		}
		at := x - math.Floor(x)
		if known, ok := d.walls[e]; ok {
			d.walls[e] = [2]float64{min(known[0], at), max(known[1], at)}
		} else {
			d.walls[e] = [2]float64{at, at}
		}
	}
}
