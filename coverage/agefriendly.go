package coverage

import "github.com/paulmach/orb"

// An AgeFriendlyQuery asks what keeps a profile from what the base profile
// reaches.
type AgeFriendlyQuery struct {
	Service  string
	Base     string   // "" means standard
	Profiles []string // nil means senior and wheelchair, those that the city has
	Group    string   // "" means the service's own
	Area     Area     // "" means the service's own
	Minutes  float64  // 0 means the service's own limit
	Pieces   int      // at most so many pieces of street per profile, at most MaxPieces; 0 means 20
}

// An AgeFriendly is the answer, profile by profile.
type AgeFriendly struct {
	Service string
	Group   string
	Minutes float64
	Base    ProfileCoverage
	Each    []ProfileLoss
}

// MaxPieces bounds the pieces of one answer, by profile.
const MaxPieces = 200

// A ProfileCoverage is what one profile reaches.
type ProfileCoverage struct {
	Profile  string
	Demand   Amount
	Covered  Amount
	Coverage *float64
}

// A ProfileLoss is what a profile loses against the base, and to what. Each
// loss is taken apart: the people whom the profile would cover in addition if
// that alone cost it nothing. They need not add up: some are kept away by two
// things at once.
type ProfileLoss struct {
	ProfileCoverage
	Lost      Amount // covered by the base and not by the profile
	Stairs    Amount
	Slopes    Amount
	Crossings Amount  // waits at lights and crossings
	Surfaces  Amount  // surface, smoothness, width, kerbs, barriers
	Speed     Amount  // the slower pace alone
	Pieces    []Piece // most people first
}

// A Piece is a way whose mending gives people back: walked as if it were flat,
// smooth and without waits.
type Piece struct {
	Way    int64
	Name   string
	Kind   LegKind
	Gain   Amount // people covered in addition if only this is mended, of those that the base covers
	Line   orb.MultiLineString
	Reason string // what is mended: stairs, slope, crossing, surface, kerb, gate, lift
}
