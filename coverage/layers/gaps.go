package layers

import (
	"cmp"
	"context"
	"errors"
	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// gapLayer is the gaps of every service by itself, at its own limit, for its own
// group and area. Unlike the others' its features are searched at once: nobody
// knows before how many there are.
func (s *Set) gapLayer(ctx context.Context) (*table, error) {
	var list []gaps.Gap
	for _, service := range s.city.Services {
		found, err := gaps.Find(ctx, s.engine, gaps.Query{Service: service.ID})
		if q := new(coverage.QueryError); errors.As(err, &q) && q.Param == "group" {
			continue // no demand counts the service's group: nobody is known to be missed
		}
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	slices.SortStableFunc(list, func(a, b gaps.Gap) int { return strings.Compare(a.ID, b.ID) })
	groups := s.engine.City().GroupIDs()
	var box boundBuilder
	for _, g := range list {
		if len(g.Outline) > 0 {
			box.add(g.Outline.Bound())
		}
	}
	return &table{
		layer: Layer{ID: Gaps, Title: coverage.Names{Plain: "Gaps", ZH: "服务盲区", EN: "Gaps"},
			Geometry: GeometryPolygon, Columns: gapColumns(groups), Count: len(list), Bound: box.bound},
		id:   func(i int) string { return list[i].ID },
		open: plainly(func(i int) Feature { return gapFeature(&list[i], groups) }),
	}, nil
}

func gapColumns(groups []string) []Column {
	var c columnList
	c.add("id", ColumnText, "编号", "Id", "")
	c.add("name", ColumnText, "名称", "Name", "")
	c.add("service", ColumnText, "服务", "Service", "")
	c.add("rank", ColumnWhole, "按人数的名次", "Rank by people, of its service", "")
	c.add("people", ColumnReal, "未覆盖人数", "People who are not covered", "people")
	c.add("places", ColumnWhole, "需求点数", "Places of demand", "")
	c.add("buildings", ColumnReal, "建筑数", "Buildings", "")
	c.add("district", ColumnText, "最细一级行政区代码", "Code of the district of the finest level", "")
	c.add("misses_least_s", ColumnReal, "超出时限秒数（最少）", "Seconds over the limit, the least", "s")
	c.add("misses_median_s", ColumnReal, "超出时限秒数（中位）", "Seconds over the limit, the median of people", "s")
	c.add("misses_most_s", ColumnReal, "超出时限秒数（最多）", "Seconds over the limit, the most", "s")
	c.add("cause", ColumnText, "原因", "Cause: distance, detour, disconnected or no_facility", "")
	c.add("barrier", ColumnText, "阻隔", "Barrier: water, railway, motorway, wall or compound", "")
	c.add("nearest_facility", ColumnText, "直线最近设施编号", "Id of the facility nearest as the crow flies", "")
	c.add("nearest_crow_m", ColumnReal, "到其直线距离", "Straight distance to it", "m")
	c.add("nearest_walk_s", ColumnReal, "步行到其秒数", "The walk to it", "s")
	c.add("remedy", ColumnText, "对策", "What would cover most: more_data, open_streets, shorter_way, link or facility", "")
	c.add("near_edge", ColumnReal, "靠近数据边界的人数", "Of them near the edge of the data", "people")
	c.add("unlinked", ColumnReal, "未接入街道的人数", "Of them not joined to the streets", "people")
	for _, g := range groups {
		c.add("people_"+g, ColumnReal, "人数："+g, "People: "+g, "people")
	}
	return c.columns
}

func gapFeature(g *gaps.Gap, groups []string) Feature {
	var district, crow any
	if g.District != nil {
		district = g.District.Code
	}
	if g.Evidence.Nearest != "" {
		crow = g.Evidence.StraightM
	}
	v := []any{
		g.ID, orNull(plainName(g.Name)), strings.Join(g.Services, ","), int64(g.Rank), people(&g.People), int64(len(g.Places)), people(g.Buildings), district,
		seconds(g.MissesLeast), seconds(g.MissesMedian), seconds(g.MissesMost), string(g.Cause), orNull(g.Barrier),
		orNull(g.Evidence.Nearest), crow, seconds(g.Evidence.WalkMillis), orNull(string(g.Remedy)), people(&g.NearEdge), people(&g.Unlinked),
	}
	for _, id := range groups {
		if n, known := g.Groups[id]; known {
			v = append(v, people(&n))
		} else {
			v = append(v, nil)
		}
	}
	outline := g.Outline
	if outline == nil {
		outline = orb.MultiPolygon{}
	}
	return Feature{ID: g.ID, Geometry: outline, Values: v}
}

// plainName is the name in no language: its parts, with a slash between two streets.
func plainName(n gaps.Name) string {
	name := cmp.Or(n.Names.Plain, n.Names.ZH, n.Names.EN)
	switch n.Kind {
	case gaps.NamedCrossing:
		name = n.Street + " / " + n.Other
	case gaps.NamedStreet:
		name = n.Street
	}
	if n.Number > 0 {
		name += " (" + strconv.Itoa(n.Number) + ")"
	}
	return name
}
