package streets

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// Touch is how near to a leg's end, in metres, an obstacle is touched and not
// crossed: 1 cm, the resolution of the coordinates.
const Touch = 0.01

// A leg is a straight line that is walked, with the part of it on which an
// obstacle counts.
type leg struct {
	line
	from, to float64 // fractions of it: strictly between them
}

func legBetween(a, b orb.Point) leg {
	x, y := geo.PlaneAt(a).To(b)
	length := math.Sqrt(float64(x*x) + float64(y*y))
	l := leg{line: lineBetween(a, b), from: 1}
	if length > 0 {
		l.from, l.to = Touch/length, 1-Touch/length
	}
	return l
}

func (l *leg) crosses(o ObstacleLine) bool {
	_, ok := l.meets(o)
	return ok
}

// meets returns the fraction of the leg at which it leads over an obstacle. On
// which side points lie is decided exactly.
func (l *leg) meets(o ObstacleLine) (along float64, ok bool) {
	if !l.around.meets(o.box()) {
		return 0, false
	}
	c, d := PointOf(o.LonA, o.LatA), PointOf(o.LonB, o.LatB)
	if left, right := geo.Side(l.a, l.b, c), geo.Side(l.a, l.b, d); left == right { // 0 and 0: along it
		return 0, false
	}
	if geo.Side(c, d, l.a)*geo.Side(c, d, l.b) > 0 {
		return 0, false
	}
	along = fractionAt(l.a, l.b, c, d)
	return along, along > l.from && along < l.to
}

// fractionAt returns where the line from a to b meets the one through c and d,
// known to part a and b: 0 at a, 1 at b.
func fractionAt(a, b, c, d orb.Point) float64 {
	before, beyond := determinant(c, d, a), determinant(c, d, b)
	fraction := before / (before - beyond)
	if !(fraction >= 0) { // both too small to tell
		return 0
	}
	return min(fraction, 1)
}

func determinant(a, b, p orb.Point) float64 {
	return float64((a[0]-p[0])*(b[1]-p[1])) - float64((a[1]-p[1])*(b[0]-p[0]))
}

// Crossed returns the kinds of obstacle that the straight line from a to b leads
// over, each once, in the order met; of several met in one place, the smaller
// number first. Obstacles within [Touch] of an end are not crossed: a gate house
// that stands on the wall is on both sides of it. One that the line runs along
// is not crossed either; one that ends on the line is.
func (n *Network) Crossed(a, b orb.Point) []Obstacle {
	if len(n.arrays.Obstacles) == 0 || !geo.Valid(a) || !geo.Valid(b) {
		return nil
	}
	type meeting struct {
		along float64
		kind  Obstacle
	}
	var met []meeting
	l, t := legBetween(a, b), n.arrays.obstacleTree()
	t.search(&l.line, func(first, last uint32) bool {
		for _, o := range n.arrays.Obstacles[first:last] {
			if along, ok := l.meets(o); ok {
				met = append(met, meeting{along, Obstacle(o.Kind)})
			}
		}
		return true
	})
	slices.SortFunc(met, func(x, y meeting) int {
		return cmp.Or(cmp.Compare(x.along, y.along), cmp.Compare(x.kind, y.kind))
	})
	var kinds []Obstacle
	for _, m := range met {
		if !slices.Contains(kinds, m.kind) {
			kinds = append(kinds, m.kind)
		}
	}
	return kinds
}
