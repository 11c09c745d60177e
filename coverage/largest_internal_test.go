package coverage

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// While amounts come and go, the largest is the largest of those that are there,
// or is said to be unknown.
func TestTheLargestIsTheLargestOfWhatIsThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l largest
		var there []Amount
		amount := rapid.Custom(func(t *rapid.T) Amount { return Amount(rapid.IntRange(0, 30).Draw(t, "amount")) })
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			if len(there) == 0 || rapid.Bool().Draw(t, "come") {
				for range rapid.SampledFrom([]int{1, 3, mostLargest, mostLargest + 5}).Draw(t, "how many") {
					a := amount.Draw(t, "comes")
					there = append(there, a)
					l.add(a)
				}
			} else {
				slices.Sort(there)
				for range rapid.IntRange(1, min(len(there), mostLargest)).Draw(t, "how many") {
					at := rapid.IntRange(len(there)/2, len(there)-1).Draw(t, "goes") // a large one: what is hard
					if known := l.remove(there[at]); !known {
						return // the caller goes over all places
					}
					there = slices.Delete(there, at, at+1)
				}
			}
			want := Amount(0)
			if len(there) > 0 {
				want = slices.Max(there)
			}
			if l.first() != want || len(l.top) > mostLargest {
				t.Fatalf("the largest is %d of %d known, want %d of %d", l.first(), len(l.top), want, len(there))
			}
		}
	})
}

// Of more than are kept, as many can go as are kept; then nobody knows.
func TestTheLargestIsUnknownOnceAllThatAreKeptAreGone(t *testing.T) {
	var l largest
	for a := range Amount(mostLargest + 2) {
		l.add(a)
	}
	for a := Amount(mostLargest + 1); a > 2; a-- {
		if l.first() != a || !l.remove(a) {
			t.Fatalf("with all up to %d there the largest is %d", a, l.first())
		}
	}
	if l.remove(2) {
		t.Errorf("0 and 1 were never kept, and the largest of them is said to be known: %d", l.first())
	}
	var few largest
	few.add(7)
	if !few.remove(7) || few.first() != 0 {
		t.Error("of one that goes nothing is left, and that is known")
	}
}
