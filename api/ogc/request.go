package ogc

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// maxQueryBytes bounds what may follow the question mark: a filter of the longest
// kind with every byte percent-encoded, and a little.
const maxQueryBytes = 16 << 10

// A request is one request, checked.
type request struct {
	http   *http.Request
	header http.Header // of the answer
	lang   answer.Lang
	html   bool
	engine Engine
	name   string // the city's, as asked
	root   string // absolute address of the landing page
	self   string // absolute address asked, without a query
	query  url.Values
	layers []layers.Layer
	layer  *layers.Layer // of the path, or nil
	media  string
}

func (r *request) context() context.Context { return r.http.Context() }

func (r *request) city() *coverage.City { return r.engine.City() }

// version names what the city's answers are made of: another build of other
// inputs has another.
func (r *request) version() string {
	p := r.city().Provenance
	return strings.Trim(rest.ETag(p.Engine, p.Hash), `"`)[:12]
}

// A document is an answer in both its forms.
type document struct {
	json func(*bytes.Buffer) error
	page page
}

// of makes a document of a value that encoding/json writes.
func of(v any, p page) document {
	return document{func(b *bytes.Buffer) error {
		err := encode(b, v)
		b.WriteByte('\n')
		return err
	}, p}
}

// handle answers one route.
func (s *server) handle(route route) http.HandlerFunc {
	return func(w http.ResponseWriter, hr *http.Request) {
		r := &request{http: hr, header: w.Header(), lang: rest.Language(hr), name: hr.PathValue("city"), media: route.media}
		base := s.base(hr)
		r.root = base + "/ogc/" + url.PathEscape(r.name)
		r.self = base + strings.TrimSuffix(hr.URL.EscapedPath(), "/")
		body, err := s.answer(r, route)
		switch {
		case errors.Is(err, errNotModified):
			w.WriteHeader(http.StatusNotModified)
		case err != nil:
			s.fail(w, r, err)
		default:
			if r.html {
				r.media = mediaHTML + "; charset=utf-8"
			}
			r.header.Set("Content-Type", r.media)
			r.header.Set("Content-Language", string(r.lang))
			r.header.Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body) // the client is gone if this fails
		}
	}
}

var errNotModified = errors.New("not modified")

// answer returns the body of the answer, and sets its headers.
func (s *server) answer(r *request, route route) ([]byte, error) {
	r.header.Set("Vary", "Accept, Accept-Language, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Prefix")
	if err := r.readQuery(); err != nil {
		return nil, err
	}
	if err := r.negotiate(); err != nil {
		return nil, err
	}
	engine, release, ok := s.cities.Open(r.name)
	if !ok {
		return nil, &problem{kind: "unknown-city", parameter: "city", value: r.name, known: s.cities.Names(),
			pairs: []string{"city", rest.Cut(r.name), "link", strings.TrimSuffix(r.root, "/ogc/"+url.PathEscape(r.name)) + "/v1/cities"}}
	}
	defer release()
	r.engine = engine
	if err := r.findLayer(); err != nil {
		return nil, err
	}
	var takes []parameter
	if route.params != nil {
		takes = route.params(r)
	}
	if err := r.checkNames(takes); err != nil {
		return nil, err
	}
	tag := rest.ETag(s.version, r.version(), r.self, r.query.Encode(), string(r.lang), strconv.FormatBool(r.html))
	r.header.Set("ETag", tag)
	r.header.Set("Cache-Control", "public, no-cache")
	r.credit()
	if rest.NoneMatch(r.http, tag) {
		return nil, errNotModified
	}
	doc, err := route.answer(r)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if r.html {
		err = doc.page.write(&b, r)
	} else {
		err = doc.json(&b)
	}
	return b.Bytes(), err
}

// readQuery parses the query; a parameter may be given once.
func (r *request) readQuery() error {
	raw := r.http.URL.RawQuery
	if len(raw) > maxQueryBytes {
		return &problem{kind: "query-too-long", pairs: []string{"n", strconv.Itoa(maxQueryBytes)}}
	}
	var err error
	if r.query, err = url.ParseQuery(raw); err != nil {
		return &problem{kind: "malformed-query", pairs: []string{"why", err.Error()}}
	}
	for _, name := range names(r.query) {
		if n := len(r.query[name]); n > 1 {
			return &problem{kind: "repeated-parameter", parameter: name, pairs: []string{"parameter", rest.Cut(name), "n", strconv.Itoa(n)}}
		}
	}
	return nil
}

// negotiate chooses JSON or a page: what f= says, else what Accept likes more,
// else JSON. A client that takes any JSON gets the one there is.
func (r *request) negotiate() error {
	if f := r.query.Get("f"); r.query.Has("f") {
		if f != "json" && f != "html" {
			return r.invalid("f", f, answer.Say(r.lang, "problem.why_known", "known", "json, html"))
		}
		r.html = f == "html"
		return nil
	}
	accept := r.http.Header.Values("Accept")
	plain, _, _ := strings.Cut(r.media, ";")
	data := max(rest.Quality(accept, plain), rest.Quality(accept, mediaJSON))
	person := rest.Quality(accept, mediaHTML)
	if data == 0 && person == 0 {
		return &problem{kind: "not-acceptable", known: []string{r.media, mediaHTML},
			pairs: []string{"types", r.media + ", " + mediaHTML, "formats", "json, html"}}
	}
	r.html = person > data
	return nil
}

// findLayer lists the city's layers and finds the one of the path.
func (r *request) findLayer() (err error) {
	if r.layers, err = r.engine.Layers(r.context()); err != nil {
		return err
	}
	id := r.http.PathValue("collection")
	if id == "" {
		return nil
	}
	var known []string
	for i := range r.layers {
		if string(r.layers[i].ID) == id {
			r.layer = &r.layers[i]
			return nil
		}
		known = append(known, string(r.layers[i].ID))
	}
	return &problem{kind: "unknown-collection", parameter: "collection", value: id, known: known,
		pairs: []string{"city", r.name, "value", rest.Cut(id), "known", strings.Join(known, ", ")}}
}

// checkNames refuses parameters that the route does not take.
func (r *request) checkNames(takes []parameter) error {
	known := []string{"f", "lang"}
	for _, p := range takes {
		known = append(known, p.name)
	}
	var unknown []string
	for _, name := range names(r.query) {
		if !slices.Contains(known, name) {
			unknown = append(unknown, rest.Cut(name))
		}
	}
	if len(unknown) > 0 {
		return &problem{kind: "unknown-parameter", parameter: unknown[0], known: known, pairs: []string{
			"names", strings.Join(unknown, ", "), "takes", answer.Say(r.lang, "problem.takes", "known", strings.Join(known[:min(len(known), rest.MostKnown)], ", ")),
		}}
	}
	if l := r.query.Get("lang"); r.query.Has("lang") && !slices.Contains(answer.Langs, answer.Lang(l)) {
		return r.invalid("lang", l, answer.Say(r.lang, "problem.why_known", "known", "zh, en"))
	}
	return nil
}

// names returns a query's names, sorted.
func names(q url.Values) []string { return slices.Sorted(maps.Keys(q)) }

// credit says whose data it is, where a client of maps looks for it.
func (r *request) credit() {
	if slices.Contains(answer.ProvenanceOf(r.city()).Attribution, answer.OSMAttribution) {
		r.header.Add("Link", "<"+answer.OSMLicence+`>; rel="license"`)
	}
}
