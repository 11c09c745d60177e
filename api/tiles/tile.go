package tiles

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// Tile returns a tile of the layer, not compressed; empty where nothing lies in
// it, or the zoom is none of the layer's. The world at zoom z has 2^z tiles a
// side, counted from the north-west.
func (x *Index) Tile(z int, tx, ty uint32) []byte {
	if z < x.levels.Min || z > x.levels.Max || tx>>z != 0 || ty>>z != 0 {
		return nil
	}
	t := tileID{z, tx, ty}
	state := x.keep(z)
	var e encoder
	for _, i := range x.near(t, state) {
		if s, ok := x.pieceIn(int(i), t); ok {
			e.add(x, int(i), s)
		}
	}
	return e.tile(x)
}

// near returns the features shown whose box is within a pixel of the tile,
// ascending.
func (x *Index) near(t tileID, state *zoomState) []uint32 {
	b := t.box()
	pixel := int32(1) << (MaxZoom - t.z + pixelBits)
	var out []uint32
	x.tree.Search([2]float64{float64(b.min.x - pixel), float64(b.min.y - pixel)}, [2]float64{float64(b.max.x + pixel), float64(b.max.y + pixel)},
		func(_, _ [2]float64, i uint32) bool {
			if state.has(i) {
				out = append(out, i)
			}
			return true
		})
	slices.Sort(out)
	return out
}

// pieceIn returns the part of a feature in a tile, and false where it has none.
// A feature of which cutting and rounding leave nothing in any tile is drawn one
// unit wide where its box begins.
func (x *Index) pieceIn(i int, t tileID) (shape, bool) {
	s := x.shapeAt(i, t.z)
	if piece, ok := s.in(t); ok {
		return piece, true
	}
	if s.first(t.z) != t || cutBy(context.Background(), s, t.z, 1) > 0 {
		return shape{}, false
	}
	return x.solid(shape{box: s.box}).in(t)
}

// piecesOf is in how many tiles of a zoom a feature lies; 1 when ctx is done.
func (x *Index) piecesOf(ctx context.Context, i, z int) int {
	if b := x.boxes[i].at(z); x.asPixel(i, z) || b.min.x>>extentBits == b.max.x>>extentBits && b.min.y>>extentBits == b.max.y>>extentBits {
		return 1 // it lies in one tile, and none is lost
	}
	return max(1, cutBy(ctx, x.shapeAt(i, z), z, math.MaxInt))
}

// cutBy counts the tiles of a zoom that a shape lies in, up to a number. An area
// is cut into rows of tiles first, so that a tile doesn't cost all its corners.
func cutBy(ctx context.Context, s shape, z, most int) int {
	n, strip, row := 0, s, int64(-1)
	for t := range s.tiles(z) {
		if int64(t.y) != row {
			if row = int64(t.y); ctx.Err() != nil {
				break
			}
			strip = s.row(t)
		}
		if _, ok := strip.in(t); ok {
			if n++; n == most {
				break
			}
		}
	}
	return n
}

// row returns the part of the shape in a tile's row, with its buffer.
func (s shape) row(t tileID) shape {
	if s.areas == nil {
		return s
	}
	north := float64(t.origin().y)
	s.areas = clip.MultiPolygon(orb.Bound{
		Min: orb.Point{float64(s.box.min.x), north - Buffer}, Max: orb.Point{float64(s.box.max.x), north + Extent + Buffer},
	}, s.areas.Clone())
	return s
}

// first is the tile where the shape's box begins.
func (s shape) first(z int) tileID {
	return tileID{z, uint32(s.box.min.x >> extentBits), uint32(s.box.min.y >> extentBits)}
}

// span is how many tiles the shape's box meets.
func (s shape) span() int64 {
	side := func(from, to int32) int64 { return int64(to>>extentBits) - int64(from>>extentBits) + 1 }
	return side(s.box.min.x, s.box.max.x) * side(s.box.min.y, s.box.max.y)
}

// tiles yields the tiles that the shape's box meets.
func (s shape) tiles(z int) func(yield func(tileID) bool) {
	last := int32(1)<<z - 1
	return func(yield func(tileID) bool) {
		for ty := s.box.min.y >> extentBits; ty <= min(last, s.box.max.y>>extentBits); ty++ {
			for tx := s.box.min.x >> extentBits; tx <= min(last, s.box.max.x>>extentBits); tx++ {
				if !yield(tileID{z, uint32(tx), uint32(ty)}) {
					return
				}
			}
		}
	}
}
