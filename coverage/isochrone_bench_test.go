package coverage_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/gridcity"
)

// BenchmarkIsochrone asks for one isochrone of 15 minutes with its polygon, over
// random points of the generated city of a million nodes, 20,000 homes in it.
func BenchmarkIsochrone(b *testing.B) { // go test -bench 'Isochrone$' -benchtime 1000x ./coverage
	for _, side := range []int{250, 1000} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) {
			engine, points := generated(b, side)
			ask := func(p orb.Point) *coverage.Isochrones {
				out, err := engine.Isochrones(context.Background(), coverage.IsochroneQuery{Points: []orb.Point{p}, Minutes: []float64{15}})
				if err != nil {
					b.Fatal(err)
				}
				return out
			}
			ask(points[0]) // what is found once and kept
			var took []time.Duration
			corners, area := 0, 0.0
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				out := ask(points[i%len(points)])
				took = append(took, time.Since(start))
				area += out.Shapes[0].AreaM2
				for _, polygon := range out.Shapes[0].Shape {
					for _, ring := range polygon {
						corners += len(ring)
					}
				}
			}
			slices.Sort(took)
			at := func(share float64) float64 {
				return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
			}
			b.ReportMetric(at(0.50), "p50-ms")
			b.ReportMetric(at(0.99), "p99-ms")
			b.ReportMetric(float64(corners)/float64(len(took)), "corners")
			b.ReportMetric(area/float64(len(took))/1e6, "km2")
		})
	}
}

// generated returns an engine for the generated city of a side, and 1,000 points
// near its streets.
func generated(b *testing.B, side int) (*coverage.Engine, []orb.Point) {
	g := gridcity.New(side, 1)
	builder := streets.NewBuilder(streets.Standard)
	for id, nodes := range g.Ways() {
		builder.Add(streets.Way{ID: id, Kind: streets.Kind{Class: streets.ClassResidential}, Nodes: nodes})
	}
	builder.FreezeNodes()
	for node := range g.Nodes() {
		builder.PlaceNode(node.ID, node.Lon, node.Lat)
	}
	network, _, err := builder.Build(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	city := &coverage.City{Name: "generated", Streets: network, Demand: coverage.Demand{Groups: map[string][]coverage.Amount{"all": nil}}}
	for home := range g.Homes(20_000, 7) {
		p := orb.Point{float64(home.Lon) / 1e7, float64(home.Lat) / 1e7}
		city.Demand.ID = append(city.Demand.ID, fmt.Sprint(len(city.Demand.ID)))
		city.Demand.Point = append(city.Demand.Point, p)
		city.Demand.Access = append(city.Demand.Access, network.Link(p))
		city.Demand.Groups["all"] = append(city.Demand.Groups["all"], 1000)
	}
	engine, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var points []orb.Point
	for _, node := range g.Pick(1000, 9) {
		points = append(points, orb.Point{float64(node.Lon) / 1e7, float64(node.Lat) / 1e7})
	}
	return engine, points
}
