package streets_test

import (
	"testing"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// One segment a–b of 11,119.508 mm, rounded to 11,120 mm, at 1 m/s.
func TestWhatAStretchCosts(t *testing.T) {
	steps := streets.Kind{Class: streets.ClassSteps}
	with := func(k streets.Kind, change func(*streets.Kind)) streets.Kind {
		change(&k)
		return k
	}
	const blocked = -1
	for _, tt := range []struct {
		name    string
		kind    streets.Kind
		steps   uint16
		profile func(p *streets.Profile)
		there   int
		back    int
	}{
		{"plain", sketch.Footway, 0, func(p *streets.Profile) {}, 11_120, 11_120},
		{"a rough surface", with(sketch.Footway, func(k *streets.Kind) { k.Surface = streets.SurfaceLoose }), 0,
			func(p *streets.Profile) { p.Surface[streets.SurfaceLoose] = 1500 }, 16_680, 16_680},
		{"rough and uneven", with(sketch.Footway, func(k *streets.Kind) {
			k.Surface, k.Smoothness = streets.SurfaceLoose, streets.SmoothnessBad
		}), 0, func(p *streets.Profile) {
			p.Surface[streets.SurfaceLoose], p.Smoothness[streets.SmoothnessBad] = 1500, 2000
		}, 33_360, 33_360},
		{"faster than its speed", sketch.Footway, 0, func(p *streets.Profile) { p.Surface[streets.SurfaceUnknown] = 500 }, 5_560, 5_560},
		{"sand", with(sketch.Footway, func(k *streets.Kind) { k.Surface = streets.SurfaceSoft }), 0,
			func(p *streets.Profile) { p.Surface[streets.SurfaceSoft] = streets.Blocked }, blocked, blocked},
		{"wheelchair=no", with(sketch.Footway, func(k *streets.Kind) { k.Wheelchair = streets.SuitabilityNo }), 0,
			func(p *streets.Profile) { p.Wheelchair[streets.SuitabilityNo] = streets.Blocked }, blocked, blocked},
		{"too narrow", with(sketch.Footway, func(k *streets.Kind) { k.WidthDM = 7 }), 0, func(p *streets.Profile) { p.MinWidthDM = 8 }, blocked, blocked},
		{"just wide enough", with(sketch.Footway, func(k *streets.Kind) { k.WidthDM = 8 }), 0, func(p *streets.Profile) { p.MinWidthDM = 8 }, 11_120, 11_120},
		{"of unknown width", sketch.Footway, 0, func(p *streets.Profile) { p.MinWidthDM = 8 }, 11_120, 11_120},

		{"steps to somebody who minds none", steps, 20, func(p *streets.Profile) {}, 11_120, 11_120},
		{"20 steps, up as the way goes", with(steps, func(k *streets.Kind) { k.Incline = 30 }), 20,
			func(p *streets.Profile) { p.StepUp, p.StepDown = 900, 700 }, 20*900 + 5_120, 20*700 + 5_120},
		{"20 steps, which way up is not known", steps, 20, func(p *streets.Profile) { p.StepUp, p.StepDown = 900, 700 }, 20*800 + 5_120, 20*800 + 5_120},
		{"steps not counted, down as the way goes", with(steps, func(k *streets.Kind) { k.Incline = -30 }), 0,
			func(p *streets.Profile) { p.StepUp, p.StairsUp, p.StairsDown = 900, 3000, 2000 }, 22_240, 33_360},
		{"steps not counted, which way up is not known", steps, 0,
			func(p *streets.Profile) { p.StairsUp, p.StairsDown = 3000, 2000 }, 27_800, 27_800},
		{"a count that is nonsense is none", steps, 500,
			func(p *streets.Profile) { p.StepUp, p.StepDown, p.StairsUp, p.StairsDown = 900, 700, 3000, 3000 }, 33_360, 33_360},
		{"no steps", steps, 0, func(p *streets.Profile) { p.StairsUp, p.StairsDown = streets.Blocked, streets.Blocked }, blocked, blocked},
		{"no steps up", with(steps, func(k *streets.Kind) { k.Incline = 30 }), 0,
			func(p *streets.Profile) { p.StairsUp = streets.Blocked }, blocked, 11_120},
		{"with the ramp for it", with(steps, func(k *streets.Kind) { k.Ramps = streets.RampStroller }), 20,
			func(p *streets.Profile) {
				p.Ramps, p.Ramp, p.StairsUp, p.StairsDown = streets.RampStroller, 2000, streets.Blocked, streets.Blocked
			}, 22_240, 22_240},
		{"with a ramp for others", with(steps, func(k *streets.Kind) { k.Ramps = streets.RampStroller }), 0,
			func(p *streets.Profile) {
				p.Ramps, p.StairsUp, p.StairsDown = streets.RampWheelchair, streets.Blocked, streets.Blocked
			}, blocked, blocked},
		{"moving steps", with(steps, func(k *streets.Kind) { k.Escalator = 1 }), 20,
			func(p *streets.Profile) { p.StepUp, p.StepDown, p.Escalator = 900, 700, 500 }, 5_560, 5_560},
		{"moving steps are blocked", with(steps, func(k *streets.Kind) { k.Escalator = 1 }), 20,
			func(p *streets.Profile) { p.Escalator = streets.Blocked }, blocked, blocked},
		{"a surface on steps is theirs already", with(steps, func(k *streets.Kind) { k.Surface = streets.SurfaceLoose }), 20,
			func(p *streets.Profile) { p.StepUp, p.StepDown, p.Surface[streets.SurfaceLoose] = 900, 900, 3000 }, 23_120, 23_120},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sketch.Draw(t, `ab`)
			s.Builder.Add(build.Way{ID: 1, Kind: tt.kind, Steps: tt.steps, Nodes: sketch.Nodes("ab")})
			n, report := s.Build()
			p := streets.Profile{ID: "tested", Speed: 3_600_000}
			tt.profile(&p)
			forward, backward, ok, okBack := n.Under(p).Segment(0)
			there, back := int(forward), int(backward)
			if !ok {
				there = blocked
			}
			if !okBack {
				back = blocked
			}
			if there != tt.there || back != tt.back {
				t.Errorf("%d ms there, %d back, want %d and %d", there, back, tt.there, tt.back)
			}
			if nonsense := tt.steps == 500; nonsense != (len(report.Remarks) > 0) {
				t.Errorf("remarks %v", report.Remarks)
			}
		})
	}
}

// Waits are not multiplied by what slows a walk, and add up in 120ths.
func TestWaitsAreAdded(t *testing.T) {
	s := sketch.Draw(t, `
		axb
		 f`)
	s.Add(1, "", streets.Kind{Class: streets.ClassPrimary}, "axb")
	s.Add(2, "", streets.Kind{Class: streets.ClassFootway, Surface: streets.SurfaceLoose}, "xf").Mark("x", build.Mark{Crossing: streets.CrossingSignals})
	n, _ := s.Build()
	p := streets.Profile{ID: "tested", Speed: 3_600_000, Signal: 30_000}
	p.Surface[streets.SurfaceLoose] = 2000
	for _, x := range sketch.Segments(n) {
		there, back, _, _ := n.Under(p).Segment(x.Index)
		want := streets.Cost(11_120)
		if x.Street.Way == 2 {
			want = 2*11_120 + 15_000
		}
		if there != want || back != want {
			t.Errorf("way %d: %d ms there, %d back, want %d", x.Street.Way, there, back, want)
		}
		p.Signal = streets.Blocked // crosses no road with lights
		if _, _, ok, back := n.Under(p).Segment(x.Index); ok != (x.Street.Way == 1) || back != ok {
			t.Errorf("way %d: %t, %t where lights are not crossed", x.Street.Way, ok, back)
		}
		p.Signal = 30_000
	}
}
