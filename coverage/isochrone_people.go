package coverage

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// standing knows which places join each edge, so that a question about a few
// streets does not go over the whole city.
type standing struct {
	edges  []uint32 // ascending
	places []door   // beside edges

	moved map[int]bool      // places of which the above is no longer true
	over  map[uint32][]door // and where they are, by edge
}

// standing lists the doors of places by edge; it is kept as long as they are.
func (e *Engine) standing(ctx context.Context, d *doors) (*standing, error) {
	return e.stood.get(ctx, d.setting, always, func(ctx context.Context) (*standing, error) {
		if e.from != nil {
			return e.moveStanding(ctx, d)
		}
		return e.stand(ctx, func(at door, add func(streets.Access)) { add(d.access(at)) })
	})
}

// stand lists the doors of places by the edges of the accesses that where adds.
func (e *Engine) stand(ctx context.Context, where func(at door, add func(streets.Access))) (*standing, error) {
	type at struct {
		edge uint32
		door
	}
	n := e.city.Demand.Len()
	own := make([][]at, n)
	d := e.foundDoors()
	err := e.each(ctx, n, func(i int) {
		for x := range d.beside(door{false, i, mainDoor}) {
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
	s := &standing{edges: make([]uint32, len(all)), places: make([]door, len(all))}
	for i, a := range all {
		s.edges[i], s.places[i] = a.edge, a.door
	}
	return s, nil
}

// on returns the doors of places on an edge.
func (s *standing) on(e uint32) []door {
	first, _ := slices.BinarySearch(s.edges, e)
	last := first
	for last < len(s.edges) && s.edges[last] == e {
		last++
	}
	if s.moved == nil {
		return s.places[first:last]
	}
	out := slices.Clone(s.over[e])
	for _, at := range s.places[first:last] {
		if !s.moved[at.of] {
			out = append(out, at)
		}
	}
	return out
}

// moveStanding lists the doors from those of the engine before.
func (e *Engine) moveStanding(ctx context.Context, d *doors) (*standing, error) {
	before, err := e.from.doors(ctx, d.setting)
	if err != nil {
		return nil, err
	}
	s, err := e.from.standing(ctx, before)
	if err != nil || len(d.changed) == 0 {
		return s, err
	}
	out := &standing{edges: s.edges, places: s.places, moved: maps.Clone(s.moved), over: map[uint32][]door{}}
	if out.moved == nil {
		out.moved = map[int]bool{}
	}
	changed := map[int]bool{}
	for _, place := range d.changed {
		changed[place], out.moved[place] = true, true
	}
	for edge, list := range s.over {
		for _, at := range list {
			if !changed[at.of] {
				out.over[edge] = append(out.over[edge], at)
			}
		}
	}
	for _, place := range d.changed {
		for at := range d.beside(door{false, place, mainDoor}) {
			if a := d.access(at); a.Linked {
				edge := e.city.Streets.EdgeOf(a.Segment)
				out.over[edge] = append(out.over[edge], at)
			}
		}
	}
	return out, nil
}

// within returns the walks of the places within reach, in milliseconds.
func (i *isochrones) within(spread *reach.Spread) map[int]streets.Cost {
	out := map[int]streets.Cost{}
	for _, e := range spread.Edges {
		for _, at := range i.standing.on(e) {
			cost, ok := spread.At(reach.Join(i.doors.weights, i.doors.access(at)))
			if known, again := out[at.of]; ok && (!again || cost < known) {
				out[at.of] = cost
			}
		}
	}
	return out
}

// people sums, by group, those whose walk is within limit, and over another one
// where that is more than 0. A walk of exactly the limit is within it.
func (i *isochrones) people(walks map[int]streets.Cost, over, limit int64) map[string]Amount {
	out := make(map[string]Amount, len(i.city.Demand.Groups))
	for group, amounts := range i.city.Demand.Groups {
		sum := Amount(0)
		for place, cost := range walks {
			if amount := amounts[place]; amount != Missing && int64(cost) <= limit && (over == 0 || int64(cost) > over) {
				sum += amount
			}
		}
		out[group] = sum
	}
	return out
}
