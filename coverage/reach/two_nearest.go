package reach

import (
	"context"
	"slices"

	"lifecircle/geo/streets"
)

// TwoNearest are the walks to the nearest source and to the nearest of another index:
// what is left to somebody whose nearest facility closes. They are read-only and
// safe for concurrent use.
type TwoNearest struct {
	goals *Goals
	limit streets.Cost
	label [numPhases][]twoLabels // as in [Labels]
}

// twoLabels are the least labels of two indices, the lesser first.
type twoLabels [2]uint64

// A NearestSource is a walk that was found; the zero value is none.
type NearestSource struct {
	OK    bool
	Cost  streets.Cost // legs included
	Index uint32       // of the source
}

// NearestTwo searches from all goals together, at most limit milliseconds far.
// Ties go to the smaller index. It keeps 16 bytes a junction and settles each
// twice. It fails only when ctx is done.
func NearestTwo(ctx context.Context, g *Goals, limit streets.Cost) (*TwoNearest, error) {
	t := &TwoNearest{goals: g, limit: min(limit, streets.MaxCost)}
	starts := g.starts()
	for i, p := range g.searched() {
		graph, seeds := g.graph(p), slices.Clone(starts[p])
		t.label[p] = make([]twoLabels, graph.Vertices())
		for v := range t.label[p] {
			t.label[p][v] = twoLabels{Unreached, Unreached}
		}
		if i > 0 {
			from := g.searched()[i-1]
			for before, after := range g.crossings(from, p) {
				for _, label := range t.label[from][before] {
					seeds = append(seeds, entry{stateAt(after, p), label})
				}
			}
		}
		if err := t.search(ctx, graph, t.label[p], seeds); err != nil {
			return nil, err
		}
	}
	t.label[PhaseDestination] = nil // of no more use
	return t, nil
}

// search spreads seeds over the graph and the labels of one phase.
func (t *TwoNearest) search(ctx context.Context, g streets.Graph, labels []twoLabels, seeds []entry) error {
	var queue Frontier[entry]
	take := func(c state, label uint64) {
		if label>>32 <= uint64(t.limit) && labels[c.vertex()].take(label) {
			queue.Push(entry{c, label})
		}
	}
	for _, s := range seeds {
		take(s.state, s.label)
	}
	for k := 0; queue.Len() > 0; k++ {
		if k&4095 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		x := queue.Pop()
		if at := labels[x.vertex()]; at[0] != x.label && at[1] != x.label {
			continue // improved since
		}
		for _, arc := range g.At(x.vertex()) {
			take(stateAt(arc.To, x.phase()), plus(x.label, arc.Cost))
		}
	}
	return ctx.Err()
}

// take takes a label if it is among the least of two indices.
func (l *twoLabels) take(label uint64) bool {
	switch {
	case label >= l[1] || label == l[0]:
		return false
	case l[0] != Unreached && uint32(l[0]) == uint32(label):
		if label > l[0] {
			return false
		}
		l[0] = label
	case label < l[0]:
		l[0], l[1] = label, l[0]
	default:
		l[1] = label
	}
	return true
}

// At is like [Labels.At] for the nearest source and the nearest of another
// index.
func (t *TwoNearest) At(j Joint) (first, second NearestSource) {
	p, walked := t.goals.phase(PhaseHome, j.At.Edge)
	if !walked {
		return first, second
	}
	a, b := t.goals.ends(p, j.At.Edge)
	best := twoLabels{Unreached, Unreached}
	for i := range best {
		best.take(plus(t.label[p][a][i], j.At.ToStart()))
		best.take(plus(t.label[p][b][i], j.At.ToEnd()))
	}
	for _, s := range t.goals.on(j.At.Edge) {
		best.take(plus(label(s.Leg, s.Index), j.At.Walk(s.At)))
	}
	return t.found(plus(best[0], j.Leg)), t.found(plus(best[1], j.Leg))
}

func (t *TwoNearest) found(label uint64) NearestSource {
	if label>>32 > uint64(t.limit) {
		return NearestSource{}
	}
	return NearestSource{true, streets.Cost(label >> 32), uint32(label)}
}
