package main

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

// kept are the scenarios of the cities that are served, as api/rest wants them.
type kept struct {
	*cities
	log *slog.Logger

	mu       sync.Mutex
	stores   map[string]*scenarios.Store // by folder
	made     map[string]*made            // by city and scenario
	making   map[string]chan struct{}    // likewise: closed when it is made
	watchers map[string]map[chan struct{}]bool
}

func newKept(open *cities, log *slog.Logger) *kept {
	return &kept{cities: open, log: log, stores: map[string]*scenarios.Store{}, made: map[string]*made{}, making: map[string]chan struct{}{}, watchers: map[string]map[chan struct{}]bool{}}
}

// store returns the file of a city's scenarios.
func (k *kept) store(city string) (*scenarios.Store, error) {
	dir, ok := k.dirOf(city)
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

func (k *kept) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range k.stores {
		if err := s.Close(); err != nil {
			k.log.Error("scenarios not closed", "error", err)
		}
	}
}

// tell lets those who watch a scenario know of an edit.
func (k *kept) tell(city, id string, err error) {
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

// Watch implements [rest.Scenarios].
func (k *kept) Watch(city, id string) (<-chan struct{}, func()) {
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

// List implements [rest.Scenarios], and so do the rest.
func (k *kept) List(ctx context.Context, city string) ([]scenario.Scenario, error) {
	s, err := k.store(city)
	if err != nil {
		return nil, err
	}
	list, err := s.List(ctx, city)
	return list, said(err)
}

func (k *kept) Get(ctx context.Context, city, id string) (scenario.Scenario, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, err
	}
	one, err := s.Get(ctx, city, id)
	return one, said(err)
}

func (k *kept) History(ctx context.Context, city, id string) ([]scenario.Revision, error) {
	s, err := k.store(city)
	if err != nil {
		return nil, err
	}
	list, err := s.History(ctx, city, id)
	return list, said(err)
}

func (k *kept) Create(ctx context.Context, city, base string, d scenario.Draft, author, key string) (scenario.Scenario, bool, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	out, replayed, err := s.Create(ctx, city, base, d, author, key)
	return out, replayed, said(err)
}

func (k *kept) Fork(ctx context.Context, city, id, name, author, key string) (scenario.Scenario, bool, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	out, replayed, err := s.Fork(ctx, city, id, name, author, key)
	return out, replayed, said(err)
}

func (k *kept) Edit(ctx context.Context, city, id string, revision int64, base string, d scenario.Draft, author, key string) (scenario.Scenario, bool, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	out, replayed, err := s.Edit(ctx, city, id, revision, base, d, author, key)
	k.tell(city, id, err)
	return out, replayed, said(err)
}

func (k *kept) Undo(ctx context.Context, city, id string, revision int64, author, key string) (scenario.Scenario, bool, error) {
	s, err := k.store(city)
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	out, replayed, err := s.Undo(ctx, city, id, revision, author, key)
	k.tell(city, id, err)
	return out, replayed, said(err)
}

func (k *kept) Delete(ctx context.Context, city, id string, revision int64) error {
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
