package host

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/data/sitings"
)

// How many sitings there may be: waiting, and kept of a city. Those done longest ago
// go first.
const (
	mostQueued = 64
	mostJobs   = 200
	keepEvery  = 2 * time.Second // while one runs
)

// Sitings are those of the cities that a [Host] has open, as [rest.Sitings] wants
// them: jobs, each kept in a file beside its workspace. One runs at a time, since it
// takes all processors; the others wait. They are safe for many goroutines.
type Sitings struct {
	open *Cities
	log  *slog.Logger
	run  func(context.Context, *coverage.Engine, siting.Question, siting.Options) (*siting.Answer, error)

	mu    sync.Mutex
	all   map[string]*job // by city and id
	read  map[string]bool // cities whose kept jobs are read
	queue []*job
	wake  chan struct{}
}

// A job is one siting.
type job struct {
	sitings.Job
	saving   sync.Mutex         // held while it is written, so that the last state stays
	stop     context.CancelFunc // of one that runs
	ended    bool               // somebody asked that it end
	saved    time.Time
	watchers map[chan struct{}]bool
}

func newSitings(open *Cities, log *slog.Logger) *Sitings {
	return &Sitings{open: open, log: log, run: siting.Run, all: map[string]*job{}, read: map[string]bool{}, wake: make(chan struct{}, 1)}
}

// change changes a job, tells those who watch it, and keeps it: at once, or if that
// is some time ago.
func (w *Sitings) change(j *job, change func(), keep bool) {
	w.mu.Lock()
	change()
	for c := range j.watchers {
		select {
		case c <- struct{}{}:
		default: // one waits already
		}
	}
	now := time.Now()
	keep = keep || now.Sub(j.saved) >= keepEvery
	if keep {
		j.saved = now
	}
	w.mu.Unlock()
	if keep {
		if err := w.save(j); err != nil {
			w.log.Error("siting not kept", "siting", j.ID, "error", err)
		}
	}
}

// save keeps a job as it is now, unless it was taken away.
func (w *Sitings) save(j *job) error {
	j.saving.Lock()
	defer j.saving.Unlock()
	w.mu.Lock()
	kept, there := j.Job, w.all[j.City+"/"+j.ID] == j
	w.mu.Unlock()
	dir, ok := w.open.dirOf(j.City)
	if !ok || !there {
		return nil
	}
	return sitings.Save(sitings.Path(dir), kept)
}

// of returns a job.
func (w *Sitings) of(city, id string) (*job, error) {
	w.resume(city)
	w.mu.Lock()
	defer w.mu.Unlock()
	j := w.all[city+"/"+id]
	if j == nil {
		return nil, rest.ErrNoSiting
	}
	return j, nil
}

func (j *job) told() rest.SitingJob {
	return rest.SitingJob{ID: j.ID, Created: j.Created, Failure: j.Failure, Answer: j.Answer}
}

// List returns the sitings of a city, those asked first first.
func (w *Sitings) List(_ context.Context, city string) ([]rest.SitingJob, error) {
	w.resume(city)
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []rest.SitingJob{}
	for _, j := range w.all {
		if j.City == city {
			out = append(out, j.told())
		}
	}
	slices.SortFunc(out, func(a, b rest.SitingJob) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out, nil
}

// Get returns a siting as it is now; [rest.ErrNoSiting] where there is none.
func (w *Sitings) Get(_ context.Context, city, id string) (rest.SitingJob, error) {
	j, err := w.of(city, id)
	if err != nil {
		return rest.SitingJob{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return j.told(), nil
}

// Start queues a siting. One that comes again with its author's key is the one that
// was started; with another question it is a [scenario.KeyReused]. Where too many wait
// it is [rest.ErrBusy], where it cannot be kept [scenario.ErrReadOnly].
func (w *Sitings) Start(_ context.Context, city string, q siting.Question, author, key string) (rest.SitingJob, error) {
	w.resume(city)
	w.mu.Lock()
	if key != "" {
		key = author + " " + key // each author's keys are their own
	}
	for _, j := range w.all {
		if key == "" || j.City != city || j.Key != key {
			continue
		}
		told, asked := j.told(), j.Asked
		w.mu.Unlock()
		if asked != string(siting.Encode(q)) {
			return rest.SitingJob{}, &scenario.KeyReused{Key: strings.TrimPrefix(key, author+" ")}
		}
		return told, nil
	}
	waiting := 0
	for _, j := range w.queue {
		if j.Answer.State == siting.StateQueued {
			waiting++
		}
	}
	if waiting >= mostQueued {
		w.mu.Unlock()
		return rest.SitingJob{}, rest.ErrBusy
	}
	gone := w.crowd(city)
	j := &job{watchers: map[chan struct{}]bool{}, Job: sitings.Job{ID: freshID(), City: city, Created: time.Now().UTC(), Key: key, Asked: string(siting.Encode(q)),
		Answer: siting.Answer{State: siting.StateQueued, Question: q}}}
	w.all[city+"/"+j.ID] = j
	told := j.told()
	w.mu.Unlock()
	for _, old := range gone {
		w.remove(old)
	}
	if err := w.save(j); err != nil {
		w.mu.Lock()
		delete(w.all, city+"/"+j.ID)
		w.mu.Unlock()
		return rest.SitingJob{}, fmt.Errorf("%w: %w", scenario.ErrReadOnly, err)
	}
	w.mu.Lock()
	w.queue = append(w.queue, j)
	w.mu.Unlock()
	w.ring()
	return told, nil
}

// crowd forgets the jobs of a city that were done longest ago, where there are too
// many, and returns them.
func (w *Sitings) crowd(city string) []*job {
	var done []*job
	n := 0
	for _, j := range w.all {
		if j.City != city {
			continue
		}
		if n++; j.finished() {
			done = append(done, j)
		}
	}
	slices.SortFunc(done, func(a, b *job) int { return a.Created.Compare(b.Created) })
	done = done[:max(0, min(len(done), n+1-mostJobs))]
	for _, j := range done {
		delete(w.all, city+"/"+j.ID)
	}
	return done
}

func (j *job) finished() bool {
	return j.Answer.State != siting.StateQueued && j.Answer.State != siting.StateRunning
}

// remove takes away the file of a job that is not among all any more.
func (w *Sitings) remove(j *job) {
	j.saving.Lock()
	defer j.saving.Unlock()
	if dir, ok := w.open.dirOf(j.City); ok {
		if err := sitings.Remove(sitings.Path(dir), j.ID); err != nil {
			w.log.Error("siting not removed", "siting", j.ID, "error", err)
		}
	}
}

func freshID() string {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // the system has no chance left
	}
	return hex.EncodeToString(b[:])
}

// Cancel ends a siting that waits or runs, and takes away one that is done. It is
// [rest.ErrNoSiting] where there is none.
func (w *Sitings) Cancel(_ context.Context, city, id string) error {
	j, err := w.of(city, id)
	if err != nil {
		return err
	}
	w.mu.Lock()
	if j.finished() {
		delete(w.all, city+"/"+id)
		w.mu.Unlock()
		w.remove(j)
		return nil
	}
	w.mu.Unlock()
	w.change(j, func() {
		if j.ended = true; j.stop != nil {
			j.stop()
		}
		j.Answer.State = siting.StateCancelled
	}, true)
	return nil
}

// Watch returns a channel that tells of each change of a siting until the returned
// function is called.
func (w *Sitings) Watch(city, id string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	j, err := w.of(city, id)
	if err != nil {
		return c, func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	j.watchers[c] = true
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(j.watchers, c)
	}
}
