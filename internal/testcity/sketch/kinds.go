package sketch

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A street that everybody walks, and one that only residents do.
var (
	Footway   = streets.Kind{Class: streets.ClassFootway}
	Residents = streets.Kind{Class: streets.ClassService, Use: streets.UseResidents}
)

// Gate returns a gate that lets some pass.
func Gate(use streets.Use) build.Mark {
	return build.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Use: use, Barrier: streets.BarrierGate}}
}

// Careful waits 10 s at a gate, 4 s at a raised kerb and 60 s for a lift; it
// cannot pass a stile.
func Careful() streets.Profile {
	p := streets.Profile{ID: "careful", Speed: 4_000_000, Lift: 60_000}
	p.Barrier[streets.BarrierGate] = 10_000
	p.Barrier[streets.BarrierStile] = streets.Blocked
	p.Kerb[streets.KerbRaised] = 4_000
	return p
}

// A Hill rises by a metre for so many east and north of 0° N 0° E, and is not
// known west of a longitude.
type Hill struct{ East, North, From float64 }

// MetresPerDegree of latitude, on the mean radius.
const MetresPerDegree = 6_371_008.8 * math.Pi / 180

// Height returns it in metres.
func (h Hill) Height(p orb.Point) (float64, bool) {
	return (p[0]*h.East + p[1]*h.North) * MetresPerDegree, p[0] >= h.From
}
