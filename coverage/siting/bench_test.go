package siting_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/gridtown"
)

// spread takes so many places of demand as sites, spread over the list.
func spread(e *coverage.Engine, n int) siting.Candidates {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	d := &e.City().Demand
	for i := range n {
		p := d.Point[i*d.Len()/n]
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"type":"Feature","geometry":{"type":"Point","coordinates":[%.7f,%.7f]},"properties":{}}`, p[0], p[1])
	}
	b.WriteString("]}")
	return siting.Candidates{GeoJSON: []byte(b.String())}
}

// BenchmarkTenOfTenThousand looks for 10 sites of 10,000 for 1,000,000 places of
// demand, on a city of a million street nodes with 2,000 clinics, to a gap of 1 %.
func BenchmarkTenOfTenThousand(b *testing.B) {
	e, err := gridtown.Open(context.Background(), 1000, 2000, 1_000_000, 20)
	if err != nil {
		b.Fatal(err)
	}
	q := siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 10, Candidates: []siting.Candidates{spread(e, 10_000)}, Stop: siting.Stop{Gap: 0.01}}
	if _, err := e.Rows(context.Background(), coverage.Query{}); err != nil { // the city as it is has been asked before
		b.Fatal(err)
	}
	for b.Loop() {
		a, err := siting.Run(context.Background(), e, q, siting.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if a.Gap > 0.01 {
			b.Fatalf("a gap of %v", a.Gap)
		}
		b.ReportMetric(100*a.Gap, "gap-%")
		b.ReportMetric(float64(a.Work.Entries), "entries")
		b.ReportMetric(float64(a.Work.Nodes), "steps")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB")
}
