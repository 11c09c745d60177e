package tiles

import (
	"maps"
	"slices"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// readQuery takes lang= of documents, and service= of styles.
func (r *request) readQuery() *respond.Fault {
	q, f := respond.ParseQuery(r.URL.RawQuery, 0)
	if f != nil {
		return f
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
			return respond.UnknownParameters(r.lang, []string{respond.Cut(name)}, takes)
		case len(q[name]) > 1:
			return respond.RepeatedParameter(name, len(q[name]))
		case name == "lang" && !slices.Contains(answer.Langs, answer.Lang(q.Get(name))):
			known := []string{"zh", "en"}
			f := respond.InvalidParameter(name, q.Get(name), respond.OneOf(r.lang, known...))
			f.Known = known
			return f
		}
	}
	r.service = q.Get("service")
	return nil
}
