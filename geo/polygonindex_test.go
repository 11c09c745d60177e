package geo_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
)

func TestLocate(t *testing.T) {
	index := geo.NewPolygonIndex([]orb.MultiPolygon{
		0: rectangle(0, 0, 2, 2),
		1: rectangle(2, 0, 4, 2),
		2: {{{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}, {{1, 1}, {3, 1}, {3, 3}, {1, 3}, {1, 1}}}}, // with a hole
		3: nil,
		4: {rectangle(10, 0, 11, 1)[0], rectangle(11, 0, 12, 1)[0]}, // two parts that share a border
	})
	for _, c := range []struct {
		name string
		at   orb.Point
		want []int
	}{
		{"inside one and the ring", orb.Point{0.5, 0.5}, []int{0, 2}},
		{"in the hole", orb.Point{1.5, 1.5}, []int{0}},
		{"on the hole's border", orb.Point{1, 1.5}, []int{0, 2}},
		{"on a shared border", orb.Point{2, 0.5}, []int{0, 1, 2}},
		{"on a shared corner", orb.Point{2, 2}, []int{0, 1}},
		{"on an outer corner", orb.Point{4, 4}, []int{2}},
		{"on the southern border", orb.Point{0.5, 0}, []int{0, 2}},
		{"level with a border, west of it", orb.Point{-1, 2}, nil},
		{"level with a border, east of it", orb.Point{5, 2}, nil},
		{"a hair outside", orb.Point{math.Nextafter(0, -1), 1}, nil},
		{"on the border of two parts: once", orb.Point{11, 0.5}, []int{4}},
		{"nowhere", orb.Point{50, 50}, nil},
		{"not a number", orb.Point{math.NaN(), 1}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := index.Locate(c.at); !slices.Equal(got, c.want) {
				t.Errorf("%v is in %v, want %v", c.at, got, c.want)
			}
		})
	}
}

// A point of a slanted border between neighbours is in one of them at least,
// and in both where it is exactly on it.
func TestNeighboursLeaveNoCrack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "points")
		border := make(orb.Ring, n)
		for i := range border {
			border[i] = orb.Point{rapid.Float64Range(121.45, 121.55).Draw(t, "lon"), 31 + 0.3*float64(i)/float64(n-1)}
		}
		west, east := orb.Ring{{121, 31.3}, {121, 31}}, orb.Ring{{122, 31.3}, {122, 31}}
		west = append(append(west, border...), west[0])
		east = append(append(east, border...), east[0])
		east.Reverse()
		index := geo.NewPolygonIndex([]orb.MultiPolygon{{{west}}, {{east}}})
		for i := 1; i < n; i++ {
			for _, f := range []float64{0, 0.1, 1 / 3.0, 0.5, 0.77} {
				p := geo.Between(border[i-1], border[i], f)
				if in := index.Locate(p); len(in) == 0 {
					t.Errorf("%v is in neither", p)
				}
			}
			if in := index.Locate(border[i]); !slices.Equal(in, []int{0, 1}) {
				t.Errorf("the border's point %v is in %v", border[i], in)
			}
		}
	})
}

// star is a ring with n spikes: long edges for the bands, a formula for the inside.
func star(n int) orb.Ring {
	var ring orb.Ring
	for i := range 2 * n {
		r := 1.0 - 0.9*float64(i%2)
		a := math.Pi * float64(i) / float64(n)
		ring = append(ring, orb.Point{r * math.Cos(a), r * math.Sin(a)})
	}
	return append(ring, ring[0])
}

// slowContains counts crossings over all edges, without bands, boxes or exactness.
func slowContains(ring orb.Ring, p orb.Point) bool {
	inside := false
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1]) {
			inside = !inside
		}
	}
	return inside
}

func TestLocateAgreesWithAllEdges(t *testing.T) {
	for _, n := range []int{3, 50, 2000} {
		ring := star(n)
		index := geo.NewPolygonIndex([]orb.MultiPolygon{{{ring}}})
		rapid.Check(t, func(t *rapid.T) {
			p := orb.Point{rapid.Float64Range(-1.1, 1.1).Draw(t, "x"), rapid.Float64Range(-1.1, 1.1).Draw(t, "y")}
			if got, want := index.Locate(p) != nil, slowContains(ring, p); got != want {
				t.Errorf("%d spikes: %v inside %v, want %v", n, p, got, want)
			}
		})
	}
}

func BenchmarkLocate(b *testing.B) {
	for _, n := range []int{8, 1000, 100_000} {
		ring := star(n)
		index := geo.NewPolygonIndex([]orb.MultiPolygon{{{ring}}})
		b.Run(fmt.Sprintf("edges=%d", 2*n), func(b *testing.B) {
			i := 0
			for b.Loop() {
				i++
				a := float64(i)
				index.Locate(orb.Point{math.Cos(a) / 2, math.Sin(a) / 2})
			}
		})
	}
}
