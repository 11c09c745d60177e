package main

import "math"

// A tag is a key and a value of OpenStreetMap.
type tag struct{ key, value string }

// A node and a way, as they go to the file.
type node struct {
	at   point
	tags []tag
}

type way struct {
	nodes []int // indexes into the canvas's nodes
	tags  []tag
}

// A corner is a place of the lattice: sub steps of it lie between two columns,
// and between two rows. Streets that meet in a corner share its node.
type corner struct{ a, b int }

// A canvas holds what has been drawn.
type canvas struct {
	nodes   []node
	ways    []way
	corners map[corner]int    // the node of a corner
	between map[[2]corner]int // a node between two neighbouring corners: a gate, a kerb
	street  map[corner]bool   // corners where a public street passes
	named   map[corner]name   // a block's estate or village, by its south-west corner
	used    map[string]int    // names taken from each stock
}

func newCanvas() *canvas {
	return &canvas{corners: map[corner]int{}, between: map[[2]corner]int{}, street: map[corner]bool{},
		named: map[corner]name{}, used: map[string]int{}}
}

// line returns where the i-th step of the lattice lies between the given lines.
func line(lines []float64, i int) float64 {
	k := max(0, min(i/sub, len(lines)-2))
	return lines[k] + float64((lines[k+1]-lines[k])*float64(i-k*sub)/sub)
}

func onColumn(c corner) bool { return c.a%sub == 0 }
func onRow(c corner) bool    { return c.b%sub == 0 }

// special reports whether a corner lies within the river's or the railway's
// strip, where nothing may stray.
func special(b int) bool { return b/sub == riverRow || b/sub == railRow }

// position returns where a corner lies. Corners inside blocks stray from the
// lattice, farther in the lanes of the old town; those on the grid don't.
func position(c corner) point {
	p := place(line(columns, c.a), line(rows, c.b))
	if onColumn(c) || onRow(c) || special(c.b) {
		return p
	}
	stray := 11.0
	switch blockAt(c) {
	case 'l', 't':
		stray = 17
	case 'v', 'f':
		stray = 24
	}
	p.x += between(-stray, stray, 10, c.a, c.b)
	p.y += between(-stray, stray, 11, c.a, c.b)
	return p
}

// spot returns a place given in fractions of lattice steps.
func spot(a, b float64) point {
	ca, cb := int(math.Floor(a)), int(math.Floor(b))
	at := func(da, db int) point { return position(corner{ca + da, cb + db}) }
	south := mix(at(0, 0), at(1, 0), a-float64(ca))
	north := mix(at(0, 1), at(1, 1), a-float64(ca))
	return mix(south, north, b-float64(cb))
}

func (c *canvas) node(at point, tags ...tag) int {
	c.nodes = append(c.nodes, node{at, tags})
	return len(c.nodes) - 1
}

// corner returns the node of a corner, made when it is first asked for.
func (c *canvas) corner(k corner) int {
	n, ok := c.corners[k]
	if !ok {
		n = c.node(position(k))
		c.corners[k] = n
	}
	return n
}

func pair(p, q corner) [2]corner {
	if q.a < p.a || q.a == p.a && q.b < p.b {
		p, q = q, p
	}
	return [2]corner{p, q}
}

// insert puts a node between two neighbouring corners; all that passes there
// from then on goes through it.
func (c *canvas) insert(p, q corner, at point, tags ...tag) int {
	n := c.node(at, tags...)
	c.between[pair(p, q)] = n
	return n
}

// path returns the nodes along corners, each next to the one before it on the
// lattice, diagonals included.
func (c *canvas) path(corners ...corner) []int {
	var out []int
	for i, k := range corners {
		if i > 0 {
			if n, ok := c.between[pair(corners[i-1], k)]; ok {
				out = append(out, n)
			}
		}
		out = append(out, c.corner(k))
	}
	return out
}

// run lists the corners from one to another along a line of the lattice.
func run(from, to corner) []corner {
	out := []corner{from}
	for from != to {
		from.a += sign(to.a - from.a)
		from.b += sign(to.b - from.b)
		out = append(out, from)
	}
	return out
}

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

// way draws a way and returns its index.
func (c *canvas) way(nodes []int, tags ...tag) int {
	c.ways = append(c.ways, way{nodes, tags})
	return len(c.ways) - 1
}

// open draws a street that everyone may use along corners.
func (c *canvas) open(corners []corner, tags ...tag) {
	for _, k := range corners {
		c.street[k] = true
	}
	c.way(c.path(corners...), tags...)
}

// area draws a closed way along points of its own.
func (c *canvas) area(outline []point, tags ...tag) {
	var nodes []int
	for _, p := range outline {
		nodes = append(nodes, c.node(p))
	}
	c.way(append(nodes, nodes[0]), tags...)
}

func named(zh, en string) []tag {
	if zh == "" {
		return nil
	}
	return []tag{{"name", zh}, {"name:en", en}}
}

func highway(class string, more ...tag) []tag {
	return append([]tag{{"highway", class}}, more...)
}
