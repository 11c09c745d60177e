package isochrone

import (
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// MaxOrigins is how many points or facilities one question for isochrones may
// have, unless they are merged: then only points and named facilities count.
const MaxOrigins = 100

// MaxShapes is how many isochrones one answer may have: origins times limits.
const MaxShapes = 240

// MaxCorners is how many corners the polygons of one answer may have.
const MaxCorners = 2_000_000

// Direction says which way the walks of an isochrone lead.
type Direction string

// The directions.
const (
	DirectionTo   Direction = "to"   // from everywhere to the origin: who reaches it
	DirectionFrom Direction = "from" // from the origin to everywhere
)

// Mode says what several limits give.
type Mode string

// The modes.
const (
	ModeCumulative Mode = "cumulative" // everything within each limit
	ModeBands      Mode = "bands"      // what each limit adds to the one before
)

// An Query asks for what lies within a walk of some origins: points, or
// facilities, or all open facilities of a service.
type Query struct {
	coverage.Scope             // whom it counts; its Minutes are not read
	Points         []orb.Point // one of these three
	Facilities     []string    // ids, whatever their status
	Service        string

	Limits    []float64 // minutes; nil means 5, 10 and 15; answered ascending, each once
	Mode      Mode      // "" means cumulative
	Direction Direction // "" means to
	Merge     bool      // one shape a limit around all origins, else one each
	Lines     bool      // also the reached streets
}

// Isochrones are an answer.
type Isochrones struct {
	Query      Query       // with its defaults filled in
	Origins    []Origin    // in the order asked; of a service by id
	Shapes     []Isochrone // by origin, then limit; merged, by limit
	Resolution float64     // metres between the nodes of the coarsest grid that shapes were drawn on; 0 where none was
}

// OriginReason says why an origin has no isochrone, or what to know of it.
type OriginReason string

// The reasons.
const (
	OriginOutside  OriginReason = "outside"  // beyond the extent, where nothing is known: no isochrone
	OriginUnlinked OriginReason = "unlinked" // no street that can be walked within streets.LinkDistance: no isochrone
	OriginIsland   OriginReason = "island"   // its nearest street joins no other; what else is near counts
)

// An Origin is a point or a facility that isochrones are around.
type Origin struct {
	Point    orb.Point
	Facility string           // id; "" for a point
	Snapped  *orb.Point       // where it joins the streets; nil where it does not
	LinkM    *float64         // straight leg to it in metres, which is walked, too
	Crosses  streets.Obstacle // what that leg had to cross
	Reason   OriginReason     // "" where there is nothing to say
}

// An Isochrone is what is reached at one limit. The shape is a picture: people
// are counted by their walks, as coverage counts them.
type Isochrone struct {
	Origin  int     // index into Origins; AllOrigins where they are merged
	Minutes float64 // the limit
	Over    float64 // minutes of the limit before in bands, else 0: what is over them counts
	Reached bool    // false where no origin joins the streets: nothing else is known then
	People  map[string]coverage.Amount
	AreaM2  float64          // of the shape
	StreetM float64          // of the reached streets
	Shape   orb.MultiPolygon // nil where nothing is reached
	Lines   orb.MultiLineString
}

// AllOrigins is the origin of a merged isochrone.
const AllOrigins = -1
