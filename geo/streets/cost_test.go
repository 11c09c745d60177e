package streets_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// exactCost is what a level piece of street costs by the profile's fields, in
// fractions: length over speed, times the factors of the kind, rounded to the
// millisecond, halves up, at least one. Nil where it is no way.
func exactCost(p streets.Profile, k streets.Kind, mm int64) *big.Rat {
	cost := big.NewRat(mm*3_600_000, p.Speed)
	if k.WidthDM > 0 && k.WidthDM < p.MinWidthDM {
		return nil
	}
	for _, f := range []streets.Factor{p.Wheelchair[k.Wheelchair], p.Stroller[k.Stroller], p.Surface[k.Surface], p.Smoothness[k.Smoothness]} {
		if f < 0 {
			return nil
		}
		if f > 0 {
			cost.Mul(cost, big.NewRat(int64(f), 1000))
		}
	}
	return cost
}

// TestAPieceOfStreetCostsItsFactors: any kind under any profile, against fractions.
func TestAPieceOfStreetCostsItsFactors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u8 := func(most int, what string) uint8 { return uint8(rapid.IntRange(0, most).Draw(t, what)) }
		k := streets.Kind{
			Class: streets.ClassPath, Surface: streets.Surface(u8(5, "surface")), Smoothness: streets.Smoothness(u8(8, "smoothness")),
			Wheelchair: streets.Suitability(u8(3, "wheelchair")), Stroller: streets.Suitability(u8(3, "stroller")), WidthDM: u8(20, "width"),
		}
		p := streets.Profile{ID: "any", Speed: rapid.Int64Range(1_000_000, 7_000_000).Draw(t, "speed"), MinWidthDM: u8(12, "narrowest")}
		factor := func() streets.Factor {
			return rapid.SampledFrom([]streets.Factor{0, 0, 500, 1000, 1250, 1333, 3000, streets.Blocked}).Draw(t, "factor")
		}
		p.Surface[k.Surface], p.Smoothness[k.Smoothness] = factor(), factor()
		p.Wheelchair[k.Wheelchair], p.Stroller[k.Stroller] = factor(), factor()
		units := rapid.Int64Range(1, 900_000).Draw(t, "units")
		n, _ := sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 0, units}}, []build.Way{{ID: 1, Kind: k, Nodes: []int64{1, 2}}})
		want := exactCost(p, k, n.Segment(0).MM())
		forward, backward, ok, okBack := n.Under(p).Segment(0)
		if ok != (want != nil) || okBack != ok || forward != backward {
			t.Fatalf("%d ms %t there, %d ms %t back, want %v", forward, ok, backward, okBack, want)
		}
		if want == nil {
			return
		}
		// Half a millisecond either way, and a millionth more for the product in doubles.
		off := new(big.Rat).Sub(want, new(big.Rat).SetInt64(int64(forward)))
		if bound := big.NewRat(500_001, 1_000_000); forward > 1 && off.Abs(off).Cmp(bound) > 0 {
			t.Errorf("%d ms, want %s", forward, want.FloatString(3))
		}
	})
}

// TestWhoPassesWhat is the truth table of what is at a node: what the wiki says is
// there, and the one field of a profile that it is asked of. The addresses are
// pages of wiki.openstreetmap.org/wiki/.
func TestWhoPassesWhat(t *testing.T) {
	gate := func(b streets.Barrier) streets.Kind {
		return streets.Kind{Feature: streets.FeatureGate, Barrier: b}
	}
	kerb := func(k streets.Kerb) streets.Kind { return streets.Kind{Feature: streets.FeatureKerb, Kerb: k} }
	barrier := func(b streets.Barrier) func(p *streets.Profile) *streets.Wait {
		return func(p *streets.Profile) *streets.Wait { return &p.Barrier[b] }
	}
	atKerb := func(k streets.Kerb) func(p *streets.Profile) *streets.Wait {
		return func(p *streets.Profile) *streets.Wait { return &p.Kerb[k] }
	}
	table := []struct {
		name, page string
		kind       streets.Kind
		field      func(p *streets.Profile) *streets.Wait
	}{
		{"gate", "Tag:barrier=gate", gate(streets.BarrierGate), barrier(streets.BarrierGate)},
		{"lift gate", "Tag:barrier=lift_gate", gate(streets.BarrierLiftGate), barrier(streets.BarrierLiftGate)},
		{"entrance", "Tag:barrier=entrance", gate(streets.BarrierEntrance), barrier(streets.BarrierEntrance)},
		{"bollard", "Tag:barrier=bollard", gate(streets.BarrierBollard), barrier(streets.BarrierBollard)},
		{"cycle barrier", "Tag:barrier=cycle_barrier", gate(streets.BarrierCycle), barrier(streets.BarrierCycle)},
		{"turnstile", "Tag:barrier=turnstile", gate(streets.BarrierTurnstile), barrier(streets.BarrierTurnstile)},
		{"kissing gate", "Tag:barrier=kissing_gate", gate(streets.BarrierKissingGate), barrier(streets.BarrierKissingGate)},
		{"stile", "Tag:barrier=stile", gate(streets.BarrierStile), barrier(streets.BarrierStile)},
		{"block", "Tag:barrier=block", gate(streets.BarrierBlock), barrier(streets.BarrierBlock)},
		{"any other", "Key:barrier", gate(streets.BarrierOther), barrier(streets.BarrierOther)},
		{"unknown kerb", "Key:kerb", kerb(streets.KerbUnknown), atKerb(streets.KerbUnknown)},
		{"flush", "Key:kerb", kerb(streets.KerbFlush), atKerb(streets.KerbFlush)},
		{"lowered", "Key:kerb", kerb(streets.KerbLowered), atKerb(streets.KerbLowered)},
		{"rolled", "Key:kerb", kerb(streets.KerbRolled), atKerb(streets.KerbRolled)},
		{"raised", "Key:kerb", kerb(streets.KerbRaised), atKerb(streets.KerbRaised)},
		{"lift", "Tag:highway=elevator", streets.Kind{Feature: streets.FeatureLift}, func(p *streets.Profile) *streets.Wait { return &p.Lift }},
	}
	// Two streets of 11.120 m at 1 m/s meet at x; a third makes it a junction.
	for _, junction := range []bool{false, true} {
		for i, tt := range table {
			t.Run(tt.name, func(t *testing.T) {
				s := sketch.Draw(t, "axb\n c")
				ways := "ax xb"
				if junction {
					ways += " xc"
				}
				mark := build.Mark{Feature: tt.kind.Feature, Kind: tt.kind}
				mark.Kind.Feature = streets.FeatureNone
				n, _ := s.Streets(1, ways).Mark("x", mark).Build()
				pass := func(p streets.Profile) (sum streets.Cost, ok bool) {
					ok, w := true, n.Under(p)
					for _, x := range sketch.Segments(n) {
						there, back, goes, comes := w.Segment(x.Index)
						if x.MM > 0 && (there != 11_120 || back != there || !goes || !comes) {
							t.Errorf("a street costs %d ms", there)
						}
						if x.MM == 0 {
							sum, ok = sum+there, ok && goes && comes
						}
					}
					return sum, ok
				}
				p := streets.Profile{ID: "tested", Speed: 3_600_000}
				for k, o := range table { // everything else costs a minute, or is no way
					if *o.field(&p) = 60_000; k%2 == 0 {
						*o.field(&p) = streets.Blocked
					}
				}
				*tt.field(&p) = 0
				if got, ok := pass(p); got != 0 || !ok {
					t.Errorf("%d ms, %t, to whom it is nothing (row %d)", got, ok, i)
				}
				*tt.field(&p) = 7_001
				want := streets.Cost(7_001)
				if junction {
					want = 3 * 3_501 // three halves: whoever passes takes two of them
				}
				if got, ok := pass(p); got != want || !ok {
					t.Errorf("%d ms, %t, want %d", got, ok, want)
				}
				*tt.field(&p) = streets.Blocked
				if _, ok := pass(p); ok {
					t.Error("it lets through whom it blocks")
				}
			})
		}
	}
}

// TestLevelAsksWhomStepsKeepAway: a profile whose stairs are level walks them as a
// street, whatever is said of them.
func TestLevelAsksWhomStepsKeepAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := streets.Kind{Class: streets.ClassSteps, Incline: int8(rapid.IntRange(-40, 40).Draw(t, "incline")),
			Wheelchair: streets.SuitabilityNo, Surface: streets.SurfaceSoft, WidthDM: 1, Escalator: uint8(rapid.IntRange(0, 1).Draw(t, "moves"))}
		way := build.Way{ID: 1, Kind: k, Steps: uint16(rapid.IntRange(0, 90).Draw(t, "steps")), Nodes: []int64{1, 2}}
		n, _ := sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 0, 9_000}}, []build.Way{way})
		p := streets.Profile{ID: "level", Speed: 3_600_000, StairsUp: streets.Level, StepUp: 900, StepDown: streets.Blocked, MinWidthDM: 9, Escalator: streets.Blocked}
		p.Wheelchair[streets.SuitabilityNo], p.Surface[streets.SurfaceSoft] = streets.Blocked, streets.Blocked
		there, back, ok, okBack := n.Under(p).Segment(0)
		if want := streets.Cost(n.Segment(0).MM()); !ok || !okBack || there != want || back != want {
			t.Errorf("%d ms there, %d back, want %d", there, back, want)
		}
	})
}
