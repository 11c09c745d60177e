package export

import (
	"context"
	"iter"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// A City is what layers are read from; [layers.Set] is one.
type City interface {
	City() *coverage.City
	Layer(ctx context.Context, id layers.ID) (layers.Layer, error)
	Features(ctx context.Context, id layers.ID, from int) iter.Seq2[layers.Feature, error]
}

// A Table is a layer, ready to be written.
type Table struct {
	Layer    layers.Layer
	City     *coverage.City
	Features func() iter.Seq2[layers.Feature, error] // from the first on, each time that it is called
}

// Open returns a city's layer with the columns of the services given and those
// about none; nil means all. The errors are [*coverage.QueryError] and ctx's.
func Open(ctx context.Context, city City, id layers.ID, services []string) (Table, error) {
	layer, err := city.Layer(ctx, id)
	if err != nil {
		return Table{}, err
	}
	t := Table{Layer: layer, City: city.City()}
	t.Features = func() iter.Seq2[layers.Feature, error] { return city.Features(ctx, id, 0) }
	if services == nil {
		return t, nil
	}
	if err := known(t.City, services); err != nil {
		return Table{}, err
	}
	return t.keep(func(c layers.Column) bool { return c.Service == "" || slices.Contains(services, c.Service) }), nil
}

func known(city *coverage.City, services []string) error {
	var ids []string
	for _, s := range city.Services {
		ids = append(ids, s.ID)
	}
	for _, id := range services {
		if !slices.Contains(ids, id) {
			return &coverage.QueryError{Param: "service", Value: id, Known: ids}
		}
	}
	return nil
}

// keep returns the table with some of its columns.
func (t Table) keep(wanted func(layers.Column) bool) Table {
	var kept []int
	var columns []layers.Column
	for i, c := range t.Layer.Columns {
		if wanted(c) {
			kept, columns = append(kept, i), append(columns, c)
		}
	}
	return t.with(columns, func(f layers.Feature) []any {
		values := make([]any, len(kept))
		for i, from := range kept {
			values[i] = f.Values[from]
		}
		return values
	})
}

// withID returns the table with the features' ids as a column, for formats that
// have no other place for them.
func (t Table) withID() Table {
	if slices.ContainsFunc(t.Layer.Columns, func(c layers.Column) bool { return c.Name == "id" }) {
		return t
	}
	id := layers.Column{Name: "id", Kind: layers.ColumnText, Title: layers.Title{Key: "layer_any.id"}}
	columns := append([]layers.Column{id}, t.Layer.Columns...)
	return t.with(columns, func(f layers.Feature) []any { return append([]any{f.ID}, f.Values...) })
}

// with returns the table with other columns.
func (t Table) with(columns []layers.Column, values func(layers.Feature) []any) Table {
	t.Layer.Columns = columns
	return t.changed(func(f *layers.Feature) { f.Values = values(*f) })
}

// changed returns the table with each of its features changed.
func (t Table) changed(change func(*layers.Feature)) Table {
	features := t.Features
	t.Features = func() iter.Seq2[layers.Feature, error] {
		return func(yield func(layers.Feature, error) bool) {
			for f, err := range features() {
				if err == nil {
					change(&f)
				}
				if !yield(f, err) {
					return
				}
			}
		}
	}
	return t
}
