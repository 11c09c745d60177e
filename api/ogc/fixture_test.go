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
)

// stub is a city whose layers are lists.
type stub struct {
	city   *coverage.City
	layers []coverage.Layer
	rows   map[coverage.LayerID][]coverage.Feature
	read   atomic.Int64 // features that were asked for
}

func (s *stub) City() *coverage.City { return s.city }

func (s *stub) Layers(ctx context.Context) ([]coverage.Layer, error) { return s.layers, ctx.Err() }

func (s *stub) LayerFeatures(ctx context.Context, id coverage.LayerID, from int) iter.Seq2[coverage.Feature, error] {
	return func(yield func(coverage.Feature, error) bool) {
		for _, f := range s.rows[id][from:] {
			s.read.Add(1)
			if !yield(f, ctx.Err()) {
				return
			}
		}
	}
}

func (s *stub) LayerFeature(_ context.Context, id coverage.LayerID, feature string) (coverage.Feature, bool, error) {
	for _, f := range s.rows[id] {
		if f.ID == feature {
			return f, true, nil
		}
	}
	return coverage.Feature{}, false, nil
}

// add adds a layer; its features are put in the order of their ids.
func (s *stub) add(l coverage.Layer, rows []coverage.Feature) {
	slices.SortFunc(rows, func(a, b coverage.Feature) int { return cmp.Compare(a.ID, b.ID) })
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
	s := &stub{rows: map[coverage.LayerID][]coverage.Feature{}, city: &coverage.City{
		Name: "drawn", Title: coverage.Names{ZH: "画城", EN: "Drawn <town>"},
		Provenance: coverage.Provenance{Engine: "0.1.0", Hash: strings.Repeat(build, 32), Inputs: []coverage.Input{{Role: "streets", Path: "streets.osm"}}},
	}}
	column := func(name string, kind coverage.ColumnKind, unit string) coverage.Column {
		return coverage.Column{Name: name, Kind: kind, Unit: unit, Title: coverage.Names{ZH: "字段 " + name, EN: "The " + name}}
	}
	var districts []coverage.Feature
	for i := range 40 {
		f := coverage.Feature{ID: fmt.Sprintf("%02d", i), Geometry: orb.MultiPolygon{square(float64(i%8), float64(i/8), 1)},
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
	s.add(coverage.Layer{ID: "districts", Title: coverage.Names{Plain: "Districts", ZH: "行政区", EN: "Districts"}, Geometry: coverage.GeometryPolygon, Columns: []coverage.Column{
		column("code", coverage.ColumnText, ""), column("name", coverage.ColumnText, ""), column("level", coverage.ColumnWhole, ""), column("clinic_coverage", coverage.ColumnReal, "1"),
		column("clinic_meets", coverage.ColumnFlag, ""), column("opens", coverage.ColumnDate, ""), column("limit", coverage.ColumnText, ""),
	}}, districts)
	var cells []coverage.Feature
	for i := range 2345 {
		cells = append(cells, coverage.Feature{ID: fmt.Sprintf("c%d", i), Geometry: at(float64(i%50)/10, float64(i/50)/10), Values: []any{fmt.Sprintf("c%d", i), float64(i), int64(i % 7)}})
	}
	s.add(coverage.Layer{ID: "cells", Geometry: coverage.GeometryPoint, Columns: []coverage.Column{
		column("id", coverage.ColumnText, ""), column("people_all", coverage.ColumnReal, "people"), column("weekday", coverage.ColumnWhole, ""),
	}}, cells)
	s.add(coverage.Layer{ID: "streets", Geometry: coverage.GeometryLine, Columns: []coverage.Column{column("way", coverage.ColumnText, ""), column("length_m", coverage.ColumnReal, "m")}}, []coverage.Feature{
		{ID: "a/b 1", Geometry: orb.LineString{at(0, 0), at(4, 4)}, Values: []any{"1", 12.0}},
		{ID: "x?y#z%", Geometry: orb.MultiLineString{{at(0, 1), at(1, 1)}, {at(2, 1), at(3, 1)}}, Values: []any{nil, 0.25}},
		{ID: "江湾", Geometry: orb.LineString{at(7, 7), at(8, 7), at(8, 8)}, Values: []any{"3", nil}},
	})
	s.add(coverage.Layer{ID: "islands", Geometry: coverage.GeometryLine, Columns: []coverage.Column{column("length_m", coverage.ColumnReal, "m")}}, nil)
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
