// Package agefriendly says whom stairs, slopes and crossings keep from what others
// reach, and which pieces of street would give most of them back:
//
//	losses, err := agefriendly.Find(ctx, engine, agefriendly.Query{Service: "clinic"})
package agefriendly

import (
	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"

	"github.com/paulmach/orb"
)

// An Query asks what keeps a profile from what the base profile
// reaches.
type Query struct {
	coverage.Scope          // its Profile is not read
	Service        string   // id
	Base           string   // "" means standard
	Profiles       []string // nil means senior and wheelchair, those that the city has
	Pieces         int      // at most so many pieces of street per profile, at most MaxPieces; 0 means 20
}

// An Losses is the answer, profile by profile.
type Losses struct {
	Service string
	Group   string
	Minutes float64
	Base    Coverage
	Each    []Loss
}

// MaxPieces bounds the pieces of one answer, by profile.
const MaxPieces = 200

// A Coverage is what one profile reaches.
type Coverage struct {
	Profile  string
	Demand   coverage.Amount
	Covered  coverage.Amount
	Coverage *float64
}

// A Loss is what a profile loses against the base, and to what. Each
// loss is taken apart: the people whom the profile would cover in addition if
// that alone cost it nothing. They need not add up: some are kept away by two
// things at once.
type Loss struct {
	Coverage
	Lost      coverage.Amount // covered by the base and not by the profile
	Stairs    coverage.Amount
	Slopes    coverage.Amount
	Crossings coverage.Amount // waits at lights and crossings
	Surfaces  coverage.Amount // surface, smoothness, width, kerbs, barriers
	Speed     coverage.Amount // the slower pace alone
	Pieces    []Piece         // most people first
}

// A Piece is a way whose mending gives people back: walked as if it were flat,
// smooth and without waits.
type Piece struct {
	Way    int64
	Name   string
	Kind   itinerary.LegKind
	Gain   coverage.Amount // people covered in addition if only this is mended, of those that the base covers
	Line   orb.MultiLineString
	Reason string // what is mended: stairs, slope, crossing, surface, kerb, gate, lift
}
