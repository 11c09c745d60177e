package reach

import (
	"context"
	"slices"

	"lifecircle/geo/streets"
)

// A Spreader finds everything within a walk of some ends, in either direction.
// Like a [Tracer] it costs what lies within the walk, not a pass over the city.
// It is safe for concurrent use.
type Spreader struct{ localStreets }

// NewSpreader returns a spreader of walks; private says what becomes of
// residents' streets. The adjacency is that of the weights' network.
func NewSpreader(w *streets.Weights, a *Adjacency, private streets.Private) *Spreader {
	return &Spreader{localStreets{phasedStreets{w, private}, a}}
}

// A Spread is all that lies within a walk of the nearest of some ends: from
// everywhere to them, or from them to everywhere.
type Spread struct {
	// Edges are those of which something is reached, ascending.
	Edges []uint32

	spreader *Spreader
	away     bool
	limit    streets.Cost
	labels   map[state]streets.Cost
	ends     map[uint32][]Attachment // by edge
}

// An Attachment is where an end joins the streets.
type Attachment struct {
	Access streets.Access
	Joint  Joint
}

// Spread searches from where some ends join the streets, as far as limit, their
// legs included: for walks to them or, where away is true, from
// them. It fails only when ctx is done.
func (s *Spreader) Spread(ctx context.Context, ends []streets.Access, limit streets.Cost, away bool) (*Spread, error) {
	p := &Spread{spreader: s, away: away, limit: min(limit, streets.MaxCost), labels: map[state]streets.Cost{}, ends: map[uint32][]Attachment{}}
	q := spreadSearch{Spread: p}
	for _, access := range ends {
		end := Join(s.weights, access)
		in, ok := s.phase(PhaseHome, end.At.Edge)
		if !ok || end.Leg > p.limit {
			continue
		}
		p.ends[end.At.Edge] = append(p.ends[end.At.Edge], Attachment{access, end})
		p.Edges = append(p.Edges, end.At.Edge)
		a, b, _, _ := s.weights.Network().Edge(end.At.Edge)
		toA, toB := end.At.FromStart(), end.At.FromEnd()
		if away {
			toA, toB = end.At.ToStart(), end.At.ToEnd()
		}
		q.offer(stateAt(a, in), uint64(end.Leg), toA)
		q.offer(stateAt(b, in), uint64(end.Leg), toB)
	}
	err := q.run(ctx)
	slices.Sort(p.Edges)
	p.Edges = slices.Compact(p.Edges)
	return p, err
}

// A spreadSearch begins in the first phase and leaves a compound for good once it
// has been on a public street, whichever way it runs.
type spreadSearch struct {
	*Spread
	queue Frontier[entry]
}

// offer takes a walk to a state if it beats the best so far.
func (q *spreadSearch) offer(c state, before uint64, cost streets.Cost) {
	sum := before + uint64(cost)
	if cost == streets.Far || sum > uint64(q.limit) {
		return
	}
	if old, known := q.labels[c]; known && uint64(old) <= sum {
		return
	}
	q.labels[c] = streets.Cost(sum)
	q.queue.Push(entry{c, sum})
}

func (q *spreadSearch) run(ctx context.Context) error {
	for count := 0; q.queue.Len() > 0; count++ {
		if count&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		next := q.queue.Pop()
		if uint64(q.labels[next.state]) < next.label {
			continue // improved since
		}
		q.spreader.leave(next.state, func(m move) {
			q.Edges = append(q.Edges, m.edge)
			switch {
			case m.to.vertex() == next.vertex(): // leads nowhere new
			case q.away:
				q.offer(m.to, next.label, m.cost)
			default: // the walk comes the other way
				q.offer(m.to, next.label, m.back)
			}
		})
	}
	return ctx.Err()
}

// Ends returns what the walk between an edge's start, and its end, and the
// nearest of the ends costs somebody on that edge; [streets.Far] where there is
// none within the limit.
func (p *Spread) Ends(e uint32) (start, end streets.Cost) {
	a, b, _, _ := p.spreader.weights.Network().Edge(e)
	last, ok := p.spreader.phase(PhasePublic, e)
	if !ok {
		return streets.Far, streets.Far
	}
	least := func(junction uint32) streets.Cost {
		best := streets.Far
		for phase := PhaseHome; phase <= last; phase++ {
			if c, known := p.labels[stateAt(junction, phase)]; known {
				best = min(best, c)
			}
		}
		return best
	}
	return least(a), least(b)
}

// On returns the ends that stand on an edge.
func (p *Spread) On(e uint32) []Attachment { return p.ends[e] }

// At returns the least cost of a walk between a point that joins the streets at
// a joint and the ends, all legs included; false where there is none within the
// limit. For walks to the ends it is what [Labels.At] gives.
func (p *Spread) At(j Joint) (streets.Cost, bool) {
	start, end := p.Ends(j.At.Edge)
	toStart, toEnd := j.At.ToStart(), j.At.ToEnd()
	if p.away {
		toStart, toEnd = j.At.FromStart(), j.At.FromEnd()
	}
	best := uint64(streets.Far)
	try := func(at, along streets.Cost) {
		if at != streets.Far && along != streets.Far {
			best = min(best, uint64(at)+uint64(along))
		}
	}
	try(start, toStart)
	try(end, toEnd)
	for _, x := range p.ends[j.At.Edge] {
		if p.away {
			try(x.Joint.Leg, x.Joint.At.Walk(j.At))
		} else {
			try(x.Joint.Leg, j.At.Walk(x.Joint.At))
		}
	}
	best += uint64(j.Leg)
	return streets.Cost(min(best, uint64(streets.Far))), best <= uint64(p.limit)
}

// Away reports whether the walks lead away from the ends.
func (p *Spread) Away() bool { return p.away }
