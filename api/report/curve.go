package report

import (
	"fmt"
	"math"
	"strings"

	"lifecircle/coverage"
)

// The curve's picture, in its own pixels.
const (
	curveWidth, curveHeight = 460, 220
	curveLeft, curveRight   = 44, 84 // what is beside the axes: numbers, and the names of the lines
	curveTop, curveBottom   = 12, 30
)

// A curveView is coverage over the walking limit.
type curveView struct {
	Title, Text   string // of the picture, in words
	Width, Height int
	Grid          []gridLine // of shares
	Minutes       []gridLine // of limits
	Walk, Circle  string     // points of the lines
	Band          string     // between the bounds; "" where they are one
	Dots          []dot
	Target        *gridLine
	WalkLabel     point
	CircleLabel   point
	Rows          []curveRow
}

// Left is where the axis of minutes begins.
func (v *curveView) Left() int { return curveLeft }

// End is where the axis of minutes ends.
func (v *curveView) End() int { return curveWidth - curveRight }

// Top is where the axis of shares ends.
func (v *curveView) Top() int { return curveTop }

// Low is where both axes begin.
func (v *curveView) Low() int { return curveHeight - curveBottom }

type gridLine struct {
	At   string // pixels along the other axis
	Text string
	Own  bool // the service's own limit
}

type point struct{ X, Y string }

type dot struct {
	X, Y, Text string
}

// A curveRow is the curve at one limit, in numbers.
type curveRow struct {
	Minutes, Covered, Coverage, Circle string
	Own                                bool
}

// curve draws a service's curve in a scope; nil where it has no numbers.
func (r *Report) curve(s scope, service string) *curveView {
	var rows []coverage.Row
	for _, row := range r.curves[service] {
		if s.of(row) && row.Coverage != nil && row.Minutes != nil {
			rows = append(rows, row)
		}
	}
	if len(rows) < 2 {
		return nil
	}
	last := *rows[len(rows)-1].Minutes
	x := func(minutes float64) string {
		return px(curveLeft + float64((curveWidth-curveLeft-curveRight)*minutes)/last)
	}
	y := func(share float64) string {
		return px(curveTop + float64((curveHeight-curveTop-curveBottom)*(1-share)))
	}
	v := &curveView{Width: curveWidth, Height: curveHeight, Title: r.show.Say("page.curve_title", "service", r.show.Service(service))}
	for _, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
		v.Grid = append(v.Grid, gridLine{At: y(share), Text: r.show.Say("number.percent", "n", fmt.Sprintf("%.0f", 100*share))})
	}
	var walk, circle, low, high, told []string
	for _, row := range rows {
		m := *row.Minutes
		own := row.Target != nil
		v.Minutes = append(v.Minutes, gridLine{At: x(m), Text: r.show.Minutes(m), Own: own})
		walk = append(walk, x(m)+","+y(*row.Coverage))
		v.Dots = append(v.Dots, dot{x(m), y(*row.Coverage), r.show.Percent(row.Coverage, row.Target)})
		if row.BufferCoverage != nil {
			circle = append(circle, x(m)+","+y(*row.BufferCoverage))
			v.CircleLabel = point{x(m), y(*row.BufferCoverage)}
		}
		if row.CoverageHigh != nil {
			low = append(low, x(m)+","+y(*row.Coverage))
			high = append([]string{x(m) + "," + y(*row.CoverageHigh)}, high...)
		}
		if own {
			v.Target = &gridLine{At: y(float64(*row.Target) / 1e6), Text: r.show.Target(row.Target)}
		}
		v.WalkLabel = point{x(m), y(*row.Coverage)}
		told = append(told, r.show.Say("page.curve_point", "minutes", r.show.Minutes(m), "share", r.show.Percent(row.Coverage, row.Target)))
		v.Rows = append(v.Rows, curveRow{r.show.Minutes(m), r.show.Amount(row.Covered), r.show.Bounds(row), r.show.Percent(row.BufferCoverage, nil), own})
	}
	v.Walk, v.Circle, v.Band = strings.Join(walk, " "), strings.Join(circle, " "), strings.Join(append(low, high...), " ")
	v.apart(rows[len(rows)-1])
	v.Text = strings.Join(told, r.show.Say("list.comma"))
	return v
}

// apart keeps the names of the two lines from lying on each other.
func (v *curveView) apart(last coverage.Row) {
	if last.BufferCoverage == nil {
		return
	}
	const least = 15
	height := float64(curveHeight - curveTop - curveBottom)
	walk := curveTop + float64(height*(1-*last.Coverage))
	circle := curveTop + float64(height*(1-*last.BufferCoverage))
	if math.Abs(walk-circle) >= least {
		return
	}
	middle := math.Max((walk+circle)/2, curveTop+least/2)
	middle = math.Min(middle, curveHeight-curveBottom-least) // not on the numbers below
	if circle > walk {
		walk, circle = middle-least/2, middle+least/2
	} else {
		walk, circle = middle+least/2, middle-least/2
	}
	v.WalkLabel.Y, v.CircleLabel.Y = px(walk), px(circle)
}

// px writes pixels with a decimal at most.
func px(v float64) string {
	s := fmt.Sprintf("%.1f", v)
	return strings.TrimSuffix(s, ".0")
}
