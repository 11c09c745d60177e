package main

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"lifecircle/api/ogc"
	"lifecircle/api/tiles"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// mounts are the handlers beside the API, by what their paths begin with.
func mounts(open *kept, base string, log *slog.Logger) (map[string]http.Handler, error) {
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
type tiled struct{ *kept }

// OpenTiles implements [tiles.Cities].
func (t tiled) OpenTiles(name string) (tiles.Engine, func(), bool) { return t.takeLayers(name) }

// featured are the cities as api/ogc wants them.
type featured struct{ *kept }

// Open implements [ogc.Cities].
func (f featured) Open(name string) (ogc.Engine, func(), bool) {
	return f.takeLayers(name)
}

// takeLayers is takeAny for the layers of a city.
func (k *kept) takeLayers(name string) (*layers.Set, func(), bool) {
	engine, release, ok := k.takeAny(name)
	if !ok {
		return nil, release, false
	}
	return layers.Of(engine), release, true
}

// takeAny hands out a city, or that of a scenario by city@scenario, until it is
// released. What cannot be opened is not there.
func (k *kept) takeAny(name string) (*coverage.Engine, func(), bool) {
	city, id, of := strings.Cut(name, "@")
	if !of {
		return k.take(name)
	}
	engine, release, err := k.open(context.Background(), city, id)
	if err != nil {
		k.log.Warn("scenario not opened", "city", city, "scenario", id, "error", err)
	}
	return engine, release, err == nil
}
