package workspace

import (
	"database/sql/driver"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/geopackage"
	"lifecircle/geo/cells"
	"lifecircle/geo/streets"
)

func (s *saver) demand(c *Content) error {
	d := &c.City.Demand
	groups, weights := slices.Sorted(maps.Keys(d.Groups)), slices.Sorted(maps.Keys(d.Weight))
	if len(groups) > MaxGroups {
		return &finding.Refusal{Kind: finding.ErrTooLarge, File: "demand", Field: "groups",
			Problem: fmt.Sprintf("are %d; at most %d are kept: name fewer columns", len(groups), MaxGroups)}
	}
	var amounts [][]coverage.Amount
	for _, g := range groups {
		amounts = append(amounts, d.Groups[g])
	}
	for _, w := range weights {
		amounts = append(amounts, d.Weight[w])
	}
	var box *orb.Bound
	for _, p := range d.Point {
		box = extend(box, p)
	}
	return s.table(demandTable(groups, weights), box, func(add func(...driver.Value) error) error {
		values := make([]driver.Value, 0, 16+len(amounts))
		for i, id := range d.ID {
			values = values[:0]
			var cell uint64
			if d.Cell != nil {
				cell = d.Cell[i]
			}
			geom, err := placeShape(d.Point[i], cell)
			if err != nil {
				return err
			}
			var names coverage.Names
			if d.Names != nil {
				names = d.Names[i]
			}
			values = append(values, geom, id, orNull(names.Plain), orNull(names.ZH), orNull(names.EN), nil, nil)
			if cell != 0 {
				values[5] = strconv.FormatUint(cell, 16)
			}
			if d.Urban != nil {
				values[6] = flagWord(d.Urban[i])
			}
			values = append(values, d.Point[i][0], d.Point[i][1])
			var access streets.Access
			if d.Access != nil {
				access = d.Access[i]
			}
			values = appendAccess(values, access)
			for _, column := range amounts {
				if column[i] == coverage.Missing {
					values = append(values, nil)
				} else {
					values = append(values, float64(column[i])/1000)
				}
			}
			if err := add(values...); err != nil {
				return err
			}
			s.row()
		}
		return nil
	})
}

// placeShape is what QGIS shows of a place: its cell, or its point.
func placeShape(p orb.Point, cell uint64) ([]byte, error) {
	if cell != 0 {
		if ring, err := cells.Boundary(cell); err == nil {
			return geopackage.Encode(orb.Polygon{ring}, geopackage.WGS84)
		}
	}
	return geopackage.Encode(p, geopackage.WGS84)
}

func flagWord(f coverage.Flag) driver.Value {
	switch f {
	case coverage.FlagUrban:
		return string(coverage.AreaUrban)
	case coverage.FlagRural:
		return string(coverage.AreaRural)
	}
	return nil
}
