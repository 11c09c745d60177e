package reach

import (
	"cmp"

	"lifecircle/geo/streets"
)

// ways are what a local search walks: the streets under some weights, corner by
// corner.
type ways struct {
	weights *streets.Weights
	corners *Corners
	private streets.Private // what becomes of residents' streets
}

// phase returns the phase of somebody who walks onto an edge, and false where
// nobody may. There is none before the first edge.
func (w *ways) phase(before Phase, e uint32) (Phase, bool) {
	use := w.weights.Network().Use(e)
	switch {
	case use == streets.UsePublic || w.private == streets.PrivateOpen:
		return PhasePublic, before != PhaseThere
	case w.private != streets.PrivateResidents:
		return 0, false
	case before == PhaseHome:
		return PhaseHome, true
	default:
		return PhaseThere, true
	}
}

// A corner is a junction in a phase. Corners are in the order of their phases,
// then of their junctions.
type corner uint64

func cornerAt(junction uint32, p Phase) corner { return corner(p)<<32 | corner(junction) }

func (c corner) junction() uint32 { return uint32(c) }

func (c corner) phase() Phase { return Phase(c >> 32) }

// waits is a corner that waits to be settled: the cheapest first.
type waits struct {
	cost uint64
	corner
}

// Before orders a frontier.
func (w waits) Before(o waits) bool {
	return cmp.Or(cmp.Compare(w.cost, o.cost), cmp.Compare(w.corner, o.corner)) < 0
}
