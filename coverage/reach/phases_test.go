package reach_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// accesses are where every point joins, with more entrances for some: a point's
// own, then others'.
func accesses(n *streets.Network, c *asciicity.City, private streets.Private) (facilities, places [][]streets.Access) {
	usable := func(a streets.Access) []streets.Access {
		if private == streets.PrivateClosed {
			a = n.WithoutPrivate(a)
		}
		if !a.Linked {
			return nil
		}
		return []streets.Access{a}
	}
	for i, f := range c.Facilities {
		doors := usable(n.Access(f.Point))
		if i%3 == 0 { // a second entrance, at the next place
			doors = append(doors, usable(n.Access(c.Demand.Point[i%len(c.Demand.Point)]))...)
		}
		facilities = append(facilities, doors)
	}
	for i, p := range c.Demand.Point {
		doors := usable(n.Access(p))
		if i%4 == 3 {
			doors = append(doors, usable(n.Access(c.Facilities[i%len(c.Facilities)].Point))...)
		}
		places = append(places, doors)
	}
	return facilities, places
}

// labelsOf searches from every door of the facilities.
func labelsOf(t asciicity.TB, w *streets.Weights, private streets.Private, facilities [][]streets.Access, o reach.Options) *reach.Labels {
	t.Helper()
	var sources []reach.Source
	for i, doors := range facilities {
		for _, a := range doors {
			j := reach.Join(w, a)
			sources = append(sources, reach.Source{At: j.At, Leg: j.Leg, Index: uint32(i)})
		}
	}
	labels, err := reach.Nearest(context.Background(), reach.NewGoals(w, private, sources), o)
	if err != nil {
		t.Fatalf("search: %v", err)
	}
	return labels
}

// answers searches and reads every place.
func answers(t asciicity.TB, w *streets.Weights, private streets.Private, facilities, places [][]streets.Access, o reach.Options) []answer {
	t.Helper()
	labels := labelsOf(t, w, private, facilities, o)
	out := make([]answer, len(places))
	for i, doors := range places {
		for _, a := range doors {
			cost, f, ok := labels.At(reach.Join(w, a))
			out[i] = out[i].or(answer{ok, int64(cost), int(f)})
		}
	}
	return out
}

// paces worth walking: flat, slow on steps, never up them.
func paceOf(t *rapid.T) (pace, streets.Profile) {
	p := pace{speed: 4_000_000, up: 1, down: 1}
	profile := streets.Profile{ID: "drawn", Speed: p.speed}
	switch rapid.IntRange(0, 3).Draw(t, "pace") {
	case 1:
		p.up, p.down, p.gate = 2, 1.5, 20_000
	case 2:
		p.speed, p.up, p.down = 2_900_000, -1, 3
	case 3:
		p.up, p.down, p.gate = -1, -1, 5_000
	}
	profile.Speed = p.speed
	profile.StairsUp, profile.StairsDown = factor(p.up), factor(p.down)
	for i := range profile.Barrier {
		profile.Barrier[i] = streets.Wait(p.gate)
	}
	return p, profile
}

func factor(f float64) streets.Factor {
	if f < 0 {
		return streets.Blocked
	}
	return streets.Factor(1000 * f)
}

// walled draws a small city with residents' streets, steps and gates.
func walled(t *rapid.T) *asciicity.City {
	c, r := asciicity.RandomWalled(t), asciicity.Chance(t)
	if rapid.Bool().Draw(t, "jittered") {
		c.Jitter(r)
	}
	if rapid.Bool().Draw(t, "rewired") {
		c.Rewire(r)
	}
	return c
}

var treatments = []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen}

// The search in phases against brute force, under every treatment of residents'
// streets: the same milliseconds and the same facility.
func TestPhasesEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, limit := walled(t), limitOf(t)
		p, profile := paceOf(t)
		c.Contract = rapid.Bool().Draw(t, "contracted")
		n := c.Network()
		w := n.Under(profile)
		for _, private := range treatments {
			k := newGatekeeper(c, p, private)
			if !k.known {
				t.Skip("the file cuts a street at a gate")
			}
			k.sameUses(t, n)
			facilities, places := accesses(n, c, private)
			want := k.nearest(doorsOf(k, n, facilities), doorsOf(k, n, places), int64(limit))
			wantAnswers(t, fmt.Sprint(private, " at once"), answers(t, w, private, facilities, places, reach.Options{Limit: limit}), want)
			o := reach.Options{Limit: limit, Batch: 2, BatchFrom: 1}
			wantAnswers(t, fmt.Sprint(private, " in batches"), answers(t, w, private, facilities, places, o), want)
		}
	})
}

// or returns the nearer of two answers, the smaller facility where they tie.
func (a answer) or(b answer) answer {
	if b.ok && (!a.ok || b.millis < a.millis || b.millis == a.millis && b.facility < a.facility) {
		return b
	}
	return a
}

func doorsOf(k *gatekeeper, n *streets.Network, list [][]streets.Access) [][]door {
	out := make([][]door, len(list))
	for i, accesses := range list {
		for _, a := range accesses {
			out[i] = append(out[i], k.door(n, a))
		}
	}
	return out
}
