package rest

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// sitingPause is how often the progress of a siting is told at most.
const sitingPause = 200 * time.Millisecond

// SitingEvent is the data of an event: how far a siting is.
type SitingEvent struct {
	SitingStatus
	Plan []answer.SitingStep `json:"plan" nullable:"false" doc:"The best so far; gains and order are those of the last event alone."`
}

// addEvents registers the stream of a siting's progress.
func (s sitingRoutes) addEvents(path string) {
	s.addStream(&huma.Operation{
		OperationID: "siting-events", Path: path, Tags: []string{"sitings"},
		Summary:     "The progress of a siting, as server-sent events",
		Description: "Events named progress have the best plan and the bound as they get better; the last is named done.",
		Parameters:  []*huma.Param{paramCity, paramSitingID, paramLang},
	}, "Events named progress and done.", SitingEvent{}, &respond.Streams{Pause: sitingPause}, s.watchSiting,
		http.StatusBadRequest, http.StatusNotFound, http.StatusServiceUnavailable)
}

func (s sitingRoutes) watchSiting(r *request) (watched, *respond.Fault) {
	release, f := s.open(r)
	if f != nil {
		return watched{}, f
	}
	changes, stop := s.sitings.Watch(r.city, r.sitingID())
	next := func() (respond.Event, error) { return s.sitingEvent(r) }
	return watched{changes, next, func() { stop(); release() }}, nil
}

// sitingEvent tells how far a siting is; the last event is named done.
func (s sitingRoutes) sitingEvent(r *request) (respond.Event, error) {
	j, err := s.sitings.Get(r.context(), r.city, r.sitingID())
	if err != nil {
		return respond.Event{}, r.sitingFault(err)
	}
	plan := answer.Siting{City: r.engine.City(), Lang: r.lang, Answer: &j.Answer}.Document().Plan
	e := respond.Event{Name: "progress", Data: SitingEvent{r.sitingStatus(j), plan}}
	if j.done() {
		e.Name, e.Last = "done", true
	}
	return e, nil
}
