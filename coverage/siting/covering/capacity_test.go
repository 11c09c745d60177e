package covering_test

import (
	"context"
	"math"
	"math/bits"
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

// What is served is what the least cut lets through, the bound cuts no choice off, and
// greed is as good as it is known to be at least.
func TestServing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plainly(t)
		for i := range p.Rows {
			p.Rows[i].Clauses = p.Rows[i].Clauses[:1]
			p.Rows[i].Clauses[0].Need, p.Rows[i].Clauses[0].Joints = 1, nil
		}
		for range p.Items {
			p.Room = append(p.Room, rapid.Int64Range(0, 30).Draw(t, "room"))
		}
		p.Limits[0].Most = rapid.Int64Range(1, 4).Draw(t, "count")
		got := covering.Solve(context.Background(), p, covering.Options{})
		if set := setOf(got.Items); cut(p, set) != got.Value || len(got.Items) > int(p.Limits[0].Most) {
			t.Fatalf("%v serve %d: said to be %d", got.Items, cut(p, set), got.Value)
		}
		best := int64(0)
		for chosen := range uint(1) << p.Items {
			if int64(bits.OnesCount(chosen)) <= p.Limits[0].Most {
				best = max(best, cut(p, chosen))
			}
		}
		if got.Bound < best || got.Optimal && got.Value != best || float64(got.Value) < 0.63*float64(best) {
			t.Fatalf("found %d of %d, bound %d, optimal %v", got.Value, best, got.Bound, got.Optimal)
		}
	})
}
