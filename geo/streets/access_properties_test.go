package streets_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/sketch"
)

// onLine is the nearest point of a segment, seen from p, and how far it is.
func onLine(p, a, b orb.Point) (fraction float64, mm int64) {
	fraction, _ = geo.PlaneAt(p).Project(a, b)
	return fraction, geo.Millimetres(p, geo.Between(a, b, fraction))
}

// TestTheNearestStreetByForce: over all segments, those of islands and of no length
// left out, at any distance that is asked for.
func TestTheNearestStreetByForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sketch.RandomTown(t)
		n, _ := w.Build(t, true, true, false)
		d := drawn(t, w.Side)
		for range 20 {
			p := d.place()
			most := rapid.SampledFrom([]int64{0, 3_000, 50_000, 2_000_000}).Draw(t, "most")
			least := int64(math.MaxInt64)
			for _, x := range sketch.Segments(n) {
				if _, island := n.Island(n.EdgeOf(x.Index)); island || x.Street.Kind.Feature >= streets.FeatureGate && x.Street.Kind.Feature <= streets.FeatureLift {
					continue
				}
				_, mm := onLine(p, x.A, x.B)
				least = min(least, mm)
			}
			at, mm, ok := n.NearestStreet(p, most)
			if ok != (least <= most) || ok && (mm != least || geo.Millimetres(p, at) != least) {
				t.Errorf("%v: %v, %d mm away, %t; want %d, at most %d", p, at, mm, ok, least, most)
			}
		}
	})
}

// TestAnAccessOfTheBaseStaysWhereItWas: resolved, it is on the part of its segment
// that holds its fraction, of the same way, at the same place; and it is gone only
// where its piece is closed.
func TestAnAccessOfTheBaseStaysWhereItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, n, _, d := patchedTown(t)
		for range 40 {
			s := uint32(d.IntN(base.Segments()))
			from, to := base.Segment(s).Part()
			f := from + (to-from)*d.Float64()
			switch d.IntN(6) { // where segments meet
			case 0:
				f = to
			case 1:
				f = from
			}
			a := streets.Access{Linked: true, Segment: s, Fraction: f, LegMM: 7}
			was := base.Street(s)
			got, ok := n.Resolve(a)
			var there []uint32 // segments that are there and hold the place
			for e := range n.EachEdge() {
				for x, end := n.SegmentsOf(e); x < end; x++ {
					now := n.Street(x)
					now.Kind.Use = was.Kind.Use // who may walk it can have changed
					low, high := n.Segment(x).Part()
					if now == was && from <= low && low <= f && f <= high && high <= to {
						there = append(there, x)
					}
				}
			}
			if was.Kind.Feature >= streets.FeatureGate && was.Kind.Feature <= streets.FeatureLift {
				continue // several points of one node have one way and position
			}
			if ok != (len(there) > 0) {
				t.Fatalf("%+v at %g: resolved %t, there are %d", was, f, ok, len(there))
			}
			if !ok {
				continue
			}
			if !slices.Contains(there, got.Segment) || got.Fraction != f || got.LegMM != 7 || !n.Live(n.EdgeOf(got.Segment)) {
				t.Errorf("%+v at %g is %+v, want one of %d", was, f, got, there)
			}
			if again, ok := n.Resolve(got); !ok || again != got {
				t.Errorf("resolved twice it is %+v, want %+v", again, got)
			}
			low, high := n.Segment(got.Segment).Part()
			for _, p := range sketch.Walkers() {
				w := base.Under(p)
				a, _ := w.Along(s, from, f)
				b, _ := w.Patch(n).Along(got.Segment, low, f)
				before, _ := w.Along(s, from, low)
				if a != streets.Far && a != b+before {
					t.Errorf("%s: %d ms up to it, now %d and %d (%g to %g)", p.ID, a, before, b, low, high)
				}
			}
		}
	})
}

// TestPositionsAddUp: what walking to both ends of an edge costs is what the edge
// costs, there and back, wherever on it; and straight along it, the difference.
func TestPositionsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, n, _, d := patchedTown(t)
		for _, p := range sketch.Walkers() {
			w := n.Base().Under(p).Patch(n)
			for e := range n.EachEdge() {
				forward, backward := w.Edge(e)
				first, last := n.SegmentsOf(e)
				place := func() (streets.Access, streets.Position) {
					s := first + uint32(d.IntN(int(last-first)))
					from, to := n.Segment(s).Part()
					a := streets.Access{Linked: true, Segment: s, Fraction: from + (to-from)*d.Float64()}
					return a, w.Locate(a)
				}
				a, at := place()
				b, to := place()
				if at.Edge != e {
					t.Fatalf("on edge %d, want %d", at.Edge, e)
				}
				if forward != streets.Far && at.FromStart()+at.ToEnd() != forward {
					t.Errorf("%s: %d ms from the start and %d to the end, %d in all", p.ID, at.FromStart(), at.ToEnd(), forward)
				}
				if backward != streets.Far && at.ToStart()+at.FromEnd() != backward {
					t.Errorf("%s: %d ms to the start and %d from the end, %d in all", p.ID, at.ToStart(), at.FromEnd(), backward)
				}
				if forward == streets.Far || backward == streets.Far {
					continue
				}
				ahead := func(a streets.Access) float64 { // where on the edge, in segments
					f := a.Fraction
					if n.Segment(a.Segment).Against() {
						f = 1 - f
					}
					return float64(a.Segment) + f
				}
				want := at.ToStart() - min(at.ToStart(), to.ToStart())
				if ahead(a) < ahead(b) {
					want = to.FromStart() - at.FromStart()
				}
				if got := at.Walk(to); got != want {
					t.Errorf("%s: %d ms from %+v to %+v, want %d", p.ID, got, a, b, want)
				}
				if at.Walk(at) != 0 {
					t.Errorf("%s: %d ms from a place to itself", p.ID, at.Walk(at))
				}
			}
		}
	})
}

// TestObstaclesAroundByForce: every piece whose box meets a bound is visited, once.
func TestObstaclesAroundByForce(t *testing.T) {
	n := walledStreet(t)
	type piece struct{ a, b orb.Point }
	var all []piece
	n.ObstaclesIn(orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, func(a, b orb.Point, _ streets.Obstacle) { all = append(all, piece{a, b}) })
	if len(all) != n.Obstacles() {
		t.Fatalf("%d of %d", len(all), n.Obstacles())
	}
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(0, 0.02).Draw(t, "lon"), rapid.Float64Range(-0.005, 0.005).Draw(t, "lat")}
		q := orb.Point{p[0] + rapid.Float64Range(0, 0.01).Draw(t, "wide"), p[1] + rapid.Float64Range(0, 0.005).Draw(t, "high")}
		seen := map[piece]int{}
		n.ObstaclesIn(orb.Bound{Min: p, Max: q}, func(a, b orb.Point, kind streets.Obstacle) {
			seen[piece{a, b}]++
			if kind != streets.ObstacleWall {
				t.Errorf("a wall is %v", kind)
			}
		})
		for _, x := range all {
			box := orb.MultiPoint{x.a, x.b}.Bound()
			meets := box.Intersects(orb.Bound{Min: p, Max: q})
			near := box.Intersects(orb.Bound{Min: orb.Point{p[0] - 3e-7, p[1] - 3e-7}, Max: orb.Point{q[0] + 3e-7, q[1] + 3e-7}})
			if k := seen[x]; k > 1 || meets && k == 0 || !near && k > 0 {
				t.Errorf("%v is visited %d times by %v–%v", x, k, p, q)
			}
		}
	})
}

// TestTheBoxIsAroundAllStreets that are there, of a patched network too.
func TestTheBoxIsAroundAllStreets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, n, _, _ := patchedTown(t)
		for _, n := range []*streets.Network{base, n} {
			var want orb.MultiPoint
			for e := range n.EachEdge() {
				first, last := n.SegmentsOf(e)
				for i := range last - first + 1 {
					want = append(want, n.Point(n.NodeOf(e, i)))
				}
			}
			if len(want) == 0 {
				want = orb.MultiPoint{{}}
			}
			if got := n.Box(); got != want.Bound() {
				t.Errorf("%v, want %v", got, want.Bound())
			}
		}
	})
}

// TestPublicIsTheAccessWithoutResidents: where a point's nearest street is residents'
// or cut off by them, Public is where it joins among the rest; by force.
func TestPublicIsTheAccessWithoutResidents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sketch.RandomTown(t)
		n, _ := w.Build(t, true, true, false)
		d := drawn(t, w.Side)
		// What hangs together of everybody's streets, by node, and how long it is.
		least := map[uint32]uint32{}
		all := sketch.Segments(n)
		for _, x := range all {
			least[x.From], least[x.To] = x.From, x.To
		}
		for changed := true; changed; {
			changed = false
			for _, x := range all {
				if !x.Residents && least[x.From] != least[x.To] {
					least[x.From] = min(least[x.From], least[x.To])
					least[x.To], changed = least[x.From], true
				}
			}
		}
		length := map[uint32]int64{}
		for _, x := range all {
			if !x.Residents && x.Street.Kind.Feature != streets.FeatureSquare && x.Street.Kind.Feature != streets.FeatureRepair {
				length[least[x.From]] += x.MM
			}
		}
		for range 20 {
			p := d.place()
			a := n.Access(p)
			if !a.Linked {
				continue
			}
			best := int64(math.MaxInt64)
			for _, x := range all {
				_, island := n.Island(n.EdgeOf(x.Index))
				if island || x.Residents || length[least[x.From]] < 1_000_000 || x.Street.Kind.Feature >= streets.FeatureGate && x.Street.Kind.Feature <= streets.FeatureLift {
					continue
				}
				_, mm := onLine(p, x.A, x.B)
				best = min(best, mm)
			}
			got := n.WithoutPrivate(a)
			if got.Linked != (best <= streets.AccessDistance*1000) || got.Linked && int64(got.LegMM) != best {
				t.Errorf("%v: %s, want %d mm", p, fmt.Sprintf("%+v", got), best)
			}
			if got.Linked && int64(got.LegMM) == best && a.Public == nil && got != a {
				t.Errorf("%v: %+v is not the access itself", p, got)
			}
		}
	})
}
