package reach

import (
	"context"
	"slices"

	"lifecircle/geo/streets"
)

// Two are the walks to the nearest source and to the nearest of another index:
// what is left to somebody whose nearest facility closes. They are read-only and
// safe for concurrent use.
type Two struct {
	goals        *Goals
	limit        streets.Cost
	public, home []twoLabels // as in [Labels]
}

// twoLabels are the least labels of two indices, the lesser first.
type twoLabels [2]uint64

// A Found is a walk that was found; the zero value is none.
type Found struct {
	OK    bool
	Cost  streets.Cost // legs included
	Index uint32       // of the source
}

// SecondNearest searches from all goals together, at most limit milliseconds far.
// Ties go to the smaller index. It keeps 16 bytes a junction and settles each
// twice. It fails only when ctx is done.
func SecondNearest(ctx context.Context, g *Goals, limit streets.Cost) (*Two, error) {
	w := g.weights
	out := &Two{goals: g, limit: min(limit, streets.MaxCost), public: make([]twoLabels, w.Network().Junctions())}
	unreach(out.public)
	outside, inside := g.starts()
	if g.private != streets.PrivateResidents || !w.Network().HasPrivate() {
		return out, out.search(ctx, g.outside(w), out.public, outside)
	}
	c := w.Compounds()
	out.home = make([]twoLabels, len(c.Junction))
	unreach(out.home)
	if err := out.search(ctx, c.Graph, out.home, inside); err != nil {
		return nil, err
	}
	outside = slices.Clone(outside)
	for v, there := range out.home {
		outside = append(outside, seed{c.Junction[v], there[0]}, seed{c.Junction[v], there[1]})
	}
	if err := out.search(ctx, g.outside(w), out.public, outside); err != nil {
		return nil, err
	}
	var entering []seed
	for v, junction := range c.Junction {
		entering = append(entering, seed{uint32(v), out.public[junction][0]}, seed{uint32(v), out.public[junction][1]})
	}
	return out, out.search(ctx, c.Graph, out.home, entering)
}

func unreach(list []twoLabels) {
	for i := range list {
		list[i] = twoLabels{Unreached, Unreached}
	}
}

// search spreads seeds over a graph and its labels.
func (t *Two) search(ctx context.Context, g streets.Graph, labels []twoLabels, seeds []seed) error {
	var queue Frontier[offer]
	take := func(v uint32, label uint64) {
		if label>>32 <= uint64(t.limit) && labels[v].take(label) {
			queue.Push(offer{v, label})
		}
	}
	for _, s := range seeds {
		take(s.node, s.label)
	}
	for k := 0; queue.Len() > 0; k++ {
		if k&4095 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		o := queue.Pop()
		if at := labels[o.node]; at[0] != o.label && at[1] != o.label {
			continue // improved since
		}
		for _, arc := range g.At(o.node) {
			take(arc.To, plus(o.label, arc.Cost))
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

// At2 is like [Labels.At] for the nearest source and the nearest of another
// index.
func (t *Two) At2(j Joint) (first, second Found) {
	n := t.goals.weights.Network()
	a, b, _, _ := n.Edge(j.At.Edge)
	labels := t.public
	switch t.goals.phase(j.At.Edge) {
	case onClosed:
		return first, second
	case onCompound:
		c := t.goals.weights.Compounds()
		a, _ = c.Vertex(a)
		b, _ = c.Vertex(b)
		labels = t.home
	}
	best := twoLabels{Unreached, Unreached}
	for i := range best {
		best.take(plus(labels[a][i], j.At.ToStart()))
		best.take(plus(labels[b][i], j.At.ToEnd()))
	}
	for _, s := range t.goals.on(j.At.Edge) {
		best.take(plus(label(s.Leg, s.Index), j.At.Walk(s.At)))
	}
	return t.found(plus(best[0], j.Leg)), t.found(plus(best[1], j.Leg))
}

func (t *Two) found(label uint64) Found {
	if label>>32 > uint64(t.limit) {
		return Found{}
	}
	return Found{true, streets.Cost(label >> 32), uint32(label)}
}
