package isochrone_test

import (
	"context"
	"fmt"
	"log"

	"lifecircle/coverage/isochrone"
	"lifecircle/internal/testcity/asciicity"
)

// Whom a clinic H reaches along one street, within 5 and 10 minutes: 333 and 667 m.
func Example() {
	engine := asciicity.New(asciicity.Example, asciicity.Cell(100), "H--0--1--2--3").Engine()
	out, err := isochrone.Find(context.Background(), engine, isochrone.Query{Facilities: []string{"H"}, Limits: []float64{5, 10}})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range out.Shapes {
		fmt.Printf("within %g minutes: %d people, %.0f m of street, %d polygon\n", s.Minutes, s.People["all"]/1000, s.StreetM, len(s.Shape))
	}
	// Output:
	// within 5 minutes: 1 people, 333 m of street, 1 polygon
	// within 10 minutes: 3 people, 667 m of street, 1 polygon
}
