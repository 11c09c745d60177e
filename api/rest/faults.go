package rest

import (
	"errors"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
)

// faultOf turns an error of the engine into a fault.
func faultOf(err error, r *request) *respond.Fault {
	var f *respond.Fault
	var q *coverage.QueryError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &q):
		return faultOfQuery(q, r)
	case errors.Is(err, answer.ErrColumns):
		f := respond.InvalidParameter("layout", string(answer.Wide), answer.Say(r.lang, "problem.why_columns"))
		f.Cause = err
		return f
	}
	return respond.FaultOf(err)
}

// faultOfQuery tells a name that the city lacks from a value that no city could
// answer.
func faultOfQuery(q *coverage.QueryError, r *request) *respond.Fault {
	f := &respond.Fault{Parameter: strings.ReplaceAll(q.Param, "-", "_"), Value: q.Value, Known: q.Known, Cause: q}
	place := ""
	switch f.Parameter {
	case "district":
		f.Kind, place = respond.KindUnknownDistrict, "/districts"
	case "service", "all_of", "mean_of":
		f.Kind, place = respond.KindUnknownService, "/services"
	case "level":
		f.Kind, place = respond.KindUnknownLevel, "/districts"
	case "place":
		f.Kind, place = respond.KindUnknownPlace, "/cells"
	case "facility":
		if q.Why == "" {
			f.Kind, place = respond.KindUnknownFacility, "/facilities"
		}
	case "profile", "profiles", "base":
		f.Kind = respond.KindUnknownProfile // the city's own page lists them
	}
	if f.Kind == "" || q.Why != "" && f.Kind != respond.KindUnknownPlace {
		why := q.Why
		if key := "problem.why_" + f.Parameter; answer.Has(key) {
			why = answer.Say(r.lang, key)
		}
		if why == "" {
			why = respond.OneOf(r.lang, q.Known...)
		}
		invalid := respond.InvalidParameter(f.Parameter, q.Value, why)
		invalid.Known, invalid.Cause = q.Known, q
		return invalid
	}
	f.Pairs = []string{
		"city", r.city, "value", respond.Cut(q.Value), "n", countOf(q.Known),
		"link", r.base + "/v1/cities/" + r.city + place,
	}
	return f
}
