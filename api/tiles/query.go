package tiles

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/rest"
)

// readQuery takes lang= of documents, and service= of styles.
func (r *request) readQuery() *rest.Problem {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return r.problem("malformed-query", "why", err.Error())
	}
	takes := []string{"lang"}
	switch r.kind {
	case kindTile:
		takes = nil
	case kindStyle, kindQGIS:
		takes = []string{"lang", "service"}
	}
	for _, name := range slices.Sorted(maps.Keys(q)) {
		switch {
		case !slices.Contains(takes, name):
			words := answer.Say(r.lang, "problem.takes_none")
			if takes != nil {
				words = answer.Say(r.lang, "problem.takes", "known", strings.Join(takes, ", "))
			}
			p := r.problem("unknown-parameter", "names", rest.Cut(name), "takes", words)
			p.Parameter, p.Known = rest.Cut(name), takes
			return p
		case len(q[name]) > 1:
			p := r.problem("repeated-parameter", "parameter", name, "n", strconv.Itoa(len(q[name])))
			p.Parameter = name
			return p
		case name == "lang" && !slices.Contains(answer.Langs, answer.Lang(q.Get(name))):
			return r.invalid(name, q.Get(name), []string{"zh", "en"})
		}
	}
	r.service = q.Get("service")
	return nil
}

func (r *request) invalid(name, value string, known []string) *rest.Problem {
	p := r.problem("invalid-parameter", "parameter", name, "value", rest.Cut(value),
		"why", answer.Say(r.lang, "problem.why_known", "known", strings.Join(known, ", ")))
	p.Parameter, p.Value, p.Known = name, value, known
	return p
}
