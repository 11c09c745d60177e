package ground_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage/ground"
	"lifecircle/geo"
)

// depth is how far inside the ground a point of the plane lies, in metres, by the
// definition: negative outside. Streets are looked at in steps of a metre.
func depth(x, y float64, pieces []ground.Piece, limit float64) float64 {
	deepest := math.Inf(-1)
	for _, p := range pieces {
		ax, ay := plane.To(p.Near)
		bx, by := plane.To(p.Far)
		length := math.Hypot(bx-ax, by-ay)
		steps := math.Ceil(length) + 1
		for i := 0.0; i <= steps; i++ {
			f := i / steps
			time := p.NearTime + f*(p.FarTime-p.NearTime)
			if time > limit {
				break
			}
			reach := math.Min(ground.Most, (limit-time)*pace)
			deepest = math.Max(deepest, reach-math.Hypot(ax+f*(bx-ax)-x, ay+f*(by-ay)-y))
		}
	}
	return deepest
}

// Where no wall stands, what is clearly within the ground is in the shape and what is
// clearly beyond is not: by more than the grid is coarse.
func TestTheGroundIsWhatLiesNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces, _, limits := scene(t)
		shapes := draw(t, pieces, nil, limits, false)
		coarse := shapes.Resolution*math.Sqrt2 + 1
		for k, shape := range shapes.Of {
			index := geo.NewPolygonIndex([]orb.MultiPolygon{shape})
			for range 12 {
				x, y := rapid.Float64Range(-70, 470).Draw(t, "x"), rapid.Float64Range(-70, 470).Draw(t, "y")
				in := len(index.Locate(plane.From(x, y))) > 0
				if d := depth(x, y, pieces, limits[k]); d > coarse && !in || d < -2*coarse && in {
					t.Fatalf("(%.1f, %.1f) lies %.1f m within the ground of %v ms: %t", x, y, d, limits[k], in)
				}
			}
		}
	})
}

// The area of a shape is that of its points on a raster.
func TestTheAreaIsThatOfARaster(t *testing.T) {
	at := func(x, y float64) orb.Point { return plane.From(x, y) }
	line := func(a, b orb.Point, from float64) ground.Piece {
		return ground.Piece{Near: a, Far: b, NearTime: from, FarTime: from + geo.Distance(a, b)/pace}
	}
	for name, pieces := range map[string][]ground.Piece{
		"a street":    {line(at(0, 0), at(300, 0), 0)},
		"a corner":    {line(at(0, 0), at(150, 0), 0), line(at(150, 0), at(150, 150), 150/pace)},
		"a block":     {line(at(0, 0), at(200, 0), 0), line(at(0, 0), at(0, 200), 0), line(at(200, 0), at(200, 200), 200/pace), line(at(0, 200), at(200, 200), 200/pace)},
		"two streets": {line(at(0, 0), at(100, 0), 0), line(at(0, 300), at(100, 300), 50_000)},
	} {
		const limit, step = 500_000, 2.0
		shape := draw(t, pieces, nil, []float64{limit}, false).Of[0]
		n := 0
		for x := -60.0; x < 360; x += step {
			for y := -60.0; y < 360; y += step {
				if depth(x, y, pieces, limit) >= 0 {
					n++
				}
			}
		}
		want := float64(n) * step * step
		if got := geo.Area(shape); math.Abs(got-want) > 0.04*want {
			t.Errorf("%s: %.0f m², by the raster %.0f", name, got, want)
		}
	}
	hole := draw(t, []ground.Piece{line(at(0, 0), at(200, 0), 0), line(at(0, 0), at(0, 200), 0), line(at(200, 0), at(200, 200), 200/pace), line(at(0, 200), at(200, 200), 200/pace)}, nil, []float64{500_000}, false).Of[0]
	if len(hole) != 1 || len(hole[0]) != 2 {
		t.Errorf("around a block of 200 m is ground without a yard: %d polygons", len(hole))
	}
}

// What would take too much memory is drawn on a coarser grid, and is told to be: streets
// of 100 m that lie kilometres apart have the ground of one of them each.
func TestAWideGroundIsDrawnCoarser(t *testing.T) {
	for _, test := range []struct {
		streets  int
		coarser  bool
		tolerate float64
	}{{100, false, 0.03}, {1500, true, 0.12}} {
		var pieces []ground.Piece
		for i := range test.streets {
			x, y := float64(i%40)*1500, float64(i/40)*1500
			pieces = append(pieces, ground.Piece{Near: plane.From(x, y), Far: plane.From(x+100, y), FarTime: 90_000})
		}
		shapes := draw(t, pieces, nil, []float64{900_000}, false)
		if coarser := shapes.Resolution > ground.Finest; coarser != test.coarser || shapes.Resolution > ground.Coarsest {
			t.Errorf("%d streets are drawn at %v m", test.streets, shapes.Resolution)
		}
		if n := len(shapes.Of[0]); n != test.streets {
			t.Errorf("around %d streets are %d polygons", test.streets, n)
		}
		want := float64(test.streets) * (100*100 + math.Pi*50*50)
		if got := geo.Area(shapes.Of[0]); math.Abs(got-want) > test.tolerate*want {
			t.Errorf("%d streets have %.0f m², want about %.0f", test.streets, got, want)
		}
	}
}
