// Package fragility says whose coverage hangs on a single facility, gate or street,
// and who has a second one:
//
//	f, err := fragility.Find(ctx, engine, fragility.Query{Service: "clinic"})
//
// What a piece of street carries is found by closing it, with [coverage.Engine.With].
package fragility

import (
	"context"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// A Query asks whose coverage hangs on a single facility or piece of
// street.
type Query struct {
	coverage.Scope
	Service string // id
	Top     int    // how many pieces of street are listed at most; 0 is [DefaultTop], less than 0 none
	Cells   bool   // every place's two nearest facilities, too
}

// DefaultTop is how many pieces of street are listed unless asked otherwise.
const DefaultTop = 10

// MaxTop is the most pieces of street that can be asked for.
const MaxTop = 100

// Fragility says whose coverage hangs on a single thing. All people are those
// asked about.
type Fragility struct {
	Query   Query // with its defaults filled in
	Demand  coverage.Amount
	Covered coverage.Amount
	Backed  coverage.Amount // of Covered: those who have two facilities or more within the limit

	// Facilities are the open ones that offer the service: those that most people
	// hang on first, then by id.
	Facilities []Facility

	// Pieces of street that people lose coverage by if they close: those with most
	// first, at most Top. Any other loses Rest at most.
	Pieces []Piece
	Rest   coverage.Amount
	Tried  int // pieces that were closed to find them

	Backup []Backup // of the city and its districts, in the order of rows; of those asked for
	Cells  []Cell   // by id; nil where not asked
}

// A Facility is what one facility carries.
type Facility struct {
	Facility int             // index into City.Facilities
	Nearest  coverage.Amount // covered people whose nearest it is
	Lost     coverage.Amount // of them: those who have no other within the limit, and are not covered if it closes
}

// A Piece is a piece of street, as [streets.Piece] means it.
type Piece struct {
	Edge   uint32 // of City.Streets
	Street streets.Street
	Near   orb.Point        // in the middle of a segment of the way Street.Way on it: what closes it
	Gate   streets.Barrier  // what stands in it, if something does
	Cross  streets.Crossing // the crossing on it, if there is one
	Link   bool             // a link that edits or the import added
	Used   coverage.Amount  // covered people whose walk uses it
	Lost   coverage.Amount  // who are not covered if it closes

	closed bool // it could be closed by itself
}

// Backup is how many people of a district have more than one facility.
type Backup struct {
	District *coverage.DistrictRef // nil is the whole city
	Demand   coverage.Amount
	Covered  coverage.Amount
	Backed   coverage.Amount // people with two facilities or more within the limit
	Share    *float64        // Backed / Demand; nil where nobody is counted
}

// A Cell is the walks of one place to its two nearest facilities. They are
// followed to one and a half times the limit, as those of a [Cell].
type Cell struct {
	Place         int              // index into City.Demand
	People        *coverage.Amount // of the group; nil where the source left it blank
	First, Second FacilityWalk
}

// A FacilityWalk is the walk to a facility.
type FacilityWalk struct {
	Facility int    // index into City.Facilities; meaningless where Millis is nil
	Millis   *int64 // nil where none is found
}

// Find answers what coverage hangs on: the facilities and pieces of street with
// the people who lose it if they close, exactly as [coverage.Engine.With] has it,
// and who has a second facility within the limit. The errors are
// [*coverage.QueryError] and ctx's.
//
// It costs a search for the two nearest facilities and, for pieces of street, a
// walk of every covered place and an edit of every piece that may be among those
// listed.
func Find(ctx context.Context, e *coverage.Engine, q Query) (*Fragility, error) {
	f, err := resolve(ctx, e, q)
	if err != nil {
		return nil, err
	}
	if err := f.findTwo(ctx); err != nil {
		return nil, err
	}
	f.facilities()
	f.backup()
	if f.out.Query.Cells {
		f.cells()
	}
	if f.out.Query.Top > 0 {
		err = f.pieces(ctx)
	}
	return &f.out, err
}

// A search is a question with its defaults filled in, and what is found of it.
type search struct {
	engine   *coverage.Engine
	city     *coverage.City
	basis    *coverage.Basis
	out      Fragility
	limit    int64
	service  int
	accesses *coverage.Accesses
	places   []int                     // asked about, by id, whether people of the group live there or not
	two      [][2]coverage.NearestWalk // by places: the walks to the two nearest
}

// resolve checks a question and fills its defaults in.
func resolve(ctx context.Context, e *coverage.Engine, q Query) (*search, error) {
	switch {
	case q.Service == "":
		return nil, &coverage.QueryError{Param: "service", Value: q.Service, Why: "ask for the fragility of one service", Known: e.City().ServiceIDs()}
	case q.Top > MaxTop:
		return nil, &coverage.QueryError{Param: "top", Value: strconv.Itoa(q.Top), Why: "give at most " + strconv.Itoa(MaxTop)}
	}
	basis, err := e.Resolve(q.Scope, q.Service)
	if err != nil {
		return nil, err
	}
	if err := basis.Counted(); err != nil {
		return nil, err
	}
	q.Scope = basis.Scope
	if q.Top == 0 {
		q.Top = DefaultTop
	}
	s := &search{engine: e, city: e.City(), basis: basis, out: Fragility{Query: q}, limit: basis.Limit(0), service: basis.Services[0], places: basis.Places()}
	s.accesses, err = e.Accesses(ctx, basis.Settings[0])
	return s, err
}

// findTwo finds the two nearest facilities of every place.
func (s *search) findTwo(ctx context.Context) error {
	two, err := s.engine.TwoNearest(ctx, s.service, s.accesses, coverage.SearchLimit(s.limit))
	if err != nil {
		return err
	}
	s.two = make([][2]coverage.NearestWalk, len(s.places))
	return s.engine.Parallel(ctx, len(s.places), func(i int) { s.two[i] = two(s.places[i]) })
}
