package reach_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
)

type number int

func (n number) Before(o number) bool { return n < o }

// What waits comes in order, whatever comes and goes between.
func TestAFrontierPopsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f reach.Frontier[number]
		var want []number
		for _, n := range rapid.SliceOfN(rapid.IntRange(-1, 20), 0, 60).Draw(t, "pushes, -1 a pop") {
			if n >= 0 {
				f.Push(number(n))
				want = append(want, number(n))
				slices.Sort(want)
			} else if len(want) > 0 {
				if got := f.Pop(); got != want[0] {
					t.Fatalf("popped %d, want %d", got, want[0])
				}
				want = want[1:]
			}
			if f.Len() != len(want) {
				t.Fatalf("%d wait, want %d", f.Len(), len(want))
			}
		}
		for _, n := range want {
			if got := f.Pop(); got != n {
				t.Fatalf("popped %d, want %d", got, n)
			}
		}
	})
}
