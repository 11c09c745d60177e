package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
)

// heartbeat is how often a stream says that it lives.
const heartbeat = 15 * time.Second

// maxStreams is how many streams are open at once.
const maxStreams = 1000

// LiveRows is the data of an event: the rows that an edit has changed, all of them
// in the first.
type LiveRows struct {
	Revision int64        `json:"revision"`
	Rows     []answer.Row `json:"rows" nullable:"false"`
}

// addLive registers the stream of a scenario's rows.
func (s *server) addLive() {
	path := scenariosPath + "/{scenario}/events"
	op := &huma.Operation{
		OperationID: "scenario-events", Method: http.MethodGet, Path: path, Tags: []string{"scenarios"},
		Summary:     "The rows of coverage that each edit of a scenario changes, as server-sent events",
		Description: "The first event has all rows that are asked for. The stream ends after some minutes; a client that connects again gets all rows anew.",
		Parameters: []*huma.Param{paramCity, paramScenarioID, paramService, paramDistrict, paramLevel, paramAllOf, paramMeanOf, paramGroup, paramArea,
			paramWeight, paramMinutes, paramProfile, paramTreatments, paramLang},
		Responses: map[string]*huma.Response{
			"200":     {Description: "Events named rows.", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: s.schemaOf(LiveRows{})}}},
			"400":     s.problemResponse(http.StatusBadRequest),
			"409":     s.problemResponse(http.StatusConflict),
			"503":     s.problemResponse(http.StatusServiceUnavailable),
			"404":     s.problemResponse(http.StatusNotFound),
			"default": s.problemResponse(http.StatusInternalServerError),
		},
	}
	s.methods[path] = append(s.methods[path], http.MethodGet)
	s.routes["/v1/cities/:city/scenarios/:scenario/events"] = op
	s.slow[op] = true
	var streams atomic.Int64
	s.register(op, parseQuery, func(r *request) error {
		r.scenario = r.gin.Param("scenario")
		if streams.Add(1) > maxStreams {
			streams.Add(-1)
			return &fault{kind: busy}
		}
		defer streams.Add(-1)
		if !slices.Contains(s.cities.Names(), r.city) {
			return s.noCity(r)
		}
		edits, stop := s.scenarios.Watch(r.city, r.scenario)
		defer stop()
		l := live{server: s, request: r, sent: map[int]string{}}
		if err := l.push(); err != nil {
			return err
		}
		if methodOf(r.gin.Request) == http.MethodHead {
			return nil
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
			case <-edits:
				if l.push() != nil {
					return nil // the scenario is gone, or fits the city no more: the stream ends
				}
			}
		}
	})
}

// live is one stream.
type live struct {
	*server
	*request
	sent map[int]string // rows as they were told last
}

// now opens the city that the scenario makes, and says of which revision it is: the
// same before and after. Where it is edited without a pause, the one before; what
// came since is told next.
func (l *live) now() (revision int64, open Handle, err error) {
	for range 5 {
		kept, err := l.scenarios.Get(l.context(), l.city, l.request.scenario)
		if err != nil {
			open.release()
			return 0, Handle{}, l.refused(err)
		}
		if kept.Revision == revision {
			break
		}
		open.release()
		if open, err = l.openNamed(l.request, l.city, l.request.scenario); err != nil {
			return 0, Handle{}, err
		}
		revision = kept.Revision
	}
	return revision, open, nil
}

// push tells the rows that differ from those told before.
func (l *live) push() error {
	revision, open, err := l.now()
	if err != nil {
		return err
	}
	defer open.release()
	rows, err := open.Engine.Rows(l.context(), l.args.question())
	if err != nil {
		return err
	}
	event := LiveRows{Revision: revision, Rows: []answer.Row{}}
	for i, row := range rows {
		said := answer.RowOf(row, l.lang)
		text, err := json.Marshal(said)
		if err != nil {
			return err
		}
		if l.sent[i] != string(text) {
			l.sent[i], event.Rows = string(text), append(event.Rows, said)
		}
	}
	data, err := json.Marshal(event)
	if err != nil {
		return err
	}
	h := l.gin.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	if methodOf(l.gin.Request) == http.MethodHead {
		return nil
	}
	_, err = fmt.Fprintf(l.gin.Writer, "event: rows\nid: %d\ndata: %s\n\n", event.Revision, data)
	l.gin.Writer.Flush()
	return err
}
