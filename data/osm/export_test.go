package osm

import "context"

// JoinRings lets the tests see how lines become rings.
var JoinRings = joinRings

// Network is what streets are told to.
type Network = network

// ReadInto reads files and tells their streets to n.
func ReadInto(ctx context.Context, sources []Source, opts Options, n Network) (*Extract, error) {
	r := &reader{opts: opts, network: n, wanted: map[string]bool{}}
	return r.readAll(ctx, sources)
}

// Measures, for tests.
var (
	Millimetres = millimetres
	SlopeOf     = slopeOf
)
