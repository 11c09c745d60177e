package main

import "fmt"

// fields draws farmland, here and there with a track that ends in it.
func (c *canvas) fields(b block) {
	use := "farmland"
	switch b.roll(6, 3) {
	case 0:
		use = "orchard"
	case 1:
		use = "forest"
	}
	outline := b.outline(0.4)
	for i := range outline { // hedges follow no ruler
		outline[i] = mix(outline[i], b.spot(3, 3), between(0, 0.3, 32, b.column, b.row, i))
	}
	c.area(outline, tag{"landuse", use})
	from, to := c.entry(b)
	if from == to || b.roll(3, 1) == 0 {
		return
	}
	step := corner{to.a - from.a, to.b - from.b}
	path := []corner{from}
	for range 3 + b.roll(2, 2) {
		last := path[len(path)-1]
		path = append(path, corner{last.a + step.a, last.b + step.b})
	}
	c.open(path, highway("track", tag{"surface", "unpaved"})...)
}

// village draws a lane from the road into the block, and houses' paths off it.
func (c *canvas) village(b block) {
	from, to := c.entry(b)
	if from == to {
		panic(fmt.Sprintf("no street touches the village in column %d, row %d", b.column, b.row))
	}
	along := corner{to.a - from.a, to.b - from.b}
	aside := corner{along.b, along.a}
	lane := []corner{from}
	for range 4 {
		last := lane[len(lane)-1]
		lane = append(lane, corner{last.a + along.a, last.b + along.b})
	}
	c.open(lane, highway("unclassified")...)
	for k, at := range lane[2:] {
		left := corner{at.a + aside.a, at.b + aside.b}
		right := corner{at.a - aside.a, at.b - aside.b}
		if k != 1 || b.roll(2, 5) == 0 {
			c.open([]corner{at, left}, highway("residential")...)
		}
		if k != 2 {
			c.open([]corner{right, at}, highway("residential")...)
		}
	}
	beyond := lane[len(lane)-1]
	side := corner{beyond.a + aside.a, beyond.b + aside.b}
	c.open([]corner{beyond, {beyond.a + along.a, beyond.b + along.b}}, highway("path")...)
	c.open([]corner{{side.a - along.a, side.b - along.b}, {side.a, side.b}}, highway("path")...)
	var yard []point
	for _, d := range [][2]float64{{1.6, -1.4}, {1.6, 1.4}, {4.5, 1.4}, {4.5, -1.4}} {
		yard = append(yard, spot(
			float64(from.a)+float64(d[0]*float64(along.a))+float64(d[1]*float64(aside.a)),
			float64(from.b)+float64(d[0]*float64(along.b))+float64(d[1]*float64(aside.b))))
	}
	c.area(yard, append([]tag{{"landuse", "residential"}}, c.named[b.at(0, 0)].tags()...)...)
}

// entry returns a corner on a street along the block's rim and the one inside
// next to it; equal corners if no street touches the block.
func (c *canvas) entry(b block) (from, to corner) {
	shift := 2 + b.roll(3, 6)
	sides := [][2]corner{
		{b.at(shift, 0), b.at(shift, 1)},
		{b.at(b.wide, shift), b.at(b.wide-1, shift)},
		{b.at(shift, sub), b.at(shift, sub-1)},
		{b.at(0, shift), b.at(1, shift)},
	}
	start := b.roll(len(sides), 7)
	for i := range sides {
		s := sides[(start+i)%len(sides)]
		if c.street[s[0]] {
			return s[0], s[1]
		}
	}
	return corner{}, corner{}
}
