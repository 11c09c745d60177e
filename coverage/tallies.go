package coverage

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Tallies are what a reading sums for the city and every district.
type tallies struct {
	criteria []Criterion
	sums     []tally   // by bucket
	largest  []largest // likewise: of the places within a minute of the limit
}

// A tallyKey tells readings apart.
type tallyKey struct {
	views         string
	group, weight string
	area          Area
}

func keyOf(criteria []Criterion, group, weight string, area Area) tallyKey {
	var s strings.Builder
	for _, l := range criteria {
		v := l.criterionKey
		v.farthest = 0 // no sum depends on it
		fmt.Fprintf(&s, "%v;", v)
	}
	return tallyKey{s.String(), group, weight, area}
}

// tallies sums a reading of a group or a weight that some places have; the last
// ones are kept.
func (e *Engine) tallies(ctx context.Context, criteria []Criterion, group, weight string, area Area) (*tallies, error) {
	return e.tallyCache.get(ctx, keyOf(criteria, group, weight, area), always, func(ctx context.Context) (*tallies, error) {
		if e.from != nil {
			return update{e}.updateTallies(ctx, criteria, group, weight, area)
		}
		return e.sumAll(ctx, criteria, group, weight, area)
	})
}

// sumAll goes over all places.
func (e *Engine) sumAll(ctx context.Context, criteria []Criterion, group, weight string, area Area) (*tallies, error) {
	buckets := len(e.Buckets())
	out := &tallies{criteria, make([]tally, buckets), make([]largest, buckets)}
	amounts, _ := e.city.amounts(group, weight)
	for i, a := range amounts {
		if a == Missing || !e.city.counts(i, area) {
			continue
		}
		s := e.State(criteria, i)
		for b := range e.BucketsOf(i) {
			out.sums[b].add(s, a)
			if s.within {
				out.largest[b].add(a)
			}
		}
	}
	return out, ctx.Err()
}

// mostLargest is how many of the largest places are known.
const mostLargest = 64

// The largest of some amounts, so that the largest is known when others come and
// go.
type largest struct {
	top  []Amount // descending
	more bool     // there are others, none larger than the last of top
}

// add adds an amount.
func (l *largest) add(a Amount) {
	if n := len(l.top); n > 0 && a <= l.top[n-1] && (l.more || n == mostLargest) || n == 0 && l.more {
		l.more = true
		return
	}
	at, _ := slices.BinarySearchFunc(l.top, a, func(x, a Amount) int { return int(min(1, max(-1, a-x))) })
	l.top = slices.Insert(l.top, at, a)
	if len(l.top) > mostLargest {
		l.top, l.more = l.top[:mostLargest], true
	}
}

// remove takes one away, and reports whether the largest of the rest is known.
func (l *largest) remove(a Amount) bool {
	if at := slices.Index(l.top, a); at >= 0 {
		l.top = slices.Delete(l.top, at, at+1)
	}
	return len(l.top) > 0 || !l.more
}

// first returns the largest, 0 where there is none.
func (l *largest) first() Amount {
	if len(l.top) == 0 {
		return 0
	}
	return l.top[0]
}
