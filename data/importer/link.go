package importer

import (
	"context"
	"runtime"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// link joins demand and facilities to the streets, but for layers whose links
// were taken over with the streets they are to.
func (r *run) link(ctx context.Context) error {
	network := r.streets.network
	if network == nil {
		return nil // refused already
	}
	city := r.content.City
	if city.Demand.Access == nil {
		city.Demand.Access = make([]streets.Access, city.Demand.Len())
	}
	type task struct {
		at orb.Point
		to *streets.Access
	}
	var tasks []task
	row := 0
	for _, l := range r.layers {
		if l.kind != kindDemand || !l.read {
			continue
		}
		for i := range l.demand.Len() {
			if !l.linked {
				tasks = append(tasks, task{city.Demand.Point[row+i], &city.Demand.Access[row+i]})
			}
		}
		row += l.demand.Len()
	}
	for i := range city.Facilities {
		if l := r.layers[r.content.FacilityLayer[i]-1]; !l.linked {
			tasks = append(tasks, task{city.Facilities[i].Point, &city.Facilities[i].Access})
		}
	}
	return inParallel(ctx, len(tasks), r.progress("link"), func(i int) {
		*tasks[i].to = network.Link(tasks[i].at)
	})
}

// inParallel does n things that don't touch each other, by as many workers as
// there are processors. The result does not depend on how many.
func inParallel(ctx context.Context, n int, tell func(done, total int64), do func(i int)) error {
	const chunk = 1024
	var wait sync.WaitGroup
	var lock sync.Mutex
	next, done := 0, 0
	for range min(runtime.GOMAXPROCS(0), n/chunk+1) {
		wait.Go(func() {
			for ctx.Err() == nil {
				lock.Lock()
				from := next
				next = min(next+chunk, n)
				to := next
				lock.Unlock()
				if from == to {
					return
				}
				for i := from; i < to; i++ {
					do(i)
				}
				lock.Lock()
				if done += to - from; tell != nil {
					tell(int64(done), int64(n))
				}
				lock.Unlock()
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}
