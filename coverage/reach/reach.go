package reach

import (
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

// Options steer a search.
type Options struct {
	// Limit is the longest walk in milliseconds that is found, access legs of
	// the facilities included, those of the demand not yet. At most
	// streets.MaxCost.
	Limit streets.Cost

	// Batch is how many sources start together on networks of more than
	// BatchFrom junctions; zero means 1024. The answer does not depend on it.
	Batch int
}

// BatchFrom is the number of junctions from which searches run in batches:
// below it the labels fit the cache and batches don't pay.
const BatchFrom = 1 << 20

// Unreached is the label of a junction that no source reaches.
const Unreached = math.MaxUint64

// Labels are the answer of a search: for each junction the cost to its nearest
// source and which one, as cost<<32 | index.
type Labels struct {
	Junction []uint64
	Settled  int // junctions worked, some more than once: the search's effort

	network *streets.Network
	onEdge  map[uint32][]Source // sources by edge, for walks that meet no junction
	limit   streets.Cost
}

// Nearest searches from all sources together. It fails only when ctx is done.
func Nearest(ctx context.Context, n *streets.Network, sources []Source, o Options) (*Labels, error) {
	return NewSearcher(n).Nearest(ctx, sources, o)
}

// A Searcher searches one network again and again in the same memory. It is not
// safe for concurrent use, and the labels of one search are gone with the next.
type Searcher struct {
	network *streets.Network
	queue   queue
	label   []uint64
}

// NewSearcher returns a searcher of a network.
func NewSearcher(n *streets.Network) *Searcher {
	return &Searcher{network: n, label: make([]uint64, n.Junctions())}
}

// Nearest is like the function of that name.
func (s *Searcher) Nearest(ctx context.Context, sources []Source, o Options) (*Labels, error) {
	l := &Labels{
		Junction: s.label,
		network:  s.network,
		onEdge:   make(map[uint32][]Source, len(sources)),
		limit:    min(o.Limit, streets.MaxCost),
	}
	for _, source := range sources {
		l.onEdge[source.At.Edge] = append(l.onEdge[source.At.Edge], source)
	}
	s.queue.limit = l.limit
	s.queue.reset(s.network, s.label)
	err := s.queue.run(ctx, l.seeds(sources), o.Batch)
	l.Settled = s.queue.settled
	return l, err
}

// A Seed is a label that a search starts from.
type Seed struct {
	Node  uint32
	Label uint64
}

// seeds turns each source into labels of its edge's two ends.
func (l *Labels) seeds(sources []Source) []Seed {
	seeds := make([]Seed, 0, 2*len(sources))
	for _, s := range sources {
		a, b, _, _ := l.network.Edge(s.At.Edge)
		seeds = append(seeds,
			Seed{a, label(s.Leg+s.At.Start, s.Index)},
			Seed{b, label(s.Leg+s.At.End, s.Index)})
	}
	return seeds
}

func label(c streets.Cost, index uint32) uint64 { return uint64(c)<<32 | uint64(index) }

// At returns the least cost from a point that joins the streets by access to a
// source, both legs included, and the source's index; ok is false where there is
// none within the limit. Two points on one edge walk straight along it.
func (l *Labels) At(access streets.Access) (cost streets.Cost, index uint32, ok bool) {
	if !access.Linked {
		return 0, 0, false
	}
	p := l.network.Locate(access)
	a, b, _, _ := l.network.Edge(p.Edge)
	best := min(plus(l.Junction[a], p.Start), plus(l.Junction[b], p.End))
	for _, s := range l.onEdge[p.Edge] {
		along := max(s.At.Start, p.Start) - min(s.At.Start, p.Start)
		best = min(best, label(s.Leg+along, s.Index))
	}
	best = plus(best, l.network.Leg(access))
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

// sortSeeds puts seeds along the curve, the best label of a node first.
func sortSeeds(seeds []Seed) {
	slices.SortFunc(seeds, func(x, y Seed) int {
		if x.Node != y.Node {
			if x.Node < y.Node {
				return -1
			}
			return 1
		}
		switch {
		case x.Label < y.Label:
			return -1
		case x.Label > y.Label:
			return 1
		}
		return 0
	})
}
