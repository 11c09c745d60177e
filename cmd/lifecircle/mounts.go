package main

import (
	"log/slog"
	"net/http"

	"lifecircle/api/ogc"
	"lifecircle/api/tiles"
)

// mounts are the handlers beside the API, by what their paths begin with.
func mounts(open *cities, base string, log *slog.Logger) (map[string]http.Handler, error) {
	cut, err := tiles.New(tiles.Options{Cities: tiled{open}, BaseURL: base, Version: version, Logger: log})
	if err != nil {
		return nil, err
	}
	features, err := ogc.New(ogc.Options{Cities: featured{open}, BaseURL: base, Version: version, Logger: log})
	if err != nil {
		return nil, err
	}
	return map[string]http.Handler{tiles.Prefix: cut, ogc.Prefix: features}, nil
}

// tiled are the cities as api/tiles wants them.
type tiled struct{ *cities }

// OpenTiles implements [tiles.Cities].
func (t tiled) OpenTiles(name string) (tiles.Engine, func(), bool) { return t.take(name) }

// featured are the cities as api/ogc wants them.
type featured struct{ *cities }

// Open implements [ogc.Cities].
func (f featured) Open(name string) (ogc.Engine, func(), bool) {
	return f.take(name)
}
