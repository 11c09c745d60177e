package coverage_test

import (
	"context"
	"fmt"
	"log"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
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

// longStreet has a clinic H in the west and a school S in the east of one long street;
// a digit n is a place of 2ⁿ people, and from one to the next it is 300 m, 270 s.
func longStreet() *coverage.Engine {
	c := asciicity.New(asciicity.Example, asciicity.Cell(100), `
		H--0--1--2--3--4--S
	`)
	c.District(1, "west", -1, -1, 7, 1).District(1, "east", 7, -1, 20, 1)
	return c.Engine()
}

// Who has a clinic within 5, 10 and 15 minutes, and who a clinic and a school: one
// search for each service, and a row for the city and each district.
func ExampleEngine_Rows() {
	ctx, engine := context.Background(), longStreet()
	curve, err := engine.Rows(ctx, coverage.Query{Services: []string{"clinic"}, Limits: []float64{5, 10, 15}})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range curve {
		if r.District == nil {
			fmt.Printf("within %g minutes: %d of %d people\n", *r.Minutes, *r.Covered/1000, *r.Demand/1000)
		}
	}
	both, err := engine.Rows(ctx, coverage.Query{AllOf: []string{"clinic", "school"}})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range both {
		name := "city"
		if r.District != nil {
			name = r.District.Code
		}
		if *r.Demand > 0 {
			fmt.Printf("%s: %d of %d people have both, %s\n", name, *r.Covered/1000, *r.Demand/1000, *r.Verdict)
		}
	}
	// Output:
	// within 5 minutes: 1 of 31 people
	// within 10 minutes: 3 of 31 people
	// within 15 minutes: 7 of 31 people
	// city: 4 of 31 people have both, misses
	// east: 4 of 28 people have both, misses
	// west: 0 of 3 people have both, misses
}

// What a second clinic would do, and for whom: the city that it leaves behind is an
// engine like any other, and the one before stays as it is.
func ExampleEngine_With() {
	ctx, before := context.Background(), longStreet()
	clinic := coverage.Facility{ID: "N", Point: before.City().Demand.Point[4], Services: []string{"clinic"}}
	after, err := before.With(ctx, coverage.Edit{Facilities: []coverage.Facility{clinic}})
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range []*coverage.Engine{before, after, before} {
		rows, err := e.Rows(ctx, coverage.Query{Services: []string{"clinic"}})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d of %d people\n", *rows[0].Covered/1000, *rows[0].Demand/1000)
	}
	turned, err := after.PlaceChanges(ctx, before, coverage.Query{Services: []string{"clinic"}})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range turned.Places {
		fmt.Printf("place %s: %d people, now %.0f s away\n", after.City().Demand.ID[p.Place], p.People/1000, float64(*p.After)/1000)
	}
	// Output:
	// 7 of 31 people
	// 31 of 31 people
	// 7 of 31 people
	// place 3: 8 people, now 270 s away
	// place 4: 16 people, now 0 s away
}

// How a question is filled in for a service, and what is said to one that the city
// cannot answer.
func ExampleEngine_Resolve() {
	engine := longStreet()
	west := "west"
	basis, err := engine.Resolve(coverage.Scope{District: &west}, "clinic")
	if err != nil {
		log.Fatal(err)
	}
	var people coverage.Amount
	for _, place := range basis.Places() {
		people += basis.Amount(place)
	}
	fmt.Printf("%d %s of group %s, %g minutes at %s\n", people/1000, basis.Weight, basis.Group, basis.Minutes, basis.Profile)
	_, err = engine.Resolve(coverage.Scope{}, "bakery")
	fmt.Println(err)
	// Output:
	// 3 people of group all, 15 minutes at standard
	// service "bakery": there is none of that name here: known are clinic, school
}

// The same city built anew, as a manifest with the same changes gives it.
func ExampleRebuild() {
	ctx, engine := context.Background(), longStreet()
	clinic := engine.City().Services[0]
	clinic.Minutes = 10
	city, err := coverage.Rebuild(ctx, engine.City(), coverage.Edit{Services: []coverage.Service{clinic}, Name: "ten-minutes"})
	if err != nil {
		log.Fatal(err)
	}
	anew, err := coverage.Open(ctx, city, coverage.Options{})
	if err != nil {
		log.Fatal(err)
	}
	rows, err := anew.Rows(ctx, coverage.Query{Services: []string{"clinic"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d of %d people within %g minutes\n", city.Name, *rows[0].Covered/1000, *rows[0].Demand/1000, *rows[0].Minutes)
	// Output:
	// ten-minutes: 3 of 31 people within 10 minutes
}
