package ground_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
	"pgregory.net/rapid"

	"lifecircle/coverage/ground"
	"lifecircle/geo"
	"lifecircle/internal/testcity/expect"
)

const pace = 4.0 / 3600 // metres a millisecond at 4 km/h

var plane = geo.PlaneAt(orb.Point{121, 31})

// scene draws short streets and walls by chance in a field of 400 m, many of
// them close together.
func scene(t *rapid.T) ([]ground.Piece, [][2]orb.Point, []float64) {
	coordinate := rapid.OneOf(rapid.Float64Range(0, 400), rapid.Map(rapid.IntRange(0, 40), func(i int) float64 { return float64(10 * i) }))
	point := func(name string) orb.Point {
		return plane.From(coordinate.Draw(t, name+" x"), coordinate.Draw(t, name+" y"))
	}
	var pieces []ground.Piece
	for i := range rapid.IntRange(1, 12).Draw(t, "pieces") {
		p := ground.Piece{Near: point(fmt.Sprint("near ", i)), Far: point(fmt.Sprint("far ", i)), NearTime: float64(rapid.IntRange(0, 200_000).Draw(t, "time"))}
		// At the pace, or uphill.
		p.FarTime = p.NearTime + geo.Distance(p.Near, p.Far)/pace*rapid.SampledFrom([]float64{1, 1, 2.5}).Draw(t, "slope")
		pieces = append(pieces, p)
	}
	var walls [][2]orb.Point
	for i := range rapid.IntRange(0, 8).Draw(t, "walls") {
		walls = append(walls, [2]orb.Point{point(fmt.Sprint("wall ", i)), point(fmt.Sprint("to ", i))})
	}
	limits := rapid.SampledFrom([][]float64{{60_000}, {30_000, 90_000, 250_000}, {100_000, 100_001, 101_000}}).Draw(t, "limits")
	return pieces, walls, limits
}

func draw(t interface{ Fatalf(string, ...any) }, pieces []ground.Piece, walls [][2]orb.Point, limits []float64, bands bool) *ground.Shapes {
	out, err := ground.Draw(context.Background(), ground.Question{Pieces: pieces, Limits: limits, Pace: pace, Bands: bands,
		Walls: func(_ orb.Bound, visit func(a, b orb.Point)) {
			for _, w := range walls {
				visit(w[0], w[1])
			}
		}})
	if err != nil {
		t.Fatalf("drawing: %v", err)
	}
	return out
}

func TestEveryReachedPointIsInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces, walls, limits := scene(t)
		for k, shape := range draw(t, pieces, walls, limits, false).Of {
			index := geo.NewPolygonIndex([]orb.MultiPolygon{shape})
			for _, p := range pieces {
				for f := 0.0; f <= 1; f += 0.005 {
					at := geo.Between(p.Near, p.Far, f)
					if p.NearTime+f*(p.FarTime-p.NearTime) <= limits[k] && len(index.Locate(at)) == 0 {
						t.Fatalf("limit %v leaves out %v, reached in %v", limits[k], at, p.NearTime+f*(p.FarTime-p.NearTime))
					}
				}
			}
		}
	})
}

func TestCornersAreNearAndSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces, walls, limits := scene(t)
		out := draw(t, pieces, walls, limits, false)
		for k, shape := range out.Of {
			for _, polygon := range shape {
				for _, ring := range polygon {
					for _, p := range ring {
						near(t, pieces, walls, limits[k], p, out.Resolution)
					}
				}
			}
		}
	})
}

// near fails where a corner is farther from the reached streets than it may be,
// or is not seen from any that is near enough. A view through a gap between walls
// may take a closer look.
func near(t *rapid.T, pieces []ground.Piece, walls [][2]orb.Point, limit float64, p orb.Point, side float64) {
	nearest, ok := look(pieces, walls, limit, p, side, 250, seenAt)
	if !ok && nearest > 2.5*side { // else it holds a street along a wall
		if _, ok = look(pieces, walls, limit, p, side, 4000, seenAbout); !ok {
			t.Fatalf("corner %v is %v m from the nearest reached street", p, nearest)
		}
	}
}

// look returns how far the nearest reached street is, and whether one that is
// near enough is seen, from so many places of each piece.
func look(pieces []ground.Piece, walls [][2]orb.Point, limit float64, p orb.Point, side float64, places int, sees func(s, p orb.Point, walls [][2]orb.Point, side float64) bool) (nearest float64, ok bool) {
	nearest = math.Inf(1)
	for _, piece := range pieces {
		for k := range places + 1 {
			f := float64(k) / float64(places)
			left := (limit - piece.NearTime - f*(piece.FarTime-piece.NearTime)) * pace
			if left < 0 {
				continue
			}
			s := geo.Between(piece.Near, piece.Far, f)
			d := geo.Distance(s, p)
			nearest = min(nearest, d)
			if d <= max(min(ground.Most, left), 1.42*side)+side+1 && sees(s, p, walls, side) {
				return nearest, true
			}
		}
	}
	return nearest, false
}

func seenAt(s, p orb.Point, walls [][2]orb.Point, _ float64) bool { return seen(s, p, walls) }

// seenAbout reports whether a place is seen that is at most a side from p, without
// a wall between them but for the metre.
func seenAbout(s, p orb.Point, walls [][2]orb.Point, side float64) bool {
	if seen(s, p, walls) {
		return true
	}
	around := geo.PlaneAt(p)
	for k := range 128 {
		turn, r := float64(k%32)*math.Pi/16, side*float64(1+k/32)/4
		q := around.From(r*math.Cos(turn), r*math.Sin(turn))
		if seen(s, q, walls) && clear(q, p, walls) {
			return true
		}
	}
	return false
}

func clear(p, q orb.Point, walls [][2]orb.Point) bool {
	for _, w := range walls {
		if along, across := meeting(p, q, w); along >= 0 && (1-along)*geo.Distance(p, q) > 1 && across >= 0 && across <= 1 {
			return false
		}
	}
	return true
}

// meeting returns where the lines from s to p and along a wall cross, as
// fractions of both; NaN where they don't.
func meeting(s, p orb.Point, w [2]orb.Point) (along, across float64) {
	sx, sy := plane.To(s)
	px, py := plane.To(p)
	ax, ay := plane.To(w[0])
	bx, by := plane.To(w[1])
	det := (px-sx)*(by-ay) - (py-sy)*(bx-ax)
	if det == 0 {
		return math.NaN(), math.NaN()
	}
	return ((ax-sx)*(by-ay) - (ay-sy)*(bx-ax)) / det, ((ax-sx)*(py-sy) - (ay-sy)*(px-sx)) / det
}

// seen reports whether no wall lies between a street and a corner, but for the
// metre that corners may lie behind one where a node lies at it. It is decided by the places where lines cross, and not by any side.
func seen(s, p orb.Point, walls [][2]orb.Point) bool {
	for _, w := range walls {
		along, across := meeting(s, p, w)
		if across >= 0 && across <= 1 && along <= 1 && along*geo.Distance(s, p) > 1 && (1-along)*geo.Distance(s, p) > 1 {
			return false
		}
	}
	return true
}

func TestShapesAreValidAndNestedAndBandsMakeThemUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces, walls, limits := scene(t)
		shapes, bands := draw(t, pieces, walls, limits, false).Of, draw(t, pieces, walls, limits, true).Of
		sum := 0.0
		for k, shape := range shapes {
			for _, m := range []orb.MultiPolygon{shape, bands[k]} {
				if err := expect.Shape(m).Validate(); err != nil {
					t.Fatalf("limit %v: %v", limits[k], err)
				}
				for _, polygon := range m {
					for i, ring := range polygon {
						if want := map[bool]orb.Orientation{true: orb.CCW, false: orb.CW}[i == 0]; ring.Orientation() != want {
							t.Fatalf("limit %v: ring %d leads the wrong way round", limits[k], i)
						}
					}
				}
			}
			if sum += geo.Area(bands[k]); math.Abs(sum-geo.Area(shape)) > 0.5 {
				t.Fatalf("limit %v: bands have %v m², the shape %v", limits[k], sum, geo.Area(shape))
			}
			if k == 0 {
				continue
			}
			rest, err := geom.Difference(expect.Shape(shapes[k-1]).AsGeometry(), expect.Shape(shape).AsGeometry())
			if err != nil || rest.Area() > 0 {
				t.Fatalf("limit %v is not within %v: %v %v", limits[k-1], limits[k], rest.AsText(), err)
			}
		}
	})
}

// A straight street of 200 m, reached to its end with time to spare: a stadium.
func TestAreaOfAStadium(t *testing.T) {
	street := ground.Piece{Near: plane.From(0, 0), Far: plane.From(200, 0), FarTime: 180_000}
	for _, c := range []struct {
		limit, want float64 // m²
	}{
		{500_000, 200*100 + math.Pi*50*50}, // 50 m on either side and around the ends
		{22_500, 25 * 25 * math.Pi},        // 25 m in any direction, along the street or off it
	} {
		got := geo.Area(draw(t, []ground.Piece{street}, nil, []float64{c.limit}, false).Of[0])
		if math.Abs(got-c.want) > 0.03*c.want+100 {
			t.Errorf("limit %v: %v m², want about %v", c.limit, got, c.want)
		}
	}
}

// Two streets in parallel, 60 m apart, with a wall halfway: the ground of one
// ends at the wall.
func TestAWallStopsTheGround(t *testing.T) {
	street := ground.Piece{Near: plane.From(0, 0), Far: plane.From(300, 0), FarTime: 270_000}
	wall := [][2]orb.Point{{plane.From(-200, 30), plane.From(500, 30)}}
	shape := draw(t, []ground.Piece{street}, wall, []float64{900_000}, false).Of[0]
	for _, polygon := range shape {
		for _, ring := range polygon {
			for _, p := range ring {
				if _, y := plane.To(p); y > 30 {
					t.Fatalf("%v m north of the street, behind the wall", y)
				}
			}
		}
	}
	if got, want := geo.Area(shape), 300*80+math.Pi*50*50-1118.0; math.Abs(got-want) > 0.05*want {
		t.Errorf("%v m², want about %v", got, want) // a circle's segment beyond 30 m is 1,118 m²
	}
}

func TestQuestionsWithoutAnAnswer(t *testing.T) {
	far := ground.Piece{Near: plane.From(0, 0), Far: plane.From(100, 0), NearTime: 1000, FarTime: 2000}
	if out := draw(t, []ground.Piece{far}, nil, []float64{500}, true); len(out.Of) != 1 || len(out.Of[0]) != 0 {
		t.Errorf("nothing is reached, and drawn is %v", out.Of)
	}
	if out := draw(t, nil, nil, nil, false); len(out.Of) != 0 {
		t.Errorf("nothing is asked, and drawn is %v", out.Of)
	}
	var everywhere []ground.Piece
	for i := range 40_000 {
		p := orb.Point{100 + 0.05*float64(i%200), 20 + 0.05*float64(i/200)}
		everywhere = append(everywhere, ground.Piece{Near: p, Far: orb.Point{p[0] + 0.01, p[1]}, FarTime: 1})
	}
	_, err := ground.Draw(context.Background(), ground.Question{Pieces: everywhere, Limits: []float64{900_000}, Pace: pace})
	if !errors.Is(err, ground.ErrTooLarge) {
		t.Errorf("a country: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ground.Draw(ctx, ground.Question{Pieces: []ground.Piece{far}, Limits: []float64{900_000}, Pace: pace}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
