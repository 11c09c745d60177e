package coverage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// editDistricts replaces districts, and finds anew which places and facilities
// lie in those that it replaces or did before.
func (e update) editDistricts(ctx context.Context, edits []Edit) error {
	var boxes []orb.Bound
	for i, edit := range edits {
		for _, d := range edit.Districts {
			at, known := slices.BinarySearchFunc(e.city.Districts, d, func(x, y District) int {
				return cmp.Or(cmp.Compare(x.Level, y.Level), cmp.Compare(x.Code, y.Code))
			})
			if !known {
				return &EditError{Index: i, Field: "districts", Why: fmt.Sprintf(
					"there is no district %q of level %d: change one of the city's", d.Code, d.Level)}
			}
			if boxes == nil {
				e.city.Districts, e.inside = slices.Clone(e.city.Districts), slices.Clone(e.inside)
			}
			boxes = append(boxes, e.city.Districts[at].Polygon.Bound(), d.Polygon.Bound())
			e.city.Districts[at] = d
			e.list = e.city.Districts
			e.inside[at] = e.shareInside(e.list[at].Polygon)
		}
	}
	if boxes == nil {
		return nil
	}
	e.indexDistricts()
	e.districtOf, e.facilityDistrict = cloned(e.districtOf), cloned(e.facilityDistrict)
	points := e.city.Demand.Point
	moved := make([]bool, len(points))
	err := e.Parallel(ctx, len(points), func(i int) {
		if !inSome(boxes, points[i]) {
			return
		}
		e.districtsAt(points[i], func(l int, home int32) {
			moved[i] = moved[i] || e.districtOf[l][i] != home
			e.districtOf[l][i] = home
		})
	})
	for i, m := range moved {
		if m {
			e.delta.places = append(e.delta.places, i)
		}
	}
	for f := range e.city.Facilities {
		e.districtsAt(e.city.Facilities[f].Point, func(l int, home int32) { e.facilityDistrict[l][f] = home })
	}
	e.placeIndex = &placeIndex{}
	return err
}

func cloned[T any](lists [][]T) [][]T {
	out := make([][]T, len(lists))
	for i, list := range lists {
		out[i] = slices.Clone(list)
	}
	return out
}

func inSome(boxes []orb.Bound, p orb.Point) bool {
	return slices.ContainsFunc(boxes, func(b orb.Bound) bool { return b.Contains(p) })
}

// editPlaces replaces places of demand and appends new ones. How they join the
// streets is found later.
func (e update) editPlaces(_ context.Context, edits []Edit) error {
	list := last(edits, func(edit Edit) []Place { return edit.Places }, func(p Place) string { return p.ID })
	if len(list) == 0 {
		return nil
	}
	d := &e.city.Demand
	at := d.indicesOf(list)
	before := d.Len()
	var every []Place
	for _, edit := range edits { // a column stays, also where nobody has a value in it any more
		every = append(every, edit.Places...)
	}
	ownColumns(d, every)
	for k, p := range list {
		if at[k] >= 0 {
			d.replace(at[k], p)
			continue
		}
		at[k] = d.Len()
		d.append(p)
	}
	e.districtOf = cloned(e.districtOf)
	for l := range e.districtOf {
		e.districtOf[l] = append(e.districtOf[l], make([]int32, d.Len()-before)...)
	}
	e.borderMM = append(slices.Clone(e.borderMM), make([]int64, d.Len()-before)...)
	for _, i := range at {
		if e.districtIndex != nil {
			e.districtsAt(d.Point[i], func(l int, home int32) { e.districtOf[l][i] = home })
		}
		e.borderMM[i] = e.BorderMMAt(d.Point[i])
	}
	e.areaKnown = d.Urban != nil && !slices.Contains(d.Urban, FlagUnknown)
	e.delta.places = merged(e.delta.places, at)
	e.placeIndex = &placeIndex{}
	return nil
}

// indicesOf returns which of the city's places have the ids of others, -1 for
// none.
func (d *Demand) indicesOf(list []Place) []int {
	at := map[string]int{}
	for _, p := range list {
		at[p.ID] = -1
	}
	for i, id := range d.ID {
		if k, asked := at[id]; asked && k < 0 {
			at[id] = i
		}
	}
	out := make([]int, len(list))
	for k, p := range list {
		out[k] = at[p.ID]
	}
	return out
}

// ownColumns makes the columns a city's own, and adds those that some of the
// places need.
func ownColumns(d *Demand, list []Place) {
	n := d.Len()
	d.ID, d.Point, d.Access = slices.Clone(d.ID), slices.Clone(d.Point), slices.Clone(d.Access)
	d.Names, d.Cell, d.Urban = slices.Clone(d.Names), slices.Clone(d.Cell), slices.Clone(d.Urban)
	d.Groups, d.Weight = clonedColumns(d.Groups), clonedColumns(d.Weight)
	for _, p := range list {
		if d.Names == nil && p.Names != (Names{}) {
			d.Names = make([]Names, n)
		}
		if d.Cell == nil && p.Cell != 0 {
			d.Cell = make([]uint64, n)
		}
		if d.Urban == nil && p.Urban != FlagUnknown {
			d.Urban = make([]Flag, n)
		}
		for group := range p.Groups {
			addColumn(d.Groups, group, n)
		}
		for weight := range p.Weight {
			addColumn(d.Weight, weight, n)
		}
	}
}

func clonedColumns(columns map[string][]Amount) map[string][]Amount {
	out := make(map[string][]Amount, len(columns))
	for id, c := range columns {
		out[id] = slices.Clone(c)
	}
	return out
}

func addColumn(columns map[string][]Amount, id string, n int) {
	if columns[id] != nil {
		return
	}
	c := make([]Amount, 0, n+1)
	for range n {
		c = append(c, Missing)
	}
	columns[id] = c
}

// append adds a place that joins nothing yet.
func (d *Demand) append(p Place) {
	i := d.Len()
	d.ID, d.Point, d.Access = append(d.ID, p.ID), append(d.Point, p.Point), append(d.Access, streets.Access{})
	if d.Names != nil {
		d.Names = append(d.Names, Names{})
	}
	if d.Cell != nil {
		d.Cell = append(d.Cell, 0)
	}
	if d.Urban != nil {
		d.Urban = append(d.Urban, FlagUnknown)
	}
	for _, columns := range []map[string][]Amount{d.Groups, d.Weight} {
		for _, id := range slices.Collect(maps.Keys(columns)) {
			columns[id] = append(columns[id], Missing)
		}
	}
	d.replace(i, p)
}

// replace writes all that is said of a place.
func (d *Demand) replace(i int, p Place) {
	d.Point[i] = p.Point
	if d.Names != nil {
		d.Names[i] = p.Names
	}
	if d.Cell != nil {
		d.Cell[i] = p.Cell
	}
	if d.Urban != nil {
		d.Urban[i] = p.Urban
	}
	write := func(columns map[string][]Amount, amounts map[string]Amount) {
		for id, c := range columns {
			amount, counted := amounts[id]
			if !counted {
				amount = Missing
			}
			c[i] = amount
		}
	}
	write(d.Groups, p.Groups)
	write(d.Weight, p.Weight)
}
