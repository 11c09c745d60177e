package sketch

import (
	"context"
	"testing"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/gridcity"
)

// Grid builds the network of a generated city.
func Grid(b *testing.B, c *gridcity.City) *streets.Network {
	b.Helper()
	builder := build.New(streets.Standard)
	for id, nodes := range c.Ways() {
		builder.AddWay(id, streets.ClassResidential, "", nodes)
	}
	builder.FreezeNodes()
	for n := range c.Nodes() {
		builder.PlaceNode(n.ID, n.Lon, n.Lat)
	}
	n, _, err := builder.Build(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// Sides of the generated cities: forty thousand and a million street nodes.
var Sides = []int{200, 1000}
