package catchment_test

import (
	"context"
	"fmt"
	"log"

	"lifecircle/coverage/catchment"
	"lifecircle/internal/testcity/asciicity"
)

// Whom a second clinic would cover, were it where the street ends: places of 1, 2, 4 and
// 8 people lie along it, 400 m from one another.
func ExampleCatchments_Around() {
	ctx := context.Background()
	city := asciicity.New(asciicity.Example, asciicity.Cell(100), "H---0---1---2---3---e")
	catch, err := catchment.New(ctx, city.Engine(), catchment.Query{Services: []string{"clinic"}})
	if err != nil {
		log.Fatal(err)
	}
	places, _, err := catch.Around(ctx, city.Corner('e'))
	if err != nil {
		log.Fatal(err)
	}
	for _, place := range places[0] {
		fmt.Printf("%s: %d people, covered already: %t\n", city.Demand.ID[place], catch.Amount(int(place))/1000, catch.Reaches(0, int(place)))
	}
	// Output:
	// 2: 4 people, covered already: false
	// 3: 8 people, covered already: false
}
