package geo

import (
	"errors"
	"fmt"
	"math"
	"sort"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
)

// ShareInside returns the share of a district's area that lies within an extent,
// 0…1, rounded to 1e-9: exactly 1 where all of it does (a shared border
// included), exactly 0 where none does, and 0 for a district without area.
//
// The overlay is taken in longitude and latitude, where edges are straight, and
// both areas are measured by [Area]. Should the overlay fail on a degenerate
// shape, the share is measured along 4,096 parallels instead.
func ShareInside(district, extent orb.MultiPolygon) float64 {
	area := Area(district)
	if area <= 0 || len(extent) == 0 || !district.Bound().Intersects(extent.Bound()) {
		return 0
	}
	common, err := intersection(district, extent)
	if err != nil {
		return sampledShare(district, extent, 4096)
	}
	return roundShare(Area(common) / area)
}

func roundShare(share float64) float64 {
	return math.Min(1, math.Max(0, math.Round(share*1e9)/1e9))
}

// Union returns the ground covered by any of the multipolygons. One polygon by
// itself comes back as it is. An error means a degenerate shape.
func Union(multis ...orb.MultiPolygon) (orb.MultiPolygon, error) {
	var parts []geom.Geometry
	var only orb.MultiPolygon
	for _, multi := range multis {
		for _, polygon := range multi {
			only = orb.MultiPolygon{polygon}
			parts = append(parts, toPolygon(polygon).AsGeometry())
		}
	}
	if len(parts) <= 1 {
		return only, nil
	}
	return guarded(func() (geom.Geometry, error) { return unionOf(parts) })
}

func intersection(a, b orb.MultiPolygon) (orb.MultiPolygon, error) {
	return guarded(func() (geom.Geometry, error) {
		return geom.Intersection(toMultiPolygon(a).AsGeometry(), toMultiPolygon(b).AsGeometry())
	})
}

// guarded runs an overlay. The library answers degenerate input with an error,
// and where it has overlooked a case with a panic, which becomes one.
func guarded(overlay func() (geom.Geometry, error)) (result orb.MultiPolygon, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, err = nil, fmt.Errorf("overlay: %v", r)
		}
	}()
	g, err := overlay()
	if err != nil {
		return nil, err
	}
	return fromGeometry(g), nil
}

func toMultiPolygon(multi orb.MultiPolygon) geom.MultiPolygon {
	polygons := make([]geom.Polygon, len(multi))
	for i, polygon := range multi {
		polygons[i] = toPolygon(polygon)
	}
	return geom.NewMultiPolygon(polygons)
}

func toPolygon(polygon orb.Polygon) geom.Polygon {
	rings := make([]geom.LineString, len(polygon))
	for i, ring := range polygon {
		flat := make([]float64, 0, 2*len(ring))
		for _, p := range ring {
			flat = append(flat, p[0], p[1])
		}
		rings[i] = geom.NewLineString(geom.NewSequence(flat, geom.DimXY))
	}
	return geom.NewPolygon(rings)
}

// fromGeometry keeps the polygons of an overlay's result; the points and lines
// where shapes merely touch have no area.
func fromGeometry(g geom.Geometry) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, part := range g.Dump() {
		polygon, ok := part.AsPolygon()
		if !ok || polygon.IsEmpty() {
			continue
		}
		var converted orb.Polygon
		for _, sequence := range polygon.Coordinates() {
			ring := make(orb.Ring, sequence.Length())
			for i := range ring {
				xy := sequence.GetXY(i)
				ring[i] = orb.Point{xy.X, xy.Y}
			}
			converted = append(converted, ring)
		}
		out = append(out, converted)
	}
	Wind(out)
	return out
}

// Wind turns rings in place so that outer ones run counter-clockwise and holes
// clockwise (RFC 7946, 3.1.6).
func Wind(multi orb.MultiPolygon) {
	for _, polygon := range multi {
		for i, ring := range polygon {
			if want := 1 - 2*min(i, 1); Winding(ring) == -want {
				ring.Reverse()
			}
		}
	}
}

// errOverlap says that polygons of one multipolygon share ground or a border.
var errOverlap = errors.New("its parts overlap or share a border")

// sampledShare measures the share along parallels through the district. A border
// that lies along a parallel puts it wrong by up to half a step: by as much as
// 1/parallels of a triangle.
func sampledShare(district, extent orb.MultiPolygon, parallels int) float64 {
	bound := district.Bound()
	step := (bound.Max[1] - bound.Min[1]) / float64(parallels)
	var all, inside float64
	for i := range parallels {
		lat := bound.Min[1] + float64((float64(i)+0.5)*step)
		weight := math.Cos(lat * radians)
		own, other := crossings(district, lat), crossings(extent, lat)
		all += float64(weight * commonLength(own, own))
		inside += float64(weight * commonLength(own, other))
	}
	if all <= 0 {
		return 0
	}
	return roundShare(inside / all)
}

// crossings returns the longitudes, sorted, where rings cross a parallel: in
// pairs, they are the ground inside.
func crossings(multi orb.MultiPolygon, lat float64) []float64 {
	var out []float64
	for _, polygon := range multi {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a[1] <= lat) != (b[1] <= lat) {
					out = append(out, a[0]+float64((b[0]-a[0])*((lat-a[1])/(b[1]-a[1]))))
				}
			}
		}
	}
	sort.Float64s(out)
	return out
}

func commonLength(a, b []float64) float64 {
	length := 0.0
	for i, j := 0, 0; i+1 < len(a) && j+1 < len(b); {
		length += math.Max(0, math.Min(a[i+1], b[j+1])-math.Max(a[i], b[j]))
		if a[i+1] < b[j+1] {
			i += 2
		} else {
			j += 2
		}
	}
	return length
}
