// Package gaps finds where the people are who are not covered, how many, why, and
// what would help:
//
//	list, err := gaps.Find(ctx, engine, gaps.Query{Service: "clinic"})
//
// Every place where somebody counts who is not covered is in exactly one gap, so
// that the people of all gaps and the covered add up to the demand of the row.
// [Changes] says what becomes of gaps in a city that edits made.
package gaps

import (
	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"

	"github.com/paulmach/orb"
)

// A Query asks where the people are who are not covered: by a service, or by
// every one of a bundle.
type Query struct {
	coverage.Scope
	Service string   // id; either Service or AllOf
	AllOf   []string // a bundle: a place is covered where each service is in reach
}

// JoinM is how far apart, in metres, places that are points may be in one
// gap: along the streets between where they join them, or in a straight line
// where they join none. Chains of such neighbours are one gap. It is the walk of
// a five-minute neighbourhood (五分钟生活圈居住区, GB 50180—2018, 2.0.4).
const JoinM = 300

// A Gap is a connected area whose people are not covered: H3 cells that touch,
// or points of which each has another within [JoinM]. Places that are
// disconnected have gaps of their own.
type Gap struct {
	// ID is the services', joined by "-", a dot, and the id of the gap's heart.
	// It stays the same while the place with most people stays uncovered,
	// whatever becomes of the gap's rim.
	ID       string
	Rank     int      // from 1, by people, then by ID
	Services []string // as asked, a bundle's in the order asked
	Name     Name
	Places   []int // indices into City.Demand, by id
	Heart    int   // of Places the one with most people, of equals that with the smaller id
	Center   orb.Point
	Outline  orb.MultiPolygon // a picture: cells as they are, points with some 50 m around them and the streets that join them

	People    coverage.Amount            // of the group that is counted
	Groups    map[string]coverage.Amount // of every group; blanks are left out
	Buildings *coverage.Amount           // nil where no layer has them
	NearEdge  coverage.Amount            // of People: those who could be covered from beyond the extent
	Unlinked  coverage.Amount            // of People: those who join no street
	Beyond    coverage.Amount            // of People: those who live beyond the extent, where no streets are known
	District  *coverage.DistrictRef      // of the finest level, where most of the people live; nil where that is none

	// By how much the walks are over the limit, in milliseconds: the least, the
	// one that half of the people are within, the most; nil where that is not
	// reached within MaxMinutes. Of a bundle, each place's longest over-run.
	MissesLeast, MissesMedian, MissesMost *int64
	Unreached                             coverage.Amount // of People: those who reach none within MaxMinutes

	Cause    itinerary.Cause // of most of the people
	Distance coverage.Amount // people by cause; they add up to People
	Detour   coverage.Amount
	Cut      coverage.Amount // disconnected
	Nobody   coverage.Amount // no facility offers the service
	Around   coverage.Amount // part of Detour: those whose walk is longer than any way through a grid of streets, √2 times the straight line

	// Barrier is what lies between most of those with a cause of detour or
	// disconnected and the facility that is nearest as the crow flies: one of
	// the kinds of [streets.Obstacle], "compound" where walking through
	// residents' streets would cover half of the gap; "" is none that is known.
	Barrier  string
	Evidence Evidence
	Remedy   Remedy
	Opened   *coverage.Amount // of People: those covered were residents' streets open to all; nil where the city cannot tell
	Sited    *coverage.Amount // of People: those whom a facility at the heart would cover; nil where it joins no street

	unknown coverage.Amount // of People: those beyond the extent, and those near its edge
}

// Evidence is what bears a gap's cause out, at one of its places: the one
// with most people among those of that cause.
type Evidence struct {
	Place          int    // index into City.Demand
	Service        string // of a bundle, the one that is missed most there
	itinerary.Miss        // NearEdge is not filled in
	Walked         string // id of the facility nearest on foot; "" where none is reached
	Millis         *int64 // the walk to it; nil where none is reached within MaxMinutes
}

// Remedy says what would bring most of a gap's people under the limit.
type Remedy string

// The remedies.
const (
	RemedyData     Remedy = "more_data"    // half or more live beyond the extent, or could be covered from there: nobody can tell
	RemedyOpen     Remedy = "open_streets" // residents' streets that everybody may walk: half or more would be covered
	RemedyShorter  Remedy = "shorter_way"  // a gate, a crossing, a bridge: half or more have a facility near and a walk around something
	RemedyLink     Remedy = "link"         // a way to the streets: half or more are disconnected
	RemedyFacility Remedy = "facility"
)

// BarrierCompound is the barrier that is residents' streets nobody may walk
// through.
const BarrierCompound = "compound"

// A Name is what a gap is called: its largest named estate or place, else a
// crossing of two named streets near its middle, a street, a facility, a
// district, and at last the id of its heart.
type Name struct {
	Kind    NameKind
	Names   coverage.Names // of the place, the facility or the district; Plain is the id
	Several bool           // of places: others of the gap have other names
	Street  string         // of a crossing or a street
	Other   string         // of a crossing: the street that is crossed
	Number  int            // 2, 3 … where gaps of more people have the same name; else 0
}

// NameKind says what a gap is named after.
type NameKind string

// What gaps are named after.
const (
	NamedPlace    NameKind = "place"
	NamedCrossing NameKind = "crossing"
	NamedStreet   NameKind = "street"
	NamedFacility NameKind = "facility"
	NamedDistrict NameKind = "district"
	NamedID       NameKind = "id"
)
