package ogc_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"

	"lifecircle/api/ogc"
	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// stub is a city whose layers are lists.
type stub struct {
	city   *coverage.City
	layers []layers.Layer
	rows   map[layers.ID][]layers.Feature
	read   atomic.Int64 // features that were asked for
}

func (s *stub) City() *coverage.City { return s.city }

func (s *stub) Layers(ctx context.Context) ([]layers.Layer, error) { return s.layers, ctx.Err() }

func (s *stub) Features(ctx context.Context, id layers.ID, from int) iter.Seq2[layers.Feature, error] {
	return func(yield func(layers.Feature, error) bool) {
		for _, f := range s.rows[id][from:] {
			s.read.Add(1)
			if !yield(f, ctx.Err()) {
				return
			}
		}
	}
}

func (s *stub) Feature(_ context.Context, id layers.ID, feature string) (layers.Feature, bool, error) {
	for _, f := range s.rows[id] {
		if f.ID == feature {
			return f, true, nil
		}
	}
	return layers.Feature{}, false, nil
}

// add adds a layer; its features are put in the order of their ids.
func (s *stub) add(l layers.Layer, rows []layers.Feature) {
	slices.SortFunc(rows, func(a, b layers.Feature) int { return cmp.Compare(a.ID, b.ID) })
	l.Count = len(rows)
	for i, f := range rows {
		if i == 0 {
			l.Bound = f.Geometry.Bound()
		}
		l.Bound = l.Bound.Union(f.Geometry.Bound())
	}
	s.layers = append(s.layers, l)
	s.rows[l.ID] = rows
}

// Where the town lies: its south-western corner, and the side of a block.
const (
	west, south = 121.40, 31.10
	block       = 0.01
)

func at(x, y float64) orb.Point {
	degrees := func(v float64) float64 { return math.Round(v*1e7) / 1e7 }
	return orb.Point{degrees(west + x*block), degrees(south + y*block)}
}

func square(x, y, side float64) orb.Polygon {
	return orb.Polygon{{at(x, y), at(x+side, y), at(x+side, y+side), at(x, y+side), at(x, y)}}
}

// town has a layer of each kind of geometry. The first districts have no coverage
// known, then come whole numbers; only then is it seen that they are reals.
func town(build string) *stub {
	s := &stub{rows: map[layers.ID][]layers.Feature{}, city: &coverage.City{
		Name: "drawn", Title: coverage.Names{ZH: "画城", EN: "Drawn <town>"},
		Provenance: coverage.Provenance{Engine: "0.1.0", Hash: strings.Repeat(build, 32), Inputs: []coverage.Input{{Role: "streets", Path: "streets.osm"}}},
	}}
	column := func(name string, kind layers.ColumnKind, unit string) layers.Column {
		return layers.Column{Name: name, Kind: kind, Unit: unit, Title: layers.Title{Key: "The " + name}}
	}
	var districts []layers.Feature
	for i := range 40 {
		f := layers.Feature{ID: fmt.Sprintf("%02d", i), Geometry: orb.MultiPolygon{square(float64(i%8), float64(i/8), 1)},
			Values: []any{fmt.Sprintf("%02d", i), "District " + fmt.Sprint(i), int64(8), nil, nil, nil, nil}}
		if i >= 12 {
			f.Values[3], f.Values[4], f.Values[5], f.Values[6] = 1.0, true, "2024-05-01", "50"
		}
		if i >= 25 {
			f.Values[3], f.Values[4] = float64(i)/100, i%2 == 0
		}
		districts = append(districts, f)
	}
	districts[3].Geometry = orb.MultiPolygon{square(3, 0, .4), {{at(3.5, .5), at(3.5, 1), at(4, 1), at(4, .5), at(3.5, .5)}, {at(3.6, .6), at(3.7, .6), at(3.7, .7), at(3.6, .7), at(3.6, .6)}}}
	districts[5].Values[1] = `O'Brien "江湾" <b>\`
	s.add(layers.Layer{ID: "districts", Title: layers.Title{Key: "layer.districts"}, Geometry: layers.GeometryPolygon, Columns: []layers.Column{
		column("code", layers.ColumnText, ""), column("name", layers.ColumnText, ""), column("level", layers.ColumnWhole, ""), column("clinic_coverage", layers.ColumnReal, "1"),
		column("clinic_meets", layers.ColumnFlag, ""), column("opens", layers.ColumnDate, ""), column("limit", layers.ColumnText, ""),
	}}, districts)
	var cells []layers.Feature
	for i := range 2345 {
		cells = append(cells, layers.Feature{ID: fmt.Sprintf("c%d", i), Geometry: at(float64(i%50)/10, float64(i/50)/10), Values: []any{fmt.Sprintf("c%d", i), float64(i), int64(i % 7)}})
	}
	s.add(layers.Layer{ID: "cells", Geometry: layers.GeometryPoint, Columns: []layers.Column{
		column("id", layers.ColumnText, ""), column("people_all", layers.ColumnReal, "people"), column("weekday", layers.ColumnWhole, ""),
	}}, cells)
	s.add(layers.Layer{ID: "streets", Geometry: layers.GeometryLine, Columns: []layers.Column{column("way", layers.ColumnText, ""), column("length_m", layers.ColumnReal, "m")}}, []layers.Feature{
		{ID: "a/b 1", Geometry: orb.LineString{at(0, 0), at(4, 4)}, Values: []any{"1", 12.0}},
		{ID: "x?y#z%", Geometry: orb.MultiLineString{{at(0, 1), at(1, 1)}, {at(2, 1), at(3, 1)}}, Values: []any{nil, 0.25}},
		{ID: "江湾", Geometry: orb.LineString{at(7, 7), at(8, 7), at(8, 8)}, Values: []any{"3", nil}},
	})
	s.add(layers.Layer{ID: "islands", Geometry: layers.GeometryLine, Columns: []layers.Column{column("length_m", layers.ColumnReal, "m")}}, nil)
	return s
}

// cities are those served; it counts who holds one.
type cities struct {
	mu     sync.Mutex
	byName map[string]ogc.Engine
	open   int
}

func (c *cities) Open(name string) (ogc.Engine, func(), bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byName[name]
	if !ok {
		return nil, nil, false
	}
	c.open++
	return e, func() { c.mu.Lock(); c.open--; c.mu.Unlock() }, true
}

func (c *cities) Names() []string { return []string{"drawn"} }

func (c *cities) serve(e ogc.Engine) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byName["drawn"] = e
}

// none are the cities of an API that has none.
type none struct{}

func (none) Names() []string                 { return nil }
func (none) Open(string) (rest.Handle, bool) { return rest.Handle{}, false }
