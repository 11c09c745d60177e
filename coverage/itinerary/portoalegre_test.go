package itinerary_test

import (
	"context"
	"math"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/portoalegre"
)

// Every 20th hexagon of the real city: the walk is the cell's, whoever walks, its
// legs add up and are drawn as long as they say.
func TestPortoAlegreWalks(t *testing.T) {
	city, _ := portoalegre.City(t)
	city.Profiles = asciicity.Walkers()
	for _, profile := range []string{"standard", "slow", "wheels"} {
		t.Run(profile, func(t *testing.T) { walksOfCells(t, city, profile) })
	}
}

func walksOfCells(t *testing.T, city *coverage.City, profile string) {
	ctx := context.Background()
	engine, err := coverage.Open(ctx, city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cells, err := engine.Cells(ctx, coverage.Query{Scope: coverage.Scope{Profile: profile}})
	if err != nil {
		t.Fatal(err)
	}
	causes := map[itinerary.Cause]int{}
	walked := 0
	for i := 0; i < len(cells); i += 20 {
		cell := cells[i]
		w, err := itinerary.Find(ctx, engine, itinerary.Query{Place: cell.ID, Service: cell.Service, Scope: coverage.Scope{Profile: profile}})
		if err != nil {
			t.Fatal(err)
		}
		check(t, w)
		if cell.Millis != nil && (w.Millis == nil || *w.Millis != *cell.Millis || w.Facility != cell.Facility) {
			t.Errorf("%s %s: the cell walks %d ms to %s, the walk is %+v", cell.ID, cell.Service, *cell.Millis, cell.Facility, w)
		}
		if cell.Covered != w.Covered {
			t.Errorf("%s %s: covered %v and %v", cell.ID, cell.Service, cell.Covered, w.Covered)
		}
		said, drawn := 0.0, 0.0
		for _, l := range w.Legs {
			said, drawn = said+l.LengthM, drawn+length(l)
		}
		if math.Abs(said-drawn) > 0.5 {
			t.Errorf("%s %s: %g m, drawn %g", cell.ID, cell.Service, said, drawn)
		}
		if w.Millis != nil {
			walked++
		}
		if w.Missed != nil {
			causes[w.Missed.Cause]++
		}
	}
	t.Logf("%d walks; causes of the missing: %v", walked, causes)
	if walked < 60 || causes[itinerary.CauseDistance] == 0 || causes[itinerary.CauseDetour] == 0 {
		t.Errorf("%d walks, causes %v", walked, causes)
	}
}
