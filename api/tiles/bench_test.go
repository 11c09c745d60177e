package tiles_test

import (
	"context"
	"testing"

	"github.com/paulmach/orb/encoding/mvt"

	"lifecircle/api/tiles"
)

// A city of cells, and each tile of a zoom in turn: tiles per second, and how
// large they are. Beside it orb's encoder with the same features, decoded
// already, as the slow way.
func BenchmarkTile(b *testing.B) { // go test -bench Tile ./api/tiles
	m := hexagons(300, 0.001, func(i int) any { return float64(i % 1000) })
	x, err := tiles.Open(context.Background(), m, m.layer)
	if err != nil {
		b.Fatal(err)
	}
	for _, zoom := range []struct {
		name string
		z    int
	}{{"cells=90000/zoom=8", 8}, {"cells=90000/zoom=11", 11}, {"cells=90000/zoom=14", 14}} {
		s := tilesOf(m.layer.Bound, zoom.z)
		// The middle of the field, where tiles are full.
		tx, ty := (s.west+s.east)/2, (s.north+s.south)/2
		b.Run(zoom.name, func(b *testing.B) {
			b.ReportAllocs()
			bytes := 0
			for b.Loop() {
				bytes = len(x.Tile(zoom.z, tx, ty))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tiles/s")
			b.ReportMetric(float64(bytes), "bytes/tile")
		})
		b.Run(zoom.name+"/orb-encoding-alone", func(b *testing.B) {
			layers, err := mvt.Unmarshal(x.Tile(zoom.z, tx, ty))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := mvt.Marshal(layers); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tiles/s")
		})
	}
}

// What the first tile of a layer costs, and the memory that it leaves.
func BenchmarkOpen(b *testing.B) { // go test -bench Open ./api/tiles
	m := hexagons(300, 0.001, func(i int) any { return float64(i % 1000) })
	b.ReportAllocs()
	var x *tiles.Index
	for b.Loop() {
		var err error
		if x, err = tiles.Open(context.Background(), m, m.layer); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(x.Bytes())/float64(x.Len()), "bytes/feature")
}
