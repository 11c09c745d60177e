package reach

import (
	"cmp"
	"slices"

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
	onEdge  map[uint32][]Source // for walks that meet no junction
	seeds   []seed              // by junction, along the curve: of sources on streets for everybody
	inside  []seed              // by vertex of the compounds: of sources on residents' streets
}

// A seed is a label that a search starts from.
type seed struct {
	node  uint32
	label uint64
}

// NewGoals prepares sources for searches under weights. Private says what
// becomes of residents' streets; where they are closed, so are sources on them.
func NewGoals(w *streets.Weights, private streets.Private, sources []Source) *Goals {
	n := w.Network()
	g := &Goals{weights: w, private: private, onEdge: make(map[uint32][]Source, len(sources)), seeds: make([]seed, 0, 2*len(sources))}
	for _, s := range sources {
		a, b, _, _ := n.Edge(s.At.Edge)
		switch g.phase(s.At.Edge) {
		case onClosed:
			continue
		case onCompound:
			a, _ = w.Compounds().Vertex(a)
			b, _ = w.Compounds().Vertex(b)
			g.inside = seeds(g.inside, s, a, b)
		case onPublic:
			g.seeds = seeds(g.seeds, s, a, b)
		}
		g.onEdge[s.At.Edge] = append(g.onEdge[s.At.Edge], s)
	}
	sortSeeds(g.seeds)
	sortSeeds(g.inside)
	return g
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
