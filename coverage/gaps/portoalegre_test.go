package gaps_test

import (
	"context"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/geo"
	"lifecircle/geo/cells"
	"lifecircle/internal/testcity/portoalegre"
)

// On the real city the gaps and the covered are the demand, every gap has a name
// and an id of its own, and its outline is as large as its hexagons.
func TestPortoAlegreGaps(t *testing.T) {
	city := hexagons(t)
	engine, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, service := range []string{"clinic", "school"} {
		rows, err := engine.Rows(context.Background(), coverage.Query{Services: []string{service}})
		if err != nil {
			t.Fatal(err)
		}
		list, err := gaps.Find(context.Background(), engine, gaps.Query{Service: service})
		if err != nil {
			t.Fatal(err)
		}
		sum, ids, names := coverage.Amount(0), map[string]bool{}, map[gaps.Name]bool{}
		for _, g := range list {
			sum += g.People
			if ids[g.ID] || names[g.Name] {
				t.Errorf("%s %+v comes twice", g.ID, g.Name)
			}
			ids[g.ID], names[g.Name] = true, true
			if err := geo.CheckMultiPolygon(rounded(g.Outline)); err != nil {
				t.Errorf("%s: %v", g.ID, err)
			}
			if each := geo.Area(g.Outline) / float64(len(g.Places)); each < 85_000 || each > 100_000 {
				t.Errorf("%s: %.0f m² a hexagon of resolution 9", g.ID, each)
			}
		}
		if row := rows[0]; sum+*row.Covered != *row.Demand || len(list) == 0 {
			t.Errorf("%s: %d gaps have %d, covered are %d of %d", service, len(list), sum, *row.Covered, *row.Demand)
		}
	}
}

// hexagons is the real city, each place with the cell that its id names.
func hexagons(t testing.TB) *coverage.City {
	city, _ := portoalegre.City(t)
	for _, id := range city.Demand.ID {
		cell, err := cells.Parse(id)
		if err != nil {
			t.Fatal(err)
		}
		city.Demand.Cell = append(city.Demand.Cell, cell)
	}
	return city
}

func BenchmarkGaps(b *testing.B) { // LIFECIRCLE_DATA=… go test -bench Gaps ./coverage
	city := hexagons(b)
	engine, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := gaps.Find(context.Background(), engine, gaps.Query{Service: "clinic"}); err != nil {
			b.Fatal(err)
		}
	}
}
