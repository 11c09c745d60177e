package reach

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"lifecircle/geo/streets"
)

// A Joint is where a point joins the streets under some weights.
type Joint struct {
	At  streets.Position
	Leg streets.Cost // straight leg between the point and the street
}

// Join returns the joint of an access that is linked.
func Join(w *streets.Weights, a streets.Access) Joint {
	return Joint{At: w.Locate(a), Leg: w.Leg(a)}
}

// A Source is where walks may end: one joint of a facility with the streets. A
// facility with several entrances has a source for each.
type Source struct {
	At    streets.Position
	Leg   streets.Cost // straight leg between the facility and the street
	Index uint32       // of the facility; smaller wins ties
}

// Goals are the sources of one service under some weights, made ready to search
// from: prepared once, searched often.
type Goals struct {
	weights *streets.Weights
	private streets.Private
	all     []Source
	onEdge  map[uint32][]Source // for walks that meet no junction
	seeds   []seed              // by junction, along the curve: of sources on streets for everybody
	inside  []seed              // by vertex of the compounds: of sources on residents' streets
	index   func() []Source     // all, by index

	moved *moved // nil: these are all
}

// A seed is a label that a search starts from.
type seed struct {
	node  uint32
	label uint64
}

// NewGoals prepares sources for searches under weights. Private says what
// becomes of residents' streets; where they are closed, so are sources on them.
func NewGoals(w *streets.Weights, private streets.Private, sources []Source) *Goals {
	g := &Goals{weights: w, private: private, all: sources, onEdge: make(map[uint32][]Source, len(sources)), seeds: make([]seed, 0, 2*len(sources))}
	for _, s := range sources {
		if list := g.list(s.At.Edge, &g.seeds, &g.inside); list != nil {
			*list = append(*list, g.seedsOf(s)...)
			g.onEdge[s.At.Edge] = append(g.onEdge[s.At.Edge], s)
		}
	}
	sortSeeds(g.seeds)
	sortSeeds(g.inside)
	g.index = sync.OnceValue(func() []Source {
		return slices.SortedStableFunc(slices.Values(sources), func(x, y Source) int { return cmp.Compare(x.Index, y.Index) })
	})
	return g
}

// list returns which of two lists a source on an edge belongs to: that of streets
// for everybody, or that of residents'. It is nil where nobody walks there.
func (g *Goals) list(edge uint32, public, inside *[]seed) *[]seed {
	switch g.phase(edge) {
	case onPublic:
		return public
	case onCompound:
		return inside
	}
	return nil
}

// seedsOf returns the seeds of a source at the ends of its edge: by junction, or
// by vertex on residents' streets.
func (g *Goals) seedsOf(s Source) []seed {
	a, b, _, _ := g.weights.Network().Edge(s.At.Edge)
	if g.phase(s.At.Edge) == onCompound {
		a, _ = g.weights.Compounds().Vertex(a)
		b, _ = g.weights.Compounds().Vertex(b)
	}
	return seeds(nil, s, a, b)
}

// outside returns the streets that are walked outside of compounds.
func (g *Goals) outside(w *streets.Weights) streets.Graph {
	if g.private == streets.PrivateOpen {
		return w.Open()
	}
	return w.Public()
}

// starts returns all seeds: by junction, and by vertex of the compounds.
func (g *Goals) starts() (public, inside []seed) {
	if g.moved == nil {
		return g.seeds, g.inside
	}
	plain := NewGoals(g.weights, g.private, g.sources())
	return plain.seeds, plain.inside
}

// on returns the sources on an edge.
func (g *Goals) on(edge uint32) []Source {
	if g.moved != nil {
		if list, moved := g.moved.onEdge[edge]; moved {
			return list
		}
	}
	return g.onEdge[edge]
}

// standing returns the sources by edge.
func (g *Goals) standing() map[uint32][]Source {
	if g.moved == nil {
		return g.onEdge
	}
	out := maps.Clone(g.onEdge)
	maps.Copy(out, g.moved.onEdge)
	return out
}

// seeds appends those of a source between a and b that can be walked.
func seeds(list []seed, s Source, a, b uint32) []seed {
	if from := s.At.FromStart(); from != streets.Far {
		list = append(list, seed{a, label(s.Leg+from, s.Index)})
	}
	if from := s.At.FromEnd(); from != streets.Far {
		list = append(list, seed{b, label(s.Leg+from, s.Index)})
	}
	return list
}

func sortSeeds(list []seed) {
	slices.SortFunc(list, func(x, y seed) int {
		return cmp.Or(cmp.Compare(x.node, y.node), cmp.Compare(x.label, y.label))
	})
}

// A phase says in which part of a walk an edge may be walked.
type phase uint8

const (
	onPublic   phase = iota // in any, by everybody
	onCompound              // at the ends
	onClosed                // in none
)

// phase returns that of an edge.
func (g *Goals) phase(edge uint32) phase {
	switch {
	case g.private == streets.PrivateOpen || g.weights.Network().Use(edge) == streets.UsePublic:
		return onPublic
	case g.private == streets.PrivateResidents:
		return onCompound
	}
	return onClosed
}

// Weights returns what walking costs.
func (g *Goals) Weights() *streets.Weights { return g.weights }

// Private returns how residents' streets are treated.
func (g *Goals) Private() streets.Private { return g.private }
