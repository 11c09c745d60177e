package ogc

import (
	"context"
	"errors"
	"net/http"

	"lifecircle/api/respond"
	"lifecircle/coverage"
)

// fail answers with a problem. Nothing has been written yet.
func (s *server) fail(w http.ResponseWriter, r *request, err error) {
	if context.Cause(r.context()) == context.Canceled {
		return // the client is gone
	}
	f := respond.FaultOf(err)
	var q *coverage.QueryError
	if errors.As(err, &q) {
		f = respond.InvalidParameter(q.Param, q.Value, q.Why)
	}
	s.out.Refuse(w, r.http, f, r.lang)
}

// notFound is the answer at addresses that are not there.
func (s *server) notFound(w http.ResponseWriter, r *http.Request) {
	respond.NotFound(respond.Cut(r.URL.Path), s.out.Base(r)+"/v1/cities").Write(w, respond.Language(r))
}
