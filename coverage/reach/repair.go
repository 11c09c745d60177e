package reach

import (
	"context"
	"slices"

	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// A Change is what differs between one search and the next.
type Change struct {
	// Weights are those of the streets after; nil: as before. They are of the same
	// network, or of one that edits have made of it under the same profile.
	Weights *streets.Weights

	Adjacency      *Adjacency // of the network after
	RemovedEdges   []uint32   // that are closed or cut up
	AddedEdges     []uint32   // that are new
	CheaperEdges   []uint32   // that cost less than before in some direction, and more in none
	RemovedIndices []uint32   // all of whose sources leave; also of those that come back elsewhere, or on an edge that is cheaper
	AddedSources   []Source   // under the weights after
}

// Affected says what a repair has changed.
type Affected struct {
	Edges   []uint32 // on which somebody's walk may differ, ascending
	Visited int      // labels invalidated or settled: the repair's effort
}

// Repair returns the labels that a search would find after a change, and costs
// what differs: labels that hung on a source or an edge that is gone are
// invalidated and settled anew from around them, and what is new or cheaper spreads
// from where it is. The labels themselves stay as they are. It fails only when ctx
// is done.
//
// It is what G. Ramalingam and T. Reps describe for one source (An incremental
// algorithm for a generalization of the shortest-path problem, J. Algorithms 21,
// 1996), but invalidates a label when any way that it may have come by is gone:
// ties and stretches that cost nothing need no count of ways then.
func (l *Labels) Repair(ctx context.Context, c Change) (*Labels, Affected, error) {
	if c.Weights == nil {
		c.Weights = l.goals.weights
	}
	goals, removed := l.goals.with(c.Weights, c.RemovedIndices, c.AddedSources)
	r := repair{before: l, after: &Labels{goals: goals, limit: l.limit}, change: c, edges: slices.Concat(c.AddedEdges, c.CheaperEdges)}
	for _, s := range removed {
		r.removed, r.edges = l.goals.appendSeeds(r.removed, s), append(r.edges, s.At.Edge)
	}
	for _, s := range c.AddedSources {
		r.added, r.edges = goals.appendSeeds(r.added, s), append(r.edges, s.At.Edge)
	}
	for _, p := range goals.searched() {
		if err := r.phase(ctx, p); err != nil {
			return nil, Affected{}, err
		}
	}
	return r.after, Affected{Edges: r.affected(), Visited: r.after.Settled}, nil
}

// repair is the state of one call of Repair.
type repair struct {
	before, after  *Labels
	change         Change
	removed, added []entry  // seeds
	edges          []uint32 // affected otherwise than by labels
	done           []*phaseRepair
}

// phase repairs the labels of one phase; those of the phases that are searched
// before it are repaired already, and their changes are what it goes on from.
func (r *repair) phase(ctx context.Context, p Phase) error {
	before, old, goals := r.before.label[p], r.before.goals, r.after.goals
	in := func(x entry) bool { return x.phase() == p }
	if p == PhaseDestination && before.Len() == 0 && !slices.ContainsFunc(r.added, in) {
		return nil
	}
	s := &phaseRepair{phase: p, old: old.graph(p), new: goals.graph(p), limit: r.after.limit, seed: r.seed, changed: map[uint32]uint64{}}
	s.label = before.Edit(s.new.Vertices(), Unreached)
	for _, x := range r.removed {
		if in(x) {
			s.invalidate(x.vertex(), x.label)
		}
	}
	for _, x := range r.added {
		if in(x) {
			s.offers = append(s.offers, x)
		}
	}
	r.arcs(old, r.change.RemovedEdges, p, func(from uint32, arc streets.Arc) {
		s.invalidate(arc.To, plus(s.label.At(int(from)), arc.Cost))
	})
	fresh := func(from uint32, arc streets.Arc) { s.fresh = append(s.fresh, freshArc{from, arc}) }
	r.arcs(goals, r.change.AddedEdges, p, fresh)
	r.arcs(goals, r.change.CheaperEdges, p, fresh)
	for _, q := range r.done {
		for u, was := range q.changed {
			if v, known := goals.across(q.phase, u, p); known {
				s.invalidate(v, was)
				s.offer(v, r.after.label[q.phase].At(int(u)))
			}
		}
	}
	if p == PhaseHome { // whose new vertices may be at junctions that are not new
		for v := uint32(before.Len()); v < uint32(s.label.Len()); v++ {
			s.offer(v, r.seed(stateAt(v, p)))
		}
	}
	err := s.run(ctx)
	r.after.label[p] = s.label.Array()
	r.after.Settled += s.visited
	r.done = append(r.done, s)
	return err
}

// seed returns the label that a state has by itself after the change: that of a
// source, or of a walk in a phase that is searched before its own.
func (r *repair) seed(c state) uint64 {
	best := r.after.goals.least(c)
	for _, q := range r.done {
		if v, known := r.after.goals.across(c.phase(), c.vertex(), q.phase); known {
			best = min(best, r.after.label[q.phase].At(int(v)))
		}
	}
	return best
}

// arcs visits the arcs that some edges have in a phase, as [streets.Graph] has
// them.
func (r *repair) arcs(g *Goals, edges []uint32, p Phase, visit func(from uint32, arc streets.Arc)) {
	for _, e := range edges {
		if q, walked := g.phase(p, e); !walked || q != p {
			continue
		}
		a, b := g.ends(p, e)
		if a == b {
			continue
		}
		forward, backward := g.weights.Edge(e)
		if forward != streets.Far {
			visit(b, streets.Arc{To: a, Cost: forward})
		}
		if backward != streets.Far {
			visit(a, streets.Arc{To: b, Cost: backward})
		}
	}
}

// affected lists the edges on which somebody's walk may differ.
func (r *repair) affected() []uint32 {
	n := r.change.Weights.Network()
	edges := slices.DeleteFunc(r.edges, func(e uint32) bool { return !n.Live(e) })
	for _, s := range r.done {
		for v := range s.changed {
			for _, x := range r.change.Adjacency.at(r.after.goals.junction(s.phase, v)) {
				edges = append(edges, uint32(x>>1))
			}
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// A phaseRepair is the repair of the labels of one phase.
type phaseRepair struct {
	phase    Phase
	old, new streets.Graph
	label    *paged.Edit[uint64]
	limit    streets.Cost
	seed     func(c state) uint64 // see [repair.seed]
	fresh    []freshArc           // that are new or cheaper
	affected []uint32             // vertices invalidated whose followers are still to be looked at
	offers   []entry              // made before what is gone is invalidated
	changed  map[uint32]uint64    // labels before
	queue    Frontier[entry]
	visited  int
}

type freshArc struct {
	from uint32
	streets.Arc
}

// invalidate takes a vertex's label away if it may have come by what is gone and
// cost that.
func (s *phaseRepair) invalidate(v uint32, label uint64) {
	if label == Unreached || s.label.At(int(v)) != label {
		return
	}
	s.keep(v)
	s.label.Set(int(v), Unreached)
	s.affected = append(s.affected, v)
}

// keep notes what a vertex had before.
func (s *phaseRepair) keep(v uint32) {
	if _, known := s.changed[v]; !known {
		s.changed[v] = s.label.At(int(v))
	}
}

// offer takes a label to a vertex once what is gone is invalidated.
func (s *phaseRepair) offer(v uint32, label uint64) {
	s.offers = append(s.offers, entry{stateAt(v, s.phase), label})
}

// run invalidates all that hangs on what is gone, and settles.
func (s *phaseRepair) run(ctx context.Context) error {
	for k := 0; k < len(s.affected); k++ {
		if k&4095 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		v := s.affected[k]
		for _, arc := range s.old.At(v) {
			s.invalidate(arc.To, plus(s.changed[v], arc.Cost))
		}
	}
	if len(s.affected) > 0 {
		into := s.new.Reverse()
		for _, v := range s.affected {
			s.relax(v, s.seed(stateAt(v, s.phase)))
			for _, arc := range into.At(v) {
				s.relax(v, plus(s.label.At(int(arc.To)), arc.Cost))
			}
		}
	}
	for _, o := range s.offers {
		s.relax(o.vertex(), o.label)
	}
	for _, arc := range s.fresh {
		s.relax(arc.To, plus(s.label.At(int(arc.from)), arc.Cost))
	}
	s.visited += len(s.affected)
	return s.settle(ctx)
}

// relax takes a label if it is less than the vertex's.
func (s *phaseRepair) relax(v uint32, label uint64) {
	if label>>32 <= uint64(s.limit) && label < s.label.At(int(v)) {
		s.keep(v)
		s.label.Set(int(v), label)
		s.queue.Push(entry{stateAt(v, s.phase), label})
	}
}

func (s *phaseRepair) settle(ctx context.Context) error {
	for k := 0; s.queue.Len() > 0; k++ {
		if k&4095 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		x := s.queue.Pop()
		if s.label.At(int(x.vertex())) != x.label {
			continue // improved since
		}
		s.visited++
		for _, arc := range s.new.At(x.vertex()) {
			s.relax(arc.To, plus(x.label, arc.Cost))
		}
	}
	for v, before := range s.changed {
		if s.label.At(int(v)) == before {
			delete(s.changed, v)
		}
	}
	return nil
}
