package covering_test

import (
	"fmt"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// Least cost for what is needed: set covering, whose answers are known for some families
// of problems, and targets of districts.

// fewest asks for the fewest of n items of which each set has one.
func fewest(n int, sets [][]int32) *covering.Problem {
	p := &covering.Problem{Items: n, Cost: slices.Repeat([]int64{1}, n), Needs: []int64{int64(len(sets))}}
	for _, set := range sets {
		p.Rows = append(p.Rows, weighted(0, 1, set...))
	}
	return p
}

// Places along a street, each of which wants a clinic at its own or the next place to
// either side: one in three is enough, rounded up; likewise around a lake.
func TestFewestAlongAStreet(t *testing.T) {
	for n := 1; n <= 24; n++ {
		street, lake := make([][]int32, n), make([][]int32, n)
		for i := range n {
			for d := -1; d <= 1; d++ {
				if j := i + d; j >= 0 && j < n {
					street[i] = append(street[i], int32(j))
				}
				lake[i] = append(lake[i], int32((i+d+n)%n))
			}
			slices.Sort(lake[i])
			lake[i] = slices.Compact(lake[i])
		}
		want := -int64((n + 2) / 3)
		wantSame(t, solveLarge(t, fewest(n, street)).Value, want)
		wantSame(t, solveLarge(t, fewest(n, lake)).Value, want)
	}
}

// lines are those of the affine space of d dimensions over three elements: each two
// points lie on one, and the third is that which makes the sum zero.
func lines(d int) (points int, out [][]int32) {
	points = 1
	for range d {
		points *= 3
	}
	for a := range points {
		for b := a + 1; b < points; b++ {
			c, power := 0, 1
			for x, y := a, b; power < points; x, y, power = x/3, y/3, power*3 {
				c += (6 - x%3 - y%3) % 3 * power
			}
			if c > b {
				out = append(out, []int32{int32(a), int32(b), int32(c)})
			}
		}
	}
	return points, out
}

// The points that meet all lines are those outside a largest cap, a set without three in
// line: 2 and 4 points in 1 and 2 dimensions. The latter is the set covering problem A9 of
// D. R. Fulkerson, G. L. Nemhauser and L. E. Trotter (Mathematical Programming Study 2,
// 1974).
func TestSteinerTriples(t *testing.T) {
	for d, cap := range map[int]int{1: 2, 2: 4} {
		n, triples := lines(d)
		if want := n * (n - 1) / 6; len(triples) != want {
			t.Fatalf("%d lines of %d points, want %d", len(triples), n, want)
		}
		if b := solveLarge(t, fewest(n, triples)); b.Value != -int64(n-cap) {
			t.Errorf("%d points meet all lines of %d dimensions, want %d", -b.Value, d, n-cap)
		}
	}
}

// Queens that attack all squares: 3 on 5×5 and on 6×6 (the domination numbers 1, 1, 1,
// 2, 3, 3 of A075458).
func TestQueens(t *testing.T) { // oeis.org/A075458
	for n, want := range []int{0, 1, 1, 1, 2, 3, 3} {
		if n == 0 {
			continue
		}
		var attacked [][]int32
		for x := range n {
			for y := range n {
				var from []int32
				for u := range n {
					for v := range n {
						if u == x || v == y || u-x == v-y || u-x == y-v {
							from = append(from, int32(u*n+v))
						}
					}
				}
				attacked = append(attacked, from)
			}
		}
		if b := solveLarge(t, fewest(n*n, attacked)); b.Value != -int64(want) {
			t.Errorf("%d queens on %d×%d, want %d", -b.Value, n, n, want)
		}
	}
}

// Least cost by hand: two villages and a town. The clinic 2 reaches all, at a price.
func TestLeastCostByHand(t *testing.T) {
	p := &covering.Problem{Items: 3, Cost: []int64{3, 3, 7}, Rows: []covering.Row{weighted(0, 30, 0, 2), weighted(0, 30, 1, 2), weighted(0, 40, 2)}}
	for _, c := range []struct {
		need  int64
		value int64
		items []int32
	}{
		{0, 0, []int32{}}, {1, -3, []int32{0}}, {30, -3, []int32{0}}, {31, -6, []int32{0, 1}}, {60, -6, []int32{0, 1}}, {61, -7, []int32{2}}, {100, -7, []int32{2}},
	} {
		p.Needs = []int64{c.need}
		wantBest(t, p, c.value, c.items...)
	}
	p.Needs[0] = 101
	wantNone(t, p)
}

// Targets of districts that share no items cost what each costs alone, and a target for
// the whole city never more than those of its districts.
func TestTargetsOfDistricts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := &covering.Problem{}
		sum := int64(0)
		for range rapid.IntRange(1, 3).Draw(t, "districts") {
			n := rapid.IntRange(1, 4).Draw(t, "items")
			one := &covering.Problem{Items: n}
			total := int64(0)
			for range rapid.IntRange(1, 6).Draw(t, "rows") {
				w := rapid.Int64Range(1, 20).Draw(t, "weight")
				total += w
				items := draw(t, one, "covers")
				slices.Sort(items)
				if len(items) == 0 {
					items = []int32{0}
				}
				one.Rows = append(one.Rows, weighted(0, w, items...))
			}
			for range n {
				one.Cost = append(one.Cost, rapid.Int64Range(1, 9).Draw(t, "cost"))
			}
			one.Needs = []int64{rapid.Int64Range(0, total).Draw(t, "need")}
			best, _ := optimum(one)
			sum += best
			all = beside(t, all, one)
		}
		wantSame(t, solve(t, all).Value, sum)
		city := clone(t, all)
		city.Needs = []int64{0}
		for g, need := range all.Needs {
			city.Needs[0] += need
			for r := range city.Rows {
				for k, part := range all.Rows[r].Parts {
					if part.Group == int32(g) {
						city.Rows[r].Parts[k].Group = 0
					}
				}
			}
		}
		if best := solve(t, city); best.Value < sum {
			t.Fatalf("the city costs %d, its districts %d", -best.Value, -sum)
		}
	})
}

// Two targets of one row are met by it both.
func TestARowOfTwoTargets(t *testing.T) {
	both := covering.Row{Clauses: []covering.Clause{{Need: 1, Items: []int32{2}}}, Parts: []covering.Part{{Group: 0, Weight: 5}, {Group: 1, Weight: 6}}}
	p := &covering.Problem{Items: 3, Cost: []int64{2, 2, 3}, Needs: []int64{5, 6}, Rows: []covering.Row{weighted(0, 5, 0), weighted(1, 6, 1), both}}
	wantBest(t, p, -3, 2)
	p.Cost[2] = 5
	wantBest(t, p, -4, 0, 1)
	p.Needs[1] = 7 // no one covers as much by itself
	wantBest(t, p, -7, 1, 2)
}

// Of two facilities wanted, both are paid for.
func TestTwoInReach(t *testing.T) {
	for n := 2; n <= 6; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			p := &covering.Problem{Items: n, Cost: upToCosts(n), Needs: []int64{1},
				Rows: []covering.Row{{Parts: []covering.Part{{Group: 0, Weight: 1}}, Clauses: []covering.Clause{{Need: 2, Items: upTo(n)}}}}}
			wantBest(t, p, -3, 0, 1) // the two cheapest, of 1 and 2
			p.Rows[0].Clauses[0].Need = int32(n)
			wantBest(t, p, -int64(n*(n+1)/2), upTo(n)...)
			p.Rows[0].Clauses[0].Need++
			wantNone(t, p)
		})
	}
}

// upToCosts are 1 … n.
func upToCosts(n int) (out []int64) {
	for j := range n {
		out = append(out, int64(j+1))
	}
	return out
}

// Where each set must be met and costs are powers of two, the best is the least number
// whose bits meet all of them.
func TestPowersOfTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 10).Draw(t, "items")
		sets := rapid.SliceOfN(rapid.UintRange(1, 1<<n-1), 1, 12).Draw(t, "sets")
		p := &covering.Problem{Items: n, Needs: []int64{int64(len(sets))}}
		for j := range n {
			p.Cost = append(p.Cost, 1<<j)
		}
		for _, set := range sets {
			var items []int32
			for j := range int32(n) {
				if set>>uint(j)&1 == 1 {
					items = append(items, j)
				}
			}
			p.Rows = append(p.Rows, weighted(0, 1, items...))
		}
		want := uint(1)
		for slices.ContainsFunc(sets, func(set uint) bool { return set&want == 0 }) {
			want++
		}
		b := solve(t, p)
		if b.Value != -int64(want) || setOf(b.Items) != want || bits.OnesCount(want) != len(b.Items) {
			t.Fatalf("%b, want %b", setOf(b.Items), want)
		}
	})
}
