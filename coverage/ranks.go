package coverage

import (
	"math/bits"
	"slices"
	"sort"
)

// Ranks number the facilities in the order of their ids, with room between them:
// a facility that is added takes a number between its neighbours', and all that
// is known of the others stays as it is. Of walks that are equally long the one
// to the smaller rank wins.
type ranks struct {
	of    []uint32 // by facility, ascending
	shift int      // as a city is opened, facility i has a rank from i << shift; less than 0 once others were added
}

// newRanks numbers n facilities.
func newRanks(n int) ranks {
	r := ranks{make([]uint32, n), 31 - bits.Len(uint(n))}
	for i := range r.of {
		r.of[i] = uint32(i)<<r.shift | 1<<r.shift>>1 // room before the first, too
	}
	return r
}

// index returns the facility of a rank.
func (r ranks) index(rank uint32) int {
	if r.shift >= 0 {
		return int(rank >> r.shift)
	}
	at, _ := slices.BinarySearch(r.of, rank)
	return at
}

// find returns the facility of a rank, and false where there is none.
func (r ranks) find(rank uint32) (int, bool) { return slices.BinarySearch(r.of, rank) }

// insert returns ranks with further facilities, which are given by their places
// among all, ascending; false where there is no room left between neighbours.
func (r ranks) insert(places []int) (ranks, bool) {
	out := ranks{make([]uint32, 0, len(r.of)+len(places)), -1}
	const end = uint64(1) << 32
	rest := r.of
	for k := 0; k < len(places); {
		old := places[k] - len(out.of)
		out.of, rest = append(out.of, rest[:old]...), rest[old:]
		together := 1 // as many come between the same two
		for k+together < len(places) && places[k+together] == places[k]+together {
			together++
		}
		from, to := int64(-1), int64(end)
		if len(out.of) > 0 {
			from = int64(out.of[len(out.of)-1])
		}
		if len(rest) > 0 {
			to = int64(rest[0])
		}
		step := (to - from) / int64(together+1)
		if step == 0 {
			return ranks{}, false
		}
		for i := range together {
			out.of = append(out.of, uint32(from+step*int64(i+1)))
		}
		k += together
	}
	out.of = append(out.of, rest...)
	return out, true
}

// indices returns the facilities of ranks.
func (r ranks) indices(list []uint32) []int {
	out := make([]int, len(list))
	for i, rank := range list {
		out[i] = sort.Search(len(r.of), func(k int) bool { return r.of[k] >= rank })
	}
	return out
}
