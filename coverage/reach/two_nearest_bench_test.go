package reach_test

import (
	"context"
	"testing"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// BenchmarkNearestTwo is one service of 2,000 facilities where a tenth of the
// streets are for residents.
func BenchmarkNearestTwo(b *testing.B) { // go test -bench NearestTwo ./coverage/reach
	c := gated()
	for _, private := range []streets.Private{streets.PrivateClosed, streets.PrivateResidents} {
		g := reach.NewGoals(c.network.Under(c.network.Profile()), private, c.sources(2000))
		b.Run("private="+string(private), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := reach.NearestTwo(context.Background(), g, 900_000); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
