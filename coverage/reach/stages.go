package reach

import (
	"context"

	"lifecircle/geo/streets"
)

// A Searcher searches one network again and again in the same memory. It is not
// safe for concurrent use, and the labels of one search are gone with the next.
type Searcher struct {
	weights            *streets.Weights
	queue              queue
	label, there, home []uint64
	seeds              []seed // of the stage at work
}

// NewSearcher returns a searcher under weights.
func NewSearcher(w *streets.Weights) *Searcher {
	return &Searcher{weights: w, label: make([]uint64, w.Network().Junctions())}
}

// Nearest is like the function of that name, for goals under the searcher's
// weights.
//
// A walk is read from its end, in three stages: within the facility's compound,
// over the streets for everybody, and within the compound where it starts. Each
// stage starts from what the one before found, so an earlier one that is not
// dearer wins.
func (s *Searcher) Nearest(ctx context.Context, g *Goals, o Options) (*Labels, error) {
	l := &Labels{Junction: s.label, goals: g, limit: min(o.Limit, streets.MaxCost)}
	s.queue.start(l.limit)
	err := s.stages(ctx, l, o)
	l.Settled = s.queue.settled
	if err != nil {
		s.queue.empty()
	}
	return l, err
}

func (s *Searcher) stages(ctx context.Context, l *Labels, o Options) error {
	g := l.goals
	streetsOfAll, seeds := s.weights.Public(), g.seeds
	if g.private == streets.PrivateOpen {
		streetsOfAll = s.weights.Open()
	}
	if len(g.inside) > 0 {
		l.There = s.vertices(&s.there)
		clearLabels(l.There)
		if err := s.queue.search(ctx, s.weights.Compounds().Graph, l.There, g.inside, len(g.inside)); err != nil {
			return err
		}
		seeds = s.leaving(g, l.There)
	}
	clearLabels(l.Junction)
	if err := s.queue.search(ctx, streetsOfAll, l.Junction, seeds, o.batch(len(s.label), len(seeds))); err != nil {
		return err
	}
	if g.private != streets.PrivateResidents || !s.weights.Network().HasPrivate() {
		return nil
	}
	l.Home = s.vertices(&s.home)
	if l.There == nil {
		clearLabels(l.Home)
	} else {
		copy(l.Home, l.There)
	}
	seeds = s.entering(l)
	return s.queue.search(ctx, s.weights.Compounds().Graph, l.Home, seeds, len(seeds))
}

// clearLabels forgets all walks.
func clearLabels(labels []uint64) {
	for i := range labels {
		labels[i] = Unreached
	}
}

// vertices returns labels for the vertices of the compounds.
func (s *Searcher) vertices(labels *[]uint64) []uint64 {
	if *labels == nil {
		*labels = make([]uint64, len(s.weights.Compounds().Junction))
	}
	return *labels
}

// leaving returns the goals' seeds and those of walks that end in a compound,
// which somebody outside may take, along the curve.
func (s *Searcher) leaving(g *Goals, there []uint64) []seed {
	rest, out := g.seeds, s.seeds[:0]
	for v, junction := range s.weights.Compounds().Junction {
		if there[v] == Unreached {
			continue
		}
		for len(rest) > 0 && rest[0].node <= junction {
			out, rest = append(out, rest[0]), rest[1:]
		}
		out = append(out, seed{junction, there[v]})
	}
	s.seeds = append(out, rest...)
	return s.seeds
}

// entering returns the seeds of the last stage: the walks over the streets of
// everybody that are news to a compound. What was found there before stands in
// the labels already.
func (s *Searcher) entering(l *Labels) []seed {
	out := s.seeds[:0]
	for v, junction := range s.weights.Compounds().Junction {
		if walk := l.Junction[junction]; walk < l.Home[v] {
			out = append(out, seed{uint32(v), walk})
		}
	}
	s.seeds = out
	return out
}
