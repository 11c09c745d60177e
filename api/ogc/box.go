package ogc

import (
	"math"
	"strconv"
	"strings"

	"lifecircle/api/respond"

	"github.com/paulmach/orb"
)

// A region is what a bbox means: one box, or two where it crosses the 180th
// meridian, in the coordinates of a reference system, east first.
type region struct {
	crs   *crs
	boxes []orb.Bound
}

// region reads bbox and bbox-crs; nil where there is none.
func (r *request) region() (*region, error) {
	c, err := r.system("bbox-crs")
	if err != nil || !r.query.Has("bbox") {
		return nil, err
	}
	raw := r.query.Get("bbox")
	refuse := func() error { return respond.InvalidParameter("bbox", raw, r.say("ogc.why_bbox")) }
	var v []float64
	for part := range strings.SplitSeq(raw, ",") {
		n, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || len(v) == 6 {
			return nil, refuse()
		}
		v = append(v, n)
	}
	if len(v) == 6 { // heights, which nothing here has
		v = []float64{v[0], v[1], v[3], v[4]}
	}
	if len(v) != 4 {
		return nil, refuse()
	}
	b := orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[2], v[3]}}
	if c.swapped {
		b = orb.Bound{Min: orb.Point{v[1], v[0]}, Max: orb.Point{v[3], v[2]}}
	}
	if b.Min[1] > b.Max[1] || b.Min[0] > b.Max[0] && !c.degrees() {
		return nil, refuse()
	}
	if b.Min[0] <= b.Max[0] {
		return &region{c, []orb.Bound{b}}, nil
	}
	west, east := b, b
	west.Max[0], east.Min[0] = 180, -180
	return &region{c, []orb.Bound{west, east}}, nil
}

// meets tells whether a geometry and the region have a point in common, borders
// included. What has no geometry lies nowhere.
func (g *region) meets(geometry orb.Geometry) bool {
	switch geometry := geometry.(type) {
	case orb.Point:
		return g.has(g.place(geometry))
	case orb.LineString:
		return g.meetsLine(geometry)
	case orb.MultiLineString:
		for _, l := range geometry {
			if g.meetsLine(l) {
				return true
			}
		}
	case orb.Polygon:
		return g.meetsPolygon(geometry)
	case orb.MultiPolygon:
		for _, p := range geometry {
			if g.meetsPolygon(p) {
				return true
			}
		}
	}
	return false
}

// place returns a point in the region's coordinates.
func (g *region) place(p orb.Point) orb.Point {
	if g.crs.project != nil {
		return g.crs.project(p)
	}
	return p
}

func (g *region) has(p orb.Point) bool {
	for _, b := range g.boxes {
		if b.Contains(p) {
			return true
		}
	}
	return false
}

func (g *region) meetsLine(line orb.LineString) bool {
	if len(line) == 0 {
		return false
	}
	before := g.place(line[0])
	if len(line) == 1 {
		return g.has(before)
	}
	for _, p := range line[1:] {
		now := g.place(p)
		for _, b := range g.boxes {
			if crosses(b, before, now) {
				return true
			}
		}
		before = now
	}
	return false
}

// meetsPolygon: the border meets the region, or a box lies within.
func (g *region) meetsPolygon(polygon orb.Polygon) bool {
	if len(polygon) == 0 {
		return false
	}
	for _, ring := range polygon {
		if g.meetsLine(orb.LineString(ring)) {
			return true
		}
	}
	for _, b := range g.boxes {
		inside := false
		for _, ring := range polygon {
			if g.around(ring, b.Min) {
				inside = !inside
			}
		}
		if inside {
			return true
		}
	}
	return false
}

// around tells whether a ring goes around a point that is not on it: a ray to the
// east crosses it an odd number of times.
func (g *region) around(ring orb.Ring, p orb.Point) bool {
	inside := false
	if len(ring) == 0 {
		return false
	}
	a := g.place(ring[len(ring)-1])
	for _, corner := range ring {
		b := g.place(corner)
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1]) {
			inside = !inside
		}
		a = b
	}
	return inside
}

// crosses tells whether the segment from p to q meets a box, borders included.
// Y.-D. Liang, B. A. Barsky, A New Concept and Method for Line Clipping, ACM
// Transactions on Graphics 3 (1984), 1–22.
func crosses(b orb.Bound, p, q orb.Point) bool {
	from, to := 0.0, 1.0
	for axis := range 2 {
		d := q[axis] - p[axis]
		low, high := b.Min[axis]-p[axis], b.Max[axis]-p[axis]
		if d == 0 {
			if low > 0 || high < 0 {
				return false
			}
			continue
		}
		enter, leave := low/d, high/d
		if d < 0 {
			enter, leave = leave, enter
		}
		from, to = max(from, enter), min(to, leave)
		if from > to {
			return false
		}
	}
	return true
}
