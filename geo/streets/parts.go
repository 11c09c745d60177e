package streets

import (
	"math"
	"sort"
)

// A Part is what of a segment of the source a segment is: links cut segments
// where they join, and neither a cost nor an access may move by that. What a
// segment costs is therefore always asked of the whole, and a part has its share
// between two fractions of it.
type Part struct {
	Segment uint32 // the part; of a patch: the segment of the base that is the whole, or is a part of it itself
	MM      uint32 // of the whole
	Span
	LonA, LatA, LonB, LatB int32 // of the whole: where it starts and ends in its way's direction
}

// A Span lies between two fractions of a segment of the source, in its way's
// direction.
type Span struct{ From, To float64 }

var wholeSpan = Span{0, 1}

func (p Span) whole() bool { return p.From == 0 && p.To == 1 }

// share returns which share of the whole's length it has.
func (p Span) share() float64 { return p.To - p.From }

// within moves a fraction of the whole to the part where it lies beside it.
func (p Span) within(fraction float64) float64 { return max(p.From, min(p.To, fraction)) }

// of returns the part's share of what the whole costs; all of it is blocked where
// the whole is.
func (p Span) of(cost uint64) uint64 {
	if cost >= blocked || p.whole() {
		return cost
	}
	return cutAt(p.To, cost) - cutAt(p.From, cost)
}

// cut returns the shares of a part on the side of its edge's start and of its end
// from a fraction of the whole, which costs what is given. Nobody moves on a
// blocked one.
func (p Span) cut(fraction float64, cost uint64, against bool) (start, end uint64) {
	if cost >= blocked {
		return cost, cost
	}
	at := cutAt(p.within(fraction), cost)
	start, end = at-cutAt(p.From, cost), cutAt(p.To, cost)-at
	if against {
		start, end = end, start
	}
	return start, end
}

// cutAt returns the share of a cost up to a fraction.
func cutAt(fraction float64, cost uint64) uint64 {
	return min(uint64(math.Round(float64(fraction*float64(cost)))), cost)
}

// partIndex returns the place of the first part that is at or behind a segment.
func (a *Arrays) partIndex(segment uint32) int {
	if len(a.Parts) == 0 {
		return 0
	}
	return sort.Search(len(a.Parts), func(i int) bool { return a.Parts[i].Segment >= segment })
}

// partAt returns the part that a segment is, nil where it is whole.
func (a *Arrays) partAt(segment uint32) *Part {
	if i := a.partIndex(segment); i < len(a.Parts) && a.Parts[i].Segment == segment {
		return &a.Parts[i]
	}
	return nil
}

// cutUp reports whether segments [first, last) of one edge may be parts, or lie
// elsewhere than in the runs.
func (a *Arrays) cutUp(first, last uint32) bool {
	if int(first) >= len(a.LengthsMM) {
		return true
	}
	if len(a.Parts) == 0 {
		return false
	}
	i := a.partIndex(first)
	return i < len(a.Parts) && a.Parts[i].Segment < last
}
