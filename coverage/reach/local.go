package reach

import "lifecircle/geo/streets"

// localStreets are the streets of a search from one place: its vertices are junctions
// in every phase, and it knows the edges that it walks.
type localStreets struct {
	phasedStreets
	adjacency *Adjacency
}

// A move leads along a whole edge from one state to another.
type move struct {
	edge       uint32
	backward   bool // from the edge's end towards its start
	to         state
	cost, back streets.Cost // of walking so, and the other way
}

// leave visits the moves of somebody at a state. One that leads back to the
// state's junction is among them for what stands on its edge.
func (l *localStreets) leave(s state, visit func(m move)) {
	n := l.weights.Network()
	for _, x := range l.adjacency.at(s.vertex()) {
		m := move{edge: uint32(x >> 1), backward: x&1 == 1}
		p, walked := l.phase(s.phase(), m.edge)
		if !walked {
			continue
		}
		a, b, _, _ := n.Edge(m.edge)
		m.cost, m.back = l.weights.Edge(m.edge)
		if m.backward {
			m.cost, m.back, b = m.back, m.cost, a
		}
		m.to = stateAt(b, p)
		visit(m)
	}
}
