package tiles

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
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

	// BaseURL is what absolute links begin with; see [respond.NewBase].
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
	cities Cities
	out    respond.Responder
	shelf  shelf
}

// New returns a handler of everything below [Prefix], to be mounted in api/rest:
// it answers GET, and leaves HEAD, deadlines, logs and what every response has to
// the server. It fails when the base URL is none.
func New(o Options) (http.Handler, error) {
	if o.Cities == nil {
		return nil, errors.New("tiles: no cities given")
	}
	out, err := respond.NewResponder(o.BaseURL, o.Version, o.Logger)
	if err != nil {
		return nil, err
	}
	s := &server{cities: o.Cities, out: out, shelf: shelf{most: o.MostBytes}}
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
	r := &request{Request: hr, lang: respond.Language(hr), base: s.out.Base(hr)}
	if f := s.serve(w, r); f != nil {
		s.out.Refuse(w, hr, f, r.lang)
	}
}

func (s *server) serve(w http.ResponseWriter, r *request) *respond.Fault {
	var ok bool
	if r.address, ok = parseAddress(r.URL.Path); !ok {
		return respond.NotFound(r.URL.Path, r.base+"/docs")
	}
	if f := r.readQuery(); f != nil {
		return f
	}
	engine, release, ok := s.cities.OpenTiles(r.city)
	if !ok {
		return respond.UnknownCity(r.base, r.city, s.cities.Names())
	}
	defer release()
	r.engine = engine
	var err error
	if r.layers, err = engine.Layers(r.Context()); err != nil {
		return faultOf(err)
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

func (r *request) unknownLayer() *respond.Fault {
	var known []string
	for _, l := range r.layers {
		known = append(known, string(l.ID))
	}
	return &respond.Fault{Kind: respond.KindUnknownCollection, Parameter: "layer", Value: r.layer, Known: known,
		Pairs: []string{"city", r.city, "value", r.layer, "known", strings.Join(known, answer.Say(r.lang, "list.comma"))}}
}

// faultOf is the fault of an error: of the time, or ours.
func faultOf(err error) *respond.Fault {
	if errors.Is(err, context.Canceled) {
		return &respond.Fault{Kind: respond.KindTimeout, Cause: err} // nobody reads it
	}
	return respond.FaultOf(err)
}

// index returns a layer's index, made once an edition.
func (s *server) index(r *request, layer layers.Layer) (*Index, error) {
	p := r.engine.City().Provenance
	return s.shelf.get(r.Context(), edition{r.city, p.Engine + " " + p.Hash, layer.ID}, func(ctx context.Context) (*Index, error) {
		return Open(ctx, r.engine, layer)
	})
}

// notModified sets the entity tag of what is asked, and reports whether the client has
// it already, which is then said.
func (s *server) notModified(w http.ResponseWriter, r *request, parts ...string) bool {
	p := r.engine.City().Provenance
	w.Header().Set(respond.ProvenanceHeader, p.Hash)
	return respond.NotModified(w, r.Request, s.out.ETag(append([]string{p.Engine, p.Hash, r.city}, parts...)...))
}

func (s *server) serveDocument(w http.ResponseWriter, r *request, layer layers.Layer) *respond.Fault {
	r.sayDocument(w.Header())
	if s.notModified(w, r, r.layer, strconv.Itoa(int(r.kind)), string(r.lang), r.base) {
		return nil
	}
	if layer.Count == 0 {
		layer.Bound = boundsOf(r.layers).degrees // it has none of its own
	}
	x, err := s.index(r, layer)
	if err != nil {
		return faultOf(err)
	}
	var doc any
	if r.kind == kindMetadata {
		doc, err = metadata(x, r.engine.City(), r.lang)
	} else {
		doc, err = tileJSON(r.Context(), x, r.engine.City(), r.lang, r.base)
	}
	if err != nil {
		return faultOf(err)
	}
	return sendJSON(w, doc)
}

func (r *request) sayDocument(h http.Header) {
	respond.VaryByBase(h, "Accept-Language")
	h.Set("Content-Language", string(r.lang))
}

func sendJSON(w http.ResponseWriter, doc any) *respond.Fault {
	var b bytes.Buffer
	if err := respond.EncodeJSON(&b, doc); err != nil {
		return faultOf(err)
	}
	send(w, "application/json", b.Bytes())
	return nil
}

func send(w http.ResponseWriter, mediaType string, body []byte) {
	w.Header().Set("Content-Type", mediaType)
	_ = respond.Send(w, body) // the client is gone if this fails
}
