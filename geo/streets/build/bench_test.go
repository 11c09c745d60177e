package build_test

import (
	"fmt"
	"testing"

	"lifecircle/internal/testcity/gridcity"
	"lifecircle/internal/testcity/sketch"
)

func BenchmarkBuild(b *testing.B) { // go test -bench Build ./geo/streets/build
	for _, side := range sketch.Sides {
		c := gridcity.New(side, 1)
		b.Run(fmt.Sprintf("city=grid%d", side), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sketch.Grid(b, c)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.Len()), "ns/node")
		})
	}
}
