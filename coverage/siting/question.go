package siting

import (
	"encoding/json"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
)

// A Goal says what the best plan is.
type Goal string

// The goals.
const (
	MostPeople       Goal = "most_people"       // the most people covered by Count facilities, or within Budget
	FewestFacilities Goal = "fewest_facilities" // the fewest that reach Target
	LeastCost        Goal = "least_cost"        // the least cost that reaches Target
	WorstFirst       Goal = "worst_first"       // the least covered district or group as high as can be, then those that still can be higher
	MoveOrClose      Goal = "move_or_close"     // Count existing ones closed, or moved to candidates, for the least loss
)

// Per says whose coverage has to reach the target, or is raised first.
type Per string

// What a target is for.
const (
	PerCity     Per = "city"
	PerDistrict Per = "district"
	PerBoth     Per = "both"  // every district, and the city
	PerGroup    Per = "group" // of worst_first: every group of people
)

// A Question asks for a plan.
type Question struct {
	// Group, Area: "" means the first service's own. District: whose people are counted;
	// of MoveOrClose only its facilities close. Level: of that, and of the districts
	// that targets, budgets and outcomes are about; nil means the finest for these.
	coverage.Scope
	Services []string // what each new facility offers; a place is covered by all of them

	Goal   Goal
	Count  int                // new facilities at most; of MoveOrClose those that close; 0 is no bound
	Target *coverage.Share    // nil means the first service's own
	Per    Per                // "" means city, of WorstFirst district
	Budget map[string]float64 // cost at most, by code of district; "" is the whole plan
	Stop   Stop

	Candidates []Candidates
	Links      *Links   // nil: streets stay as they are
	Fixed      []string // ids of candidates that are part of every plan; of MoveOrClose of facilities that stay
	Forbidden  []string // ids of candidates that are part of none

	ApartM         float64 // new facilities are at least so far from each other in a straight line, metres
	PerDistrictMax int     // new facilities in a district at most; 0 is no bound
	Capacity       int64   // of MostPeople: people whom a new facility serves at most, unless its candidate says; 0 is no bound
	Backup         bool    // covered is who has two facilities within the limit
}

// A Stop says when a plan is good enough. The zero value is when it is proven.
type Stop struct {
	Gap     float64 // between plan and bound, as Answer.Gap
	Seconds float64 // of work; the only one by which the answer depends on the machine
	Number  int     // of steps of branch and bound
}

// Candidates are places where facilities may be. One field says which; the others
// are zero.
type Candidates struct {
	Layer      string          // points, or polygons' middles, of a layer of the city
	GeoJSON    json.RawMessage // a FeatureCollection, with id, name, cost and capacity among its properties
	Facilities bool            // open facilities that lack some of the services
	Nodes      bool            // every node of the streets
	Cells      int             // the middle of every H3 cell of this resolution where people live; 0 is none
	Demand     bool            // every place of demand

	District string   // only those in the district of this code
	Cost     *float64 // of each that has none of its own; nil: 1 where the goal and the budget ask for no cost, else it is missing
}

// Links are pieces of street that may be part of a plan.
type Links struct {
	Given     []GivenLink
	Gates     bool    // gates and residents' streets that would be opened to all
	Crossings bool    // across roads, between streets on either side
	BridgesM  float64 // footbridges at most so long across a barrier, metres; 0 is none
	Costs     LinkCosts
	Count     int // links of a plan at most; 0 is no bound
	Most      int // of those that the engine finds, so many that gain most enter; 0 means 20
}

// A GivenLink is a link in a planner's words.
type GivenLink struct {
	ID     string          // "" means that of the change
	Change scenario.Change // open_link or reopen_link
	Cost   float64
}

// LinkCosts are what a link that the engine finds costs.
type LinkCosts struct{ Gate, Crossing, Bridge float64 }

// A Kind says what a step of a plan is, or a candidate.
type Kind string

// The kinds of candidates and steps.
const (
	KindSite     Kind = "site"     // of a layer
	KindFacility Kind = "facility" // an existing one that offers more
	KindNode     Kind = "node"
	KindCell     Kind = "cell"
	KindDemand   Kind = "demand"
	KindClose    Kind = "close" // an existing one that closes
	KindGate     Kind = "gate"
	KindCrossing Kind = "crossing"
	KindBridge   Kind = "bridge"
	KindLink     Kind = "link" // given by the planner
)

// IsLink reports whether a kind is of a street.
func (k Kind) IsLink() bool {
	return k == KindGate || k == KindCrossing || k == KindBridge || k == KindLink
}

// A Candidate is something that may be part of a plan.
type Candidate struct {
	Kind     Kind
	ID       string // unique among the candidates
	Names    coverage.Names
	Point    orb.Point      // of a link its middle
	Line     orb.LineString // of a link that is drawn
	Cost     float64
	Capacity int64  // 0 is no bound
	District string // code at the question's level; "" is none

	// Changes do it.
	Changes []scenario.Change

	home     int // index into City.Districts of its district; -1 is none
	facility int // of KindFacility and KindClose the index into City.Facilities; else -1

	radius float64 // of a link: how far it leads from its point, metres
}
