package coverage_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
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

// portoAlegre reads the real city of LIFECIRCLE_DATA: people of the 2010 census
// in 1,227 hexagons, 117 clinics, 177 schools, 42 districts.
func portoAlegre(t testing.TB) (city *coverage.City, folder string) {
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
	for _, r := range table(t, folder, "hexgrid.csv") { // id, lon, lat, population
		p := orb.Point{decimal(t, r[1]), decimal(t, r[2])}
		d.ID, d.Point, d.Access = append(d.ID, r[0]), append(d.Point, p), append(d.Access, n.Link(p))
		d.Groups["all"] = append(d.Groups["all"], coverage.Amount(math.Round(1000*decimal(t, r[3]))))
	}
	for _, r := range table(t, folder, "facilities.csv") { // id, name, services, lon, lat; sorted by id below
		p := orb.Point{decimal(t, r[3]), decimal(t, r[4])}
		city.Facilities = append(city.Facilities, coverage.Facility{ID: r[0], Point: p, Services: []string{r[2]}, Access: n.Link(p)})
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

func table(t testing.TB, folder, name string) [][]string {
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

func decimal(t testing.TB, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Cell by cell against a separate slow program (expected/seconds.csv). At least
// 99.5 % must agree within 3 s or 0.5 %, whichever is larger.
//
// Two things differ by intent. The other program gives seconds up to 1,350 on
// the streets and adds the demand's leg after, so that 33 of its walks are longer;
// here a walk is followed to 1,350 s in all, 1.5 times the limit, and the longer
// ones read "beyond". And one cell joins no street: blank there, "unlinked" here.
func TestPortoAlegreCellByCell(t *testing.T) {
	city, folder := portoAlegre(t)
	engine, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cells, err := engine.Cells(context.Background(), coverage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	expected := map[string][]string{} // id, clinic, school
	for _, r := range table(t, folder, "expected/seconds.csv") {
		expected[r[0]] = r
	}
	column := map[string]int{"clinic": 1, "school": 2}
	beyond, differ := 0, 0
	worst := 0.0
	for _, c := range cells {
		text := expected[c.ID][column[c.Service]]
		switch {
		case text == "" && c.Millis == nil:
		case text == "" || c.Millis == nil:
			if text != "" && decimal(t, text) > 1350 && c.Reason == coverage.CellBeyond {
				beyond++
				continue
			}
			differ++
			t.Logf("%s %s: %q expected, %v", c.ID, c.Service, text, c.Reason)
		default:
			want, got := decimal(t, text), float64(*c.Millis)/1000
			worst = max(worst, math.Abs(got-want))
			if math.Abs(got-want) > max(3, 0.005*want) {
				differ++
				t.Logf("%s %s: %g s expected, %g s", c.ID, c.Service, want, got)
			}
		}
	}
	t.Logf("%d cells: %d differ, %d beyond 1,350 s; the largest difference is %.1f s", len(cells), differ, beyond, worst)
	want(t, "cells", len(cells), 2*1227)
	want(t, "cells that differ", differ, 0)
	// The other program writes tenths of a second and rounds lengths otherwise.
	want(t, "all of them within a second", worst < 1, true)
}

// City and districts against expected/coverage.json: within 0.3 percentage
// points is asked; they are equal to the person.
func TestPortoAlegreCoverage(t *testing.T) {
	city, folder := portoAlegre(t)
	engine, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := engine.Rows(context.Background(), coverage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	type people struct{ Population, Covered float64 }
	var expected struct {
		UnlinkedDemand int `json:"unlinked_demand"`
		Services       map[string]struct {
			Total struct {
				people
				Buffer float64 `json:"buffer_covered"`
			}
			Districts map[string]people
		}
	}
	data, err := os.ReadFile(filepath.Join(folder, "expected/coverage.json"))
	if err == nil {
		err = json.Unmarshal(data, &expected)
	}
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, r := range rows {
		service := expected.Services[r.Services[0]]
		e := service.Total.people
		if r.District != nil {
			var known bool
			if e, known = service.Districts[cmp.Or(r.District.Code, "None")]; !known {
				want(t, "demand of "+district(r)+", which is not in the file", *r.Demand, 0)
				continue
			}
		} else {
			want(t, r.Services[0]+" within the circle", math.Round(*r.BufferCoverage*e.Population), service.Total.Buffer)
		}
		compared++
		name := r.Services[0] + " in " + district(r)
		want(t, name+": people", float64(*r.Demand)/1000, e.Population)
		want(t, name+": covered", float64(*r.Covered)/1000, e.Covered)
	}
	want(t, "rows compared: the city, 34 districts and none, twice", compared, 2*(1+34+1))
	unlinked := 0
	for _, a := range city.Demand.Access {
		if !a.Linked {
			unlinked++
		}
	}
	want(t, "places that join no street", unlinked, expected.UnlinkedDemand)
}
