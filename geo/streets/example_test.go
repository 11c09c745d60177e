package streets_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// One street with a bend, and a home beside it.
func Example() {
	b := build.New(streets.Standard)
	b.AddWay(17, streets.ClassResidential, "长街", []int64{1, 2, 3})
	b.FreezeNodes()
	for _, n := range []struct {
		id       int64
		lon, lat int32 // 1e-7 degrees
	}{{1, 1210000000, 310000000}, {2, 1210100000, 310000000}, {3, 1210100000, 310100000}} {
		b.PlaceNode(n.id, n.lon, n.lat)
	}
	network, report, err := b.Build(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d segments, %.0f m, contracted to %d edge\n", report.Segments, float64(report.LengthMM)/1000, report.Edges)

	access := network.Link(orb.Point{121.0052, 31.0009})
	street := network.Street(access.Segment)
	fmt.Printf("%s, %s, way %d: %.0f m off, %.1f s\n",
		street.Name, street.Kind.Class, street.Way, float64(access.LegMM)/1000, float64(network.Under(network.Profile()).Leg(access))/1000)
	at := network.Under(network.Profile()).Locate(access)
	fmt.Printf("%.1f s to its one end, %.1f s to the other\n", float64(at.ToStart())/1000, float64(at.ToEnd())/1000)
	// Output:
	// 2 segments, 2065 m, contracted to 1 edge
	// 长街, residential, way 17: 100 m off, 90.1 s
	// 446.1 s to its one end, 1412.5 s to the other
}
