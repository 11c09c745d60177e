package respond

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"lifecircle/api/answer"
)

// A Kind of problem is the last part of its type, `/problems/unknown-city`. Its
// words are in the catalogue, `problem.unknown_city_title` and `…_detail`.
type Kind string

// The kinds of problems.
const (
	KindMalformedQuery       Kind = "malformed-query"
	KindQueryTooLong         Kind = "query-too-long"
	KindUnknownParameter     Kind = "unknown-parameter"
	KindRepeatedParameter    Kind = "repeated-parameter"
	KindInvalidParameter     Kind = "invalid-parameter"
	KindMissingParameter     Kind = "missing-parameter"
	KindConflicting          Kind = "conflicting-parameters"
	KindUnknownCity          Kind = "unknown-city"
	KindUnknownDistrict      Kind = "unknown-district"
	KindUnknownService       Kind = "unknown-service"
	KindUnknownLevel         Kind = "unknown-level"
	KindUnknownPlace         Kind = "unknown-place"
	KindUnknownProfile       Kind = "unknown-profile"
	KindUnknownFacility      Kind = "unknown-facility"
	KindUnknownCollection    Kind = "unknown-collection"
	KindUnknownFeature       Kind = "unknown-feature"
	KindInvalidFilter        Kind = "invalid-filter"
	KindOutdatedPage         Kind = "outdated-page"
	KindUnknownScenario      Kind = "unknown-scenario"
	KindInvalidChange        Kind = "invalid-change"
	KindStaleScenario        Kind = "stale-scenario"
	KindForbidden            Kind = "forbidden"
	KindKeyReused            Kind = "key-reused"
	KindNothingToUndo        Kind = "nothing-to-undo"
	KindUnknownSiting        Kind = "unknown-siting"
	KindInvalidQuestion      Kind = "invalid-question"
	KindNoPlan               Kind = "no-plan"
	KindPreconditionFailed   Kind = "lost-update"
	KindPreconditionRequired Kind = "if-match-missing"
	KindBusy                 Kind = "busy"
	KindBodyTooLarge         Kind = "body-too-large"
	KindNotJSON              Kind = "not-json"
	KindNotFound             Kind = "not-found"
	KindMethodNotAllowed     Kind = "method-not-allowed"
	KindNotAcceptable        Kind = "not-acceptable"
	KindNotReady             Kind = "not-ready"
	KindTimeout              Kind = "timeout"
	KindInternal             Kind = "internal"
)

// kindsOf is the one table from kinds of problems to HTTP statuses. A thing of the
// city that is not there is a 404, a value that a parameter cannot have is a 400.
var kindsOf = map[int][]Kind{
	http.StatusBadRequest: {KindMalformedQuery, KindUnknownParameter, KindRepeatedParameter, KindInvalidParameter, KindMissingParameter,
		KindConflicting, KindInvalidFilter},
	http.StatusForbidden: {KindForbidden},
	http.StatusNotFound: {KindNotFound, KindUnknownCity, KindUnknownDistrict, KindUnknownService, KindUnknownLevel, KindUnknownPlace,
		KindUnknownProfile, KindUnknownFacility, KindUnknownCollection, KindUnknownFeature, KindUnknownScenario, KindUnknownSiting},
	http.StatusMethodNotAllowed:      {KindMethodNotAllowed},
	http.StatusNotAcceptable:         {KindNotAcceptable},
	http.StatusConflict:              {KindStaleScenario, KindNothingToUndo, KindNoPlan},
	http.StatusGone:                  {KindOutdatedPage},
	http.StatusPreconditionFailed:    {KindPreconditionFailed},
	http.StatusRequestEntityTooLarge: {KindBodyTooLarge},
	http.StatusRequestURITooLong:     {KindQueryTooLong},
	http.StatusUnsupportedMediaType:  {KindNotJSON},
	http.StatusUnprocessableEntity:   {KindInvalidChange, KindInvalidQuestion, KindKeyReused},
	http.StatusPreconditionRequired:  {KindPreconditionRequired},
	http.StatusInternalServerError:   {KindInternal},
	http.StatusServiceUnavailable:    {KindBusy, KindNotReady, KindTimeout},
}

var statuses = func() map[Kind]int {
	out := map[Kind]int{}
	for status, kinds := range kindsOf {
		for _, k := range kinds {
			out[k] = status
		}
	}
	return out
}()

// Kinds returns all kinds, sorted.
func Kinds() []Kind { return slices.Sorted(maps.Keys(statuses)) }

// Status is the HTTP status of a kind, 0 where there is no such kind.
func (k Kind) Status() int { return statuses[k] }

// Type is the type of the kind's problems, a reference to the page that explains it.
func (k Kind) Type() string { return "/problems/" + string(k) }

// Title says in few words what all problems of the kind have in common.
func (k Kind) Title(lang answer.Lang) string { return answer.Say(lang, k.key("title")) }

// key is that of the kind's words in the catalogue.
func (k Kind) key(part string) string {
	return "problem." + strings.ReplaceAll(string(k), "-", "_") + "_" + part
}
