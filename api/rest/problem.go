package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/coverage"
)

// A kind of problem is the last part of its type, `/problems/unknown-city`.
type kind string

// The kinds of problems.
const (
	malformedQuery       kind = "malformed-query"
	queryTooLong         kind = "query-too-long"
	unknownParameter     kind = "unknown-parameter"
	repeatedParameter    kind = "repeated-parameter"
	invalidParameter     kind = "invalid-parameter"
	missingParameter     kind = "missing-parameter"
	conflicting          kind = "conflicting-parameters"
	unknownCity          kind = "unknown-city"
	unknownDistrict      kind = "unknown-district"
	unknownService       kind = "unknown-service"
	unknownLevel         kind = "unknown-level"
	unknownPlace         kind = "unknown-place"
	unknownProfile       kind = "unknown-profile"
	unknownFacility      kind = "unknown-facility"
	unknownCollection    kind = "unknown-collection"
	unknownFeature       kind = "unknown-feature"
	invalidFilter        kind = "invalid-filter"
	outdatedPage         kind = "outdated-page"
	unknownScenario      kind = "unknown-scenario"
	invalidChange        kind = "invalid-change"
	staleScenario        kind = "stale-scenario"
	forbidden            kind = "forbidden"
	keyReused            kind = "key-reused"
	nothingToUndo        kind = "nothing-to-undo"
	unknownSiting        kind = "unknown-siting"
	invalidQuestion      kind = "invalid-question"
	noPlan               kind = "no-plan"
	preconditionFailed   kind = "lost-update"
	preconditionRequired kind = "if-match-missing"
	busy                 kind = "busy"
	bodyTooLarge         kind = "body-too-large"
	notJSON              kind = "not-json"
	notFound             kind = "not-found"
	methodNotAllowed     kind = "method-not-allowed"
	notAcceptable        kind = "not-acceptable"
	notReady             kind = "not-ready"
	timedOut             kind = "timeout"
	internal             kind = "internal"
)

// statuses is the one table from kinds of problems to HTTP statuses. A thing of
// the city that is not there is a 404, a value that a parameter cannot have is
// a 400.
var statuses = map[kind]int{
	malformedQuery:       http.StatusBadRequest,
	queryTooLong:         http.StatusRequestURITooLong,
	unknownParameter:     http.StatusBadRequest,
	repeatedParameter:    http.StatusBadRequest,
	invalidParameter:     http.StatusBadRequest,
	missingParameter:     http.StatusBadRequest,
	conflicting:          http.StatusBadRequest,
	unknownCity:          http.StatusNotFound,
	unknownDistrict:      http.StatusNotFound,
	unknownService:       http.StatusNotFound,
	unknownLevel:         http.StatusNotFound,
	unknownPlace:         http.StatusNotFound,
	unknownProfile:       http.StatusNotFound,
	unknownFacility:      http.StatusNotFound,
	unknownCollection:    http.StatusNotFound,
	unknownFeature:       http.StatusNotFound,
	invalidFilter:        http.StatusBadRequest,
	outdatedPage:         http.StatusGone,
	unknownScenario:      http.StatusNotFound,
	invalidChange:        http.StatusUnprocessableEntity,
	staleScenario:        http.StatusConflict,
	forbidden:            http.StatusForbidden,
	keyReused:            http.StatusUnprocessableEntity,
	nothingToUndo:        http.StatusConflict,
	unknownSiting:        http.StatusNotFound,
	invalidQuestion:      http.StatusUnprocessableEntity,
	noPlan:               http.StatusConflict,
	preconditionFailed:   http.StatusPreconditionFailed,
	preconditionRequired: http.StatusPreconditionRequired,
	busy:                 http.StatusServiceUnavailable,
	bodyTooLarge:         http.StatusRequestEntityTooLarge,
	notJSON:              http.StatusUnsupportedMediaType,
	notFound:             http.StatusNotFound,
	methodNotAllowed:     http.StatusMethodNotAllowed,
	notAcceptable:        http.StatusNotAcceptable,
	notReady:             http.StatusServiceUnavailable,
	timedOut:             http.StatusServiceUnavailable,
	internal:             http.StatusInternalServerError,
}

// Problem is a problem detail (RFC 9457): what went wrong, and what to do.
type Problem struct {
	Type      string   `json:"type" format:"uri-reference" example:"/problems/unknown-district"`
	Title     string   `json:"title" doc:"The same for every problem of the type."`
	Status    int      `json:"status" example:"404"`
	Detail    string   `json:"detail" doc:"What is wrong here, and what to do next."`
	Parameter string   `json:"parameter,omitempty" doc:"The parameter at fault."`
	Value     string   `json:"value,omitempty" doc:"Its value, cut to 80 characters."`
	Known     []string `json:"known,omitempty" doc:"What would be accepted, at most 50 of them."`

	Changes []ChangeProblem `json:"changes,omitempty" doc:"The changes at fault."`
	Fields  []FieldProblem  `json:"fields,omitempty" doc:"The fields of a question at fault."`
}

// A FieldProblem says what is wrong with one field of a question.
type FieldProblem struct {
	Field string `json:"field" example:"candidates[0].cost"`
	Value string `json:"value,omitempty"`
	Why   string `json:"why"`
}

// A fault is a problem on its way to a response. Its pairs fill the words of
// the kind in the catalogue.
type fault struct {
	kind      kind
	pairs     []string
	parameter string
	value     string
	known     []string
	allow     string // of a 405
	changes   []ChangeProblem
	fields    []FieldProblem
	cause     error // logged, not shown
}

func (f *fault) Error() string { return string(f.kind) + " " + f.parameter + " " + f.value }

func (f *fault) Unwrap() error { return f.cause }

// Bounds of what a problem repeats.
const (
	longestValue = 80 // characters
	MostKnown    = 50 // of a list
)

// problem puts a fault into words.
func (f *fault) problem(lang answer.Lang) Problem {
	key := "problem." + strings.ReplaceAll(string(f.kind), "-", "_")
	return Problem{
		Type: "/problems/" + string(f.kind), Title: answer.Say(lang, key+"_title"), Status: statuses[f.kind],
		Detail: answer.Say(lang, key+"_detail", f.pairs...), Parameter: f.parameter, Value: f.value, Known: f.known, Changes: f.changes, Fields: f.fields,
	}
}

// Cut returns a client's own words for the words of a problem: the first 80
// characters.
func Cut(s string) string {
	runes := []rune(s)
	if len(runes) <= longestValue {
		return s
	}
	return string(runes[:longestValue]) + "…"
}

// write sends the fault. Nothing may have been written before.
func (f *fault) write(w http.ResponseWriter, lang answer.Lang) {
	if f.allow != "" {
		w.Header().Set("Allow", f.allow)
	}
	writeProblem(w, f.problem(lang), lang)
}

func writeProblem(w http.ResponseWriter, p Problem, lang answer.Lang) {
	h := w.Header()
	for _, name := range []string{"ETag", "Link", "Content-Disposition", "Content-Length", headerAttribution, headerProvenance} {
		h.Del(name)
	}
	p.Value, p.Known = Cut(p.Value), p.Known[:min(len(p.Known), MostKnown)]
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", string(lang))
	h.Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "10")
	}
	w.WriteHeader(p.Status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(p) // the client is gone if this fails
}

// faultOf turns an error of the engine into a fault.
func faultOf(err error, r *request) *fault {
	var f *fault
	var q *coverage.QueryError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &q):
		return faultOfQuery(q, r)
	case errors.Is(err, answer.ErrColumns):
		return &fault{kind: invalidParameter, parameter: "layout", value: string(answer.Wide), cause: err, pairs: []string{
			"parameter", "layout", "value", string(answer.Wide), "why", answer.Say(r.lang, "problem.why_columns"),
		}}
	case errors.Is(err, context.DeadlineExceeded):
		return &fault{kind: timedOut, cause: err}
	}
	return &fault{kind: internal, cause: err}
}

// faultOfQuery tells a name that the city lacks from a value that no city could
// answer.
func faultOfQuery(q *coverage.QueryError, r *request) *fault {
	f := &fault{parameter: strings.ReplaceAll(q.Param, "-", "_"), value: q.Value, known: q.Known, cause: q}
	place := ""
	switch f.parameter {
	case "district":
		f.kind, place = unknownDistrict, "/districts"
	case "service", "all_of", "mean_of":
		f.kind, place = unknownService, "/services"
	case "level":
		f.kind, place = unknownLevel, "/districts"
	case "place":
		f.kind, place = unknownPlace, "/cells"
	case "facility":
		if q.Why == "" {
			f.kind, place = unknownFacility, "/facilities"
		}
	case "profile", "profiles", "base":
		f.kind = unknownProfile // the city's own page lists them
	}
	if f.kind == "" || q.Why != "" && f.kind != unknownPlace {
		why := q.Why
		if key := "problem.why_" + f.parameter; answer.Has(key) {
			why = answer.Say(r.lang, key)
		}
		if why == "" {
			why = answer.Say(r.lang, "problem.why_known", "known", strings.Join(q.Known, ", "))
		}
		f.kind, f.pairs = invalidParameter, []string{"parameter", f.parameter, "value", Cut(q.Value), "why", why}
		return f
	}
	f.pairs = []string{
		"city", r.city, "value", Cut(q.Value), "n", countOf(q.Known),
		"link", r.base + "/v1/cities/" + r.city + place,
	}
	return f
}

// missingFault says which of several parameters has to be given.
func missingFault(lang answer.Lang, names ...string) *fault {
	return &fault{
		kind: missingParameter, parameter: names[0], known: names,
		pairs: []string{"names", strings.Join(names, answer.Say(lang, "list.or"))},
	}
}

// conflictFault says which two parameters exclude each other.
func conflictFault(lang answer.Lang, one, other string) *fault {
	return &fault{
		kind: conflicting, parameter: one, known: []string{one, other},
		pairs: []string{"names", one + answer.Say(lang, "list.comma") + other},
	}
}
