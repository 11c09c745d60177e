package coverage

import (
	"context"
	"math"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A walk is the answer of one search for a service, place by place.
type walk struct {
	limit    int64          // milliseconds searched
	millis   []streets.Cost // of each place; farther than the limit: unreached
	facility []uint32       // index into City.Facilities
	doors    *doors         // where everything joins the streets
}

const unreached = math.MaxUint32

// reaches reports whether the walk of a place is within a limit.
func (w *walk) reaches(place int, limit int64) bool {
	return w.millis[place] != unreached && int64(w.millis[place]) <= limit
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
		for _, j := range d.joints(d.ofFacility(int(f))) {
			out = append(out, reach.Source{At: j.At, Leg: j.Leg, Index: f})
		}
	}
	return out
}

// readAll reads the labels of a search at every place.
func (e *Engine) readAll(ctx context.Context, labels *reach.Labels, d *doors) (*walk, error) {
	n := e.city.Demand.Len()
	w := &walk{limit: int64(labels.Limit()), millis: make([]streets.Cost, n), facility: make([]uint32, n), doors: d}
	err := e.each(ctx, n, func(i int) {
		w.millis[i], w.facility[i] = d.read(labels, i)
	})
	return w, err
}

// read returns the least walk from a door of a place, or unreached. Ties go to
// the smaller facility.
func (d *doors) read(labels *reach.Labels, place int) (cost streets.Cost, facility uint32) {
	cost = unreached
	try := func(at door) {
		a := d.access(at)
		if !a.Linked {
			return
		}
		if c, f, ok := labels.At(reach.Join(d.weights, a)); ok && (c < cost || c == cost && f < facility) {
			cost, facility = c, f
		}
	}
	try(door{false, place, mainDoor})
	for _, k := range d.byPlace[place] {
		try(door{false, place, k})
	}
	return cost, facility
}

// labels returns the search for a service of the city, to at least limit: what a
// walk is traced with. The last few are kept.
func (e *Engine) labels(ctx context.Context, service int, profile streets.Profile, private streets.Private, limit int64) (*reach.Labels, error) {
	to := destination{service, setting{profile, private}}
	enough := func(l *reach.Labels) bool { return int64(l.Limit()) >= limit }
	return e.searched.get(ctx, to, enough, func(ctx context.Context) (*reach.Labels, error) {
		d, err := e.doors(ctx, to.setting)
		if err != nil {
			return nil, err
		}
		return e.find(ctx, service, d, limit)
	})
}
