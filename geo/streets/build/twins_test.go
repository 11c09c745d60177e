package build_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// A street that is drawn twice up to a gate is one street with one gate: the one that
// everybody may walk stays, whichever comes first, and of two alike the first. What
// is known of the other streets, their slopes and waits, stays theirs.
func TestAStreetDrawnTwiceUpToAGateIsOne(t *testing.T) {
	path := streets.Kind{Class: streets.ClassFootway}
	for _, tt := range []struct {
		name string
		twin int64 // way
		kind streets.Kind
		kept int64 // of the two
	}{
		{"a residents' one before", -1, sketch.Residents, 1},
		{"a residents' one behind", 9, sketch.Residents, 1},
		{"one like it before", -1, streets.Kind{Class: streets.ClassService}, -1},
		{"one like it behind", 9, streets.Kind{Class: streets.ClassService}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sketch.Draw(t, `
				    f
				a   y   x   b
				    g`)
			s.Add(1, "Main", streets.Kind{Class: streets.ClassPrimary}, "ayx").Add(2, "", path, "fyg").Add(3, "", path, "xb").
				Add(tt.twin, "", tt.kind, "yx").Mark("x", sketch.Gate(streets.UsePublic)).Mark("y", build.Mark{Crossing: streets.CrossingMarked})
			s.Builder.SetTerrain(sketch.Hill{East: 0.05})
			n, report := s.Build()
			var got []string
			for _, x := range sketch.Segments(n) {
				up, down, ok := n.Segment(x.Index).Climb()
				east := math.Abs(x.B[0]-x.A[0]) * sketch.MetresPerDegree
				if x.MM > 0 && (math.Abs(math.Abs(up-down)-0.05*east) > 0.011 || !ok) {
					t.Errorf("way %d: up %g, down %g over %.1f m to the east", x.Street.Way, up, down, east)
				}
				if x.Residents {
					t.Errorf("way %d is residents'", x.Street.Way)
				}
				got = append(got, fmt.Sprint(x.Street.Way, ".", x.Street.Position))
			}
			slices.Sort(got)
			want := []string{"1.0", fmt.Sprint(tt.kept, ".", map[int64]int{1: 1, -1: 0}[tt.kept]), "2.0", "2.1", "3.0", fmt.Sprint('x', ".0")}
			slices.Sort(want)
			if !slices.Equal(got, want) || report.Segments != 5 {
				t.Errorf("segments %s, %d of streets; want %s", strings.Join(got, " "), report.Segments, strings.Join(want, " "))
			}
			if got := waited(s, n, "fyg"); got != "0 signals, 1 crossings" {
				t.Errorf("across the road: %s", got)
			}
			if got := waited(s, n, "ayx"); got != "0 signals, 0 crossings" && tt.kept == 1 {
				t.Errorf("along the road: %s", got)
			}
		})
	}
}

// Where a street that is drawn twice leads into a compound, who passes the gates there
// is told of the gates, however many segments have gone before them: the one at the
// mouth and the bollard inside are residents', the gate of another street is not.
func TestTwinsMoveNoUse(t *testing.T) {
	bollard := build.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierBollard}}
	for _, twins := range []string{"", "ax", "xd", "ax xd", "by", "ax xd by"} {
		s := sketch.Draw(t, `
			a···········b···········c

			x           y

			d   e       q`).Streets(1, "abc")
		s.Add(2, "", sketch.Residents, "axde").Streets(3, "byq").Mark("xy", sketch.Gate(streets.UsePublic)).Mark("d", bollard)
		for i, twin := range strings.Fields(twins) {
			kind := sketch.Residents
			if twin == "by" {
				kind = sketch.Footway
			}
			s.Add(int64(-9+i), "", kind, twin)
		}
		n, _ := s.Build()
		if got, want := points(n), "gate at y, gate of residents at d, gate of residents at x"; got != want {
			t.Errorf("with %q drawn twice: %s, want %s", twins, got, want)
		}
		if got, want := residentsOf(s, n), "ax de dx"; got != want {
			t.Errorf("with %q drawn twice residents' are %s, want %s", twins, got, want)
		}
	}
}

// A street that the file cuts off at both of its ends has both, in whichever order
// they are met.
func TestAStreetIsCutAtBothEnds(t *testing.T) {
	for _, ways := range [][]build.Way{
		{sketch.Way(1, "", 98, 1, 2, 99)},
		{sketch.Way(1, "", 1, 2, 99), sketch.Way(2, "", 98, 1)},
		{sketch.Way(1, "", 1, 2), sketch.Way(2, "", 98, 1), sketch.Way(3, "", 2, 99)},
	} {
		n, _ := sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 0, 100_000}}, ways)
		var got []string
		for _, a := range n.Cuts() {
			got = append(got, fmt.Sprint(a.At, " at ", a.Fraction))
		}
		slices.Sort(got)
		if want := []string{"[0 0.01] at 1", "[0 0] at 0"}; !slices.Equal(got, want) {
			t.Errorf("cuts %q, want %q", got, want)
		}
	}
}

// Marks of one node that contradict each other are said once, also where what else
// stands there is said twice alike.
func TestMarksThatContradictAreSaid(t *testing.T) {
	kerb := build.Mark{Feature: streets.FeatureKerb, Kind: streets.Kind{Kerb: streets.KerbRaised}}
	lift := build.Mark{Feature: streets.FeatureLift}
	stile := build.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierStile}}
	for _, tt := range []struct {
		marks []build.Mark
		want  string
	}{
		{[]build.Mark{lift, lift, kerb, kerb}, ""},
		{[]build.Mark{stile, sketch.Gate(streets.UsePublic)}, "tags_contradict 1 [node 120]"},
		{[]build.Mark{stile, sketch.Gate(streets.UsePublic), kerb, kerb}, "tags_contradict 1 [node 120]"},
		{[]build.Mark{lift, lift, stile, sketch.Gate(streets.UsePublic), stile}, "tags_contradict 1 [node 120]"},
	} {
		s := sketch.Draw(t, `a x b`).Streets(1, "axb")
		for _, m := range tt.marks {
			s.Mark("x", m)
		}
		_, report := s.Build()
		got := ""
		for _, r := range report.Remarks {
			got += fmt.Sprint(r.Code, " ", r.Count, " ", r.Samples)
		}
		if got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.marks, got, tt.want)
		}
	}
}
