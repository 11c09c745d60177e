package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
)

// The buffer of a square with a hole has an area by formula: sides, quarters of
// circles, and a hole that shrinks.
func TestBufferOfASquare(t *testing.T) {
	const side, hole, metres = 2000.0, 800.0, 300.0
	p := geo.PlaneAt(orb.Point{121.47, 31.23})
	square := func(half float64) orb.Ring {
		return orb.Ring{p.From(-half, -half), p.From(half, -half), p.From(half, half), p.From(-half, half), p.From(-half, -half)}
	}
	inner := square(hole / 2)
	inner.Reverse()
	got, err := geo.Buffer(orb.MultiPolygon{{square(side / 2), inner}}, metres)
	if err != nil {
		t.Fatal(err)
	}
	want := side*side + 4*side*metres + math.Pi*metres*metres - (hole-2*metres)*(hole-2*metres)
	if area := geo.Area(got); area < want || area > want*1.02 {
		t.Errorf("%.0f m² instead of %.0f", area, want)
	}
	if len(got) != 1 || len(got[0]) != 2 {
		t.Errorf("%d polygons", len(got))
	}
	filled, err := geo.Buffer(orb.MultiPolygon{{square(side / 2), inner}}, hole/2+20)
	if err != nil || len(filled) != 1 || len(filled[0]) != 1 {
		t.Errorf("the hole is still there: %v, %v", len(filled), err)
	}
}

func TestNoBuffer(t *testing.T) {
	square := orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}
	if got, err := geo.Buffer(square, 0); err != nil || !got.Equal(square) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := geo.Buffer(nil, 5); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}

// Whatever the shape: a point is in the buffer where it is in the shape or as
// near to its border as asked, and not where it is 4 % farther.
func TestBufferHoldsWhatIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.PlaneAt(orb.Point{-51.2, -30.03})
		n := rapid.IntRange(3, 30).Draw(t, "corners")
		ring := make(orb.Ring, 0, n+1)
		for i := range n { // a star, which never crosses itself
			r := rapid.Float64Range(100, 5000).Draw(t, "radius")
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
			ring = append(ring, p.From(r*cos, r*sin))
		}
		ring = append(ring, ring[0])
		shape := orb.MultiPolygon{{ring}}
		metres := rapid.Float64Range(10, 2000).Draw(t, "metres")
		buffer, err := geo.Buffer(shape, metres)
		if err != nil {
			t.Fatal(err)
		}
		own, around := geo.NewPolygonIndex([]orb.MultiPolygon{shape}), geo.NewPolygonIndex([]orb.MultiPolygon{buffer})
		for range 50 {
			q := p.From(rapid.Float64Range(-8000, 8000).Draw(t, "x"), rapid.Float64Range(-8000, 8000).Draw(t, "y"))
			inside, far := own.Locate(q) != nil, geo.ToBorder(q, shape)
			switch in := around.Locate(q) != nil; {
			case !in && (inside || far < metres*0.999):
				t.Fatalf("%v is not in the buffer: %.1f m of %.1f", q, far, metres)
			case in && !inside && far > metres*1.041:
				t.Fatalf("%v is in the buffer: %.1f m of %.1f", q, far, metres)
			}
		}
	})
}

// A corner that smoothing takes off the border sticks out by nearly a hundredth
// of the metres: what is near to it is in the buffer all the same.
func TestBufferHoldsWhatIsNearASmoothedCorner(t *testing.T) {
	p := geo.PlaneAt(orb.Point{121.47, 31.23})
	shape := orb.MultiPolygon{{{p.From(-900, -500), p.From(900, -500), p.From(900, 0), p.From(0, 9), p.From(-900, 0), p.From(-900, -500)}}}
	buffer, err := geo.Buffer(shape, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if q := p.From(0, 1008); geo.NewPolygonIndex([]orb.MultiPolygon{buffer}).Locate(q) == nil {
		t.Errorf("%v is not in the buffer: %.1f m", q, geo.ToBorder(q, shape))
	}
}

// A square and four strips that lie over its sides: the middle, which no strip
// touches, is covered too.
func TestUnionKeepsTheMiddle(t *testing.T) {
	box := func(w, s, e, n float64) orb.MultiPolygon {
		return orb.MultiPolygon{orb.Bound{Min: orb.Point{w, s}, Max: orb.Point{e, n}}.ToPolygon()}
	}
	got, err := geo.Union(box(0, 0, 10, 10), box(-1, -1, 11, 1), box(-1, 9, 11, 11), box(-1, -1, 1, 11), box(9, -1, 11, 11))
	if err != nil {
		t.Fatal(err)
	}
	if want := geo.Area(box(-1, -1, 11, 11)); len(got) != 1 || len(got[0]) != 1 || math.Abs(geo.Area(got)/want-1) > 1e-9 {
		t.Errorf("%v", got)
	}
}
