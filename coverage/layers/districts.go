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
		layer: Layer{ID: Districts, Title: coverage.Names{Plain: "Districts", ZH: "行政区", EN: "Districts"},
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
	var c columnList
	c.add("code", ColumnText, "代码", "Code", "")
	c.names(translated)
	c.add("level", ColumnWhole, "级别", "Level", "")
	c.add("parent", ColumnText, "上级代码", "Code of the district above", "")
	c.add("inside", ColumnReal, "位于数据范围内的面积比例", "Share of the area within the extent", "1")
	for _, service := range s.city.Services {
		c.addOf(service, "_demand", ColumnReal, "需求人数", "demand", "people")
		c.addOf(service, "_covered", ColumnReal, "覆盖人数", "covered", "people")
		c.addOf(service, "_coverage", ColumnReal, "覆盖率", "coverage", "1")
		c.addOf(service, "_coverage_low", ColumnReal, "覆盖率下限", "coverage, lower bound", "1")
		c.addOf(service, "_coverage_high", ColumnReal, "覆盖率上限", "coverage, upper bound", "1")
		c.addOf(service, "_target", ColumnReal, "目标", "target", "1")
		c.addOf(service, "_verdict", ColumnText, "结论", "verdict", "")
		c.addOf(service, "_shortfall", ColumnWhole, "达标尚缺人数", "people still to cover for the target", "people")
		c.addOf(service, "_near_edge", ColumnReal, "靠近数据边界的人数", "near the edge of the data", "people")
		c.addOf(service, "_unlinked", ColumnReal, "未接入街道的人数", "not joined to the streets", "people")
		c.addOf(service, "_buffer_coverage", ColumnReal, "直线缓冲区覆盖率", "coverage of the straight-line circle", "1")
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
