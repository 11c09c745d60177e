package scenario

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// Newly is the places where a service is in reach after and was not before, or
// the reverse. A place that a change added, or whose people it moved away, is
// among them only where its walk says so too.
type Newly struct {
	Service string
	Minutes float64 // the limit after
	Private streets.Private
	Places  int             // with people of the group that is counted
	People  coverage.Amount // of those that lost it: before the changes
	Listed  []NewlyPlace    // those of most people first, then by id; at most as many as asked
}

// NewlyPlace is one of the places of a [Newly].
type NewlyPlace struct {
	Place         int // index into City.Demand
	ID            string
	People        coverage.Amount
	Before, After *int64 // milliseconds of walking; nil where nothing is reached
}

// newly compares the walks of every place that the question is about.
func newly(ctx context.Context, base, changed *coverage.Engine, q Question) (covered, lost []Newly, err error) {
	limits := slices.Compact(slices.Sorted(slices.Values(q.Limits)))
	if limits == nil {
		limits = []float64{q.Minutes}
	}
	privates := q.Treatments
	if privates == nil {
		privates = []streets.Private{q.Private}
	}
	for _, service := range q.services(base) {
		for _, minutes := range limits {
			for _, private := range privates {
				c, l, err := newlyOf(ctx, base, changed, q, service, minutes, private)
				if err != nil {
					return nil, nil, err
				}
				covered, lost = append(covered, c), append(lost, l)
			}
		}
	}
	return covered, lost, nil
}

func newlyOf(ctx context.Context, base, changed *coverage.Engine, q Question, service string, minutes float64, private streets.Private) (covered, lost Newly, err error) {
	ask := coverage.Query{Services: []string{service}, Scope: q.Scope}
	ask.Minutes, ask.Private = minutes, private
	turned, err := changed.PlaceChanges(ctx, base, ask)
	if err != nil {
		return Newly{}, Newly{}, err
	}
	frame := Newly{Service: service, Minutes: turned.Minutes, Private: turned.Private}
	covered, lost = frame, frame
	for _, t := range turned.Places {
		n := &lost
		if t.Covered {
			n = &covered
		}
		n.Places++
		n.People += t.People
		n.Listed = append(n.Listed, NewlyPlace{t.Place, changed.City().Demand.ID[t.Place], t.People, t.Before, t.After})
	}
	covered.shorten(q.Listed)
	lost.shorten(q.Listed)
	return covered, lost, nil
}

// shorten sorts the places and keeps the first of them.
func (n *Newly) shorten(most int) {
	slices.SortFunc(n.Listed, func(a, b NewlyPlace) int {
		return cmp.Or(cmp.Compare(b.People, a.People), strings.Compare(a.ID, b.ID))
	})
	if most == 0 {
		most = listedByDefault
	}
	n.Listed = n.Listed[:min(len(n.Listed), max(most, 0))]
}
