package streets_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/gridcity"
	"lifecircle/internal/testcity/sketch"
)

func saved(b *testing.B, n *streets.Network) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "streets.lc")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := n.WriteTo(f); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkOpen maps a file whose pages are warm, and says what a city takes: the
// file's bytes per street node before contraction, and the Go heap's, with the
// labels of one service and without demand.
func BenchmarkOpen(b *testing.B) { // go test -bench Open ./geo/streets
	for _, side := range sketch.Sides {
		c := gridcity.New(side, 1)
		nodes := float64(c.Len())
		path := saved(b, sketch.Grid(b, c))
		c = nil
		b.Run(fmt.Sprintf("city=grid%d", side), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n, err := streets.Open(path)
				if err != nil {
					b.Fatal(err)
				}
				if err := n.Close(); err != nil {
					b.Fatal(err)
				}
			}
			info, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			before := heap()
			n, err := streets.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			labels := make([]uint64, n.Junctions())
			used := heap() - before
			b.ReportMetric(float64(info.Size())/nodes, "file-B/node")
			b.ReportMetric(max(0, float64(used))/nodes, "heap-B/node")
			runtime.KeepAlive(labels)
			if err := n.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkUnder weighs a network for a further profile, and says what that takes
// per directed edge.
func BenchmarkUnder(b *testing.B) { // go test -bench Under ./geo/streets
	senior := streets.Profile{ID: "senior", Speed: 3_300_000, Slope: true, Signal: 34_000}
	for _, side := range sketch.Sides {
		n := sketch.Grid(b, gridcity.New(side, 1))
		b.Run(fmt.Sprintf("city=grid%d", side), func(b *testing.B) {
			for b.Loop() {
				n.Under(senior)
			}
			before := heap()
			w := n.Under(senior)
			used := heap() - before
			b.ReportMetric(float64(used)/float64(len(w.Public().Arcs)), "B/arc")
			runtime.KeepAlive(w)
		})
	}
}

// heap returns the bytes in use after a collection.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func BenchmarkLink(b *testing.B) { // go test -bench Link ./geo/streets
	for _, side := range sketch.Sides {
		c := gridcity.New(side, 1)
		n := sketch.Grid(b, c)
		var homes []orb.Point
		for h := range c.Homes(4096, 1) {
			homes = append(homes, orb.Point{float64(h.Lon) / 1e7, float64(h.Lat) / 1e7})
		}
		b.Run(fmt.Sprintf("city=grid%d", side), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				n.Access(homes[i%len(homes)])
				i++
			}
		})
	}
}
