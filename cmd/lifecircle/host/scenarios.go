package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"lifecircle/api/rest"
	"lifecircle/coverage/scenario"
	"lifecircle/data/scenarios"
)

// Scenarios are those of the cities that a [Host] has open, as [rest.Scenarios]
// wants them: kept in a file beside each workspace, and the engines of the cities
// that they make. They are safe for many goroutines.
//
// An error is [scenario.ErrUnknown] where there is no such city or scenario,
// [rest.ErrBusy] where another program has been writing the file for too long, and
// else what [scenarios.Store] says.
type Scenarios struct {
	cities *Cities
	log    *slog.Logger

	mu       sync.Mutex
	stores   map[string]*scenarios.Store // by folder
	made     map[string]*made            // by city and scenario
	making   map[string]chan struct{}    // likewise: closed when it is made
	watchers map[string]map[chan struct{}]bool
}

func newScenarios(open *Cities, log *slog.Logger) *Scenarios {
	return &Scenarios{cities: open, log: log, stores: map[string]*scenarios.Store{}, made: map[string]*made{}, making: map[string]chan struct{}{}, watchers: map[string]map[chan struct{}]bool{}}
}

// store returns the file of a city's scenarios.
func (k *Scenarios) store(city string) (*scenarios.Store, error) {
	dir, ok := k.cities.dirOf(city)
	if !ok {
		return nil, scenario.ErrUnknown
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if s := k.stores[dir]; s != nil {
		return s, nil
	}
	s, err := scenarios.Open(scenarios.Path(dir))
	if err == nil {
		k.stores[dir] = s
	}
	return s, said(err)
}

// said gives an error of the file that the API knows: who comes at a bad moment is
// to come again.
func said(err error) error {
	if errors.Is(err, scenarios.ErrBusy) {
		return fmt.Errorf("%w: %w", rest.ErrBusy, err)
	}
	return err
}

func (k *Scenarios) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range k.stores {
		if err := s.Close(); err != nil {
			k.log.Error("scenarios not closed", "error", err)
		}
	}
}

// tell lets those who watch a scenario know of an edit.
func (k *Scenarios) tell(city, id string, err error) {
	if err != nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for c := range k.watchers[city+"@"+id] {
		select {
		case c <- struct{}{}:
		default: // one waits already
		}
	}
}

// Watch returns a channel that tells of each edit of a scenario until the returned
// function is called. Of several that come while nobody listens, one is told.
func (k *Scenarios) Watch(city, id string) (<-chan struct{}, func()) {
	name, c := city+"@"+id, make(chan struct{}, 1)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.watchers[name] == nil {
		k.watchers[name] = map[chan struct{}]bool{}
	}
	k.watchers[name][c] = true
	return c, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if delete(k.watchers[name], c); len(k.watchers[name]) == 0 {
			delete(k.watchers, name)
		}
	}
}

// List returns the scenarios of a city.
func (k *Scenarios) List(ctx context.Context, city string) ([]scenario.Scenario, error) {
	s, err := k.store(city)
	if err != nil {
		return nil, err
	}
	list, err := s.List(ctx, city)
	return list, said(err)
}

// Get returns a scenario as it is now.
func (k *Scenarios) Get(ctx context.Context, city, id string) (scenario.Scenario, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, err
	}
	one, err := s.Get(ctx, city, id)
	return one, said(err)
}

// History returns all revisions of a scenario, the first first.
func (k *Scenarios) History(ctx context.Context, city, id string) ([]scenario.Revision, error) {
	s, err := k.store(city)
	if err != nil {
		return nil, err
	}
	list, err := s.History(ctx, city, id)
	return list, said(err)
}

// Create keeps a new scenario. A request that comes again with its key is answered
// as the first time, which replayed says; so it is below.
func (k *Scenarios) Create(ctx context.Context, city, base string, d scenario.Draft, author, key string) (scenario.Scenario, bool, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	out, replayed, err := s.Create(ctx, city, base, d, author, key)
	return out, replayed, said(err)
}

// Fork begins another scenario with the draft of one.
func (k *Scenarios) Fork(ctx context.Context, city, id, name, author, key string) (scenario.Scenario, bool, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	out, replayed, err := s.Fork(ctx, city, id, name, author, key)
	return out, replayed, said(err)
}

// Edit makes a revision of the one that its author has read, or is refused as a
// [scenario.LostUpdate].
func (k *Scenarios) Edit(ctx context.Context, city, id string, revision int64, base string, d scenario.Draft, author, key string) (scenario.Scenario, bool, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	out, replayed, err := s.Edit(ctx, city, id, revision, base, d, author, key)
	k.tell(city, id, err)
	return out, replayed, said(err)
}

// Undo brings back the draft from before the last edit that is not undone, as a
// revision of its own.
func (k *Scenarios) Undo(ctx context.Context, city, id string, revision int64, author, key string) (scenario.Scenario, bool, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	out, replayed, err := s.Undo(ctx, city, id, revision, author, key)
	k.tell(city, id, err)
	return out, replayed, said(err)
}

// Delete takes a scenario away with its history.
func (k *Scenarios) Delete(ctx context.Context, city, id string, revision int64) error {
	s, err := k.store(city)
	if err != nil {
		return err
	}
	err = s.Delete(ctx, city, id, revision)
	k.tell(city, id, err)
	if err == nil {
		k.forget(city + "@" + id)
	}
	return said(err)
}
