package coverage

import (
	"context"
	"math"

	"lifecircle/coverage/paged"
	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A walk is the answer of one search for a service, place by place.
type walk struct {
	limit   int64                     // milliseconds searched
	millis  paged.Array[streets.Cost] // of each place; farther than the limit: unreached
	rank    paged.Array[uint32]       // of the nearest facility
	labels  *reach.Labels             // what the walks were read from
	doors   *doors                    // where everything joins the streets
	changed []int                     // places whose walk may differ from the one that this was made from, ascending
}

const unreached = math.MaxUint32

// reaches reports whether the walk of a place is within a limit.
func (w *walk) reaches(place int, limit int64) bool {
	ms := w.millis.At(place)
	return ms != unreached && int64(ms) <= limit
}

// followed returns how far a walk is followed for a limit, so that near misses
// have their seconds and the minute around the limit is known.
func followed(limit int64) int64 { return max(limit*3/2, limit+minute) }

// A destination is what a search walks to in a setting: the open facilities of a
// service, or the exits.
type destination struct {
	service int // index into City.Services, or toExits
	setting
}

// toExits are the points where streets leave the extent.
const toExits = -1

// walk returns the walk to a destination to at least limit, searching if the one
// at hand is shorter. A longer search finds the same walks and more.
func (e *Engine) walk(ctx context.Context, to destination, limit int64) (*walk, error) {
	enough := func(w *walk) bool { return w.limit >= limit }
	return e.walks.get(ctx, to, enough, func(ctx context.Context) (*walk, error) {
		if e.from != nil {
			return e.moveWalk(ctx, to, limit)
		}
		return e.search(ctx, to, limit)
	})
}

func (e *Engine) search(ctx context.Context, to destination, limit int64) (*walk, error) {
	d, err := e.doors(ctx, to.setting)
	if err != nil {
		return nil, err
	}
	labels, err := e.find(ctx, to.service, d, limit)
	if err != nil {
		return nil, err
	}
	return e.readAll(ctx, labels, d)
}

// find searches from all doors of a destination.
func (e *Engine) find(ctx context.Context, service int, d *doors, limit int64) (*reach.Labels, error) {
	goals := reach.NewGoals(d.weights, d.private, e.sources(service, d))
	return reach.Nearest(ctx, goals, reach.Options{Limit: streets.Cost(limit)})
}

// sources lists the doors of a service's facilities, or the exits.
func (e *Engine) sources(service int, d *doors) []reach.Source {
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

// sources are the doors of a facility.
func (d *doors) sources(f int) []reach.Source {
	var out []reach.Source
	for _, a := range d.ofFacility(f) {
		j := reach.Join(d.weights, a)
		out = append(out, reach.Source{At: j.At, Leg: j.Leg, Index: d.engine.ranks.of[f]})
	}
	return out
}

// readAll reads the labels of a search at every place.
func (e *Engine) readAll(ctx context.Context, labels *reach.Labels, d *doors) (*walk, error) {
	n := e.city.Demand.Len()
	millis, rank := make([]streets.Cost, n), make([]uint32, n)
	err := e.each(ctx, n, func(i int) { millis[i], rank[i] = d.read(labels, i) })
	return &walk{limit: int64(labels.Limit()), millis: paged.Of(millis), rank: paged.Of(rank), labels: labels, doors: d}, err
}

// read returns the least walk from a door of a place, or unreached. Ties go to
// the smaller facility.
func (d *doors) read(labels *reach.Labels, place int) (cost streets.Cost, rank uint32) {
	cost = unreached
	for at := range d.beside(door{false, place, mainDoor}) {
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
	w, err := e.walk(ctx, destination{service, setting{profile, private}}, limit)
	if err != nil {
		return nil, err
	}
	return w.labels, nil
}
