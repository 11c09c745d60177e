package coverage

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A FragilityQuery asks whose coverage hangs on a single facility or piece of
// street.
type FragilityQuery struct {
	Service  string          // id
	District *string         // only the people of the district of this code; "" is demand in no district
	Level    *int            // only districts of this level, and the city
	Group    string          // people of this group; "" means the service's own
	Area     Area            // whose places count; "" means the service's own
	Weight   string          // what is counted; "" means people
	Minutes  float64         // 0 means the service's own limit
	Profile  string          // "" means the service's own
	Private  streets.Private // "" means as the city was built
	Top      int             // how many pieces of street are listed at most; 0 is [FragileTop], less than 0 none
	Cells    bool            // every place's two nearest facilities, too
}

// FragileTop is how many pieces of street are listed unless asked otherwise.
const FragileTop = 10

// MaxFragileTop is the most pieces of street that can be asked for.
const MaxFragileTop = 100

// Fragility says whose coverage hangs on a single thing. All people are those
// asked about.
type Fragility struct {
	Query   FragilityQuery // with its defaults filled in
	Demand  Amount
	Covered Amount
	Backed  Amount // of Covered: those who have two facilities or more within the limit

	// Facilities are the open ones that offer the service: those that most people
	// hang on first, then by id.
	Facilities []FragileFacility

	// Pieces of street that people lose coverage by if they close: those with most
	// first, at most Top. Any other loses Rest at most.
	Pieces []FragilePiece
	Rest   Amount
	Tried  int // pieces that were closed to find them

	Backup []Backup     // of the city and its districts, in the order of rows; of those asked for
	Cells  []BackupCell // by id; nil where not asked
}

// A FragileFacility is what one facility carries.
type FragileFacility struct {
	Facility int    // index into City.Facilities
	Nearest  Amount // covered people whose nearest it is
	Lost     Amount // of them: those who have no other within the limit, and are not covered if it closes
}

// A FragilePiece is a piece of street, as [streets.Piece] means it.
type FragilePiece struct {
	Edge   uint32 // of City.Streets
	Street streets.Street
	Near   orb.Point        // in the middle of a segment of the way Street.Way on it: what closes it
	Gate   streets.Barrier  // what stands in it, if something does
	Cross  streets.Crossing // the crossing on it, if there is one
	Link   bool             // a link that edits or the import added
	Used   Amount           // covered people whose walk uses it
	Lost   Amount           // who are not covered if it closes

	closed bool // it could be closed by itself
}

// Backup is how many people of a district have more than one facility.
type Backup struct {
	District *DistrictRef // nil is the whole city
	Demand   Amount
	Covered  Amount
	Backed   Amount   // people with two facilities or more within the limit
	Share    *float64 // Backed / Demand; nil where nobody is counted
}

// A BackupCell is the walks of one place to its two nearest facilities. They are
// followed to one and a half times the limit, as those of a [Cell].
type BackupCell struct {
	Place         int     // index into City.Demand
	People        *Amount // of the group; nil where the source left it blank
	First, Second Backer
}

// A Backer is a facility with the walk to it.
type Backer struct {
	Facility int    // index into City.Facilities; meaningless where Millis is nil
	Millis   *int64 // nil where none is found
}

// Fragility finds what coverage hangs on: the facilities and pieces of street
// with the people who lose it if they close, exactly as [Engine.With] has it, and
// who has a second facility within the limit. The errors are [*QueryError] and
// ctx's.
//
// It costs a search for the two nearest facilities and, for pieces of street, a
// walk of every covered place and an edit of every piece that may be among those
// listed.
func (e *Engine) Fragility(ctx context.Context, q FragilityQuery) (*Fragility, error) {
	f, err := e.fragile(ctx, q)
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

// fragile is a question about fragility that is being answered.
type fragile struct {
	*survey
	out    Fragility
	limit  int64
	to     destination
	doors  *doors
	places []int     // asked about, by id, whether people of the group live there or not
	two    [][2]pace // by places: the walks to the two nearest
}

// A pace is a walk to a facility.
type pace struct {
	rank uint32
	ms   int64 // unreached: there is none
}

func (p pace) within(limit int64) bool { return p.ms <= limit }

// fragile checks a question and fills its defaults in.
func (e *Engine) fragile(ctx context.Context, q FragilityQuery) (*fragile, error) {
	switch {
	case q.Service == "":
		return nil, &QueryError{Param: "service", Value: q.Service, Why: "ask for the fragility of one service", Known: e.serviceIDs()}
	case q.Top > MaxFragileTop:
		return nil, &QueryError{Param: "top", Value: itoa(q.Top), Why: "give at most " + itoa(MaxFragileTop)}
	}
	scope := Query{District: q.District, Level: q.Level}
	if err := e.check(scope); err != nil {
		return nil, err
	}
	s := &survey{Engine: e, query: GapQuery{Service: q.Service, Group: q.Group, Area: q.Area, Weight: q.Weight, Minutes: q.Minutes, Profile: q.Profile, Private: q.Private}}
	if err := s.check(); err != nil {
		return nil, err
	}
	service := e.city.Services[s.services[0]]
	set, err := e.setting(e.profileID(Query{Profile: q.Profile}, service), q.Private)
	if err != nil {
		return nil, err
	}
	q.Group, q.Area, q.Weight, q.Minutes, q.Profile, q.Private = s.query.Group, s.query.Area, s.query.Weight, s.minutes(s.services[0]), set.profile.ID, set.private
	if q.Top == 0 {
		q.Top = FragileTop
	}
	f := &fragile{survey: s, out: Fragility{Query: q}, limit: millis(q.Minutes), to: destination{s.services[0], set}, places: e.placesIn(scope)}
	f.doors, err = e.doors(ctx, set)
	return f, err
}

// findTwo finds the two nearest facilities of every place.
func (f *fragile) findTwo(ctx context.Context) error {
	goals := reach.NewGoals(f.doors.weights, f.doors.private, f.sources(f.to.service, f.doors))
	two, err := reach.NearestTwo(ctx, goals, streets.Cost(followed(f.limit)))
	if err != nil {
		return err
	}
	f.two = make([][2]pace, len(f.places))
	return f.each(ctx, len(f.places), func(i int) { f.two[i] = f.doors.readTwo(two, f.places[i]) })
}

// readTwo returns the walks of a place to its two nearest facilities, from any of
// its doors. Ties go to the smaller facility.
func (d *doors) readTwo(two *reach.TwoNearest, place int) [2]pace {
	var found []pace
	for _, a := range d.ofPlace(place) {
		first, second := two.At(reach.Join(d.weights, a))
		for _, one := range []reach.NearestSource{first, second} {
			if one.OK {
				found = append(found, pace{one.Index, int64(one.Cost)})
			}
		}
	}
	slices.SortFunc(found, func(a, b pace) int { return cmp.Or(cmp.Compare(a.ms, b.ms), cmp.Compare(a.rank, b.rank)) })
	out := [2]pace{{ms: unreached}, {ms: unreached}}
	if len(found) == 0 {
		return out
	}
	out[0] = found[0]
	for _, p := range found[1:] {
		if p.rank != out[0].rank {
			out[1] = p
			break
		}
	}
	return out
}

// people returns who counts at a place.
func (f *fragile) people(place int) Amount {
	if !f.counts(place, f.out.Query.Area) {
		return 0
	}
	return max(0, f.amounts[place])
}
