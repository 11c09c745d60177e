package tiles

import (
	"math"

	"github.com/paulmach/orb"
)

// How tiles are measured.
const (
	MaxZoom = 16   // no tile is asked for beyond
	Extent  = 4096 // units along a tile's side
	Buffer  = 64   // units around a tile that lines and areas are drawn into

	extentBits = 12                   // Extent = 1 << extentBits
	pixelBits  = 4                    // a pixel, a 256th of a tile, is 1 << pixelBits units
	worldBits  = MaxZoom + extentBits // the world is 1 << worldBits units of MaxZoom wide
)

// A corner is a place in units of a zoom, from the world's north-west: x east, y
// south. Units of a lower zoom are those of a higher one shifted right, so that a
// tile's features are those of its four children.
type corner struct{ x, y int32 }

func (c corner) at(z int) corner {
	return corner{c.x >> (MaxZoom - z), c.y >> (MaxZoom - z)}
}

// project returns a point in units of [MaxZoom], by Web Mercator (EPSG:3857)
//
//	x = λ/360° + ½,  y = ½ − artanh(sin φ) / 2π
//
// of the world's width. What lies beyond the projection's 85.05° is moved to its
// border.
func project(p orb.Point) corner {
	const width = 1 << worldBits
	x := p[0]/360 + 0.5
	y := 0.5 - math.Atanh(math.Sin(p[1]*math.Pi/180))/(2*math.Pi)
	return corner{inWorld(x * width), inWorld(y * width)}
}

func inWorld(v float64) int32 {
	return int32(math.Floor(min(max(v, 0), 1<<worldBits-1)))
}

// A box is what lies from one corner to another, both included.
type box struct{ min, max corner }

// emptyBox contains nothing and grows by what is added.
var emptyBox = box{corner{math.MaxInt32, math.MaxInt32}, corner{math.MinInt32, math.MinInt32}}

func (b box) with(c corner) box {
	return box{corner{min(b.min.x, c.x), min(b.min.y, c.y)}, corner{max(b.max.x, c.x), max(b.max.y, c.y)}}
}

func (b box) at(z int) box { return box{b.min.at(z), b.max.at(z)} }

func (b box) empty() bool { return b.min.x > b.max.x }

// boxOf returns the box of a bound in degrees.
func boxOf(b orb.Bound) box {
	return emptyBox.with(project(b.Min)).with(project(b.Max))
}

// A tileID is a tile's zoom and its place from the north-west.
type tileID struct {
	z    int
	x, y uint32
}

// box is the tile's own, in units of [MaxZoom].
func (t tileID) box() box {
	s := worldBits - t.z
	west, north := int32(t.x)<<s, int32(t.y)<<s
	return box{corner{west, north}, corner{west + 1<<s - 1, north + 1<<s - 1}}
}

// origin is the tile's north-west in units of its zoom.
func (t tileID) origin() corner {
	return corner{int32(t.x) << extentBits, int32(t.y) << extentBits}
}

// near reports whether a box in units of [MaxZoom] meets the tile or one beside
// it.
func (t tileID) near(b box) bool {
	own, side := t.box(), int64(1)<<(worldBits-t.z)
	apart := func(min, max, from, to int32) bool {
		return int64(from) > int64(max)+side || int64(to) < int64(min)-side
	}
	return !b.empty() && !apart(b.min.x, b.max.x, own.min.x, own.max.x) && !apart(b.min.y, b.max.y, own.min.y, own.max.y)
}
