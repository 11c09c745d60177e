package ogc

import (
	"context"
	"errors"
	"net/http"

	"lifecircle/api/answer"
	"lifecircle/api/rest"
	"lifecircle/coverage"
)

// A problem is what is wrong with a request; its kind is one of api/rest's, which
// has the words that the pairs fill.
type problem struct {
	kind             string
	pairs            []string
	parameter, value string
	known            []string
}

func (p *problem) Error() string { return p.kind + " " + p.parameter + " " + p.value }

// invalid is a value that a parameter cannot have.
func (r *request) invalid(parameter, value, why string) *problem {
	return &problem{kind: "invalid-parameter", parameter: parameter, value: value,
		pairs: []string{"parameter", parameter, "value", rest.Cut(value), "why", why}}
}

// fail answers with a problem. Nothing has been written yet.
func (s *server) fail(w http.ResponseWriter, r *request, err error) {
	if context.Cause(r.context()) == context.Canceled {
		return // the client is gone
	}
	var p *problem
	var q *coverage.QueryError
	switch {
	case errors.As(err, &p):
	case errors.As(err, &q):
		p = r.invalid(q.Param, q.Value, q.Why)
	case errors.Is(err, context.DeadlineExceeded):
		p = &problem{kind: "timeout"}
	default:
		s.log.ErrorContext(r.context(), "failed", "path", r.http.URL.Path, "error", err.Error())
		p = &problem{kind: "internal"}
	}
	p.write(w, r.lang)
}

func (p *problem) write(w http.ResponseWriter, lang answer.Lang) {
	out := rest.NewProblem(lang, p.kind, p.pairs...)
	out.Parameter, out.Value, out.Known = p.parameter, p.value, p.known
	w.Header().Del("Content-Crs")
	out.Write(w, lang)
}

// nothing is the answer at addresses that are not there.
func (s *server) nothing(w http.ResponseWriter, r *http.Request) {
	p := &problem{kind: "not-found", pairs: []string{"path", rest.Cut(r.URL.Path), "link", s.base(r) + "/v1/cities"}}
	p.write(w, rest.Language(r))
}
