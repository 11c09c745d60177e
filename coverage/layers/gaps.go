package layers

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
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
	columns := gapColumns(s.engine.City().GroupIDs())
	var box boundBuilder
	for _, g := range list {
		if len(g.Outline) > 0 {
			box.add(g.Outline.Bound())
		}
	}
	return &table{
		layer: Layer{ID: Gaps, Title: Title{Key: "layer.gaps"},
			Geometry: GeometryPolygon, Columns: columns.columns, Count: len(list), Bound: box.bound},
		id:   func(i int) string { return list[i].ID },
		open: plainly(func(i int) Feature { return gapFeature(&list[i], columns) }),
	}, nil
}

func gapColumns(groups []string) *columnList[*gaps.Gap] {
	type gap = *gaps.Gap
	c := &columnList[gap]{layer: Gaps}
	c.shared("id", ColumnText, "", func(g gap) any { return g.ID })
	c.shared("name", ColumnText, "", func(g gap) any { return orNull(plainName(g.Name)) })
	c.add("service", ColumnText, "", func(g gap) any { return strings.Join(g.Services, ",") })
	c.add("rank", ColumnWhole, "", func(g gap) any { return int64(g.Rank) })
	c.add("people", ColumnReal, "people", func(g gap) any { return people(&g.People) })
	c.add("places", ColumnWhole, "", func(g gap) any { return int64(len(g.Places)) })
	c.add("buildings", ColumnReal, "", func(g gap) any { return people(g.Buildings) })
	c.shared("district", ColumnText, "", func(g gap) any {
		if g.District == nil {
			return nil
		}
		return g.District.Code
	})
	c.add("misses_least_s", ColumnReal, "s", func(g gap) any { return seconds(g.MissesLeast) })
	c.add("misses_median_s", ColumnReal, "s", func(g gap) any { return seconds(g.MissesMedian) })
	c.add("misses_most_s", ColumnReal, "s", func(g gap) any { return seconds(g.MissesMost) })
	c.add("cause", ColumnText, "", func(g gap) any { return string(g.Cause) })
	c.add("barrier", ColumnText, "", func(g gap) any { return orNull(g.Barrier) })
	c.add("nearest_facility", ColumnText, "", func(g gap) any { return orNull(g.Evidence.Nearest) })
	c.add("nearest_crow_m", ColumnReal, "m", func(g gap) any {
		if g.Evidence.Nearest == "" {
			return nil
		}
		return g.Evidence.StraightM
	})
	c.add("nearest_walk_s", ColumnReal, "s", func(g gap) any { return seconds(g.Evidence.WalkMillis) })
	c.add("remedy", ColumnText, "", func(g gap) any { return orNull(string(g.Remedy)) })
	c.add("near_edge", ColumnReal, "people", func(g gap) any { return people(&g.NearEdge) })
	c.add("unlinked", ColumnReal, "people", func(g gap) any { return people(&g.Unlinked) })
	for _, id := range groups {
		c.people(id, func(g gap) any {
			n, known := g.Groups[id]
			if !known {
				return nil
			}
			return people(&n)
		})
	}
	return c
}

func gapFeature(g *gaps.Gap, columns *columnList[*gaps.Gap]) Feature {
	outline := g.Outline
	if outline == nil {
		outline = orb.MultiPolygon{}
	}
	return Feature{ID: g.ID, Geometry: outline, Values: columns.values(g)}
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
