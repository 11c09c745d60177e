package itinerary

import (
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// A Query asks for one walk: from a point, or from a place of demand, to the
// nearest facility of a service, or to a point.
type Query struct {
	coverage.Scope            // Minutes, Profile and Private: a walk counts nobody
	From           *orb.Point // either From or Place
	Place          string     // id of demand
	Service        string     // either Service or To
	To             *orb.Point
}

// An Itinerary is one walk in full. Its legs lead from the entrance where it leaves to
// the one where it arrives, which are From and To unless a better one is known.
type Itinerary struct {
	Query    Query // with its defaults filled in
	From     orb.Point
	To       orb.Point // the facility's point, or the point asked; where nothing was reached, the nearest as the crow flies
	Facility string    // id; "" for a walk to a point
	Millis   *int64    // nil where no walk was found within MaxMinutes
	Limit    int64     // milliseconds
	Slack    *int64    // Limit − Millis; negative is over
	Covered  bool
	Legs     []Leg // in the order walked; their Millis add up to the walk's
	Missed   *Miss // why it is not covered; nil where it is
}

// LegKind says what a leg is.
type LegKind string

// The kinds of legs.
const (
	LegAccess   LegKind = "access"   // the straight line between a place and a street
	LegStreet   LegKind = "street"   // along one street
	LegCompound LegKind = "compound" // along a residents' street
	LegSquare   LegKind = "square"   // straight across a square or platform
	LegSteps    LegKind = "steps"
	LegGate     LegKind = "gate" // through a gate or past a barrier
	LegKerb     LegKind = "kerb"
	LegLift     LegKind = "lift"
	LegRepair   LegKind = "repair" // a link that the manifest declares
)

// A Leg is a piece of a walk that is of one kind and on one street.
type Leg struct {
	Kind     LegKind
	Way      int64  // id in the source; 0 for an access leg
	Name     string // of the street
	Class    string // of the street, as highway=*
	Hours    string // opening hours; counted as open
	LengthM  float64
	Millis   int64
	Wait     int64            // of Millis, an estimate: at lights, crossings, lifts, gates
	ClimbM   *float64         // metres up; nil where no heights are known
	DescentM *float64         // metres down
	Steps    int              // of a stair where known
	Signals  float64          // traffic lights waited at, in parts of one crossing
	Crosses  streets.Obstacle // what an access leg had to cross
	Line     orb.LineString
}

// Cause says why a walk is not covered.
type Cause string

// The causes.
const (
	CauseDistance     Cause = "distance"     // no facility even as the crow flies
	CauseDetour       Cause = "detour"       // one is near in a straight line, but the walk is too long
	CauseDisconnected Cause = "disconnected" // the place's streets do not join the network, or it joins none
	CauseNoFacility   Cause = "no_facility"  // nobody offers the service
)

// A Miss is the evidence for a cause.
type Miss struct {
	Cause      Cause
	Nearest    string // id of the facility nearest as the crow flies
	NearestAt  orb.Point
	StraightM  float64            // to it in a straight line
	WalkMillis *int64             // the walk to that facility; nil where there is none within MaxMinutes
	Ratio      *float64           // walking distance at the profile's speed over StraightM
	Crossed    []streets.Obstacle // barriers between the place and that facility, each kind once, in the order met
	NearEdge   bool               // it could be covered from beyond the extent
}
