package ground

import "math"

// holdStreets sees to it that the reached part of every line near an obstacle
// is inside: where a cell's ground would leave out a part of the street in it,
// all of its corners count as inside. Elsewhere the corners are inside anyway.
func (d *drawing) holdStreets(limit float64) {
	for _, l := range d.lines {
		if len(l.walls) == 0 {
			continue
		}
		if reached, ok := l.cut(limit); ok {
			d.eachCell(reached.a, reached.b, d.hold)
		}
	}
}

// hold makes sure that a cell covers the line between two spots in it.
func (d *drawing) hold(i, j int, a, b spot) {
	_, inside := d.grid.cell(i, j)
	if inside == 15 || d.covers(i, j, inside, a, b) {
		return
	}
	const just = -1e-3
	for _, node := range [4][2]int{{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}} {
		d.grid.lower(node[0], node[1], just)
	}
}

// covers reports whether the line between two spots of a cell lies to the left
// of its contours. Where opposite corners are inside it is told to be left out.
func (d *drawing) covers(i, j, inside int, a, b spot) bool {
	if inside == 0 || len(contours[inside]) != 1 {
		return false
	}
	c := contours[inside][0]
	p, q := d.crossing(sideOf(i, j, c[0])), d.crossing(sideOf(i, j, c[1]))
	room := 0.02 * dist(p, q) // for coordinates that are rounded
	return side(p, q, a) > room && side(p, q, b) > room
}

// eachCell visits the cells that the line from a to b passes, with its part in
// each.
func (d *drawing) eachCell(a, b spot, visit func(i, j int, a, b spot)) {
	s := d.grid.side
	at := func(f float64) spot { return spot{a.x + float64(f*(b.x-a.x)), a.y + float64(f*(b.y-a.y))} }
	from := 0.0
	for from <= 1 {
		// The next line of the grid after from, along either axis.
		to := min(1, nextLine(a.x, b.x, from, s), nextLine(a.y, b.y, from, s))
		p, q := at(from), at(to)
		i, j := int(math.Floor((p.x+q.x)/2/s)), int(math.Floor((p.y+q.y)/2/s))
		visit(i, j, p, q)
		if to == 1 {
			return
		}
		from = to
	}
}

// nextLine returns the fraction of the way from a to b, over from, at which a
// multiple of side is passed; more than 1 where none is.
func nextLine(a, b, from, side float64) float64 {
	if a == b {
		return 2
	}
	x := a + float64(from*(b-a))
	k := math.Floor(x/side) + 1
	if b < a {
		k = math.Ceil(x/side) - 1
	}
	f := (k*side - a) / (b - a)
	if f <= from { // rounded back to where we are
		if b < a {
			k--
		} else {
			k++
		}
		f = (k*side - a) / (b - a)
	}
	return f
}
