package itinerary

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// legs tells a path leg by leg: the straight line from a place to the street,
// the streets, and the straight line to the place where it ends. Lines join end
// to end, and the milliseconds add up to the path's cost.
func legs(w *streets.Weights, p *reach.Path, from orb.Point, start streets.Access, to orb.Point, end streets.Access) []Leg {
	t := legBuilder{weights: w, at: start.At}
	t.access(from, start, false)
	for _, s := range p.Steps {
		t.step(s)
	}
	t.close()
	t.access(to, end, true)
	return t.legs
}

// legBuilder is the state of one walk told leg by leg.
type legBuilder struct {
	weights *streets.Weights
	legs    []Leg
	at      orb.Point // where the walk has come to
	open    *Leg      // being walked
	mm      float64   // of it
	steps   float64
	heights bool
	up      float64
	down    float64
}

// access tells the straight line between a place and the street. A place that
// lies on the street has none.
func (t *legBuilder) access(at orb.Point, a streets.Access, arriving bool) {
	if a.LegMM == 0 && at == a.At {
		return
	}
	line := orb.LineString{at, a.At}
	if arriving {
		line.Reverse()
	}
	t.legs = append(t.legs, Leg{
		Kind: LegAccess, LengthM: float64(a.LegMM) / 1000, Millis: int64(t.weights.Leg(a)), Crosses: a.Crosses, Line: line,
	})
}

// step tells an edge, or a part of one, segment by segment.
func (t *legBuilder) step(s reach.Step) {
	n := t.weights.Network()
	first, last := n.SegmentsOf(s.Edge)
	at, end, step := first, last-1, uint32(1)
	if s.Backward {
		at, end, step = end, at, math.MaxUint32 // back by one
	}
	if s.From != nil {
		at = s.From.Segment
	}
	if s.To != nil {
		end = s.To.Segment
	}
	for ; ; at += step {
		i := at - first // of the segment's node nearer to the edge's start
		p := part{segment: at, street: n.Street(at), to: 1, b: n.Point(n.NodeOf(s.Edge, i+1))}
		if s.Backward {
			p.b = n.Point(n.NodeOf(s.Edge, i))
		}
		if s.Backward != p.street.Backwards {
			p.from, p.to = 1, 0 // against the way
		}
		if s.From != nil && at == s.From.Segment {
			p.from = s.From.Fraction
		}
		if s.To != nil && at == s.To.Segment {
			p.to, p.b = s.To.Fraction, s.To.At
		}
		t.walk(p)
		if at == end {
			return
		}
	}
}

// A part of a segment as it is walked.
type part struct {
	segment  uint32
	street   streets.Street
	from, to float64   // fractions in the way's direction
	b        orb.Point // where it ends
}

// walk tells a part of a segment: more of the leg before where it goes on along
// the same way.
func (t *legBuilder) walk(p part) {
	segment := t.weights.Network().Segment(p.segment)
	kind := KindOf(p.street.Kind)
	from, to := segment.PartFraction(p.from), segment.PartFraction(p.to)
	if from == to {
		// A place that lies at a corner walks nothing of the street it joins. Its
		// point and the corner's may differ in the last bit.
		if t.open != nil {
			t.open.Line[len(t.open.Line)-1], t.at = p.b, p.b
		}
		return
	}
	if t.open == nil || t.open.Kind != kind || t.open.Way != p.street.Way {
		t.close()
		t.open = &Leg{
			Kind: kind, Way: p.street.Way, Name: p.street.Name, Class: p.street.Kind.Class.String(),
			Hours: p.street.Hours, Line: orb.LineString{t.at},
		}
		t.mm, t.steps, t.heights, t.up, t.down = 0, 0, true, 0, 0
	}
	share := math.Abs(to - from)
	t.mm += float64(float64(segment.MM()) * share)
	cost, wait := t.weights.Along(p.segment, p.from, p.to)
	if cost == streets.Far {
		cost = 0 // between places that are the same to the millisecond, up steps that nobody climbs
	}
	t.open.Millis += int64(cost)
	t.open.Wait += int64(wait)
	if kind == LegSteps {
		t.steps += float64(segment.Steps() * share)
	}
	if t.weights.Profile().Signal > 0 {
		signals, _ := segment.Waits()
		t.open.Signals += float64(signals * share)
	}
	up, down, ok := segment.Climb()
	if p.from > p.to {
		up, down = down, up
	}
	t.heights = t.heights && ok
	t.up += float64(up * share)
	t.down += float64(down * share)
	if p.b != t.at {
		t.open.Line = append(t.open.Line, p.b)
		t.at = p.b
	}
}

// close ends the leg that is being walked.
func (t *legBuilder) close() {
	if t.open == nil {
		return
	}
	l := t.open
	l.LengthM = t.mm / 1000
	l.Steps = int(math.Round(t.steps))
	if t.heights {
		up, down := t.up, t.down
		l.ClimbM, l.DescentM = &up, &down
	}
	if len(l.Line) == 1 {
		l.Line = append(l.Line, l.Line[0]) // a gate, a kerb or a lift is a point
	}
	t.legs = append(t.legs, *l)
	t.open = nil
}

// KindOf says what a leg along a street of a kind is.
func KindOf(k streets.Kind) LegKind {
	switch k.Feature {
	case streets.FeatureSquare:
		return LegSquare
	case streets.FeatureGate:
		return LegGate
	case streets.FeatureKerb:
		return LegKerb
	case streets.FeatureLift:
		return LegLift
	case streets.FeatureRepair:
		return LegRepair
	}
	switch {
	case k.Class == streets.ClassSteps:
		return LegSteps
	case k.Use == streets.UseResidents:
		return LegCompound
	}
	return LegStreet
}
