package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/planar"

	"lifecircle/coverage"
	"lifecircle/geo"
)

// A frame is the ground that all maps of a page show, and how it is drawn:
// longitudes and latitudes as a plane that is true to scale in its middle.
type frame struct {
	Width, Height int
	Shapes        []shape // the districts, drawn once and used by every map
	Labels        []dot   // names of the districts that have room for them
	Metres        string  // of the scale's bar
	Bar           string  // its length in pixels

	bound     orb.Bound
	perDegree [2]float64 // pixels
	names     []string   // of Shapes
	districts []coverage.District
	labelled  []orb.Bound // where names stand, in pixels
}

// A shape is a district's outline.
type shape struct {
	ID string // in the page
	D  string // as a path
}

const (
	mapWidth   = 640 // pixels, as of every picture of a page
	mapHighest = 500
	mapLowest  = 240
	snap       = 0.5 // pixels that outlines are rounded to: neighbours stay neighbours
)

// frame finds the ground of a scope; nil where there is none to show.
func (r *Report) frame(s scope) *frame {
	f := &frame{bound: r.ground(s)}
	if f.bound.IsEmpty() || f.bound.Min == f.bound.Max {
		return nil
	}
	f.bound = padded(f.bound, 0.03)
	middle := f.bound.Center()
	across := math.Cos(middle[1] * math.Pi / 180)
	wide, high := float64((f.bound.Max[0]-f.bound.Min[0])*across), f.bound.Max[1]-f.bound.Min[1]
	scale := math.Min(mapWidth/wide, mapHighest/high)
	f.Width = mapWidth
	f.Height = max(mapLowest, int(math.Round(high*scale)))
	f.perDegree = [2]float64{scale * across, scale}
	// What the picture has beyond the ground is shared out at its sides.
	spareX, spareY := (float64(f.Width)/f.perDegree[0]-(f.bound.Max[0]-f.bound.Min[0]))/2, (float64(f.Height)/f.perDegree[1]-high)/2
	f.bound = orb.Bound{
		Min: orb.Point{f.bound.Min[0] - spareX, f.bound.Min[1] - spareY},
		Max: orb.Point{f.bound.Max[0] + spareX, f.bound.Max[1] + spareY},
	}
	f.measure()
	for i, d := range r.Districts() {
		polygon := clip.MultiPolygon(f.bound, d.Polygon.Clone())
		if path := f.path(polygon); path != "" {
			f.Shapes = append(f.Shapes, shape{"d" + strconv.Itoa(i), path})
			f.districts = append(f.districts, d)
			f.label(polygon, d.Names.In(string(r.opts.Lang)))
			f.names = append(f.names, r.show.Place(&coverage.DistrictRef{Code: d.Code, Names: d.Names, Level: d.Level}))
		}
	}
	return f
}

// ground is the box of what a scope is about: its district, or all places and
// districts as far as the data reaches.
func (r *Report) ground(s scope) orb.Bound {
	if s.district != nil {
		return padded(s.district.Polygon.Bound(), 0.08)
	}
	empty := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{0, 0}}
	b, first := empty, true
	add := func(o orb.Bound) {
		if first {
			b, first = o, false
		} else {
			b = b.Union(o)
		}
	}
	for _, p := range r.city.Demand.Point {
		add(p.Bound())
	}
	for _, d := range r.Districts() {
		add(d.Polygon.Bound())
	}
	if len(r.city.Extent) > 0 && !first {
		e := r.city.Extent.Bound()
		known := orb.Bound{
			Min: orb.Point{math.Max(b.Min[0], e.Min[0]), math.Max(b.Min[1], e.Min[1])},
			Max: orb.Point{math.Min(b.Max[0], e.Max[0]), math.Min(b.Max[1], e.Max[1])},
		}
		if !known.IsEmpty() {
			return known
		}
	}
	return b
}

// padded is a box with a margin, a share of its longer side.
func padded(b orb.Bound, share float64) orb.Bound {
	margin := float64(share * math.Max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]))
	return b.Pad(margin)
}

// Low is where the scale stands, from the top.
func (f *frame) Low() int { return f.Height - 12 }

// Right is where the arrow to the north stands, from the left.
func (f *frame) Right() int { return f.Width - 18 }

// at is where a point lies in the picture.
func (f *frame) at(p orb.Point) (x, y float64) {
	return float64((p[0] - f.bound.Min[0]) * f.perDegree[0]), float64((f.bound.Max[1] - p[1]) * f.perDegree[1])
}

// measure finds a round length for the scale's bar, some fifth of the width.
func (f *frame) measure() {
	perMetre := f.perDegree[1] / (geo.MeanRadius * math.Pi / 180)
	longest := mapWidth / 5 / perMetre
	power := math.Pow(10, math.Floor(math.Log10(longest)))
	metres := power
	for _, step := range []float64{2, 5} {
		if float64(step*power) <= longest {
			metres = float64(step * power)
		}
	}
	f.Bar = px(float64(metres * perMetre))
	if f.Metres = strconv.FormatFloat(metres, 'f', -1, 64) + " m"; metres >= 1000 {
		f.Metres = strconv.FormatFloat(metres/1000, 'f', -1, 64) + " km"
	}
}

// path draws outlines: rounded, so that thousands of corners become some, and
// neighbours' borders stay one line. What is smaller than a point is left out.
func (f *frame) path(polygons orb.MultiPolygon) string {
	var b strings.Builder
	for _, polygon := range polygons {
		for _, ring := range polygon {
			corners := f.corners(ring)
			if len(corners) < 3 {
				continue
			}
			for i, c := range corners {
				command := "L"
				if i == 0 {
					command = "M"
				}
				fmt.Fprintf(&b, "%s%s %s", command, px(float64(c[0])*snap), px(float64(c[1])*snap))
			}
			b.WriteByte('Z')
		}
	}
	return b.String()
}

// label names a district in its middle, where it has room for the name and no
// other name stands.
func (f *frame) label(polygons orb.MultiPolygon, name string) {
	middle, _ := planar.CentroidArea(polygons)
	if name == "" || !f.bound.Contains(middle) {
		return
	}
	b := polygons.Bound()
	west, _ := f.at(b.Min)
	east, _ := f.at(b.Max)
	x, y := f.at(middle)
	half := width(name) / 2
	box := orb.Bound{Min: orb.Point{x - half, y - 8}, Max: orb.Point{x + half, y + 8}}
	if 2*half > east-west || slices.ContainsFunc(f.labelled, box.Intersects) {
		return
	}
	f.labelled = append(f.labelled, box)
	f.Labels = append(f.Labels, dot{px(x), px(y + 4), name})
}

// width is about as wide as a name is in a map, in pixels.
func width(name string) float64 {
	w := 6.0
	for _, r := range name {
		if w += 6; r > 0x2e80 { // Chinese
			w += 6
		}
	}
	return w
}

// corners are a ring's in steps of snap, without those that lie on a line or
// are met twice in a row.
func (f *frame) corners(ring orb.Ring) [][2]int {
	var out [][2]int
	for _, p := range ring {
		x, y := f.at(p)
		c := [2]int{int(math.Round(x / snap)), int(math.Round(y / snap))}
		if n := len(out); n > 0 && out[n-1] == c {
			continue
		}
		for n := len(out); n > 1 && between(out[n-2], out[n-1], c); n = len(out) {
			out = out[:n-1]
		}
		out = append(out, c)
	}
	if n := len(out); n > 1 && out[0] == out[n-1] {
		out = out[:n-1]
	}
	return slices.Clip(out)
}

// between reports whether b lies on the line from a to c.
func between(a, b, c [2]int) bool {
	return (b[0]-a[0])*(c[1]-a[1]) == (b[1]-a[1])*(c[0]-a[0]) &&
		(b[0]-a[0])*(c[0]-b[0]) >= 0 && (b[1]-a[1])*(c[1]-b[1]) >= 0
}
