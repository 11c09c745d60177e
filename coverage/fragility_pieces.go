package coverage

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// tried is how many pieces are closed at once; no answer depends on it but Tried.
const tried = 8

// pieces finds the pieces of street that most people lose coverage by.
//
// Who does not walk on a piece, nor joins the streets there, keeps the walk when
// it closes. So those who do are a bound, and pieces are closed in its order until
// it says that the rest lose less than the last of those listed.
func (f *fragile) pieces(ctx context.Context) error {
	used, err := f.uses(ctx)
	if err != nil {
		return err
	}
	candidates := make([]FragilePiece, 0, len(used))
	for edge, people := range used {
		if people > 0 {
			candidates = append(candidates, FragilePiece{Edge: edge, Used: people})
		}
	}
	n := f.city.Streets
	slices.SortFunc(candidates, func(a, b FragilePiece) int {
		return cmp.Or(cmp.Compare(b.Used, a.Used), cmp.Compare(n.Order(a.Edge), n.Order(b.Edge)))
	})
	top, least := f.out.Query.Top, Amount(1)
	list := []FragilePiece{}
	for len(candidates) > 0 && candidates[0].Used >= least {
		block := candidates[:min(tried, len(candidates))]
		candidates = candidates[len(block):]
		if err := f.closeAll(ctx, block); err != nil {
			return err
		}
		f.out.Tried += len(block)
		for _, p := range block {
			switch {
			case !p.closed:
				f.out.Rest = max(f.out.Rest, p.Used)
			case p.Lost > 0:
				list = append(list, p)
			}
		}
		slices.SortStableFunc(list, func(a, b FragilePiece) int {
			return cmp.Or(cmp.Compare(b.Lost, a.Lost), cmp.Compare(b.Used, a.Used), cmp.Compare(n.Order(a.Edge), n.Order(b.Edge)))
		})
		if len(list) >= top {
			f.out.Rest = max(f.out.Rest, moreThan(list, top))
			list = list[:top]
			least = list[top-1].Lost + 1
		}
	}
	if len(candidates) > 0 {
		f.out.Rest = max(f.out.Rest, candidates[0].Used)
	}
	f.out.Pieces = list
	return nil
}

// moreThan returns what the first piece that is not listed loses.
func moreThan(list []FragilePiece, top int) Amount {
	if len(list) > top {
		return list[top].Lost
	}
	return 0
}

// uses sums up the covered people by the edges that their walks use, the ones
// where they and the facility join the streets included.
func (f *fragile) uses(ctx context.Context) (map[uint32]Amount, error) {
	corners, err := f.cornersOf(ctx)
	if err != nil {
		return nil, err
	}
	tracer := reach.NewTracer(f.accesses.weights, corners, f.accesses.private)
	on := make([][]uint32, len(f.places))
	failed := make([]error, len(f.places))
	err = f.parallel(ctx, len(f.places), func(i int) {
		if f.people(f.places[i]) > 0 && f.two[i][0].within(f.limit) {
			on[i], failed[i] = f.edgesOf(ctx, tracer, f.places[i], f.two[i][0])
		}
	})
	if err := errors.Join(append(failed, err)...); err != nil {
		return nil, err
	}
	used := map[uint32]Amount{}
	for i, edges := range on {
		for _, edge := range edges {
			used[edge] += f.people(f.places[i])
		}
	}
	return used, nil
}

// edgesOf lists the edges of a place's walk, ascending.
func (f *fragile) edgesOf(ctx context.Context, tracer *reach.Tracer, place int, to nearestWalk) ([]uint32, error) {
	ends := func(list []streets.Access) (out []reach.End) {
		for _, a := range list {
			out = append(out, reach.End{Access: a})
		}
		return out
	}
	from, facility := f.accesses.placeAccesses(place), f.accesses.facilityAccesses(f.ranks.index(to.rank))
	path, err := tracer.Trace(ctx, ends(from), ends(facility), streets.Cost(to.ms))
	if err != nil || path == nil {
		return nil, err
	}
	n := f.city.Streets
	out := []uint32{n.EdgeOf(from[path.Start].Segment), n.EdgeOf(facility[path.End].Segment)}
	for _, step := range path.Steps {
		out = append(out, step.Edge)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// closeAll closes pieces and fills in who is lost.
func (f *fragile) closeAll(ctx context.Context, block []FragilePiece) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(f.workers)
	for i := range block {
		group.Go(func() error { return f.closePiece(inner, &block[i]) })
	}
	return group.Wait()
}

// closePiece closes one piece. One that no way and point name alone stays as it is.
func (f *fragile) closePiece(ctx context.Context, p *FragilePiece) error {
	n := f.city.Streets
	for _, segment := range f.telling(p.Edge) {
		street := n.Street(segment)
		near := f.middle(p.Edge, segment)
		e, err := f.With(ctx, Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: street.Way, Near: near}}}})
		if bad := (*EditError)(nil); errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return err
		}
		if gone, came := e.city.Streets.Changed(n); len(gone) != 1 || gone[0] != p.Edge || len(came) > 0 {
			continue
		}
		p.Street, p.Near, p.closed = street, near, true
		p.Gate, p.Cross, p.Link = street.Kind.Barrier, street.Kind.Crossing, street.Kind.Feature == streets.FeatureRepair
		p.Lost, err = f.lost(ctx, e)
		return err
	}
	return nil
}

// lost sums up who is covered and is not in another engine.
func (f *fragile) lost(ctx context.Context, after *Engine) (Amount, error) {
	w, err := after.reach(ctx, f.to, searchLimit(f.limit))
	if err != nil {
		return 0, err
	}
	lost := Amount(0)
	for i, place := range f.places {
		if f.two[i][0].within(f.limit) && !w.Within(place, f.limit) {
			lost += f.people(place)
		}
	}
	return lost, nil
}

// telling lists the segments of an edge by how much they say of it: a gate, a
// link, a crossing, a street with a name, the longest.
func (f *fragile) telling(edge uint32) []uint32 {
	n := f.city.Streets
	first, last := n.SegmentsOf(edge)
	var out []uint32
	for s := first; s < last; s++ {
		out = append(out, s)
	}
	worth := func(s uint32) int {
		street := n.Street(s)
		switch k := street.Kind; {
		case k.Feature == streets.FeatureGate:
			return 5
		case k.Feature == streets.FeatureRepair:
			return 4
		case k.Crossing != streets.CrossingNone:
			return 3
		case k.Feature != streets.FeatureNone:
			return 0
		case street.Name != "":
			return 2
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b uint32) int {
		return cmp.Or(worth(b)-worth(a), cmp.Compare(n.SegmentMM(b), n.SegmentMM(a)))
	})
	return out
}

// middle returns the middle of a segment of an edge.
func (f *fragile) middle(edge, segment uint32) orb.Point {
	n := f.city.Streets
	first, _ := n.SegmentsOf(edge)
	a, b := n.Point(n.NodeOf(edge, segment-first)), n.Point(n.NodeOf(edge, segment-first+1))
	return orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
}
