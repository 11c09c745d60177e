package asciicity

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// Cell is the width and height of a character in metres.
type Cell float64

// MilliDegree is a cell that is a thousandth of a degree high, about 111 m: its
// lines lie on the grid of coordinates, so that what looks equally far to the
// north and to the south is, to the millimetre.
const MilliDegree Cell = geo.MeanRadius * math.Pi / 180 / 1000

// The place of the first character, in degrees.
const (
	originLon = 121.0
	originLat = 31.0
)

// A Node is a corner of the streets, or a facility or place that lies on one.
type Node struct {
	ID       int64
	Name     byte // the character
	Column   int
	Line     int
	Lon, Lat int32 // 1e-7 degrees
}

// A Way is a street: the ids of its nodes in order. The zero Kind is a
// residential street.
type Way struct {
	ID    int64
	Name  string
	Kind  streets.Kind
	Steps uint16
	Nodes []int64
}

// A mark is a letter or digit of the drawing.
type mark struct {
	name         byte
	column, line int
}

// lines strips the indentation and the empty lines around a drawing.
func lines(drawing string) []string {
	rows := strings.Split(strings.ReplaceAll(drawing, "\t", "    "), "\n")
	for len(rows) > 0 && strings.TrimSpace(rows[0]) == "" {
		rows = rows[1:]
	}
	for len(rows) > 0 && strings.TrimSpace(rows[len(rows)-1]) == "" {
		rows = rows[:len(rows)-1]
	}
	indent := math.MaxInt
	for _, r := range rows {
		if strings.TrimSpace(r) != "" {
			indent = min(indent, len(r)-len(strings.TrimLeft(r, " ")))
		}
	}
	for i, r := range rows {
		rows[i] = strings.TrimRight(r[min(indent, len(r)):], " ")
	}
	return rows
}

// A canvas reads characters by column and line; there are blanks around it.
type canvas []string

func (c canvas) at(column, line int) byte {
	if line < 0 || line >= len(c) || column < 0 || column >= len(c[line]) {
		return ' '
	}
	return c[line][column]
}

func isNode(b byte) bool {
	_, marked := markOf[b]
	return b == '+' || marked || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// isAlong reports whether a street runs over a character towards the east, or
// towards the south.
func isAlong(b byte, eastward bool) bool {
	line, known := lineOf[b]
	return b == '=' || known && line.eastward == eastward
}

// parse finds the nodes, the ways and what lies off the streets.
func (c *City) parse() error {
	d := canvas(c.rows)
	c.number = map[[2]int]int64{}
	for line, row := range d {
		for column := range len(row) {
			b := row[column]
			switch {
			case isNode(b):
				if b != '+' && b > ' ' && markOf[b] == (build.Mark{}) {
					c.marks = append(c.marks, mark{b, column, line})
				}
				if d.onStreet(column, line) {
					c.node(column, line, b)
				}
			case b != ' ' && b != '=' && lineOf[b] == (lineKind{}) && obstacleOf[b] == 0:
				return fmt.Errorf("line %d, column %d: %q means nothing", line+1, column+1, b)
			}
		}
	}
	for _, n := range slices.Clone(c.Nodes) {
		for _, step := range [][2]int{{1, 0}, {0, 1}} {
			if err := c.street(d, n, step); err != nil {
				return err
			}
		}
	}
	c.obstacles(d)
	if err := c.drawnMarks(); err != nil {
		return err
	}
	return c.checkEnds(d)
}

// onStreet reports whether a street touches a place of the drawing.
func (c canvas) onStreet(column, line int) bool {
	return isAlong(c.at(column+1, line), true) || isAlong(c.at(column-1, line), true) ||
		isAlong(c.at(column, line+1), false) || isAlong(c.at(column, line-1), false)
}

// node returns the id of the node at a place of the drawing, making one where
// there is none.
func (c *City) node(column, line int, name byte) int64 {
	at := [2]int{column, line}
	id, known := c.number[at]
	if !known {
		id = int64(len(c.Nodes) + 1)
		lon, lat := c.grid(float64(column), float64(line))
		c.number[at] = id
		c.Nodes = append(c.Nodes, Node{id, name, column, line, lon, lat})
	}
	return id
}

// before returns the character of a street next to (x, y) on the side that it
// comes from, looking through bridges; 0 where none comes.
func (c canvas) before(x, y int, step [2]int) byte {
	if !isAlong(c.at(x-step[0], y-step[1]), step[0] == 1) {
		return 0
	}
	return c.lineFrom(x-step[0], y-step[1], [2]int{-step[0], -step[1]})
}

// lineFrom returns the first character of a street that is not a bridge's, from
// (x, y) on; that of a street for all where there is none.
func (c canvas) lineFrom(x, y int, step [2]int) byte {
	for c.at(x, y) == '=' {
		x, y = x+step[0], y+step[1]
	}
	switch b := c.at(x, y); {
	case isAlong(b, step[0] != 0):
		return b
	case step[0] != 0:
		return '-'
	}
	return '|'
}

// street follows the street that starts at a node towards the east or the south,
// unless it only passes through. It ends where its kind does.
func (c *City) street(d canvas, n Node, step [2]int) error {
	eastward := step[0] == 1
	x, y := n.Column, n.Line
	if !isAlong(d.at(x+step[0], y+step[1]), eastward) {
		return nil
	}
	line := d.lineFrom(x+step[0], y+step[1], step)
	if d.before(x, y, step) == line {
		return nil
	}
	way := Way{Nodes: []int64{n.ID}, Kind: lineOf[line].kind}
	for isAlong(d.at(x+step[0], y+step[1]), eastward) && d.lineFrom(x+step[0], y+step[1], step) == line {
		for x, y = x+step[0], y+step[1]; isAlong(d.at(x, y), eastward); x, y = x+step[0], y+step[1] {
			if b := d.at(x, y); b != line && b != '=' {
				return fmt.Errorf("line %d, column %d: a street changes between two corners", y+1, x+1)
			}
		}
		id, joined := c.number[[2]int{x, y}]
		if !joined {
			return fmt.Errorf("line %d, column %d: a street ends nowhere", y+1, x+1)
		}
		way.Nodes = append(way.Nodes, id)
	}
	way.ID = int64(len(c.Ways) + 1)
	c.Ways = append(c.Ways, way)
	return nil
}

// checkEnds refuses streets that start nowhere and letters that stand twice.
func (c *City) checkEnds(d canvas) error {
	for line, row := range d {
		for column := range len(row) {
			b := row[column]
			if isAlong(b, true) && !isAlong(d.at(column-1, line), true) && !isNode(d.at(column-1, line)) ||
				isAlong(b, false) && !isAlong(d.at(column, line-1), false) && !isNode(d.at(column, line-1)) {
				return fmt.Errorf("line %d, column %d: a street starts nowhere", line+1, column+1)
			}
		}
	}
	for i, m := range c.marks {
		if m.name < 'a' && slices.ContainsFunc(c.marks[:i], func(o mark) bool { return o.name == m.name }) {
			return fmt.Errorf("line %d, column %d: %q stands twice", m.line+1, m.column+1, m.name)
		}
	}
	return nil
}

// grid turns columns and lines, fractions allowed, into 1e-7 degrees.
func (c *City) grid(column, line float64) (lon, lat int32) {
	const perDegree = geo.MeanRadius * math.Pi / 180
	east := column * float64(c.cell) / (perDegree * math.Cos(originLat*math.Pi/180))
	south := line * float64(c.cell) / perDegree
	return int32(math.Round((originLon + east) * 1e7)), int32(math.Round((originLat - south) * 1e7))
}

// Place returns the point at a column and line, fractions allowed, in degrees.
func (c *City) Place(column, line float64) orb.Point {
	lon, lat := c.grid(column, line)
	return orb.Point{float64(lon) / 1e7, float64(lat) / 1e7}
}

// Box returns the rectangle between two places of the drawing.
func (c *City) Box(west, north, east, south float64) orb.MultiPolygon {
	a, b := c.Place(west, north), c.Place(east, south)
	return orb.MultiPolygon{{{{a[0], b[1]}, {b[0], b[1]}, {b[0], a[1]}, {a[0], a[1]}, {a[0], b[1]}}}}
}
