package host

import (
	"context"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
)

// How many sitings there may be.
const (
	MostQueued = mostQueued
	MostJobs   = mostJobs
)

// Refresh takes up what was built anew, as Run does every second.
func (c *Cities) Refresh(ctx context.Context) { c.refresh(ctx) }

// RunBy has sitings run by a test's own search.
func (w *Sitings) RunBy(run func(context.Context, *coverage.Engine, siting.Question, siting.Options) (*siting.Answer, error)) {
	w.run = run
}
