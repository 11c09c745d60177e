package coverage

import (
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// An Edit is what differs between a city and the next. What it names replaces
// what was there of the same id, whole.
//
// Several edits one after the other mean what their last state says: how points
// join the streets is a function of the city that all of them leave behind, not
// of their order.
//
//   - A place or a facility joins at the access that it has on the streets as
//     they were built ([streets.Network.Base]): that of the city where it stands
//     as it stood (same point, same entrances but those of islands and links), else
//     found there anew, through these entrances where some join, else from its point. Its access is
//     then the first entrance's, see [Facility].
//   - An access whose piece is closed is replaced by [streets.Network.Access] from
//     where its leg starts, among the streets that are left. So is its Public, by
//     what [streets.Network.WithoutPrivate] makes of that Link. That of an
//     [EntranceIsland] is not replaced. An entrance that joins nothing any more
//     stays, unlinked.
//   - Each added link that is nearer than an access, its own where no entrance
//     has the same one and that of each entrance of kind [EntranceGiven], is one more entrance, of
//     kind [EntranceLink] at the same point, behind those that are there: by access,
//     then by link.
//   - Exits follow cuts, and those on closed pieces are gone: no new ones are
//     looked for. Islands are those of the city.
type Edit struct {
	Facilities []Facility     // added, or in place of those of the same id; Access and the entrances' are not read
	Services   []Service      // in place of those of the same id, which must be there
	Streets    []streets.Edit // in order
	Places     []Place        // of demand: added, or in place of those of the same id
	Districts  []District     // in place of those of the same level and code, which must be there

	// Name and Hash are the next city's; empty: as before. The hash is over all
	// that the answers depend on.
	Name, Hash string
}

// A Place is one place of demand.
type Place struct {
	ID     string
	Names  Names
	Point  orb.Point
	Cell   uint64 // H3 index where the place is a cell, else 0
	Urban  Flag
	Groups map[string]Amount // people by group; a group that lacks is missing
	Weight map[string]Amount
}

// An EditError says why an edit cannot be made.
type EditError struct {
	Index int    // of the edit
	Field string // facilities, services, streets, places, districts
	Why   string // what is wrong and what to do next
	Err   error  // a [streets.EditError] where the field is streets; else nil
}

// Error says what is wrong.
func (e *EditError) Error() string { return fmt.Sprintf("edit %d: %s: %s", e.Index, e.Field, e.Why) }

// Unwrap returns the streets' own error, if it is one.
func (e *EditError) Unwrap() error { return e.Err }
