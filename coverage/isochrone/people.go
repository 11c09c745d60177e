package isochrone

import (
	"lifecircle/coverage"
	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// walksWithin returns the walks of the places within reach, in milliseconds.
func (d *drawing) walksWithin(spread *reach.Spread) map[int]streets.Cost {
	out := map[int]streets.Cost{}
	for place, cost := range d.placesByEdge.Within(d.accesses, spread) {
		if known, again := out[place]; !again || cost < known {
			out[place] = cost
		}
	}
	return out
}

// people sums, by group, those whose walk is within limit, and over another one
// where that is more than 0. A walk of exactly the limit is within it. Where a
// group or a weight is asked, that alone is summed.
func (d *drawing) people(walks map[int]streets.Cost, over, limit int64) map[string]coverage.Amount {
	sum := func(amount func(place int) coverage.Amount) (sum coverage.Amount) {
		for place, cost := range walks {
			if int64(cost) <= limit && (over == 0 || int64(cost) > over) {
				sum += amount(place)
			}
		}
		return sum
	}
	switch q := d.out.Query; {
	case d.basis.Weight != coverage.WeightPeople:
		return map[string]coverage.Amount{d.basis.Weight: sum(d.basis.Amount)}
	case q.Group != "":
		return map[string]coverage.Amount{q.Group: sum(d.basis.Amount)}
	}
	out := map[string]coverage.Amount{}
	for _, group := range d.engine.City().GroupIDs() {
		out[group] = sum(func(place int) coverage.Amount { return d.basis.AmountOf(group, place) })
	}
	return out
}
