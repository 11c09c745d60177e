package tiles_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"

	"lifecircle/api/rest"
	"lifecircle/api/tiles"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/internal/testcity/asciicity"
)

// town is a small drawn city with two districts.
func town(t asciicity.TB) *layers.Set {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---b
		        |
		0---1---2
		|
		|
		|
		E
	`)
	c.District(8, "310101", -1, -1, 5, 3).District(8, "310102", 5, -1, 20, 3)
	c.Extent = [4]float64{-30, -30, 40, 40}
	engine := c.Engine()
	city := engine.City()
	city.Name = "drawn"
	city.Title = coverage.Names{ZH: "画城", EN: "Drawn town"}
	city.Provenance = coverage.Provenance{
		Engine: "0.1.0", Hash: strings.Repeat("ab", 32),
		Inputs: []coverage.Input{{Role: "streets", Path: "streets.osm"}, {Role: "demand", Path: "people.csv", Attribution: "统计局 <a>"}},
	}
	return layers.Of(engine)
}

// made is a city of one layer that a test makes.
type made struct {
	layer    layers.Layer
	features []layers.Feature
	city     *coverage.City
	opened   atomic.Int32
}

// layerOf makes a layer of geometries and the values of some columns. A nil
// geometry is none.
func layerOf(id layers.ID, kind layers.GeometryKind, columns []layers.Column, shapes []orb.Geometry, values func(i int) []any) *made {
	m := &made{layer: layers.Layer{ID: id, Geometry: kind, Columns: columns, Count: len(shapes)}, city: &coverage.City{Name: "made"}}
	for i, g := range shapes {
		f := layers.Feature{ID: fmt.Sprintf("f%06d", i), Geometry: g}
		if values != nil {
			f.Values = values(i)
		}
		m.features = append(m.features, f)
		if g != nil && m.layer.Bound == (orb.Bound{}) {
			m.layer.Bound = g.Bound()
		} else if g != nil {
			m.layer.Bound = m.layer.Bound.Union(g.Bound())
		}
	}
	return m
}

func (m *made) City() *coverage.City { return m.city }
func (m *made) Layers(context.Context) ([]layers.Layer, error) {
	return []layers.Layer{m.layer}, nil
}

func (m *made) Features(ctx context.Context, _ layers.ID, from int) iter.Seq2[layers.Feature, error] {
	m.opened.Add(1)
	return func(yield func(layers.Feature, error) bool) {
		for _, f := range m.features[from:] {
			if !yield(f, ctx.Err()) || ctx.Err() != nil {
				return
			}
		}
	}
}

func index(t fataler, engine tiles.Engine, layer layers.Layer) *tiles.Index {
	t.Helper()
	x, err := tiles.Open(context.Background(), engine, layer)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return x
}

// counted is what an index states of its zooms.
func counted(t fataler, x *tiles.Index) []tiles.Count {
	t.Helper()
	counts, err := x.Counts(context.Background())
	if err != nil {
		t.Fatalf("%v", err)
	}
	return counts
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// A span is the tiles from one to another, both included.
type span struct{ west, north, east, south uint32 }

// tilesOf returns the tiles of a zoom that a bound touches, and one more on each
// side, by the formula of the OpenStreetMap wiki's "Slippy map tilenames".
func tilesOf(b orb.Bound, z int) span {
	n := math.Exp2(float64(z))
	column := func(lon float64) float64 { return math.Floor((lon + 180) / 360 * n) }
	row := func(lat float64) float64 {
		rad := lat * math.Pi / 180
		return math.Floor((1 - math.Log(math.Tan(rad)+1/math.Cos(rad))/math.Pi) / 2 * n)
	}
	in := func(v float64) uint32 { return uint32(min(max(v, 0), n-1)) }
	return span{in(column(b.Min[0]) - 1), in(row(b.Max[1]) - 1), in(column(b.Max[0]) + 1), in(row(b.Min[1]) + 1)}
}

// A tile is one, decoded by orb.
type tile struct {
	x, y  uint32
	layer *mvt.Layer
}

// decoded returns the tiles of a zoom that are not empty.
func decoded(t fataler, x *tiles.Index, z int) []tile {
	t.Helper()
	var out []tile
	s := tilesOf(x.Layer().Bound, z)
	for ty := s.north; ty <= s.south; ty++ {
		for tx := s.west; tx <= s.east; tx++ {
			if b := x.Tile(z, tx, ty); len(b) > 0 {
				out = append(out, tile{tx, ty, decode(t, b)})
			}
		}
	}
	return out
}

func decode(t fataler, b []byte) *mvt.Layer {
	t.Helper()
	layers, err := mvt.Unmarshal(b)
	if err != nil || len(layers) != 1 || layers[0].Version != 2 || layers[0].Extent != 4096 || len(layers[0].Features) == 0 {
		t.Fatalf("no tile of one layer: %v", err)
	}
	return layers[0]
}

// cities serves one city, and counts those who read it.
type cities struct {
	name   string
	engine tiles.Engine
	open   atomic.Int32
}

func (c *cities) Names() []string { return []string{c.name} }

func (c *cities) OpenTiles(name string) (tiles.Engine, func(), bool) {
	if name != c.name {
		return nil, nil, false
	}
	c.open.Add(1)
	return c.engine, func() { c.open.Add(-1) }, true
}

// noCities is what the API itself serves.
type noCities struct{}

func (noCities) Names() []string                 { return nil }
func (noCities) Open(string) (rest.Handle, bool) { return rest.Handle{}, false }

// api is a server with tiles, as the program runs it.
type api struct {
	*httptest.Server
	t *testing.T
}

func serve(t *testing.T, engine tiles.Engine, change ...func(*tiles.Options)) *api {
	t.Helper()
	c := &cities{name: engine.City().Name, engine: engine}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	o := tiles.Options{Cities: c, Version: "1", Logger: log}
	for _, f := range change {
		f(&o)
	}
	h, err := tiles.New(o)
	if err != nil {
		t.Fatal(err)
	}
	all, err := rest.New(rest.Options{Cities: noCities{}, Logger: log, Mounts: map[string]http.Handler{tiles.Prefix: h}})
	if err != nil {
		t.Fatal(err)
	}
	a := &api{httptest.NewServer(all), t}
	t.Cleanup(func() {
		a.Close()
		if n := c.open.Load(); n != 0 {
			t.Errorf("%d cities were not released", n)
		}
	})
	return a
}

type response struct {
	*http.Response
	body []byte
}

// do asks with headers given as name, value, …; nothing is unpacked on the way.
func (a *api) do(method, path string, headers ...string) response {
	a.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, a.URL+path, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return response{res, body}
}

func (a *api) ok(path string, headers ...string) response {
	a.t.Helper()
	r := a.do(http.MethodGet, path, headers...)
	if r.StatusCode != http.StatusOK {
		a.t.Fatalf("GET %s: %s: %s", path, r.Status, r.body)
	}
	return r
}

// layerNamed is a layer of the drawn town.
func layerNamed(t *testing.T, id layers.ID) layers.Layer {
	t.Helper()
	all, err := town(t).Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.ID == id {
			return l
		}
	}
	t.Fatalf("the town has no layer %s", id)
	return layers.Layer{}
}
