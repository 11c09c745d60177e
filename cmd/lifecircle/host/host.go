package host

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"lifecircle/coverage"
	"lifecircle/data/workspace"
)

// Open opens one workspace and the engine on it, which reads the content for as
// long as it is used: close that afterwards. The errors are those of
// [workspace.Open] and [coverage.Open].
func Open(ctx context.Context, dir string) (*workspace.Content, *coverage.Engine, error) {
	content, err := workspace.Open(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	engine, err := coverage.Open(ctx, content.City, coverage.Options{})
	if err != nil {
		content.Close()
		return nil, nil, err
	}
	return content, engine, nil
}

// A Host has workspaces open, and what is kept beside them. It is safe for many
// goroutines.
type Host struct {
	Cities    *Cities
	Scenarios *Scenarios
	Sitings   *Sitings

	log *slog.Logger
}

// New returns a host of the workspaces in dirs, of which none is open yet: their
// names are known, so that nobody is told that all is ready before they are. It
// logs what it takes up and what it can't.
func New(dirs []string, log *slog.Logger) *Host {
	h := &Host{Cities: &Cities{log: log}, log: log}
	h.Cities.expect(dirs)
	h.Scenarios = newScenarios(h.Cities, log)
	h.Sitings = newSitings(h.Cities, log)
	return h
}

// Open opens every workspace, in order. The errors are those of the function
// [Open], or a *[SameNameError].
func (h *Host) Open(ctx context.Context) error { return h.Cities.openAll(ctx) }

// Run takes up rebuilt workspaces and runs sitings until ctx is done: those that
// were asked for earlier too. Every workspace must be open.
func (h *Host) Run(ctx context.Context) {
	for _, name := range h.Cities.Names() {
		h.Sitings.resume(name)
	}
	var wait sync.WaitGroup
	wait.Go(func() { h.Cities.watch(ctx) })
	wait.Go(func() { h.Sitings.work(ctx) })
	wait.Wait()
}

// Close lets go of all cities, of which those who still read keep theirs, and of the
// files of scenarios.
func (h *Host) Close() {
	h.Cities.close()
	h.Scenarios.close()
}

// A SameNameError is two workspaces of one name, by which nobody could tell them
// apart.
type SameNameError struct {
	Name string
	Dirs [2]string
}

func (e *SameNameError) Error() string {
	return fmt.Sprintf("%s and %s are both of a city called %q: serve one, or change its name in the manifest and build it again",
		e.Dirs[0], e.Dirs[1], e.Name)
}
