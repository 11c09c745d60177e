package reach

import (
	"context"

	"lifecircle/coverage/paged"
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
	l := &Labels{public: paged.Of(s.label), goals: g, limit: min(o.Limit, streets.MaxCost)}
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
	seeds, inside := g.starts()
	var there []uint64
	if len(inside) > 0 {
		there = s.vertices(&s.there)
		l.there = paged.Of(there)
		clearLabels(there)
		if err := s.queue.search(ctx, s.inside(), there, inside, len(inside)); err != nil {
			return err
		}
		seeds = s.leaving(seeds, there)
	}
	clearLabels(s.label)
	if err := s.queue.search(ctx, s.outside(g), s.label, seeds, o.batch(len(s.label), len(seeds))); err != nil {
		return err
	}
	if g.private != streets.PrivateResidents || !s.weights.Network().HasPrivate() {
		return nil
	}
	home := s.vertices(&s.home)
	l.home = paged.Of(home)
	if there == nil {
		clearLabels(home)
	} else {
		copy(home, there)
	}
	seeds = s.entering(home)
	return s.queue.search(ctx, s.inside(), home, seeds, len(seeds))
}

// outside and inside are the graphs of the stages, plain.
func (s *Searcher) outside(g *Goals) streets.Graph { return plain(g.outside(s.weights)) }

func (s *Searcher) inside() streets.Graph { return plain(s.weights.Compounds().Graph) }

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

// leaving returns the seeds of goals and those of walks that end in a compound,
// which somebody outside may take, along the curve.
func (s *Searcher) leaving(rest []seed, there []uint64) []seed {
	out := s.seeds[:0]
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
func (s *Searcher) entering(home []uint64) []seed {
	out := s.seeds[:0]
	for v, junction := range s.weights.Compounds().Junction {
		if walk := s.label[junction]; walk < home[v] {
			out = append(out, seed{uint32(v), walk})
		}
	}
	s.seeds = out
	return out
}
