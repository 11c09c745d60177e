package export_test

import (
	"context"
	"io"
	"iter"
	"runtime"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/geo/cells"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// million is a city of a million H3 cells, a street in their midst and a clinic
// on it.
var million = sync.OnceValue(func() *coverage.Engine {
	box := orb.Polygon{{{121, 31}, {122.22, 31}, {122.22, 32.22}, {121, 32.22}, {121, 31}}}
	all, err := cells.Cover(orb.MultiPolygon{box}, 10)
	if err != nil {
		panic(err)
	}
	all = all[:min(len(all), 1_000_000)]
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassResidential, "一路", []int64{1, 2})
	b.FreezeNodes()
	b.PlaceNode(1, 1_215_000_000, 315_000_000)
	b.PlaceNode(2, 1_217_000_000, 315_000_000)
	network, _, err := b.Build(context.Background())
	if err != nil {
		panic(err)
	}
	c := &coverage.City{Name: "million", Streets: network}
	for _, id := range []string{"clinic", "school", "market"} {
		c.Services = append(c.Services, coverage.Service{ID: id, Minutes: 15, Target: 850_000})
	}
	at := orb.Point{121.6, 31.5}
	c.Facilities = []coverage.Facility{{ID: "f", Point: at, Services: []string{"clinic", "market", "school"}, Access: network.Access(at)}}
	d := &c.Demand
	d.Groups = map[string][]coverage.Amount{"all": nil, "age_60_plus": nil}
	for i, cell := range all {
		center, err := cells.Center(cell)
		if err != nil {
			panic(err)
		}
		d.ID, d.Cell, d.Point = append(d.ID, cells.String(cell)), append(d.Cell, cell), append(d.Point, center)
		d.Access = append(d.Access, network.Access(center))
		for id := range d.Groups {
			d.Groups[id] = append(d.Groups[id], coverage.Amount(i%97*1000))
		}
	}
	e, err := coverage.Open(context.Background(), c, coverage.Options{})
	if err != nil {
		panic(err)
	}
	for _, err := range layers.Of(e).Features(context.Background(), layers.Cells, 0) {
		if err != nil {
			panic(err)
		}
		break // the searches are done
	}
	return e
})

// BenchmarkExport writes a million cells, in rows per second, with the most
// memory that it held beside the city.
func BenchmarkExport(b *testing.B) {
	for _, k := range export.Kinds() {
		b.Run(string(k.Format), func(b *testing.B) {
			table, err := export.Open(context.Background(), layers.Of(million()), layers.Cells, nil)
			if err != nil {
				b.Fatal(err)
			}
			if table.Layer.Count+1 > 1_048_576 && k.Format == export.XLSX {
				b.Skip("more than a sheet holds")
			}
			m := &memory{}
			m.start()
			table.Features = m.watched(table.Features)
			rows := 0
			for b.Loop() {
				if err := export.Write(context.Background(), m, k.Format, table, export.Options{}); err != nil {
					b.Fatal(err)
				}
				rows += table.Layer.Count
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(m.most)/(1<<20), "MiB-held")
			b.ReportMetric(float64(m.written)/float64(rows), "B/row")
		})
	}
}

// memory sees how much is held while features go by.
type memory struct {
	before, most uint64
	written      int64
	n            int
}

func (m *memory) start() {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	m.before = s.HeapAlloc
}

func (m *memory) look() {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	m.most = max(m.most, s.HeapAlloc-min(s.HeapAlloc, m.before))
}

func (m *memory) watched(features func() iter.Seq2[layers.Feature, error]) func() iter.Seq2[layers.Feature, error] {
	return func() iter.Seq2[layers.Feature, error] {
		return func(yield func(layers.Feature, error) bool) {
			for f, err := range features() {
				if m.n++; m.n%250_000 == 0 {
					m.look()
				}
				if !yield(f, err) {
					return
				}
			}
		}
	}
}

func (m *memory) Write(p []byte) (int, error) {
	m.written += int64(len(p))
	return io.Discard.Write(p)
}
