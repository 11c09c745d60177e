package reach

import (
	"context"

	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// A Searcher searches again and again in the same memory. The zero value is ready.
// It is not safe for concurrent use, and the labels of one search are gone with the
// next.
type Searcher struct {
	queue queue
	label [numPhases][]uint64
	seeds []entry // of the phase at work
}

// Nearest is like the function of that name.
//
// Each phase starts from its sources and from what the one before found, so an
// earlier one that is not dearer wins.
func (s *Searcher) Nearest(ctx context.Context, g *Goals, o Options) (*Labels, error) {
	l := &Labels{goals: g, limit: min(o.Limit, streets.MaxCost)}
	s.queue.start(l.limit)
	starts := g.starts()
	var err error
	for _, p := range g.searched() {
		if p == PhaseDestination && len(starts[p]) == 0 {
			continue
		}
		graph := plain(g.graph(p))
		label := s.clear(p, graph.Vertices())
		seeds := starts[p]
		switch {
		case p == PhaseHome:
			l.label[PhaseDestination].Copy(label) // what was found there is known, and no news
			seeds = s.arrive(g, PhasePublic, p, nil)
		case l.label[PhaseDestination].Len() > 0:
			seeds = s.arrive(g, PhaseDestination, p, seeds)
		}
		batch := len(seeds)
		if p == PhasePublic {
			batch = o.batch(len(label), len(seeds))
		}
		if err = s.queue.search(ctx, graph, label, seeds, batch); err != nil {
			s.queue.empty()
			break
		}
		l.label[p] = paged.Of(label)
	}
	l.Settled = s.queue.settled
	return l, err
}

// clear returns labels for the vertices of a phase, without walks.
func (s *Searcher) clear(p Phase, vertices int) []uint64 {
	if len(s.label[p]) != vertices {
		s.label[p] = make([]uint64, vertices)
	}
	for i := range s.label[p] {
		s.label[p][i] = Unreached
	}
	return s.label[p]
}

// arrive returns the seeds of a phase, along the curve: its own, and the walks of
// the phase searched before that are news to it.
func (s *Searcher) arrive(g *Goals, from, to Phase, own []entry) []entry {
	out := s.seeds[:0]
	for before, after := range g.crossings(from, to) {
		walk := s.label[from][before]
		if walk >= s.label[to][after] {
			continue
		}
		at := stateAt(after, to)
		for len(own) > 0 && own[0].state <= at {
			out, own = append(out, own[0]), own[1:]
		}
		out = append(out, entry{at, walk})
	}
	s.seeds = append(out, own...)
	return s.seeds
}

// plain lays a graph out whole. One that lies over another is searched only where
// nobody has labels to repair.
func plain(g streets.Graph) streets.Graph {
	if g.Plain() {
		return g
	}
	out := streets.Graph{Off: make([]uint32, 1, g.Vertices()+1)}
	for v := range uint32(g.Vertices()) {
		out.Arcs = append(out.Arcs, g.At(v)...)
		out.Off = append(out.Off, uint32(len(out.Arcs)))
	}
	return out
}
