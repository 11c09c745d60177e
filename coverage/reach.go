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
	limit    int64                     // milliseconds searched
	millis   paged.Array[streets.Cost] // of each place; farther than the limit: unreached
	rank     paged.Array[uint32]       // of the nearest facility
	labels   *reach.Labels             // what the walks were read from
	accesses *Accesses                 // where everything joins the streets
	changed  []int                     // places whose walk may differ from the one that this was made from, ascending
}

const unreached = math.MaxUint32

// Within reports whether the walk of a place is within a limit.
func (w *Reach) Within(place int, limit int64) bool {
	ms := w.millis.At(place)
	return ms != unreached && int64(ms) <= limit
}

// searchLimit returns how far a walk is followed for a limit, so that near misses
// have their seconds and the minute around the limit is known.
func searchLimit(limit int64) int64 { return max(limit*3/2, limit+minute) }

// A destination is what a search walks to in a setting: the open facilities of a
// service, or the exits.
type destination struct {
	service int // index into City.Services, or toExits
	Setting
}

// toExits are the points where streets leave the extent.
const toExits = -1

// reach returns the walk to a destination to at least limit, searching if the one
// at hand is shorter. A longer search finds the same walks and more.
func (e *Engine) reach(ctx context.Context, to destination, limit int64) (*Reach, error) {
	enough := func(w *Reach) bool { return w.limit >= limit }
	return e.reachCache.get(ctx, to, enough, func(ctx context.Context) (*Reach, error) {
		if e.from != nil {
			return e.updateReach(ctx, to, limit)
		}
		return e.search(ctx, to, limit)
	})
}

func (e *Engine) search(ctx context.Context, to destination, limit int64) (*Reach, error) {
	d, err := e.accesses(ctx, to.Setting)
	if err != nil {
		return nil, err
	}
	labels, err := e.searchLabels(ctx, to.service, d, limit)
	if err != nil {
		return nil, err
	}
	return e.readLabels(ctx, labels, d)
}

// searchLabels searches from all accesses of a destination.
func (e *Engine) searchLabels(ctx context.Context, service int, d *Accesses, limit int64) (*reach.Labels, error) {
	goals := reach.NewGoals(d.weights, d.private, e.sources(service, d))
	return reach.Nearest(ctx, goals, reach.Options{Limit: streets.Cost(limit)})
}

// sources lists the accesses of a service's facilities, or the exits.
func (e *Engine) sources(service int, d *Accesses) []reach.Source {
	var out []reach.Source
	if service == toExits {
		for i, a := range e.exits {
			if a.Linked && d.weights.Usable(a) {
				out = append(out, reach.Source{At: d.weights.Locate(a), Index: uint32(i)})
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
	for _, a := range d.facilityAccesses(f) {
		j := reach.Join(d.weights, a)
		out = append(out, reach.Source{At: j.At, Leg: j.Leg, Index: d.engine.ranks.of[f]})
	}
	return out
}

// readLabels reads the labels of a search at every place.
func (e *Engine) readLabels(ctx context.Context, labels *reach.Labels, d *Accesses) (*Reach, error) {
	n := e.city.Demand.Len()
	millis, rank := make([]streets.Cost, n), make([]uint32, n)
	err := e.parallel(ctx, n, func(i int) { millis[i], rank[i] = d.nearest(labels, i) })
	return &Reach{limit: int64(labels.Limit()), millis: paged.Of(millis), rank: paged.Of(rank), labels: labels, accesses: d}, err
}

// nearest returns the least walk from a access of a place, or unreached. Ties go to
// the smaller facility.
func (d *Accesses) nearest(labels *reach.Labels, place int) (cost streets.Cost, rank uint32) {
	cost = unreached
	for at := range d.keysOf(accessKey{false, place, mainAccess}) {
		a := d.access(at)
		if !a.Linked {
			continue
		}
		if c, r, ok := labels.At(reach.Join(d.weights, a)); ok && (c < cost || c == cost && r < rank) {
			cost, rank = c, r
		}
	}
	return cost, rank
}

// labels returns the search for a service of the city, to at least limit: what a
// walk is traced with.
func (e *Engine) labels(ctx context.Context, service int, profile streets.Profile, private streets.Private, limit int64) (*reach.Labels, error) {
	w, err := e.reach(ctx, destination{service, Setting{profile, private}}, limit)
	if err != nil {
		return nil, err
	}
	return w.labels, nil
}
