package respond

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"lifecircle/api/answer"
)

// A Fault is a problem on its way to a response: an error that says what kind of
// problem it is and with what its words are filled.
type Fault struct {
	Kind Kind

	// Pairs of name and value fill the words of the kind in the catalogue. What a
	// client sent is [Cut] in them.
	Pairs []string

	// Detail stands in place of those words. "" means the words.
	Detail string

	Parameter string          // at fault
	Value     string          // of the parameter; cut when it is written
	Known     []string        // what would be accepted; likewise
	Allow     string          // the methods of the address, of a 405
	Changes   []ChangeProblem // at fault
	Fields    []FieldProblem  // at fault

	// Cause is logged, not shown.
	Cause error
}

// Error is for logs and tests; a client reads [Fault.Problem].
func (f *Fault) Error() string { return string(f.Kind) + " " + f.Parameter + " " + f.Value }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Problem puts the fault into words.
func (f *Fault) Problem(lang answer.Lang) Problem {
	return Problem{
		Type: f.Kind.Type(), Title: f.Kind.Title(lang), Status: f.Kind.Status(),
		Detail:    cmp.Or(f.Detail, answer.Say(lang, f.Kind.key("detail"), f.Pairs...)),
		Parameter: f.Parameter, Value: f.Value, Known: f.Known, Changes: f.Changes, Fields: f.Fields,
	}
}

// Write sends the fault. Nothing may have been written before.
func (f *Fault) Write(w http.ResponseWriter, lang answer.Lang) {
	if f.Allow != "" {
		w.Header().Set("Allow", f.Allow)
	}
	f.Problem(lang).Write(w, lang)
}

// FaultOf finds the fault in an error; where there is none, the time was up, or it
// is ours.
func FaultOf(err error) *Fault {
	var f *Fault
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, context.DeadlineExceeded):
		return &Fault{Kind: KindTimeout, Cause: err}
	}
	return &Fault{Kind: KindInternal, Cause: err}
}

// NotFound is an address that is not there; the link leads to those that are.
func NotFound(path, link string) *Fault {
	return &Fault{Kind: KindNotFound, Pairs: []string{"path", path, "link", link}}
}

// UnknownCity is a city that is not served, at a server whose addresses begin with
// base.
func UnknownCity(base, city string, known []string) *Fault {
	return &Fault{Kind: KindUnknownCity, Parameter: "city", Value: city, Known: known,
		Pairs: []string{"city", city, "link", base + "/v1/cities"}}
}

// InvalidParameter is a value that a parameter cannot have, and why.
func InvalidParameter(parameter, value, why string) *Fault {
	return &Fault{Kind: KindInvalidParameter, Parameter: parameter, Value: value,
		Pairs: []string{"parameter", parameter, "value", Cut(value), "why", why}}
}

// OneOf says why a value is none of those known.
func OneOf(lang answer.Lang, known ...string) string {
	return answer.Say(lang, "problem.why_known", "known", strings.Join(known, ", "))
}

// UnknownParameters are parameters that an address does not take, by their names
// as they are shown; it takes those known.
func UnknownParameters(lang answer.Lang, names, known []string) *Fault {
	takes := answer.Say(lang, "problem.takes_none")
	if len(known) > 0 {
		takes = answer.Say(lang, "problem.takes", "known", strings.Join(known[:min(len(known), MaxKnown)], ", "))
	}
	return &Fault{Kind: KindUnknownParameter, Parameter: names[0], Known: known,
		Pairs: []string{"names", strings.Join(names, ", "), "takes", takes}}
}

// RepeatedParameter is a parameter that may be given once and is given n times.
func RepeatedParameter(name string, n int) *Fault {
	return &Fault{Kind: KindRepeatedParameter, Parameter: name,
		Pairs: []string{"parameter", Cut(name), "n", strconv.Itoa(n)}}
}

// MissingParameter says which of several parameters has to be given.
func MissingParameter(lang answer.Lang, names ...string) *Fault {
	return &Fault{Kind: KindMissingParameter, Parameter: names[0], Known: names,
		Pairs: []string{"names", strings.Join(names, answer.Say(lang, "list.or"))}}
}

// ConflictingParameters says which two parameters exclude each other.
func ConflictingParameters(lang answer.Lang, one, other string) *Fault {
	return &Fault{Kind: KindConflicting, Parameter: one, Known: []string{one, other},
		Pairs: []string{"names", one + answer.Say(lang, "list.comma") + other}}
}

// NotAcceptable says which media types there are, and by which names f= knows
// them.
func NotAcceptable(mediaTypes, formats []string) *Fault {
	return &Fault{Kind: KindNotAcceptable, Known: mediaTypes,
		Pairs: []string{"types", strings.Join(mediaTypes, ", "), "formats", strings.Join(formats, ", ")}}
}

// ParseQuery reads what follows the question mark, of at most so many bytes; 0 is
// any number.
func ParseQuery(raw string, maxBytes int) (url.Values, *Fault) {
	if maxBytes > 0 && len(raw) > maxBytes {
		return nil, &Fault{Kind: KindQueryTooLong, Pairs: []string{"n", strconv.Itoa(maxBytes)}}
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, &Fault{Kind: KindMalformedQuery, Pairs: []string{"why", err.Error()}, Cause: err}
	}
	return values, nil
}
