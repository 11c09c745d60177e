package respond_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lifecircle/api/respond"
)

// A source says what it is told, event by event; an empty one is an error.
type source struct {
	said    []string
	changes chan struct{}
}

var errGone = errors.New("gone")

func newSource(said ...string) *source { return &source{said, make(chan struct{}, len(said))} }

func (s *source) next() (respond.Event, error) {
	one := s.said[0]
	s.said = s.said[1:]
	if one == "" {
		return respond.Event{}, errGone
	}
	return respond.Event{Name: "said", ID: strings.TrimSuffix(one, "!"), Data: one, Last: strings.HasSuffix(one, "!")}, nil
}

func TestAStreamEndsWithItsLastEvent(t *testing.T) {
	for _, c := range []struct {
		name, want string
		said       []string
		err        error
	}{
		{"at once", "event: said\nid: a\ndata: \"a!\"\n\n", []string{"a!"}, nil},
		{"later", "event: said\nid: a\ndata: \"a\"\n\nevent: said\nid: b\ndata: \"b!\"\n\n", []string{"a", "b!"}, nil},
		{"the first cannot be told", "", []string{""}, errGone},
		{"one after it cannot be told", "event: said\nid: a\ndata: \"a\"\n\n", []string{"a", ""}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			from := newSource(c.said...)
			for range c.said[1:] {
				from.changes <- struct{}{}
			}
			w := httptest.NewRecorder()
			err := new(respond.Streams).Serve(w, httptest.NewRequest("GET", "/", nil), from.changes, from.next)
			if !errors.Is(err, c.err) || w.Body.String() != c.want {
				t.Errorf("got %v %q", err, w.Body)
			}
			if h := w.Header(); err == nil && (h.Get("Content-Type") != "text/event-stream" || h.Get("Cache-Control") != "no-store" || !w.Flushed) {
				t.Errorf("got %v", h)
			}
		})
	}
}

func TestAQuietStreamSaysThatItLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, leave := context.WithTimeout(t.Context(), 50*time.Second)
		defer leave()
		w := httptest.NewRecorder()
		from := newSource("a")
		if err := new(respond.Streams).Serve(w, httptest.NewRequest("GET", "/", nil).WithContext(ctx), from.changes, from.next); err != nil {
			t.Error(err)
		}
		if got := strings.Count(w.Body.String(), "\n\n: \n\n: \n\n: \n\n"); got != 1 || strings.Count(w.Body.String(), ":") != 6 {
			t.Errorf("in 50 s: %q", w.Body)
		}
	})
}

func TestAStreamPausesBetweenEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := newSource("a", "b", "c!")
		from.changes <- struct{}{}
		from.changes <- struct{}{}
		start := time.Now()
		s := respond.Streams{Pause: time.Second}
		if err := s.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), from.changes, from.next); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != time.Second { // after b; the first and the last wait for nothing
			t.Errorf("took %v", took)
		}
	})
}

func TestAStreamEndsWhenTheServerStops(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	r := httptest.NewRequest("GET", "/", nil)
	r = r.WithContext(respond.WithStop(r.Context(), stop))
	from := newSource("a")
	if err := new(respond.Streams).Serve(httptest.NewRecorder(), r, from.changes, from.next); err != nil {
		t.Error(err)
	}
}

func TestHeadOfAStreamIsItsHeaders(t *testing.T) {
	h := respond.HeadAsGet(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := newSource("a")
		if err := new(respond.Streams).Serve(w, r, from.changes, from.next); err != nil {
			t.Error(err)
		}
	}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("HEAD", "/", nil))
	if w.Code != 200 || w.Body.Len() > 0 || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("got %d %v %q", w.Code, w.Header(), w.Body)
	}
}

func TestStreamsAreCounted(t *testing.T) {
	var s respond.Streams
	var leave []func()
	for range respond.MaxStreams {
		l, f := s.Enter()
		if f != nil {
			t.Fatal(f)
		}
		leave = append(leave, l)
	}
	if _, f := s.Enter(); f == nil || f.Kind != respond.KindBusy {
		t.Errorf("one too many: %v", f)
	}
	leave[0]()
	if _, f := s.Enter(); f != nil {
		t.Errorf("after one has left: %v", f)
	}
}
