package respond

import (
	"net/http"

	"lifecircle/api/answer"
)

// A Problem is a problem detail (RFC 9457): what went wrong, and what to do.
// Everything from Parameter on are extension members (§3.2).
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

// A ChangeProblem says what is wrong with one change.
type ChangeProblem struct {
	Index  int    `json:"index" doc:"Of the change in the list, from 0; -1 is the list itself."`
	Kind   string `json:"kind"`
	Field  string `json:"field" doc:"Empty is the change itself."`
	Value  string `json:"value"`
	Detail string `json:"detail"`
}

// A FieldProblem says what is wrong with one field of a question.
type FieldProblem struct {
	Field string `json:"field" example:"candidates[0].cost"`
	Value string `json:"value,omitempty"`
	Why   string `json:"why"`
}

// Bounds of what a problem repeats.
const (
	MaxValue = 80 // characters of a client's own words
	MaxKnown = 50 // of a list
)

// retryAfter is when a client of a 503 is asked to come again, seconds.
const retryAfter = "10"

// Cut returns a client's own words for the words of a problem: the first 80
// characters.
func Cut(s string) string {
	runes := []rune(s)
	if len(runes) <= MaxValue {
		return s
	}
	return string(runes[:MaxValue]) + "…"
}

// Write sends the problem as application/problem+json, and takes back the headers
// of the answer that was to be. Nothing may have been written before.
func (p Problem) Write(w http.ResponseWriter, lang answer.Lang) {
	h := w.Header()
	for _, name := range []string{"ETag", "Link", "Content-Disposition", "Content-Length", "Content-Crs", AttributionHeader, ProvenanceHeader} {
		h.Del(name)
	}
	p.Value, p.Known = Cut(p.Value), p.Known[:min(len(p.Known), MaxKnown)]
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", string(lang))
	h.Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", retryAfter)
	}
	w.WriteHeader(p.Status)
	_ = EncodeJSON(w, p) // the client is gone if this fails
}
