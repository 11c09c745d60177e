package asciicity

import (
	"fmt"
	"strings"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A lineKind is what a character says of the street that runs over it.
type lineKind struct {
	eastward bool
	kind     streets.Kind
}

// Steps rise by a third of their length, which only says which way is up.
const rise = 33

// lineOf lists the characters of streets; = is a bridge of any.
var lineOf = map[byte]lineKind{
	'-': {true, streets.Kind{Class: streets.ClassResidential}},
	'|': {false, streets.Kind{Class: streets.ClassResidential}},
	'.': {true, streets.Kind{Class: streets.ClassService, Use: streets.UseResidents}},
	':': {false, streets.Kind{Class: streets.ClassService, Use: streets.UseResidents}},
	'>': {true, streets.Kind{Class: streets.ClassSteps, Incline: rise}},
	'<': {true, streets.Kind{Class: streets.ClassSteps, Incline: -rise}},
	'^': {false, streets.Kind{Class: streets.ClassSteps, Incline: -rise}}, // ways lead to the south
	',': {false, streets.Kind{Class: streets.ClassSteps, Incline: rise}},
}

// markOf lists the characters of corners where something stands.
var markOf = map[byte]build.Mark{
	'%': {Feature: streets.FeatureGate, Kind: streets.Kind{Use: streets.UseResidents, Barrier: streets.BarrierGate}},
	'/': {Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierGate}},
	'@': {Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierGate}, Closed: true},
	'*': {Crossing: streets.CrossingSignals},
	'_': {Feature: streets.FeatureKerb, Kind: streets.Kind{Kerb: streets.KerbRaised}},
	'&': {Feature: streets.FeatureLift},
}

// obstacleOf lists the characters of what nobody walks across.
var obstacleOf = map[byte]streets.Obstacle{
	'~': streets.ObstacleWater,
	'#': streets.ObstacleWall,
}

// A Mark is what stands at a node.
type Mark struct {
	Node int64
	build.Mark
}

// An Obstacle is a line that nobody walks across. Its nodes are none of streets.
type Obstacle struct {
	Kind  streets.Obstacle
	Nodes []int64
}

// obstacles draws a line along every row and every column of two or more equal
// characters of an obstacle. It goes on under streets and marks that cross it.
func (c *City) obstacles(d canvas) {
	width := 0
	for _, row := range d {
		width = max(width, len(row))
	}
	for line := range d {
		c.alongLine(d, [2]int{0, line}, [2]int{1, 0}, width)
	}
	for column := range width {
		c.alongLine(d, [2]int{column, 0}, [2]int{0, 1}, len(d))
	}
}

// alongLine draws the obstacles of one row or column.
func (c *City) alongLine(d canvas, from, step [2]int, length int) {
	for i := 0; i < length; i++ {
		b := d.at(from[0]+i*step[0], from[1]+i*step[1])
		kind, known := obstacleOf[b]
		if !known {
			continue
		}
		last := i
		for k := i + 1; k < length; k++ {
			switch next := d.at(from[0]+k*step[0], from[1]+k*step[1]); {
			case next == b:
				last = k
				continue
			case isAlong(next, step[0] == 0) || markOf[next] != (build.Mark{}):
				continue
			}
			break
		}
		if last > i {
			c.Obstacles = append(c.Obstacles, Obstacle{kind, []int64{
				c.corner(from[0]+i*step[0], from[1]+i*step[1]),
				c.corner(from[0]+last*step[0], from[1]+last*step[1]),
			}})
		}
		i = last
	}
}

// corner returns the node of an obstacle at a place of the drawing.
func (c *City) corner(column, line int) int64 {
	return c.node(column, line, canvas(c.rows).at(column, line))
}

// Square makes an area that is walked across, between corners in order around
// it; further names are holes in it, such as a statue. Each corner is the first
// of its letter in the drawing. Where no streets are drawn between them, the rim
// is walked too.
func (c *City) Square(outer string, holes ...string) *City {
	c.t.Helper()
	a := build.Area{ID: int64(1000 + len(c.Areas)), Kind: streets.Kind{Class: streets.ClassPedestrian}}
	a.Outer = [][]int64{c.ring(outer)}
	for _, hole := range holes {
		a.Inner = append(a.Inner, c.ring(hole))
	}
	drawn := map[[2]int64]bool{}
	for _, w := range c.Ways {
		for i := 1; i < len(w.Nodes); i++ {
			drawn[[2]int64{w.Nodes[i-1], w.Nodes[i]}], drawn[[2]int64{w.Nodes[i], w.Nodes[i-1]}] = true, true
		}
	}
	for _, ring := range append(a.Outer, a.Inner...) {
		for i := 1; i < len(ring); i++ {
			a.Rim = a.Rim || !drawn[[2]int64{ring[i-1], ring[i]}]
		}
	}
	c.Areas = append(c.Areas, a)
	return c
}

// ring returns the closed ring through corners.
func (c *City) ring(corners string) []int64 {
	c.t.Helper()
	var ring []int64
	for i := range len(corners) {
		ring = append(ring, c.find(corners[i]))
	}
	return append(ring, ring[0])
}

// find returns the node of the first character of a name.
func (c *City) find(name byte) int64 {
	c.t.Helper()
	for line, row := range c.rows {
		if column := strings.IndexByte(row, name); column >= 0 {
			return c.node(column, line, name)
		}
	}
	c.t.Fatalf("the drawing has no corner %c\n%s", name, c)
	return 0
}

// Street returns the way that two corners are next to each other on, to be
// changed.
func (c *City) Street(a, b byte) *Way {
	c.t.Helper()
	x, y := c.find(a), c.find(b)
	for i, w := range c.Ways {
		for k := 1; k < len(w.Nodes); k++ {
			if w.Nodes[k-1] == x && w.Nodes[k] == y || w.Nodes[k-1] == y && w.Nodes[k] == x {
				return &c.Ways[i]
			}
		}
	}
	c.t.Fatalf("the drawing has no street between %c and %c\n%s", a, b, c)
	return nil
}

// MarkAt says what stands at a corner.
func (c *City) MarkAt(corner byte, m build.Mark) *City {
	c.t.Helper()
	c.Marks = append(c.Marks, Mark{c.find(corner), m})
	return c
}

// drawnMarks lists what the characters of corners say.
func (c *City) drawnMarks() error {
	for _, n := range c.Nodes {
		if m, marked := markOf[n.Name]; marked {
			c.Marks = append(c.Marks, Mark{n.ID, m})
		}
	}
	for line, row := range c.rows {
		for column := range len(row) {
			if _, marked := markOf[row[column]]; marked && c.number[[2]int{column, line}] == 0 {
				return fmt.Errorf("line %d, column %d: %q stands on no street", line+1, column+1, row[column])
			}
		}
	}
	return nil
}
