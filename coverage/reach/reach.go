package reach

import (
	"cmp"
	"context"
	"math"

	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// Options steer a search.
type Options struct {
	// Limit is the longest walk in milliseconds that is found, access legs of
	// the facilities included, those of the demand not yet. At most
	// streets.MaxCost.
	Limit streets.Cost

	// Batch is how many seeds, two for a source, start together on networks of at least
	// BatchFrom junctions; zero means 1024. The answer does not depend on it.
	Batch int

	// BatchFrom is the number of junctions from which a search runs in batches;
	// zero means 2²⁰: below that the labels fit the cache and batches don't pay.
	// The answer does not depend on it.
	BatchFrom int
}

const (
	defaultBatch     = 1024
	defaultBatchFrom = 1 << 20
)

// batch returns how many of the seeds start together.
func (o Options) batch(junctions, seeds int) int {
	if junctions < cmp.Or(max(o.BatchFrom, 0), defaultBatchFrom) {
		return seeds
	}
	return cmp.Or(max(o.Batch, 0), defaultBatch)
}

// Unreached is the label of a junction that no source reaches.
const Unreached = math.MaxUint64

// Labels are the answer of a search: for each junction the cost to its nearest
// source and which one, as cost<<32 | index. They are never changed, but for those
// of a [Searcher], which are gone with its next search.
type Labels struct {
	Settled int // junctions worked, some more than once: the search's effort

	// label has the walks of somebody who stands at a vertex in a phase and may go
	// on in later ones. PhaseDestination is empty where no source stands in a compound,
	// PhaseHome where streets are not for residents.
	label [numPhases]paged.Array[uint64]

	goals *Goals
	limit streets.Cost
}

// Goals returns what was searched from.
func (l *Labels) Goals() *Goals { return l.goals }

// Limit returns the longest walk that was searched, in milliseconds.
func (l *Labels) Limit() streets.Cost { return l.limit }

// Nearest searches from all goals together. It fails only when ctx is done.
func Nearest(ctx context.Context, g *Goals, o Options) (*Labels, error) {
	return new(Searcher).Nearest(ctx, g, o)
}

func label(c streets.Cost, index uint32) uint64 { return uint64(c)<<32 | uint64(index) }

// At returns the least cost from a point that joins the streets at a joint to a
// source, both legs included, and the source's index; ok is false where there is
// none within the limit. TwoNearest points on one edge walk straight along it.
func (l *Labels) At(j Joint) (cost streets.Cost, index uint32, ok bool) {
	a, b, walked := l.ends(j.At.Edge)
	if !walked {
		return 0, 0, false
	}
	best := min(plus(a, j.At.ToStart()), plus(b, j.At.ToEnd()))
	for _, s := range l.goals.on(j.At.Edge) {
		best = min(best, plus(label(s.Leg, s.Index), j.At.Walk(s.At)))
	}
	best = plus(best, j.Leg)
	if best>>32 > uint64(l.limit) {
		return 0, 0, false
	}
	return streets.Cost(best >> 32), uint32(best), true
}

// plus adds a cost to a label; an unreached one stays so, and so is one beyond a
// stretch that cannot be walked.
func plus(l uint64, c streets.Cost) uint64 {
	if l == Unreached || c == streets.Far {
		return Unreached
	}
	return l + uint64(c)<<32
}

// Ends returns the labels at an edge's start and end of somebody who walks it;
// both are [Unreached] where nobody does.
func (l *Labels) Ends(e uint32) (a, b uint64) {
	a, b, _ = l.ends(e)
	return a, b
}

// ends is like Ends; walked is false where nobody walks the edge.
func (l *Labels) ends(e uint32) (a, b uint64, walked bool) {
	p, walked := l.goals.phase(PhaseHome, e)
	if !walked {
		return Unreached, Unreached, false
	}
	start, end := l.goals.ends(p, e)
	return l.label[p].At(int(start)), l.label[p].At(int(end)), true
}
