package isochrone

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage/ground"
	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// A stop is a place on an edge where the time of a walk may turn: a node, or
// where an origin joins.
type stop struct {
	at       orb.Point
	up, down float64 // milliseconds between here and the origins by way of the stops before, and of those after
	leg      float64 // of an origin that joins here, or +Inf
	there    float64 // what the stretch to the next stop costs a walk that came from before
	back     float64 // and one that came from after
	mm       float64 // its length
}

// A piece is a straight stretch of street, cut where the way to the origins
// turns, with its length.
type piece struct {
	ground.Piece
	mm float64
}

// pieces returns the reached pieces of street, edge by edge along each edge.
func pieces(s *reach.Spread, w *streets.Weights) []piece {
	var out []piece
	for _, e := range w.Network().LaidOut(s.Edges) {
		stops := stopsOf(s, w, e)
		for i := range len(stops) - 1 {
			out = appendPieces(out, stops[i], stops[i+1])
		}
	}
	return out
}

// stopsOf lists the stops of an edge with their times.
func stopsOf(s *reach.Spread, w *streets.Weights, e uint32) []stop {
	n := w.Network()
	first, last := n.SegmentsOf(e)
	var out []stop
	stands := s.On(e)
	for segment := first; segment < last; segment++ {
		there, back := costs(w, segment, s.Away())
		a, b := n.Point(n.NodeOf(e, segment-first)), n.Point(n.NodeOf(e, segment-first+1))
		mm := float64(n.Segment(segment).MM())
		from := 0.0
		open := stop{at: a, leg: math.Inf(1)}
		for _, cut := range cutsOf(stands, segment, n) {
			f := max(from, cut.fraction)
			open.there, open.back, open.mm = partOf(there, f-from), partOf(back, f-from), mm*(f-from)
			out = append(out, open)
			open = stop{at: geo.Between(a, b, f), leg: cut.leg}
			from = f
		}
		open.there, open.back, open.mm = partOf(there, 1-from), partOf(back, 1-from), mm*(1-from)
		out = append(out, open)
	}
	out = append(out, stop{at: n.Point(n.NodeOf(e, last-first)), leg: math.Inf(1)})
	start, end := s.Ends(e)
	time(out, infinite(start), infinite(end))
	return out
}

// time fills in the times of walks along an edge.
func time(stops []stop, start, end float64) {
	for i := range stops {
		stops[i].up = stops[i].leg
		if i == 0 {
			stops[i].up = min(start, stops[i].leg)
		} else {
			stops[i].up = min(stops[i].leg, stops[i-1].up+stops[i-1].there)
		}
	}
	for i := len(stops) - 1; i >= 0; i-- {
		if i == len(stops)-1 {
			stops[i].down = min(end, stops[i].leg)
		} else {
			stops[i].down = min(stops[i].leg, stops[i+1].down+stops[i].back)
		}
	}
}

func infinite(c streets.Cost) float64 {
	if c == streets.Far {
		return math.Inf(1)
	}
	return float64(c)
}

// costs returns what a segment costs a walk between it and an origin that lies
// before it along its edge, and after it.
func costs(w *streets.Weights, segment uint32, away bool) (before, after float64) {
	there, back := w.AlongEdge(segment)
	if away {
		return infinite(there), infinite(back)
	}
	return infinite(back), infinite(there)
}

// A cutAt is where an origin joins a segment, as a fraction along its edge's
// direction.
type cutAt struct{ fraction, leg float64 }

// appendPieces appends the stretch between two stops, in one piece or, where
// walks from its middle part, in two.
func appendPieces(out []piece, a, b stop) []piece {
	if a.mm == 0 || a.at == b.at {
		return out
	}
	up, down := math.Min(a.up, a.down), math.Min(b.up, b.down)
	// Walks by way of a cost up+f·there, by way of b down+(1−f)·back.
	f := 1.0
	switch {
	case math.IsInf(up, 1) || math.IsInf(a.there, 1):
		f = 0
	case !math.IsInf(down, 1) && !math.IsInf(a.back, 1):
		if sum := a.there + a.back; sum > 0 {
			f = max(0, min(1, (down+a.back-up)/sum))
		}
	}
	middle := geo.Between(a.at, b.at, f)
	if f > 0 {
		out = append(out, piece{ground.Piece{Near: a.at, Far: middle, NearTime: up, FarTime: up + f*a.there}, a.mm * f})
	}
	if f < 1 && !math.IsInf(down, 1) && !math.IsInf(a.back, 1) {
		out = append(out, piece{ground.Piece{Near: b.at, Far: middle, NearTime: down, FarTime: down + (1-f)*a.back}, a.mm * (1 - f)})
	}
	return out
}

// between returns the part of a piece that is reached within limit and not
// within over milliseconds, from its near end.
func (p piece) between(over, limit float64) (line orb.LineString, mm float64) {
	at := func(t float64) float64 {
		if p.FarTime <= p.NearTime {
			if t >= p.NearTime {
				return 1
			}
			return 0
		}
		return max(0, min(1, (t-p.NearTime)/(p.FarTime-p.NearTime)))
	}
	from, to := 0.0, at(limit)
	if over > 0 {
		from = at(over)
	}
	if limit < p.NearTime || to <= from {
		return nil, 0
	}
	return orb.LineString{geo.Between(p.Near, p.Far, from), geo.Between(p.Near, p.Far, to)}, p.mm * (to - from)
}

// linesOf returns the reached parts of pieces, joined where they follow one
// another, and how long they are in metres.
func linesOf(all []piece, over, limit float64) (orb.MultiLineString, float64) {
	var out orb.MultiLineString
	mm := 0.0
	for _, p := range all {
		line, length := p.between(over, limit)
		if line == nil {
			continue
		}
		mm += length
		if k := len(out) - 1; k >= 0 {
			last := out[k][len(out[k])-1]
			if last == line[1] && line[0] != line[1] { // a piece that is walked the other way
				slices.Reverse(line)
			}
			if last == line[0] {
				out[k] = append(out[k], line[1])
				continue
			}
		}
		out = append(out, line)
	}
	return out, math.Round(mm) / 1000
}

// cutsOf lists where origins join a segment, along its edge.
func cutsOf(stands []reach.Attachment, segment uint32, n *streets.Network) []cutAt {
	var out []cutAt
	on := n.Segment(segment)
	for _, s := range stands {
		if s.Access.Segment != segment {
			continue
		}
		f := on.PartFraction(s.Access.Fraction)
		if on.Against() {
			f = 1 - f
		}
		out = append(out, cutAt{f, float64(s.Joint.Leg)})
	}
	slices.SortFunc(out, func(a, b cutAt) int { return cmp.Or(cmp.Compare(a.fraction, b.fraction), cmp.Compare(a.leg, b.leg)) })
	return out
}

// partOf returns a part of a cost; nobody walks a part of what cannot be walked.
func partOf(cost, part float64) float64 {
	if math.IsInf(cost, 1) {
		return cost
	}
	return cost * part
}
