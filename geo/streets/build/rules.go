package build

import "lifecircle/geo/streets"

// Rules decide from OpenStreetMap tags whether people walk on a way or pass a
// point of it. The zero value closes what is private.
type Rules struct{ Private streets.Private }

// Walkable returns the class of a way, who may use it, and whether anybody may.
// tag returns the value of a key, or "" where the way lacks it.
//
// The class must be walkable; a trunk road is only with a sidewalk or where
// `foot` opens it. Then [Rules.Admits] decides.
func (r Rules) Walkable(tag func(key string) string) (streets.Class, streets.Use, bool) {
	class, ok := streets.ClassOf(tag("highway"))
	if !ok {
		return streets.ClassNone, streets.UsePublic, false
	}
	if (class == streets.ClassTrunk || class == streets.ClassTrunkLink) && !footOpens(tag("foot")) && !sidewalk(tag) {
		return class, streets.UsePublic, false
	}
	use, ok := r.Admits(tag)
	return class, use, ok
}

// Admits returns who may walk on a way or through a gate by its access tags,
// and whether anybody may. In this order:
//
//   - foot=no|use_sidepath closes it,
//   - foot=yes|designated|permissive|official opens it whatever access says,
//   - access=no closes it,
//   - access or foot = private makes it private, see [Private]; where residents
//     use what is private, so do residents and permit,
//   - any other value, known or unknown, leaves it open.
//
// One-way signs bind vehicles, not walkers, and are not read. Values are
// compared as they stand: wiki.openstreetmap.org/wiki/Key:access defines them
// in lower case and single.
func (r Rules) Admits(tag func(key string) string) (streets.Use, bool) {
	foot := tag("foot")
	if foot == "no" || foot == "use_sidepath" {
		return streets.UsePublic, false
	}
	if footOpens(foot) {
		return streets.UsePublic, true
	}
	access := tag("access")
	if access == "no" {
		return streets.UsePublic, false
	}
	if r.Private == streets.PrivateResidents {
		if residential(access) || residential(foot) {
			return streets.UseResidents, true
		}
		return streets.UsePublic, true
	}
	if access == "private" || foot == "private" {
		return streets.UsePublic, r.Private == streets.PrivateOpen
	}
	return streets.UsePublic, true
}

// footOpens reports whether a value of `foot` opens a way whatever access says.
func footOpens(foot string) bool {
	switch foot {
	case "yes", "designated", "permissive", "official":
		return true
	}
	return false
}

// residential reports whether a value of access or foot keeps a way for those
// who live or work there, or whom they let in.
func residential(value string) bool {
	switch value {
	case "private", "residents", "permit":
		return true
	}
	return false
}

// sidewalk reports whether the way itself has one, on either side. A sidewalk
// that is `separate` is a way of its own, and is walked there.
// wiki.openstreetmap.org/wiki/Key:sidewalk
func sidewalk(tag func(key string) string) bool {
	switch tag("sidewalk") {
	case "yes", "both", "left", "right":
		return true
	}
	return tag("sidewalk:both") == "yes" || tag("sidewalk:left") == "yes" || tag("sidewalk:right") == "yes"
}
