package covering_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// Rows that take several items: clauses of greater need, several clauses, and joints,
// whose items count as one when all are chosen (a link and the clinic behind it).

// together is a row that takes all of some items.
func together(value int64, items ...int32) covering.Row {
	return covering.Row{Value: value, Clauses: []covering.Clause{{Need: 1, Joints: [][]int32{items}}}}
}

// A footbridge (3) brings 40 people within reach of clinic 0, and 30 of clinic 1.
func TestABridgeAndAClinic(t *testing.T) {
	p := &covering.Problem{Items: 4, Rows: []covering.Row{row(20, 0), row(25, 1), row(50, 2), together(40, 0, 3), together(30, 1, 3)}}
	for n, want := range []struct {
		value int64
		items []int32
	}{
		{0, []int32{}}, {50, []int32{2}}, {75, []int32{1, 2}}, {115, []int32{0, 1, 3}}, {165, []int32{0, 1, 2, 3}},
	} {
		p.Limits = []covering.Limit{atMost(int64(n), 0, 1, 2, 3)}
		wantBest(t, p, want.value, want.items...)
	}
	// Where all clinics exist, only the bridge is a question.
	p.Limits, p.Fixed, p.Cost = nil, []int32{0, 1}, []int64{0, 0, 60, 69}
	wantBest(t, p, 46, 0, 1, 3)
	p.Cost[3] = 71
	wantBest(t, p, 45, 0, 1)
}

// A row with a joint and an item is covered by either.
func TestOneWayOrTheOther(t *testing.T) {
	p := &covering.Problem{Items: 3, Cost: []int64{2, 2, 5}, Rows: []covering.Row{{Value: 10, Clauses: []covering.Clause{{Need: 1, Items: []int32{2}, Joints: [][]int32{{0, 1}}}}}}}
	wantBest(t, p, 6, 0, 1)
	p.Cost[2] = 3
	wantBest(t, p, 7, 2)
	p.Rows[0].Clauses[0].Need = 2 // both
	wantBest(t, p, 3, 0, 1, 2)
}

// An item may count by itself and in joints of the same clause.
func TestAnItemCountsInEachOfItsJoints(t *testing.T) {
	p := &covering.Problem{Items: 3, Rows: []covering.Row{{Value: 10, Clauses: []covering.Clause{{Need: 3, Items: []int32{0}, Joints: [][]int32{{0, 1}, {0, 2}}}}}}, Cost: []int64{1, 1, 1}}
	wantBest(t, p, 7, 0, 1, 2)
	p.Rows[0].Clauses[0].Need = 2
	wantBest(t, p, 8, 0, 1)
	p.Fixed = []int32{2}
	wantBest(t, p, 8, 0, 2)
}

// Two services, each of which a place wants: a row of two clauses.
func TestTwoServices(t *testing.T) {
	both := func(value int64, school, clinic []int32) covering.Row {
		return covering.Row{Value: value, Clauses: []covering.Clause{{Need: 1, Items: school}, {Need: 1, Items: clinic}}}
	}
	p := &covering.Problem{Items: 4, Rows: []covering.Row{both(10, []int32{0}, []int32{2, 3}), both(9, []int32{1}, []int32{3}), both(5, []int32{0, 1}, []int32{2})},
		Limits: []covering.Limit{atMost(2, 0, 1, 2, 3)}}
	wantBest(t, p, 15, 0, 2)
	p.Limits[0].Most = 3
	wantBest(t, p, 19, 0, 1, 3)
	p.Limits[0].Most = 1
	wantBest(t, p, 0)
}

// The densest k of a graph, its edges being rows of two items: a triangle hangs on a star.
func TestDensestPart(t *testing.T) {
	p := &covering.Problem{Items: 7, Limits: []covering.Limit{atMost(3, upTo(7)...)}}
	for _, edge := range [][]int32{{0, 1}, {0, 2}, {0, 3}, {0, 4}, {4, 5}, {5, 6}, {4, 6}} {
		p.Rows = append(p.Rows, together(1, edge...))
	}
	wantBest(t, p, 3, 4, 5, 6)
	p.Limits[0].Most = 4
	wantBest(t, p, 4, 0, 4, 5, 6)
}

// A joint of one item is the item, where it is not listed besides.
func TestAJointOfOneIsItsItem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		joined := clone(t, p)
		for r := range joined.Rows {
			for k := range joined.Rows[r].Clauses {
				c := &joined.Rows[r].Clauses[k]
				if len(c.Items) > 0 && rapid.Bool().Draw(t, "joined") {
					c.Joints = append(c.Joints, []int32{c.Items[0]})
					c.Items = c.Items[1:]
				}
			}
		}
		same(t, best, solve(t, joined), "joints of one")
	})
}

// An item that every choice has may be added to any joint, or taken from it.
func TestFixedItemsInJoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		p.Fixed = []int32{rapid.Int32Range(0, int32(p.Items-1)).Draw(t, "fixed")}
		best := solve(t, p)
		more := clone(t, p)
		for r := range more.Rows {
			for k := range more.Rows[r].Clauses {
				for n, joint := range more.Rows[r].Clauses[k].Joints {
					at := slices.Index(joint, p.Fixed[0])
					switch {
					case at < 0:
						joint = append(slices.Clone(joint), p.Fixed[0])
					case len(joint) > 1:
						joint = slices.Delete(slices.Clone(joint), at, at+1)
					}
					more.Rows[r].Clauses[k].Joints[n] = joint
				}
			}
		}
		same(t, best, solve(t, more), "a fixed item in joints or not")
	})
}

// A row that wants only one of its two clauses is never worse.
func TestAClauseLessIsNeverWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		apart := clone(t, p)
		for r := range apart.Rows {
			if len(apart.Rows[r].Clauses) > 1 {
				apart.Rows[r].Clauses = apart.Rows[r].Clauses[rapid.IntRange(0, 1).Draw(t, "kept"):][:1]
			}
		}
		noBetter(t, best, solve(t, apart), "one of two clauses")
	})
}

// The same clause twice is the clause, and the order of clauses and joints has no say.
func TestClausesInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSized(t, relatedItems, relatedRows)
		best := solve(t, p)
		mixed := clone(t, p)
		for r := range mixed.Rows {
			list := mixed.Rows[r].Clauses
			if rapid.Bool().Draw(t, "twice") {
				list = append(list, list[0])
			}
			slices.Reverse(list)
			for k := range list {
				slices.Reverse(list[k].Joints)
				for _, joint := range list[k].Joints {
					slices.Reverse(joint)
				}
			}
			mixed.Rows[r].Clauses = list
		}
		same(t, best, solve(t, mixed), "clauses in another order")
	})
}

// Larger problems with joints lie between those without them and those where one item of
// a joint is enough.
func TestJointsLieBetween(t *testing.T) {
	for _, seed := range []uint64{4, 9} {
		p := middling(seed)
		p.Limits[0].Most = 4
		got := solveLarge(t, p)
		// Without joints it is no better, and with each joint as an item no worse.
		without, split := clone(t, p), clone(t, p)
		for r := range p.Rows {
			c := &split.Rows[r].Clauses[0]
			without.Rows[r].Clauses[0].Joints = nil
			for _, joint := range c.Joints {
				c.Items = append(c.Items, joint...)
			}
			c.Joints = nil
			slices.Sort(c.Items)
			c.Items = slices.Compact(c.Items)
		}
		noBetter(t, solveLarge(t, without), got, "no joints")
		noBetter(t, got, solveLarge(t, split), "joints of which one item is enough")
	}
}
