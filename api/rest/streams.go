package rest

import (
	"maps"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/respond"
)

// addStream registers a route of server-sent events, described by op but for its
// answers: named is what the events are called, document what they carry. open gets
// what they are of ready, until release is called.
func (s *server) addStream(op *huma.Operation, named string, document any, streams *respond.Streams, watch func(*request) (watched, *respond.Fault), problems ...int) {
	op.Method = http.MethodGet
	op.Responses = map[string]*huma.Response{
		"200":     {Description: named, Content: map[string]*huma.MediaType{"text/event-stream": {Schema: s.schemaOf(document)}}},
		"default": s.problemResponse(http.StatusInternalServerError),
	}
	maps.Copy(op.Responses, s.problemResponses(problems...))
	s.slow[op] = true
	s.register(op, parseQuery, func(r *request) error {
		leave, f := streams.Enter()
		if f != nil {
			return f
		}
		defer leave()
		w, f := watch(r)
		if f != nil {
			return f
		}
		defer w.stop()
		return streams.Serve(r.gin.Writer, r.gin.Request, w.changes, w.next)
	})
}

// watched is what a stream tells of.
type watched struct {
	changes <-chan struct{}
	next    func() (respond.Event, error)
	stop    func() // ends the watching, and lets go of what was opened for it
}
