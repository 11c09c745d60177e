package scenario

import (
	"context"
	"slices"

	"lifecircle/coverage"
)

// A Question says what of a change's effect is asked.
type Question struct {
	coverage.Query // the rows, as coverage answers them

	// Listed is how many places are listed by name of those newly covered, and
	// likewise of those newly lost, for each service; 0 means 100, less than 0
	// none. Their people are counted in any case.
	Listed int

	Gaps bool // also what becomes of the gaps
	Each bool // also each change's own part, of at most [MaxEach] changes
}

// MaxEach is how many changes a list may have whose own parts can be told.
const MaxEach = 50

const listedByDefault = 100

// An Effect is what changes do to a city.
type Effect struct {
	Changed *coverage.Engine // the city that they make

	Before, After []coverage.Row // side by side: the same questions in the same order
	Difference    []Difference   // of each such pair
	Flipped       []Flip         // those whose verdict is another one
	NewlyCovered  []Newly        // by service, limit and treatment, in the order of the rows
	NewlyLost     []Newly        // likewise
	Gaps          []GapChange    // where they are asked
	Each          []Part         // where they are asked: by change
	Relinked      []string       // ids of places and facilities whose street is closed and that join another, sorted
	Touched       int            // nodes of the streets that were visited
}

// WhatIf answers what changes do to a city, which stays as it is. The errors are
// [FieldError]s, joined, [coverage.QueryError] and ctx's.
func WhatIf(ctx context.Context, base *coverage.Engine, changes []Change, q Question) (*Effect, error) {
	before, err := base.Rows(ctx, q.Query) // refuses a question that means nothing
	if err != nil {
		return nil, err
	}
	changed, err := Apply(ctx, base, changes)
	if err != nil {
		return nil, err
	}
	e := &Effect{Changed: changed, Before: before}
	if e.After, err = changed.Rows(ctx, q.Query); err != nil {
		return nil, err
	}
	if e.Difference, err = differences(e.Before, e.After); err != nil {
		return nil, err
	}
	e.Flipped = flips(e.Before, e.After)
	if e.NewlyCovered, e.NewlyLost, err = newly(ctx, base, changed, q); err != nil {
		return nil, err
	}
	if q.Gaps {
		if e.Gaps, err = gapChanges(ctx, base, changed, q); err != nil {
			return nil, err
		}
	}
	if q.Each && len(changes) <= MaxEach {
		if e.Each, err = parts(ctx, base, changed, e.Before, changes, q); err != nil {
			return nil, err
		}
	}
	if changed != base {
		e.Relinked, e.Touched = slices.Clone(changed.Relinked()), changed.Visited()
	}
	return e, nil
}
