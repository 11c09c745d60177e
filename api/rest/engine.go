package rest

import (
	"context"
	"iter"

	"lifecircle/coverage"
)

// Cities are what the API serves. It is safe for concurrent use, and what it
// returns may change from call to call, as when a city is built anew.
type Cities interface {
	// Names returns the names of all cities, sorted, also of those that cannot
	// be opened now.
	Names() []string

	// Open returns a city that stays open until its Release is called, or false
	// where there is none of that name, or it cannot be opened.
	Open(name string) (Handle, bool)
}

// A Handle is an open city.
type Handle struct {
	Engine Engine

	// Release says that the city is no longer read: its files may be unmapped.
	// It is called exactly once. Nil means that there is nothing to release.
	Release func()
}

func (h Handle) release() {
	if h.Release != nil {
		h.Release()
	}
}

// Engine answers questions about one city; [coverage.Engine] is one. Errors are
// [*coverage.QueryError] where the question is at fault.
type Engine interface {
	City() *coverage.City
	Rows(ctx context.Context, q coverage.Query) ([]coverage.Row, error)
	Cells(ctx context.Context, q coverage.Query) ([]coverage.Cell, error)
	Walk(ctx context.Context, q coverage.WalkQuery) (*coverage.Walk, error)
	Links(ctx context.Context) ([]coverage.Link, error)
	AgeFriendly(ctx context.Context, q coverage.AgeFriendlyQuery) (*coverage.AgeFriendly, error)
	Isochrones(ctx context.Context, q coverage.IsochroneQuery) (*coverage.Isochrones, error)
	Gaps(ctx context.Context, q coverage.GapQuery) ([]coverage.Gap, error)
	Bridge(ctx context.Context, q coverage.BridgeQuery) ([]coverage.BridgeStep, error)
	Fragility(ctx context.Context, q coverage.FragilityQuery) (*coverage.Fragility, error)
	Layer(ctx context.Context, id coverage.LayerID) (coverage.Layer, error)
	LayerFeatures(ctx context.Context, id coverage.LayerID, from int) iter.Seq2[coverage.Feature, error]
}

var _ Engine = (*coverage.Engine)(nil)
