package layers

import (
	"context"
	"lifecircle/coverage"
	"slices"
	"strings"
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
	var box boundBuilder
	for _, d := range list {
		box.add(d.Polygon.Bound())
	}
	return &table{
		layer: Layer{ID: Districts, Title: Title{Key: "layer.districts"},
			Geometry: GeometryPolygon, Columns: s.districtColumns(translated), Count: len(list), Bound: box.bound},
		id: func(i int) string { return list[order[i]].Code },
		open: func(ctx context.Context) (featureMaker, error) {
			rows, err := s.rowsByDistrict(ctx)
			return func(_ context.Context, i int) (Feature, error) {
				return s.districtFeature(order[i], rows, translated), nil
			}, err
		},
	}, nil
}

func (s *Set) districtColumns(translated bool) []Column {
	c := columnList{layer: Districts}
	c.add("code", ColumnText, "")
	c.names(translated)
	c.add("level", ColumnWhole, "")
	c.add("parent", ColumnText, "")
	c.add("inside", ColumnReal, "1")
	for _, service := range s.city.Services {
		c.addOf(service, "demand", ColumnReal, "people")
		c.addOf(service, "covered", ColumnReal, "people")
		c.addOf(service, "coverage", ColumnReal, "1")
		c.addOf(service, "coverage_low", ColumnReal, "1")
		c.addOf(service, "coverage_high", ColumnReal, "1")
		c.addOf(service, "target", ColumnReal, "1")
		c.addOf(service, "verdict", ColumnText, "")
		c.addOf(service, "shortfall", ColumnWhole, "people")
		c.addOf(service, "near_edge", ColumnReal, "people")
		c.addOf(service, "unlinked", ColumnReal, "people")
		c.addOf(service, "buffer_coverage", ColumnReal, "1")
	}
	return c.columns
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

func (s *Set) districtFeature(i int, rows [][]coverage.Row, translated bool) Feature {
	d := s.city.Districts[i]
	v := appendNames([]any{d.Code}, d.Names, translated)
	v = append(v, int64(d.Level), orNull(d.Parent), s.engine.Inside(i))
	for _, r := range rows[i] {
		var target, verdict any
		if r.Target != nil {
			target = float64(*r.Target) / 1e6
		}
		if r.Verdict != nil {
			verdict = string(*r.Verdict)
		}
		v = append(v, people(r.Demand), people(r.Covered), value(r.Coverage), value(r.CoverageLow), value(r.CoverageHigh),
			target, verdict, value(r.Shortfall), people(r.NearEdge), people(r.Unlinked), value(r.BufferCoverage))
	}
	return Feature{ID: d.Code, Geometry: d.Polygon, Values: v}
}
