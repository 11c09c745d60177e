package reach

import (
	"cmp"
	"iter"

	"lifecircle/geo/streets"
)

// A Phase says which part of a walk a step belongs to. Streets that only
// residents use are walked in one's own compound and in that of the facility,
// and not between.
type Phase uint8

// The phases, in the order walked.
const (
	PhaseHome        Phase = iota // inside the compound where the walk starts
	PhasePublic                   // on streets that everybody may use
	PhaseDestination              // inside the compound where it ends
	numPhases
)

// phasedStreets are the streets of a walk, phase by phase: the graph of every search
// here.
type phasedStreets struct {
	weights *streets.Weights
	private streets.Private // what becomes of residents' streets
}

// phase returns the phase of somebody who walks onto an edge, and false where
// nobody may. Before the first edge it is PhaseHome, beyond the last one, where
// facilities are, PhasePublic.
func (w *phasedStreets) phase(before Phase, e uint32) (Phase, bool) {
	use := w.weights.Network().Use(e)
	switch {
	case use == streets.UsePublic || w.private == streets.PrivateOpen:
		return PhasePublic, before != PhaseDestination
	case w.private != streets.PrivateResidents:
		return 0, false
	case before == PhaseHome:
		return PhaseHome, true
	default:
		return PhaseDestination, true
	}
}

// searched lists the phases in the order of a search, which runs from the end of
// walks: in each of them walks go on that end in one before.
func (w *phasedStreets) searched() []Phase {
	if w.private == streets.PrivateResidents && w.weights.Network().HasPrivate() {
		return []Phase{PhaseDestination, PhasePublic, PhaseHome}
	}
	return []Phase{PhasePublic}
}

// graph returns the streets of a phase. Its vertices are the junctions in
// PhasePublic, and those of [streets.Compounds] in the others.
func (w *phasedStreets) graph(p Phase) streets.Graph {
	switch {
	case p != PhasePublic:
		return w.weights.Compounds().Graph
	case w.private == streets.PrivateOpen:
		return w.weights.Open()
	}
	return w.weights.Public()
}

// ends returns the vertices of an edge that is walked in a phase.
func (w *phasedStreets) ends(p Phase, e uint32) (a, b uint32) {
	a, b, _, _ = w.weights.Network().Edge(e)
	if p != PhasePublic {
		c := w.weights.Compounds()
		a, _ = c.Vertex(a)
		b, _ = c.Vertex(b)
	}
	return a, b
}

// junction returns where a vertex of a phase is.
func (w *phasedStreets) junction(p Phase, v uint32) uint32 {
	if p != PhasePublic {
		return w.weights.Compounds().Junction[v]
	}
	return v
}

// across returns the vertex of another phase where a vertex of a phase is, and
// false where that has none.
func (w *phasedStreets) across(p Phase, v uint32, to Phase) (uint32, bool) {
	switch {
	case to == PhasePublic:
		return w.junction(p, v), true
	case p == PhasePublic:
		return w.weights.Compounds().Vertex(v)
	}
	return v, true
}

// crossings yields the vertices where somebody passes from a phase to the one
// searched after it: that of the one, and that of the other, along the curve.
func (w *phasedStreets) crossings(from, to Phase) iter.Seq2[uint32, uint32] {
	return func(yield func(before, after uint32) bool) {
		for v, junction := range w.weights.Compounds().Junction {
			before, after := uint32(v), uint32(v)
			if from == PhasePublic {
				before = junction
			}
			if to == PhasePublic {
				after = junction
			}
			if !yield(before, after) {
				return
			}
		}
	}
}

// A state is a vertex in a phase. States are in the order of their phases, then
// of their vertices. In a local search all vertices are junctions.
type state uint64

func stateAt(vertex uint32, p Phase) state { return state(p)<<32 | state(vertex) }

func (s state) vertex() uint32 { return uint32(s) }

func (s state) phase() Phase { return Phase(s >> 32) }

// An entry is a state with the label of a walk to it, among the seeds of a search
// or in its queue.
type entry struct {
	state
	label uint64
}

// Before orders a frontier: the cheapest first.
func (x entry) Before(y entry) bool {
	return x.label < y.label || x.label == y.label && x.state < y.state
}

// byState orders seeds by phase and along the curve.
func byState(x, y entry) int {
	return cmp.Or(cmp.Compare(x.state, y.state), cmp.Compare(x.label, y.label))
}
