package streets

import "cmp"

// A Kind is everything about a stretch of street that decides how somebody
// walks it, apart from its length, slope and waits. Its zero fields are
// "nothing is known". It is comparable, and lies in the network file as it is.
type Kind struct {
	Class      Class
	Feature    Feature
	Use        Use
	Surface    Surface
	Smoothness Smoothness
	Wheelchair Suitability // wheelchair=*
	Stroller   Suitability // stroller=*
	Ramps      Ramps       // beside steps
	Deck       Deck
	Crossing   Crossing // footway=crossing and how it is controlled
	Kerb       Kerb     // of a FeatureKerb
	Barrier    Barrier  // of a FeatureGate
	WidthDM    uint8    // decimetres; 0 is unknown, 255 is that or more
	Incline    int8     // percent as tagged, uphill in the way's direction; 0 is flat or unknown
	Escalator  uint8    // 1: the steps move
	Oneway     uint8    // 1: vehicles drive one way: one carriageway of several, perhaps
	Half       uint8    // 1: of a gate, kerb or lift where several streets meet: whoever passes takes two such halves
}

// A Feature is what a segment is besides a piece of street.
type Feature uint8

// The features. A gate, a kerb and a lift are points of the source: they are
// kept as segments of no length between the streets that meet there, so that
// what they cost or forbid is passed by whoever passes them.
const (
	FeatureNone   Feature = iota // a piece of street
	FeatureSquare                // a straight line across a square or platform
	FeatureGate                  // gate, stile, bollard …: see Kind.Barrier
	FeatureKerb                  // see Kind.Kerb
	FeatureLift
	FeatureRepair // a link that the manifest declares
	numFeatures
)

// Use says who may walk a street.
type Use uint8

// The uses.
const (
	UsePublic    Use = iota // everybody
	UseResidents            // at the ends of a walk only: the private class, see [Private]
	numUses
)

// Surface is what a street is covered with, in the classes that matter to
// wheels. wiki.openstreetmap.org/wiki/Key:surface
type Surface uint8

// The surfaces.
const (
	SurfaceUnknown Surface = iota
	SurfaceSmooth          // asphalt, concrete, paving_stones, paved, wood, metal …
	SurfaceFirm            // compacted, fine_gravel, pebbles rolled in
	SurfaceCobbles         // sett, cobblestone, unhewn_cobblestone
	SurfaceLoose           // gravel, pebblestone, unpaved, dirt, earth, ground, grass
	SurfaceSoft            // sand, mud, snow
	numSurfaces
)

// Smoothness is the value of that key, from the best.
// wiki.openstreetmap.org/wiki/Key:smoothness
type Smoothness uint8

// The values of smoothness.
const (
	SmoothnessUnknown Smoothness = iota
	SmoothnessExcellent
	SmoothnessGood
	SmoothnessIntermediate
	SmoothnessBad
	SmoothnessVeryBad
	SmoothnessHorrible
	SmoothnessVeryHorrible
	SmoothnessImpassable
	numSmoothness
)

// Suitability is a mapper's word on whether wheels get through.
type Suitability uint8

// The words.
const (
	SuitabilityUnknown Suitability = iota
	SuitabilityYes
	SuitabilityLimited
	SuitabilityNo
	numSuitability
)

// Ramps are the ramps beside steps.
type Ramps uint8

// The ramps, to be joined by "or".
const (
	RampWheelchair Ramps = 1 << iota
	RampStroller
	allRamps = RampWheelchair | RampStroller
)

// Deck says whether a street lies on the ground, whose height is then its own.
type Deck uint8

// The decks.
const (
	DeckGround Deck = iota
	DeckBridge
	DeckTunnel
	numDecks
)

// Crossing is how walkers cross a road.
type Crossing uint8

// The crossings.
const (
	CrossingNone     Crossing = iota
	CrossingSignals           // traffic lights
	CrossingMarked            // a zebra
	CrossingUnmarked          // nothing, or not known
	numCrossings
)

// Kerb is the edge between pavement and road.
// wiki.openstreetmap.org/wiki/Key:kerb
type Kerb uint8

// The kerbs.
const (
	KerbUnknown Kerb = iota
	KerbFlush
	KerbLowered
	KerbRolled
	KerbRaised
	numKerbs
)

// Barrier is what stands on a street and lets some pass.
// wiki.openstreetmap.org/wiki/Key:barrier
type Barrier uint8

// The barriers on a street.
const (
	BarrierNone Barrier = iota
	BarrierGate
	BarrierLiftGate // and swing gates, which leave room for walkers
	BarrierEntrance
	BarrierBollard
	BarrierCycle     // cycle_barrier
	BarrierTurnstile // and full_height_turnstile
	BarrierKissingGate
	BarrierStile
	BarrierBlock
	BarrierOther // any other value that is not known to stop walkers
	numBarriers
)

// valid reports whether every field is one of its consts.
func (k Kind) valid() bool {
	return k.Class < numClasses && k.Feature < numFeatures && k.Use < numUses && k.Surface < numSurfaces &&
		k.Smoothness < numSmoothness && k.Wheelchair < numSuitability && k.Stroller < numSuitability &&
		k.Ramps <= allRamps && k.Deck < numDecks && k.Crossing < numCrossings && k.Kerb < numKerbs &&
		k.Barrier < numBarriers && k.Escalator <= 1 && k.Oneway <= 1 && k.Half <= 1
}

// Compare orders kinds by their bytes.
func (k Kind) Compare(o Kind) int {
	return cmp.Or(
		cmp.Compare(k.Class, o.Class), cmp.Compare(k.Feature, o.Feature), cmp.Compare(k.Use, o.Use),
		cmp.Compare(k.Surface, o.Surface), cmp.Compare(k.Smoothness, o.Smoothness), cmp.Compare(k.Wheelchair, o.Wheelchair),
		cmp.Compare(k.Stroller, o.Stroller), cmp.Compare(k.Ramps, o.Ramps), cmp.Compare(k.Deck, o.Deck),
		cmp.Compare(k.Crossing, o.Crossing), cmp.Compare(k.Kerb, o.Kerb), cmp.Compare(k.Barrier, o.Barrier),
		cmp.Compare(k.WidthDM, o.WidthDM), cmp.Compare(k.Incline, o.Incline), cmp.Compare(k.Escalator, o.Escalator),
		cmp.Compare(k.Oneway, o.Oneway), cmp.Compare(k.Half, o.Half))
}
