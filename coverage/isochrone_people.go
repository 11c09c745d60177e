package coverage

import (
	"cmp"
	"context"
	"slices"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// standing knows which places join each edge, so that a question about a few
// streets does not go over the whole city.
type standing struct {
	edges  []uint32 // ascending
	places []door   // beside edges
}

// standing lists the doors of places by edge; it is kept as long as they are.
func (e *Engine) standing(ctx context.Context, d *doors) (*standing, error) {
	return e.stood.get(ctx, d.setting, always, func(ctx context.Context) (*standing, error) {
		type at struct {
			edge uint32
			door
		}
		n := e.city.Demand.Len()
		own := make([][]at, n)
		err := e.each(ctx, n, func(i int) {
			add := func(x door) {
				if a := d.access(x); a.Linked {
					own[i] = append(own[i], at{e.city.Streets.EdgeOf(a.Segment), x})
				}
			}
			add(door{false, i, mainDoor})
			for _, k := range d.byPlace[i] {
				add(door{false, i, k})
			}
		})
		if err != nil {
			return nil, err
		}
		all := slices.Concat(own...)
		slices.SortFunc(all, func(a, b at) int {
			return cmp.Or(cmp.Compare(a.edge, b.edge), cmp.Compare(a.of, b.of), cmp.Compare(a.entrance, b.entrance))
		})
		s := &standing{make([]uint32, len(all)), make([]door, len(all))}
		for i, a := range all {
			s.edges[i], s.places[i] = a.edge, a.door
		}
		return s, nil
	})
}

// on returns the doors of places on an edge.
func (s *standing) on(e uint32) []door {
	first, _ := slices.BinarySearch(s.edges, e)
	last := first
	for last < len(s.edges) && s.edges[last] == e {
		last++
	}
	return s.places[first:last]
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
