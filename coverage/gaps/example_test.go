package gaps_test

import (
	"context"
	"fmt"
	"log"

	"lifecircle/coverage/gaps"
	"lifecircle/internal/testcity/asciicity"
)

// A clinic H in the west of a street, and behind a wall the places 3 and 4, which lie
// beside it and walk all the way round.
func Example() {
	engine := asciicity.New(asciicity.Example, asciicity.Cell(90), `
		   3--4--+
		         |
		 ####### |
		H--0--1--+
	`).Engine()
	list, err := gaps.Find(context.Background(), engine, gaps.Query{Service: "clinic"})
	if err != nil {
		log.Fatal(err)
	}
	for _, g := range list {
		fmt.Printf("%s: %d people at %d places, %.0f s over the limit at the least; %s, %s: %s\n",
			g.ID, g.People/1000, len(g.Places), float64(*g.MissesLeast)/1000, g.Cause, g.Barrier, g.Remedy)
	}
	// Output:
	// clinic.4: 24 people at 2 places, 315 s over the limit at the least; detour, wall: shorter_way
}
