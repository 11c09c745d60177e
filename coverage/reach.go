package coverage

import (
	"context"
	"math"

	"lifecircle/coverage/paged"
	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A Reach is the answer of one search for a service, place by place.
type Reach struct {
	service  int                       // index into City.Services, or toExits
	limit    int64                     // milliseconds searched
	millis   paged.Array[streets.Cost] // of each place; farther than the limit: unreached
	rank     paged.Array[uint32]       // of the nearest facility
	Labels   *reach.Labels             // what the walks were read from
	Accesses *Accesses                 // where everything joins the streets
	changed  []int                     // places whose walk may differ from the one that this was made from, ascending
}

const unreached = math.MaxUint32

// Within reports whether the walk of a place is within a limit.
func (w *Reach) Within(place int, limit int64) bool {
	ms := w.millis.At(place)
	return ms != unreached && int64(ms) <= limit
}

// SearchLimit returns how far a walk is followed for a limit, so that near misses
// have their seconds and the minute around the limit is known.
func SearchLimit(limit int64) int64 { return max(limit*3/2, limit+minute) }

// A destination is what a search walks to in a setting: the open facilities of a
// service, or the exits.
type destination struct {
	service int // index into City.Services, or toExits
	Setting
}

// toExits are the points where streets leave the extent.
const toExits = -1

// reachOf returns the walk to a destination to at least limit, searching if the one
// at hand is shorter. A longer search finds the same walks and more.
func (e *Engine) reachOf(ctx context.Context, to destination, limit int64) (*Reach, error) {
	enough := func(w *Reach) bool { return w.limit >= limit }
	return e.reachCache.get(ctx, to, enough, func(ctx context.Context) (*Reach, error) {
		if e.from != nil {
			return update{e}.updateReach(ctx, to, limit)
		}
		return e.search(ctx, to, limit)
	})
}

func (e *Engine) search(ctx context.Context, to destination, limit int64) (*Reach, error) {
	d, err := e.Accesses(ctx, to.Setting)
	if err != nil {
		return nil, err
	}
	labels, err := e.searchLabels(ctx, to.service, d, limit)
	if err != nil {
		return nil, err
	}
	return e.readLabels(ctx, to.service, labels, d)
}

// searchLabels searches from all accesses of a destination.
func (e *Engine) searchLabels(ctx context.Context, service int, d *Accesses, limit int64) (*reach.Labels, error) {
	goals := reach.NewGoals(d.Weights, d.Private, e.sources(service, d))
	return reach.Nearest(ctx, goals, reach.Options{Limit: streets.Cost(limit)})
}

// sources lists the accesses of a service's facilities, or the exits.
func (e *Engine) sources(service int, d *Accesses) []reach.Source {
	var out []reach.Source
	if service == toExits {
		for i, a := range e.exits {
			if a.Linked && d.Weights.Usable(a) {
				out = append(out, reach.Source{At: d.Weights.Locate(a), Index: uint32(i)})
			}
		}
		return out
	}
	for _, f := range e.offering[service] {
		out = append(out, d.sources(int(f))...)
	}
	return out
}

// sources are the accesses of a facility.
func (d *Accesses) sources(f int) []reach.Source {
	var out []reach.Source
	for _, a := range d.OfFacility(f) {
		j := reach.Join(d.Weights, a)
		out = append(out, reach.Source{At: j.At, Leg: j.Leg, Index: d.engine.ranks.of[f]})
	}
	return out
}

// readLabels reads the labels of a search at every place.
func (e *Engine) readLabels(ctx context.Context, service int, labels *reach.Labels, d *Accesses) (*Reach, error) {
	n := e.city.Demand.Len()
	millis, rank := make([]streets.Cost, n), make([]uint32, n)
	err := e.Parallel(ctx, n, func(i int) { millis[i], rank[i] = d.nearest(labels, i) })
	return &Reach{service: service, limit: int64(labels.Limit()), millis: paged.Of(millis), rank: paged.Of(rank), Labels: labels, Accesses: d}, err
}

// Nearest returns the least walk from a access of a place, or unreached. Ties go to
// the smaller facility.
func (d *Accesses) nearest(labels *reach.Labels, place int) (cost streets.Cost, rank uint32) {
	cost = unreached
	for at := range d.keysOf(accessKey{false, place, mainAccess}) {
		a := d.access(at)
		if !a.Linked {
			continue
		}
		if c, r, ok := labels.At(reach.Join(d.Weights, a)); ok && (c < cost || c == cost && r < rank) {
			cost, rank = c, r
		}
	}
	return cost, rank
}

// WithinAll reports for each place whether its walk is within a limit.
func (w *Reach) WithinAll(limit int64) []bool {
	out := make([]bool, w.millis.Len())
	for i := range out {
		out[i] = w.Within(i, limit)
	}
	return out
}

// MillisAt returns the walk of a place in milliseconds, and false where none is
// found within what was searched.
func (w *Reach) MillisAt(place int) (int64, bool) {
	ms := w.millis.At(place)
	return int64(ms), ms != unreached
}

// FacilityAt returns the facility that is nearest to a place on foot, an index into
// City.Facilities. The place must have a walk.
func (w *Reach) FacilityAt(place int) int { return w.Accesses.engine.ranks.index(w.rank.At(place)) }

// WithinOf reports whether a place's walk is within a limit by the labels of some
// search.
func (d *Accesses) WithinOf(labels *reach.Labels, place int, limit int64) bool {
	ms, _ := d.nearest(labels, place)
	return ms != unreached && int64(ms) <= limit
}
