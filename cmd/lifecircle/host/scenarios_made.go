package host

import (
	"context"
	"strings"
	"time"

	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/coverage/scenario"
)

// mostMade is how many cities that scenarios make are held open at once. One that
// is forgotten is made again when asked.
const mostMade = 256

// A made city is one that a revision of a scenario makes of an edition.
type made struct {
	edition  *edition
	revision int64
	changes  []scenario.Change
	engine   *coverage.Engine
	asked    time.Time // last
}

// Open hands out the city that a scenario makes until it is released.
func (k *Scenarios) Open(ctx context.Context, city, id string) (rest.Handle, error) {
	engine, release, err := k.open(ctx, city, id)
	if err != nil {
		return rest.Handle{}, err
	}
	return rest.Handle{Engine: engine, Release: release}, nil
}

// takeLayers hands out the layers of a city, or of that of a scenario, until they
// are released.
func (k *Scenarios) takeLayers(name string) (*layers.Set, func(), bool) {
	engine, release, ok := k.takeAny(name)
	if !ok {
		return nil, release, false
	}
	return layers.Of(engine), release, true
}

// takeAny hands out a city, or that of a scenario by city@scenario, until it is
// released. What cannot be opened is not there.
func (k *Scenarios) takeAny(name string) (*coverage.Engine, func(), bool) {
	city, id, of := strings.Cut(name, "@")
	if !of {
		return k.cities.take(name)
	}
	engine, release, err := k.open(context.Background(), city, id)
	if err != nil {
		k.log.Warn("scenario not opened", "city", city, "scenario", id, "error", err)
	}
	return engine, release, err == nil
}

// open returns the city that a scenario makes until it is released: the one at
// hand where its revision is the same, one made of that where changes were
// appended, else one made of the base. Of many who ask at once, one makes it.
func (k *Scenarios) open(ctx context.Context, city, id string) (*coverage.Engine, func(), error) {
	name := city + "@" + id
	for {
		now, err := k.Get(ctx, city, id)
		if err != nil {
			return nil, nil, err
		}
		e, ok := k.cities.edition(city)
		if !ok {
			return nil, nil, scenario.ErrUnknown
		}
		before, others, done := k.turn(name, e, now.Revision)
		if others != nil {
			e.release()
			select {
			case <-others:
				continue
			case <-ctx.Done():
				return nil, nil, ctx.Err()
			}
		}
		if done == nil {
			return before.engine, e.release, nil
		}
		var m *made
		defer func() { done(m) }() // also where making it panics: the others must not wait
		engine, err := k.make(ctx, name, before, e, now.Changes)
		if err != nil {
			e.release()
			return nil, nil, err
		}
		m = &made{e, now.Revision, now.Changes, engine, time.Now()}
		return engine, e.release, nil
	}
}

// turn says what a caller has to do for a scenario's city: nothing where it is at
// hand, wait where others make it, or else make it of the one before and say that
// it's done.
func (k *Scenarios) turn(name string, e *edition, revision int64) (before *made, others <-chan struct{}, done func(*made)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before = k.made[name]
	if before != nil && before.edition == e && before.revision == revision {
		before.asked = time.Now()
		return before, nil, nil
	}
	if making := k.making[name]; making != nil {
		return nil, making, nil
	}
	making := make(chan struct{})
	k.making[name] = making
	return before, nil, func(m *made) {
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.making, name)
		close(making)
		if m != nil {
			k.made[name] = m
			k.shrink()
		}
	}
}

// shrink forgets who was not asked for longest, where too many are held.
func (k *Scenarios) shrink() {
	for len(k.made) > mostMade {
		oldest := ""
		for name, m := range k.made {
			if oldest == "" || m.asked.Before(k.made[oldest].asked) {
				oldest = name
			}
		}
		delete(k.made, oldest)
	}
}

func (k *Scenarios) forget(name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.made, name)
}

// make applies changes, those that were appended alone where that is all. The city
// is called by its scenario: so link those who read it, such as QGIS.
func (k *Scenarios) make(ctx context.Context, name string, before *made, e *edition, changes []scenario.Change) (*coverage.Engine, error) {
	from, have := e.engine, 0
	if before != nil && before.edition == e && scenario.Begins(changes, before.changes) {
		from, have = before.engine, len(before.changes)
	}
	engine, err := scenario.Extend(ctx, e.engine, from, changes, have)
	if err != nil {
		return nil, err
	}
	return engine.With(ctx, coverage.Edit{Name: name, Hash: engine.City().Provenance.Hash})
}
