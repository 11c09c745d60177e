package reach

import (
	"cmp"
	"context"
	"math"
	"slices"

	"lifecircle/geo/streets"
)

// A Source is where walks may end: one joint of a facility with the streets.
type Source struct {
	At    streets.Position
	Leg   streets.Cost // straight leg between the facility and the street
	Index uint32       // of the facility; smaller wins ties
}

// Goals are the sources of one service on one network, made ready to search
// from: prepared once, searched often.
type Goals struct {
	network *streets.Network
	onEdge  map[uint32][]Source // for walks that meet no junction
	seeds   []seed              // along the curve
}

// A seed is a label that a search starts from.
type seed struct {
	node  uint32
	label uint64
}

// NewGoals prepares sources for searches of a network.
func NewGoals(n *streets.Network, sources []Source) *Goals {
	g := &Goals{network: n, onEdge: make(map[uint32][]Source, len(sources)), seeds: make([]seed, 0, 2*len(sources))}
	for _, s := range sources {
		g.onEdge[s.At.Edge] = append(g.onEdge[s.At.Edge], s)
		a, b, _, _ := n.Edge(s.At.Edge)
		g.seeds = append(g.seeds,
			seed{a, label(s.Leg+s.At.Start, s.Index)},
			seed{b, label(s.Leg+s.At.End, s.Index)})
	}
	slices.SortFunc(g.seeds, func(x, y seed) int {
		return cmp.Or(cmp.Compare(x.node, y.node), cmp.Compare(x.label, y.label))
	})
	return g
}

// Options steer a search.
type Options struct {
	// Limit is the longest walk in milliseconds that is found, access legs of
	// the facilities included, those of the demand not yet. At most
	// streets.MaxCost.
	Limit streets.Cost

	// Batch is how many seeds, two for a source, start together on networks of at least
	// BatchFrom junctions; zero means 1024. The answer does not depend on it.
	Batch int

	// BatchFrom is the number of junctions from which a search runs in batches;
	// zero means 2²⁰: below that the labels fit the cache and batches don't pay.
	// The answer does not depend on it.
	BatchFrom int
}

const (
	defaultBatch     = 1024
	defaultBatchFrom = 1 << 20
)

// batch returns how many of the seeds start together.
func (o Options) batch(junctions, seeds int) int {
	if junctions < cmp.Or(max(o.BatchFrom, 0), defaultBatchFrom) {
		return seeds
	}
	return cmp.Or(max(o.Batch, 0), defaultBatch)
}

// Unreached is the label of a junction that no source reaches.
const Unreached = math.MaxUint64

// Labels are the answer of a search: for each junction the cost to its nearest
// source and which one, as cost<<32 | index.
type Labels struct {
	Junction []uint64
	Settled  int // junctions worked, some more than once: the search's effort

	goals *Goals
	limit streets.Cost
}

// Nearest searches from all goals together. It fails only when ctx is done.
func Nearest(ctx context.Context, g *Goals, o Options) (*Labels, error) {
	return NewSearcher(g.network).Nearest(ctx, g, o)
}

// A Searcher searches one network again and again in the same memory. It is not
// safe for concurrent use, and the labels of one search are gone with the next.
type Searcher struct {
	queue queue
	label []uint64
}

// NewSearcher returns a searcher of a network.
func NewSearcher(n *streets.Network) *Searcher {
	s := &Searcher{label: make([]uint64, n.Junctions())}
	s.queue.off, s.queue.arcs = n.Arcs()
	return s
}

// Nearest is like the function of that name, for goals on the searcher's
// network.
func (s *Searcher) Nearest(ctx context.Context, g *Goals, o Options) (*Labels, error) {
	l := &Labels{Junction: s.label, goals: g, limit: min(o.Limit, streets.MaxCost)}
	s.queue.reset(s.label, l.limit)
	err := s.queue.run(ctx, g.seeds, o.batch(len(s.label), len(g.seeds)))
	l.Settled = s.queue.settled
	return l, err
}

func label(c streets.Cost, index uint32) uint64 { return uint64(c)<<32 | uint64(index) }

// At returns the least cost from a point that joins the streets by access to a
// source, both legs included, and the source's index; ok is false where there is
// none within the limit. Two points on one edge walk straight along it.
func (l *Labels) At(access streets.Access) (cost streets.Cost, index uint32, ok bool) {
	if !access.Linked {
		return 0, 0, false
	}
	p := l.goals.network.Locate(access)
	a, b, _, _ := l.goals.network.Edge(p.Edge)
	best := min(plus(l.Junction[a], p.Start), plus(l.Junction[b], p.End))
	for _, s := range l.goals.onEdge[p.Edge] {
		along := max(s.At.Start, p.Start) - min(s.At.Start, p.Start)
		best = min(best, label(s.Leg+along, s.Index))
	}
	best = plus(best, l.goals.network.Leg(access))
	if best>>32 > uint64(l.limit) {
		return 0, 0, false
	}
	return streets.Cost(best >> 32), uint32(best), true
}

// plus adds a cost to a label; an unreached one stays so.
func plus(l uint64, c streets.Cost) uint64 {
	if l == Unreached {
		return l
	}
	return l + uint64(c)<<32
}
