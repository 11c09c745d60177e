package streets

// Class is the kind of way that a street segment is: the value of its
// `highway` tag. Trunk roads are here because some have a sidewalk; motorways
// are not, for nobody walks there.
type Class uint8

// The classes of walkable ways. The zero value is no class. Their numbers are
// part of the network file's format: new ones go to the end.
const (
	ClassNone Class = iota
	ClassFootway
	ClassPath
	ClassPedestrian
	ClassSteps
	ClassLivingStreet
	ClassResidential
	ClassService
	ClassUnclassified
	ClassTertiary
	ClassTertiaryLink
	ClassSecondary
	ClassSecondaryLink
	ClassPrimary
	ClassPrimaryLink
	ClassRoad
	ClassTrack
	ClassCycleway
	ClassBridleway
	ClassCorridor
	ClassPlatform
	ClassTrunk
	ClassTrunkLink
	numClasses
)

var classNames = [numClasses]string{
	ClassFootway:       "footway",
	ClassPath:          "path",
	ClassPedestrian:    "pedestrian",
	ClassSteps:         "steps",
	ClassLivingStreet:  "living_street",
	ClassResidential:   "residential",
	ClassService:       "service",
	ClassUnclassified:  "unclassified",
	ClassTertiary:      "tertiary",
	ClassTertiaryLink:  "tertiary_link",
	ClassSecondary:     "secondary",
	ClassSecondaryLink: "secondary_link",
	ClassPrimary:       "primary",
	ClassPrimaryLink:   "primary_link",
	ClassRoad:          "road",
	ClassTrack:         "track",
	ClassCycleway:      "cycleway",
	ClassBridleway:     "bridleway",
	ClassCorridor:      "corridor",
	ClassPlatform:      "platform",
	ClassTrunk:         "trunk",
	ClassTrunkLink:     "trunk_link",
}

// String returns the value of the `highway` tag, as "living_street", or "" for
// no class.
func (c Class) String() string {
	if c >= numClasses {
		return ""
	}
	return classNames[c]
}

// ClassOf returns the class whose `highway` value is given, and false where
// nobody walks on such a way whatever its other tags say.
func ClassOf(highway string) (Class, bool) {
	c, ok := classByName[highway]
	return c, ok
}

var classByName = func() map[string]Class {
	by := make(map[string]Class, numClasses)
	for c := ClassNone + 1; c < numClasses; c++ {
		by[classNames[c]] = c
	}
	return by
}()

// Private says what becomes of the private class: the paths of a gated compound,
// a works yard. See [Rules.Admits] for which tags it has.
type Private string

// The treatments of private ways; the zero value is PrivateClosed.
const (
	PrivateClosed    Private = "closed"    // not usable
	PrivateResidents Private = "residents" // usable at the ends of a walk, not through
	PrivateOpen      Private = "open"      // usable by everyone
)

// Rules decide from OpenStreetMap tags whether people walk on a way or pass a
// point of it. The zero value closes what is private.
type Rules struct{ Private Private }

// Walkable returns the class of a way, who may use it, and whether anybody may.
// tag returns the value of a key, or "" where the way lacks it.
//
// The class must be walkable; a trunk road is only with a sidewalk or where
// `foot` opens it. Then [Rules.Admits] decides.
func (r Rules) Walkable(tag func(key string) string) (Class, Use, bool) {
	class, ok := ClassOf(tag("highway"))
	if !ok {
		return ClassNone, UsePublic, false
	}
	if (class == ClassTrunk || class == ClassTrunkLink) && !footOpens(tag("foot")) && !sidewalk(tag) {
		return class, UsePublic, false
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
func (r Rules) Admits(tag func(key string) string) (Use, bool) {
	foot := tag("foot")
	if foot == "no" || foot == "use_sidepath" {
		return UsePublic, false
	}
	if footOpens(foot) {
		return UsePublic, true
	}
	access := tag("access")
	if access == "no" {
		return UsePublic, false
	}
	if r.Private == PrivateResidents {
		if residential(access) || residential(foot) {
			return UseResidents, true
		}
		return UsePublic, true
	}
	if access == "private" || foot == "private" {
		return UsePublic, r.Private == PrivateOpen
	}
	return UsePublic, true
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
