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
	phasedStreets
	all    []Source
	onEdge map[uint32][]Source // of edges that are walked
	seeds  []entry             // by state: in PhasePublic, then in PhaseDestination
	index  func() []Source     // all, by index

	delta *goalsDelta // nil: these are all
}

// NewGoals prepares sources for searches under weights. Private says what
// becomes of residents' streets; where they are closed, so are sources on them.
func NewGoals(w *streets.Weights, private streets.Private, sources []Source) *Goals {
	g := &Goals{phasedStreets: phasedStreets{w, private}, all: sources, onEdge: make(map[uint32][]Source, len(sources)), seeds: make([]entry, 0, 2*len(sources))}
	for _, s := range sources {
		if _, walked := g.phase(PhasePublic, s.At.Edge); walked {
			g.seeds = g.appendSeeds(g.seeds, s)
			g.onEdge[s.At.Edge] = append(g.onEdge[s.At.Edge], s)
		}
	}
	slices.SortFunc(g.seeds, byState)
	g.index = sync.OnceValue(func() []Source {
		return slices.SortedStableFunc(slices.Values(sources), func(x, y Source) int { return cmp.Compare(x.Index, y.Index) })
	})
	return g
}

// appendSeeds appends the seeds of a source at those ends of its edge from where
// it is walked to.
func (g *Goals) appendSeeds(list []entry, s Source) []entry {
	p, walked := g.phase(PhasePublic, s.At.Edge)
	if !walked {
		return list
	}
	a, b := g.ends(p, s.At.Edge)
	if from := s.At.FromStart(); from != streets.Far {
		list = append(list, entry{stateAt(a, p), label(s.Leg+from, s.Index)})
	}
	if from := s.At.FromEnd(); from != streets.Far {
		list = append(list, entry{stateAt(b, p), label(s.Leg+from, s.Index)})
	}
	return list
}

// starts returns the seeds by phase, along the curve.
func (g *Goals) starts() (by [numPhases][]entry) {
	all := g.seeds
	if g.delta != nil {
		all = NewGoals(g.weights, g.private, g.sources()).seeds
	}
	for p := range by {
		by[p] = all[place(all, stateAt(0, Phase(p))):place(all, stateAt(0, Phase(p+1)))]
	}
	return by
}

// place returns where the seeds of a state begin.
func place(seeds []entry, c state) int {
	at, _ := slices.BinarySearchFunc(seeds, c, func(s entry, c state) int { return cmp.Compare(s.state, c) })
	return at
}

// on returns the sources on an edge.
func (g *Goals) on(edge uint32) []Source {
	if g.delta != nil {
		if list, differs := g.delta.onEdge[edge]; differs {
			return list
		}
	}
	return g.onEdge[edge]
}

// byEdge returns the sources by edge.
func (g *Goals) byEdge() map[uint32][]Source {
	if g.delta == nil {
		return g.onEdge
	}
	out := maps.Clone(g.onEdge)
	maps.Copy(out, g.delta.onEdge)
	return out
}

// Weights returns what walking costs.
func (g *Goals) Weights() *streets.Weights { return g.weights }
