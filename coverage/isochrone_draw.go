package coverage

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"lifecircle/coverage/ground"
	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// Isochrones returns what lies within a walk of points or facilities, for
// several limits: the ground around the reached streets, see [ground], the
// people whose walk is within the limit, and on request the streets. An origin
// that joins no street, or lies beyond the extent, says so and keeps none of the
// others from their answer. The errors are [*QueryError], and that of ctx.
func (e *Engine) Isochrones(ctx context.Context, q IsochroneQuery) (*Isochrones, error) {
	q, set, err := e.checkIsochrones(q)
	if err != nil {
		return nil, err
	}
	i := isochrones{Engine: e, set: set, out: &Isochrones{Query: q}}
	if i.accesses, err = e.accesses(ctx, set); err != nil {
		return nil, err
	}
	if i.placesByEdge, err = e.placesByEdge(ctx, i.accesses); err != nil {
		return nil, err
	}
	corners, err := e.cornersOf(ctx)
	if err != nil {
		return nil, err
	}
	i.spreader = reach.NewSpreader(i.accesses.weights, corners, set.private)
	return i.out, i.answer(ctx)
}

// isochrones is an answer under way.
type isochrones struct {
	*Engine
	set          Setting
	accesses     *Accesses
	placesByEdge *PlacesByEdge
	spreader     *reach.Spreader
	out          *Isochrones
	corners      int // of all polygons so far
}

func (i *isochrones) answer(ctx context.Context) error {
	var all []streets.Access
	origins := i.origins(i.out.Query, i.accesses)
	for _, o := range origins {
		i.out.Origins = append(i.out.Origins, o.Origin)
		all = append(all, o.accesses...)
	}
	if i.out.Query.Merge {
		return i.around(ctx, AllOrigins, all)
	}
	for k, o := range origins {
		if err := i.around(ctx, k, o.accesses); err != nil {
			return err
		}
	}
	return nil
}

// around appends the isochrones around accesses, which an origin has.
func (i *isochrones) around(ctx context.Context, origin int, accesses []streets.Access) error {
	q := i.out.Query
	limits := make([]float64, len(q.Minutes))
	for k, m := range q.Minutes {
		limits[k] = float64(millis(m))
	}
	shapes := make([]Isochrone, len(limits))
	for k := range shapes {
		shapes[k] = Isochrone{Origin: origin, Minutes: q.Minutes[k], Reached: len(accesses) > 0}
		if q.Mode == ModeBands && k > 0 {
			shapes[k].Over = q.Minutes[k-1]
		}
	}
	if len(accesses) > 0 {
		if err := i.fill(ctx, shapes, limits, accesses); err != nil {
			return err
		}
	}
	i.out.Shapes = append(i.out.Shapes, shapes...)
	return nil
}

// fill searches and draws the isochrones of some accesses.
func (i *isochrones) fill(ctx context.Context, shapes []Isochrone, limits []float64, accesses []streets.Access) error {
	q := i.out.Query
	spread, err := i.spreader.Spread(ctx, accesses, streets.Cost(limits[len(limits)-1]), q.Direction == DirectionFrom)
	if err != nil {
		return err
	}
	walks := i.within(spread)
	reached := pieces(spread, i.accesses.weights)
	drawn, err := i.draw(ctx, reached, limits)
	if err != nil {
		return err
	}
	i.out.Resolution = max(i.out.Resolution, drawn.Resolution)
	for k := range shapes {
		s, over := &shapes[k], float64(millis(shapes[k].Over))
		s.People = i.people(walks, int64(over), int64(limits[k]))
		s.Shape = drawn.Of[k]
		s.AreaM2 = math.Round(geo.Area(s.Shape)*10) / 10
		var lines orb.MultiLineString
		if lines, s.StreetM = linesOf(reached, over, limits[k]); q.Lines {
			s.Lines = lines
		}
		if i.corners += corners(s.Shape); i.corners > MaxCorners {
			return &QueryError{Param: "shapes", Value: fmt.Sprint(i.corners), Why: fmt.Sprintf(
				"the polygons of an answer have at most %d corners: ask for fewer origins or limits, or shorter ones", MaxCorners)}
		}
	}
	return nil
}

// draw draws the ground around reached pieces.
func (i *isochrones) draw(ctx context.Context, reached []piece, limits []float64) (*ground.Shapes, error) {
	bare := make([]ground.Piece, len(reached))
	for k, p := range reached {
		bare[k] = p.Piece
	}
	const hour = 3_600_000
	drawn, err := ground.Draw(ctx, ground.Question{
		Pieces: bare, Limits: limits, Pace: i.set.profile.Reach(hour) / hour, Bands: i.out.Query.Mode == ModeBands,
		Walls: func(bound orb.Bound, visit func(a, b orb.Point)) {
			i.city.Streets.ObstaclesIn(bound, func(a, b orb.Point, _ streets.Obstacle) { visit(a, b) })
		},
	})
	if errors.Is(err, ground.ErrTooLarge) {
		err = &QueryError{Param: "shapes", Value: fmt.Sprint(i.out.Query.Minutes[len(limits)-1]),
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
