package coverage

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// PlacesByEdge knows which places join each edge, so that a question about a few
// streets does not go over the whole city.
type PlacesByEdge struct {
	edges  []uint32    // ascending
	places []accessKey // beside edges

	stale  map[int]bool           // places of which the above is no longer true
	edited map[uint32][]accessKey // and where they are, by edge
}

// PlacesByEdge lists the accesses of places by edge; it is kept as long as they are.
func (e *Engine) PlacesByEdge(ctx context.Context, d *Accesses) (*PlacesByEdge, error) {
	return e.placesByEdgeCache.get(ctx, d.Setting, always, func(ctx context.Context) (*PlacesByEdge, error) {
		if e.from != nil {
			return update{e}.updatePlacesByEdge(ctx, d)
		}
		return e.listPlacesByEdge(ctx, func(at accessKey, add func(streets.Access)) { add(d.access(at)) })
	})
}

// listPlacesByEdge lists the accesses of places by the edges of the accesses that where adds.
func (e *Engine) listPlacesByEdge(ctx context.Context, where func(at accessKey, add func(streets.Access))) (*PlacesByEdge, error) {
	type at struct {
		edge uint32
		accessKey
	}
	n := e.city.Demand.Len()
	own := make([][]at, n)
	d := e.importedAccesses()
	err := e.Parallel(ctx, n, func(i int) {
		for x := range d.keysOf(accessKey{false, i, mainAccess}) {
			where(x, func(a streets.Access) {
				if a.Linked {
					own[i] = append(own[i], at{e.city.Streets.EdgeOf(a.Segment), x})
				}
			})
		}
	})
	if err != nil {
		return nil, err
	}
	all := slices.Concat(own...)
	slices.SortFunc(all, func(a, b at) int {
		return cmp.Or(cmp.Compare(a.edge, b.edge), cmp.Compare(a.of, b.of), cmp.Compare(a.entrance, b.entrance))
	})
	s := &PlacesByEdge{edges: make([]uint32, len(all)), places: make([]accessKey, len(all))}
	for i, a := range all {
		s.edges[i], s.places[i] = a.edge, a.accessKey
	}
	return s, nil
}

// keysOn returns the accesses of places on an edge.
func (s *PlacesByEdge) keysOn(e uint32) []accessKey {
	first, _ := slices.BinarySearch(s.edges, e)
	last := first
	for last < len(s.edges) && s.edges[last] == e {
		last++
	}
	if s.stale == nil {
		return s.places[first:last]
	}
	out := slices.Clone(s.edited[e])
	for _, at := range s.places[first:last] {
		if !s.stale[at.of] {
			out = append(out, at)
		}
	}
	return out
}

// updatePlacesByEdge lists the accesses from those of the engine before.
func (e update) updatePlacesByEdge(ctx context.Context, d *Accesses) (*PlacesByEdge, error) {
	before, err := e.from.Accesses(ctx, d.Setting)
	if err != nil {
		return nil, err
	}
	s, err := e.from.PlacesByEdge(ctx, before)
	if err != nil || len(d.changed) == 0 {
		return s, err
	}
	out := &PlacesByEdge{edges: s.edges, places: s.places, stale: maps.Clone(s.stale), edited: map[uint32][]accessKey{}}
	if out.stale == nil {
		out.stale = map[int]bool{}
	}
	changed := map[int]bool{}
	for _, place := range d.changed {
		changed[place], out.stale[place] = true, true
	}
	for edge, list := range s.edited {
		for _, at := range list {
			if !changed[at.of] {
				out.edited[edge] = append(out.edited[edge], at)
			}
		}
	}
	for _, place := range d.changed {
		for at := range d.keysOf(accessKey{false, place, mainAccess}) {
			if a := d.access(at); a.Linked {
				edge := e.city.Streets.EdgeOf(a.Segment)
				out.edited[edge] = append(out.edited[edge], at)
			}
		}
	}
	return out, nil
}

// On yields the places that join an edge, one once for each of its accesses there.
func (s *PlacesByEdge) On(edge uint32) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, at := range s.keysOn(edge) {
			if !yield(at.of) {
				return
			}
		}
	}
}

// Within yields the places within a spread, with what their walks cost: one for
// each access that is.
func (s *PlacesByEdge) Within(a *Accesses, spread *reach.Spread) iter.Seq2[int, streets.Cost] {
	return func(yield func(int, streets.Cost) bool) {
		for _, edge := range spread.Edges {
			for _, at := range s.keysOn(edge) {
				cost, ok := spread.At(reach.Join(a.Weights, a.access(at)))
				if ok && !yield(at.of, cost) {
					return
				}
			}
		}
	}
}
