package coverage

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// An extent is what is known of the ground, beyond which nothing is.
type extent struct {
	ground      orb.MultiPolygon // City.Extent
	extentIndex *geo.PolygonIndex
	borderMM    []int64 // distance of each place to the border
}

// shareInside measures how much of a polygon lies within the extent.
func (e *extent) shareInside(p orb.MultiPolygon) float64 {
	if len(e.ground) == 0 {
		return 1
	}
	return geo.ShareInside(p, e.ground)
}

// Outside reports whether a point lies beyond the extent.
func (e *extent) Outside(p orb.Point) bool {
	return len(e.ground) > 0 && len(e.extentIndex.Locate(p)) == 0
}

// BorderMMAt is like BorderMM for any point. Beyond the extent nothing is known: it
// is 0.
func (e *extent) BorderMMAt(p orb.Point) int64 {
	switch {
	case len(e.ground) == 0:
		return math.MaxInt64
	case e.Outside(p):
		return 0
	}
	return int64(math.Round(geo.ToBorder(p, e.ground) * 1000))
}

// BorderMM returns how far a place is from the extent's border in millimetres: 0
// beyond it, [math.MaxInt64] where there is no extent.
func (e *extent) BorderMM(place int) int64 { return e.borderMM[place] }
