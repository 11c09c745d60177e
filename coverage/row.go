package coverage

import "lifecircle/geo/streets"

// Reading of a row: one service by itself, or a bundle read as one.
type Reading string

// The readings of a bundle of services.
const (
	ReadingEach   Reading = "each"    // a service by itself
	ReadingAllOf  Reading = "all_of"  // people covered by every one
	ReadingMeanOf Reading = "mean_of" // mean of the services' coverages
)

// Verdict of coverage and its bounds against the target.
type Verdict string

// The verdicts.
const (
	Meets      Verdict = "meets"       // the lower bound reaches the target
	Misses     Verdict = "misses"      // the upper bound doesn't
	CannotTell Verdict = "cannot_tell" // the target lies between the bounds
)

// Reason why a row's numbers are null or need a word; "" where they don't.
type Reason string

// The reasons of a row.
const (
	ReasonNone          Reason = ""
	ReasonNoFacility    Reason = "no_facility"    // nobody offers the service: 0 covered
	ReasonNoDemand      Reason = "no_demand"      // nobody lives there: coverage is null
	ReasonOutside       Reason = "outside"        // the district is wholly outside the extent: all numbers are null
	ReasonPartlyOutside Reason = "partly_outside" // part of the district is outside; the numbers are what is known
	ReasonNoSuchGroup   Reason = "no_such_group"  // no demand layer counts the group
	ReasonNoSuchWeight  Reason = "no_such_weight" // no demand layer has the weight
)

// A Query asks for coverage. The zero value asks for each service of the city
// by itself, its own limit, group and area, for the city and every district.
type Query struct {
	Scope
	Services []string  // ids; nil means all
	AllOf    []string  // a bundle read as all_of; with AllOf or MeanOf only the bundles' rows are given
	MeanOf   []string  // a bundle read as mean_of
	Limits   []float64 // several limits, in minutes, instead of Scope's one

	// Treatments lists how residents' streets are treated, an answer each in the
	// order asked, instead of Scope's one. Anything but how the city was built
	// needs a city built with residents.
	Treatments []streets.Private
}

// DistrictRef names a district in a row. Code "" is demand in no district of
// the level.
type DistrictRef struct {
	Code  string
	Names Names
	Level int
}

// A Row is the coverage of a service, or of a bundle, for the city or one of
// its districts. Nil is a number that does not exist; Reason says why.
//
// With area, group and weight as in the row: Demand = Covered + uncovered, and
// NearEdge and Unlinked are parts of the uncovered, apart from each other.
type Row struct {
	Services           []string // one, or a bundle's in the order asked
	Reading            Reading
	Group              string
	Area               Area
	AreaKnown          bool         // every place counted says whether it is urban or rural
	Weight             string       // people, or one of Weights
	District           *DistrictRef // nil is the whole city
	Demand             *Amount
	Covered            *Amount  // nil for mean_of
	Coverage           *float64 // 0…1, the double nearest to Covered/Demand; equals CoverageLow
	CoverageLow        *float64 // near_edge and unlinked counted as not covered
	CoverageHigh       *float64 // both counted as covered
	Target             *Share   // nil at other minutes than the service's own, and where services differ
	TargetText         *string  // likewise, and where the standard has no words
	Verdict            *Verdict
	Shortfall          *int64 // whole people still to cover: max(0, ⌈target·demand − covered⌉)
	NearEdge           *Amount
	Unlinked           *Amount
	UnlinkedFacilities *int     // open facilities of the services that join no street, in the district
	Within1Min         *Amount  // demand within a minute of the limit, either way
	LargestPlace       *Amount  // the largest single place among those
	ServicesInReach    *float64 // bundles: mean number of the services in reach per person
	BufferM            *float64 // metres
	BufferCoverage     *float64 // share within BufferM in a straight line
	Minutes            *float64 // nil where the services differ
	Profile            *string  // nil where the services differ
	Private            streets.Private
	Inside             *float64 // share of the district's area within the extent; nil for the city and for code ""
	At                 string   // "any": facilities count as open whatever the hour
	Reason             Reason
}

// CellReason says why a cell has no seconds.
type CellReason string

// The reasons of a cell.
const (
	CellBeyond     CellReason = "beyond"      // no facility within one and a half times the limit
	CellUnlinked   CellReason = "unlinked"    // the place joins no street
	CellNoFacility CellReason = "no_facility" // nobody offers the service
)

// A Cell is the walk of one place of demand to its nearest facility.
type Cell struct {
	Place    int    // index into City.Demand
	ID       string // of the place
	Service  string
	Millis   *int64 // milliseconds of walking; nil with a Reason
	Facility string // id of the nearest facility, or ""
	Covered  bool
	Reason   CellReason
}
