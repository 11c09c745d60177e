package rest_test

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lifecircle/api/rest"
	"lifecircle/coverage/scenario"
)

// refusing are scenarios none of which can be had.
type refusing struct {
	rest.Scenarios
	err  error
	hold chan struct{} // closed: nobody is held up
	held *atomic.Int64
}

func (f refusing) List(context.Context, string) ([]scenario.Scenario, error) { return nil, f.err }

func (f refusing) Open(context.Context, string, string) (rest.Handle, error) {
	f.held.Add(1)
	<-f.hold
	return rest.Handle{}, f.err
}

// Who comes while the file is written for long, or many wait, is told when to come
// again.
func TestBusyScenariosAreA503(t *testing.T) {
	a := serve(t, func(o *rest.Options) {
		o.Scenarios = refusing{err: fmt.Errorf("%w: by a test", rest.ErrBusy)}
	})
	r := a.get("/v1/cities/drawn/scenarios")
	if a.problem(r, "busy", 503); r.Header.Get("Retry-After") == "" {
		t.Error("it is not said when to come again")
	}
}

func TestAQueueThatIsFullIsA503(t *testing.T) {
	hold, held := make(chan struct{}), &atomic.Int64{}
	a := serve(t, func(o *rest.Options) {
		o.Scenarios = refusing{err: scenario.ErrUnknown, hold: hold, held: held}
	})
	ask := func() *http.Response {
		r, err := http.Post(a.URL+"/v1/cities/drawn@slow/what-if", "application/json", strings.NewReader(`{"changes":[]}`))
		if err != nil {
			t.Error(err)
			return &http.Response{}
		}
		r.Body.Close()
		return r
	}
	const waiting = 64
	turns := runtime.GOMAXPROCS(0)
	answers := make(chan *http.Response, turns+waiting+10)
	var group sync.WaitGroup
	for range turns + waiting + 10 {
		group.Go(func() { answers <- ask() })
	}
	for range 10 {
		select {
		case r := <-answers:
			if r.StatusCode != 503 || r.Header.Get("Retry-After") == "" {
				t.Errorf("one too many gets %s, Retry-After %q", r.Status, r.Header.Get("Retry-After"))
			}
		case <-time.After(20 * time.Second):
			t.Fatal("nobody is sent away")
		}
	}
	if n := held.Load(); n != int64(turns) {
		t.Errorf("%d have their turn at once, of %d", n, turns)
	}
	close(hold)
	group.Wait()
	for range turns + waiting {
		if r := <-answers; r.StatusCode != 404 {
			t.Errorf("one that waited gets %s", r.Status)
		}
	}
}
