package itinerary_test

import (
	"context"
	"fmt"
	"log"

	"lifecircle/coverage/itinerary"
	"lifecircle/internal/testcity/asciicity"
)

// One walk, leg by leg: over a river by steps, and why it takes too long.
func Example() {
	engine := asciicity.New(asciicity.Example, asciicity.Cell(100), `
		0-----+
		      ^
		~~~~~~^~~
		      ^
		H-----+
	`).Engine()
	it, err := itinerary.Find(context.Background(), engine, itinerary.Query{Place: "0", Service: "clinic"})
	if err != nil {
		log.Fatal(err)
	}
	for _, leg := range it.Legs {
		fmt.Printf("%s of %.0f m: %.0f s\n", leg.Kind, leg.LengthM, float64(leg.Millis)/1000)
	}
	fmt.Printf("in all %.0f s, %s by the straight line of %.0f m: %v\n", float64(*it.Millis)/1000, it.Missed.Cause, it.Missed.StraightM, it.Missed.Crossed)
	// Output:
	// street of 600 m: 540 s
	// steps of 400 m: 360 s
	// street of 600 m: 540 s
	// in all 1440 s, detour by the straight line of 400 m: [water]
}
