package coverage_test

import (
	"context"
	"path/filepath"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/data/osm"
	"lifecircle/data/raster"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/expect"
	"lifecircle/internal/testcity/portoalegre"
)

// climbing is standard where streets are flat, and slower or faster elsewhere.
var climbing = streets.Profile{ID: "climbing", Speed: streets.Standard.Speed, Slope: true}

// hillyPortoAlegre is the real city with its heights.
func hillyPortoAlegre(t *testing.T) *coverage.City {
	t.Helper()
	city, folder := portoalegre.City(t)
	heights, err := raster.Open(filepath.Join(folder, "elevation.tif"), "elevation.tif")
	if err != nil {
		t.Fatal(err)
	}
	b := build.New(streets.Standard)
	b.SetTerrain(raster.Terrain{heights})
	if _, err := osm.Read(context.Background(), filepath.Join(folder, "streets.osm.pbf"), osm.Options{Streets: b}); err != nil {
		t.Fatal(err)
	}
	flat := city.Streets.Segments()
	if city.Streets, _, err = b.Build(context.Background()); err != nil {
		t.Fatal(err)
	}
	expect.Equal(t, "segments", city.Streets.Segments(), flat) // so that the links hold
	city.Profiles = []coverage.Profile{{Profile: climbing}}
	return city
}

// On the real terrain a walk and the walk back differ by what they climb, who
// walks standard excepted: that is flat, there and back, and covers whom it
// covers without any heights.
func TestUpAndDownPortoAlegre(t *testing.T) {
	flat, _ := portoalegre.City(t)
	city := hillyPortoAlegre(t)
	ctx := context.Background()
	engine, err := coverage.Open(ctx, city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	covered := func(city *coverage.City, profile string) coverage.Amount {
		e, err := coverage.Open(ctx, city, coverage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := e.Rows(ctx, coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Profile: profile}})
		if err != nil {
			t.Fatal(err)
		}
		return *rows[0].Covered
	}
	level := covered(flat, "standard")
	expect.Equal(t, "people that standard covers on the terrain", covered(city, "standard"), level)
	if hilly := covered(city, "climbing"); hilly >= level || hilly < level*8/10 {
		t.Errorf("%d of %d people are covered once streets climb, want some fewer", hilly/1000, level/1000)
	}
	walks, same, steeper := 0, 0, 0
	for i := 0; i < city.Demand.Len(); i += 25 {
		from := city.Demand.Point[i]
		to, err := itinerary.Find(ctx, engine, itinerary.Query{From: &from, Service: "clinic", Scope: coverage.Scope{Profile: "standard"}})
		if err != nil || to.Millis == nil {
			continue
		}
		end := to.To
		walk := func(q itinerary.Query) (ms int64, up, down float64) {
			w, err := itinerary.Find(ctx, engine, q)
			if err != nil || w.Millis == nil {
				t.Fatalf("%+v: %v, %v", q, w, err)
			}
			for _, l := range w.Legs {
				if l.ClimbM != nil {
					up, down = up+*l.ClimbM, down+*l.DescentM
				}
			}
			return *w.Millis, up, down
		}
		there, _, _ := walk(itinerary.Query{From: &from, To: &end, Scope: coverage.Scope{Profile: "standard"}})
		back, _, _ := walk(itinerary.Query{From: &end, To: &from, Scope: coverage.Scope{Profile: "standard"}})
		if there != back {
			t.Errorf("place %d: %d ms there and %d back on the flat", i, there, back)
		}
		there, up, down := walk(itinerary.Query{From: &from, To: &end, Scope: coverage.Scope{Profile: "climbing"}})
		back, _, _ = walk(itinerary.Query{From: &end, To: &from, Scope: coverage.Scope{Profile: "climbing"}})
		if up+down == 0 {
			continue // beyond the heights
		}
		walks++
		switch {
		case there == back:
			same++
		case (there > back) == (up > down):
			steeper++
		}
	}
	t.Logf("%d walks, %d as long back, of the others %d longer the way that climbs more", walks, same, steeper)
	if walks < 40 || same > 1 || steeper < (walks-same)*95/100 {
		t.Errorf("%d walks, %d as long back, %d longer the way that climbs more", walks, same, steeper)
	}
}
