package osm

import (
	"lifecircle/data/osm/scan"
	"lifecircle/geo/streets"
)

// obstacle takes a way that nobody walks across, unless it is a street itself:
// whoever joins that street stands on it.
func (r *reader) obstacle(id int64, nodes []int64, tags scan.Tags) error {
	o := obstacleOf(tags)
	if o == streets.ObstacleNone {
		o = r.obstructs[id]
	}
	if o == streets.ObstacleNone || r.again("obstacle ", shape{kind: "way", id: id}) {
		return nil
	}
	if r.obstacles += len(nodes); r.obstacles > MaxObstacles {
		return r.tooMany("nodes of rivers, railways and walls", MaxObstacles)
	}
	r.network.AddObstacle(o, nodes)
	return nil
}

// waterRelation keeps which ways bound water.
func (r *reader) waterRelation(members []scan.Member, tags scan.Tags) error {
	if !water(tags) {
		return nil
	}
	for _, m := range members {
		if m.Kind != scan.Ways {
			continue
		}
		if r.members++; r.members > MaxMembers {
			return r.tooMany("ways that bound areas", MaxMembers)
		}
		r.obstructs[m.ID] = streets.ObstacleWater
	}
	return nil
}

// obstacleOf returns what a way that is no street keeps walkers from crossing.
// What passes below or above them does not.
func obstacleOf(tags scan.Tags) streets.Obstacle {
	if given(tags, "tunnel") || tags.Get("location") == "underground" {
		return streets.ObstacleNone
	}
	bridge := given(tags, "bridge")
	switch tags.Get("highway") {
	case "motorway", "motorway_link", "trunk", "trunk_link": // without a sidewalk, else it were a street
		if !bridge {
			return streets.ObstacleMotorway
		}
	}
	switch tags.Get("railway") { // wiki.openstreetmap.org/wiki/Key:railway
	case "rail", "light_rail", "narrow_gauge", "subway": // a tram runs in the street
		if !bridge && !given(tags, "covered") {
			return streets.ObstacleRailway
		}
	}
	if !bridge && (water(tags) || watercourse(tags)) {
		return streets.ObstacleWater
	}
	switch tags.Get("barrier") { // wiki.openstreetmap.org/wiki/Key:barrier#Linear_barriers
	case "wall", "city_wall", "retaining_wall", "fence", "hedge", "guard_rail", "noise_barrier":
		return streets.ObstacleWall
	}
	return streets.ObstacleNone
}

// given reports whether a key is there and not "no".
func given(tags scan.Tags, key string) bool {
	v := tags.Get(key)
	return v != "" && v != "no"
}

// water reports whether an outline is the bank of water that stays.
// wiki.openstreetmap.org/wiki/Tag:natural=water
func water(tags scan.Tags) bool {
	if tags.Get("intermittent") == "yes" {
		return false
	}
	switch tags.Get("natural") {
	case "water", "coastline":
		return true
	}
	switch tags.Get("landuse") {
	case "reservoir", "basin":
		return true
	}
	waterway := tags.Get("waterway")
	return waterway == "riverbank" || waterway == "dock"
}

// broadStream is the width in millimetres from which a stream is not stepped
// over. Under the word stream are those that one can jump:
// wiki.openstreetmap.org/wiki/Tag:waterway=stream
const broadStream = 3000

// watercourse reports whether a line is water too broad to step over.
func watercourse(tags scan.Tags) bool {
	if tags.Get("intermittent") == "yes" {
		return false
	}
	switch tags.Get("waterway") {
	case "river", "canal":
		return true
	case "stream":
		mm, ok := millimetres(tags.Get("width"))
		return ok && mm >= broadStream
	}
	return false
}
