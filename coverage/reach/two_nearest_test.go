package reach_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
)

// The nearest is what a search finds, and the second what it finds when all that
// belongs to the nearest is gone.
func TestNearestTwoEqualsASearchWithoutTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, limit := walled(t), limitOf(t)
		_, profile := paceOf(t)
		n := c.Network()
		w := n.Under(profile)
		private := rapid.SampledFrom(treatments).Draw(t, "private")
		facilities, places := accesses(n, c, private)
		search := func(without int) (*reach.Goals, *reach.Labels) {
			var sources []reach.Source
			for i, doors := range facilities {
				for _, a := range doors {
					if i != without {
						j := reach.Join(w, a)
						sources = append(sources, reach.Source{At: j.At, Leg: j.Leg, Index: uint32(i)})
					}
				}
			}
			g := reach.NewGoals(w, private, sources)
			l, err := reach.Nearest(context.Background(), g, reach.Options{Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			return g, l
		}
		g, all := search(-1)
		two, err := reach.NearestTwo(context.Background(), g, limit)
		if err != nil {
			t.Fatal(err)
		}
		for i, doors := range places {
			for _, a := range doors {
				j := reach.Join(w, a)
				first, second := two.At(j)
				if want := foundAt(all, j); first != want {
					t.Fatalf("%s: place %d: nearest %+v, want %+v", private, i, first, want)
				}
				if !first.OK {
					continue
				}
				_, rest := search(int(first.Index))
				if want := foundAt(rest, j); second != want {
					t.Fatalf("%s: place %d: second %+v, want %+v", private, i, second, want)
				}
			}
		}
	})
}

func foundAt(l *reach.Labels, j reach.Joint) reach.NearestSource {
	cost, index, ok := l.At(j)
	if !ok {
		return reach.NearestSource{}
	}
	return reach.NearestSource{OK: true, Cost: cost, Index: index}
}
