package rest

import (
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"lifecircle/api/answer"
)

// mount hands the paths below each prefix to a handler of another package, which
// gets GET alone, under this server's deadline, log, metrics and headers.
func (s *server) mount(handlers map[string]http.Handler) {
	for _, prefix := range slices.Sorted(maps.Keys(handlers)) {
		h := handlers[prefix]
		s.routes[prefix+"/*path"] = &huma.Operation{Path: prefix + "/{path}"}
		s.engine.GET(prefix+"/*path", func(c *gin.Context) { h.ServeHTTP(c.Writer, c.Request) })
	}
}

// Base returns what absolute links begin with, for each request, as the API has
// it; see [Options].BaseURL. It fails when the base URL is none.
func Base(baseURL string) (func(*http.Request) string, error) {
	base, err := checkBaseURL(baseURL)
	if err != nil {
		return nil, err
	}
	return (&server{base: base}).baseOf, nil
}

// Language returns the language of lang=, else of Accept-Language, else English.
func Language(r *http.Request) answer.Lang { return chooseLang(r) }

// Quality returns what Accept headers make of a media type without parameters, 0
// to 1. No header takes everything.
func Quality(accept []string, mediaType string) float64 {
	var ranges []mediaRange
	empty := true
	for _, header := range accept {
		empty = empty && header == ""
		ranges = append(ranges, parseAccept(header)...)
	}
	if empty {
		return 1
	}
	return qualityOf(mediaType, ranges)
}

// ETag returns a strong entity tag of the parts that an answer's bytes depend on.
func ETag(parts ...string) string { return etagOf(parts...) }

// NoneMatch tells whether If-None-Match lists a tag, or any.
func NoneMatch(r *http.Request, etag string) bool {
	listed, star := noneMatch(r.Header.Values("If-None-Match"), etag)
	return listed || star
}

// NewProblem returns a problem of a kind in words, for handlers that are mounted;
// pairs fill the words. A kind that is not there is our fault, an internal one.
func NewProblem(lang answer.Lang, name string, pairs ...string) Problem {
	k := kind(name)
	if statuses[k] == 0 {
		k = internal
	}
	return (&fault{kind: k, pairs: pairs}).problem(lang)
}

// Write sends the problem. Nothing may have been written before.
func (p Problem) Write(w http.ResponseWriter, lang answer.Lang) {
	writeProblem(w, p, lang)
}
