package reach_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// goals turns points into the sources of a search.
func goals(n *streets.Network, points []orb.Point) *reach.Goals {
	var sources []reach.Source
	for i, p := range points {
		if a := n.Access(p); a.Linked {
			sources = append(sources, reach.Source{At: n.Under(n.Profile()).Locate(a), Leg: n.Under(n.Profile()).Leg(a), Index: uint32(i)})
		}
	}
	return reach.NewGoals(n.Under(n.Profile()), streets.PrivateClosed, sources)
}

// search answers as the oracle does.
func search(t asciicity.TB, n *streets.Network, facilities, points []orb.Point, o reach.Options) []answer {
	t.Helper()
	labels, err := reach.Nearest(context.Background(), goals(n, facilities), o)
	if err != nil {
		t.Fatalf("search: %v", err)
	}
	return read(labels, n, points)
}

func read(labels *reach.Labels, n *streets.Network, points []orb.Point) []answer {
	out := make([]answer, len(points))
	for i, p := range points {
		a := n.Access(p)
		if !a.Linked {
			continue
		}
		if cost, facility, ok := labels.At(reach.Join(n.Under(n.Profile()), a)); ok {
			out[i] = answer{true, int64(cost), int(facility)}
		}
	}
	return out
}

// city draws a small city: as it is, jittered, or as other ways.
func city(t *rapid.T) *asciicity.City {
	c, r := asciicity.Random(t), asciicity.Chance(t)
	if rapid.Bool().Draw(t, "jittered") {
		c.Jitter(r)
	}
	if rapid.Bool().Draw(t, "rewired") {
		c.Rewire(r)
	}
	return c
}

func facilitiesOf(c *asciicity.City) []orb.Point {
	var points []orb.Point
	for _, f := range c.Facilities {
		points = append(points, f.Point)
	}
	return points
}

func wantAnswers(t *rapid.T, what string, got, want []answer) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: place %d: got %+v, want %+v", what, i, got[i], want[i])
		}
	}
}

// limits worth asking: short, the norm, and beyond the drawn cities.
func limitOf(t *rapid.T) streets.Cost {
	return streets.Cost(rapid.OneOf(
		rapid.Uint32Range(0, 1_500_000),
		rapid.SampledFrom([]uint32{0, 63, 64, 65, 450_000, 900_000, 8_000_000, 40_000_000}),
	).Draw(t, "limit"))
}

// The engine's search against brute force: the same milliseconds and the same
// facility for every place, contracted or not, in batches or at once.
func TestNearestEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := city(t)
		limit := limitOf(t)
		facilities, points := facilitiesOf(c), c.Demand.Point
		want := newOracle(c).nearest(facilities, points, int64(limit))
		for _, contract := range []bool{true, false} {
			c.Contract = contract
			n := c.Copy().Network()
			wantAnswers(t, "at once", search(t, n, facilities, points, reach.Options{Limit: limit}), want)
			for _, batch := range []int{1, 2, 5} {
				o := reach.Options{Limit: limit, Batch: batch, BatchFrom: 1}
				wantAnswers(t, "in batches", search(t, n, facilities, points, o), want)
			}
		}
	})
}

// The farthest limit that there is finds what one finds that every drawn street is within.
// It alone takes a bucket for each minute of days.
func TestTheFarthestLimitFindsAll(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0---+---1---+---2")
	n, facilities := c.Network(), facilitiesOf(c)
	far := search(t, n, facilities, c.Demand.Point, reach.Options{Limit: streets.MaxCost})
	if near := search(t, n, facilities, c.Demand.Point, reach.Options{Limit: 8_000_000}); !slices.Equal(far, near) {
		t.Errorf("at the farthest limit %+v, at two hours %+v", far, near)
	}
	if !far[2].ok || far[2].millis/100 != 17_999 { // 2 km, all but a few millimetres
		t.Errorf("the last place is %+v", far[2])
	}
}

// A walk of exactly the limit is found, and one a millisecond longer is not; on
// the streets' nodes likewise.
func TestTheLimitItselfIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := city(t)
		n, o := c.Network(), newOracle(c)
		facilities, points := facilitiesOf(c), c.Demand.Point
		for _, p := range points {
			a := o.nearest(facilities, []orb.Point{p}, math.MaxInt64)[0]
			if !a.ok || a.millis == 0 {
				continue
			}
			for _, limit := range []int64{a.millis, a.millis - 1} {
				got := search(t, n, facilities, []orb.Point{p}, reach.Options{Limit: streets.Cost(limit)})
				wantAnswers(t, fmt.Sprintf("within %d ms", limit), got, o.nearest(facilities, []orb.Point{p}, limit))
			}
		}
		for k, p := range facilities {
			f := o.link(p)
			if !f.linked {
				continue
			}
			for id, ms := range o.from(f) {
				g := reach.NewGoals(n.Under(n.Profile()), streets.PrivateClosed, []reach.Source{{At: n.Under(n.Profile()).Locate(n.Access(p)), Leg: n.Under(n.Profile()).Leg(n.Access(p)), Index: uint32(k)}})
				labels, err := reach.Nearest(context.Background(), g, reach.Options{Limit: streets.Cost(ms)})
				if err != nil {
					t.Fatal(err)
				}
				for v, label := range labels.Fill() {
					if n.Point(uint32(v)) == o.at[id] && label != uint64(ms)<<32|uint64(k) {
						t.Errorf("node %d: label %#x at the limit %d", id, label, ms)
					}
				}
			}
			break // one facility is enough
		}
	})
}

// Links against brute force: the same way, position and millimetres.
func TestLinkEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := city(t)
		o, n := newOracle(c), c.Network()
		points := append(facilitiesOf(c), c.Demand.Point...)
		for range 20 {
			points = append(points, c.Place(
				rapid.Float64Range(-8, 40).Draw(t, "column"), rapid.Float64Range(-8, 26).Draw(t, "line")))
		}
		for _, p := range points {
			f, a := o.link(p), n.Access(p)
			if f.linked != a.Linked {
				t.Fatalf("%v: linked %t, want %t", p, a.Linked, f.linked)
			}
			if !f.linked {
				continue
			}
			s, street := o.segments[f.segment], n.Street(a.Segment)
			if street.Way != s.way || int(street.Position) != s.position || int64(a.LegMM) != f.mm {
				t.Errorf("%v joins way %d at %d, %d mm off; want way %d at %d, %d mm",
					p, street.Way, street.Position, a.LegMM, s.way, s.position, f.mm)
			}
			if int64(n.Under(n.Profile()).Leg(a)) != f.leg {
				t.Errorf("%v: leg of %d ms, want %d", p, n.Under(n.Profile()).Leg(a), f.leg)
			}
		}
	})
}

// Fill against brute force: the label of every node of the streets.
func TestFillEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := city(t)
		limit := limitOf(t)
		o, n := newOracle(c), c.Network()
		want := map[orb.Point]answer{}
		for k, p := range facilitiesOf(c) {
			f := o.link(p)
			if !f.linked {
				continue
			}
			for id, ms := range o.from(f) {
				if old, known := want[o.at[id]]; ms <= int64(limit) && (!known || ms < old.millis) {
					want[o.at[id]] = answer{true, ms, k}
				}
			}
		}
		labels, err := reach.Nearest(context.Background(), goals(n, facilitiesOf(c)), reach.Options{Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		for v, label := range labels.Fill() {
			var got answer
			if label != reach.Unreached {
				got = answer{true, int64(label >> 32), int(uint32(label))}
			}
			if p := n.Point(uint32(v)); got != want[p] {
				t.Errorf("node %v: got %+v, want %+v", p, got, want[p])
			}
		}
	})
}
