// Package portoalegre reads the real Porto Alegre for tests, by a reader of its own:
// plain, closed, as the independent figures beside it mean it.
package portoalegre

import (
	"cmp"
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"lifecircle/coverage"
	"lifecircle/data/osm"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/realdata"
)

// City reads the real city of LIFECIRCLE_DATA: people of the 2010 census
// in 1,227 hexagons, 117 clinics, 177 schools, 42 districts.
func City(t testing.TB) (city *coverage.City, folder string) {
	t.Helper()
	folder = realdata.Path(t, "porto-alegre")
	b := build.New(streets.Standard)
	if _, err := osm.Read(context.Background(), filepath.Join(folder, "streets.osm.pbf"), osm.Options{Streets: b}); err != nil {
		t.Fatal(err)
	}
	n, _, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	city = &coverage.City{Name: "porto-alegre", Streets: n}
	for _, id := range []string{"clinic", "school"} {
		city.Services = append(city.Services, coverage.Service{ID: id, Minutes: 15, Target: 850_000, Profile: "standard"})
	}
	d := &city.Demand
	d.Groups = map[string][]coverage.Amount{}
	for _, r := range Table(t, folder, "hexgrid.csv") { // id, lon, lat, population
		p := orb.Point{Decimal(t, r[1]), Decimal(t, r[2])}
		d.ID, d.Point, d.Access = append(d.ID, r[0]), append(d.Point, p), append(d.Access, n.Access(p))
		d.Groups["all"] = append(d.Groups["all"], coverage.Amount(math.Round(1000*Decimal(t, r[3]))))
	}
	for _, r := range Table(t, folder, "facilities.csv") { // id, name, services, lon, lat; sorted by id below
		p := orb.Point{Decimal(t, r[3]), Decimal(t, r[4])}
		city.Facilities = append(city.Facilities, coverage.Facility{ID: r[0], Point: p, Services: []string{r[2]}, Access: n.Access(p)})
	}
	slices.SortFunc(city.Facilities, func(x, y coverage.Facility) int { return cmp.Compare(x.ID, y.ID) })
	data, err := os.ReadFile(filepath.Join(folder, "districts.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	fc, err := geojson.UnmarshalFeatureCollection(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fc.Features {
		polygon, multi := f.Geometry.(orb.MultiPolygon)
		if !multi {
			polygon = orb.MultiPolygon{f.Geometry.(orb.Polygon)}
		}
		city.Districts = append(city.Districts, coverage.District{Code: f.Properties.MustString("code"), Level: 1, Polygon: polygon})
	}
	slices.SortFunc(city.Districts, func(x, y coverage.District) int { return cmp.Compare(x.Code, y.Code) })
	return city, folder
}

// Table reads the rows of a CSV file but the first.
func Table(t testing.TB, folder, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// Decimal reads a number.
func Decimal(t testing.TB, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
