package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/geo/cells"
)

// cellLayer is the places of demand: as polygons where each is an H3 cell, else
// as points. What is said of a service is what [Engine.Cells] says.
func (e *Engine) cellLayer(ctx context.Context) (*layerTable, error) {
	d := &e.city.Demand
	l := placeLayer{engine: e, order: e.placesIn(Query{}), hexagons: d.Cell != nil && !slices.Contains(d.Cell, 0)}
	l.named = d.Names != nil
	l.translated = slices.ContainsFunc(d.Names, Names.translated)
	l.groups = e.groupIDs()
	for _, id := range Weights {
		if d.Weight[id] != nil {
			l.weights = append(l.weights, id)
		}
	}
	t := &layerTable{
		layer: Layer{ID: LayerCells, Title: Names{Plain: "Places of demand", ZH: "需求点", EN: "Places of demand"},
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

// placeLayer makes the features of [LayerCells].
type placeLayer struct {
	engine            *Engine
	order             []int // places by id
	hexagons          bool
	named, translated bool
	groups, weights   []string
}

func (l *placeLayer) columns() []Column {
	var c columnList
	c.add("id", ColumnText, "编号", "Id", "")
	c.names(l.translated)
	c.add("h3", ColumnText, "H3 网格", "H3 cell", "")
	c.add("urban", ColumnFlag, "城镇", "Urban", "")
	c.add("district", ColumnText, "最细一级行政区代码", "Code of the district of the finest level", "")
	for _, g := range l.groups {
		c.add("people_"+g, ColumnReal, "人数："+g, "People: "+g, "people")
	}
	for _, w := range l.weights {
		title := weightTitles[w]
		c.add(w, ColumnReal, title.ZH, title.EN, title.Plain)
	}
	for _, s := range l.engine.city.Services {
		c.addOf(s, "_seconds", ColumnReal, "步行秒数", "seconds of walking", "s")
		c.addOf(s, "_facility", ColumnText, "最近设施编号", "id of the nearest facility", "")
		c.addOf(s, "_covered", ColumnFlag, "在时限内", "within the limit", "")
		c.addOf(s, "_reason", ColumnText, "没有秒数的原因", "why there are no seconds", "")
	}
	return c.columns
}

// weightTitles are what weights are called; Plain is the unit.
var weightTitles = map[string]Names{
	"buildings":           {Plain: "", ZH: "建筑数", EN: "Buildings"},
	"dwellings":           {Plain: "", ZH: "住宅套数", EN: "Dwellings"},
	"floor_area_m2":       {Plain: "m2", ZH: "建筑面积", EN: "Floor area"},
	"residential_land_m2": {Plain: "m2", ZH: "居住用地面积", EN: "Residential land"},
}

// shape returns what a place is drawn as.
func (l *placeLayer) shape(place int) (orb.Geometry, error) {
	d := &l.engine.city.Demand
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
	err := l.engine.parallel(ctx, l.engine.city.Demand.Len(), func(i int) {
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
	e := l.engine
	walks := make([]*Reach, len(e.city.Services))
	for s, service := range e.city.Services {
		set, err := e.setting(service.Profile, "")
		if err != nil {
			return nil, err
		}
		if walks[s], err = e.reach(ctx, destination{s, set}, searchLimit(millis(service.Minutes))); err != nil {
			return nil, err
		}
	}
	return func(_ context.Context, i int) (Feature, error) { return l.feature(l.order[i], walks) }, nil
}

func (l *placeLayer) feature(place int, walks []*Reach) (Feature, error) {
	e, d := l.engine, &l.engine.city.Demand
	f := Feature{ID: d.ID[place], Values: []any{d.ID[place]}}
	var names Names
	if l.named {
		names = d.Names[place]
	}
	f.Values = appendNames(f.Values, names, l.translated)
	var h3, urban any
	if d.Cell != nil && d.Cell[place] != 0 {
		h3 = cells.String(d.Cell[place])
	}
	if d.Urban != nil && d.Urban[place] != FlagUnknown {
		urban = d.Urban[place] == FlagUrban
	}
	f.Values = append(f.Values, h3, urban, e.finestDistrict(e.districtOf, place))
	for _, g := range l.groups {
		f.Values = append(f.Values, people(&d.Groups[g][place]))
	}
	for _, w := range l.weights {
		f.Values = append(f.Values, people(&d.Weight[w][place]))
	}
	for s, w := range walks {
		c := e.cell(s, place, w, millis(e.city.Services[s].Minutes))
		f.Values = append(f.Values, seconds(c.Millis), orNull(c.Facility), c.Covered, orNull(string(c.Reason)))
	}
	var err error
	f.Geometry, err = l.shape(place)
	return f, err
}

// finestDistrict returns the code of the district of the finest level that something
// lies in, or nil.
func (e *Engine) finestDistrict(home [][]int32, i int) any {
	for l := len(home) - 1; l >= 0; l-- {
		if len(home[l]) > 0 && home[l][i] != noDistrict {
			return e.city.Districts[home[l][i]].Code
		}
	}
	return nil
}

// facilityLayer is the facilities, whatever their status.
func (e *Engine) facilityLayer(context.Context) (*layerTable, error) {
	list := e.city.Facilities
	translated := slices.ContainsFunc(list, func(f Facility) bool { return f.Names.translated() })
	var c columnList
	c.add("id", ColumnText, "编号", "Id", "")
	c.names(translated)
	c.add("services", ColumnText, "服务", "Services", "")
	c.add("status", ColumnText, "状态", "Status", "")
	c.add("opens", ColumnDate, "启用日期", "Opens", "")
	c.add("closes", ColumnDate, "停用日期", "Closes", "")
	c.add("linked", ColumnFlag, "接入街道", "Joins the streets", "")
	c.add("district", ColumnText, "最细一级行政区代码", "Code of the district of the finest level", "")
	for _, s := range e.city.Services {
		c.addOf(s, "_capacity", ColumnWhole, "容量", "capacity", "")
		c.addOf(s, "_people_in_reach", ColumnReal, "时限内可步行到此的人数", "people within the limit of it, whether or not another is nearer", "people")
		c.addOf(s, "_people_nearest", ColumnReal, "时限内以此为最近设施的人数", "people within the limit whose nearest facility it is", "people")
	}
	var box boundBuilder
	for _, f := range list {
		box.add(f.Point.Bound())
	}
	return &layerTable{
		layer: Layer{ID: LayerFacilities, Title: Names{Plain: "Facilities", ZH: "设施", EN: "Facilities"},
			Geometry: GeometryPoint, Columns: c.columns, Count: len(list), Bound: box.bound},
		id: func(i int) string { return list[i].ID },
		open: func(ctx context.Context) (featureMaker, error) {
			nearest, err := e.nearestPeople(ctx)
			if err != nil {
				return nil, err
			}
			around, err := e.catchments(ctx)
			return func(ctx context.Context, i int) (Feature, error) {
				return e.facilityFeature(ctx, i, nearest, around, translated)
			}, err
		},
	}, nil
}

func (e *Engine) facilityFeature(ctx context.Context, i int, nearest [][]Amount, around []*catchment, translated bool) (Feature, error) {
	f := e.city.Facilities[i]
	status := f.Status
	if status == "" {
		status = StatusOpen
	}
	v := appendNames([]any{f.ID}, f.Names, translated)
	v = append(v, strings.Join(f.Services, ";"), string(status), orNull(f.Opens), orNull(f.Closes), f.Access.Linked, e.finestDistrict(e.facilityDistrict, i))
	for s, service := range e.city.Services {
		var capacity, within, load any
		if n, known := f.Capacity[service.ID]; known {
			capacity = n
		}
		if nearest[s] != nil && slices.Contains(e.offering[s], uint32(i)) {
			load = people(&nearest[s][i])
			reached, err := around[s].of(ctx, i)
			if err != nil {
				return Feature{}, err
			}
			within = people(&reached)
		}
		v = append(v, capacity, within, load)
	}
	return Feature{ID: f.ID, Geometry: f.Point, Values: v}, nil
}

// nearestPeople sums for each service and facility the people of the service's
// group and area who have it nearest and within the limit, so that the sums of a
// service are its covered people. Nil where nobody counts the group.
func (e *Engine) nearestPeople(ctx context.Context) ([][]Amount, error) {
	out := make([][]Amount, len(e.city.Services))
	for s, service := range e.city.Services {
		set, err := e.setting(service.Profile, "")
		if err != nil {
			return nil, err
		}
		limit := millis(service.Minutes)
		w, err := e.reach(ctx, destination{s, set}, searchLimit(limit))
		if err != nil {
			return nil, err
		}
		frame := e.rowHeader(Query{}, task{reading: ReadingEach, services: []int{s}, private: e.private()})
		amounts, reason := e.amounts(frame.Group, frame.Weight)
		if reason != ReasonNone {
			continue
		}
		out[s] = make([]Amount, len(e.city.Facilities))
		for i, a := range amounts {
			if a != Missing && e.counts(i, frame.Area) && w.Within(i, limit) {
				out[s][e.ranks.index(w.rank.At(i))] += a
			}
		}
	}
	return out, nil
}
