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
