package fragility_test

import (
	"context"
	"fmt"
	"log"

	"lifecircle/coverage/fragility"
	"lifecircle/internal/testcity/asciicity"
)

// Two clinics on a street with a side street at each: a digit n is a place of 2ⁿ people,
// a character 99.9 m. Who loses the clinic within 15 minutes if one thing closes, and who
// has a second?
func Example() {
	c := asciicity.New(asciicity.Example, asciicity.Cell(99.9), `
		       +  +    +
		       |  |    |
		       |  |    |
		0------A--1----B------2
	`)
	engine := c.Engine()
	f, err := fragility.Find(context.Background(), engine, fragility.Query{Service: "clinic"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d people have a clinic, %d of them a second\n", f.Covered/1000, f.Demand/1000, f.Backed/1000)
	for _, x := range f.Facilities {
		fmt.Printf("without %s: %d people\n", engine.City().Facilities[x.Facility].ID, x.Lost/1000)
	}
	for _, p := range f.Pieces {
		fmt.Printf("without way %d near %.4f %.4f: %d people\n", p.Street.Way, p.Near[0], p.Near[1], p.Lost/1000)
	}
	// Output:
	// 7 of 7 people have a clinic, 2 of them a second
	// without B: 4 people
	// without A: 1 people
	// without way 4 near 121.0194 30.9973: 4 people
	// without way 4 near 121.0037 30.9973: 1 people
}
