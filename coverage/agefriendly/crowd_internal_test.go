package agefriendly

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
)

// A box has at most as many people as the crowd says, which is no more than are within
// a square of it; and a box around all has all.
func TestACrowdIsNeverLessThanWhoIsThere(t *testing.T) {
	crowds := 0
	rapid.Check(t, func(t *rapid.T) {
		if crowds++; crowds > 20 {
			return // each has a million squares
		}
		at := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(121, 121.1).Draw(t, "lon"), rapid.Float64Range(31, 31.1).Draw(t, "lat")}
		})
		points := rapid.SliceOfN(at, 1, 20).Draw(t, "points")
		people, all := make([]coverage.Amount, len(points)), coverage.Amount(0)
		for i := range people {
			people[i] = 1 << i
			all += people[i]
		}
		c := newCrowd(points, people)
		in := func(box orb.Bound) (sum coverage.Amount) {
			for i, p := range points {
				if box.Contains(p) {
					sum += people[i]
				}
			}
			return sum
		}
		for range 5 {
			box := at.Draw(t, "corner").Bound().Extend(at.Draw(t, "other corner"))
			wide := orb.Bound{Min: orb.Point{box.Min[0] - c.step[0]*1.001, box.Min[1] - c.step[1]*1.001}, Max: orb.Point{box.Max[0] + c.step[0]*1.001, box.Max[1] + c.step[1]*1.001}}
			if got := c.in(box); got < in(box) || got&^in(wide) != 0 && inGrid(c, box) {
				t.Errorf("%v has %b, the crowd says %b, within a square of it are %b", box, in(box), got, in(wide))
			}
		}
		if got := c.in(orb.MultiPoint(points).Bound()); got != all {
			t.Errorf("the box of all has %b, want %b", got, all)
		}
	})
	if got := newCrowd(nil, nil).in(orb.Bound{Max: orb.Point{1, 1}}); got != 0 {
		t.Errorf("of nobody %d are in a box", got)
	}
}

// inGrid reports whether a box lies within the grid: one beyond touches the squares of
// the rim all the same.
func inGrid(c *crowd, box orb.Bound) bool {
	for i, n := range []int{c.cols, c.rows} {
		if box.Min[i] < c.min[i] || box.Max[i] > c.min[i]+float64(n)*c.step[i] {
			return false
		}
	}
	return true
}
