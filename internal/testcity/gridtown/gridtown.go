// Package gridtown makes a generated city of any size with people, clinics and
// districts, for benchmarks.
package gridtown

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/gridcity"
)

// Open opens a city of about side × side street nodes with so many clinics,
// places of demand, and districts along either side. The same numbers make the
// same city.
func Open(ctx context.Context, side, clinics, homes, districts int) (*coverage.Engine, error) {
	c := gridcity.New(side, 1)
	b := build.New(streets.Standard)
	for id, nodes := range c.Ways() {
		b.AddWay(id, streets.ClassResidential, "", nodes)
	}
	b.FreezeNodes()
	for n := range c.Nodes() {
		b.PlaceNode(n.ID, n.Lon, n.Lat)
	}
	n, _, err := b.Build(ctx)
	if err != nil {
		return nil, err
	}
	city := &coverage.City{Name: "grid", Streets: n, Services: []coverage.Service{{ID: "clinic", Minutes: 15, Target: 850_000}}}
	for i, p := range c.Pick(clinics, 1) {
		at := orb.Point{float64(p.Lon) / 1e7, float64(p.Lat) / 1e7}
		city.Facilities = append(city.Facilities, coverage.Facility{
			ID: fmt.Sprintf("f%06d", i), Point: at, Services: []string{"clinic"}, Access: n.Access(at),
		})
	}
	d := &city.Demand
	d.Groups = map[string][]coverage.Amount{}
	for h := range c.Homes(homes, 1) {
		at := orb.Point{float64(h.Lon) / 1e7, float64(h.Lat) / 1e7}
		d.ID, d.Point, d.Access = append(d.ID, fmt.Sprint("h", len(d.ID))), append(d.Point, at), append(d.Access, n.Access(at))
		d.Groups["all"] = append(d.Groups["all"], coverage.Amount(h.People)*1000)
	}
	city.Districts = squares(d.Point, districts)
	return coverage.Open(ctx, city, coverage.Options{})
}

// Million is a city of a million street nodes, 2,000 clinics, 100,000 places of
// demand and 400 districts.
func Million(ctx context.Context) (*coverage.Engine, error) {
	return Open(ctx, 1000, 2000, 100_000, 20)
}

// squares cuts the box of some points into districts, so many a side.
func squares(points []orb.Point, side int) []coverage.District {
	box := orb.MultiPoint(points).Bound()
	width, height := (box.Max[0]-box.Min[0])/float64(side), (box.Max[1]-box.Min[1])/float64(side)
	var out []coverage.District
	for i := range side * side {
		west, south := box.Min[0]+float64(i%side)*width, box.Min[1]+float64(i/side)*height
		out = append(out, coverage.District{Code: fmt.Sprintf("d%03d", i), Level: 1, Polygon: orb.MultiPolygon{
			orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + width, south + height}}.ToPolygon(),
		}})
	}
	return out
}
