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
	l.named = d.Names != nil
	l.translated = slices.ContainsFunc(d.Names, isTranslated)
	l.groups = s.engine.City().GroupIDs()
	for _, id := range coverage.Weights {
		if d.Weight[id] != nil {
			l.weights = append(l.weights, id)
		}
	}
	t := &table{
		layer: Layer{ID: Cells, Title: Title{Key: "layer.cells"},
			Geometry: GeometryPoint, Columns: l.columns(), Count: d.Len()},
		id:   func(i int) string { return d.ID[l.order[i]] },
		open: l.open,
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
	engine            *coverage.Engine
	city              *coverage.City
	order             []int // places by id
	hexagons          bool
	named, translated bool
	groups, weights   []string
}

func (l *placeLayer) columns() []Column {
	c := columnList{layer: Cells}
	c.shared("id", ColumnText, "")
	c.names(l.translated)
	c.add("h3", ColumnText, "")
	c.add("urban", ColumnFlag, "")
	c.shared("district", ColumnText, "")
	for _, g := range l.groups {
		c.people(g)
	}
	for _, w := range l.weights {
		c.add(w, ColumnReal, weightUnits[w])
	}
	for _, s := range l.city.Services {
		c.addOf(s, "seconds", ColumnReal, "s")
		c.addOf(s, "facility", ColumnText, "")
		c.addOf(s, "covered", ColumnFlag, "")
		c.addOf(s, "reason", ColumnText, "")
	}
	return c.columns
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

func (l *placeLayer) open(ctx context.Context) (featureMaker, error) {
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
	return func(_ context.Context, i int) (Feature, error) { return l.feature(l.order[i], reaches) }, nil
}

func (l *placeLayer) feature(place int, reaches []*coverage.Reach) (Feature, error) {
	d := &l.city.Demand
	f := Feature{ID: d.ID[place], Values: []any{d.ID[place]}}
	var names coverage.Names
	if l.named {
		names = d.Names[place]
	}
	f.Values = appendNames(f.Values, names, l.translated)
	var h3, urban any
	if d.Cell != nil && d.Cell[place] != 0 {
		h3 = cells.String(d.Cell[place])
	}
	if d.Urban != nil && d.Urban[place] != coverage.FlagUnknown {
		urban = d.Urban[place] == coverage.FlagUrban
	}
	f.Values = append(f.Values, h3, urban, finestDistrict(l.engine, place, l.engine.District))
	for _, g := range l.groups {
		f.Values = append(f.Values, people(&d.Groups[g][place]))
	}
	for _, w := range l.weights {
		f.Values = append(f.Values, people(&d.Weight[w][place]))
	}
	for k, r := range reaches {
		c := r.Cell(place, coverage.Millis(l.city.Services[k].Minutes))
		f.Values = append(f.Values, seconds(c.Millis), orNull(c.Facility), c.Covered, orNull(string(c.Reason)))
	}
	var err error
	f.Geometry, err = l.shape(place)
	return f, err
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
