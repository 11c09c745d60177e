package reach_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// One straight street of two kilometres with a clinic at each of its ends; two
// homes, one of them 100 m off the street.
func Example() {
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassResidential, "Long Street", []int64{1, 2})
	b.FreezeNodes()
	b.PlaceNode(1, 1_210_000_000, 310_000_000) // 1e-7 degrees
	b.PlaceNode(2, 1_210_000_000, 310_180_000)
	network, _, err := b.Build(context.Background())
	if err != nil {
		panic(err)
	}
	weights := network.Under(streets.Standard)
	var sources []reach.Source
	for i, clinic := range []orb.Point{{121, 31}, {121, 31.018}} {
		access := network.Access(clinic)
		sources = append(sources, reach.Source{At: weights.Locate(access), Leg: weights.Leg(access), Index: uint32(i)})
	}
	labels, err := reach.Nearest(context.Background(), reach.NewGoals(weights, streets.PrivateClosed, sources), reach.Options{Limit: 900_000})
	if err != nil {
		panic(err)
	}
	for _, home := range []orb.Point{{121, 31.007}, {121.00105, 31.012}} {
		access := network.Access(home)
		cost, clinic, ok := labels.At(reach.Join(weights, access))
		fmt.Printf("%.0f m off the street: clinic %d in %.0f s, %t\n", float64(access.LegMM)/1000, clinic, float64(cost)/1000, ok)
	}
	// Output:
	// 0 m off the street: clinic 0 in 701 s, true
	// 100 m off the street: clinic 1 in 691 s, true
}
