package gridcity_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/gridcity"
)

func point(lon, lat int32) orb.Point { return orb.Point{float64(lon) / 1e7, float64(lat) / 1e7} }

// Every street node is placed, all hang together, no segment stands twice, and
// the streets have the lengths that the grid gives them: 50 m, less 30 at the
// least, and at most √(80² + 30²) = 85.4 m.
func TestStreetsOfACity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := gridcity.New(rapid.IntRange(2, 40).Draw(t, "side"), rapid.Uint64().Draw(t, "seed"))
		place := map[int64]gridcity.Node{}
		last := int64(0)
		for n := range c.Nodes() {
			if n.ID != last+1 {
				t.Fatalf("node %d follows %d", n.ID, last)
			}
			last, place[n.ID] = n.ID, n
		}
		if len(place) != c.Len() {
			t.Fatalf("%d nodes, Len says %d", len(place), c.Len())
		}
		next := map[int64][]int64{}
		seen := map[[2]int64]bool{}
		last = 0
		for id, nodes := range c.Ways() {
			if id != last+1 || len(nodes) < 2 || len(nodes) > 21 {
				t.Fatalf("way %d after %d has %d nodes", id, last, len(nodes))
			}
			last = id
			for i := 1; i < len(nodes); i++ {
				a, b := nodes[i-1], nodes[i]
				p, q := place[a], place[b]
				if p.ID == 0 || q.ID == 0 {
					t.Fatalf("way %d names node %d or %d, which is not there", id, a, b)
				}
				if d := geo.Distance(point(p.Lon, p.Lat), point(q.Lon, q.Lat)); d < 19.9 || d > 85.5 {
					t.Fatalf("segment %d–%d of %.2f m", a, b, d)
				}
				if seen[[2]int64{min(a, b), max(a, b)}] {
					t.Fatalf("segment %d–%d stands twice", a, b)
				}
				seen[[2]int64{min(a, b), max(a, b)}] = true
				next[a], next[b] = append(next[a], b), append(next[b], a)
			}
		}
		if int(last) != c.NumWays() || len(seen) != c.Segments() {
			t.Fatalf("%d ways of %d segments, the city says %d of %d", last, len(seen), c.NumWays(), c.Segments())
		}
		reached := map[int64]bool{1: true}
		for queue := []int64{1}; len(queue) > 0; queue = queue[1:] {
			for _, n := range next[queue[0]] {
				if !reached[n] {
					reached[n] = true
					queue = append(queue, n)
				}
			}
		}
		if len(reached) != c.Len() {
			t.Fatalf("%d of %d nodes hang together", len(reached), c.Len())
		}
	})
}

func TestCityHasTheGridsShape(t *testing.T) {
	const side = 200
	c := gridcity.New(side, 1)
	if share := float64(c.Len()) / (side * side); share < 0.95 {
		t.Errorf("%.3f of the corners are kept", share)
	}
	if share := float64(c.Segments()) / (2 * side * (side - 1)); share < 0.73 || share > 0.77 {
		t.Errorf("%.3f of the edges are kept", share)
	}
	// Were ids in the order of the grid, neighbours would be near in id.
	var apart float64
	n := 0
	for _, nodes := range c.Ways() {
		for i := 1; i < len(nodes); i++ {
			apart += math.Abs(float64(nodes[i] - nodes[i-1]))
			n++
		}
	}
	// Two random numbers below N are N/3 apart on average.
	if share := apart / float64(n) / float64(c.Len()); share < 0.32 || share > 0.35 {
		t.Errorf("neighbours' ids are %.3f of all apart", share)
	}
}

func TestCityIsTheSameOnEveryMachine(t *testing.T) {
	sum := func(seed uint64) string {
		c := gridcity.New(30, seed)
		h := fnv.New64a()
		for n := range c.Nodes() {
			fmt.Fprintln(h, n)
		}
		for id, nodes := range c.Ways() {
			fmt.Fprintln(h, id, nodes)
		}
		fmt.Fprintln(h, c.Pick(20, 3))
		for home := range c.Homes(20, 3) {
			fmt.Fprintln(h, home)
		}
		return fmt.Sprintf("%x", h.Sum64())
	}
	const want = "f410ac386270d1ab"
	if got := sum(1); got != want {
		t.Errorf("seed 1 gives %s, not %s: every number measured on a generated city moves", got, want)
	}
	if sum(1) == sum(2) {
		t.Error("two seeds give one city")
	}
}

func TestPicksAndHomes(t *testing.T) {
	c := gridcity.New(60, 9)
	west, south, east, north := c.Bounds()
	in := func(lon, lat int32) bool { return lon >= west && lon <= east && lat >= south && lat <= north }
	place := map[int64]gridcity.Node{}
	for n := range c.Nodes() {
		place[n.ID] = n
		if !in(n.Lon, n.Lat) {
			t.Errorf("node %v is outside the bounds", n)
		}
	}
	a, b := c.Pick(100, 1), c.Pick(100, 2)
	common := 0
	for i, n := range a {
		if n != place[n.ID] || i > 0 && n.ID <= a[i-1].ID {
			t.Errorf("pick %d is %v", i, n)
		}
		for _, m := range b {
			if n == m {
				common++
			}
		}
	}
	if len(a) != 100 || common > 20 {
		t.Errorf("%d picked, %d of them by another stream too", len(a), common)
	}
	if all := c.Pick(1<<20, 1); len(all) != c.Len() {
		t.Errorf("%d picked of %d", len(all), c.Len())
	}
	n := 0
	for h := range c.Homes(500, 1) {
		n++
		if !in(h.Lon, h.Lat) || h.People < 1 || h.People > 400 {
			t.Errorf("home %v", h)
		}
	}
	if n != 500 {
		t.Errorf("%d homes", n)
	}
}

// The builder finds what the city says, and no island.
func TestBuilderTakesACity(t *testing.T) {
	c := gridcity.New(120, 4)
	b := build.New(streets.Standard)
	for id, nodes := range c.Ways() {
		b.AddWay(id, streets.ClassResidential, "", nodes)
	}
	b.FreezeNodes()
	for n := range c.Nodes() {
		if !b.PlaceNode(n.ID, n.Lon, n.Lat) {
			t.Fatalf("no street uses node %d", n.ID)
		}
	}
	_, report, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if report.Nodes != c.Len() || report.Segments != c.Segments() || report.Ways != c.NumWays() ||
		report.MissingNodes != 0 || len(report.Islands) != 0 {
		t.Errorf("report %+v; the city has %d nodes, %d segments, %d ways", report, c.Len(), c.Segments(), c.NumWays())
	}
}

func BenchmarkNew(b *testing.B) { // go test -bench New ./internal/testcity/gridcity
	for b.Loop() {
		c := gridcity.New(1000, 1)
		b.ReportMetric(float64(c.Len()), "nodes")
	}
}
