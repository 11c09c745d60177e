package sketch

import (
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A Town is a grid with streets of any kind, some of them residents', and marks
// at any corner.
type Town struct {
	Side  int
	seed  uint64
	Ways  []build.Way
	marks []build.Mark
	at    []int64 // of each mark
}

// RandomTown draws a town of any size and seed.
func RandomTown(t *rapid.T) Town {
	w := Town{Side: rapid.IntRange(3, 9).Draw(t, "side"), seed: rapid.Uint64().Draw(t, "seed")}
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
	id := func(x, y int) int64 { return int64(1 + y*w.Side + x) }
	for i := range w.Side {
		for _, down := range []bool{false, true} {
			run := build.Way{Kind: kind()}
			for k := range w.Side {
				next := id(k, i)
				if down {
					next = id(i, k)
				}
				run.Nodes = append(run.Nodes, next)
				if r.IntN(3) == 0 || k == w.Side-1 {
					run.ID, run.Steps = int64(100+len(w.Ways)), uint16(r.IntN(60))
					if r.IntN(2) == 0 {
						slices.Reverse(run.Nodes)
					}
					w.Ways = append(w.Ways, run)
					run = build.Way{Kind: kind(), Nodes: []int64{next}}
					if r.IntN(4) == 0 {
						run.Nodes = nil // a gap
					}
				}
			}
		}
	}
	for range w.Side * w.Side / 2 {
		m := build.Mark{Feature: streets.Feature([]uint8{0, 2, 2, 2, 3, 4}[r.IntN(6)]), Crossing: streets.Crossing(pick(4)), Closed: r.IntN(12) == 0}
		m.Kind = streets.Kind{Use: streets.Use(pick(2)), Barrier: streets.Barrier(pick(11)), Kerb: streets.Kerb(pick(5))}
		w.marks, w.at = append(w.marks, m), append(w.at, int64(1+r.IntN(w.Side*w.Side)))
	}
	return w
}

// Build builds its network: contracted or not, level or on rolling ground, and
// from its ways and marks in their order or the reverse.
func (w Town) Build(t *rapid.T, contract, flat, shuffled bool) (*streets.Network, build.Report) {
	b := build.New(streets.Standard)
	if !contract {
		b.WithoutContraction()
	}
	order := make([]int, len(w.Ways))
	for i := range order {
		order[i] = i
	}
	if shuffled {
		slices.Reverse(order)
	}
	for _, i := range order {
		b.Add(w.Ways[i])
	}
	for i := range w.marks {
		if shuffled {
			i = len(w.marks) - 1 - i
		}
		b.Mark(w.at[i], w.marks[i])
	}
	r := rand.New(rand.NewPCG(w.seed, 2))
	places := map[int64][2]int32{}
	for y := range w.Side {
		for x := range w.Side {
			places[int64(1+y*w.Side+x)] = [2]int32{int32(x*4000 + r.IntN(1500)), int32(y*4000 + r.IntN(1500))}
		}
	}
	if !flat {
		b.SetTerrain(rolling{})
	}
	b.Repair(build.Repair{Name: "link", Line: []orb.Point{{0.0001, 0.0001}, {0.0005, 0.0007}}})
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

// Walkers returns profiles that differ in all that a town has.
func Walkers() []streets.Profile {
	wheels := streets.Profile{ID: "wheels", Speed: 3_000_000, Slope: true, MaxUp: 300, Signal: 20_000, Crossing: 8_000, Lift: 60_000,
		StairsUp: streets.Blocked, StairsDown: streets.Blocked}
	wheels.Barrier[streets.BarrierStile], wheels.Kerb[streets.KerbRaised] = streets.Blocked, streets.Blocked
	wheels.Wheelchair[streets.SuitabilityNo], wheels.Surface[streets.SurfaceSoft] = streets.Blocked, 3000
	slow := Careful()
	slow.StepUp, slow.StepDown, slow.StairsUp, slow.StairsDown, slow.Slope = 900, 700, 3000, 2000, true
	return []streets.Profile{streets.Standard, wheels, slow}
}
