package bridge_test

import (
	"context"
	"fmt"
	"log"

	"lifecircle/coverage/bridge"
	"lifecircle/internal/testcity/asciicity"
)

// A river with one bridge: the circle holds both places, and the streets lose the one
// beyond the river.
func Example() {
	engine := asciicity.New(asciicity.Example, asciicity.Cell(100), `
		0---------+
		          |
		~~~~~~~~~~|~~
		          |
		H---1-----+
	`).Engine()
	steps, err := bridge.Find(context.Background(), engine, bridge.Query{Service: "clinic"})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range steps {
		if s.Change != 0 {
			fmt.Printf("%s: %+d people, %d of %d\n", s.ID, s.Change/1000, s.Covered/1000, s.Demand/1000)
		}
	}
	// Output:
	// circle: +3 people, 3 of 3
	// streets: -1 people, 2 of 3
}
