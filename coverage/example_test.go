package coverage_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A street of two kilometres, a clinic at its southern end, and three places
// along it: who walks there within 15 minutes?
func Example() {
	ctx := context.Background()
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassResidential, "Long Street", []int64{1, 2})
	b.FreezeNodes()
	b.PlaceNode(1, 1210000000, 310000000) // 1e-7 degrees
	b.PlaceNode(2, 1210000000, 310180000)
	network, _, err := b.Build(ctx)
	if err != nil {
		panic(err)
	}

	clinic := orb.Point{121, 31}
	city := &coverage.City{
		Streets:    network,
		Services:   []coverage.Service{{ID: "clinic", Minutes: 15, Target: 850_000}},
		Facilities: []coverage.Facility{{ID: "c1", Point: clinic, Services: []string{"clinic"}, Access: network.Access(clinic)}},
		Demand: coverage.Demand{
			ID:     []string{"near", "middle", "far"},
			Point:  []orb.Point{{121, 31.002}, {121, 31.008}, {121, 31.015}},
			Groups: map[string][]coverage.Amount{"all": {400_000, 300_000, 300_000}}, // thousandths of a person
		},
	}
	for _, p := range city.Demand.Point {
		city.Demand.Access = append(city.Demand.Access, network.Access(p))
	}

	engine, err := coverage.Open(ctx, city, coverage.Options{})
	if err != nil {
		panic(err)
	}
	rows, err := engine.Rows(ctx, coverage.Query{})
	if err != nil {
		panic(err)
	}
	r := rows[0]
	fmt.Printf("%d of %d people: %.0f %%, %s, %d people short\n",
		*r.Covered/1000, *r.Demand/1000, 100**r.Coverage, *r.Verdict, *r.Shortfall)

	cells, err := engine.Cells(ctx, coverage.Query{})
	if err != nil {
		panic(err)
	}
	for _, c := range cells {
		if c.Millis == nil {
			fmt.Println(c.ID, c.Reason)
			continue
		}
		fmt.Printf("%s %.0f s to %s\n", c.ID, float64(*c.Millis)/1000, c.Facility)
	}
	// Output:
	// 700 of 1000 people: 70 %, misses, 150 people short
	// far beyond
	// middle 801 s to c1
	// near 200 s to c1
}
