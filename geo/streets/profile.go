package streets

import "math"

// Cost is walking time in whole milliseconds, up to [MaxCost]; [Far] is no cost.
type Cost uint32

// MaxCost bounds the cost of one arc and of one search, so that their sum fits
// 32 bits: 298 hours of walking.
const MaxCost Cost = 1 << 30

// A Factor multiplies walking time, in thousandths; 0 is the same as 1000, and
// a negative one means that there is no getting through.
type Factor int32

// A Wait is a time in milliseconds; a negative one means that there is no
// getting through.
type Wait int32

// Blocked is a factor or a wait: no getting through.
const Blocked = -1

// Level as StairsUp makes steps a level street, whatever is said of them. Nobody
// walks so: it asks who is kept away by steps.
const Level Factor = math.MinInt32

// A Profile is how a group walks. Its zero fields change nothing: a profile of
// only an id and a speed walks everything as if it were flat. Profiles are data:
// seeds/profiles names the source of every number. It is comparable.
type Profile struct {
	ID    string
	Speed int64 // millimetres per hour on the flat

	StepUp, StepDown     Wait   // per step where the count is known; 0: StairsUp and StairsDown are used
	StairsUp, StairsDown Factor // on the time along the steps, where no count is known
	Ramps                Ramps  // ramps that take this profile past steps
	Ramp                 Factor // along such a ramp
	Escalator            Factor // moving steps; 0: as steps

	Slope          bool  // Tobler's hiking function, see [Tobler]
	MaxUp, MaxDown int32 // steepest slope in thousandths that is possible; 0: any

	Signal   Wait // at traffic lights
	Crossing Wait // of a big road without lights
	Lift     Wait // for a lift and its ride

	Surface    [numSurfaces]Factor
	Smoothness [numSmoothness]Factor
	Wheelchair [numSuitability]Factor // what wheelchair=* means to it
	Stroller   [numSuitability]Factor
	Kerb       [numKerbs]Wait
	Barrier    [numBarriers]Wait
	MinWidthDM uint8 // narrower is blocked; 0: any
}

// Standard walks 4.0 km/h on the flat and waits nowhere, so that 15 minutes are
// 1,000 m, the upper end of the norms' 800–1,000 m (DESIGN §3).
var Standard = Profile{ID: "standard", Speed: 4_000_000}

const msPerHour = 3_600_000

// Walk returns the cost of a stretch of the given length in millimetres, rounded
// once, halves up. A length of zero costs nothing.
func (p Profile) Walk(lengthMM int64) int64 {
	return (2*lengthMM*msPerHour + p.Speed) / (2 * p.Speed)
}

// Distance returns the distance in metres that the profile walks on the flat in the
// given milliseconds.
func (p Profile) Distance(ms int64) float64 {
	return float64(ms) * float64(p.Speed) / msPerHour / 1000
}

// Tobler returns how many times as long a walk takes on a slope (rise over run,
// uphill positive) as on the flat. W. Tobler, Three presentations on
// geographical analysis and modeling, NCGIA Technical Report 93-1 (1993):
// W = 6·exp(−3.5·|S + 0.05|) km/h, here relative to its value at S = 0, so that
// the profile's speed is that on the flat. It is fastest at 5 % downhill.
func Tobler(slope float64) float64 {
	return math.Exp(3.5 * (math.Abs(slope+0.05) - 0.05))
}
