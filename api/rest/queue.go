package rest

import (
	"runtime"
	"sync/atomic"

	"lifecircle/api/respond"
)

// maxWaiting is how many what-ifs may wait for their turn.
const maxWaiting = 64

// A queue lets as many in as there are processors, and a few wait.
type queue struct {
	turns   chan struct{}
	waiting atomic.Int64
}

func newQueue() *queue { return &queue{turns: make(chan struct{}, runtime.GOMAXPROCS(0))} }

// enter waits for a turn; leave ends it. It is refused where too many wait.
func (q *queue) enter(r *request) (leave func(), f *respond.Fault) {
	if q.waiting.Add(1) > maxWaiting+int64(cap(q.turns)) {
		q.waiting.Add(-1)
		return nil, &respond.Fault{Kind: respond.KindBusy}
	}
	select {
	case q.turns <- struct{}{}:
		return func() { <-q.turns; q.waiting.Add(-1) }, nil
	case <-r.context().Done():
		q.waiting.Add(-1)
		return nil, faultOf(r.context().Err(), r)
	}
}
