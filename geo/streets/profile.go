package streets

// Cost is walking time in milliseconds.
type Cost = uint32

// MaxCost bounds the cost of one arc and of one search, so that their sum fits
// 32 bits: 298 hours of walking.
const MaxCost Cost = 1 << 30

// A Profile is how a group walks.
type Profile struct {
	ID    string
	Speed int64 // millimetres per hour on the flat
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

// segment returns the cost of a street segment: at least 1, so that every step
// of a search moves forward.
func (p Profile) segment(lengthMM uint32) Cost {
	return Cost(max(1, min(int64(MaxCost), p.Walk(int64(lengthMM)))))
}

// Reach returns the distance in metres that the profile walks in the given
// milliseconds.
func (p Profile) Reach(ms int64) float64 {
	return float64(ms) * float64(p.Speed) / msPerHour / 1000
}
