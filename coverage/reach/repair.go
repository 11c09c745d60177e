package reach

import (
	"context"
	"slices"

	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// A Change is what differs between one search and the next.
type Change struct {
	// Weights are those of the streets after; nil: as before. They are under the
	// same profile, of a network that edits have made of the one before.
	Weights *streets.Weights

	Corners   *Corners // of the network after
	Gone      []uint32 // edges that are closed or cut up
	Came      []uint32 // edges that are new
	GoneIndex []uint32 // indices all of whose sources leave; also of those that come back elsewhere
	Sources   []Source // that come, under the weights after
}

// Touched says what a repair has changed.
type Touched struct {
	Edges   []uint32 // on which somebody's walk may differ, ascending
	Visited int      // labels taken back or settled: the repair's effort
}

// Repair returns the labels that a search would find after a change, and costs
// what differs: labels that hung on a source or an edge that is gone are taken
// back and settled anew from around them, and what is new spreads from where it
// is. The labels themselves stay as they are. It fails only when ctx is done.
//
// It is what G. Ramalingam and T. Reps describe for one source (An incremental
// algorithm for a generalization of the shortest-path problem, J. Algorithms 21,
// 1996), but takes a label back when any way that it may have come by is gone:
// ties and stretches that cost nothing need no count of ways then.
func (l *Labels) Repair(ctx context.Context, c Change) (*Labels, Touched, error) {
	if c.Weights == nil {
		c.Weights = l.goals.weights
	}
	goals, was := l.goals.with(c.Weights, c.GoneIndex, c.Sources)
	r := repair{before: l, after: &Labels{goals: goals, limit: l.limit}, change: c, was: was}
	for _, s := range slices.Concat(was, c.Sources) {
		r.edges = append(r.edges, s.At.Edge)
	}
	r.edges = append(r.edges, c.Came...)
	err := r.run(ctx)
	r.after.Settled = r.visited
	return r.after, Touched{Edges: r.touched(), Visited: r.visited}, err
}

// repair is one under way.
type repair struct {
	before, after *Labels
	change        Change
	was           []Source // that are gone
	edges         []uint32 // touched otherwise than by labels
	junctions     []uint32 // whose labels have changed
	visited       int
}

// run repairs the stages of a search one after the other: what one has changed is
// what the next starts from.
func (r *repair) run(ctx context.Context) error {
	g, w := r.after.goals, r.change.Weights
	old := r.before.goals
	inside := &stage{limit: r.after.limit}
	residents := g.private == streets.PrivateResidents && w.Network().HasPrivate()
	if residents && (r.before.there.Len() > 0 || slices.ContainsFunc(r.change.Sources, func(s Source) bool { return g.phase(s.At.Edge) == onCompound })) {
		inside.start(old.weights.Compounds().Graph, w.Compounds().Graph, r.before.there)
		inside.seeds = func(v uint32) uint64 { return g.least(v, true) }
		r.sources(inside, onCompound)
		r.arcs(inside, onCompound)
		if err := inside.run(ctx); err != nil {
			return err
		}
		r.after.there = inside.end()
		r.note(inside, w.Compounds().Junction)
	}
	public := &stage{limit: r.after.limit}
	public.start(old.outside(old.weights), g.outside(w), r.before.public)
	public.seeds = func(junction uint32) uint64 {
		best := g.least(junction, false)
		if r.after.there.Len() > 0 {
			if v, known := w.Compounds().Vertex(junction); known {
				best = min(best, r.after.there.At(int(v)))
			}
		}
		return best
	}
	r.sources(public, onPublic)
	r.arcs(public, onPublic)
	for v, before := range inside.changed {
		public.suspect(w.Compounds().Junction[v], before)
		public.offer(w.Compounds().Junction[v], inside.label.At(int(v)))
	}
	if err := public.run(ctx); err != nil {
		return err
	}
	r.after.public = public.end()
	r.note(public, nil)
	if !residents {
		return nil
	}
	return r.home(ctx, inside, public)
}

// home repairs the stage of those who start in a compound.
func (r *repair) home(ctx context.Context, inside, public *stage) error {
	w := r.change.Weights
	c := w.Compounds()
	home := &stage{limit: r.after.limit}
	home.start(r.before.goals.weights.Compounds().Graph, c.Graph, r.before.home)
	home.seeds = func(v uint32) uint64 {
		best := r.after.public.At(int(c.Junction[v]))
		if r.after.there.Len() > 0 {
			best = min(best, r.after.there.At(int(v)))
		}
		return best
	}
	r.arcs(home, onCompound)
	for v, before := range inside.changed {
		home.suspect(v, before)
		home.offer(v, inside.label.At(int(v)))
	}
	for junction, before := range public.changed {
		if v, known := c.Vertex(junction); known {
			home.suspect(v, before)
			home.offer(v, public.label.At(int(junction)))
		}
	}
	for v := r.before.home.Len(); v < len(c.Junction); v++ {
		home.offer(uint32(v), home.seeds(uint32(v)))
	}
	if err := home.run(ctx); err != nil {
		return err
	}
	r.after.home = home.end()
	r.note(home, c.Junction)
	return nil
}

// sources takes back what hung on the sources that are gone in a phase, and
// offers what those that came bring.
func (r *repair) sources(s *stage, in phase) {
	before, after := r.before.goals, r.after.goals
	for _, x := range r.was {
		if before.phase(x.At.Edge) == in {
			for _, seed := range before.seedsOf(x) {
				s.suspect(seed.node, seed.label)
			}
		}
	}
	for _, x := range r.change.Sources {
		if after.phase(x.At.Edge) == in {
			for _, seed := range after.seedsOf(x) {
				s.offer(seed.node, seed.label)
			}
		}
	}
}

// arcs takes back what came over the edges that are gone in a phase, and lets
// walks take those that came.
func (r *repair) arcs(s *stage, in phase) {
	r.eachArc(r.before.goals, r.change.Gone, in, func(from, to uint32, cost streets.Cost) {
		s.suspect(to, plus(s.label.At(int(from)), cost))
	})
	r.eachArc(r.after.goals, r.change.Came, in, func(from, to uint32, cost streets.Cost) {
		s.fresh = append(s.fresh, freshArc{from, streets.Arc{To: to, Cost: cost}})
	})
}

// eachArc visits the arcs of some edges of a phase, as [streets.Graph] has them.
func (r *repair) eachArc(g *Goals, edges []uint32, in phase, visit func(from, to uint32, cost streets.Cost)) {
	for _, e := range edges {
		if g.phase(e) != in {
			continue
		}
		a, b, _, _ := g.weights.Network().Edge(e)
		if in == onCompound {
			a, _ = g.weights.Compounds().Vertex(a)
			b, _ = g.weights.Compounds().Vertex(b)
		}
		if a == b {
			continue
		}
		forward, backward := g.weights.Edge(e)
		if forward != streets.Far {
			visit(b, a, forward)
		}
		if backward != streets.Far {
			visit(a, b, backward)
		}
	}
}

// note keeps the junctions whose labels a stage has changed; junction tells them
// from vertices, nil where they are the same.
func (r *repair) note(s *stage, junction []uint32) {
	r.visited += s.visited
	for v := range s.changed {
		if junction != nil {
			v = junction[v]
		}
		r.junctions = append(r.junctions, v)
	}
}

// touched lists the edges on which somebody's walk may differ.
func (r *repair) touched() []uint32 {
	edges := r.edges
	n := r.change.Weights.Network()
	edges = slices.DeleteFunc(edges, func(e uint32) bool { return !n.Live(e) })
	for _, v := range r.junctions {
		for _, x := range r.change.Corners.at(v) {
			edges = append(edges, uint32(x>>1))
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// A stage is the labels of one graph on their way.
type stage struct {
	old, new streets.Graph
	label    *paged.Edit[uint64]
	limit    streets.Cost
	seeds    func(v uint32) uint64 // what a vertex has by itself, after
	fresh    []freshArc
	doubted  []uint32          // vertices taken back whose followers are still to be looked at
	offers   []offer           // made before what is gone is taken back
	changed  map[uint32]uint64 // labels before
	queue    Frontier[offer]
	visited  int
}

type freshArc struct {
	from uint32
	streets.Arc
}

func (s *stage) start(old, new streets.Graph, before paged.Array[uint64]) {
	s.old, s.new = old, new
	s.label = before.Edit(new.Vertices(), Unreached)
	s.changed = map[uint32]uint64{}
}

// suspect takes a vertex's label back if it may have come by what is gone and
// cost that.
func (s *stage) suspect(v uint32, label uint64) {
	if label == Unreached || s.label.At(int(v)) != label {
		return
	}
	s.keep(v)
	s.label.Set(int(v), Unreached)
	s.doubted = append(s.doubted, v)
}

// keep remembers what a vertex had.
func (s *stage) keep(v uint32) {
	if _, known := s.changed[v]; !known {
		s.changed[v] = s.label.At(int(v))
	}
}

// offer takes a label to a vertex once what is gone is taken back.
func (s *stage) offer(v uint32, label uint64) { s.offers = append(s.offers, offer{v, label}) }

// run takes back all that hangs on what is gone, and settles.
func (s *stage) run(ctx context.Context) error {
	for k := 0; k < len(s.doubted); k++ {
		if k&4095 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		v := s.doubted[k]
		if int(v) >= s.old.Vertices() {
			continue
		}
		for _, arc := range s.old.At(v) {
			s.suspect(arc.To, plus(s.changed[v], arc.Cost))
		}
	}
	into := s.new.Reverse()
	for _, v := range s.doubted {
		s.improve(v, s.seeds(v))
		for _, arc := range into.At(v) {
			s.improve(v, plus(s.label.At(int(arc.To)), arc.Cost))
		}
	}
	for _, o := range s.offers {
		s.improve(o.node, o.label)
	}
	for _, arc := range s.fresh {
		s.improve(arc.To, plus(s.label.At(int(arc.from)), arc.Cost))
	}
	s.visited += len(s.doubted)
	return s.settle(ctx)
}

// improve takes a label if it is less than the vertex's.
func (s *stage) improve(v uint32, label uint64) {
	if label>>32 <= uint64(s.limit) && label < s.label.At(int(v)) {
		s.keep(v)
		s.label.Set(int(v), label)
		s.queue.Push(offer{v, label})
	}
}

func (s *stage) settle(ctx context.Context) error {
	for k := 0; s.queue.Len() > 0; k++ {
		if k&4095 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		o := s.queue.Pop()
		if s.label.At(int(o.node)) != o.label {
			continue // improved since
		}
		s.visited++
		for _, arc := range s.new.At(o.node) {
			s.improve(arc.To, plus(o.label, arc.Cost))
		}
	}
	for v, before := range s.changed {
		if s.label.At(int(v)) == before {
			delete(s.changed, v)
		}
	}
	return nil
}

// end returns the labels.
func (s *stage) end() paged.Array[uint64] { return s.label.Array() }
