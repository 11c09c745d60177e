package geo

import (
	"errors"
	"fmt"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// A Flaw is what makes a polygon unfit to say who is inside it.
type Flaw struct {
	At   orb.Point // at or near
	What string    // what is wrong, for people: "crosses itself"
}

// Error returns what is wrong and where.
func (f *Flaw) Error() string {
	return fmt.Sprintf("%s at or near %.7g, %.7g", f.What, f.At[0], f.At[1])
}

// CheckPolygon returns what is wrong with a polygon as a *[Flaw], or nil: a ring
// of fewer than four points, one that isn't closed, one that crosses or touches
// itself, a hole that lies outside or crosses another ring. Repeated points are
// no flaw. Crossings are decided exactly.
func CheckPolygon(polygon orb.Polygon) error {
	if len(polygon) == 0 {
		return &Flaw{What: "has no ring"}
	}
	for _, ring := range polygon {
		switch {
		case len(ring) == 0:
			return &Flaw{What: "has an empty ring"}
		case ring[0] != ring[len(ring)-1]:
			return &Flaw{At: ring[len(ring)-1], What: "is not closed: the last point of a ring must repeat its first; it ends"}
		case len(ring) < 4:
			return &Flaw{At: ring[0], What: "has a ring of fewer than four points"}
		}
		if at, crosses := selfCrossing(ring); crosses {
			return &Flaw{At: at, What: "crosses itself"}
		}
	}
	if len(polygon) > 1 {
		if err := toPolygon(polygon).Validate(); err != nil {
			return &Flaw{At: polygon[1][0], What: "has a hole that does not lie inside it (" + err.Error() + "): its rings clash"}
		}
	}
	return nil
}

// CheckMultiPolygon checks each polygon by [CheckPolygon], then whether parts
// overlap or share more of a border than points: that alone gives an error for
// which [IsOverlap] is true, and [Union] mends it.
func CheckMultiPolygon(multi orb.MultiPolygon) error {
	for _, polygon := range multi {
		if err := CheckPolygon(polygon); err != nil {
			return err
		}
	}
	if len(multi) > 1 {
		if err := toMultiPolygon(multi).Validate(); err != nil {
			return errOverlap
		}
	}
	return nil
}

// IsOverlap reports whether err says that parts of a multipolygon overlap.
func IsOverlap(err error) bool { return errors.Is(err, errOverlap) }

// selfCrossing finds where two edges of a closed ring meet other than in the
// point that neighbours share: at the first such edge along the ring, the first
// it meets.
func selfCrossing(ring orb.Ring) (orb.Point, bool) {
	points := make([]orb.Point, 0, len(ring))
	for _, p := range ring {
		if len(points) == 0 || p != points[len(points)-1] {
			points = append(points, p)
		}
	}
	n := len(points) - 1 // edges; edge i runs from point i to i+1, and the last point is the first
	if n < 3 {
		return points[0], true
	}
	var tree rtree.RTreeG[int]
	for i := range n {
		low, high := box(points[i], points[i+1])
		tree.Insert(low, high, i)
	}
	for i := range n {
		first := n
		low, high := box(points[i], points[i+1])
		tree.Search(low, high, func(_, _ [2]float64, j int) bool {
			if j > i && j < first && clash(points, n, i, j) {
				first = j
			}
			return true
		})
		if first < n {
			return meeting(points[i], points[i+1], points[first], points[first+1]), true
		}
	}
	return orb.Point{}, false
}

// clash reports whether edges i < j of a ring meet where they should not.
func clash(points []orb.Point, n, i, j int) bool {
	a, b, c, d := points[i], points[i+1], points[j], points[j+1]
	switch {
	case j == i+1: // b == c is theirs; more is a spike that runs back
		return Side(a, b, d) == 0 && (onSegment(a, b, d) || onSegment(c, d, a))
	case i == 0 && j == n-1: // d == a
		return Side(c, a, b) == 0 && (onSegment(c, d, b) || onSegment(a, b, c))
	}
	return segmentsMeet(a, b, c, d)
}

func segmentsMeet(a, b, c, d orb.Point) bool {
	c1, d1 := Side(a, b, c), Side(a, b, d)
	a2, b2 := Side(c, d, a), Side(c, d, b)
	if c1*d1 < 0 && a2*b2 < 0 {
		return true
	}
	return c1 == 0 && onSegment(a, b, c) || d1 == 0 && onSegment(a, b, d) ||
		a2 == 0 && onSegment(c, d, a) || b2 == 0 && onSegment(c, d, b)
}

// onSegment reports whether p, known to be on the line through a and b, lies
// between them, ends included.
func onSegment(a, b, p orb.Point) bool {
	low, high := box(a, b)
	return p[0] >= low[0] && p[0] <= high[0] && p[1] >= low[1] && p[1] <= high[1]
}

// meeting returns a point near where segments ab and cd meet.
func meeting(a, b, c, d orb.Point) orb.Point {
	abx, aby := b[0]-a[0], b[1]-a[1]
	cdx, cdy := d[0]-c[0], d[1]-c[1]
	det := float64(abx*cdy) - float64(aby*cdx)
	if det == 0 { // along each other
		if onSegment(a, b, c) {
			return c
		}
		return d
	}
	t := (float64((c[0]-a[0])*cdy) - float64((c[1]-a[1])*cdx)) / det
	return round7(Between(a, b, max(0, min(1, t))))
}

func box(a, b orb.Point) (low, high [2]float64) {
	return [2]float64{min(a[0], b[0]), min(a[1], b[1])}, [2]float64{max(a[0], b[0]), max(a[1], b[1])}
}
