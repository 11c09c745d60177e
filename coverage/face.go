package coverage

// What features see of an engine: the methods here, beside Resolve, Setting,
// Accesses, PlacesByEdge, Rows, Cells, With.

import (
	"context"
	"slices"

	"lifecircle/coverage/paged"
	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// Adjacency returns the edges of every junction.
func (e *Engine) Adjacency(ctx context.Context) (*reach.Adjacency, error) {
	return e.adjacencyCache.get(ctx, e.city.Streets, always, func(ctx context.Context) (*reach.Adjacency, error) {
		if e.root == nil {
			return reach.NewAdjacency(e.city.Streets), nil
		}
		under, err := e.root.Adjacency(ctx)
		if err != nil || e.city.Streets == e.root.city.Streets {
			return under, err
		}
		return under.Patch(e.city.Streets), nil
	})
}

// Offering lists the open facilities of a service, as indices into
// City.Facilities, ascending. It must not be changed.
func (e *Engine) Offering(service int) []uint32 { return e.offering[service] }

// Offers reports whether a facility is open and offers a service.
func (e *Engine) Offers(facility, service int) bool {
	_, yes := slices.BinarySearch(e.offering[service], uint32(facility))
	return yes
}

// Rank returns what labels know a facility by, an index into City.Facilities.
func (e *Engine) Rank(facility uint32) uint32 { return e.ranks.of[facility] }

// Exits are where streets leave the extent or are cut by the file. They must not
// be changed.
func (e *Engine) Exits() []streets.Access { return e.exits }

// Workers returns how many goroutines a question may have.
func (e *Engine) Workers() int { return e.workers }

// PlacesInCell lists the places that are an H3 cell.
func (e *Engine) PlacesInCell(cell uint64) []int32 {
	return e.placeIndex.inCell(e.city.Demand.Cell, cell)
}

// Reach returns the walks of all places to a service in a setting, followed to
// limit milliseconds at least.
func (e *Engine) Reach(ctx context.Context, service int, s Setting, limit int64) (*Reach, error) {
	return e.reachOf(ctx, destination{service, s}, limit)
}

// ReachUnder is like Reach for weights that nobody else asks for: what is found is
// not kept.
func (e *Engine) ReachUnder(ctx context.Context, w *streets.Weights, private streets.Private, service int, limit int64) (*Reach, error) {
	a, err := e.computeAccesses(ctx, Setting{w.Profile(), private}, w)
	if err != nil {
		return nil, err
	}
	labels, err := e.searchLabels(ctx, service, a, limit)
	if err != nil {
		return nil, err
	}
	return e.readLabels(ctx, service, labels, a)
}

// Circle reports for each place whether a facility of a service is at most so many
// millimetres away in a straight line, whether or not it joins the streets.
func (e *Engine) Circle(ctx context.Context, service int, radiusMM int64) (paged.Array[bool], error) {
	c, err := e.circleOf(ctx, service, radiusMM)
	return c.within, err
}

// Criterion returns that of a service in a setting at a limit.
func (e *Engine) Criterion(ctx context.Context, service int, s Setting, minutes float64) (Criterion, error) {
	return e.criterionAt(ctx, destination{service, s}, minutes, 0)
}

// ChangedPlaces lists the places whose walk to a service, whose accesses or people
// may be others than in the engine before, from which edits made this one: all is
// true where nobody knows. With a radius, in millimetres, those are among them for
// whom a circle of it may hold another answer; less than 0 is none.
func (e *Engine) ChangedPlaces(ctx context.Context, before *Engine, service int, s Setting, limit, radiusMM int64) (places []int, all bool, err error) {
	for x := e; x != before; x = x.from {
		if x.from == nil {
			return nil, true, nil
		}
		r, err := x.Reach(ctx, service, s, limit)
		if err != nil {
			return nil, false, err
		}
		places = append(append(append(places, x.delta.places...), r.changed...), r.Accesses.changed...)
		if radiusMM < 0 {
			continue
		}
		c, err := x.circleOf(ctx, service, radiusMM)
		if err != nil {
			return nil, false, err
		}
		places = append(places, c.changed...)
	}
	return merged(places), false, nil
}

// Memo returns what make makes for a key, which it is asked for once an engine:
// what a feature finds and asks for again. A key's type belongs to its package.
func Memo[V any](ctx context.Context, e *Engine, key any, make func(context.Context) (V, error)) (V, error) {
	v, err := e.memo.get(ctx, key, always, func(ctx context.Context) (any, error) { return make(ctx) })
	if err != nil {
		return *new(V), err
	}
	return v.(V), nil
}
