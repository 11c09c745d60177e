package build_test

import (
	"context"
	"fmt"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A street with a bend, and a path that leads off it into nodes that the source
// lacks.
func Example() {
	b := build.New(streets.Standard)
	b.AddWay(17, streets.ClassResidential, "长街", []int64{1, 2, 3})
	b.Add(build.Way{ID: 18, Kind: streets.Kind{Class: streets.ClassPath, Surface: streets.SurfaceLoose}, Nodes: []int64{2, 4, 5}})
	b.Mark(4, build.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierStile}})
	b.FreezeNodes()
	for id, at := range [][2]int32{1: {1210000000, 310000000}, 2: {1210100000, 310000000}, 3: {1210100000, 310100000}, 4: {1210200000, 310000000}} {
		b.PlaceNode(int64(id), at[0], at[1]) // 1e-7 degrees
	}
	network, report, err := b.Build(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d ways, %d segments, %.0f m, contracted to %d edges\n", report.Ways, report.Segments, float64(report.LengthMM)/1000, report.Edges)
	fmt.Printf("%d node lacks, which cuts %d way: %d end\n", report.MissingNodes, report.CutWays, len(network.Cuts()))
	// Output:
	// 2 ways, 3 segments, 3018 m, contracted to 3 edges
	// 1 node lacks, which cuts 1 way: 1 end
}

// Whether people walk on a way, by its tags, where residents use private ways at
// the ends of a walk.
func ExampleRules_Walkable() {
	rules := build.Rules{Private: streets.PrivateResidents}
	for _, tags := range []map[string]string{
		{"highway": "footway"},
		{"highway": "service", "access": "private"},
		{"highway": "service", "access": "private", "foot": "yes"},
		{"highway": "cycleway", "foot": "no"},
		{"highway": "trunk"},
		{"highway": "trunk", "sidewalk": "both"},
	} {
		class, use, ok := rules.Walkable(func(key string) string { return tags[key] })
		switch {
		case !ok:
			fmt.Println(class, "is not walked")
		case use == streets.UseResidents:
			fmt.Println(class, "is walked by residents")
		default:
			fmt.Println(class, "is walked by everybody")
		}
	}
	// Output:
	// footway is walked by everybody
	// service is walked by residents
	// service is walked by everybody
	// cycleway is not walked
	// trunk is not walked
	// trunk is walked by everybody
}
