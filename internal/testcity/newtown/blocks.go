package main

// blockOf returns the letter of a block by its column and row, '>' where it is
// the east of a superblock.
func blockOf(column, row int) byte { return blocks[len(blocks)-1-row][column] }

// blockAt returns the letter of the block that a corner lies in, the one that
// gives a superblock its kind.
func blockAt(c corner) byte {
	column := min(c.a/sub, len(columns)-2)
	row := min(c.b/sub, len(rows)-2)
	for blockOf(column, row) == '>' {
		column--
	}
	return blockOf(column, row)
}

// A block is a rectangle of the lattice with a letter.
type block struct {
	kind        byte
	column, row int
	west, south int // lattice
	wide        int // lattice steps; all are sub steps high
}

// eachBlock calls draw for every block from south-west to north-east.
func eachBlock(draw func(block)) {
	for row := range len(rows) - 1 {
		for column := range len(columns) - 1 {
			kind := blockOf(column, row)
			if kind == '>' || kind == '=' || kind == '#' {
				continue
			}
			wide := sub
			if column+1 < len(columns)-1 && blockOf(column+1, row) == '>' {
				wide = 2 * sub
			}
			draw(block{kind, column, row, column * sub, row * sub, wide})
		}
	}
}

// at returns a corner of the block by its steps from the south-west.
func (b block) at(da, db int) corner { return corner{b.west + da, b.south + db} }

// spot returns a place in the block likewise.
func (b block) spot(da, db float64) point { return spot(float64(b.west)+da, float64(b.south)+db) }

// turned returns a corner of a square block after turning and mirroring the
// block as its roll says, so that no two parks have the same paths.
func (b block) turned(da, db int) corner {
	if b.roll(2, 90) == 1 {
		da = sub - da
	}
	if b.roll(2, 91) == 1 {
		db = sub - db
	}
	if b.roll(2, 92) == 1 {
		da, db = db, da
	}
	return b.at(da, db)
}

// roll returns a number in [0, n) of the block's own.
func (b block) roll(n, what int) int { return pick(n, 30, what, b.column, b.row) }

// interiors draws what lies inside the blocks.
func (c *canvas) interiors() {
	eachBlock(func(b block) {
		switch b.kind {
		case 'l', 't':
			c.lanes(b)
		case 'o':
			c.openEstate(b)
		case 'g':
			c.compound(b)
		case 'p':
			c.park(b)
		case 'c':
			c.centre(b)
		case 's':
			c.school(b)
		case 'i':
			c.industry(b)
		case 'u':
			c.zone(b, 0.4, tag{"landuse", "construction"})
		case 'v':
			c.village(b)
		case 'f':
			c.fields(b)
		}
	})
}

// lanes fills a block with narrow streets that don't all go through.
func (c *canvas) lanes(b block) {
	class := "living_street"
	if b.kind == 't' {
		class = "residential"
	}
	for k, step := range []int{2, 4} {
		name := c.take("alley", alleys).tags()
		c.open(run(b.at(step, 0), b.at(step, sub)), append(highway(class), name...)...)
		from, to := 0, sub
		switch b.roll(3, k) { // some end in the block
		case 0:
			to = 4
		case 1:
			from = 2
		}
		name = c.take("alley", alleys).tags()
		c.open(run(b.at(from, step), b.at(to, step)), append(highway(class), name...)...)
	}
	for k := range 4 { // alleys
		a := 1 + 2*b.roll(3, 10+k)
		low := 2 * b.roll(3, 20+k)
		from, to := b.at(a, low), b.at(a, low+2)
		if k%2 == 1 {
			from, to = b.at(low, a), b.at(low+2, a)
		}
		if c.street[from] || c.street[to] {
			c.open(run(from, to), highway("footway")...)
		}
	}
}

// openEstate draws streets and drives that everyone may use.
func (c *canvas) openEstate(b block) {
	middle := 2 + b.roll(3, 1)
	c.open(run(b.at(middle, 0), b.at(middle, sub)), append(highway("residential"), c.take("street", sideStreets).tags()...)...)
	cross := 2 + b.roll(3, 2)
	if b.roll(2, 3) == 0 {
		c.open(run(b.at(0, cross), b.at(middle, cross)), append(highway("residential"), c.take("street", sideStreets).tags()...)...)
		c.open(run(b.at(middle, 6-cross), b.at(sub-1, 6-cross)), highway("service")...)
	} else {
		c.open(run(b.at(middle, cross), b.at(sub, cross)), append(highway("residential"), c.take("street", sideStreets).tags()...)...)
		c.open(run(b.at(1, 6-cross), b.at(middle, 6-cross)), highway("service")...)
	}
	c.open(run(b.at(middle, 1), b.at(middle+1, 1)), highway("service")...)
	c.open(run(b.at(middle-1, 5), b.at(middle, 5)), highway("service")...)
	if b.roll(2, 4) == 0 {
		c.open([]corner{b.at(middle, 3), b.at(middle+1, 4), b.at(middle+1, 5), b.at(middle+1, 6)}, highway("footway")...)
	}
}

// compound draws a gated block: a wall with a few gates, private drives and
// paths inside. The stub before a gate is public.
func (c *canvas) compound(b block) {
	drive := func(class string, corners []corner, more ...tag) {
		c.way(c.path(corners...), highway(class, append(more, tag{"access", "private"})...)...)
	}
	e, n := b.wide-1, sub-1
	ring := append(run(b.at(1, 1), b.at(e, 1)), run(b.at(e, 1), b.at(e, n))[1:]...)
	ring = append(ring, run(b.at(e, n), b.at(1, n))[1:]...)
	ring = append(ring, run(b.at(1, n), b.at(1, 1))[1:]...)
	drive("service", ring)
	for a := 3; a < b.wide; a += 3 {
		if a%6 == 0 || b.wide == sub {
			drive("service", run(b.at(a, 1), b.at(a, n)))
		} else {
			drive("footway", run(b.at(a, 1), b.at(a, n)))
		}
	}
	drive("footway", run(b.at(1, 3), b.at(e, 3)))
	for _, g := range c.wall(b) {
		path := c.path(g.street, g.inside)
		last := len(path) - 1
		c.way(append(path[:last:last], g.node), highway("service")...)
		c.way([]int{g.node, path[last]}, highway("service", tag{"access", "private"})...)
	}
}

// A gate is where a compound's drive passes its wall.
type gate struct {
	street, inside corner
	node           int
}

// inset is where walls and fences stand, in steps from the street's middle.
const inset = 0.3

// wall draws a compound's wall and returns its gates: two, a superblock three.
func (c *canvas) wall(b block) []gate {
	var sides [][2]corner // street, inside
	for a := 1; a < b.wide; a++ {
		sides = append(sides, [2]corner{b.at(a, 0), b.at(a, 1)})
	}
	for d := 1; d < sub; d++ {
		sides = append(sides, [2]corner{b.at(b.wide, d), b.at(b.wide-1, d)})
	}
	for a := b.wide - 1; a > 0; a-- {
		sides = append(sides, [2]corner{b.at(a, sub), b.at(a, sub-1)})
	}
	for d := sub - 1; d > 0; d-- {
		sides = append(sides, [2]corner{b.at(0, d), b.at(1, d)})
	}
	wanted := 1 + b.wide/sub
	start := b.roll(len(sides), 7)
	isGate := map[int]bool{}
	for k := range wanted {
		for i := range sides { // the first free place on a street from there on
			at := (start + k*len(sides)/wanted + i) % len(sides)
			if c.street[sides[at][0]] && !isGate[at] {
				isGate[at] = true
				break
			}
		}
	}
	var gates []gate
	var nodes []int
	corners := map[int]point{ // by the side's place that follows
		0:                        b.spot(inset, inset),
		b.wide - 1:               b.spot(float64(b.wide)-inset, inset),
		b.wide - 1 + sub - 1:     b.spot(float64(b.wide)-inset, sub-inset),
		2*(b.wide-1) + (sub - 1): b.spot(inset, sub-inset),
	}
	for i, s := range sides {
		if p, ok := corners[i]; ok {
			nodes = append(nodes, c.node(p))
		}
		p := mix(position(s[0]), position(s[1]), inset)
		if isGate[i] {
			n := c.node(p, tag{"barrier", "gate"}, tag{"access", "private"})
			gates = append(gates, gate{s[0], s[1], n})
			nodes = append(nodes, n)
		} else if i%2 == 0 {
			nodes = append(nodes, c.node(p))
		}
	}
	nodes = append(nodes, nodes[0])
	c.way(nodes, tag{"barrier", "wall"})
	name := c.named[b.at(0, 0)]
	c.way(nodes, append([]tag{{"landuse", "residential"}}, name.tags()...)...)
	return gates
}

// outline follows a block's rim some steps inside it.
func (b block) outline(in float64) []point {
	w, h := float64(b.wide)-in, float64(sub)-in
	out := []point{b.spot(in, in)}
	for a := 2; a < b.wide; a += 2 {
		out = append(out, b.spot(float64(a), in))
	}
	out = append(out, b.spot(w, in), b.spot(w, 3), b.spot(w, h))
	for a := b.wide - 2; a > 0; a -= 2 {
		out = append(out, b.spot(float64(a), h))
	}
	return append(out, b.spot(in, h), b.spot(in, 3))
}

func (c *canvas) zone(b block, in float64, tags ...tag) { c.area(b.outline(in), tags...) }

// centre draws a square, which is walked across, the four pedestrian streets
// that lead to it and the delivery drives beside them.
func (c *canvas) centre(b block) {
	c.zone(b, inset, tag{"landuse", "retail"})
	square := append(highway("pedestrian"), c.take("square", squares).tags()...)
	t := b.turned
	c.open([]corner{t(2, 2), t(3, 2), t(4, 2), t(4, 3), t(4, 4), t(3, 4), t(2, 4), t(2, 3), t(2, 2)}, append(square, tag{"area", "yes"})...)
	c.open(run(t(3, 0), t(3, 2)), square...)
	c.open(run(t(3, 4), t(3, sub)), square...)
	c.open(run(t(0, 3), t(2, 3)), square...)
	c.open(run(t(4, 3), t(sub, 3)), square...)
	c.open(run(b.turned(1, 0), b.turned(1, 3)), highway("service")...)
	c.open(run(b.turned(5, 3), b.turned(5, sub)), highway("service")...)
}

// school draws a fenced ground with one drive.
func (c *canvas) school(b block) {
	name := c.take("school", schoolNames)
	c.zone(b, inset, append([]tag{{"amenity", "school"}}, name.tags()...)...)
	c.drive(b, highway("service", tag{"access", "private"})...)
}

// industry draws a works' ground with its own roads.
func (c *canvas) industry(b block) {
	c.zone(b, inset, tag{"landuse", "industrial"})
	c.drive(b, highway("service", tag{"access", "private"})...)
	for k, row := range []int{2, 4} {
		from, to := b.at(1+b.roll(2, 10+k), row), b.at(4+b.roll(2, 20+k), row)
		c.way(c.path(run(from, to)...), highway("service", tag{"access", "private"})...)
	}
}

// drive draws one way into the block from a street on its rim.
func (c *canvas) drive(b block, tags ...tag) {
	if c.street[b.at(3, 0)] {
		c.way(c.path(run(b.at(3, 0), b.at(3, 4))...), tags...)
	} else {
		c.way(c.path(run(b.at(3, sub), b.at(3, 2))...), tags...)
	}
}

// park draws winding paths, a pond and the lawn around them.
func (c *canvas) park(b block) {
	name := c.take("park", parkNames)
	c.zone(b, 0.15, append([]tag{{"leisure", "park"}}, name.tags()...)...)
	t := b.turned
	foot := highway("footway", tag{"surface", "paving_stones"})
	c.open([]corner{t(3, 0), t(3, 1), t(2, 2), t(1, 3), t(2, 4), t(3, 5), t(4, 6)}, foot...)
	c.open([]corner{t(3, 1), t(4, 2), t(5, 3), t(4, 4), t(3, 5)}, foot...)
	c.open([]corner{t(0, 2), t(1, 3)}, foot...)
	if b.roll(2, 1) == 0 {
		c.open([]corner{t(5, 3), t(6, 4)}, foot...)
	}
	var pond []point
	for _, p := range [][2]float64{{-0.6, -0.5}, {0.1, -0.8}, {0.8, -0.4}, {1, 0.3}, {0.4, 0.8}, {-0.4, 0.6}, {-0.8, 0.1}} {
		grow := between(0.75, 1.1, 31, b.column, b.row, len(pond))
		pond = append(pond, b.spot(3+float64(p[0]*grow), 3+float64(p[1]*grow)))
	}
	c.area(pond, tag{"natural", "water"}, tag{"water", "pond"})
}
