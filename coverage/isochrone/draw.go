package isochrone

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/ground"
	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// Find returns what lies within a walk of points or facilities, for several
// limits: the ground around the reached streets, see [ground], the people whose
// walk is within the limit, and on request the streets. An origin that joins no
// street, or lies beyond the extent, says so and keeps none of the others from
// their answer. The errors are [*coverage.QueryError], and that of ctx.
func Find(ctx context.Context, e *coverage.Engine, q Query) (*Isochrones, error) {
	q, basis, err := resolve(e, q)
	if err != nil {
		return nil, err
	}
	d := drawing{engine: e, basis: basis, out: &Isochrones{Query: q}}
	if d.accesses, err = e.Accesses(ctx, basis.Settings[0]); err != nil {
		return nil, err
	}
	if d.placesByEdge, err = e.PlacesByEdge(ctx, d.accesses); err != nil {
		return nil, err
	}
	corners, err := e.Adjacency(ctx)
	if err != nil {
		return nil, err
	}
	d.spreader = reach.NewSpreader(d.accesses.Weights, corners, basis.Private)
	return d.out, d.answer(ctx)
}

// A drawing is the state of one answer.
type drawing struct {
	engine       *coverage.Engine
	basis        *coverage.Basis
	accesses     *coverage.Accesses
	placesByEdge *coverage.PlacesByEdge
	spreader     *reach.Spreader
	out          *Isochrones
	corners      int // of all polygons so far
}

func (d *drawing) answer(ctx context.Context) error {
	var all []streets.Access
	origins := linkedOrigins(d.engine, d.out.Query, d.basis, d.accesses)
	for _, o := range origins {
		d.out.Origins = append(d.out.Origins, o.Origin)
		all = append(all, o.accesses...)
	}
	if d.out.Query.Merge {
		return d.around(ctx, AllOrigins, all)
	}
	for k, o := range origins {
		if err := d.around(ctx, k, o.accesses); err != nil {
			return err
		}
	}
	return nil
}

// around appends the isochrones around accesses, which an origin has.
func (d *drawing) around(ctx context.Context, origin int, accesses []streets.Access) error {
	q := d.out.Query
	limits := make([]float64, len(q.Limits))
	for k, m := range q.Limits {
		limits[k] = float64(coverage.Millis(m))
	}
	shapes := make([]Isochrone, len(limits))
	for k := range shapes {
		shapes[k] = Isochrone{Origin: origin, Minutes: q.Limits[k], Reached: len(accesses) > 0}
		if q.Mode == ModeBands && k > 0 {
			shapes[k].Over = q.Limits[k-1]
		}
	}
	if len(accesses) > 0 {
		if err := d.fill(ctx, shapes, limits, accesses); err != nil {
			return err
		}
	}
	d.out.Shapes = append(d.out.Shapes, shapes...)
	return nil
}

// fill searches and draws the isochrones of some accesses.
func (d *drawing) fill(ctx context.Context, shapes []Isochrone, limits []float64, accesses []streets.Access) error {
	q := d.out.Query
	spread, err := d.spreader.Spread(ctx, accesses, streets.Cost(limits[len(limits)-1]), q.Direction == DirectionFrom)
	if err != nil {
		return err
	}
	walks := d.walksWithin(spread)
	reached := pieces(spread, d.accesses.Weights)
	drawn, err := d.draw(ctx, reached, limits)
	if err != nil {
		return err
	}
	d.out.Resolution = max(d.out.Resolution, drawn.Resolution)
	for k := range shapes {
		s, over := &shapes[k], float64(coverage.Millis(shapes[k].Over))
		s.People = d.people(walks, int64(over), int64(limits[k]))
		s.Shape = drawn.Of[k]
		s.AreaM2 = math.Round(geo.Area(s.Shape)*10) / 10
		var lines orb.MultiLineString
		if lines, s.StreetM = linesOf(reached, over, limits[k]); q.Lines {
			s.Lines = lines
		}
		if d.corners += corners(s.Shape); d.corners > MaxCorners {
			return &coverage.QueryError{Param: "shapes", Value: fmt.Sprint(d.corners), Why: fmt.Sprintf(
				"the polygons of an answer have at most %d corners: ask for fewer origins or limits, or shorter ones", MaxCorners)}
		}
	}
	return nil
}

// draw draws the ground around reached pieces.
func (d *drawing) draw(ctx context.Context, reached []piece, limits []float64) (*ground.Shapes, error) {
	bare := make([]ground.Piece, len(reached))
	for k, p := range reached {
		bare[k] = p.Piece
	}
	const hour = 3_600_000
	drawn, err := ground.Draw(ctx, ground.Question{
		Pieces: bare, Limits: limits, Pace: d.accesses.Profile.Distance(hour) / hour, Bands: d.out.Query.Mode == ModeBands,
		Walls: func(bound orb.Bound, visit func(a, b orb.Point)) {
			d.engine.City().Streets.ObstaclesIn(bound, func(a, b orb.Point, _ streets.Obstacle) { visit(a, b) })
		},
	})
	if errors.Is(err, ground.ErrTooLarge) {
		err = &coverage.QueryError{Param: "shapes", Value: fmt.Sprint(d.out.Query.Limits[len(limits)-1]),
			Why: "what is reached within these minutes is too large to be drawn in one shape: ask for fewer minutes, or for fewer origins at once"}
	}
	return drawn, err
}

// corners counts the corners of polygons.
func corners(m orb.MultiPolygon) int {
	count := 0
	for _, polygon := range m {
		for _, ring := range polygon {
			count += len(ring)
		}
	}
	return count
}
