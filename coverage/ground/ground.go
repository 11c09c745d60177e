package ground

import (
	"context"
	"errors"
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

const (
	// Most is the widest ground in metres on either side of a street.
	Most = 50
	// Finest and Coarsest are the least and the greatest distance in metres
	// between two nodes of the grid.
	Finest   = 5
	Coarsest = 20
)

// ErrTooLarge is returned where the ground is too large to be drawn.
var ErrTooLarge = errors.New("the ground is too large to be drawn")

// A Piece is a straight stretch of street on which time grows evenly, from the
// end that is reached first.
type Piece struct {
	Near, Far         orb.Point
	NearTime, FarTime float64 // milliseconds
}

// A Question says what to draw.
type Question struct {
	Pieces []Piece
	// Walls visits the straight pieces of obstacles near a bound. Nil: there are
	// none.
	Walls  func(orb.Bound, func(a, b orb.Point))
	Limits []float64 // milliseconds, ascending, each once
	Pace   float64   // metres a millisecond
	Bands  bool      // a shape is what its limit adds to the one before
}

// Shapes are an answer.
type Shapes struct {
	Of         []orb.MultiPolygon // by limit; empty where nothing is reached
	Resolution float64            // metres between two nodes of the grid
}

// Draw draws the ground around the pieces for every limit. Rings are closed,
// outer ones counter-clockwise, on a raster of 1e-7 degrees. It fails with
// [ErrTooLarge], or when ctx is done.
func Draw(ctx context.Context, q Question) (*Shapes, error) {
	out := &Shapes{Of: make([]orb.MultiPolygon, len(q.Limits)), Resolution: Finest}
	if len(q.Limits) == 0 {
		return out, nil
	}
	pieces := within(q.Pieces, q.Limits[len(q.Limits)-1])
	if len(pieces) == 0 {
		return out, nil
	}
	d := &drawing{Question: q}
	d.Pieces = pieces
	if err := d.layGrid(); err != nil {
		return nil, err
	}
	d.findWalls()
	out.Resolution = d.grid.side
	var before *contour
	last := math.Inf(-1)
	for k, limit := range q.Limits {
		if err := d.stamp(ctx, limit, last); err != nil {
			return nil, err
		}
		d.holdStreets(limit)
		now := d.contour()
		out.Of[k] = d.polygons(rings(now, before))
		if q.Bands {
			before = now
		}
		last = limit
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// within returns the pieces that a limit reaches, in part at least.
func within(pieces []Piece, limit float64) []Piece {
	var out []Piece
	for _, p := range pieces {
		if p.NearTime <= limit && geo.Valid(p.Near) && geo.Valid(p.Far) {
			out = append(out, p)
		}
	}
	return out
}

// drawing is the state of one answer.
type drawing struct {
	Question
	plane geo.Plane
	x, y  float64 // of the grid's origin on the plane
	grid  grid
	lines []line // the pieces on the grid's plane
	walls wallMap
}

// A line is a piece on the plane, in metres from the grid's origin.
type line struct {
	a, b   spot // near and far end
	ta, tb float64
	walls  []wall // that may stand between it and its ground
}

type spot struct{ x, y float64 }

type wall struct{ a, b spot }

// cut returns the part of a line that a limit reaches, and false where it is
// none.
func (l line) cut(limit float64) (line, bool) {
	if l.ta > limit {
		return l, false
	}
	if l.tb > limit {
		f := (limit - l.ta) / (l.tb - l.ta)
		l.b, l.tb = l.at(f), limit
	}
	return l, true
}

func (l line) at(f float64) spot {
	return spot{l.a.x + float64(f*(l.b.x-l.a.x)), l.a.y + float64(f*(l.b.y-l.a.y))}
}

func (l line) length() float64 { return dist(l.a, l.b) }

func dist(a, b spot) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	return math.Sqrt(float64(dx*dx) + float64(dy*dy))
}
