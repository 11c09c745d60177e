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
