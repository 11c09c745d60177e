package coverage_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/internal/testcity/asciicity"
)

// Near the edge is who would be covered, were there a facility at every point
// where a street leaves the extent, and who is as near to the border as to their
// street; all that with their access links held.
func TestNearEdgeIsWhomFacilitiesAtTheExitsWouldCover(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.RandomWalled(t), asciicity.Chance(t)
		c.Jitter(r)
		west, north := 12*r.Float64()-4, 8*r.Float64()-4
		c.Extent = [4]float64{west, north, west + 20*r.Float64() + 1, north + 12*r.Float64() + 1}
		c.Serve(coverage.Service{ID: "clinic"})
		minutes := []float64{rapid.Float64Range(0.5, 20).Draw(t, "minutes")}
		query := coverage.Query{Services: []string{"clinic"}, Limits: minutes}
		row := c.Row(query)
		covered := func(e *coverage.Engine) map[string]bool {
			cells, err := e.Cells(context.Background(), query)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]bool{}
			for _, cell := range cells {
				out[cell.ID] = cell.Covered
			}
			return out
		}
		city := *c.Engine().City()
		before := covered(c.Engine())
		for i, exit := range city.Streets.CrossingRim(city.Extent) {
			city.Facilities = append(city.Facilities, coverage.Facility{
				ID: fmt.Sprintf("exit %03d", i), Point: exit.At, Services: []string{"clinic"}, Access: exit,
			})
		}
		engine, err := coverage.Open(context.Background(), &city, coverage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		after := covered(engine)
		index := geo.NewPolygonIndex([]orb.MultiPolygon{city.Extent})
		var want coverage.Amount
		for i, id := range city.Demand.ID {
			a, p := city.Demand.Access[i], city.Demand.Point[i]
			border := int64(0)
			if len(index.Locate(p)) > 0 {
				border = int64(math.Round(geo.ToBorder(p, city.Extent) * 1000))
			}
			for _, e := range city.Demand.Entrances {
				if e.Place == i && !a.Linked && e.Kind != coverage.EntranceIsland {
					a = e.Access
				}
			}
			if a.Linked && !before[id] && (after[id] || border <= int64(a.LegMM)) {
				want += city.Demand.Groups["all"][i]
			}
		}
		if *row.NearEdge != want {
			t.Errorf("near the edge are %d, want %d", *row.NearEdge/1000, want/1000)
		}
	})
}

// Where nobody stated the extent, no street crosses its box, and a border within
// the limit as the crow flies is near: 500 m here, at 1,000 m for 15 minutes.
func TestAGuessedExtentIsNearWithinTheLimit(t *testing.T) {
	for _, guessed := range []bool{false, true} {
		c := asciicity.New(t, 100, `
			0----+----+----+----+
			                    |
			                    |
			                    |
			                    |
			A----+----+----+----+
		`)
		c.Extent = [4]float64{-5, -10, 30, 10}
		c.Guessed = guessed
		rows, err := c.Engine().Rows(context.Background(), coverage.Query{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := *rows[0].NearEdge, coverage.Amount(0); (got != want) != guessed || *rows[0].Covered != 0 {
			t.Errorf("guessed %t: %d near the edge, %d covered", guessed, got, *rows[0].Covered)
		}
	}
}
