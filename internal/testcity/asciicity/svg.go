package asciicity

import (
	"fmt"
	"strings"

	"lifecircle/geo/streets"
)

// Pixels of a cell, and the empty rim around the drawing.
const (
	cellPixels = 20
	rimPixels  = 20
)

// SVG draws the city: streets grey, those of residents brown and dashed, steps
// dotted, water light blue, walls black, squares light brown; facilities red
// squares, places blue discs whose area grows with their people, gates and lights
// by their character, the extent dashed, and in the corner a rule of 100 m.
func (c *City) SVG() string {
	width, height := 0, len(c.rows)
	for _, row := range c.rows {
		width = max(width, len(row))
	}
	px := func(column, line float64) (float64, float64) {
		return rimPixels + column*cellPixels, rimPixels + line*cellPixels
	}
	var s strings.Builder
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">`+"\n",
		(width-1)*cellPixels+2*rimPixels, (height-1)*cellPixels+3*rimPixels)
	at := map[int64][2]int{}
	for _, n := range c.Nodes {
		at[n.ID] = [2]int{n.Column, n.Line}
	}
	line := func(element, style string, nodes []int64) {
		fmt.Fprintf(&s, `<%s %s points="`, element, style)
		for i, id := range nodes {
			x, y := px(float64(at[id][0]), float64(at[id][1]))
			if i > 0 {
				s.WriteByte(' ')
			}
			fmt.Fprintf(&s, "%.0f,%.0f", x, y)
		}
		s.WriteString("\"/>\n")
	}
	for _, a := range c.Areas {
		for _, ring := range a.Outer {
			line("polygon", `fill="#fec" stroke="none"`, ring)
		}
		for _, ring := range a.Inner {
			line("polygon", `fill="#fff" stroke="#888"`, ring)
		}
	}
	for _, o := range c.Obstacles {
		style := `fill="none" stroke="#000" stroke-width="2"`
		if o.Kind == streets.ObstacleWater {
			style = `fill="none" stroke="#9cf" stroke-width="8"`
		}
		line("polyline", style, o.Nodes)
	}
	for _, w := range c.Ways {
		fmt.Fprintf(&s, `<polyline fill="none" stroke="%s" stroke-width="3" %spoints="`, colour(w.Kind), dashes(w.Kind))
		for i, id := range w.Nodes {
			x, y := px(float64(at[id][0]), float64(at[id][1]))
			if i > 0 {
				s.WriteByte(' ')
			}
			fmt.Fprintf(&s, "%.0f,%.0f", x, y)
		}
		fmt.Fprintf(&s, `"><title>way %d</title></polyline>`+"\n", w.ID)
	}
	if c.Extent != ([4]float64{}) {
		x, y := px(c.Extent[0], c.Extent[1])
		fmt.Fprintf(&s, `<rect fill="none" stroke="#000" stroke-dasharray="6 4" x="%.0f" y="%.0f" width="%.0f" height="%.0f"/>`+"\n",
			x, y, (c.Extent[2]-c.Extent[0])*cellPixels, (c.Extent[3]-c.Extent[1])*cellPixels)
	}
	for _, m := range c.marks {
		x, y := px(float64(m.column), float64(m.line))
		switch {
		case m.name <= '9':
			fmt.Fprintf(&s, `<circle fill="#36c" fill-opacity="0.6" cx="%.0f" cy="%.0f" r="%d"/>`, x, y, 4+int(m.name-'0'))
		case m.name <= 'Z':
			fmt.Fprintf(&s, `<rect fill="#c33" x="%.0f" y="%.0f" width="10" height="10"/>`, x-5, y-5)
		}
		fmt.Fprintf(&s, `<text x="%.0f" y="%.0f">%c</text>`+"\n", x+7, y-6, m.name)
	}
	for _, n := range c.Nodes {
		if _, marked := markOf[n.Name]; marked {
			x, y := px(float64(n.Column), float64(n.Line))
			fmt.Fprintf(&s, `<text x="%.0f" y="%.0f" text-anchor="middle" font-weight="bold">%c</text>`+"\n", x, y+4, n.Name)
		}
	}
	_, y := px(0, float64(height))
	rule := 100 / float64(c.cell) * cellPixels
	fmt.Fprintf(&s, `<path stroke="#000" d="M%d %.0fh%.0f"/><text x="%d" y="%.0f">100 m</text>`+"\n</svg>\n", rimPixels, y+5, rule, rimPixels, y+17)
	return s.String()
}

func colour(k streets.Kind) string {
	if k.Use == streets.UseResidents {
		return "#963"
	}
	return "#888"
}

func dashes(k streets.Kind) string {
	switch {
	case k.Use == streets.UseResidents:
		return `stroke-dasharray="6 3" `
	case k.Class == streets.ClassSteps:
		return `stroke-dasharray="2 2" `
	}
	return ""
}
