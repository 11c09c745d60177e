package host

import (
	"net/http"

	"lifecircle/api/ogc"
	"lifecircle/api/rest"
	"lifecircle/api/tiles"
)

// Web says how a host is reached.
type Web struct {
	BaseURL string     // what absolute links begin with; empty: X-Forwarded-*, else the request's host
	Version string     // the program's
	Edits   rest.Edits // who may edit scenarios and ask for sitings; the zero value is nobody
}

// Handler answers over HTTP: the API, and beside it layers for GIS programs and
// tiles. It may be served before the cities are open. An error is that of a BaseURL
// that is none.
func (h *Host) Handler(w Web) (http.Handler, error) {
	cut, err := tiles.New(tiles.Options{Cities: tiled{h.Cities, h.Scenarios}, BaseURL: w.BaseURL, Version: w.Version, Logger: h.log})
	if err != nil {
		return nil, err
	}
	features, err := ogc.New(ogc.Options{Cities: featured{h.Cities, h.Scenarios}, BaseURL: w.BaseURL, Version: w.Version, Logger: h.log})
	if err != nil {
		return nil, err
	}
	return rest.New(rest.Options{Cities: h.Cities, BaseURL: w.BaseURL, Version: w.Version, Logger: h.log,
		Mounts:   map[string]http.Handler{tiles.Prefix: cut, ogc.Prefix: features},
		Exporter: exporter{}, Scenarios: h.Scenarios, Edits: w.Edits, Sitings: h.Sitings})
}

// tiled are the cities, and those of scenarios, as api/tiles wants them.
type tiled struct {
	*Cities
	scenarios *Scenarios
}

// OpenTiles implements [tiles.Cities].
func (t tiled) OpenTiles(name string) (tiles.Engine, func(), bool) {
	return t.scenarios.takeLayers(name)
}

// featured are the cities, and those of scenarios, as api/ogc wants them.
type featured struct {
	*Cities
	scenarios *Scenarios
}

// Open implements [ogc.Cities].
func (f featured) Open(name string) (ogc.Engine, func(), bool) { return f.scenarios.takeLayers(name) }
