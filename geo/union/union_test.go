package union_test

import (
	"testing"

	"pgregory.net/rapid"

	"lifecircle/geo/union"
)

// The oracle writes every number's set down and rewrites all of them at a join.
func TestSetsAreThoseOfTheirLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		sets, want := union.New(n), make([]uint32, n)
		for i := range want {
			want[i] = uint32(i)
		}
		number := rapid.Uint32Range(0, uint32(n-1))
		for range rapid.IntRange(0, 30).Draw(t, "joins") {
			a, b := number.Draw(t, "a"), number.Draw(t, "b")
			one, two := want[a], want[b]
			for i, s := range want {
				if s == one || s == two {
					want[i] = min(one, two)
				}
			}
			if got := sets.Join(a, b); got != (one != two) {
				t.Fatalf("joining %d and %d says %v", a, b, got)
			}
		}
		for i, s := range want {
			if got := sets.Find(uint32(i)); got != s {
				t.Errorf("%d is in the set of %d, want %d", i, got, s)
			}
		}
	})
}
