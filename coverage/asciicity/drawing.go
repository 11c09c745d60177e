package asciicity

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo"
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

// A Way is a street: the ids of its nodes in order.
type Way struct {
	ID    int64
	Name  string
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
	return b == '+' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func isAlong(b byte, eastward bool) bool {
	return b == '=' || eastward && b == '-' || !eastward && b == '|'
}

// parse finds the nodes, the ways and what lies off the streets.
func (c *City) parse() error {
	d := canvas(c.rows)
	number := map[[2]int]int64{}
	for line, row := range d {
		for column := range len(row) {
			b := row[column]
			switch {
			case isNode(b):
				if b != '+' {
					c.marks = append(c.marks, mark{b, column, line})
				}
				if isAlong(d.at(column+1, line), true) || isAlong(d.at(column-1, line), true) ||
					isAlong(d.at(column, line+1), false) || isAlong(d.at(column, line-1), false) {
					lon, lat := c.grid(float64(column), float64(line))
					id := int64(len(c.Nodes) + 1)
					number[[2]int{column, line}] = id
					c.Nodes = append(c.Nodes, Node{id, b, column, line, lon, lat})
				}
			case !strings.ContainsRune(" -|=", rune(b)):
				return fmt.Errorf("line %d, column %d: %q means nothing", line+1, column+1, b)
			}
		}
	}
	for _, n := range c.Nodes {
		for _, step := range [][2]int{{1, 0}, {0, 1}} {
			if err := c.street(d, number, n, step); err != nil {
				return err
			}
		}
	}
	return c.checkEnds(d)
}

// street follows the street that starts at a node towards the east or the south,
// unless it only passes through.
func (c *City) street(d canvas, number map[[2]int]int64, n Node, step [2]int) error {
	eastward := step[0] == 1
	if isAlong(d.at(n.Column-step[0], n.Line-step[1]), eastward) {
		return nil
	}
	way := Way{Nodes: []int64{n.ID}}
	x, y := n.Column, n.Line
	for isAlong(d.at(x+step[0], y+step[1]), eastward) {
		for x, y = x+step[0], y+step[1]; isAlong(d.at(x, y), eastward); x, y = x+step[0], y+step[1] {
		}
		id, joined := number[[2]int{x, y}]
		if !joined {
			return fmt.Errorf("line %d, column %d: a street ends nowhere", y+1, x+1)
		}
		way.Nodes = append(way.Nodes, id)
	}
	if len(way.Nodes) > 1 {
		way.ID = int64(len(c.Ways) + 1)
		c.Ways = append(c.Ways, way)
	}
	return nil
}

// checkEnds refuses streets that start nowhere and letters that stand twice.
func (c *City) checkEnds(d canvas) error {
	for line, row := range d {
		for column := range len(row) {
			b := row[column]
			if (b == '-' || b == '=') && !isAlong(d.at(column-1, line), true) && !isNode(d.at(column-1, line)) ||
				(b == '|' || b == '=') && !isAlong(d.at(column, line-1), false) && !isNode(d.at(column, line-1)) {
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
