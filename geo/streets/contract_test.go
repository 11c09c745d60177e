package streets_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/streets"
)

// A town is a grid with streets of any kind, some of them residents', and marks
// at any corner.
type town struct {
	side  int
	seed  uint64
	lines []streets.Way
	marks []streets.Mark
	at    []int64 // of each mark
}

func wild(t *rapid.T) town {
	w := town{side: rapid.IntRange(3, 9).Draw(t, "side"), seed: rapid.Uint64().Draw(t, "seed")}
	r := rand.New(rand.NewPCG(w.seed, 1))
	pick := func(n int) uint8 { return uint8(r.IntN(n)) }
	kind := func() streets.Kind {
		k := streets.Kind{Class: streets.ClassResidential}
		switch r.IntN(6) {
		case 0:
			k.Class, k.Incline = streets.ClassSteps, int8(r.IntN(3)-1)
		case 1:
			k.Class, k.Oneway = streets.ClassPrimary, pick(2)
		case 2:
			k.Surface, k.Wheelchair = streets.Surface(pick(6)), streets.Suitability(pick(4))
		case 3:
			k.Use = streets.UseResidents
		}
		if r.IntN(8) == 0 {
			k.Deck = streets.Deck(pick(3))
		}
		return k
	}
	id := func(x, y int) int64 { return int64(1 + y*w.side + x) }
	for i := range w.side {
		for _, down := range []bool{false, true} {
			run := streets.Way{Kind: kind()}
			for k := range w.side {
				next := id(k, i)
				if down {
					next = id(i, k)
				}
				run.Nodes = append(run.Nodes, next)
				if r.IntN(3) == 0 || k == w.side-1 {
					run.ID, run.Steps = int64(100+len(w.lines)), uint16(r.IntN(60))
					if r.IntN(2) == 0 {
						slices.Reverse(run.Nodes)
					}
					w.lines = append(w.lines, run)
					run = streets.Way{Kind: kind(), Nodes: []int64{next}}
					if r.IntN(4) == 0 {
						run.Nodes = nil // a gap
					}
				}
			}
		}
	}
	for range w.side * w.side / 2 {
		m := streets.Mark{Feature: streets.Feature([]uint8{0, 2, 2, 2, 3, 4}[r.IntN(6)]), Crossing: streets.Crossing(pick(4)), Closed: r.IntN(12) == 0}
		m.Kind = streets.Kind{Use: streets.Use(pick(2)), Barrier: streets.Barrier(pick(11)), Kerb: streets.Kerb(pick(5))}
		w.marks, w.at = append(w.marks, m), append(w.at, int64(1+r.IntN(w.side*w.side)))
	}
	return w
}

func (w town) build(t *rapid.T, contract, flat, shuffled bool) (*streets.Network, streets.Report) {
	b := streets.NewBuilder(streets.Standard)
	if !contract {
		b.WithoutContraction()
	}
	order := make([]int, len(w.lines))
	for i := range order {
		order[i] = i
	}
	if shuffled {
		slices.Reverse(order)
	}
	for _, i := range order {
		b.Add(w.lines[i])
	}
	for i := range w.marks {
		if shuffled {
			i = len(w.marks) - 1 - i
		}
		b.Mark(w.at[i], w.marks[i])
	}
	r := rand.New(rand.NewPCG(w.seed, 2))
	places := map[int64][2]int32{}
	for y := range w.side {
		for x := range w.side {
			places[int64(1+y*w.side+x)] = [2]int32{int32(x*4000 + r.IntN(1500)), int32(y*4000 + r.IntN(1500))}
		}
	}
	if !flat {
		b.SetTerrain(rolling{})
	}
	b.Repair(streets.Repair{Name: "link", Line: []orb.Point{{0.0001, 0.0001}, {0.0005, 0.0007}}})
	b.FreezeNodes()
	for _, id := range slices.Sorted(maps.Keys(places)) {
		b.PlaceNode(id, places[id][0], places[id][1])
	}
	n, report, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n, report
}

// rolling ground, known in most places.
type rolling struct{}

func (rolling) Height(p orb.Point) (float64, bool) {
	x, y := int(p[0]*3000), int(p[1]*3000)
	return float64((x*7+y*13)%9)*1.5 + p[0]*4000, (x+y)%11 != 10
}

func walkers() []streets.Profile {
	wheels := streets.Profile{ID: "wheels", Speed: 3_000_000, Slope: true, MaxUp: 300, Signal: 20_000, Crossing: 8_000, Lift: 60_000,
		StairsUp: streets.Blocked, StairsDown: streets.Blocked}
	wheels.Barrier[streets.BarrierStile], wheels.Kerb[streets.KerbRaised] = streets.Blocked, streets.Blocked
	wheels.Wheelchair[streets.SuitabilityNo], wheels.Surface[streets.SurfaceSoft] = streets.Blocked, 3000
	slow := careful()
	slow.StepUp, slow.StepDown, slow.StairsUp, slow.StairsDown, slow.Slope = 900, 700, 3000, 2000, true
	return []streets.Profile{streets.Standard, wheels, slow}
}

// distances returns what walking between the middles of some streets takes, by
// relaxing the arcs of a graph until nothing changes.
func distances(n *streets.Network, w *streets.Weights, g streets.Graph, usable func(e uint32) bool) string {
	type spot struct {
		name string
		at   streets.Position
	}
	var spots []spot
	for _, x := range segments(n) {
		if x.mm > 0 && (x.street.Way+int64(x.street.Position))%7 == 0 {
			a := streets.Access{Linked: true, Segment: x.index, Fraction: 0.25}
			spots = append(spots, spot{fmt.Sprint(x.street.Way, ".", x.street.Position), w.Locate(a)})
		}
	}
	slices.SortFunc(spots, func(a, b spot) int { return slices.Compare([]byte(a.name), []byte(b.name)) })
	out := ""
	for _, to := range spots {
		if !usable(to.at.Edge) {
			continue
		}
		best := make([]uint64, n.Junctions())
		for v := range best {
			best[v] = uint64(streets.Far)
		}
		a, b, _, _ := n.Edge(to.at.Edge)
		best[a] = uint64(to.at.FromStart())
		best[b] = min(best[b], uint64(to.at.FromEnd())) // of a ring both are one junction
		for changed := true; changed; {
			changed = false
			for v := range best {
				for _, arc := range g.Arcs[g.Off[v]:g.Off[v+1]] {
					if c := best[v] + uint64(arc.Cost); c < best[arc.To] {
						best[arc.To], changed = c, true
					}
				}
			}
		}
		for _, from := range spots {
			if !usable(from.at.Edge) {
				continue
			}
			a, b, _, _ := n.Edge(from.at.Edge)
			least := min(best[a]+uint64(from.at.ToStart()), best[b]+uint64(from.at.ToEnd()))
			if from.at.Edge == to.at.Edge {
				least = min(least, uint64(from.at.Walk(to.at)))
			}
			out += fmt.Sprintf("%s to %s: %d\n", from.name, to.name, min(least, uint64(streets.Far)))
		}
	}
	return out
}

// difference returns the first line in which two texts differ.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("got %s, want %s", a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

// Contraction changes no walk, of nobody, over no streets; nor does the order of
// the input.
func TestContractionChangesNoWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := wild(t)
		a, ra := w.build(t, true, false, false)
		b, rb := w.build(t, false, false, false)
		ra.Junctions, ra.Edges = rb.Junctions, rb.Edges
		if fmt.Sprint(ra) != fmt.Sprint(rb) {
			t.Errorf("reports differ:\n%+v\n%+v", ra, rb)
		}
		shuffled, _ := w.build(t, true, false, true)
		if string(bytesOf(t, a)) != string(bytesOf(t, shuffled)) {
			t.Error("the order of the input changes the file")
		}
		for _, p := range walkers() {
			wa, wb := a.Under(p), b.Under(p)
			everywhere := func(uint32) bool { return true }
			if got, want := distances(a, wa, wa.Open(), everywhere), distances(b, wb, wb.Open(), everywhere); got != want {
				t.Errorf("%s, all streets: %s", p.ID, difference(got, want))
			}
			public := func(n *streets.Network) func(e uint32) bool {
				return func(e uint32) bool { return n.Use(e) == streets.UsePublic }
			}
			if got, want := distances(a, wa, wa.Public(), public(a)), distances(b, wb, wb.Public(), public(b)); got != want {
				t.Errorf("%s, everybody's streets: %s", p.ID, difference(got, want))
			}
		}
	})
}

// Without slopes and where up is not known, walking there takes as long as
// walking back, whatever the marks.
func TestSymmetricRulesGiveSymmetricTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := wild(t)
		for i := range w.lines {
			w.lines[i].Kind.Incline = 0
		}
		n, _ := w.build(t, true, true, false)
		for _, p := range walkers() {
			weights := n.Under(p)
			for s := range uint32(n.Segments()) {
				there, back, ok, okBack := weights.Segment(s)
				if there != back || ok != okBack {
					t.Errorf("%s: %+v takes %d there, %d back", p.ID, n.Street(s), there, back)
				}
			}
			for e := range uint32(n.Edges()) {
				if there, back := weights.Edge(e); there != back {
					t.Errorf("%s: edge %d takes %d there, %d back", p.ID, e, there, back)
				}
			}
		}
	})
}

// What is written opens, with everything in it.
func TestAWildTownIsWrittenAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, _ := wild(t).build(t, true, false, false)
		data := bytesOf(t, n)
		again, err := streets.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		if string(bytesOf(t, again)) != string(data) {
			t.Error("it is written back as other bytes")
		}
		for s := range uint32(n.Segments()) {
			a, b := n.Under(careful()), again.Under(careful())
			x, y, _, _ := a.Segment(s)
			if u, v, _, _ := b.Segment(s); u != x || v != y || n.Street(s) != again.Street(s) {
				t.Errorf("segment %d differs", s)
			}
		}
	})
}
