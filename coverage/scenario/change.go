package scenario

import (
	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// A Kind says what a change does.
type Kind string

// The kinds of changes.
const (
	AddFacility    Kind = "add_facility"
	SetFacility    Kind = "set_facility" // changes what is given, keeps the rest
	MoveFacility   Kind = "move_facility"
	CloseFacility  Kind = "close_facility"
	ReopenFacility Kind = "reopen_facility"

	OpenLink   Kind = "open_link"
	CloseLink  Kind = "close_link"  // a link that was opened, or a piece of a street
	ReopenLink Kind = "reopen_link" // a piece that was closed, or that only residents walk

	SetService Kind = "set_service"

	AddDemand    Kind = "add_demand"
	SetDemand    Kind = "set_demand" // changes what is given, keeps the rest
	MoveDemand   Kind = "move_demand"
	RemoveDemand Kind = "remove_demand" // the place stays, with nobody there
	ScaleDemand  Kind = "scale_demand"  // a projection: a group times a factor

	SetDistrict Kind = "set_district"
)

// MaxChanges is how many changes one list may have.
const MaxChanges = 1000

// A Change is one step of a scenario. Which fields a kind has [Fields] says; the
// others are zero, as are those that are not given.
type Change struct {
	Kind Kind

	ID   string // of the facility, link, service or place; the code of a district
	Name string

	At *orb.Point // lon and lat

	Services  []string         // ids, sorted, each once
	Capacity  map[string]int64 // by service
	Entrances []orb.Point      // empty, but not nil: none any more

	Line     []orb.Point // of a link
	Link     LinkKind
	LengthM  float64 // 0: that of the line
	Steps    int64   // of its stairs
	Lift     bool
	Crossing CrossingKind

	Way  *int64     // of a street's piece
	Near *orb.Point // where the piece is
	All  bool       // the whole way

	Minutes *float64
	Profile string
	Target  *coverage.Share

	Groups map[string]coverage.Amount // people by group
	Weight map[string]coverage.Amount // buildings, dwellings, floor_area_m2, residential_land_m2
	Urban  coverage.Flag

	Group    string
	Factor   *float64
	District *string // "" is the places in no district
	Level    *int    // of the district; not needed where only one level has the code

	Polygon orb.MultiPolygon
}

// A LinkKind says what sort of street a link is.
type LinkKind string

// The kinds of links.
const (
	LinkFootway  LinkKind = "footway"
	LinkPath     LinkKind = "path"
	LinkSteps    LinkKind = "steps"
	LinkCrossing LinkKind = "crossing" // of a road, see CrossingKind
	LinkGate     LinkKind = "gate"     // through a wall
)

// A CrossingKind says how a crossing is controlled.
type CrossingKind string

// The kinds of crossings; "" is unmarked.
const (
	CrossingUnmarked CrossingKind = "unmarked"
	CrossingMarked   CrossingKind = "marked"
	CrossingSignals  CrossingKind = "signals"
)

// Kinds lists the kinds of changes in the order of the documentation.
func Kinds() []Kind {
	out := make([]Kind, len(forms))
	for i, f := range forms {
		out[i] = f.kind
	}
	return out
}

// Fields lists the names of a kind's fields: those that must be given, and those
// that may be.
func Fields(k Kind) (required, optional []string) {
	f := formOf(k)
	if f == nil {
		return nil, nil
	}
	return f.required, f.optional
}

// A form is the fields of a kind.
type form struct {
	kind               Kind
	required, optional []string
}

var forms = []form{
	{AddFacility, []string{"id", "services", "lon", "lat"}, []string{"name", "capacity", "entrances"}},
	{SetFacility, []string{"id"}, []string{"name", "services", "capacity", "entrances"}},
	{MoveFacility, []string{"id", "lon", "lat"}, nil},
	{CloseFacility, []string{"id"}, nil},
	{ReopenFacility, []string{"id"}, nil},
	{OpenLink, []string{"id", "line", "kind"}, []string{"name", "length_m", "steps", "lift", "crossing"}},
	{CloseLink, nil, []string{"id", "way", "near", "all"}},
	{ReopenLink, []string{"way"}, []string{"near", "all"}},
	{SetService, []string{"id"}, []string{"minutes", "profile", "target"}},
	{AddDemand, []string{"id", "lon", "lat", "groups"}, []string{"name", "weights", "urban"}},
	{SetDemand, []string{"id"}, []string{"name", "groups", "weights", "urban"}},
	{MoveDemand, []string{"id", "lon", "lat"}, nil},
	{RemoveDemand, []string{"id"}, nil},
	{ScaleDemand, []string{"group", "factor"}, []string{"district", "level"}},
	{SetDistrict, []string{"code", "polygon"}, []string{"level"}},
}

func formOf(k Kind) *form {
	for i := range forms {
		if forms[i].kind == k {
			return &forms[i]
		}
	}
	return nil
}

// names lists a form's fields in the order in which they are written.
func (f *form) names() []string { return append(append([]string(nil), f.required...), f.optional...) }
