package scenario

import (
	"slices"
	"strings"

	"lifecircle/coverage"
)

// facility returns a facility as the changes so far have left it.
func (d *draft) facility(id string) (coverage.Facility, bool) {
	if f, changed := d.facilities[id]; changed {
		return f, true
	}
	at, known := slices.BinarySearchFunc(d.city.Facilities, id, func(f coverage.Facility, id string) int { return strings.Compare(f.ID, id) })
	if !known {
		return coverage.Facility{}, false
	}
	f := d.city.Facilities[at]
	f.Entrances = slices.DeleteFunc(slices.Clone(f.Entrances), func(e coverage.Entrance) bool { return e.Kind == coverage.EntranceLink })
	return f, true
}

func (d *draft) putFacility(f coverage.Facility) error {
	if d.change.At != nil {
		if err := d.checkPoint(f.Point); err != nil {
			return err
		}
	}
	if d.change.At != nil || d.change.Entrances != nil {
		if err := d.checkJoins(f); err != nil {
			return err
		}
	}
	d.facilities[f.ID] = f
	d.edit.Facilities = []coverage.Facility{f}
	return nil
}

func (d *draft) addFacility() error {
	c := d.change
	if f, known := d.facility(c.ID); known {
		why := "there is a facility of that id: give another id"
		if f.Status == coverage.StatusClosed {
			why = "there is a facility of that id, which is closed: reopen it, or give another id"
		}
		return d.refuse("id", c.ID, "%s", why)
	}
	f := coverage.Facility{ID: c.ID, Names: coverage.Names{Plain: c.Name}, Point: *c.At, Status: coverage.StatusOpen}
	if err := d.describe(&f); err != nil {
		return err
	}
	return d.putFacility(f)
}

func (d *draft) changeFacility() error {
	c := d.change
	f, known := d.facility(c.ID)
	if !known {
		return d.refuse("id", c.ID, "there is no facility of that id")
	}
	open := f.Status == coverage.StatusOpen || f.Status == ""
	switch c.Kind {
	case SetFacility:
		if c.Name != "" {
			f.Names = coverage.Names{Plain: c.Name}
		}
		if err := d.describe(&f); err != nil {
			return err
		}
	case MoveFacility:
		f.Point, f.Entrances = *c.At, nil
	case CloseFacility:
		if !open {
			return d.refuse("id", c.ID, "it is not open: it is %s", f.Status)
		}
		f.Status = coverage.StatusClosed
	case ReopenFacility:
		if open {
			return d.refuse("id", c.ID, "it is open already")
		}
		f.Status = coverage.StatusOpen
	}
	return d.putFacility(f)
}

// describe gives a facility the services, capacities and entrances of the change.
func (d *draft) describe(f *coverage.Facility) error {
	c := d.change
	if c.Services != nil {
		for _, id := range c.Services {
			if _, known := d.service(id); !known {
				return d.refuse("services", id, "there is no service of that id: %s", listed("the city has", d.serviceIDs()))
			}
		}
		f.Services = slices.Clone(c.Services)
	}
	capacity := map[string]int64{}
	for _, id := range f.Services {
		if n, known := f.Capacity[id]; known {
			capacity[id] = n
		}
	}
	for _, id := range sortedKeys(c.Capacity) {
		if !slices.Contains(f.Services, id) {
			return d.refuse("capacity", id, "the facility does not offer that service: add it to services, or leave its capacity out")
		}
		capacity[id] = c.Capacity[id]
	}
	if f.Capacity = capacity; len(capacity) == 0 {
		f.Capacity = nil
	}
	if c.Entrances != nil {
		f.Entrances = nil
		for _, p := range c.Entrances {
			f.Entrances = append(f.Entrances, coverage.Entrance{Kind: coverage.EntranceGiven, Point: p})
		}
	}
	return nil
}
