package layers_test

import (
	"context"
	"fmt"
	"log"

	"lifecircle/coverage/layers"
	"lifecircle/internal/testcity/asciicity"
)

// The facilities as GIS sees them: one street, a clinic H, and places of 1, 2 and 4
// people at 400 m from one another.
func ExampleSet_Features() {
	ctx := context.Background()
	set := layers.Of(asciicity.New(asciicity.Example, asciicity.Cell(100), "H---0---1---2").Engine())
	about, err := set.Layer(ctx, layers.Facilities)
	if err != nil {
		log.Fatal(err)
	}
	for facility, err := range set.Features(ctx, layers.Facilities, 0) {
		if err != nil {
			log.Fatal(err)
		}
		for i, column := range about.Columns {
			if v := facility.Values[i]; v != nil {
				fmt.Printf("%s: %v\n", column.Name, v)
			}
		}
	}
	// Output:
	// id: H
	// services: clinic
	// status: open
	// linked: true
	// clinic_people_in_reach: 3
	// clinic_people_nearest: 3
}
