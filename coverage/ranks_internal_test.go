package coverage

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// However facilities are sorted in between others, their ranks ascend, those that
// were there keep theirs, and every rank is found again.
func TestRanksAscendAndStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRanks(rapid.IntRange(0, 40).Draw(t, "facilities"))
		check := func(r ranks) {
			for i, rank := range r.of {
				if i > 0 && rank <= r.of[i-1] {
					t.Fatalf("ranks do not ascend: %d", r.of)
				}
				if at, known := r.find(rank); r.index(rank) != i || at != i || !known {
					t.Fatalf("rank %d of facility %d is that of %d, and found %d, %t", rank, i, r.index(rank), at, known)
				}
				if at, known := r.find(rank + 1); known && r.of[at] != rank+1 {
					t.Fatalf("rank %d is found, and nobody has it", rank+1)
				}
			}
			some := rapid.SliceOfN(rapid.SampledFrom(append(slices.Clone(r.of), 0)), 0, 5).Draw(t, "some ranks")
			some = slices.DeleteFunc(some, func(rank uint32) bool { return !slices.Contains(r.of, rank) })
			for k, at := range r.indices(some) {
				if r.of[at] != some[k] {
					t.Fatalf("of ranks %d the %d-th is facility %d's", some, k, at)
				}
			}
		}
		check(r)
		for range rapid.IntRange(1, 8).Draw(t, "times") {
			before := slices.Clone(r.of)
			all := len(r.of) + rapid.IntRange(1, 6).Draw(t, "added")
			places := slices.Clone(rapid.Permutation(upTo(all)).Draw(t, "places")[:all-len(r.of)])
			slices.Sort(places)
			next, room := r.insert(places)
			if !slices.Equal(r.of, before) {
				t.Fatal("inserting changed the ranks that it was asked of")
			}
			if !room {
				return
			}
			check(next)
			kept := slices.Clone(next.of)
			for _, at := range slices.Backward(places) {
				kept = slices.Delete(kept, at, at+1)
			}
			if !slices.Equal(kept, before) {
				t.Fatalf("those that were there had %d, and have %d", before, kept)
			}
			r = next
		}
	})
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// Between two neighbours there is room for a while, and then it is said that there
// is none. Halving 2³⁰ thirty times leaves nothing.
func TestRoomBetweenRanksEnds(t *testing.T) {
	r := newRanks(1)
	first := r.of[0]
	times := 0
	for ; ; times++ {
		next, room := r.insert([]int{1}) // always next to the first
		if !room {
			break
		}
		r = next
	}
	if r.of[0] != first || r.of[1] != first+1 {
		t.Errorf("room ended with ranks %d and %d", r.of[0], r.of[1])
	}
	if times < 24 || times > 32 {
		t.Errorf("room for %d one by one: there must be some for each of a chain of engines", times)
	}
	if _, room := r.insert([]int{0}); !room {
		t.Error("there is no room before the first either")
	}
	if _, room := r.insert([]int{len(r.of)}); !room {
		t.Error("there is no room behind the last either")
	}
}
