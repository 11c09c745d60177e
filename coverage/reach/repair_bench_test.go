package reach_test

import (
	"context"
	"testing"
	"time"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/gridtown"
)

// BenchmarkRepair takes one of 2,000 facilities away from the million-node city,
// and puts one more into it.
func BenchmarkRepair(b *testing.B) { // go test -bench Repair ./coverage/reach
	c := million()
	w := c.network.Under(c.network.Profile())
	corners := reach.NewAdjacency(c.network)
	sourceAt := func(i int) reach.Source {
		j := reach.Join(w, c.network.Access(c.facilities[i]))
		return reach.Source{At: j.At, Leg: j.Leg, Index: uint32(i)}
	}
	labels, err := reach.Nearest(context.Background(), reach.NewGoals(w, streets.PrivateClosed, c.sources(2000)), reach.Options{Limit: 1_350_000})
	if err != nil {
		b.Fatal(err)
	}
	for name, change := range map[string]func(i int) reach.Change{
		"close": func(i int) reach.Change {
			return reach.Change{Adjacency: corners, RemovedIndices: []uint32{uint32(i % 2000)}}
		},
		"add": func(i int) reach.Change {
			return reach.Change{Adjacency: corners, AddedSources: []reach.Source{sourceAt(2000 + i%8000)}}
		},
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			visited := 0
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				_, touched, err := labels.Repair(context.Background(), change(i))
				took = append(took, time.Since(start))
				if err != nil {
					b.Fatal(err)
				}
				visited += touched.Visited
			}
			gridtown.Report(b, took)
			b.ReportMetric(float64(visited)/float64(len(took)), "nodes")
		})
	}
}

// Repairing one facility of many costs its surroundings, not the city.
func TestRepairCostsWhatItTouches(t *testing.T) {
	c := grid(100, streets.UsePublic)
	n := c.network
	labels, err := reach.Nearest(context.Background(), reach.NewGoals(n.Under(streets.Standard), streets.PrivateClosed, c.sources(100)), reach.Options{Limit: 1_350_000})
	if err != nil {
		t.Fatal(err)
	}
	_, touched, err := labels.Repair(context.Background(), reach.Change{Adjacency: reach.NewAdjacency(n), RemovedIndices: []uint32{50}})
	if err != nil {
		t.Fatal(err)
	}
	if touched.Visited == 0 || touched.Visited > n.Junctions()/10 || len(touched.Edges) > n.Edges()/10 {
		t.Errorf("of %d junctions %d were visited, of %d edges %d were touched", n.Junctions(), touched.Visited, n.Edges(), len(touched.Edges))
	}
}
