package layers

import (
	"context"
	"iter"
	"sort"

	"lifecircle/coverage"
)

// A Set is the layers of a city.
type Set struct {
	engine *coverage.Engine
	city   *coverage.City
}

// Of returns the layers of an engine's city. It costs nothing.
func Of(e *coverage.Engine) *Set { return &Set{e, e.City()} }

// City returns the city, which must not be changed.
func (s *Set) City() *coverage.City { return s.city }

// A table is a layer whose features are made when asked for, by position.
type table struct {
	layer Layer
	id    func(i int) string // ascending, as bytes
	// open searches what the features say, and returns what makes one.
	open func(ctx context.Context) (featureMaker, error)
}

// A featureMaker makes a feature by its position. It outlives the question that
// it was made for: each brings a context of its own.
type featureMaker func(ctx context.Context, i int) (Feature, error)

// A layerMaker makes the table of one layer.
type layerMaker struct {
	id   ID
	make func(ctx context.Context) (*table, error)
}

// makers lists what makes each layer, in the order of the answer.
func (s *Set) makers() []layerMaker {
	return []layerMaker{
		{Districts, s.districtLayer},
		{Cells, s.cellLayer},
		{Facilities, s.facilityLayer},
		{Gaps, s.gapLayer},
		{Islands, s.islandLayer},
		{Access, s.accessLayer},
		{Streets, s.streetLayer},
	}
}

// IDs lists the layers that every city has, in the order of [Set.Layers].
func IDs() []ID {
	var out []ID
	for _, m := range (*Set)(nil).makers() {
		out = append(out, m.id)
	}
	return out
}

// Layers lists the city's layers. Only the gaps are searched for it, once. The
// slices must not be changed. The only error is ctx's.
func (s *Set) Layers(ctx context.Context) ([]Layer, error) {
	var out []Layer
	for _, m := range s.makers() {
		t, err := s.table(ctx, m)
		if err != nil {
			return nil, err
		}
		out = append(out, t.layer)
	}
	return out, nil
}

// Layer returns one of [Set.Layers]. The errors are those of [Set.Features].
func (s *Set) Layer(ctx context.Context, id ID) (Layer, error) {
	m, err := s.maker(id)
	if err != nil {
		return Layer{}, err
	}
	t, err := s.table(ctx, m)
	if err != nil {
		return Layer{}, err
	}
	return t.layer, nil
}

// Features yields the features of a layer by id, as bytes, from a position on, 0
// being the first. It stops after an error: [*coverage.QueryError] for a layer that
// is not there, or ctx's.
func (s *Set) Features(ctx context.Context, id ID, from int) iter.Seq2[Feature, error] {
	return func(yield func(Feature, error) bool) {
		t, read, err := s.reader(ctx, id)
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

// Feature returns the feature of an id, and false where the layer has none. The
// errors are those of [Set.Features].
func (s *Set) Feature(ctx context.Context, id ID, featureID string) (Feature, bool, error) {
	t, read, err := s.reader(ctx, id)
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

// tableKey and makerKey are what an engine keeps tables and what makes their
// features under.
type (
	tableKey ID
	makerKey ID
)

// table returns what makes a layer's features. It is kept.
func (s *Set) table(ctx context.Context, m layerMaker) (*table, error) {
	return coverage.Memo(ctx, s.engine, tableKey(m.id), m.make)
}

// maker returns what makes a layer, or a [*coverage.QueryError].
func (s *Set) maker(id ID) (layerMaker, error) {
	wrong := &coverage.QueryError{Param: "layer", Value: string(id)}
	for _, m := range s.makers() {
		if m.id == id {
			return m, nil
		}
		wrong.Known = append(wrong.Known, string(m.id))
	}
	return layerMaker{}, wrong
}

// reader returns a layer and what makes its features by position. Both are kept.
func (s *Set) reader(ctx context.Context, id ID) (*table, featureMaker, error) {
	m, err := s.maker(id)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.table(ctx, m)
	if err != nil {
		return nil, nil, err
	}
	read, err := coverage.Memo(ctx, s.engine, makerKey(id), t.open)
	return t, read, err
}

// plainly opens a layer that needs no search.
func plainly(feature func(i int) Feature) func(context.Context) (featureMaker, error) {
	read := func(_ context.Context, i int) (Feature, error) { return feature(i), nil }
	return func(context.Context) (featureMaker, error) { return read, nil }
}
