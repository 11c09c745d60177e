package expect

import (
	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
)

// Shape returns polygons as simplefeatures has them, to be validated and overlaid by code
// that is not ours.
func Shape(m orb.MultiPolygon) geom.MultiPolygon {
	polygons := make([]geom.Polygon, len(m))
	for i, polygon := range m {
		rings := make([]geom.LineString, len(polygon))
		for k, ring := range polygon {
			var flat []float64
			for _, p := range ring {
				flat = append(flat, p[0], p[1])
			}
			rings[k] = geom.NewLineString(geom.NewSequence(flat, geom.DimXY))
		}
		polygons[i] = geom.NewPolygon(rings)
	}
	return geom.NewMultiPolygon(polygons)
}
