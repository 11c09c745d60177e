package host

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/data/workspace"
)

// look is how often a workspace is looked at for another build.
const look = time.Second

// Cities are the workspaces that a [Host] has open. Each is taken up anew when
// another build has landed in its folder; who reads the old one reads on, and
// the last of them unmaps it. They are safe for many goroutines.
type Cities struct {
	log *slog.Logger

	mu  sync.RWMutex
	all []*city // in the order they were named; not changed once they are expected
}

// A city is a folder and the edition of it that is served.
type city struct {
	dir     string
	served  *edition // guarded by Cities.mu; nil until it is open
	refused string   // identity or error that was complained about, so that it is once
}

// name is the city's, or what its folder is called until it is open.
func (c *city) name() string {
	if c.served == nil {
		dir := c.dir
		if absolute, err := filepath.Abs(dir); err == nil { // "." has its name only so
			dir = absolute
		}
		return strings.TrimSuffix(filepath.Base(dir), ".lifecircle")
	}
	return c.served.name()
}

// An edition is one build of a city.
type edition struct {
	identity string
	content  *workspace.Content
	engine   *coverage.Engine

	mu      sync.Mutex
	readers int // those who asked for it, and one for its being served
}

func openEdition(ctx context.Context, dir string) (*edition, error) {
	identity, err := workspace.Identity(dir)
	if err != nil {
		return nil, err
	}
	content, engine, err := Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	return &edition{identity: identity, content: content, engine: engine, readers: 1}, nil
}

func (e *edition) name() string { return e.content.City.Name }

func (e *edition) acquire() {
	e.mu.Lock()
	e.readers++
	e.mu.Unlock()
}

func (e *edition) release() {
	e.mu.Lock()
	e.readers--
	last := e.readers == 0
	e.mu.Unlock()
	if last {
		e.content.Close()
	}
}

// expect names the folders that will be opened, so that nobody is told that all
// is ready before they are.
func (c *Cities) expect(dirs []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, dir := range dirs {
		c.all = append(c.all, &city{dir: dir})
	}
}

// openAll opens every folder that is expected, in order.
func (c *Cities) openAll(ctx context.Context) error {
	for _, one := range c.all {
		e, err := openEdition(ctx, one.dir)
		if err != nil {
			return err
		}
		if _, err := c.swap(one, e); err != nil {
			e.release()
			return err
		}
		c.log.Info("city opened", "city", e.name(), "dir", one.dir)
	}
	return nil
}

// swap serves a new edition of a city and returns the old one, if any.
func (c *Cities) swap(one *city, e *edition) (old *edition, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, other := range c.all {
		if other != one && other.served != nil && other.name() == e.name() {
			return nil, &SameNameError{Name: e.name(), Dirs: [2]string{other.dir, one.dir}}
		}
	}
	old, one.served = one.served, e
	return old, nil
}

// Names returns the cities' names, sorted; that of one that is not open yet is its
// folder's.
func (c *Cities) Names() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	names := make([]string, len(c.all))
	for i, one := range c.all {
		names[i] = one.name()
	}
	slices.Sort(names)
	return names
}

// Open hands out a city until it is released; ok is false where there is none of
// that name, or it is not open yet.
func (c *Cities) Open(name string) (h rest.Handle, ok bool) {
	engine, release, ok := c.take(name)
	if !ok {
		return rest.Handle{}, false
	}
	return rest.Handle{Engine: engine, Release: release}, true
}

// take hands out the engine of a city until it is released.
func (c *Cities) take(name string) (engine *coverage.Engine, release func(), ok bool) {
	e, ok := c.edition(name)
	if !ok {
		return nil, nil, false
	}
	return e.engine, e.release, true
}

// edition hands out what is served of a city until it is released.
func (c *Cities) edition(name string) (*edition, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, one := range c.all {
		if e := one.served; e != nil && e.name() == name {
			e.acquire() // under the lock: it cannot be replaced and closed in between
			return e, true
		}
	}
	return nil, false
}

// dirOf returns the folder of a city.
func (c *Cities) dirOf(name string) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, one := range c.all {
		if one.served != nil && one.name() == name {
			return one.dir, true
		}
	}
	return "", false
}

// watch looks at the workspaces until ctx is done.
func (c *Cities) watch(ctx context.Context) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.refresh(ctx)
		}
	}
}

// refresh takes up every workspace that was built anew. One that is gone or
// cannot be opened is complained about once, and served as it was.
func (c *Cities) refresh(ctx context.Context) {
	for _, one := range c.all {
		identity, err := workspace.Identity(one.dir)
		what := identity
		if err != nil {
			what = err.Error()
		}
		if err == nil && identity == one.served.identity {
			one.refused = ""
			continue
		}
		if what == one.refused {
			continue
		}
		if err == nil {
			err = c.takeUp(ctx, one)
		}
		if ctx.Err() != nil {
			return
		}
		if one.refused = ""; err != nil {
			one.refused = what
			c.log.Error("city not taken up, the old one is served on", "dir", one.dir, "error", err)
		}
	}
}

// takeUp opens a new build and lets it take the old one's place.
func (c *Cities) takeUp(ctx context.Context, one *city) error {
	e, err := openEdition(ctx, one.dir)
	if err != nil {
		return err
	}
	old, err := c.swap(one, e)
	if err != nil {
		e.release()
		return err
	}
	old.release()
	c.log.Info("city taken up anew", "city", e.name(), "dir", one.dir)
	return nil
}

// close lets go of all cities; requests that still read keep theirs.
func (c *Cities) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, one := range c.all {
		if one.served != nil {
			one.served.release()
			one.served = nil
		}
	}
}
