package covering_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// cut is what items serve by the least cut: of any of them all that they have room
// for, of the others all that they cover.
func cut(p *covering.Problem, chosen uint) int64 {
	least := int64(math.MaxInt64)
	for full := chosen; ; full = (full - 1) & chosen {
		sum := int64(0)
		for j := range p.Items {
			if full>>uint(j)&1 == 1 {
				if p.Room[j] == 0 {
					sum = math.MaxInt64 / 2
				} else {
					sum += p.Room[j]
				}
			}
		}
		if sum < math.MaxInt64/2 {
			v, _ := judge(p, chosen&^full)
			least = min(least, sum+v)
		}
		if full == 0 {
			return least
		}
	}
}

// drawRoom draws a problem with capacities.
func drawRoom(t *rapid.T) *covering.Problem {
	p := plainly(t)
	for i := range p.Rows {
		p.Rows[i].Clauses = p.Rows[i].Clauses[:1]
		p.Rows[i].Clauses[0].Need, p.Rows[i].Clauses[0].Joints = 1, nil
	}
	for range p.Items {
		p.Room = append(p.Room, rapid.Int64Range(0, 30).Draw(t, "room"))
	}
	p.Limits[0].Most = rapid.Int64Range(1, 4).Draw(t, "count")
	return p
}

// bestServed tries all choices.
func bestServed(p *covering.Problem) (best int64) {
	for chosen := range uint(1) << p.Items {
		if _, keeps := judge(p, chosen); keeps {
			best = max(best, cut(p, chosen))
		}
	}
	return best
}

// What is served is what the least cut lets through, the bound cuts no choice off, and
// greed is as good as it is known to be at least.
func TestServing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawRoom(t)
		got := covering.Solve(context.Background(), p, covering.Options{})
		if set := setOf(got.Items); cut(p, set) != got.Value || len(got.Items) > int(p.Limits[0].Most) {
			t.Fatalf("%v serve %d: said to be %d", got.Items, cut(p, set), got.Value)
		}
		best := bestServed(p)
		if got.Bound < best || got.Optimal && got.Value != best || float64(got.Value) < 0.63*float64(best) {
			t.Fatalf("found %d of %d, bound %d, optimal %v", got.Value, best, got.Bound, got.Optimal)
		}
	})
}

// solveRoom solves a problem with capacities, which may stay unproven.
func solveRoom(t tester, p *covering.Problem) covering.Best {
	t.Helper()
	b := covering.Solve(context.Background(), p, covering.Options{})
	if b.Infeasible {
		return b
	}
	if w := covering.Judge(p, b.Items); !b.Feasible || !w.Fits || covering.Served(p, b.Items) != b.Value || b.Bound < b.Value {
		t.Fatalf("%+v serves %d and is judged as %+v", b, covering.Served(p, b.Items), w)
	}
	return b
}

// Two clinics: one has room for 10 of the 16 people around it, the other for all. A row
// that both can serve goes where there is room.
func TestRoomByHand(t *testing.T) {
	p := &covering.Problem{Items: 2, Rows: []covering.Row{row(8, 0), row(8, 0, 1), row(2, 1)}, Room: []int64{10, 100}}
	wantSame(t, covering.Served(p, nil), 0)
	wantSame(t, covering.Served(p, []int32{0}), 10)
	wantSame(t, covering.Served(p, []int32{1}), 10)
	wantSame(t, covering.Served(p, []int32{0, 1}), 18)
	wantSame(t, covering.Served(p, []int32{1, 0}), 18)
	b := solveRoom(t, p)
	wantSame(t, b.Value, 18)
	wantSame(t, b.Optimal, true)
	p.Room[1] = 3 // the room is what is short
	wantSame(t, solveRoom(t, p).Value, 13)
	p.Room[1] = 0 // no bound
	wantSame(t, solveRoom(t, p).Value, 18)
}

// A chain of takings over: 3 can only go to 0, which makes 0 pass on to 1 what 1 passes
// on to 2.
func TestRoomIsPassedOn(t *testing.T) {
	p := &covering.Problem{Items: 4, Rows: []covering.Row{row(5, 0, 3), row(5, 0, 1), row(5, 1, 2), row(5, 2)}, Room: []int64{5, 5, 5, 5}}
	wantSame(t, covering.Served(p, []int32{0, 1, 2}), 15)
	wantSame(t, covering.Served(p, []int32{0, 1, 2, 3}), 20)
	wantSame(t, covering.Served(p, []int32{2, 1, 0, 3}), 20)
}

// The order in which items come has no say in what they serve, and neither more room nor
// more items ever lower it.
func TestRoomRelations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawRoom(t)
		all := shuffled(t, p.Items, "order")
		items := all[:rapid.IntRange(0, p.Items).Draw(t, "number")]
		served := covering.Served(p, items)
		wantSame(t, served, cut(p, setOf(items)))
		for n := range items {
			if fewer := covering.Served(p, items[:n]); fewer > served {
				t.Fatalf("%v serve %d, and the first %d of them %d", items, served, n, fewer)
			}
		}
		roomier := clone(t, p)
		for j := range roomier.Room {
			if roomier.Room[j] > 0 {
				roomier.Room[j] += rapid.Int64Range(0, 9).Draw(t, "more")
			}
		}
		if more := covering.Served(roomier, items); more < served {
			t.Fatalf("%v serve %d, and with more room %d", items, served, more)
		}
		if most := solveRoom(t, roomier).Bound; most < solveRoom(t, p).Value {
			t.Fatalf("with more room no more than %d, and with less %d is found", most, solveRoom(t, p).Value)
		}
	})
}

// Where nothing has a bound of its own, what is served is what is covered.
func TestEndlessRoomIsNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawRoom(t)
		for j := range p.Room {
			p.Room[j] = 0
		}
		served := solveRoom(t, p)
		p.Room = nil
		covered := solve(t, p)
		if served.Value > covered.Value || served.Bound < covered.Value {
			t.Fatalf("served are %d of at most %d, covered %d", served.Value, served.Bound, covered.Value)
		}
	})
}

// Fixed items are in every choice, conflicts and limits are kept, and where fixed items
// break them, or one of them never fits, there is none.
func TestRoomKeepsConstraints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawRoom(t)
		p.Limits = append(p.Limits, covering.Limit{Items: upTo(p.Items), Use: []int64{}, Most: rapid.Int64Range(0, 9).Draw(t, "most")})
		for range p.Items {
			p.Limits[1].Use = append(p.Limits[1].Use, rapid.Int64Range(0, 6).Draw(t, "use"))
		}
		p.Apart = make([][]int32, p.Items)
		for a := 1; a < p.Items; a++ {
			if rapid.Bool().Draw(t, "apart") {
				p.Apart[a], p.Apart[a-1] = append(p.Apart[a], int32(a-1)), append(p.Apart[a-1], int32(a))
			}
		}
		for a := range p.Apart {
			slices.Sort(p.Apart[a])
		}
		p.Fixed = []int32{rapid.Int32Range(0, int32(p.Items-1)).Draw(t, "fixed")}
		possible := false
		for chosen := range uint(1) << p.Items {
			_, keeps := judge(p, chosen)
			possible = possible || keeps
		}
		b := solveRoom(t, p)
		if b.Infeasible == possible {
			t.Fatalf("possible: %v, found %+v", possible, b)
		}
		if _, keeps := judge(p, setOf(b.Items)); possible && (!keeps || b.Bound < bestServed(p)) {
			t.Fatalf("%+v keeps the constraints: %v; the best is %d", b, keeps, bestServed(p))
		}
	})
}
