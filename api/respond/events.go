package respond

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"
)

// An Event is one of a stream of server-sent events (HTML Living Standard §9.2).
type Event struct {
	Name string
	ID   string // what a client that connects again says in Last-Event-ID; "" is none
	Data any    // as JSON
	Last bool   // the stream ends with it
}

// DefaultHeartbeat is how often a stream says that it lives, so that no proxy cuts
// it off.
const DefaultHeartbeat = 15 * time.Second

// MaxStreams is how many streams of one route are open at once.
const MaxStreams = 1000

// Streams are the streams of one route. The zero value is ready.
type Streams struct {
	// Heartbeat is the time between two comments of a stream. Zero means
	// [DefaultHeartbeat].
	Heartbeat time.Duration

	// Pause is the least time between two events: whoever watches sees the newest,
	// not all. Zero is none.
	Pause time.Duration

	open atomic.Int64
}

// Enter counts a stream until leave is called. It is refused where [MaxStreams] are
// open.
func (s *Streams) Enter() (leave func(), f *Fault) {
	if s.open.Add(1) > MaxStreams {
		s.open.Add(-1)
		return nil, &Fault{Kind: KindBusy}
	}
	return func() { s.open.Add(-1) }, nil
}

// Serve sends what next says, at once and after every change, until an event is the
// last, next fails, the client is gone, the request's time is up or the server
// stops ([WithStop]). The error is of the first event alone, so that it can be a
// problem; what cannot be told to a stream that has begun ends it. To HEAD it sends
// the headers.
//
// Last-Event-ID is not read: the first event has all that there is.
func (s *Streams) Serve(w http.ResponseWriter, r *http.Request, changes <-chan struct{}, next func() (Event, error)) error {
	e, err := next()
	if err != nil {
		return err
	}
	head := Method(r) == http.MethodHead
	if err := send(w, e, head); err != nil || e.Last || head {
		return err
	}
	beat := time.NewTicker(cmp.Or(s.Heartbeat, DefaultHeartbeat))
	defer beat.Stop()
	ctx := r.Context()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-stopping(ctx):
			return nil
		case <-beat.C:
			if write(w, ": \n\n") != nil {
				return nil
			}
		case <-changes:
			e, err := next()
			if err != nil || send(w, e, false) != nil || e.Last {
				return nil
			}
			if s.Pause > 0 {
				select {
				case <-ctx.Done():
				case <-time.After(s.Pause):
				}
			}
		}
	}
}

// send writes an event; for HEAD it sets the headers alone.
func send(w http.ResponseWriter, e Event, head bool) error {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	if head {
		return nil
	}
	text := "event: " + e.Name + "\n"
	if e.ID != "" {
		text += "id: " + e.ID + "\n"
	}
	return write(w, text+"data: "+string(data)+"\n\n")
}

// write sends text now, not with what follows.
func write(w http.ResponseWriter, text string) error {
	_, err := w.Write([]byte(text))
	_ = http.NewResponseController(w).Flush() // a writer that holds nothing back has none
	return err
}

type stopKey struct{}

// WithStop returns a context in which streams end when stop is closed: that of a
// server that takes no new requests and lets those under way finish.
func WithStop(ctx context.Context, stop <-chan struct{}) context.Context {
	return context.WithValue(ctx, stopKey{}, stop)
}

// stopping is nil, which is never closed, where there is no [WithStop].
func stopping(ctx context.Context) <-chan struct{} {
	stop, _ := ctx.Value(stopKey{}).(<-chan struct{})
	return stop
}
