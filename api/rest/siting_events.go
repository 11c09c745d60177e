package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage/siting"
)

// tellEvery is how often the progress of a siting is told at most.
const tellEvery = 200 * time.Millisecond

// SitingEvent is the data of an event: how far a siting is.
type SitingEvent struct {
	SitingStatus
	Plan []answer.SitingStep `json:"plan" nullable:"false" doc:"The best so far; gains and order are those of the last event alone."`
}

// addSitingEvents registers the stream of a siting's progress.
func (s *server) addSitingEvents(path string) {
	op := &huma.Operation{
		OperationID: "siting-events", Method: http.MethodGet, Path: path, Tags: []string{"sitings"},
		Summary:     "The progress of a siting, as server-sent events",
		Description: "Events named progress have the best plan and the bound as they get better; the last is named done.",
		Parameters:  []*huma.Param{paramCity, paramSitingID, paramLang},
		Responses: map[string]*huma.Response{
			"200":     {Description: "Events named progress and done.", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: s.schemaOf(SitingEvent{})}}},
			"400":     s.problemResponse(http.StatusBadRequest),
			"404":     s.problemResponse(http.StatusNotFound),
			"503":     s.problemResponse(http.StatusServiceUnavailable),
			"default": s.problemResponse(http.StatusInternalServerError),
		},
	}
	s.methods[path] = append(s.methods[path], http.MethodGet)
	s.routes["/v1/cities/:city/sitings/:siting/events"] = op
	s.slow[op] = true
	var streams atomic.Int64
	s.register(op, parseQuery, func(r *request) error {
		if streams.Add(1) > maxStreams {
			streams.Add(-1)
			return &fault{kind: busy}
		}
		defer streams.Add(-1)
		release, f := s.open(r)
		if f != nil {
			return f
		}
		defer release()
		return s.streamSiting(r)
	})
}

// streamSiting tells of a siting until it is done or the client is gone.
func (s *server) streamSiting(r *request) error {
	changes, stop := s.sitings.Watch(r.city, r.sitingID())
	defer stop()
	done, err := s.pushSiting(r)
	if err != nil || done || methodOf(r.gin.Request) == http.MethodHead {
		return err
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-r.context().Done():
			return nil
		case <-stopping(r.context()):
			return nil
		case <-beat.C:
			if _, err := fmt.Fprint(r.gin.Writer, ": \n\n"); err != nil {
				return nil
			}
			r.gin.Writer.Flush()
		case <-changes:
			if done, err := s.pushSiting(r); done || err != nil {
				return nil // what cannot be told to a stream ends it
			}
			select { // whoever watches sees the newest, not all
			case <-r.context().Done():
			case <-time.After(tellEvery):
			}
		}
	}
}

// pushSiting writes an event, and reports whether it was the last.
func (s *server) pushSiting(r *request) (done bool, err error) {
	j, err := s.sitings.Get(r.context(), r.city, r.sitingID())
	if err != nil {
		return false, r.noSiting(err)
	}
	a := j.Answer
	done = a.State != siting.StateQueued && a.State != siting.StateRunning
	event := SitingEvent{r.sitingStatus(j), answer.Siting{City: r.engine.City(), Lang: r.lang, Answer: &a}.Document().Plan}
	data, err := json.Marshal(event)
	if err != nil {
		return false, err
	}
	h := r.gin.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	if methodOf(r.gin.Request) == http.MethodHead {
		return done, nil
	}
	name := "progress"
	if done {
		name = "done"
	}
	_, err = fmt.Fprintf(r.gin.Writer, "event: %s\ndata: %s\n\n", name, data)
	r.gin.Writer.Flush()
	return done, err
}
