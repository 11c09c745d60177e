package coverage

import (
	"context"
	"slices"
	"strings"
)

// districtLayer is the districts of all levels with what [Engine.Rows] says of
// each: every service at its own limit, for its own group and area.
func (e *Engine) districtLayer(context.Context) (*layerTable, error) {
	list := e.city.Districts
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(list[a].Code, list[b].Code) })
	translated := slices.ContainsFunc(list, func(d District) bool { return d.Names.translated() })
	var box boundBuilder
	for _, d := range list {
		box.add(d.Polygon.Bound())
	}
	return &layerTable{
		layer: Layer{ID: LayerDistricts, Title: Names{Plain: "Districts", ZH: "行政区", EN: "Districts"},
			Geometry: GeometryPolygon, Columns: e.districtColumns(translated), Count: len(list), Bound: box.bound},
		id: func(i int) string { return list[order[i]].Code },
		open: func(ctx context.Context) (featureMaker, error) {
			rows, err := e.rowsByDistrict(ctx)
			return func(_ context.Context, i int) (Feature, error) {
				return e.districtFeature(order[i], rows, translated), nil
			}, err
		},
	}, nil
}

func (e *Engine) districtColumns(translated bool) []Column {
	var c columnList
	c.add("code", ColumnText, "代码", "Code", "")
	c.names(translated)
	c.add("level", ColumnWhole, "级别", "Level", "")
	c.add("parent", ColumnText, "上级代码", "Code of the district above", "")
	c.add("inside", ColumnReal, "位于数据范围内的面积比例", "Share of the area within the extent", "1")
	for _, s := range e.city.Services {
		c.addOf(s, "_demand", ColumnReal, "需求人数", "demand", "people")
		c.addOf(s, "_covered", ColumnReal, "覆盖人数", "covered", "people")
		c.addOf(s, "_coverage", ColumnReal, "覆盖率", "coverage", "1")
		c.addOf(s, "_coverage_low", ColumnReal, "覆盖率下限", "coverage, lower bound", "1")
		c.addOf(s, "_coverage_high", ColumnReal, "覆盖率上限", "coverage, upper bound", "1")
		c.addOf(s, "_target", ColumnReal, "目标", "target", "1")
		c.addOf(s, "_verdict", ColumnText, "结论", "verdict", "")
		c.addOf(s, "_shortfall", ColumnWhole, "达标尚缺人数", "people still to cover for the target", "people")
		c.addOf(s, "_near_edge", ColumnReal, "靠近数据边界的人数", "near the edge of the data", "people")
		c.addOf(s, "_unlinked", ColumnReal, "未接入街道的人数", "not joined to the streets", "people")
		c.addOf(s, "_buffer_coverage", ColumnReal, "直线缓冲区覆盖率", "coverage of the straight-line circle", "1")
	}
	return c.columns
}

// rowsByDistrict returns the rows of each district, a row a service.
func (e *Engine) rowsByDistrict(ctx context.Context) ([][]Row, error) {
	rows, err := e.Rows(ctx, Query{})
	if err != nil {
		return nil, err
	}
	type place struct {
		level int
		code  string
	}
	of := map[place]int{}
	for i, d := range e.city.Districts {
		of[place{d.Level, d.Code}] = i
	}
	out := make([][]Row, len(e.city.Districts))
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

func (e *Engine) districtFeature(i int, rows [][]Row, translated bool) Feature {
	d := e.city.Districts[i]
	v := appendNames([]any{d.Code}, d.Names, translated)
	v = append(v, int64(d.Level), orNull(d.Parent), e.inside[i])
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
