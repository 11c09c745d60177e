package tiles_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"lifecircle/coverage/layers"
)

// At the greatest zoom the pieces of areas in their own tiles add up to the areas
// in units, none overlaps another's tile, rings turn the right way, and nothing
// lies beyond the buffer.
func TestPiecesMakeTheWhole(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var shapes []orb.Geometry
		for range rapid.IntRange(1, 4).Draw(r, "areas") {
			shapes = append(shapes, drawStar(r))
		}
		m := layerOf(layers.Districts, layers.GeometryPolygon, nil, shapes, nil)
		x := index(r, m, m.layer)
		const zoom = 14
		var got, want float64
		for _, tile := range decoded(r, x, zoom) {
			for _, f := range tile.layer.Features {
				checkArea(r, f.Geometry)
				got += planar.Area(clip.Geometry(orb.Bound{Max: orb.Point{4096, 4096}}, orb.Clone(f.Geometry)))
			}
		}
		for _, g := range shapes {
			want += planar.Area(inUnits(g, zoom))
		}
		// A corner moves by up to a unit in each axis, and where a tile's border
		// crosses a side by half of one: an outline's length, generously.
		if slack := 3 * outlines(shapes, zoom); math.Abs(got-want) > slack+10 {
			r.Errorf("the pieces have %.0f square units, the whole %.0f", got, want)
		}
	})
}

// drawStar draws an area around 31° N 121° E that no line through its middle
// crosses twice, with a hole where it is large.
func drawStar(r *rapid.T) orb.Geometry {
	middle := orb.Point{121 + rapid.Float64Range(-0.1, 0.1).Draw(r, "x"), 31 + rapid.Float64Range(-0.1, 0.1).Draw(r, "y")}
	radius := math.Exp2(rapid.Float64Range(-16, -3).Draw(r, "radius"))
	corners := rapid.IntRange(3, 40).Draw(r, "corners")
	var outer, hole orb.Ring
	for k := range corners {
		angle := 2 * math.Pi * float64(k) / float64(corners)
		d := radius * rapid.Float64Range(0.5, 1).Draw(r, "d")
		outer = append(outer, orb.Point{middle[0] + d*math.Cos(angle), middle[1] + d*math.Sin(angle)})
		hole = append(hole, orb.Point{middle[0] + radius/10*math.Cos(angle), middle[1] - radius/10*math.Sin(angle)})
	}
	p := orb.Polygon{append(outer, outer[0])}
	if corners > 4 && radius > 0.01 {
		p = append(p, append(hole, hole[0]))
	}
	if rapid.Bool().Draw(r, "turned") {
		p[0].Reverse()
	}
	return orb.MultiPolygon{p}
}

// inUnits projects an area to units of a zoom, unrounded.
func inUnits(g orb.Geometry, z int) orb.MultiPolygon {
	n := math.Exp2(float64(z)) * 4096
	out := g.(orb.MultiPolygon).Clone()
	for _, p := range out {
		for _, ring := range p {
			for i, c := range ring {
				rad := c[1] * math.Pi / 180
				ring[i] = orb.Point{(c[0] + 180) / 360 * n, (1 - math.Log(math.Tan(rad)+1/math.Cos(rad))/math.Pi) / 2 * n}
			}
		}
	}
	return out
}

func outlines(shapes []orb.Geometry, z int) float64 {
	var sum float64
	for _, g := range shapes {
		for _, p := range inUnits(g, z) {
			for _, ring := range p {
				sum += planar.Length(orb.LineString(ring))
			}
		}
	}
	return sum
}

// checkArea wants what MVT 2.1 asks of a polygon: closed rings with an area, outer
// ones clockwise on the screen, holes against, and all near the tile.
func checkArea(t interface{ Errorf(string, ...any) }, g orb.Geometry) {
	if p, ok := g.(orb.Polygon); ok {
		g = orb.MultiPolygon{p}
	}
	for _, p := range g.(orb.MultiPolygon) {
		for i, ring := range p {
			var sum float64
			for k := 1; k < len(ring); k++ {
				sum += ring[k-1][0]*ring[k][1] - ring[k][0]*ring[k-1][1]
				if ring[k] == ring[k-1] {
					t.Errorf("a corner is there twice: %v", ring)
				}
			}
			if len(ring) < 4 || !ring.Closed() || sum == 0 || (sum > 0) != (i == 0) {
				t.Errorf("ring %d turns the wrong way: %v", i, ring)
			}
		}
		if b := p.Bound(); b.Min[0] < -64 || b.Min[1] < -64 || b.Max[0] > 4160 || b.Max[1] > 4160 {
			t.Errorf("%v lies beyond the buffer", b)
		}
	}
}

// Whatever there is, is somewhere at the greatest zoom, and what a zoom keeps is
// in its tiles: slivers, dots, lines of no length.
func TestNothingKeptIsLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom([]layers.GeometryKind{layers.GeometryPoint, layers.GeometryLine, layers.GeometryPolygon}).Draw(r, "kind")
		point := func() orb.Point {
			// Coordinates that fall on borders of tiles among them.
			return orb.Point{
				rapid.SampledFrom([]float64{0, 45, 45.0000001, 44.99, 45.1, 179.999999, -180}).Draw(r, "lon"),
				rapid.SampledFrom([]float64{0, 0.0000001, 0.02, -0.05, 66.51326044311186}).Draw(r, "lat"),
			}
		}
		var shapes []orb.Geometry
		for range rapid.IntRange(1, 5).Draw(r, "features") {
			a := point()
			b := orb.Point{a[0] + rapid.Float64Range(-0.03, 0.03).Draw(r, "dx"), a[1] + rapid.SampledFrom([]float64{0, 1e-7, 0.03}).Draw(r, "dy")}
			switch kind {
			case layers.GeometryPoint:
				shapes = append(shapes, a)
			case layers.GeometryLine:
				shapes = append(shapes, orb.LineString{a, b})
			default:
				shapes = append(shapes, orb.Polygon{{a, b, {b[0], b[1] + 1e-7}, a}})
			}
		}
		m := layerOf(layers.Facilities, kind, nil, shapes, nil)
		x := index(r, m, m.layer)
		for _, c := range counted(r, x) {
			found, pieces := map[string]bool{}, 0
			for _, g := range shapes {
				s := tilesOf(g.Bound(), c.Zoom)
				for ty := s.north; ty <= s.south; ty++ {
					for tx := s.west; tx <= s.east; tx++ {
						key := fmt.Sprint(tx, ty)
						if found[key] {
							continue
						}
						found[key] = true
						if b := x.Tile(c.Zoom, tx, ty); b != nil {
							for _, f := range decode(r, b).Features {
								pieces++
								found[f.Properties["id"].(string)] = true
							}
						}
					}
				}
			}
			features := 0
			for key := range found {
				if key[0] == 'f' {
					features++
				}
			}
			if features != c.Features || pieces != c.Pieces || c.Zoom == 14 && features != len(shapes) {
				r.Fatalf("zoom %d has %d features in %d pieces, stated are %d in %d of %d", c.Zoom, features, pieces, c.Features, c.Pieces, len(shapes))
			}
		}
	})
}

// A sliver whose corners are almost in line over ten tiles: cut and rounded it is
// nothing in each of them, so it is drawn where it begins.
func TestASliverIsDrawnSomewhere(t *testing.T) {
	const units = 4096 << 14
	at := func(x, y float64) orb.Point { // half a unit in, so that it is cut to this one
		x, y = (10_000*4096+x+0.5)/units, (8_000*4096+y+0.5)/units
		return orb.Point{x*360 - 180, math.Atan(math.Sinh(math.Pi*(1-2*y))) * 180 / math.Pi}
	}
	sliver := orb.Polygon{{at(0, 0), at(20_000, 1), at(40_001, 2), at(0, 0)}}
	m := layerOf(layers.Districts, layers.GeometryPolygon, nil, []orb.Geometry{sliver}, nil)
	x := index(t, m, m.layer)
	all := decoded(t, x, 14)
	if len(all) != 1 || all[0].x != 10_000 || all[0].y != 8_000 {
		t.Fatalf("it is in %d tiles, want the one where it begins", len(all))
	}
	checkArea(t, all[0].layer.Features[0].Geometry)
	if c := counted(t, x)[14]; c.Features != 1 || c.Pieces != 1 {
		t.Errorf("stated are %+v", c)
	}
}
