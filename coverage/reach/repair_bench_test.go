package reach_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/gridcity"
)

// BenchmarkRepair takes one of 2,000 facilities away from the million-node city,
// and puts one more into it.
func BenchmarkRepair(b *testing.B) { // go test -bench Repair ./coverage/reach
	c := million()
	w := c.network.Under(c.network.Profile())
	corners := reach.NewCorners(c.network)
	sourceAt := func(i int) reach.Source {
		j := reach.Join(w, c.network.Link(c.facilities[i]))
		return reach.Source{At: j.At, Leg: j.Leg, Index: uint32(i)}
	}
	var sources []reach.Source
	for i := range 2000 {
		sources = append(sources, sourceAt(i))
	}
	labels, err := reach.Nearest(context.Background(), reach.NewGoals(w, streets.PrivateClosed, sources), reach.Options{Limit: 1_350_000})
	if err != nil {
		b.Fatal(err)
	}
	for name, change := range map[string]func(i int) reach.Change{
		"close": func(i int) reach.Change {
			return reach.Change{Corners: corners, GoneIndex: []uint32{uint32(i % 2000)}}
		},
		"add": func(i int) reach.Change {
			return reach.Change{Corners: corners, Sources: []reach.Source{sourceAt(2000 + i%8000)}}
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
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(visited)/float64(len(took)), "nodes")
		})
	}
}

// Repairing one facility of many costs its surroundings, not the city.
func TestRepairCostsWhatItTouches(t *testing.T) {
	city := gridcity.New(100, 1)
	b := streets.NewBuilder(streets.Standard)
	for id, nodes := range city.Ways() {
		b.AddWay(id, streets.ClassResidential, "", nodes)
	}
	b.FreezeNodes()
	for n := range city.Nodes() {
		b.PlaceNode(n.ID, n.Lon, n.Lat)
	}
	n, _, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	w := n.Under(streets.Standard)
	var sources []reach.Source
	for i, p := range city.Pick(100, 1) {
		j := reach.Join(w, n.Link([2]float64{float64(p.Lon) / 1e7, float64(p.Lat) / 1e7}))
		sources = append(sources, reach.Source{At: j.At, Leg: j.Leg, Index: uint32(i)})
	}
	labels, err := reach.Nearest(context.Background(), reach.NewGoals(w, streets.PrivateClosed, sources), reach.Options{Limit: 1_350_000})
	if err != nil {
		t.Fatal(err)
	}
	_, touched, err := labels.Repair(context.Background(), reach.Change{Corners: reach.NewCorners(n), GoneIndex: []uint32{50}})
	if err != nil {
		t.Fatal(err)
	}
	if touched.Visited == 0 || touched.Visited > n.Junctions()/10 || len(touched.Edges) > n.Edges()/10 {
		t.Errorf("of %d junctions %d were visited, of %d edges %d were touched", n.Junctions(), touched.Visited, n.Edges(), len(touched.Edges))
	}
}
