package fragility

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"lifecircle/coverage"
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
func (s *search) pieces(ctx context.Context) error {
	used, err := s.uses(ctx)
	if err != nil {
		return err
	}
	candidates := make([]Piece, 0, len(used))
	for edge, people := range used {
		if people > 0 {
			candidates = append(candidates, Piece{Edge: edge, Used: people})
		}
	}
	n := s.city.Streets
	slices.SortFunc(candidates, func(a, b Piece) int {
		return cmp.Or(cmp.Compare(b.Used, a.Used), cmp.Compare(n.Order(a.Edge), n.Order(b.Edge)))
	})
	top, least := s.out.Query.Top, coverage.Amount(1)
	list := []Piece{}
	for len(candidates) > 0 && candidates[0].Used >= least {
		block := candidates[:min(tried, len(candidates))]
		candidates = candidates[len(block):]
		if err := s.closeAll(ctx, block); err != nil {
			return err
		}
		s.out.Tried += len(block)
		for _, p := range block {
			switch {
			case !p.closed:
				s.out.Rest = max(s.out.Rest, p.Used)
			case p.Lost > 0:
				list = append(list, p)
			}
		}
		slices.SortStableFunc(list, func(a, b Piece) int {
			return cmp.Or(cmp.Compare(b.Lost, a.Lost), cmp.Compare(b.Used, a.Used), cmp.Compare(n.Order(a.Edge), n.Order(b.Edge)))
		})
		if len(list) >= top {
			s.out.Rest = max(s.out.Rest, moreThan(list, top))
			list = list[:top]
			least = list[top-1].Lost + 1
		}
	}
	if len(candidates) > 0 {
		s.out.Rest = max(s.out.Rest, candidates[0].Used)
	}
	s.out.Pieces = list
	return nil
}

// moreThan returns what the first piece that is not listed loses.
func moreThan(list []Piece, top int) coverage.Amount {
	if len(list) > top {
		return list[top].Lost
	}
	return 0
}

// uses sums up the covered people by the edges that their walks use, the ones
// where they and the facility join the streets included.
func (s *search) uses(ctx context.Context) (map[uint32]coverage.Amount, error) {
	corners, err := s.engine.Adjacency(ctx)
	if err != nil {
		return nil, err
	}
	tracer := reach.NewTracer(s.accesses.Weights, corners, s.accesses.Private)
	on := make([][]uint32, len(s.places))
	failed := make([]error, len(s.places))
	err = s.engine.Parallel(ctx, len(s.places), func(i int) {
		if s.basis.Amount(s.places[i]) > 0 && s.two[i][0].Within(s.limit) {
			on[i], failed[i] = s.edgesOf(ctx, tracer, s.places[i], s.two[i][0])
		}
	})
	if err := errors.Join(append(failed, err)...); err != nil {
		return nil, err
	}
	used := map[uint32]coverage.Amount{}
	for i, edges := range on {
		for _, edge := range edges {
			used[edge] += s.basis.Amount(s.places[i])
		}
	}
	return used, nil
}

// edgesOf lists the edges of a place's walk, ascending.
func (s *search) edgesOf(ctx context.Context, tracer *reach.Tracer, place int, to coverage.NearestWalk) ([]uint32, error) {
	ends := func(list []streets.Access) (out []reach.End) {
		for _, a := range list {
			out = append(out, reach.End{Access: a})
		}
		return out
	}
	from, facility := s.accesses.OfPlace(place), s.accesses.OfFacility(to.Facility)
	path, err := tracer.Trace(ctx, ends(from), ends(facility), streets.Cost(to.Millis))
	if err != nil || path == nil {
		return nil, err
	}
	n := s.city.Streets
	out := []uint32{n.EdgeOf(from[path.Start].Segment), n.EdgeOf(facility[path.End].Segment)}
	for _, step := range path.Steps {
		out = append(out, step.Edge)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// closeAll closes pieces and fills in who is lost.
func (s *search) closeAll(ctx context.Context, block []Piece) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(s.engine.Workers())
	for i := range block {
		group.Go(func() error { return s.closePiece(inner, &block[i]) })
	}
	return group.Wait()
}

// closePiece closes one piece. One that no way and point name alone stays as it is.
func (s *search) closePiece(ctx context.Context, p *Piece) error {
	n := s.city.Streets
	for _, segment := range s.bySignificance(p.Edge) {
		street := n.Street(segment)
		near := s.middle(p.Edge, segment)
		e, err := s.engine.With(ctx, coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: street.Way, Near: near}}}})
		if bad := (*coverage.EditError)(nil); errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return err
		}
		if gone, came := e.City().Streets.Changed(n); len(gone) != 1 || gone[0] != p.Edge || len(came) > 0 {
			continue
		}
		p.Street, p.Near, p.closed = street, near, true
		p.Gate, p.Cross, p.Link = street.Kind.Barrier, street.Kind.Crossing, street.Kind.Feature == streets.FeatureRepair
		p.Lost, err = s.lost(ctx, e)
		return err
	}
	return nil
}

// lost sums up who is covered and is not in another engine.
func (s *search) lost(ctx context.Context, after *coverage.Engine) (coverage.Amount, error) {
	r, err := after.Reach(ctx, s.service, s.basis.Settings[0], coverage.SearchLimit(s.limit))
	if err != nil {
		return 0, err
	}
	lost := coverage.Amount(0)
	for i, place := range s.places {
		if s.two[i][0].Within(s.limit) && !r.Within(place, s.limit) {
			lost += s.basis.Amount(place)
		}
	}
	return lost, nil
}

// bySignificance lists the segments of an edge by how much they say of it: a gate, a
// link, a crossing, a street with a name, the longest.
func (s *search) bySignificance(edge uint32) []uint32 {
	n := s.city.Streets
	first, last := n.SegmentsOf(edge)
	var out []uint32
	for segment := first; segment < last; segment++ {
		out = append(out, segment)
	}
	worth := func(segment uint32) int {
		street := n.Street(segment)
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
		return cmp.Or(worth(b)-worth(a), cmp.Compare(n.Segment(b).MM(), n.Segment(a).MM()))
	})
	return out
}

// middle returns the middle of a segment of an edge.
func (s *search) middle(edge, segment uint32) orb.Point {
	n := s.city.Streets
	first, _ := n.SegmentsOf(edge)
	a, b := n.Point(n.NodeOf(edge, segment-first)), n.Point(n.NodeOf(edge, segment-first+1))
	return orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
}
