package host

import (
	"context"
	"fmt"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/data/sitings"
)

// work runs what waits until ctx is done; what runs then goes on after a restart.
func (w *Sitings) work(ctx context.Context) {
	for ctx.Err() == nil {
		j := w.next()
		if j == nil {
			select {
			case <-w.wake:
			case <-ctx.Done():
			}
			continue
		}
		w.one(ctx, j)
	}
}

// next takes the first job that waits.
func (w *Sitings) next() *job {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.queue) > 0 {
		j := w.queue[0]
		w.queue = w.queue[1:]
		if j.Answer.State == siting.StateQueued {
			return j
		}
	}
	return nil
}

// one runs a job.
func (w *Sitings) one(ctx context.Context, j *job) {
	e, release, err := w.engine(ctx, j.City)
	if err != nil {
		w.change(j, func() { j.Answer.State, j.Failure = siting.StateFailed, err.Error() }, true)
		return
	}
	defer release()
	inner, stop := context.WithCancel(ctx)
	defer stop()
	var start []string
	w.change(j, func() {
		for _, s := range j.Answer.Plan {
			start = append(start, s.ID)
		}
		j.Answer.State, j.stop = siting.StateRunning, stop
		if j.ended {
			stop()
		}
	}, true)
	a, err := w.safely(inner, e, j.Answer.Question, siting.Options{Start: start, Progress: func(a siting.Answer) {
		w.change(j, func() {
			if !j.ended {
				j.Answer = a
			}
		}, false)
	}})
	switch {
	case ctx.Err() != nil: // the server ends: the job goes on after its restart
		w.change(j, func() {
			if j.Answer.State == siting.StateRunning {
				j.Answer.State = siting.StateQueued
			}
		}, true)
	case err != nil:
		w.change(j, func() { j.Answer.State, j.Failure = siting.StateFailed, err.Error() }, true)
	default:
		w.change(j, func() { j.Answer = *a }, true)
	}
}

// safely runs a siting so that a fault of it takes nothing else down.
func (w *Sitings) safely(ctx context.Context, e *coverage.Engine, q siting.Question, o siting.Options) (a *siting.Answer, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			w.log.Error("siting failed", "fault", fault)
			err = fmt.Errorf("a fault of ours: %v", fault)
		}
	}()
	return w.run(ctx, e, q, o)
}

// engine opens the city of a job.
func (w *Sitings) engine(ctx context.Context, city string) (*coverage.Engine, func(), error) {
	e, ok := w.open.edition(city)
	if !ok {
		return nil, nil, fmt.Errorf("the city %s is not there any more", city)
	}
	return e.engine, e.release, nil
}

// resume reads the kept jobs of a city, once, and queues what is not done.
func (w *Sitings) resume(city string) {
	dir, ok := w.open.dirOf(city)
	if !ok {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.read[city] {
		return
	}
	w.read[city] = true
	list, err := sitings.Load(sitings.Path(dir))
	if err != nil {
		w.log.Error("some sitings cannot be read", "city", city, "error", err)
	}
	for _, one := range list {
		j := &job{Job: one, watchers: map[chan struct{}]bool{}}
		w.all[city+"/"+one.ID] = j
		if one.Answer.State == siting.StateQueued || one.Answer.State == siting.StateRunning {
			j.Answer.State = siting.StateQueued
			w.queue = append(w.queue, j)
		}
	}
	w.ring()
}

// ring wakes the worker.
func (w *Sitings) ring() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}
