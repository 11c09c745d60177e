package covering_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// Choices that are equal, or nearly.

// Of identical items the first is taken.
func TestTwinsGoToTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "kinds")
		p := &covering.Problem{Items: 3 * n} // item j, j+n and j+2n are the same
		for range rapid.IntRange(1, 15).Draw(t, "rows") {
			kinds := rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(n-1)), 1, n, rapid.ID[int32]).Draw(t, "covers")
			var items []int32
			for _, j := range kinds {
				items = append(items, j, j+int32(n), j+2*int32(n))
			}
			slices.Sort(items)
			p.Rows = append(p.Rows, row(rapid.Int64Range(1, 20).Draw(t, "value"), items...))
		}
		p.Limits = []covering.Limit{atMost(rapid.Int64Range(1, 4).Draw(t, "count"), upTo(p.Items)...)}
		b := solve(t, p)
		for _, j := range b.Items {
			if j >= int32(n) {
				t.Fatalf("%v of %d kinds", b.Items, n)
			}
		}
		for j := int32(n); j < int32(p.Items); j++ {
			if !slices.Contains(b.Dominated, j) {
				t.Fatalf("the twin %d is not among the dominated %v", j, b.Dominated)
			}
		}
	})
}

// Everything is worth the same: as many as may be, or none where each costs as much as it
// is worth.
func TestAllEqual(t *testing.T) {
	for n := 1; n <= 12; n++ {
		p := &covering.Problem{Items: n, Limits: []covering.Limit{atMost(int64(n/2), upTo(n)...)}}
		for j := range int32(n) {
			p.Rows = append(p.Rows, row(7, j))
		}
		wantBest(t, p, 7*int64(n/2))
		p.Cost = slices.Repeat([]int64{7}, n)
		wantBest(t, p, 0)
		p.Cost = slices.Repeat([]int64{8}, n)
		wantBest(t, p, 0, []int32{}...)
	}
}

// Of all pairs of 14 items each covers the same but for one, which is worth one part in
// a billion more.
func TestOneInABillion(t *testing.T) {
	const n = 14
	for a := int32(0); a < n; a += 5 {
		for b := a + 1; b < n; b += 4 {
			p := &covering.Problem{Items: n, Limits: []covering.Limit{atMost(2, upTo(n)...)}, Rows: []covering.Row{together(1, a, b)}}
			for j := range int32(n) {
				p.Rows = append(p.Rows, row(1_000_000_000, j))
			}
			wantBest(t, p, 2_000_000_001, a, b)
		}
	}
}

// The best of near-equal budgets is found to the last unit.
func TestNearEqualBudgets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 10).Draw(t, "items")
		p := &covering.Problem{Items: n, Limits: []covering.Limit{{Items: upTo(n), Use: []int64{}, Most: rapid.Int64Range(1, int64(n)).Draw(t, "each")*1_000_000 + 5}}}
		for j := range int32(n) {
			p.Rows = append(p.Rows, row(1_000_000_000+rapid.Int64Range(0, 9).Draw(t, "value"), j))
			p.Limits[0].Use = append(p.Limits[0].Use, 1_000_000+rapid.Int64Range(0, 9).Draw(t, "use"))
		}
		most, _ := optimum(p)
		wantSame(t, solve(t, p).Value, most)
	})
}

// Least costs that differ by one in a billion are told apart.
func TestNearEqualCosts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		p.Cost = nil
		for range p.Items {
			p.Cost = append(p.Cost, 1_000_000_000+rapid.Int64Range(0, 3).Draw(t, "cost"))
		}
		most, possible := optimum(p)
		if b := solve(t, p); possible && b.Value != most {
			t.Fatalf("%+v, the best is %d", b, most)
		}
	})
}

// Of choices with the same value any is right, and the one told is worth what it is said
// to be; a second search that starts from it stays with it.
func TestTheSearchStaysWithAnEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		for r := range p.Rows {
			p.Rows[r].Value = min(p.Rows[r].Value, 1)
		}
		b := solve(t, p)
		if b.Infeasible {
			t.Skip("there is no choice")
		}
		again := covering.Solve(background, p, covering.Options{Start: [][]int32{b.Items}})
		same(t, b, again, "from the best")
	})
}
