package streets

import (
	"math"

	"github.com/paulmach/orb"
)

// PointOf turns grid coordinates into degrees. The division is exact where the
// source's decimal text was: 1234567 / 1e7 is the double nearest to 0.1234567.
func PointOf(lon, lat int32) orb.Point {
	return orb.Point{float64(lon) / 1e7, float64(lat) / 1e7}
}

// GridOf rounds degrees to the grid of coordinates.
func GridOf(p orb.Point) (lon, lat int32) {
	return int32(math.Round(p[0] * 1e7)), int32(math.Round(p[1] * 1e7))
}
