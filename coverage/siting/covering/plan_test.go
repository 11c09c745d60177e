package covering_test

import (
	"context"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/siting/covering"
)

// plainly draws a problem without needs and limits but the number of items.
func plainly(t *rapid.T) *covering.Problem {
	p := drawProblem(t)
	p.Limits, p.Needs, p.Cost, p.Apart, p.Fixed = []covering.Limit{{Items: upTo(p.Items), Most: int64(p.Items)}}, nil, nil, nil, nil
	for i := range p.Rows {
		p.Rows[i].Parts = nil
	}
	return p
}

// No choice of so many items exceeds the curve's bound, and its values are those of
// its choices.
func TestCurveBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plainly(t)
		marks := covering.Curve(context.Background(), p, 0, p.Items)
		for n, m := range marks {
			if v, _ := judge(p, setOf(m.Items)); v != m.Value || len(m.Items) != n+1 {
				t.Fatalf("%v is worth %d: said to be %+v", m.Items, v, m)
			}
			for chosen := range uint(1) << p.Items {
				if v, _ := judge(p, chosen); bits.OnesCount(chosen) <= n+1 && v > m.Bound {
					t.Fatalf("%d items are worth %d, over the bound of %+v", n+1, v, m)
				}
			}
		}
	})
}

// Steps lead from one choice to the other, and each is the best of those left.
func TestOrderTakesTheBestStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plainly(t)
		pick := rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(p.Items-1)), 0, p.Items, rapid.ID[int32])
		from, to := pick.Draw(t, "from"), pick.Draw(t, "to")
		at := setOf(from)
		steps := covering.Order(p, from, to)
		for n, j := range steps {
			now, _ := judge(p, at^1<<uint(j))
			for _, o := range steps[n:] {
				if v, _ := judge(p, at^1<<uint(o)); v > now {
					t.Fatalf("step %d is %d, and %d would leave %d rather than %d", n, j, o, v, now)
				}
			}
			at ^= 1 << uint(j)
		}
		if at != setOf(to) {
			t.Fatalf("the steps %v lead from %v to %b, not to %v", steps, from, at, to)
		}
	})
}

// The swaps listed are the best there are for each item.
func TestSwapsAreTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		items := covering.Solve(context.Background(), p, covering.Options{}).Items
		if _, keeps := judge(p, setOf(items)); !keeps {
			t.Skip("there is no choice")
		}
		swaps := covering.Swaps(context.Background(), p, items, p.Items)
		for _, out := range items {
			for in := range int32(p.Items) {
				chosen := setOf(items)&^(1<<uint(out)) | 1<<uint(in)
				v, keeps := judge(p, chosen)
				at := slices.Index(swaps, covering.Swap{Out: out, In: in, Value: v})
				want := keeps && !slices.Contains(items, in) && !slices.Contains(p.Fixed, out)
				if (at >= 0) != want {
					t.Fatalf("%d for %d is worth %d (keeps %v): listed at %d of %v", in, out, v, keeps, at, swaps)
				}
			}
		}
	})
}
