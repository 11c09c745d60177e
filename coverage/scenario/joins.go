package scenario

import (
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// checkPoint refuses what lies outside the extent.
func (d *draft) checkPoint(p orb.Point) error {
	if d.lax || len(d.city.Extent) == 0 {
		return nil
	}
	if d.extent == nil {
		d.extent = geo.NewPolygonIndex([]orb.MultiPolygon{d.city.Extent})
	}
	if len(d.extent.Locate(p)) > 0 {
		return nil
	}
	return d.refusePoint("lon", p, "it is outside the city's extent, where no streets are known: check the point (longitude first), or import streets further out")
}

func (d *draft) refusePoint(field string, p orb.Point, why string) error {
	return &FieldError{Index: d.index, Kind: d.change.Kind, Field: field, Value: shown(p), Why: why}
}

// checkJoins refuses a facility that is put where nobody can walk to: off the
// streets, or in the water. Whether a street is closed is not asked, and any link
// that the list opens will do, so that no later change makes an earlier one wrong.
func (d *draft) checkJoins(f coverage.Facility) error {
	if d.lax || d.city.Streets == nil {
		return nil
	}
	joined, dry := d.joins(f.Point)
	for _, e := range f.Entrances {
		j, o := d.joins(e.Point)
		joined, dry = joined || j, dry || o
	}
	field := "lon"
	if d.change.At == nil {
		field = "entrances"
	}
	switch {
	case !joined:
		return d.refusePoint(field, f.Point, fmt.Sprintf("no street is within %d m: check the point (longitude first), give entrances, or open a link to it", streets.AccessDistance))
	case !dry:
		return d.refusePoint(field, f.Point, "every way from it to a street leads across water: check the point, give entrances on the land, or open a link to it")
	}
	return nil
}

// joins reports whether a point can join some street, and whether it can without
// crossing water.
func (d *draft) joins(p orb.Point) (joined, dry bool) {
	n := d.city.Streets
	for _, a := range append(n.LinkAccesses(p, streets.Access{}), n.Base().Access(p)) {
		joined = joined || a.Linked
		dry = dry || a.Linked && a.Crosses != streets.ObstacleWater
	}
	plane := geo.PlaneAt(p)
	for _, line := range d.lines {
		for i := 1; i < len(line); i++ {
			if _, squared := plane.Project(line[i-1], line[i]); squared <= streets.AccessDistance*streets.AccessDistance {
				return true, true
			}
		}
	}
	return joined, dry
}
