package layers

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/cells"
)

// cellLayer is the places of demand: as polygons where each is an H3 cell, else
// as points. What is said of a service is what [coverage.Engine.Cells] says.
func (s *Set) cellLayer(ctx context.Context) (*table, error) {
	d := &s.city.Demand
	l := placeLayer{engine: s.engine, city: s.city, order: s.engine.PlacesIn(coverage.Scope{}), hexagons: d.Cell != nil && !slices.Contains(d.Cell, 0)}
	l.translated = slices.ContainsFunc(d.Names, isTranslated)
	l.groups = s.engine.City().GroupIDs()
	for _, id := range coverage.Weights {
		if d.Weight[id] != nil {
			l.weights = append(l.weights, id)
		}
	}
	columns := l.columns()
	t := &table{
		layer: Layer{ID: Cells, Title: Title{Key: "layer.cells"},
			Geometry: GeometryPoint, Columns: columns.columns, Count: d.Len()},
		id:   func(i int) string { return d.ID[l.order[i]] },
		open: func(ctx context.Context) (featureMaker, error) { return l.open(ctx, columns) },
	}
	if l.hexagons {
		t.layer.Geometry = GeometryPolygon
	}
	bound, err := l.bound(ctx)
	t.layer.Bound = bound
	return t, err
}

// placeLayer makes the features of [Cells].
type placeLayer struct {
	engine          *coverage.Engine
	city            *coverage.City
	order           []int // places by id
	hexagons        bool
	translated      bool // some have a name in a language
	groups, weights []string
}

// placeCells are a place, and its cell of each service.
type placeCells struct {
	place int
	cells []coverage.Cell
}

func (l *placeLayer) columns() *columnList[placeCells] {
	d := &l.city.Demand
	c := &columnList[placeCells]{layer: Cells}
	c.shared("id", ColumnText, "", func(p placeCells) any { return d.ID[p.place] })
	c.names(l.translated, func(p placeCells) (names coverage.Names) {
		if d.Names != nil {
			names = d.Names[p.place]
		}
		return names
	})
	c.add("h3", ColumnText, "", func(p placeCells) any {
		if d.Cell == nil || d.Cell[p.place] == 0 {
			return nil
		}
		return cells.String(d.Cell[p.place])
	})
	c.add("urban", ColumnFlag, "", func(p placeCells) any {
		if d.Urban == nil || d.Urban[p.place] == coverage.FlagUnknown {
			return nil
		}
		return d.Urban[p.place] == coverage.FlagUrban
	})
	c.shared("district", ColumnText, "", func(p placeCells) any { return finestDistrict(l.engine, p.place, l.engine.District) })
	for _, id := range l.groups {
		c.people(id, func(p placeCells) any { return people(&d.Groups[id][p.place]) })
	}
	for _, id := range l.weights {
		c.add(id, ColumnReal, weightUnits[id], func(p placeCells) any { return people(&d.Weight[id][p.place]) })
	}
	for k, s := range l.city.Services {
		add := func(name string, kind ColumnKind, unit string, say func(c coverage.Cell) any) {
			c.addOf(s, name, kind, unit, func(p placeCells) any { return say(p.cells[k]) })
		}
		add("seconds", ColumnReal, "s", func(c coverage.Cell) any { return seconds(c.Millis) })
		add("facility", ColumnText, "", func(c coverage.Cell) any { return orNull(c.Facility) })
		add("covered", ColumnFlag, "", func(c coverage.Cell) any { return c.Covered })
		add("reason", ColumnText, "", func(c coverage.Cell) any { return orNull(string(c.Reason)) })
	}
	return c
}

// weightUnits are what weights are measured in; buildings and dwellings are counted.
var weightUnits = map[string]string{"floor_area_m2": "m2", "residential_land_m2": "m2"}

// shape returns what a place is drawn as.
func (l *placeLayer) shape(place int) (orb.Geometry, error) {
	d := &l.city.Demand
	if l.hexagons {
		return cells.Outline(d.Cell[place])
	}
	return d.Point[place], nil
}

// bound returns that of all places.
func (l *placeLayer) bound(ctx context.Context) (orb.Bound, error) {
	var mu sync.Mutex
	var box boundBuilder
	var wrong error
	err := l.engine.Parallel(ctx, l.city.Demand.Len(), func(i int) {
		g, err := l.shape(i)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			wrong = err
			return
		}
		box.add(g.Bound())
	})
	return box.bound, cmp.Or(err, wrong)
}

func (l *placeLayer) open(ctx context.Context, columns *columnList[placeCells]) (featureMaker, error) {
	reaches := make([]*coverage.Reach, len(l.city.Services))
	for k, service := range l.city.Services {
		set, err := l.engine.City().Setting(service.Profile, "")
		if err != nil {
			return nil, err
		}
		if reaches[k], err = l.engine.Reach(ctx, k, set, coverage.SearchLimit(coverage.Millis(service.Minutes))); err != nil {
			return nil, err
		}
	}
	return func(_ context.Context, i int) (Feature, error) {
		place := l.order[i]
		of := placeCells{place, make([]coverage.Cell, len(reaches))}
		for k, r := range reaches {
			of.cells[k] = r.Cell(place, coverage.Millis(l.city.Services[k].Minutes))
		}
		g, err := l.shape(place)
		return Feature{ID: l.city.Demand.ID[place], Geometry: g, Values: columns.values(of)}, err
	}, nil
}

// finestDistrict returns the code of the district of the finest level that
// something lies in, or nil.
func finestDistrict(e *coverage.Engine, i int, district func(level, i int) int) any {
	for k := len(e.Levels()) - 1; k >= 0; k-- {
		if d := district(k, i); d != coverage.NoDistrict {
			return e.City().Districts[d].Code
		}
	}
	return nil
}
