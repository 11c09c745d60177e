package scenario

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
)

// place returns a place as the changes so far have left it.
func (d *draft) place(id string) (coverage.Place, bool) {
	if p, changed := d.places[id]; changed {
		return p, true
	}
	if i, known := d.row[id]; known {
		return d.placeAt(i), true
	}
	return coverage.Place{}, false
}

// placeAt returns a place of the city by its index.
func (d *draft) placeAt(i int) coverage.Place {
	all := &d.city.Demand
	p := coverage.Place{ID: all.ID[i], Point: all.Point[i], Groups: column(all.Groups, i), Weight: column(all.Weight, i)}
	if all.Names != nil {
		p.Names = all.Names[i]
	}
	if all.Cell != nil {
		p.Cell = all.Cell[i]
	}
	if all.Urban != nil {
		p.Urban = all.Urban[i]
	}
	return p
}

// column reads the i-th row of columns; blanks are left out.
func column(columns map[string][]coverage.Amount, i int) map[string]coverage.Amount {
	out := make(map[string]coverage.Amount, len(columns))
	for id, c := range columns {
		if c != nil && c[i] != coverage.Missing {
			out[id] = c[i]
		}
	}
	return out
}

func (d *draft) putPlace(p coverage.Place) {
	d.places[p.ID] = p
	d.edit.Places = append(d.edit.Places, p)
}

func (d *draft) addDemand() error {
	c := d.change
	if _, known := d.place(c.ID); known {
		return d.refuse("id", c.ID, "there is a place of that id: give another id, or change it with set_demand")
	}
	p := coverage.Place{ID: c.ID, Point: *c.At, Groups: map[string]coverage.Amount{}, Weight: map[string]coverage.Amount{}}
	if err := d.people(&p); err != nil {
		return err
	}
	if err := d.checkPoint(p.Point); err != nil {
		return err
	}
	d.added = append(d.added, p.ID)
	d.putPlace(p)
	return nil
}

func (d *draft) changeDemand() error {
	c := d.change
	p, known := d.place(c.ID)
	if !known {
		return d.refuse("id", c.ID, "there is no place of demand of that id")
	}
	p.Groups, p.Weight = maps.Clone(p.Groups), maps.Clone(p.Weight)
	switch c.Kind {
	case SetDemand:
		if err := d.people(&p); err != nil {
			return err
		}
	case MoveDemand:
		if err := d.checkPoint(*c.At); err != nil {
			return err
		}
		p.Point, p.Cell = *c.At, 0 // a cell that is moved is a point
	case RemoveDemand:
		for id := range d.city.Demand.Groups {
			p.Groups[id] = 0
		}
		for id := range d.city.Demand.Weight {
			p.Weight[id] = 0
		}
	}
	d.putPlace(p)
	return nil
}

// people gives a place the name, people and weights of the change.
func (d *draft) people(p *coverage.Place) error {
	c := d.change
	if c.Name != "" {
		p.Names = coverage.Names{Plain: c.Name}
	}
	if c.Urban != coverage.FlagUnknown {
		p.Urban = c.Urban
	}
	give := func(field string, given, to map[string]coverage.Amount, have map[string][]coverage.Amount) error {
		for _, id := range sortedKeys(given) {
			if have[id] == nil {
				return d.refuse(field, id, "the city does not count that, so nothing could be compared: %s", listed("it counts", sortedKeys(have)))
			}
			to[id] = given[id]
		}
		return nil
	}
	if err := give("groups", c.Groups, p.Groups, d.city.Demand.Groups); err != nil {
		return err
	}
	return give("weights", c.Weight, p.Weight, d.city.Demand.Weight)
}

// scaleDemand multiplies a group's people, in one district or everywhere.
func (d *draft) scaleDemand() error {
	c := d.change
	if d.city.Demand.Groups[c.Group] == nil {
		return d.refuse("group", c.Group, "the city does not count that group: %s", listed("it counts", sortedKeys(d.city.Demand.Groups)))
	}
	in := func(orb.Point) bool { return true }
	if c.District != nil {
		var err error
		if in, err = d.within(*c.District, c.Level); err != nil {
			return err
		}
	}
	scale := func(p coverage.Place) {
		a, counted := p.Groups[c.Group]
		if !counted || a == 0 || !in(p.Point) {
			return
		}
		p.Groups = maps.Clone(p.Groups)
		p.Groups[c.Group] = coverage.Amount(math.Round(float64(a) * *c.Factor))
		d.putPlace(p)
	}
	for i, id := range d.city.Demand.ID {
		if p, changed := d.places[id]; changed {
			scale(p)
			continue
		}
		if a := d.city.Demand.Groups[c.Group][i]; a > 0 && in(d.city.Demand.Point[i]) {
			scale(d.placeAt(i))
		}
	}
	for _, id := range d.added {
		scale(d.places[id])
	}
	return nil
}

// level finds the level of a district's code where only one has it.
func (d *draft) level(field, code string, level *int) (int, error) {
	var found []int
	for _, o := range d.city.Districts {
		if (code == "" || o.Code == code) && (level == nil || o.Level == *level) && !slices.Contains(found, o.Level) {
			found = append(found, o.Level)
		}
	}
	switch {
	case len(found) == 0 && level != nil:
		return 0, d.refuse(field, code, "there is no district of that code and level %d", *level)
	case len(found) == 0:
		return 0, d.refuse(field, code, "there is no district of that code")
	case len(found) > 1:
		return 0, d.refuse("level", "", "districts of several levels are meant by %s: give the level, one of %v", field, found)
	}
	return found[0], nil
}

// within returns which points count for a district: those that no district of the
// same level and a smaller code contains.
func (d *draft) within(code string, level *int) (func(orb.Point) bool, error) {
	l, err := d.level("district", code, level)
	if err != nil {
		return nil, err
	}
	var polygons []orb.MultiPolygon
	for _, o := range d.city.Districts {
		if o.Level != l || code != "" && cmp.Compare(o.Code, code) > 0 {
			continue
		}
		if changed, ok := d.districts[districtKey{l, o.Code}]; ok {
			o = changed
		}
		polygons = append(polygons, o.Polygon)
	}
	index := geo.NewPolygonIndex(polygons)
	return func(p orb.Point) bool {
		in := index.Locate(p)
		if code == "" {
			return len(in) == 0
		}
		return len(in) > 0 && int(in[0]) == len(polygons)-1
	}, nil
}

func (d *draft) setDistrict() error {
	c := d.change
	l, err := d.level("code", c.ID, c.Level)
	if err != nil {
		return err
	}
	key := districtKey{l, c.ID}
	district, changed := d.districts[key]
	if !changed {
		for _, o := range d.city.Districts {
			if o.Level == l && o.Code == c.ID {
				district = o
			}
		}
	}
	district.Polygon = c.Polygon
	d.districts[key] = district
	d.edit.Districts = []coverage.District{district}
	return nil
}
