package coverage

import (
	"maps"
	"slices"

	"lifecircle/geo/streets"
)

// copyDemand copies the columns, so that places can be changed and added.
func copyDemand(d *Demand) Demand {
	out := Demand{
		ID: slices.Clone(d.ID), Names: slices.Clone(d.Names), Point: slices.Clone(d.Point), Cell: slices.Clone(d.Cell),
		Urban: slices.Clone(d.Urban), Access: slices.Clone(d.Access), Entrances: slices.Clone(d.Entrances),
		Groups: maps.Clone(d.Groups), Weight: maps.Clone(d.Weight),
	}
	for id, column := range out.Groups {
		out.Groups[id] = slices.Clone(column)
	}
	for id, column := range out.Weight {
		out.Weight[id] = slices.Clone(column)
	}
	return out
}

// putPlace puts a place in the stead of that of its id, or behind all.
func putPlace(d *Demand, p Place) {
	at := slices.Index(d.ID, p.ID)
	if at < 0 {
		at = len(d.ID)
		d.ID = append(d.ID, p.ID)
		d.Point = append(d.Point, p.Point)
		d.Access = append(d.Access, streets.Access{})
		for _, columns := range []map[string][]Amount{d.Groups, d.Weight} {
			for id, column := range columns {
				columns[id] = append(column, Missing)
			}
		}
		d.Names, d.Cell, d.Urban = longer(d.Names), longer(d.Cell), longer(d.Urban)
	}
	d.Point[at] = p.Point
	d.Names, d.Cell, d.Urban = set(d.Names, at, len(d.ID), p.Names), set(d.Cell, at, len(d.ID), p.Cell), set(d.Urban, at, len(d.ID), p.Urban)
	d.Groups = setAmounts(d.Groups, at, len(d.ID), p.Groups)
	d.Weight = setAmounts(d.Weight, at, len(d.ID), p.Weight)
}

// longer adds a zero value to a column that is there.
func longer[T any](column []T) []T {
	if column == nil {
		return nil
	}
	var zero T
	return append(column, zero)
}

// set sets a value of a column of n, which is made where it lacks and is needed.
func set[T comparable](column []T, at, n int, v T) []T {
	var zero T
	if column == nil {
		if v == zero {
			return nil
		}
		column = make([]T, n)
	}
	column[at] = v
	return column
}

// setAmounts sets a place's amounts; those that it lacks are missing.
func setAmounts(columns map[string][]Amount, at, n int, given map[string]Amount) map[string][]Amount {
	for id := range given {
		if columns[id] == nil {
			if columns == nil {
				columns = map[string][]Amount{}
			}
			columns[id] = make([]Amount, n)
			for i := range columns[id] {
				columns[id][i] = Missing
			}
		}
	}
	for id, column := range columns {
		column[at] = Missing
		if a, known := given[id]; known {
			column[at] = a
		}
	}
	return columns
}
