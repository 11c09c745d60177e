package coverage

import (
	"context"
	"iter"
	"sort"

	"github.com/paulmach/orb"
)

// LayerID names a layer: part of addresses and names of files.
type LayerID string

// The layers, in the order of [Engine.Layers].
const (
	LayerDistricts  LayerID = "districts"
	LayerCells      LayerID = "cells" // places of demand
	LayerFacilities LayerID = "facilities"
	LayerGaps       LayerID = "gaps"    // areas whose people are not covered
	LayerIslands    LayerID = "islands" // streets that join no other
	LayerAccess     LayerID = "access"  // how places and facilities join the streets
	LayerStreets    LayerID = "streets"
)

// ColumnKind is the kind of a column's values.
type ColumnKind uint8

// The kinds of columns. The Go type of a value that is not nil is given.
const (
	ColumnText  ColumnKind = iota // string
	ColumnWhole                   // int64
	ColumnReal                    // float64
	ColumnFlag                    // bool
	ColumnDate                    // string, RFC 3339 full-date
)

// A Column says what the values of one name are. Names are snake_case, no two of
// a layer alike.
type Column struct {
	Name    string
	Kind    ColumnKind
	Title   Names  // what it is, in words
	Unit    string // people, m, m2, s; "1" of a share; "" where there is none
	Service string // id of the service that it is about; "" where it is about none
}

// GeometryKind is what the features of a layer are drawn as.
type GeometryKind uint8

// The kinds of geometry. A feature may consist of several.
const (
	GeometryPoint   GeometryKind = iota // orb.Point
	GeometryLine                        // orb.LineString or orb.MultiLineString
	GeometryPolygon                     // orb.MultiPolygon
)

// String returns the kind's name in Simple Features.
func (k GeometryKind) String() string {
	return [...]string{"Point", "LineString", "Polygon"}[min(k, GeometryPolygon)]
}

// A Layer is a table of features with geometry: the rows and cells of a city as
// maps want them.
type Layer struct {
	ID       LayerID
	Title    Names
	Geometry GeometryKind
	Columns  []Column
	Count    int
	Bound    orb.Bound // of all features, WGS 84; the zero value where there are none
}

// A Feature is a row of a layer.
type Feature struct {
	ID       string // unique in its layer
	Geometry orb.Geometry
	Values   []any // as long as the layer's Columns; nil where unknown
}

// A layerTable is a layer whose features are made when asked for, by position.
type layerTable struct {
	layer Layer
	id    func(i int) string // ascending, as bytes
	// open searches what the features say, and returns what makes one.
	open func(ctx context.Context) (featureMaker, error)
}

// A featureMaker makes a feature by its position. It outlives the question that
// it was made for: each brings a context of its own.
type featureMaker func(ctx context.Context, i int) (Feature, error)

// tables lists what makes each layer, in the order of the answer.
func (e *Engine) tables() []layerMaker {
	return []layerMaker{
		{LayerDistricts, e.districtLayer},
		{LayerCells, e.cellLayer},
		{LayerFacilities, e.facilityLayer},
		{LayerGaps, e.gapLayer},
		{LayerIslands, e.islandLayer},
		{LayerAccess, e.accessLayer},
		{LayerStreets, e.streetLayer},
	}
}

// LayerIDs lists the layers that every city has, in the order of
// [Engine.Layers].
func LayerIDs() []LayerID {
	var out []LayerID
	for _, m := range (*Engine)(nil).tables() {
		out = append(out, m.id)
	}
	return out
}

type layerMaker struct {
	id   LayerID
	make func(ctx context.Context) (*layerTable, error)
}

// Layers lists the city's layers. Only the gaps are searched for it, once. The
// slices must not be changed. The only error is ctx's.
func (e *Engine) Layers(ctx context.Context) ([]Layer, error) {
	var out []Layer
	for _, m := range e.tables() {
		t, err := e.table(ctx, m)
		if err != nil {
			return nil, err
		}
		out = append(out, t.layer)
	}
	return out, nil
}

// Layer returns one of [Engine.Layers]. The errors are those of
// [Engine.LayerFeatures].
func (e *Engine) Layer(ctx context.Context, id LayerID) (Layer, error) {
	m, err := e.maker(id)
	if err != nil {
		return Layer{}, err
	}
	t, err := e.table(ctx, m)
	if err != nil {
		return Layer{}, err
	}
	return t.layer, nil
}

// LayerFeatures yields the features of a layer by id, as bytes, from a position
// on, 0 being the first. Each is made as it is asked for, so that memory does not
// grow with the layer; what the searches found is kept. It stops after an error:
// [*QueryError] for a layer that is not there, or ctx's.
func (e *Engine) LayerFeatures(ctx context.Context, id LayerID, from int) iter.Seq2[Feature, error] {
	return func(yield func(Feature, error) bool) {
		t, read, err := e.reader(ctx, id)
		if err != nil {
			yield(Feature{}, err)
			return
		}
		for i := max(0, from); i < t.layer.Count; i++ {
			f, err := read(ctx, i)
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// LayerFeature returns the feature of an id, and false where the layer has none.
// The errors are those of [Engine.LayerFeatures].
func (e *Engine) LayerFeature(ctx context.Context, id LayerID, featureID string) (Feature, bool, error) {
	t, read, err := e.reader(ctx, id)
	if err != nil {
		return Feature{}, false, err
	}
	i := sort.Search(t.layer.Count, func(i int) bool { return t.id(i) >= featureID })
	if i == t.layer.Count || t.id(i) != featureID {
		return Feature{}, false, nil
	}
	f, err := read(ctx, i)
	return f, err == nil, err
}

// table returns what makes a layer's features. It is kept.
func (e *Engine) table(ctx context.Context, m layerMaker) (*layerTable, error) {
	return e.layerCache.get(ctx, m.id, always, m.make)
}

// maker returns what makes a layer, or a [*QueryError].
func (e *Engine) maker(id LayerID) (layerMaker, error) {
	wrong := &QueryError{Param: "layer", Value: string(id)}
	for _, m := range e.tables() {
		if m.id == id {
			return m, nil
		}
		wrong.Known = append(wrong.Known, string(m.id))
	}
	return layerMaker{}, wrong
}

// reader returns a layer and what makes its features by position. Both are kept.
func (e *Engine) reader(ctx context.Context, id LayerID) (*layerTable, featureMaker, error) {
	m, err := e.maker(id)
	if err != nil {
		return nil, nil, err
	}
	t, err := e.table(ctx, m)
	if err != nil {
		return nil, nil, err
	}
	read, err := e.featureCache.get(ctx, id, always, t.open)
	return t, read, err
}

// plainly opens a layer that needs no search.
func plainly(feature func(i int) Feature) func(context.Context) (featureMaker, error) {
	read := func(_ context.Context, i int) (Feature, error) { return feature(i), nil }
	return func(context.Context) (featureMaker, error) { return read, nil }
}
