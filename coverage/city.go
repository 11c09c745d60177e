package coverage

import (
	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// Names are what a thing is called. An empty string is a name that the source
// does not have.
type Names struct {
	Plain string // the source's name, language not said
	ZH    string // 中文
	EN    string
}

// In returns the name in the language asked ("zh" or "en"), else the plain
// name, else "".
func (n Names) In(lang string) string {
	switch {
	case lang == "zh" && n.ZH != "":
		return n.ZH
	case lang == "en" && n.EN != "":
		return n.EN
	}
	return n.Plain
}

// Amount is a count of people, or of another weight, in thousandths.
type Amount int64

// Missing is the amount of a place whose source left the count blank: it is
// not zero, and enters no sum.
const Missing Amount = -1

// Share is a share of one in millionths: a target of 85 % is 850,000.
type Share int64

// Area says whose places count: all, or the urban (城镇) or rural (乡村) ones.
type Area string

// The areas of a service or a question.
const (
	AreaAll   Area = "all"
	AreaUrban Area = "urban"
	AreaRural Area = "rural"
)

// A Service is a kind of need and its standard.
type Service struct {
	ID         string // [a-z0-9_]+
	Names      Names
	Minutes    float64 // the walking limit; a walk of exactly the limit is within it
	Profile    string  // the walking profile's id
	Group      string  // the population group served
	Area       Area
	Target     Share
	TargetText string  // the target in its document's own words; empty if it has none
	Clause     string  // where the target stands
	BufferM    float64 // radius of the circle shown beside the walk; 0 means the limit times the profile's speed
}

// Status of a facility.
type Status string

// A facility counts while it is open.
const (
	StatusOpen    Status = "open"
	StatusPlanned Status = "planned"
	StatusClosed  Status = "closed"
)

// A Facility is a real place that offers services.
type Facility struct {
	ID         string
	Names      Names
	Point      orb.Point
	Services   []string          // ids, sorted, each once
	Capacity   map[string]int64  // beds, places … by service; a service without a known capacity has no entry
	Status     Status            // empty means open
	Opens      string            // date, RFC 3339 full-date; empty if unknown
	Closes     string            // likewise
	Attributes map[string]string // the source's other columns or tags
	Access     streets.Access    // how it joins the streets; the zero value is unlinked
	Entrances  []Entrance        // more ways in; the best of Access and these counts
}

// An Entrance is one of several ways into a facility or a place.
type Entrance struct {
	Kind   EntranceKind
	Point  orb.Point
	Access streets.Access
}

// EntranceKind says where an entrance is from.
type EntranceKind string

// The kinds of entrances.
const (
	EntranceGiven  EntranceKind = "entrance" // of the source: a point of the input, entrance=* on the outline, a gate of the site
	EntranceRim    EntranceKind = "rim"      // where a street meets the outline of a park or campus
	EntranceIsland EntranceKind = "island"   // a nearer street that joins no other: for walks that stay on it
	EntranceLink   EntranceKind = "link"     // a nearer street that an edit added
)

// Demand is people at places, a column per property, so that a million cells
// stay small. All columns are as long as ID, or nil where the layer lacks them.
type Demand struct {
	ID     []string
	Names  []Names
	Point  []orb.Point
	Cell   []uint64            // H3 index where the place is a cell, else 0
	Urban  []Flag              // nil where no layer says
	Groups map[string][]Amount // people by group id
	Weight map[string][]Amount // buildings, dwellings, floor_area_m2, residential_land_m2
	Access []streets.Access    // how each joins the streets; the zero value is unlinked

	// Entrances are more ways out of a place, by place; the best counts.
	Entrances []PlaceEntrance
}

// A PlaceEntrance is an entrance of a place of demand.
type PlaceEntrance struct {
	Place int // index into Demand
	Entrance
}

// Len returns the number of places.
func (d *Demand) Len() int { return len(d.ID) }

// Flag is a place's urban or rural mark.
type Flag uint8

// The marks of a place.
const (
	FlagUnknown Flag = iota
	FlagUrban
	FlagRural
)

// WeightPeople is the default weight: people of a group. The others are the
// ids in [Weights].
const WeightPeople = "people"

// Weights lists what can be counted instead of people.
var Weights = []string{"buildings", "dwellings", "floor_area_m2", "residential_land_m2"}

// A District is a polygon with a code.
type District struct {
	Code    string
	Names   Names
	Level   int
	Parent  string // code of the district above, or empty
	Polygon orb.MultiPolygon
}

// A Profile is how a group walks, and what the group is called.
type Profile struct {
	streets.Profile
	Names Names
}

// A City is everything an answer is computed from. It is read-only once opened.
type City struct {
	Name       string // [a-z0-9-]+
	Title      Names
	Services   []Service  // sorted by id
	Profiles   []Profile  // sorted by id; without a standard one, streets.Standard is it
	Facilities []Facility // sorted by id, as bytes
	Demand     Demand
	Districts  []District // sorted by level, then code
	Extent     orb.MultiPolygon
	Guessed    bool // nobody stated the extent: it is the box of the street nodes, which no street crosses wherever the file was cut
	Streets    *streets.Network
	Exits      []streets.Access // where a street leaves the extent or is cut by the file: beyond, nothing is known
	Islands    []Island         // parts of Streets that join no other, as Streets numbers them; nil where nobody listed them
	Provenance Provenance
}

// An Island is a part of the streets that joins no other, and who is on it.
type Island struct {
	streets.Island
	Places     int    // of demand, whose nearest street is on it
	People     Amount // of group all, there; Missing where nobody is counted
	Facilities int    // whose nearest street is on it
}

// Provenance says where an answer comes from.
type Provenance struct {
	Engine   string  // version of the engine that imported the city
	Standard string  // id of the packaged standard, or empty
	Private  string  // how private streets are treated unless asked: closed, residents or open
	Walking  string  // plain or full
	Inputs   []Input // sorted by role, then path
	Hash     string  // SHA-256 over all of the above and the manifest's meaning, hex
}

// An Input is one source file of a city.
type Input struct {
	Role        string // manifest, streets, elevation, demand, facilities, districts, extent
	Path        string // as the manifest names it
	SHA256      string // hex
	Licence     string
	Attribution string
}
