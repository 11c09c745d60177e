package layers

import (
	"context"
	"slices"
	"strings"

	"lifecircle/coverage"
)

// districtLayer is the districts of all levels with what [coverage.Engine.Rows] says of
// each: every service at its own limit, for its own group and area.
func (s *Set) districtLayer(context.Context) (*table, error) {
	list := s.city.Districts
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(list[a].Code, list[b].Code) })
	translated := slices.ContainsFunc(list, func(d coverage.District) bool { return isTranslated(d.Names) })
	columns := s.districtColumns(translated)
	var box boundBuilder
	for _, d := range list {
		box.add(d.Polygon.Bound())
	}
	return &table{
		layer: Layer{ID: Districts, Title: Title{Key: "layer.districts"},
			Geometry: GeometryPolygon, Columns: columns.columns, Count: len(list), Bound: box.bound},
		id: func(i int) string { return list[order[i]].Code },
		open: func(ctx context.Context) (featureMaker, error) {
			rows, err := s.rowsByDistrict(ctx)
			return func(_ context.Context, i int) (Feature, error) {
				d := districtRows{&list[order[i]], s.engine.Inside(order[i]), rows[order[i]]}
				return Feature{ID: d.Code, Geometry: d.Polygon, Values: columns.values(d)}, nil
			}, err
		},
	}, nil
}

// districtRows are a district, how much of it lies inside the extent, and its rows, one a
// service.
type districtRows struct {
	*coverage.District
	inside float64
	rows   []coverage.Row
}

func (s *Set) districtColumns(translated bool) *columnList[districtRows] {
	c := &columnList[districtRows]{layer: Districts}
	c.add("code", ColumnText, "", func(d districtRows) any { return d.Code })
	c.names(translated, func(d districtRows) coverage.Names { return d.Names })
	c.add("level", ColumnWhole, "", func(d districtRows) any { return int64(d.Level) })
	c.add("parent", ColumnText, "", func(d districtRows) any { return orNull(d.Parent) })
	c.add("inside", ColumnReal, "1", func(d districtRows) any { return d.inside })
	for k, service := range s.city.Services {
		add := func(name string, kind ColumnKind, unit string, say func(r *coverage.Row) any) {
			c.addOf(service, name, kind, unit, func(d districtRows) any { return say(&d.rows[k]) })
		}
		add("demand", ColumnReal, "people", func(r *coverage.Row) any { return people(r.Demand) })
		add("covered", ColumnReal, "people", func(r *coverage.Row) any { return people(r.Covered) })
		add("coverage", ColumnReal, "1", func(r *coverage.Row) any { return value(r.Coverage) })
		add("coverage_low", ColumnReal, "1", func(r *coverage.Row) any { return value(r.CoverageLow) })
		add("coverage_high", ColumnReal, "1", func(r *coverage.Row) any { return value(r.CoverageHigh) })
		add("target", ColumnReal, "1", func(r *coverage.Row) any {
			if r.Target == nil {
				return nil
			}
			return float64(*r.Target) / 1e6
		})
		add("verdict", ColumnText, "", func(r *coverage.Row) any {
			if r.Verdict == nil {
				return nil
			}
			return string(*r.Verdict)
		})
		add("shortfall", ColumnWhole, "people", func(r *coverage.Row) any { return value(r.Shortfall) })
		add("near_edge", ColumnReal, "people", func(r *coverage.Row) any { return people(r.NearEdge) })
		add("unlinked", ColumnReal, "people", func(r *coverage.Row) any { return people(r.Unlinked) })
		add("buffer_coverage", ColumnReal, "1", func(r *coverage.Row) any { return value(r.BufferCoverage) })
	}
	return c
}

// rowsByDistrict returns the rows of each district, a row a service.
func (s *Set) rowsByDistrict(ctx context.Context) ([][]coverage.Row, error) {
	rows, err := s.engine.Rows(ctx, coverage.Query{})
	if err != nil {
		return nil, err
	}
	type place struct {
		level int
		code  string
	}
	of := map[place]int{}
	for i, d := range s.city.Districts {
		of[place{d.Level, d.Code}] = i
	}
	out := make([][]coverage.Row, len(s.city.Districts))
	for _, r := range rows {
		if r.District == nil {
			continue
		}
		if d, known := of[place{r.District.Level, r.District.Code}]; known {
			out[d] = append(out[d], r)
		}
	}
	return out, nil
}
