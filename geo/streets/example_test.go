package streets_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// hairpin is a street of 2 km that comes back beside itself.
func hairpin() *streets.Network {
	b := build.New(streets.Standard)
	b.AddWay(17, streets.ClassResidential, "长街", []int64{1, 2, 3, 4})
	b.FreezeNodes()
	for id, at := range [][2]int32{1: {1210000000, 310000000}, 2: {1210100000, 310000000}, 3: {1210100000, 310010000}, 4: {1210000000, 310010000}} {
		b.PlaceNode(int64(id), at[0], at[1]) // 1e-7 degrees
	}
	network, _, err := b.Build(context.Background())
	if err != nil {
		panic(err)
	}
	return network
}

// A home beside a street: how it joins, and what walking to the street's ends takes.
func Example() {
	network := hairpin()
	access := network.Access(orb.Point{121.0052, 30.9991})
	street := network.Street(access.Segment)
	fmt.Printf("%s, %s, way %d: %.0f m off\n", street.Name, street.Kind.Class, street.Way, float64(access.LegMM)/1000)

	slow := network.Under(streets.Profile{ID: "slow", Speed: 3_000_000}) // 3 km/h
	at := slow.Locate(access)
	fmt.Printf("%.1f s to the street, %.1f s to its one end, %.1f s to the other\n",
		float64(slow.Leg(access))/1000, float64(at.ToStart())/1000, float64(at.ToEnd())/1000)
	// Output:
	// 长街, residential, way 17: 100 m off
	// 120.1 s to the street, 594.8 s to its one end, 1826.2 s to the other
}

// A footbridge between the two arms of a street: the patched network shares the
// arrays of its base, and the base's accesses are resolved to the parts of what the
// bridge has cut.
func ExampleNetwork_Patch() {
	network := hairpin()
	patched, err := network.Patch([]streets.Edit{{Open: &streets.Link{
		ID: "bridge", Line: []orb.Point{{121.002, 31.000}, {121.002, 31.001}}, Steps: 40,
	}}})
	if err != nil {
		panic(err)
	}
	link := patched.Links()[0]
	first, last := patched.SegmentsOf(link.Edge)
	mm := int64(0)
	for s := first; s < last; s++ {
		mm += patched.Segment(s).MM()
	}
	walk := patched.Under(streets.Standard)
	over, _ := walk.Edge(link.Edge)
	fmt.Printf("%s: %.0f m, %.1f s at 4 km/h\n", link.ID, float64(mm)/1000, float64(over)/1000)

	access := network.Access(orb.Point{121.0052, 30.9991})
	now, _ := patched.Resolve(access)
	from, to := patched.Segment(now.Segment).Part()
	fmt.Printf("the home's street is cut: its part is %.2f to %.2f of the segment, %.1f s from the bridge\n",
		from, to, float64(walk.Locate(now).ToStart())/1000)
	// Output:
	// bridge: 111 m, 100.1 s at 4 km/h
	// the home's street is cut: its part is 0.20 to 1.00 of the segment, 274.5 s from the bridge
}

// A plain network of arrays: what build and Open make networks of. One that
// contradicts itself is refused.
func ExampleNew() {
	arrays := streets.Arrays{
		Profile:     streets.Standard,
		Junctions:   2,
		MainEdges:   1,
		Coordinates: []int32{1210000000, 310000000, 1210010000, 310000000, 1210005000, 310000000}, // 1e-7 degrees; the last is interior
		EdgeStarts:  []uint32{0},
		EdgeEnds:    []uint32{1},
		Interiors:   []uint32{0, 1},
		LengthsMM:   []uint32{47_656, 47_656},
		WayIDs:      []int64{17},
		WayNames:    []uint32{0},
		NameOffsets: []uint32{0, 6},
		Names:       []byte("长街"),
	}
	arrays.AppendRun(0, 0, 0, false)
	arrays.AppendRun(1, 0, 1, false)
	if err := arrays.SetKinds([]streets.Kind{{Class: streets.ClassFootway}}); err != nil {
		panic(err)
	}
	network, err := streets.New(arrays)
	if err != nil {
		panic(err)
	}
	forward, _ := network.Under(streets.Standard).Edge(0)
	fmt.Printf("%s: %.1f s at 4 km/h\n", network.Street(1).Name, float64(forward)/1000)

	arrays.EdgeEnds = []uint32{2}
	_, err = streets.New(arrays)
	fmt.Println(err)
	// Output:
	// 长街: 85.8 s at 4 km/h
	// edge ends: element 0 is 2, not below 2
}

// The segments of a footbridge: a stair at either end, and the deck between.
func ExampleNetwork_Segment() {
	network, err := hairpin().Patch([]streets.Edit{{Open: &streets.Link{
		ID: "bridge", Line: []orb.Point{{121.002, 31.000}, {121.002, 31.001}}, Steps: 40,
	}}})
	if err != nil {
		panic(err)
	}
	first, last := network.SegmentsOf(network.Links()[0].Edge)
	for s := first; s < last; s++ {
		segment := network.Segment(s)
		fmt.Printf("%s: %.1f m, %.0f steps\n", network.Street(s).Kind.Class, float64(segment.MM())/1000, segment.Steps())
	}
	// Output:
	// steps: 6.0 m, 20 steps
	// footway: 99.2 m, 0 steps
	// steps: 6.0 m, 20 steps
}
