package covering

import (
	"container/heap"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawProfits draws profits of which many are equal.
func drawProfits(t *rapid.T, most int) *relaxation {
	profits := rapid.SliceOfN(rapid.Map(rapid.IntRange(-5, 40), func(v int) float64 { return float64(v) / 4 }), 0, most).Draw(t, "profits")
	n := len(profits)
	return &relaxation{profit: profits, x: make([]bool, n), inMain: make([]bool, n), mainLimit: -1}
}

// The front of a partial sort is that of a whole one, whatever the order before.
func TestPartialSortIsASort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawProfits(t, 300)
		r.order = rapid.Permutation(numbers(len(r.profit))).Draw(t, "order")
		want := slices.Clone(r.order)
		slices.SortFunc(want, func(a, b int32) int {
			if r.profit[a] != r.profit[b] {
				return int(math.Copysign(1, r.profit[b]-r.profit[a]))
			}
			return int(a - b)
		})
		n := rapid.IntRange(0, len(r.order)+2).Draw(t, "n")
		r.partialSort(n)
		if front := min(n, len(want)); !slices.Equal(r.order[:front], want[:front]) {
			t.Fatalf("%v, want %v", r.order[:front], want[:front])
		}
		slices.Sort(r.order)
		if !slices.Equal(r.order, numbers(len(r.profit))) {
			t.Fatalf("something got lost: %v", r.order)
		}
	})
}

// Long lists, too, of equal, falling and rising profits.
func TestPartialSortOfLongLists(t *testing.T) {
	for name, profit := range map[string]func(j int) float64{
		"equal": func(int) float64 { return 1 }, "rising": func(j int) float64 { return float64(j) },
		"falling": func(j int) float64 { return -float64(j) }, "two": func(j int) float64 { return float64(j % 2) },
		"waves": func(j int) float64 { return float64(j * 7919 % 1009) },
	} {
		for _, n := range []int{0, 1, 31, 32, 33, 64, 65, 1000, 4999, 5000} {
			r := &relaxation{order: numbers(5000)}
			for j := range 5000 {
				r.profit = append(r.profit, profit(j))
			}
			r.partialSort(n)
			for k := 1; k < n; k++ {
				if r.moreProfitable(r.order[k], r.order[k-1]) {
					t.Fatalf("%s, %d: %d before %d", name, n, r.order[k-1], r.order[k])
				}
			}
			if n > 0 && slices.ContainsFunc(r.order[n:], func(at int32) bool { return r.moreProfitable(at, r.order[n-1]) }) {
				t.Fatalf("%s, %d: the rest has better ones", name, n)
			}
		}
	}
}

// Selected are all of positive profit outside the main limit, and of those inside the most
// profitable that have room, of equal ones the first.
func TestSelectItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawProfits(t, 300)
		var inMain []int32
		for at := range r.inMain {
			if r.inMain[at] = rapid.Bool().Draw(t, "main"); r.inMain[at] && r.profit[at] > 0 {
				inMain = append(inMain, int32(at))
			}
		}
		r.mainSlack = rapid.IntRange(0, len(r.profit)+1).Draw(t, "room")
		slices.SortStableFunc(inMain, func(a, b int32) int {
			return int(math.Copysign(1, r.profit[b]-r.profit[a])) * b2i(r.profit[a] != r.profit[b])
		})
		r.selectItems()
		if len(inMain) > r.mainSlack && r.order[r.mainSlack] != inMain[r.mainSlack] { // fix asks for it
			t.Fatalf("the next to have room is %d, want %d", r.order[r.mainSlack], inMain[r.mainSlack])
		}
		inMain = inMain[:min(r.mainSlack, len(inMain))]
		for at, x := range r.x {
			want := r.profit[at] > 0 && (!r.inMain[at] || slices.Contains(inMain, int32(at)))
			if x != want {
				t.Fatalf("slot %d of profit %v is selected: %v", at, r.profit[at], x)
			}
		}
	})
}

// Of long lists, too, the first that has no room is the best of those that have none.
func TestSelectItemsOfLongLists(t *testing.T) {
	const n = 2000
	r := &relaxation{x: make([]bool, n), inMain: slices.Repeat([]bool{true}, n)}
	for j := range n {
		r.profit = append(r.profit, float64(1+j*7919%1009))
	}
	for r.mainSlack = range 300 {
		r.selectItems()
		next := r.order[r.mainSlack]
		for at := range int32(n) {
			if r.x[at] != r.moreProfitable(at, next) {
				t.Fatalf("of %d slot %d is selected: %v, though next is %d", r.mainSlack, at, r.x[at], next)
			}
		}
	}
}

func b2i(b bool) int { return int(indicator(b)) }

func TestMedian(t *testing.T) {
	r := &relaxation{profit: []float64{3, 1, 2, 2}}
	for _, three := range [][]int32{{0, 1, 2}, {0, 1, 3}, {0, 2, 3}, {1, 2, 3}} {
		want := slices.Clone(three)
		slices.SortFunc(want, func(a, b int32) int {
			if r.moreProfitable(a, b) {
				return -1
			}
			return 1
		})
		a, b, c := three[0], three[1], three[2]
		for _, o := range [][3]int32{{a, b, c}, {a, c, b}, {b, a, c}, {b, c, a}, {c, a, b}, {c, b, a}} {
			if got := median(r, o[0], o[1], o[2]); got != want[1] {
				t.Errorf("of %v %d, want %d", o, got, want[1])
			}
		}
	}
}

// The heap of gains hands out the greatest, of equal ones the first item, as a sorted list
// would.
func TestGainHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h gainHeap
		var list []cachedGain
		for item, gain := range rapid.SliceOfN(rapid.Float64Range(0, 3), 0, 40).Draw(t, "gains") {
			g := cachedGain{math.Floor(gain), int32(item), 0}
			heap.Push(&h, g)
			list = append(list, g)
		}
		slices.SortStableFunc(list, func(a, b cachedGain) int { return int(b.gain - a.gain) })
		for _, want := range list {
			if got := heap.Pop(&h).(cachedGain); got != want {
				t.Fatalf("%+v, want %+v", got, want)
			}
		}
	})
}

// The heap of nodes hands out the greatest bound, of equal ones the deepest, then the last.
func TestNodeHeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h nodeHeap
		var list []*node
		for number := range rapid.IntRange(0, 40).Draw(t, "nodes") {
			n := &node{bound: float64(rapid.IntRange(0, 4).Draw(t, "bound")), number: number, fixed: make([]decision, rapid.IntRange(0, 3).Draw(t, "depth"))}
			heap.Push(&h, n)
			list = append(list, n)
		}
		for len(list) > 0 {
			want := slices.MaxFunc(list, func(a, b *node) int {
				switch {
				case a.bound != b.bound:
					return int(a.bound - b.bound)
				case len(a.fixed) != len(b.fixed):
					return len(a.fixed) - len(b.fixed)
				}
				return a.number - b.number
			})
			if got := heap.Pop(&h).(*node); got != want {
				t.Fatalf("%+v, want %+v", got, want)
			}
			list = slices.DeleteFunc(list, func(n *node) bool { return n == want })
		}
	})
}

// The item to branch on is free, and the one between in and out rather than a sure one.
func TestBranchingSlot(t *testing.T) {
	p := &Problem{Items: 3, Rows: []Row{{Value: 5, Clauses: []Clause{{Need: 1, Items: numbers(3)}}}}}
	r := relax(newState(compile(p)), make([]int8, 3))
	r.estimatePrices(1)
	r.setScales()
	r.xMean = []float64{1, 0.4, 0.1}
	for _, c := range []struct {
		fixed []decision
		want  int
	}{
		{nil, 1}, {[]decision{{1, fixedIn}}, 2}, {[]decision{{1, fixedIn}, {2, fixedOut}}, 0}, {[]decision{{0, fixedIn}, {1, fixedIn}, {2, fixedOut}}, -1},
	} {
		if got := r.branchingSlot(c.fixed); got != c.want {
			t.Errorf("with %v fixed %d, want %d", c.fixed, got, c.want)
		}
	}
}
