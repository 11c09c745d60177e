package isochrone_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/isochrone"
	"lifecircle/internal/testcity/gridtown"
)

// BenchmarkIsochrone asks for one isochrone of 15 minutes with its polygon, over
// random points of the generated city of a million nodes, 20,000 homes in it.
func BenchmarkIsochrone(b *testing.B) { // go test -bench 'Isochrone$' -benchtime 1000x ./coverage
	for _, side := range []int{250, 1000} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) {
			engine, points := generated(b, side)
			ask := func(p orb.Point) *isochrone.Isochrones {
				out, err := isochrone.Find(context.Background(), engine, isochrone.Query{Points: []orb.Point{p}, Limits: []float64{15}})
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
			gridtown.Report(b, took)
			b.ReportMetric(float64(corners)/float64(len(took)), "corners")
			b.ReportMetric(area/float64(len(took))/1e6, "km2")
		})
	}
}

// generated returns an engine for the generated city of a side, and 1,000 points
// at its streets.
func generated(b *testing.B, side int) (*coverage.Engine, []orb.Point) {
	engine, err := gridtown.Open(context.Background(), side, 1000, 20_000, 1)
	if err != nil {
		b.Fatal(err)
	}
	var points []orb.Point
	for _, f := range engine.City().Facilities {
		points = append(points, f.Point)
	}
	return engine, points
}
