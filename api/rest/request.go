package rest

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
)

// A request is one request, checked.
type request struct {
	gin      *gin.Context
	op       *huma.Operation
	args     arguments
	lang     answer.Lang
	format   answer.Format
	city     string           // of the path; empty on routes without one
	scenario string           // of the path or the query; empty for the city itself
	author   string           // of an edit
	revision int64            // that was read before the edit, where If-Match says it
	base     string           // what absolute links begin with
	engine   *coverage.Engine // of the city
}

func (r *request) context() context.Context { return r.gin.Request.Context() }

// add registers a route: its parameters are checked as declared, and what
// handle returns as an error becomes a problem. Routes that are not described
// in the OpenAPI document are hidden.
func (s *server) add(op *huma.Operation, handle func(*request) error) {
	op.Method = http.MethodGet
	s.register(op, parseQuery, handle)
}

func parseQuery(r *request) (arguments, *respond.Fault) {
	return parse(r.gin.Request.URL.RawQuery, r.op.Parameters, r.lang)
}

// register registers a route of any method; read checks and returns a request's
// arguments.
func (s *server) register(op *huma.Operation, read func(*request) (arguments, *respond.Fault), handle func(*request) error) {
	s.methods[op.Path] = append(s.methods[op.Path], op.Method)
	s.routes[strings.NewReplacer("{", ":", "}", "").Replace(op.Path)] = op
	if !op.Hidden {
		s.api.OpenAPI().AddOperation(op)
	}
	s.api.Adapter().Handle(op, func(hc huma.Context) {
		c := humagin.Unwrap(hc)
		r := &request{gin: c, op: op, lang: respond.Language(c.Request), base: s.out.Base(c.Request), city: hc.Param("city")}
		args, f := read(r)
		if f != nil {
			s.fail(r, f)
			return
		}
		r.args = args
		if err := handle(r); err != nil {
			s.fail(r, err)
		}
	})
}

// fail answers with a problem, or cuts the connection where the answer has
// begun.
func (s *server) fail(r *request, err error) {
	if context.Cause(r.context()) == context.Canceled {
		r.gin.Status(499) // the client is gone; for the log alone
		return
	}
	f := faultOf(err, r)
	if f.Kind == respond.KindInternal {
		s.out.Log().ErrorContext(r.context(), "failed", "route", r.op.Path, "error", err.Error())
	}
	if r.gin.Writer.Written() {
		panic(http.ErrAbortHandler)
	}
	f.Write(r.gin.Writer, r.lang)
}

// open opens the city of the path until it is released.
func (s *server) open(r *request) (release func(), f *respond.Fault) {
	handle, f := s.handle(r)
	if f != nil {
		return nil, f
	}
	r.engine = handle.Engine
	respond.Attribute(r.gin.Writer.Header(), answer.ProvenanceOf(r.engine.City()), r.base+"/v1/cities/"+r.city)
	return handle.release, nil
}

// handle opens the city that a request is about: that of a scenario, where the
// path or the query names one.
func (s *server) handle(r *request) (Handle, *respond.Fault) {
	city, id, of := strings.Cut(r.city, "@")
	if asked := r.args.one("scenario"); asked != "" {
		if of && asked != id {
			return Handle{}, respond.ConflictingParameters(r.lang, "scenario", "city")
		}
		id, of = asked, true
	}
	if of && s.scenarios != nil {
		if !slices.Contains(s.cities.Names(), city) {
			return Handle{}, s.unknownCity(r)
		}
		handle, err := s.openNamed(r, city, id)
		if err != nil {
			return Handle{}, faultOf(err, r)
		}
		return handle, nil
	}
	handle, ok := s.cities.Open(r.city)
	if !ok {
		return Handle{}, s.unknownCity(r)
	}
	return handle, nil
}

func (s *server) unknownCity(r *request) *respond.Fault {
	return respond.UnknownCity(r.base, respond.Cut(r.city), s.cities.Names())
}

// exactlyOne refuses a request that has both of two parameters, or none.
func (r *request) exactlyOne(one, other string) *respond.Fault {
	switch has := r.args.has(one); {
	case has != r.args.has(other):
		return nil
	case has:
		return respond.ConflictingParameters(r.lang, one, other)
	}
	return respond.MissingParameter(r.lang, one, other)
}
