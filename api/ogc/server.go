package ogc

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"net/http"

	"lifecircle/api/respond"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// Prefix is what the paths of the handler begin with.
const Prefix = "/ogc"

// Cities are what is served. It is safe for concurrent use.
type Cities interface {
	// Open returns a city, to be released exactly once, or false where there is
	// none of that name.
	Open(name string) (city Engine, release func(), ok bool)
	// Names returns the names of all cities, sorted.
	Names() []string
}

// Engine gives the layers of one city; [layers.Set] is one.
type Engine interface {
	City() *coverage.City
	Layers(ctx context.Context) ([]layers.Layer, error)
	Features(ctx context.Context, id layers.ID, from int) iter.Seq2[layers.Feature, error]
	Feature(ctx context.Context, id layers.ID, featureID string) (layers.Feature, bool, error)
}

var _ Engine = (*layers.Set)(nil)

// Options make a handler. Cities must be given.
type Options struct {
	Cities  Cities
	BaseURL string // as in [respond.NewBase]
	Version string // of the program; a part of every ETag
	Logger  *slog.Logger
}

type server struct {
	cities Cities
	out    respond.Responder
}

// New returns the handler of everything below /ogc/. It fails when the base URL
// is none.
func New(o Options) (http.Handler, error) {
	if o.Cities == nil {
		return nil, errors.New("ogc: no cities given")
	}
	out, err := respond.NewResponder(o.BaseURL, o.Version, o.Logger)
	if err != nil {
		return nil, err
	}
	s := &server{o.Cities, out}
	mux := http.NewServeMux()
	for _, r := range routes() {
		mux.HandleFunc("GET "+Prefix+"/{city}"+r.path, s.handle(r))
	}
	mux.HandleFunc("/", s.notFound)
	return mux, nil
}

// A route is one resource.
type route struct {
	path   string
	media  string // of its JSON
	params func(*request) []parameter
	answer func(*request) (document, error)
}

// Media types.
const (
	mediaJSON    = "application/json"
	mediaGeoJSON = "application/geo+json"
	mediaSchema  = "application/schema+json"
	mediaOpenAPI = "application/vnd.oai.openapi+json;version=3.0"
	mediaHTML    = "text/html"
)

func routes() []route {
	return []route{
		{"", mediaJSON, nil, landing},
		{"/{$}", mediaJSON, nil, landing},
		{"/conformance", mediaJSON, nil, conformance},
		{"/api", mediaOpenAPI, nil, openAPI},
		{"/collections", mediaJSON, nil, collections},
		{"/collections/{collection}", mediaJSON, nil, collection},
		{"/collections/{collection}/queryables", mediaSchema, nil, queryables},
		{"/collections/{collection}/schema", mediaSchema, nil, schema},
		{"/collections/{collection}/items", mediaGeoJSON, itemsParameters, items},
		{"/collections/{collection}/items/{feature}", mediaGeoJSON, itemParameters, item},
	}
}
