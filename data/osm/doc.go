// Package osm reads OpenStreetMap files, PBF and XML, into what a city is made
// of: streets, facilities, homes as demand, and districts.
//
//	table, err := osm.ParseTagTable("facilities.toml", data)
//	extract, err := osm.Read(ctx, "city.osm.pbf", osm.Options{
//		Name:       "city.osm.pbf",
//		Streets:    builder,
//		Facilities: table,
//		Services:   []string{"clinic", "school"},
//	})
//
// The file is read in passes, so that memory holds only what is asked for:
// relations, if an area may be one; ways; then nodes, of which only those are
// kept that a street, an outline or a facility uses. A pass that nothing needs
// is not made. See data/osm/scan for the reading itself.
//
// With Options.Full, walking is read as it is: what a street is covered with and
// how broad it is, steps and their ramps, gates, kerbs, lifts and lights at its
// nodes, squares that are walked across, what nobody walks across, and by which
// doors a place is entered. Without, streets are their classes alone.
//
// Areas stand for their places: a facility or a home is at the centroid of its
// outline, of its largest outer ring where it has several. Ids are OpenStreetMap's
// with a letter before them: n1, w1, r1.
//
// What is incomplete is counted in a [finding.Note] and left out, never
// guessed: a boundary that the extract cuts, an outline whose nodes lack. Where
// most nodes lack, the extract was made wrongly and is refused.
//
// The notes, by code; Field is the service unless said:
//
//	facility_private         left out, since the public may not enter
//	facility_disused         left out, since it is not in use
//	facility_without_place   left out, since nodes or ways of its outline lack
//	facility_twice           the same name and service within 100 m, both counted
//	capacity_unreadable      capacity is not a whole number, and unknown
//	service_without_tags     the table has no tags for the service
//	home_without_place       left out, as above
//	home_levels_unknown      counted with one level in floor_area_m2
//	home_levels_unreadable   likewise, since building:levels is no number
//	home_flats_unreadable    dwellings unknown, since building:flats is no whole number
//	home_unspecified         building=yes, counted
//	home_unspecified_left    building=yes, left out as asked
//	building_unknown         no home; Field is the value, in no list of the table
//	district_incomplete      left out, since member ways or nodes lack, or its rings are open
//	district_flawed          left out, since its border crosses itself
//	district_code_twice      two districts had the code in Field: their ids are used
//
// In full also, of streets; Field is the key unless said:
//
//	gate_without_access      a gate that does not say who may pass, counted as open
//	gate_on_nothing          a gate on no street, left out
//	barrier_counted_closed   a wall or fence across a street that does not say who may pass
//	hours_counted_open       opening hours, counted as open at any hour; Field is node, way or relation
//	condition_ignored        access or foot closes or opens at times, which is not read; Field likewise
//	steps_without_count      stairs of unknown steps, which take the profile's time by length
//	steps_unreadable         likewise, since step_count is no number of steps
//	width_unreadable         width is no length, and unknown
//	incline_unreadable       incline is no slope, and unknown
//	kerb_unknown             a kerb of unknown height
//	kerb_of_crossing         the kerbs of a crossing tagged in the middle of the road, left out
//	tags_contradict          Field is the tags; what was seen goes before what is said of wheels, and a word on walkers before a lock
//	square_incomplete        a square left out, since member ways lack, or its rings are open
//	lift_large               a lift of more than ten nodes, of which only neighbours are joined
//
// The counts of ways cut and of nodes that streets miss are in build.Report.
package osm
