package tiles

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/rest"
	"lifecircle/coverage/layers"
)

// Cities are what is served; safe for concurrent use.
type Cities interface {
	// Names returns the names of all cities, sorted.
	Names() []string

	// OpenTiles returns a city that stays open until release is called, exactly
	// once, or false where there is none of that name.
	OpenTiles(name string) (engine Engine, release func(), ok bool)
}

// Options make a handler. Cities must be given.
type Options struct {
	Cities Cities

	// BaseURL is what absolute links begin with; see [rest.Options].
	BaseURL string

	// Version of the program; a part of every ETag.
	Version string

	// Logger gets what fails. Nil means slog's default.
	Logger *slog.Logger

	// MostBytes is about how much memory the layers asked for last may take
	// together. Zero means [DefaultBytes].
	MostBytes int64
}

// DefaultBytes is half a gigabyte: a city of a million cells with its streets.
const DefaultBytes = 512 << 20

type server struct {
	cities  Cities
	base    func(*http.Request) string
	version string
	log     *slog.Logger
	shelf   shelf
}

// New returns a handler of everything below [Prefix], for [rest.Options].Mounts:
// it answers GET, and leaves HEAD, deadlines, logs and what every response has to
// the server. It fails when the base URL is none.
func New(o Options) (http.Handler, error) {
	if o.Cities == nil {
		return nil, errors.New("tiles: no cities given")
	}
	base, err := rest.Base(o.BaseURL)
	if err != nil {
		return nil, err
	}
	s := &server{cities: o.Cities, base: base, version: o.Version, log: o.Logger, shelf: shelf{most: o.MostBytes}}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.shelf.most <= 0 {
		s.shelf.most = DefaultBytes
	}
	return s, nil
}

// A request is one, read.
type request struct {
	*http.Request
	address
	lang    answer.Lang
	base    string
	service string // of a style; the first by id where none is asked for
	engine  Engine
	layers  []layers.Layer
}

// ServeHTTP implements [http.Handler].
func (s *server) ServeHTTP(w http.ResponseWriter, hr *http.Request) {
	r := &request{Request: hr, lang: rest.Language(hr), base: s.base(hr)}
	if p := s.serve(w, r); p != nil {
		p.Write(w, r.lang)
	}
}

func (s *server) serve(w http.ResponseWriter, r *request) *rest.Problem {
	var ok bool
	if r.address, ok = parseAddress(r.URL.Path); !ok {
		return r.problem("not-found", "path", r.URL.Path, "link", r.base+"/docs")
	}
	if p := r.readQuery(); p != nil {
		return p
	}
	engine, release, ok := s.cities.OpenTiles(r.city)
	if !ok {
		p := r.problem("unknown-city", "city", r.city, "link", r.base+"/v1/cities")
		p.Parameter, p.Value, p.Known = "city", r.city, s.cities.Names()
		return p
	}
	defer release()
	r.engine = engine
	var err error
	if r.layers, err = engine.Layers(r.Context()); err != nil {
		return s.failed(r, err)
	}
	if r.kind == kindStyle || r.kind == kindQGIS {
		return s.serveStyle(w, r)
	}
	at := slices.IndexFunc(r.layers, func(l layers.Layer) bool { return string(l.ID) == r.layer })
	if at < 0 {
		return r.unknownLayer()
	}
	if r.kind == kindTile {
		return s.serveTile(w, r, r.layers[at])
	}
	return s.serveDocument(w, r, r.layers[at])
}

// problem puts a kind of problem into words.
func (r *request) problem(kind string, pairs ...string) *rest.Problem {
	p := rest.NewProblem(r.lang, kind, pairs...)
	return &p
}

func (r *request) unknownLayer() *rest.Problem {
	var known []string
	for _, l := range r.layers {
		known = append(known, string(l.ID))
	}
	p := r.problem("unknown-collection", "city", r.city, "value", r.layer, "known", strings.Join(known, answer.Say(r.lang, "list.comma")))
	p.Parameter, p.Value, p.Known = "layer", r.layer, known
	return p
}

// failed is the problem of an error: of the time, or ours.
func (s *server) failed(r *request, err error) *rest.Problem {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return r.problem("timeout")
	case errors.Is(err, context.Canceled):
		return r.problem("timeout") // nobody reads it
	}
	s.log.ErrorContext(r.Context(), "failed", "path", r.URL.Path, "error", err.Error())
	return r.problem("internal")
}

// index returns a layer's index, made once an edition.
func (s *server) index(r *request, layer layers.Layer) (*Index, error) {
	p := r.engine.City().Provenance
	return s.shelf.get(r.Context(), edition{r.city, p.Engine + " " + p.Hash, layer.ID}, func(ctx context.Context) (*Index, error) {
		return Open(ctx, r.engine, layer)
	})
}

// tag sets the entity tag of what is asked, and reports whether the client has
// it already, which is then said.
func (s *server) tag(w http.ResponseWriter, r *request, parts ...string) bool {
	p := r.engine.City().Provenance
	tag := rest.ETag(append([]string{s.version, p.Engine, p.Hash, r.city}, parts...)...)
	w.Header().Set("Lifecircle-Provenance", p.Hash)
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "public, no-cache") // a city may be built anew
	if !rest.NoneMatch(r.Request, tag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

func (s *server) serveDocument(w http.ResponseWriter, r *request, layer layers.Layer) *rest.Problem {
	s.sayDocument(w, r)
	if s.tag(w, r, r.layer, strconv.Itoa(int(r.kind)), string(r.lang), r.base) {
		return nil
	}
	if layer.Count == 0 {
		layer.Bound = boundsOf(r.layers).degrees // it has none of its own
	}
	x, err := s.index(r, layer)
	if err != nil {
		return s.failed(r, err)
	}
	var doc any
	if r.kind == kindMetadata {
		doc, err = metadata(x, r.engine.City(), r.lang)
	} else {
		doc, err = tileJSON(r.Context(), x, r.engine.City(), r.lang, r.base)
	}
	if err != nil {
		return s.failed(r, err)
	}
	return s.sendJSON(w, r, doc)
}

func (s *server) sayDocument(w http.ResponseWriter, r *request) {
	w.Header().Set("Vary", "Accept-Language, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Prefix")
	w.Header().Set("Content-Language", string(r.lang))
}

func (s *server) sendJSON(w http.ResponseWriter, r *request, doc any) *rest.Problem {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		return s.failed(r, err)
	}
	w.Header().Set("Content-Type", "application/json")
	send(w, b.Bytes())
	return nil
}

func send(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client is gone if this fails
}
