package isochrone_test

import (
	"context"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/isochrone"
	"lifecircle/geo"
	"lifecircle/internal/testcity/expect"
	"lifecircle/internal/testcity/portoalegre"
)

// Around every tenth facility of the real city, and around all clinics, shapes
// are valid, in bands too, and the merged people are those covered.
func TestIsochronesOfPortoAlegre(t *testing.T) { // LIFECIRCLE_DATA=… go test -run IsochronesOfPortoAlegre ./coverage
	city, _ := portoalegre.City(t)
	engine, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var some []string
	for i := 0; i < len(city.Facilities); i += 10 {
		some = append(some, city.Facilities[i].ID)
	}
	service := city.Services[0].ID
	for _, mode := range []isochrone.Mode{isochrone.ModeCumulative, isochrone.ModeBands} {
		for _, q := range []isochrone.Query{
			{Facilities: some, Limits: []float64{5, 10, 15}, Mode: mode},
			{Service: service, Merge: true, Limits: []float64{5, 10, 15}, Mode: mode},
		} {
			out := isochrones(t, engine, q)
			people, area := coverage.Amount(0), 0.0
			for _, s := range out.Shapes {
				if err := expect.Shape(s.Shape).Validate(); err != nil {
					t.Errorf("%s, origin %d, %v minutes: %v", mode, s.Origin, s.Minutes, err)
				}
				people, area = people+s.People["all"], area+geo.Area(s.Shape)
			}
			if !q.Merge {
				continue
			}
			if mode == isochrone.ModeCumulative {
				people = out.Shapes[2].People["all"]
			}
			rows, err := engine.Rows(context.Background(), coverage.Query{Services: []string{service}, Limits: []float64{15}})
			if err != nil {
				t.Fatal(err)
			}
			if people != *rows[0].Covered {
				t.Errorf("%s: %d people, covered are %d", mode, people, *rows[0].Covered)
			}
			t.Logf("%s: %d people, %.1f km²", mode, people, area/1e6)
		}
	}
}
