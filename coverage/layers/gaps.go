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
		layer: Layer{ID: Gaps, Title: Title{Key: "layer.gaps"},
			Geometry: GeometryPolygon, Columns: gapColumns(groups), Count: len(list), Bound: box.bound},
		id:   func(i int) string { return list[i].ID },
		open: plainly(func(i int) Feature { return gapFeature(&list[i], groups) }),
	}, nil
}

func gapColumns(groups []string) []Column {
	c := columnList{layer: Gaps}
	c.shared("id", ColumnText, "")
	c.shared("name", ColumnText, "")
	c.add("service", ColumnText, "")
	c.add("rank", ColumnWhole, "")
	c.add("people", ColumnReal, "people")
	c.add("places", ColumnWhole, "")
	c.add("buildings", ColumnReal, "")
	c.shared("district", ColumnText, "")
	c.add("misses_least_s", ColumnReal, "s")
	c.add("misses_median_s", ColumnReal, "s")
	c.add("misses_most_s", ColumnReal, "s")
	c.add("cause", ColumnText, "")
	c.add("barrier", ColumnText, "")
	c.add("nearest_facility", ColumnText, "")
	c.add("nearest_crow_m", ColumnReal, "m")
	c.add("nearest_walk_s", ColumnReal, "s")
	c.add("remedy", ColumnText, "")
	c.add("near_edge", ColumnReal, "people")
	c.add("unlinked", ColumnReal, "people")
	for _, g := range groups {
		c.people(g)
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
