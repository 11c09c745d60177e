package ogc

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
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
	base   string // what absolute links begin with
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
	return strings.Trim(respond.ETag(p.Engine, p.Hash), `"`)[:12]
}

// A document is an answer in both its forms.
type document struct {
	json func(*bytes.Buffer) error
	page page
}

// of makes a document of a value that encoding/json writes.
func of(v any, p page) document {
	return document{func(b *bytes.Buffer) error { return respond.EncodeJSON(b, v) }, p}
}

// handle answers one route.
func (s *server) handle(route route) http.HandlerFunc {
	return func(w http.ResponseWriter, hr *http.Request) {
		r := &request{http: hr, header: w.Header(), lang: respond.Language(hr), name: hr.PathValue("city"), media: route.media, base: s.out.Base(hr)}
		r.root = r.base + Prefix + "/" + url.PathEscape(r.name)
		r.self = r.base + strings.TrimSuffix(hr.URL.EscapedPath(), "/")
		body, err := s.answer(w, r, route)
		if err != nil {
			s.fail(w, r, err)
		}
		if body != nil {
			if r.html {
				r.media = mediaHTML + "; charset=utf-8"
			}
			r.header.Set("Content-Type", r.media)
			r.header.Set("Content-Language", string(r.lang))
			_ = respond.Send(w, body) // the client is gone if this fails
		}
	}
}

// answer returns the body of the answer, and sets its headers; nil where the client
// has it already, which is said then.
func (s *server) answer(w http.ResponseWriter, r *request, route route) ([]byte, error) {
	respond.VaryByBase(r.header, "Accept", "Accept-Language")
	if err := r.readQuery(); err != nil {
		return nil, err
	}
	if err := r.negotiate(); err != nil {
		return nil, err
	}
	engine, release, ok := s.cities.Open(r.name)
	if !ok {
		return nil, respond.UnknownCity(r.base, respond.Cut(r.name), s.cities.Names())
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
	tag := s.out.ETag(r.version(), r.self, r.query.Encode(), string(r.lang), strconv.FormatBool(r.html))
	respond.LinkLicence(r.header, answer.ProvenanceOf(r.city()))
	if respond.NotModified(w, r.http, tag) {
		return nil, nil
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
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// readQuery parses the query; a parameter may be given once.
func (r *request) readQuery() error {
	var f *respond.Fault
	if r.query, f = respond.ParseQuery(r.http.URL.RawQuery, maxQueryBytes); f != nil {
		return f
	}
	for _, name := range names(r.query) {
		if n := len(r.query[name]); n > 1 {
			return respond.RepeatedParameter(name, n)
		}
	}
	return nil
}

// negotiate chooses JSON or a page: what f= says, else what Accept likes more,
// else JSON. A client that takes any JSON gets the one there is.
func (r *request) negotiate() error {
	if f := r.query.Get("f"); r.query.Has("f") {
		if f != "json" && f != "html" {
			return respond.InvalidParameter("f", f, respond.OneOf(r.lang, "json", "html"))
		}
		r.html = f == "html"
		return nil
	}
	accept := respond.ParseAccept(r.http.Header.Values("Accept")...)
	plain, _, _ := strings.Cut(r.media, ";")
	data, person := max(accept.Quality(plain), accept.Quality(mediaJSON)), accept.Quality(mediaHTML)
	if data == 0 && person == 0 {
		return respond.NotAcceptable([]string{r.media, mediaHTML}, []string{"json", "html"})
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
	return &respond.Fault{Kind: respond.KindUnknownCollection, Parameter: "collection", Value: id, Known: known,
		Pairs: []string{"city", r.name, "value", respond.Cut(id), "known", strings.Join(known, ", ")}}
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
			unknown = append(unknown, respond.Cut(name))
		}
	}
	if len(unknown) > 0 {
		return respond.UnknownParameters(r.lang, unknown, known)
	}
	if l := r.query.Get("lang"); r.query.Has("lang") && !slices.Contains(answer.Langs, answer.Lang(l)) {
		return respond.InvalidParameter("lang", l, respond.OneOf(r.lang, "zh", "en"))
	}
	return nil
}

// names returns a query's names, sorted.
func names(q url.Values) []string { return slices.Sorted(maps.Keys(q)) }
