package asciicity

import (
	"fmt"
	"strings"
)

// Pixels of a cell, and the empty rim around the drawing.
const (
	cellPixels = 20
	rimPixels  = 20
)

// SVG draws the city: streets grey, facilities red squares, places blue discs
// whose area grows with their people, the extent dashed, and
// in the corner a rule of 100 m.
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
	for _, w := range c.Ways {
		fmt.Fprintf(&s, `<polyline fill="none" stroke="#888" stroke-width="3" points="`)
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
	_, y := px(0, float64(height))
	rule := 100 / float64(c.cell) * cellPixels
	fmt.Fprintf(&s, `<path stroke="#000" d="M%d %.0fh%.0f"/><text x="%d" y="%.0f">100 m</text>`+"\n</svg>\n", rimPixels, y+5, rule, rimPixels, y+17)
	return s.String()
}
