package agefriendly_test

import (
	"context"
	"fmt"
	"log"

	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/internal/testcity/asciicity"
)

// A clinic H between two stairs: whom do they keep away who cannot climb, and which of
// them would give most people back? A digit n is a place of 2ⁿ people, a character 99 m.
func Example() {
	c := asciicity.New(asciicity.Example, asciicity.Cell(99), `
		0--1>>>>+--H--+<<<<2
		|                  |
		|                  |
		|                  |
		|                  |
		+------------------+
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Wheels}}
	losses, err := agefriendly.Find(context.Background(), c.Engine(), agefriendly.Query{Service: "clinic", Profiles: []string{"wheels"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d of %d people\n", losses.Base.Profile, losses.Base.Covered/1000, losses.Base.Demand/1000)
	for _, l := range losses.Each {
		fmt.Printf("%s: %d, of %d lost %d to stairs\n", l.Profile, l.Covered/1000, l.Lost/1000, l.Stairs/1000)
		for _, p := range l.Pieces {
			fmt.Printf("%s of way %d: %d people\n", p.Reason, p.Way, p.Gain/1000)
		}
	}
	// Output:
	// standard: 6 of 7 people
	// wheels: 0, of 6 lost 6 to stairs
	// stairs of way 5: 4 people
	// stairs of way 3: 2 people
}
