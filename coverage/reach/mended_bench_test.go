package reach_test

import (
	"context"
	"testing"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// BenchmarkMended makes one edge after the other as easy for slow walkers as for
// others, but for those where a facility is.
func BenchmarkMended(b *testing.B) { // go test -bench Mended ./coverage/reach
	c := gated()
	n := c.network
	w, flat := n.Under(streets.Profile{ID: "slow", Speed: 3_000_000}), n.Under(n.Profile())
	adjacency := reach.NewAdjacency(n)
	var facilities [][]streets.Access
	taken := map[uint32]bool{}
	for _, p := range c.facilities[:2000] {
		a := n.Access(p)
		facilities = append(facilities, []streets.Access{a})
		taken[n.EdgeOf(a.Segment)] = true
	}
	for _, private := range []streets.Private{streets.PrivateClosed, streets.PrivateResidents} {
		labels := labelsOf(b, w, private, facilities, reach.Options{Limit: 900_000})
		b.Run("private="+string(private), func(b *testing.B) {
			b.ReportAllocs()
			visited, hash := 0, uint32(0)
			next := func() uint32 {
				hash += 2654435769 // Knuth's, see geo/streets
				return hash % uint32(n.Edges())
			}
			for b.Loop() {
				edge := next()
				for taken[edge] {
					edge = next()
				}
				var segments []uint32
				for s, last := n.SegmentsOf(edge); s < last; s++ {
					segments = append(segments, s)
				}
				_, affected, err := labels.Repair(context.Background(), reach.Change{
					Weights: w.Mended(segments, flat), Adjacency: adjacency, CheaperEdges: []uint32{edge},
				})
				if err != nil {
					b.Fatal(err)
				}
				visited += affected.Visited
			}
			b.ReportMetric(float64(visited)/float64(b.N), "nodes")
		})
	}
}
