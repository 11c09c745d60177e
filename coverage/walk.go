package coverage

import (
	"context"
	"math"
	"sync"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A walk is the answer of one search for a service, place by place.
type walk struct {
	limit    int64          // milliseconds searched
	millis   []streets.Cost // of each place; farther than the limit: unreached
	facility []uint32       // index into City.Facilities
}

const unreached = math.MaxUint32

// followed returns how far a walk is followed for a limit, so that near misses
// have their seconds and the minute around the limit is known.
func followed(limit int64) int64 { return max(limit*3/2, limit+minute) }

// walkSoFar is the longest walk of a service that was searched.
type walkSoFar struct {
	mu   sync.Mutex // held while searching, so that questions asked at once search once
	walk *walk
}

// walk returns the walk of a service to at least limit, searching if the one at
// hand is shorter. A longer search finds the same walks and more.
func (e *Engine) walk(ctx context.Context, service int, limit int64) (*walk, error) {
	have := &e.walks[service]
	have.mu.Lock()
	defer have.mu.Unlock()
	if have.walk != nil && have.walk.limit >= limit {
		return have.walk, nil
	}
	w, err := e.search(ctx, service, limit)
	if err == nil {
		have.walk = w
	}
	return w, err
}

func (e *Engine) search(ctx context.Context, service int, limit int64) (*walk, error) {
	n := e.city.Demand.Len()
	w := &walk{limit: limit, millis: make([]streets.Cost, n), facility: make([]uint32, n)}
	var sources []reach.Source
	for _, f := range e.offering[service] {
		access := e.city.Facilities[f].Access
		if access.Linked {
			sources = append(sources, reach.Source{At: e.city.Streets.Locate(access), Leg: e.city.Streets.Leg(access), Index: f})
		}
	}
	labels, err := reach.Nearest(ctx, reach.NewGoals(e.city.Streets, sources), reach.Options{Limit: streets.Cost(limit)})
	if err != nil {
		return nil, err
	}
	err = e.each(ctx, n, func(i int) {
		cost, facility, ok := labels.At(e.city.Demand.Access[i])
		if !ok {
			cost = unreached
		}
		w.millis[i], w.facility[i] = cost, facility
	})
	return w, err
}
