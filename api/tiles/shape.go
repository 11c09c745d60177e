package tiles

import (
	"lifecircle/coverage/layers"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"
)

// How shapes are made plainer below a layer's greatest zoom.
const (
	Tolerance = 2.0 // units: an eighth of a pixel
	Plain     = 16  // corners that a line or outline always keeps
)

// A shape is a feature at a zoom, in the zoom's units. One of the three is not
// nil.
type shape struct {
	points orb.MultiPoint
	lines  orb.MultiLineString
	areas  orb.MultiPolygon
	box    box
}

// shapeAt returns a feature at a zoom, generalised, not yet cut.
func (x *Index) shapeAt(i, z int) shape {
	whole := z >= x.levels.Max
	s := shape{box: x.boxAt(i, z)}
	if x.asPixel(i, z) {
		return square(s.box.min, 1<<pixelBits)
	}
	from, rings := x.ringsOf(i)
	for _, r := range rings {
		line := x.lineAt(from, r.end, z)
		from = r.end
		switch {
		case x.layer.Geometry == layers.GeometryPoint:
			s.points = append(s.points, line[0])
		case x.layer.Geometry == layers.GeometryLine:
			if line = plainer(line, whole); len(line) > 1 {
				s.lines = append(s.lines, line)
			}
		case r.outer:
			s.areas = append(s.areas, orb.Polygon{orb.Ring(plainerRing(line, whole))})
		case len(s.areas) > 0:
			s.areas[len(s.areas)-1] = append(s.areas[len(s.areas)-1], orb.Ring(plainerRing(line, whole)))
		}
	}
	return x.solid(s)
}

// asPixel reports whether an area is drawn as the pixel that it is smaller than.
func (x *Index) asPixel(i, z int) bool {
	_, small := x.speckAt(i, z)
	return small && z < x.levels.Max && x.layer.Geometry == layers.GeometryPolygon
}

// boxAt returns a feature's box at a zoom, in the zoom's units.
func (x *Index) boxAt(i, z int) box {
	if !x.asPixel(i, z) {
		return x.boxes[i].at(z)
	}
	pixel, _ := x.speckAt(i, z)
	at := corner{pixel.x << pixelBits, pixel.y << pixelBits}
	return box{at, corner{at.x + 1<<pixelBits, at.y + 1<<pixelBits}}
}

// solid stands something one unit wide in for what rounding made vanish.
func (x *Index) solid(s shape) shape {
	switch {
	case x.layer.Geometry == layers.GeometryLine && len(s.lines) == 0:
		a := orb.Point{float64(s.box.min.x), float64(s.box.min.y)}
		s.lines = orb.MultiLineString{{a, {a[0] + 1, a[1]}}}
		s.box.max.x = s.box.min.x + 1
	case x.layer.Geometry == layers.GeometryPolygon && planar.Area(s.areas) == 0:
		return square(s.box.min, 1)
	}
	return s
}

// square is an area of a side's length, clockwise as a tile draws it.
func square(at corner, side int32) shape {
	w, n := float64(at.x), float64(at.y)
	e, s := w+float64(side), n+float64(side)
	return shape{
		areas: orb.MultiPolygon{{{{w, n}, {e, n}, {e, s}, {w, s}, {w, n}}}},
		box:   box{at, corner{at.x + side, at.y + side}},
	}
}

// lineAt returns corners in units of a zoom, without repeated ones.
func (x *Index) lineAt(from, end uint32, z int) orb.LineString {
	line := make(orb.LineString, 0, end-from)
	for _, c := range x.corners[from:end] {
		c = c.at(z)
		p := orb.Point{float64(c.x), float64(c.y)}
		if len(line) == 0 || line[len(line)-1] != p {
			line = append(line, p)
		}
	}
	return line
}

func plainer(line orb.LineString, whole bool) orb.LineString {
	if whole || len(line) <= Plain {
		return line
	}
	return simplify.DouglasPeucker(Tolerance).LineString(line)
}

// plainerRing is plainer, but leaves a ring an area.
func plainerRing(line orb.LineString, whole bool) orb.LineString {
	if whole || len(line) <= Plain {
		return line
	}
	before := line.Clone()
	if line = plainer(line, whole); len(line) < 4 {
		return before
	}
	return line
}

// in returns the part of the shape in a tile and its buffer, in units from the
// tile's north-west; false where the shape does not lie in the tile itself.
func (s shape) in(t tileID) (shape, bool) {
	o := t.origin()
	own := orb.Bound{Min: orb.Point{float64(o.x), float64(o.y)}, Max: orb.Point{float64(o.x + Extent), float64(o.y + Extent)}}
	wide := own.Pad(Buffer)
	inside := float64(s.box.min.x) >= wide.Min[0] && float64(s.box.min.y) >= wide.Min[1] &&
		float64(s.box.max.x) <= wide.Max[0] && float64(s.box.max.y) <= wide.Max[1]
	// What lies in the tile as a whole needs no cutting to know it.
	whole := float64(s.box.min.x) >= own.Min[0] && float64(s.box.min.y) >= own.Min[1] &&
		float64(s.box.max.x) < own.Max[0] && float64(s.box.max.y) < own.Max[1]
	var out shape
	switch {
	case s.points != nil:
		for _, p := range s.points {
			// Half open: a point is in one tile.
			if p[0] >= own.Min[0] && p[0] < own.Max[0] && p[1] >= own.Min[1] && p[1] < own.Max[1] {
				out.points = append(out.points, orb.Point{p[0] - own.Min[0], p[1] - own.Min[1]})
			}
		}
		return out, out.points != nil
	case s.lines != nil:
		if !whole && !lineIn(s.lines, own) {
			return out, false
		}
		if out.lines = s.lines; !inside {
			out.lines = clip.MultiLineString(wide, s.lines)
		}
		out.lines = rounded(out.lines, own.Min)
		return out, len(out.lines) > 0
	}
	// orb clips areas in place, and the shape is cut for several tiles.
	if !whole && planar.Area(clip.MultiPolygon(own, s.areas.Clone())) <= 0 {
		return out, false
	}
	if out.areas = s.areas; !inside {
		out.areas = clip.MultiPolygon(wide, s.areas.Clone())
	}
	out.areas = roundedAreas(out.areas, own.Min)
	return out, len(out.areas) > 0
}

// lineIn reports whether some length of the lines lies in the tile. Its south
// and east borders belong to the next tiles: what follows them is not in this
// one, and as corners are whole units, half a unit decides.
func lineIn(lines orb.MultiLineString, own orb.Bound) bool {
	open := orb.Bound{Min: own.Min, Max: orb.Point{own.Max[0] - 0.5, own.Max[1] - 0.5}}
	for _, l := range clip.MultiLineString(open, lines) {
		for i := 1; i < len(l); i++ {
			if l[i] != l[0] {
				return true
			}
		}
	}
	return false
}
