package coverage_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/portoalegre"
)

// BenchmarkFirstAnswer opens the network file and the city, and asks for all
// rows: 43 districts, two services.
func BenchmarkFirstAnswer(b *testing.B) { // LIFECIRCLE_DATA=… go test -bench FirstAnswer ./coverage
	city, _ := portoalegre.City(b)
	path := filepath.Join(b.TempDir(), "streets.lc")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := city.Streets.WriteTo(f); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		n, err := streets.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		opened := *city
		opened.Streets = n
		engine, err := coverage.Open(context.Background(), &opened, coverage.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := engine.Rows(context.Background(), coverage.Query{}); err != nil {
			b.Fatal(err)
		}
		if err := n.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRows asks an engine that knows its walks already, and one limit more.
func BenchmarkRows(b *testing.B) { // LIFECIRCLE_DATA=… go test -bench Rows ./coverage
	city, _ := portoalegre.City(b)
	engine, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range []struct {
		name  string
		query coverage.Query
	}{
		{"question=all", coverage.Query{}},
		{"question=curve", coverage.Query{Limits: []float64{5, 10, 15, 20}}},
		{"question=all-of", coverage.Query{AllOf: []string{"clinic", "school"}}},
	} {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := engine.Rows(context.Background(), q.query); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
