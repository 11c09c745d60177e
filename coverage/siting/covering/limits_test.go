package covering_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// Budgets, numbers by district and conflicts, against small examples and against other
// ways to the same answer that take problems of any size.

// Six sites in two districts, {0, 1, 2} and {3, 4, 5}, and the people that each serves.
//
//	site    0   1   2   3   4   5
//	people 50  40  30  20  10   5
//	cost    9   5   4   3   2   1
func sixSites() *covering.Problem {
	return &covering.Problem{Items: 6, Rows: []covering.Row{row(50, 0), row(40, 1), row(30, 2), row(20, 3), row(10, 4), row(5, 5)}}
}

func TestBudgetByHand(t *testing.T) {
	for _, c := range []struct {
		budget int64
		value  int64
		items  []int32
	}{
		{0, 0, []int32{}},
		{1, 5, []int32{5}},
		{4, 30, []int32{2}},
		{8, 60, []int32{1, 3}},
		{9, 70, []int32{1, 2}}, // rather than 0 alone
		{15, 105, []int32{1, 2, 3, 4, 5}},
		{23, 150, []int32{0, 1, 2, 3, 4}},
		{24, 155, []int32{0, 1, 2, 3, 4, 5}},
	} {
		p := sixSites()
		p.Limits = []covering.Limit{{Items: upTo(6), Use: []int64{9, 5, 4, 3, 2, 1}, Most: c.budget}}
		wantBest(t, p, c.value, c.items...)
	}
}

// A budget by district binds where that of the whole city would not.
func TestBudgetsByDistrict(t *testing.T) {
	p := sixSites()
	p.Limits = []covering.Limit{
		{Items: []int32{0, 1, 2}, Use: []int64{9, 5, 4}, Most: 8},
		{Items: []int32{3, 4, 5}, Use: []int64{3, 2, 1}, Most: 4},
	}
	wantBest(t, p, 65, 1, 3, 5)
	p.Limits = append(p.Limits, covering.Limit{Items: upTo(6), Use: []int64{9, 5, 4, 3, 2, 1}, Most: 8})
	wantBest(t, p, 60, 1, 3)
}

func TestNumberByDistrict(t *testing.T) {
	p := sixSites()
	p.Limits = []covering.Limit{atMost(3, upTo(6)...), atMost(1, 0, 1, 2)}
	wantBest(t, p, 80, 0, 3, 4)
	p.Fixed = []int32{2}
	wantBest(t, p, 60, 2, 3, 4)
	p.Limits[1].Most = 2
	wantBest(t, p, 100, 0, 2, 3)
}

func TestConflictsByHand(t *testing.T) {
	p := sixSites() // each too near to the next
	p.Apart = [][]int32{{1}, {0, 2}, {1, 3}, {2, 4}, {3, 5}, {4}}
	wantBest(t, p, 90, 0, 2, 4)
	p.Fixed = []int32{1}
	wantBest(t, p, 65, 1, 3, 5)
	p.Fixed = []int32{1, 4}
	wantBest(t, p, 50, 1, 4)
}

// Each item with a row of its own is a knapsack, which a table solves.
func TestKnapsack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "items")
		most := rapid.IntRange(0, 60).Draw(t, "most")
		p := &covering.Problem{Items: n, Limits: []covering.Limit{{Items: upTo(n), Use: []int64{}, Most: int64(most)}}}
		table := make([]int64, most+1) // by budget
		for j := range int32(n) {
			value, use := rapid.Int64Range(0, 30).Draw(t, "value"), rapid.IntRange(0, 20).Draw(t, "use")
			p.Rows = append(p.Rows, row(value, j))
			p.Limits[0].Use = append(p.Limits[0].Use, int64(use))
			for b := most; b >= use; b-- {
				table[b] = max(table[b], table[b-use]+value)
			}
		}
		wantSame(t, solve(t, p).Value, table[most])
	})
}

// Items in a row of streets of which no neighbours may be chosen together: the best is
// found by walking down the street once.
func TestConflictsOnAStreet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "items")
		p := &covering.Problem{Items: n, Apart: make([][]int32, n)}
		with, without := int64(0), int64(0) // the best that ends with the last item, and without it
		for j := range int32(n) {
			value := rapid.Int64Range(0, 30).Draw(t, "value")
			p.Rows = append(p.Rows, row(value, j))
			with, without = without+value, max(with, without)
			if j > 0 {
				p.Apart[j-1] = append(p.Apart[j-1], j)
				p.Apart[j] = append(p.Apart[j], j-1)
			}
		}
		wantSame(t, solve(t, p).Value, max(with, without))
	})
}

// Numbers by district are filled with the best of each; a number over all then takes the
// best of those.
func TestNumbersByDistrictAndOverAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p covering.Problem
		var kept []int64
		for range rapid.IntRange(1, 5).Draw(t, "districts") {
			var items []int32
			var values []int64
			for range rapid.IntRange(0, 6).Draw(t, "items") {
				value := rapid.Int64Range(0, 30).Draw(t, "value")
				items, values = append(items, int32(p.Items)), append(values, value)
				p.Rows = append(p.Rows, row(value, int32(p.Items)))
				p.Items++
			}
			most := rapid.IntRange(0, 3).Draw(t, "most")
			p.Limits = append(p.Limits, atMost(int64(most), items...))
			kept = append(kept, largest(values, most)...)
		}
		all := rapid.IntRange(0, 8).Draw(t, "all")
		p.Limits = append(p.Limits, atMost(int64(all), upTo(p.Items)...))
		want := int64(0)
		for _, v := range largest(kept, all) {
			want += v
		}
		wantSame(t, solve(t, &p).Value, want)
	})
}

// largest returns the n largest of a list.
func largest(list []int64, n int) []int64 {
	list = slices.Clone(list)
	slices.Sort(list)
	slices.Reverse(list)
	return list[:min(n, len(list))]
}

// Use of 1 each and no use at all are the same limit.
func TestUseOfOneEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		counted := atMost(rapid.Int64Range(0, 6).Draw(t, "number"), draw(t, p, "counted")...)
		slices.Sort(counted.Items)
		p.Limits = append(p.Limits, counted)
		best := solve(t, p)
		p.Limits[len(p.Limits)-1].Use = slices.Repeat([]int64{1}, len(counted.Items))
		same(t, best, solve(t, p), "uses of 1")
	})
}

// A limit of one among two is a conflict of the two.
func TestAConflictIsALimitOfOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		limited := clone(t, p)
		limited.Apart = nil
		for a, others := range p.Apart {
			for _, b := range others {
				if int32(a) < b {
					limited.Limits = append(limited.Limits, atMost(1, int32(a), b))
				}
			}
		}
		same(t, best, solve(t, limited), "limits of one for conflicts")
	})
}

// A fixed item is one whose row is needed.
func TestAFixedItemIsANeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		p.Fixed = nil
		for j := range int32(p.Items) {
			if rapid.IntRange(0, 3).Draw(t, "fixes") == 0 {
				p.Fixed = append(p.Fixed, j)
			}
		}
		best := solve(t, p)
		needed := clone(t, p)
		needed.Fixed = nil
		for _, j := range p.Fixed {
			needed.Rows = append(needed.Rows, weighted(int32(len(needed.Needs)), 1, j))
			needed.Needs = append(needed.Needs, 1)
		}
		same(t, best, solve(t, needed), "needs for what is fixed")
	})
}

// Some districts with a budget each, all at once: the answer is that of each alone.
func TestDistrictsAtOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	all := &covering.Problem{}
	want := int64(0)
	for range 4 {
		one := &covering.Problem{Items: 6}
		for range 15 {
			items := []int32{}
			for j := range int32(6) {
				if rng.IntN(3) == 0 {
					items = append(items, j)
				}
			}
			one.Rows = append(one.Rows, row(1+rng.Int64N(50), items...))
		}
		budget := covering.Limit{Items: upTo(6), Use: []int64{}, Most: 9}
		for range 6 {
			budget.Use = append(budget.Use, 1+rng.Int64N(6))
		}
		one.Limits = []covering.Limit{budget}
		best, possible := optimum(one)
		if !possible {
			t.Fatal("a district without a choice")
		}
		want += best
		all = beside(t, all, one)
	}
	got := solveLarge(t, all)
	wantSame(t, got.Value, want)
}
