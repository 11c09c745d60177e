package reach

import (
	"cmp"
	"context"
	"slices"

	"lifecircle/geo/streets"
)

// An End is a place where a walk may start or end: a facility or a place has
// one for each of its entrances.
type End struct {
	Access streets.Access // linked
	Index  uint32         // of the facility; smaller wins ties
}

// A Step is an edge, or a part of one, walked in one direction.
type Step struct {
	Edge     uint32
	Backward bool // from the edge's end towards its start
	Phase    Phase
	From, To *streets.Access // nil is the edge's own end
}

// A Path is one walk, step by step.
type Path struct {
	Cost  streets.Cost // both legs included
	Start int          // which of the starts it leaves from
	End   int          // which of the ends it reaches
	Steps []Step
}

// A Tracer finds single walks with every step. Unlike [Nearest] it searches
// forward, from one place, and only as far as the nearest end: a question about
// one place costs what lies within its walk, not a pass over the city. It is
// safe for concurrent use.
type Tracer struct{ localStreets }

// NewTracer returns a tracer of walks; private says what becomes of residents'
// streets. The adjacency is that of the weights' network.
func NewTracer(w *streets.Weights, a *Adjacency, private streets.Private) *Tracer {
	return &Tracer{localStreets{phasedStreets{w, private}, a}}
}

// Trace returns the shortest walk from any of the starts to any of the ends, at
// most limit long, or nil where there is none. Ties go to the end of the smaller
// index, then to the earlier phase, the earlier end and start of the lists, and
// along the way to the smaller edge. It fails only when ctx is done.
//
// The cost is what [Labels.At] gives for the same ends: both add up the same
// integers.
func (t *Tracer) Trace(ctx context.Context, starts, ends []End, limit streets.Cost) (*Path, error) {
	s := traceSearch{Tracer: t, ctx: ctx, starts: starts, ends: ends, limit: uint64(limit), place: map[state]int32{}}
	s.locate()
	if err := s.run(); err != nil || s.best == nil {
		return nil, err
	}
	return s.path(), nil
}

// An arrival is the best walk to a state so far.
type arrival struct {
	state
	cost     uint64
	edge     uint32
	backward bool
	from     int32 // arrival before; below 0 it is the start -1-from
	done     bool
}

// A finish is a whole walk: from an arrival along the edge of an end.
type finish struct {
	cost     uint64
	end      int
	phase    Phase
	from     int32
	backward bool
}

// A traceSearch is the state of one search.
type traceSearch struct {
	*Tracer
	ctx          context.Context
	starts, ends []End
	limit        uint64
	startAt      []streets.Position
	endAt        []streets.Position
	onEdge       map[uint32][]int // ends
	place        map[state]int32  // index into arrivals
	arrivals     []arrival
	queue        Frontier[entry]
	best         *finish
}

func (s *traceSearch) locate() {
	s.onEdge = make(map[uint32][]int, len(s.ends))
	for i, end := range s.ends {
		p := s.weights.Locate(end.Access)
		s.endAt = append(s.endAt, p)
		s.onEdge[p.Edge] = append(s.onEdge[p.Edge], i)
	}
	for _, start := range s.starts {
		s.startAt = append(s.startAt, s.weights.Locate(start.Access))
	}
}

func (s *traceSearch) run() error {
	for i, p := range s.startAt {
		phase, ok := s.phase(PhaseHome, p.Edge)
		if !ok {
			continue
		}
		leg := uint64(s.weights.Leg(s.starts[i].Access))
		a, b, _, _ := s.weights.Network().Edge(p.Edge)
		s.arrive(arrival{state: stateAt(a, phase), edge: p.Edge, backward: true, from: int32(-1 - i)}, leg, p.ToStart())
		s.arrive(arrival{state: stateAt(b, phase), edge: p.Edge, from: int32(-1 - i)}, leg, p.ToEnd())
		for _, end := range s.onEdge[p.Edge] {
			f := finish{end: end, phase: phase, from: int32(-1 - i)}
			f.backward = !s.ahead(s.starts[i].Access, s.ends[end].Access)
			s.finish(f, leg, p.Walk(s.endAt[end]))
		}
	}
	for n := 0; s.queue.Len() > 0; n++ {
		if n&4095 == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		next := s.queue.Pop()
		if s.best != nil && next.label > s.best.cost {
			break
		}
		i := s.place[next.state]
		if at := &s.arrivals[i]; !at.done && at.cost == next.label {
			at.done = true
			s.goOn(i)
		}
	}
	return nil
}

// ahead reports whether an edge leads from a to b, which both lie on it.
func (s *traceSearch) ahead(a, b streets.Access) bool {
	if a.Segment != b.Segment {
		return a.Segment < b.Segment
	}
	if s.weights.Network().Street(a.Segment).Backwards {
		return a.Fraction >= b.Fraction
	}
	return a.Fraction <= b.Fraction
}

// goOn walks on along every edge that meets a settled state.
func (s *traceSearch) goOn(from int32) {
	at := s.arrivals[from]
	s.leave(at.state, func(m move) {
		for _, end := range s.onEdge[m.edge] {
			cost := s.endAt[end].FromStart()
			if m.backward {
				cost = s.endAt[end].FromEnd()
			}
			s.finish(finish{end: end, phase: m.to.phase(), from: from, backward: m.backward}, at.cost, cost)
		}
		if m.to.vertex() != at.vertex() {
			s.arrive(arrival{state: m.to, edge: m.edge, backward: m.backward, from: from}, at.cost, m.cost)
		}
	})
}

// arrive takes a walk to a state if it beats the best so far. Only states that
// are not settled are changed, by ones that are, so that edges that cost nothing
// make no circle.
func (s *traceSearch) arrive(a arrival, before uint64, cost streets.Cost) {
	a.cost = before + uint64(cost)
	if cost == streets.Far || a.cost > s.limit {
		return
	}
	i, known := s.place[a.state]
	if !known {
		i = int32(len(s.arrivals))
		s.place[a.state] = i
		s.arrivals = append(s.arrivals, a)
	} else {
		old := s.arrivals[i]
		if old.done || cmp.Or(cmp.Compare(a.cost, old.cost), cmp.Compare(s.order(a.edge), s.order(old.edge)), cmp.Compare(old.from, a.from)) >= 0 {
			return
		}
		s.arrivals[i] = a
		if a.cost == old.cost {
			return // is queued already
		}
	}
	s.queue.Push(entry{a.state, a.cost})
}

// order tells which of two edges is taken where both cost the same: on streets
// that edits lie over it is that of the same streets built anew.
func (s *traceSearch) order(edge uint32) uint64 { return s.weights.Network().Order(edge) }

// finish takes a whole walk if it beats the best so far.
func (s *traceSearch) finish(f finish, before uint64, cost streets.Cost) {
	end := s.ends[f.end]
	f.cost = before + uint64(cost) + uint64(s.weights.Leg(end.Access))
	if cost == streets.Far || f.cost > s.limit {
		return
	}
	if b := s.best; b == nil || cmp.Or(cmp.Compare(f.cost, b.cost), cmp.Compare(end.Index, s.ends[b.end].Index),
		cmp.Compare(f.phase, b.phase), cmp.Compare(f.end, b.end)) < 0 {
		s.best = &f
	}
}

// path goes back from the best finish.
func (s *traceSearch) path() *Path {
	f := s.best
	p := &Path{Cost: streets.Cost(f.cost), End: f.end}
	last := Step{Edge: s.endAt[f.end].Edge, Backward: f.backward, Phase: f.phase, To: &s.ends[f.end].Access}
	from := f.from
	for from >= 0 {
		p.Steps = append(p.Steps, last)
		a := s.arrivals[from]
		last = Step{Edge: a.edge, Backward: a.backward, Phase: a.phase()}
		from = a.from
	}
	p.Start = int(-1 - from)
	last.From = &s.starts[p.Start].Access
	p.Steps = append(p.Steps, last)
	slices.Reverse(p.Steps)
	return p
}
