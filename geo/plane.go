package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Plane is the tangent plane at a point: metres east and north of it. Within a
// few kilometres it agrees with [Distance] to better than one part in 10⁶, and
// there nearest points and fractions along a line are found; lengths that enter
// an answer are measured by [Distance].
type Plane struct {
	origin     orb.Point
	perLon     float64 // metres per degree of longitude at the origin
	perLat     float64 // metres per degree of latitude
	inverseLon float64
	inverseLat float64
}

// PlaneAt returns the tangent plane at origin.
func PlaneAt(origin orb.Point) Plane {
	perLat := MeanRadius * radians
	perLon := perLat * math.Cos(origin[1]*radians)
	inverse := 0.0
	if perLon != 0 {
		inverse = 1 / perLon
	}
	return Plane{origin: origin, perLon: perLon, perLat: perLat, inverseLon: inverse, inverseLat: 1 / perLat}
}

// To returns p as metres east and north of the origin.
func (p Plane) To(q orb.Point) (x, y float64) {
	return (q[0] - p.origin[0]) * p.perLon, (q[1] - p.origin[1]) * p.perLat
}

// From returns the point that is x metres east and y metres north of the origin.
func (p Plane) From(x, y float64) orb.Point {
	return orb.Point{p.origin[0] + float64(x*p.inverseLon), p.origin[1] + float64(y*p.inverseLat)}
}

// Around returns the box that contains every point within metres of the origin,
// a little larger.
func (p Plane) Around(metres float64) orb.Bound {
	dx, dy := metres*1.001*p.inverseLon, metres*1.001*p.inverseLat
	return orb.Bound{
		Min: orb.Point{p.origin[0] - dx, p.origin[1] - dy},
		Max: orb.Point{p.origin[0] + dx, p.origin[1] + dy},
	}
}

// Project finds the point of the segment from a to b that is nearest to the
// plane's origin. It returns the fraction of the way from a, in [0, 1], and the
// distance squared in m². A segment of no length gives fraction 0.
func (p Plane) Project(a, b orb.Point) (fraction, squared float64) {
	ax, ay := p.To(a)
	bx, by := p.To(b)
	dx, dy := bx-ax, by-ay
	length := float64(dx*dx) + float64(dy*dy)
	if length > 0 {
		fraction = -(float64(ax*dx) + float64(ay*dy)) / length
		fraction = math.Max(0, math.Min(1, fraction))
	}
	x := ax + float64(fraction*dx)
	y := ay + float64(fraction*dy)
	return fraction, float64(x*x) + float64(y*y)
}

// Between returns the point at a fraction of the straight line from a to b.
func Between(a, b orb.Point, fraction float64) orb.Point {
	return orb.Point{
		a[0] + float64((b[0]-a[0])*fraction),
		a[1] + float64((b[1]-a[1])*fraction),
	}
}

// ToBorder returns the distance in metres from p to the nearest line of the
// polygon's rings, whichever side of it p is on; +Inf where there are none.
func ToBorder(p orb.Point, polygon orb.MultiPolygon) float64 {
	plane, best := PlaneAt(p), math.Inf(1)
	for _, poly := range polygon {
		for _, ring := range poly {
			for i := 1; i < len(ring); i++ {
				if _, d := plane.Project(ring[i-1], ring[i]); d < best {
					best = d
				}
			}
		}
	}
	return math.Sqrt(best)
}
