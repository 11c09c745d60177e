package scenario

import (
	"context"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
)

// A GapChange is what becomes of a gap, or of several that come together or come
// apart.
type GapChange struct {
	What GapTurn
	gaps.Change
}

// A GapTurn says what becomes of gaps.
type GapTurn string

// The turns of gaps.
const (
	GapOpened GapTurn = "opened" // none was there
	GapClosed GapTurn = "closed" // none is left
	GapShrunk GapTurn = "shrunk" // fewer people
	GapGrown  GapTurn = "grown"  // more people
	GapMoved  GapTurn = "moved"  // as many people, at other places
)

// gapChanges compares the gaps of every service asked, or of the bundle read as
// all_of; of several limits or treatments only the default is looked at.
func gapChanges(ctx context.Context, base, changed *coverage.Engine, q Question) ([]GapChange, error) {
	ask := gaps.Query{Scope: q.Scope}
	if len(q.Limits) == 1 {
		ask.Minutes = q.Limits[0]
	}
	if len(q.Treatments) == 1 {
		ask.Private = q.Treatments[0]
	}
	bundles := [][]string{q.AllOf}
	if len(q.AllOf) == 0 {
		bundles = nil
		for _, s := range q.services(base) {
			bundles = append(bundles, []string{s})
		}
	}
	var out []GapChange
	for _, services := range bundles {
		ask.Service, ask.AllOf = "", nil
		if ask.Service = services[0]; len(q.AllOf) > 0 {
			ask.Service, ask.AllOf = "", services
		}
		moves, err := gaps.Changes(ctx, changed, base, ask)
		if err != nil {
			return nil, err
		}
		for _, m := range moves {
			out = append(out, GapChange{turn(m), m})
		}
	}
	return out, nil
}

// turn says what became of gaps.
func turn(m gaps.Change) GapTurn {
	switch {
	case len(m.Before) == 0:
		return GapOpened
	case len(m.After) == 0:
		return GapClosed
	case m.People < 0:
		return GapShrunk
	case m.People > 0:
		return GapGrown
	}
	return GapMoved
}

// services lists the ids of the services asked, sorted.
func (q Question) services(base *coverage.Engine) []string {
	if bundle := append(slices.Clone(q.AllOf), q.MeanOf...); len(bundle) > 0 {
		return slices.Compact(slices.Sorted(slices.Values(bundle)))
	}
	if q.Services != nil {
		return slices.Sorted(slices.Values(q.Services))
	}
	var out []string
	for _, s := range base.City().Services {
		out = append(out, s.ID)
	}
	return out
}
