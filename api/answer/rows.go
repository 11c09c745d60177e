package answer

import (
	"io"
	"strings"

	"lifecircle/coverage"
)

// Rows are the coverage of services, ready to be written.
type Rows struct {
	City   *coverage.City // for its name, titles, polygons and provenance
	Lang   Lang
	Rows   []coverage.Row // in the order they are written
	Layout Layout         // of GeoJSON; empty means Wide
}

// Write writes the rows as JSON, CSV, GeoJSON, Table or Text. Other formats
// are [ErrNoFormat].
func (r Rows) Write(w io.Writer, f Format) error {
	of := func(row coverage.Row) Row { return RowOf(row, r.Lang) }
	switch f {
	case JSON:
		return writeList(w, headOf(r.City), "rows", as(r.Rows, of))
	case CSV:
		return writeFlat(w, as(r.Rows, of))
	case GeoJSON:
		return r.writeGeoJSON(w)
	case Table:
		return r.writeTable(w)
	case Text:
		return r.writeText(w)
	}
	return noFormat(f, JSON, CSV, GeoJSON, Table, Text)
}

// Coverage is the JSON of Rows.
type Coverage struct {
	City       string     `json:"city" doc:"Name of the city." example:"newtown"`
	Provenance Provenance `json:"provenance"`
	Rows       []Row      `json:"rows" nullable:"false" doc:"By service, minutes, level and code; the city's row first."`
}

// A Row is the coverage of a service, or of a bundle of services, in the city
// or one of its districts, as JSON has it. The order of the keys is part of it.
type Row struct {
	Service            string    `json:"service" doc:"Id of the service; a bundle's ids are joined by +." example:"clinic"`
	Reading            string    `json:"reading" enum:"each,all_of,mean_of"`
	Group              string    `json:"group" doc:"The population group counted." example:"all"`
	Area               string    `json:"area" enum:"all,urban,rural" doc:"Whose places count."`
	AreaKnown          bool      `json:"area_known" doc:"False where some place counted does not say whether it is urban or rural."`
	Weight             string    `json:"weight" doc:"What is counted." example:"people"`
	District           *District `json:"district" doc:"Null is the whole city; code \"\" is demand in no district of the level."`
	Demand             *float64  `json:"demand" doc:"All who count; people have up to three decimals."`
	Covered            *float64  `json:"covered" doc:"Those within the walk; null for mean_of."`
	Coverage           *float64  `json:"coverage" minimum:"0" maximum:"1" doc:"covered / demand."`
	CoverageLow        *float64  `json:"coverage_low" minimum:"0" maximum:"1" doc:"near_edge and unlinked counted as not covered."`
	CoverageHigh       *float64  `json:"coverage_high" minimum:"0" maximum:"1" doc:"near_edge and unlinked counted as covered."`
	Target             *float64  `json:"target" minimum:"0" maximum:"1" doc:"Null at minutes other than the service's own."`
	TargetText         *string   `json:"target_text" doc:"The target in its document's words."`
	Verdict            *string   `json:"verdict" enum:"meets,misses,cannot_tell" doc:"meets: coverage_low reaches the target; misses: coverage_high does not; cannot_tell: the target lies between."`
	Shortfall          *int64    `json:"shortfall" minimum:"0" doc:"The least whole number still to cover for the target."`
	NearEdge           *float64  `json:"near_edge" doc:"Not covered, and might be from beyond the edge of the data."`
	Unlinked           *float64  `json:"unlinked" doc:"Not covered, because their place joins no street."`
	UnlinkedFacilities *int64    `json:"unlinked_facilities" doc:"Open facilities that join no street."`
	Within1Min         *float64  `json:"within_1_min" doc:"Those whose walk is within a minute of the limit, either way."`
	LargestPlace       *float64  `json:"largest_place" doc:"The largest single place among those."`
	ServicesInReach    *float64  `json:"services_in_reach" doc:"Bundles: mean number of the services in reach."`
	BufferM            *float64  `json:"buffer_m" doc:"Radius of the circle beside the walk, metres."`
	BufferCoverage     *float64  `json:"buffer_coverage" minimum:"0" maximum:"1" doc:"Share within that circle, as the crow flies."`
	Minutes            *float64  `json:"minutes" doc:"The walking limit; a walk of exactly the limit is within it."`
	Profile            *string   `json:"profile" example:"standard" doc:"The walking profile; null where a bundle's services differ."`
	Private            string    `json:"private" enum:"closed,residents,open" doc:"How residents' streets are treated: closed is not usable, residents is usable at the ends of a walk and not through, open is usable by everyone."`
	Inside             *float64  `json:"inside" minimum:"0" maximum:"1" doc:"Share of the district's area within the data's extent."`
	At                 string    `json:"at" doc:"any: facilities count as open whatever the hour." example:"any"`
	Reason             *string   `json:"reason" enum:"no_facility,no_demand,outside,partly_outside,no_such_group,no_such_weight"`
}

// A District names a district in a row.
type District struct {
	Code  string  `json:"code" example:"310101"`
	Name  *string `json:"name" doc:"In the language asked where the source has it, else the source's own name."`
	Level int64   `json:"level"`
}

// RowOf returns a row as JSON has it.
func RowOf(r coverage.Row, lang Lang) Row {
	out := Row{
		Service: strings.Join(r.Services, "+"), Reading: string(r.Reading), Group: r.Group,
		Area: string(r.Area), AreaKnown: r.AreaKnown, Weight: r.Weight,
		Demand: people(r.Demand), Covered: people(r.Covered),
		Coverage: r.Coverage, CoverageLow: r.CoverageLow, CoverageHigh: r.CoverageHigh,
		Target: share(r.Target), TargetText: r.TargetText, Shortfall: r.Shortfall,
		NearEdge: people(r.NearEdge), Unlinked: people(r.Unlinked),
		Within1Min: people(r.Within1Min), LargestPlace: people(r.LargestPlace),
		ServicesInReach: r.ServicesInReach, BufferM: r.BufferM, BufferCoverage: r.BufferCoverage,
		Minutes: r.Minutes, Profile: r.Profile, Private: string(r.Private), Inside: r.Inside, At: r.At, Reason: reasonWord(r.Reason),
	}
	if d := r.District; d != nil {
		out.District = &District{Code: d.Code, Name: orNil(d.Names.In(string(lang))), Level: int64(d.Level)}
	}
	if r.Verdict != nil {
		v := string(*r.Verdict)
		out.Verdict = &v
	}
	if r.UnlinkedFacilities != nil {
		n := int64(*r.UnlinkedFacilities)
		out.UnlinkedFacilities = &n
	}
	return out
}
