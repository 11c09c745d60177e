package coverage

import (
	"context"
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// updateReach finds the walks to a destination from those of the engine before:
// labels are repaired, and read again where that has touched something.
func (e update) updateReach(ctx context.Context, to destination, limit int64) (*Reach, error) {
	before, err := e.from.reachOf(ctx, to, limit)
	if err != nil {
		return nil, err
	}
	d, err := e.Accesses(ctx, to.Setting)
	if err != nil {
		return nil, err
	}
	labels, edges, err := e.repair(ctx, to.service, before, d)
	if err != nil {
		return nil, err
	}
	places := slices.Clone(d.changed)
	if len(edges) > 0 {
		standing, err := e.PlacesByEdge(ctx, d)
		if err != nil {
			return nil, err
		}
		for _, edge := range edges {
			for _, at := range standing.keysOn(edge) {
				places = append(places, at.of)
			}
		}
	}
	return e.rereadPlaces(ctx, before, labels, d, merged(places))
}

// rereadPlaces reads the labels at some places; all others walk as before.
func (e update) rereadPlaces(ctx context.Context, before *Reach, labels *reach.Labels, d *Accesses, places []int) (*Reach, error) {
	w := &Reach{service: before.service, limit: before.limit, millis: before.millis, rank: before.rank, Labels: labels, Accesses: d}
	n := e.city.Demand.Len()
	if len(places) == 0 && n == before.millis.Len() {
		return w, nil
	}
	type end struct {
		millis streets.Cost
		rank   uint32
	}
	found := make([]end, len(places))
	err := e.Parallel(ctx, len(places), func(i int) { found[i].millis, found[i].rank = d.nearest(labels, places[i]) })
	if err != nil {
		return nil, err
	}
	millis, rank := before.millis.Edit(n, 0), before.rank.Edit(n, 0)
	for i, place := range places {
		other := millis.Set(place, found[i].millis)
		if rank.Set(place, found[i].rank) || other || place >= before.millis.Len() {
			w.changed = append(w.changed, place)
		}
	}
	w.millis, w.rank = millis.Array(), rank.Array()
	return w, nil
}

// repair returns the labels of a destination from those of the engine before, and
// the edges on which somebody's walk may differ.
func (e update) repair(ctx context.Context, service int, before *Reach, d *Accesses) (*reach.Labels, []uint32, error) {
	change := reach.Change{Weights: d.Weights, RemovedEdges: e.delta.removed, AddedEdges: e.delta.added}
	if service == toExits {
		change.RemovedIndices, change.AddedSources = changedSources(e.from.sources(toExits, before.Accesses), e.sources(toExits, d))
	} else {
		for _, rank := range d.changedRanks {
			_, was := e.from.offers(rank, service)
			f, is := e.offers(rank, service)
			if was {
				change.RemovedIndices = append(change.RemovedIndices, rank)
			}
			if is {
				change.AddedSources = append(change.AddedSources, d.sources(f)...)
			}
		}
	}
	if len(change.RemovedIndices)+len(change.AddedSources) == 0 && !e.delta.streets {
		return before.Labels, nil, nil
	}
	var err error
	if change.Adjacency, err = e.Adjacency(ctx); err != nil {
		return nil, nil, err
	}
	labels, touched, err := before.Labels.Repair(ctx, change)
	e.visited.Add(int64(touched.Visited))
	return labels, touched.Edges, err
}

// changedSources returns the indices whose sources are others than before, and what
// these are now. Both lists are by index.
func changedSources(before, after []reach.Source) (gone []uint32, came []reach.Source) {
	was := map[uint32]reach.Source{}
	for _, s := range before {
		was[s.Index] = s
	}
	for _, s := range after {
		if old, known := was[s.Index]; known && old == s {
			delete(was, s.Index)
			continue
		}
		came = append(came, s)
	}
	return slices.Sorted(maps.Keys(was)), came
}

// updateCircle finds who lies within a straight line of facilities from what the
// engine before knows.
func (e update) updateCircle(ctx context.Context, key circleKey) (circle, error) {
	before, err := e.from.circleOf(ctx, key.service, key.radius)
	if err != nil {
		return circle{}, err
	}
	look := slices.Clone(e.delta.places)
	for _, at := range e.changedSites(key.service) {
		e.EachPlaceNear(at, float64(key.radius)/1000, func(place int) { look = append(look, place) })
	}
	out := circle{within: before.within}
	if len(look) == 0 {
		return out, nil
	}
	near := e.sitesOf(key.service)
	within := before.within.Edit(e.city.Demand.Len(), false)
	for _, place := range merged(look) {
		if within.Set(place, near.within(e.city.Demand.Point[place], key.radius)) {
			out.changed = append(out.changed, place)
		}
	}
	out.within = within.Array()
	return out, ctx.Err()
}

// changedSites lists the points where a service was or is offered by facilities
// that edits touch.
func (e update) changedSites(service int) []orb.Point {
	var out []orb.Point
	for _, rank := range e.delta.ranks {
		old, was := e.from.offers(rank, service)
		f, is := e.offers(rank, service)
		if was && is && e.from.city.Facilities[old].Point == e.city.Facilities[f].Point {
			continue
		}
		if was {
			out = append(out, e.from.city.Facilities[old].Point)
		}
		if is {
			out = append(out, e.city.Facilities[f].Point)
		}
	}
	return out
}
