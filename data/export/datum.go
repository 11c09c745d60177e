package export

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/project"

	"lifecircle/geo"
)

// shifted returns a geometry in a datum, a copy.
func shifted(g orb.Geometry, d geo.Datum) orb.Geometry {
	return project.Geometry(orb.Clone(g), func(p orb.Point) orb.Point { return shift(p, d) })
}

// shift moves a point, to 1e-7 degrees (a centimetre): the datum is no better.
func shift(p orb.Point, d geo.Datum) orb.Point {
	q := d.FromWGS84(p)
	return orb.Point{math.Round(q[0]*1e7) / 1e7, math.Round(q[1]*1e7) / 1e7}
}

// shiftMost is more than a datum moves anything, in degrees.
const shiftMost = 0.02

// moved returns a bound that holds what another held before it was moved.
func moved(b orb.Bound, d geo.Datum) orb.Bound {
	if !d.Shifted() || b == (orb.Bound{}) {
		return b
	}
	return orb.Bound{
		Min: orb.Point{max(b.Min[0]-shiftMost, -180), max(b.Min[1]-shiftMost, -90)},
		Max: orb.Point{min(b.Max[0]+shiftMost, 180), min(b.Max[1]+shiftMost, 90)},
	}
}
