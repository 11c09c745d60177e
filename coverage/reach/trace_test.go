package reach_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// ends are where facilities and places join the streets.
func ends(n *streets.Network, c *asciicity.City) (starts, ends []reach.End) {
	for i, f := range c.Facilities {
		if a := n.Access(f.Point); a.Linked {
			ends = append(ends, reach.End{Access: a, Index: uint32(i)})
		}
	}
	for i, p := range c.Demand.Point {
		if a := n.Access(p); a.Linked {
			starts = append(starts, reach.End{Access: a, Index: uint32(i)})
		}
	}
	return starts, ends
}

// A path traced forward costs what the search from all facilities found, leads
// to the same facility, and its steps join and add up: with compounds, gates and
// steps among the streets, whoever walks and whatever becomes of them.
func TestPathsAgreeWithLabels(t *testing.T) {
	slow := streets.Profile{ID: "slow", Speed: 2_000_000, StairsUp: 3000, StairsDown: 2000}
	slow.Barrier[streets.BarrierGate] = 5_000
	wheels := streets.Profile{ID: "wheels", Speed: 3_000_000, StairsUp: streets.Blocked, StairsDown: 4000}
	profiles := []streets.Profile{streets.Standard, slow, wheels}
	treatments := []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen}
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomWalled(t)
		if rapid.Bool().Draw(t, "uneven") {
			r := asciicity.Chance(t)
			c.Jitter(r).Rewire(r)
		}
		n := c.Network()
		w := n.Under(rapid.SampledFrom(profiles).Draw(t, "profile"))
		found += agree(t, w, c, rapid.SampledFrom(treatments).Draw(t, "private"))
	})
	if found == 0 {
		t.Error("no path was found at all")
	}
}

// agree compares the paths of all places and returns how many there are.
func agree(t *rapid.T, w *streets.Weights, c *asciicity.City, private streets.Private) (found int) {
	t.Helper()
	ctx, limit := context.Background(), streets.Cost(rapid.IntRange(1, 3_600_000).Draw(t, "limit"))
	n := w.Network()
	starts, facilities := ends(n, c)
	var sources []reach.Source
	for _, f := range facilities {
		j := reach.Join(w, f.Access)
		sources = append(sources, reach.Source{At: j.At, Leg: j.Leg, Index: f.Index})
	}
	labels, err := reach.Nearest(ctx, reach.NewGoals(w, private, sources), reach.Options{Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	tracer := reach.NewTracer(w, reach.NewAdjacency(n), private)
	for _, s := range starts {
		cost, index, ok := labels.At(reach.Join(w, s.Access))
		p, err := tracer.Trace(ctx, []reach.End{s}, facilities, limit)
		if err != nil {
			t.Fatal(err)
		}
		if (p != nil) != ok || ok && (p.Cost != cost || facilities[p.End].Index != index) {
			t.Fatalf("place %d: the search says %d ms to %d (%v), the path %+v", s.Index, cost, index, ok, p)
		}
		if ok {
			found++
			if err := sound(w, private, p, s.Access, facilities[p.End].Access); err != nil {
				t.Fatalf("place %d: %v\n%+v", s.Index, err, p.Steps)
			}
			if p, err = tracer.Trace(ctx, []reach.End{s}, facilities, cost-1); err != nil || p != nil {
				t.Fatalf("place %d: %v and %+v within a millisecond less", s.Index, err, p)
			}
			if p, err = tracer.Trace(ctx, []reach.End{s}, facilities, cost); err != nil || p == nil {
				t.Fatalf("place %d: %v and %+v within just that", s.Index, err, p)
			}
		}
	}
	return found
}

// sound checks that a path's steps join, keep to their phases and add up.
func sound(w *streets.Weights, private streets.Private, p *reach.Path, start, end streets.Access) error {
	n := w.Network()
	sum := w.Leg(start) + w.Leg(end)
	var at uint32
	var phases []reach.Phase
	for i, s := range p.Steps {
		a, b, _, _ := n.Edge(s.Edge)
		from, to := a, b
		if s.Backward {
			from, to = b, a
		}
		if (s.From == nil) != (i > 0) || (s.To == nil) != (i < len(p.Steps)-1) {
			return fmt.Errorf("step %d is a part where it should be whole", i)
		}
		if i > 0 && from != at {
			return fmt.Errorf("step %d starts elsewhere than the one before ends", i)
		}
		at = to
		if inside := s.Phase != reach.PhasePublic; private == streets.PrivateResidents && inside != (n.Use(s.Edge) == streets.UseResidents) {
			return fmt.Errorf("step %d is in phase %d", i, s.Phase)
		}
		phases = append(phases, s.Phase)
		sum += along(w, s)
	}
	if !slices.IsSorted(phases) {
		return fmt.Errorf("phases %v", phases)
	}
	if sum != p.Cost {
		return fmt.Errorf("the steps add up to %d, not %d", sum, p.Cost)
	}
	return nil
}

// along adds up a step segment by segment.
func along(w *streets.Weights, s reach.Step) streets.Cost {
	n := w.Network()
	first, last := n.SegmentsOf(s.Edge)
	var sum streets.Cost
	for segment := first; segment < last; segment++ {
		low, high := 0.0, 1.0 // of the segment, from the edge's start
		against := n.Street(segment).Backwards
		place := func(a *streets.Access) float64 {
			switch {
			case a.Segment < segment:
				return 0
			case a.Segment > segment:
				return 1
			case against:
				return 1 - a.Fraction
			}
			return a.Fraction
		}
		from, to := s.From, s.To
		if s.Backward {
			from, to = to, from
		}
		if from != nil {
			low = place(from)
		}
		if to != nil {
			high = place(to)
		}
		if low > high+1e-15 {
			panic("a step walks backwards")
		}
		if low >= high {
			continue
		}
		// Exactly the fraction of the access, which 1-(1-f) is not.
		fraction := func(x float64, a *streets.Access) float64 {
			if a != nil && a.Segment == segment {
				return a.Fraction
			}
			if against {
				return 1 - x
			}
			return x
		}
		f, g := fraction(low, from), fraction(high, to)
		if s.Backward {
			f, g = g, f
		}
		cost, wait := w.Along(segment, f, g)
		if from != nil && to != nil && w.Locate(*from) == w.Locate(*to) {
			cost = 0 // nobody moves
		}
		if cost == streets.Far || wait > cost {
			panic(fmt.Sprintf("segment %d costs %d, of which %d waiting", segment, cost, wait))
		}
		sum += cost
	}
	return sum
}

// Of walks that cost the same the one to the smaller facility is told, however
// the lists are ordered.
func TestTiesOfPaths(t *testing.T) {
	c := asciicity.New(t, asciicity.MilliDegree, `
		   B
		   |
		   |
		   |
		a--0--b
		   |
		   |
		   |
		   A
	`)
	n := c.Network()
	starts, facilities := ends(n, c)
	tracer := reach.NewTracer(n.Under(n.Profile()), reach.NewAdjacency(n), streets.PrivateClosed)
	var costs []streets.Cost
	for _, ends := range [][]reach.End{facilities, {facilities[1], facilities[0]}, facilities[:1], facilities[1:]} {
		p, err := tracer.Trace(context.Background(), starts, ends, math.MaxInt32)
		if err != nil {
			t.Fatal(err)
		}
		if len(ends) == 2 && ends[p.End].Index != 0 {
			t.Errorf("reached %+v", ends[p.End])
		}
		costs = append(costs, p.Cost)
	}
	if slices.Min(costs) != slices.Max(costs) {
		t.Errorf("both are not equally far: %d", costs)
	}
}

// The steps lead straight to H, and the street around them is a little faster:
// a walk that was found first is not the best.
func TestAFirstPathIsNotTheBest(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		      +---------+
		      |         |
		a-----0>>>>>>>>>H-----b
	`)
	n := c.Network()
	w := n.Under(streets.Profile{ID: "slow", Speed: 4_000_000, StairsUp: 1410, StairsDown: 1410})
	starts, facilities := ends(n, c)
	p, err := reach.NewTracer(w, reach.NewAdjacency(n), streets.PrivateClosed).Trace(context.Background(), starts, facilities, math.MaxInt32)
	if err != nil {
		t.Fatal(err)
	}
	if s := math.Round(float64(p.Cost) / 1000); s != 14*90 {
		t.Errorf("the walk takes %g s, not the 14 cells of the street", s)
	}
}

func TestAStoppedTraceSaysSo(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `H---------a---0`)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	n := c.Network()
	starts, facilities := ends(n, c)
	tracer := reach.NewTracer(n.Under(n.Profile()), reach.NewAdjacency(n), streets.PrivateOpen)
	if p, err := tracer.Trace(ctx, starts, facilities, 900_000); !errors.Is(err, context.Canceled) || p != nil {
		t.Errorf("got %v and %v, want context.Canceled", p, err)
	}
}
