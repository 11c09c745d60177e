// Package importer makes a city of a manifest and the files that it names: it
// wires the readers of data/osm, data/table and data/vector to data/workspace.
//
//	report, err := importer.Build(ctx, importer.Options{Manifest: "city.toml", Seeds: seeds.FS, Engine: "v0.3.0"})
//
// # Steps
//
// Every input is hashed. A layer (one source as one kind of thing) whose hash,
// settings and engine are those of the workspace that is there is taken over
// from it; the others are read, an OpenStreetMap file once for all that is
// wanted of it. The layers of a kind are put together, demand and facilities
// are linked to the streets, and the whole is judged: what is wrong is a
// *[finding.Refusal], what is merely incomplete a [finding.Note] in the report.
// All refusals of a run come at once, joined, so that a planner mends them
// together. Then the workspace lands, whole or not at all.
//
// [Check] does all of this but land: what it calls an error, Build refuses, and
// the reverse.
//
// The city does not depend on what was taken over, nor on the number of
// processors: the same inputs give the same bytes.
//
// # Notes
//
// Beside the readers' own, by code; Field in brackets:
//
//	area_unknown              a service counts urban or rural places and no demand says which is which [service]
//	dead_ends_at_compounds    dead ends of public streets within 30 m of a residents' street or a wall
//	demand_off_extent         places outside the extent
//	demand_unlinked           places farther than 500 m from every street
//	demand_without_district   places in no district [level]
//	district_outside          districts wholly outside the extent [level]
//	district_overlap          places in two districts of one level [level]
//	district_parent_unknown   districts whose parent is none
//	district_partly_outside   districts that the extent cuts [level]
//	district_without_demand   districts without a place of demand [level]
//	elevation_partial         street nodes outside every file of heights; the sample is their share
//	extent_of_districts_boxed the districts' shapes could not be joined: the extent is a box
//	facility_off_extent       facilities outside the extent
//	facility_unlinked         facilities farther than 500 m from every street
//	group_without_demand      a service counts a group that no demand has [group]
//	people_far_from_streets   people farther than 100 m from every street; the samples are places [group]
//	rim_cut                   facilities whose outline streets meet in more than 1,000 places
//	service_undefined         facilities of a service that the city does not have [service]
//	service_without_facility  a service that no facility offers [service]
//	streets_cut               ways that lose a stretch, since the file lacks their nodes
//	streets_islands           components shorter than 1 km, which nothing is linked to
//	streets_missing_nodes     nodes that ways name and the file lacks
//
// and what the builder of the streets remarks upon, by its codes: see geo/streets.
// A repair that reaches no street is refused.
//
// # A full reading
//
// With `walking = "full"` a place is entered through its entrances, where the
// source has some near a street; else, a park or a campus, where streets meet its
// outline; else from its point. Where it has entrances, its Access is that of the
// first, and all are in Entrances. A street of an island that is nearer than any
// other is an entrance beside them, for walks that stay on it.
//
// The exits of a city are where its streets cross the border of its extent, and
// where the file cuts them.
package importer
