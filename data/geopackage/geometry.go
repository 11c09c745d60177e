package geopackage

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

// A geometry in a GeoPackage is a header, "GP", version 0, flags, the reference
// system and, but for points, its box, and then WKB. OGC 12-128r17, clause 2.1.3.
const (
	flagLittleEndian = 1
	flagBox          = 1 << 1
	flagEmpty        = 1 << 4
	headerBytes      = 8
	boxBytes         = 32
)

var errGeometry = errors.New("not a geometry of a GeoPackage")

// Encode writes a geometry of a reference system (a number in
// gpkg_spatial_ref_sys); nil is nothing.
func Encode(g orb.Geometry, system int64) ([]byte, error) {
	if g == nil {
		return nil, nil
	}
	flags := byte(flagLittleEndian)
	_, point := g.(orb.Point)
	switch {
	case Empty(g):
		flags |= flagEmpty
	case !point:
		flags |= flagBox
	}
	out := binary.LittleEndian.AppendUint32(append(make([]byte, 0, 160), 'G', 'P', 0, flags), uint32(system))
	if flags&flagBox != 0 {
		box := g.Bound()
		for _, v := range []float64{box.Min[0], box.Max[0], box.Min[1], box.Max[1]} {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
	}
	body, err := wkb.Marshal(g, binary.LittleEndian)
	if err != nil {
		return nil, err
	}
	return append(out, body...), nil
}

// Empty reports whether there is nothing to be drawn of a geometry.
func Empty(g orb.Geometry) bool {
	switch g := g.(type) {
	case nil:
		return true
	case orb.MultiLineString:
		return !slices.ContainsFunc(g, func(line orb.LineString) bool { return len(line) > 0 })
	case orb.MultiPolygon:
		return len(g) == 0
	}
	return false
}

// Polygons reads a multipolygon, or a polygon as one; an empty one is nil. What
// is neither, or has a coordinate that is no number, is an error. Our own writing
// has little-endian WKB behind a box; QGIS may have rewritten it otherwise.
func Polygons(blob []byte) (orb.MultiPolygon, error) {
	if len(blob) < headerBytes || blob[0] != 'G' || blob[1] != 'P' {
		return nil, errGeometry
	}
	flags := blob[3]
	var skip int
	switch flags >> 1 & 7 {
	case 0:
	case 1:
		skip = boxBytes
	case 2, 3:
		skip = boxBytes + 16
	case 4:
		skip = boxBytes + 32
	default:
		return nil, errGeometry
	}
	if len(blob) < headerBytes+skip {
		return nil, errGeometry
	}
	if flags&flagEmpty != 0 {
		return nil, nil
	}
	g, err := wkb.Unmarshal(blob[headerBytes+skip:])
	if err != nil {
		return nil, err
	}
	var out orb.MultiPolygon
	switch shape := g.(type) {
	case orb.MultiPolygon:
		out = shape
	case orb.Polygon:
		out = orb.MultiPolygon{shape}
	default:
		return nil, errGeometry
	}
	for _, polygon := range out {
		for _, ring := range polygon {
			for _, p := range ring {
				if math.IsNaN(p[0]+p[1]) || math.IsInf(p[0]+p[1], 0) {
					return nil, errGeometry
				}
			}
		}
	}
	return out, nil
}
