package geo

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
	"github.com/peterstace/simplefeatures/geom"
)

// Buffer returns the ground within so many metres of any of the polygons, which
// may overlap and touch, themselves included: at least that, and at most 4 % of the metres more,
// since borders are smoothed by a hundredth of them first and circles are
// polygons of sixteen corners around the true ones. An error means a degenerate
// shape.
//
// It is the union of the polygons with a capsule around every side of their
// borders, each drawn on a plane of its own, so that a large region is as exact
// as a small one.
func Buffer(multi orb.MultiPolygon, metres float64) (orb.MultiPolygon, error) {
	if !(metres > 0) || len(multi) == 0 {
		return multi, nil
	}
	var whole []geom.Geometry
	for _, polygon := range multi {
		whole = append(whole, toPolygon(polygon).AsGeometry())
	}
	// Borders between neighbours need no capsules.
	ground, err := guarded(func() (geom.Geometry, error) { return unionOf(whole) })
	if err != nil {
		return nil, err
	}
	tolerance := metres / 100
	smooth := simplify.DouglasPeucker(tolerance / (MeanRadius * radians))
	parts := []geom.Geometry{toMultiPolygon(ground).AsGeometry()}
	for _, polygon := range ground {
		for _, ring := range polygon {
			line := smooth.LineString(orb.LineString(ring.Clone()))
			for i := 1; i < len(line); i++ {
				// What smoothing takes off the border lies within the capsule.
				parts = append(parts, toPolygon(orb.Polygon{capsule(line[i-1], line[i], metres+tolerance)}).AsGeometry())
			}
		}
	}
	return guarded(func() (geom.Geometry, error) { return unionOf(parts) })
}

// Clip returns the part of a multipolygon that lies in a box. An error means a
// degenerate shape.
func Clip(multi orb.MultiPolygon, box orb.Bound) (orb.MultiPolygon, error) {
	return intersection(multi, orb.MultiPolygon{box.ToPolygon()})
}

// unionOf joins neighbours first: on a border they overlap, and what has been
// joined has few corners. Two by two, since the library's union of many loses
// ground that no part's border touches.
func unionOf(parts []geom.Geometry) (geom.Geometry, error) {
	if len(parts) == 1 {
		return parts[0], nil
	}
	a, err := unionOf(parts[:len(parts)/2])
	if err != nil {
		return geom.Geometry{}, err
	}
	b, err := unionOf(parts[len(parts)/2:])
	if err != nil {
		return geom.Geometry{}, err
	}
	return geom.Union(a, b)
}

// capsule returns a polygon around all that is within so many metres of the line
// from a to b: half a circle of eight corners at each end, whose sides touch it.
func capsule(a, b orb.Point, metres float64) orb.Ring {
	plane := PlaneAt(Between(a, b, 0.5))
	ax, ay := plane.To(a)
	bx, by := plane.To(b)
	along := math.Atan2(by-ay, bx-ax)
	const corners = 8
	r := metres / math.Cos(math.Pi/(2*corners))
	ring := make(orb.Ring, 0, 2*corners+1)
	for i := range 2 * corners {
		turn := along + (float64(i)+0.5)*math.Pi/corners - math.Pi/2
		x, y := bx, by
		if i >= corners {
			x, y = ax, ay
		}
		ring = append(ring, plane.From(x+r*math.Cos(turn), y+r*math.Sin(turn)))
	}
	return append(ring, ring[0])
}
