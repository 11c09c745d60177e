package workspace_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/workspace"
	"lifecircle/geo/streets"
)

// rows is a city with n places of demand and little else.
func rows(b *testing.B, n int) *workspace.Content {
	c := sample(b, "x")
	d := coverage.Demand{Groups: map[string][]coverage.Amount{}, Cell: make([]uint64, n), Access: make([]streets.Access, n)}
	for i := range n {
		d.ID = append(d.ID, fmt.Sprintf("place-%07d", i))
		d.Point = append(d.Point, orb.Point{121 + float64(i%1000)/1000, 31 + float64(i/1000)/1000})
		d.Access[i] = streets.Access{Linked: true, Segment: uint32(i % 3), Fraction: 0.25, LegMM: 30_000, At: d.Point[i]}
	}
	for _, g := range []string{"all", "age_60_plus"} {
		d.Groups[g] = make([]coverage.Amount, n)
	}
	c.City.Demand = d
	c.Layers[1].Count = n
	return c
}

// What a build of a large city spends on its tables, and what a start of the
// server waits for.
func BenchmarkTables(b *testing.B) { // go test -bench Tables ./data/workspace
	for _, n := range []int{10_000, 1_000_000} {
		c := rows(b, n)
		dir := filepath.Join(b.TempDir(), "x")
		b.Run(fmt.Sprintf("write/demand=%d", n), func(b *testing.B) {
			for b.Loop() {
				put(b, dir, c)
			}
		})
		b.Run(fmt.Sprintf("open/demand=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				opened, err := workspace.Open(context.Background(), dir)
				if err != nil {
					b.Fatal(err)
				}
				opened.Close()
			}
		})
	}
}
