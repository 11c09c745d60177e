package build_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// waited sums the waits along a walk through letters.
func waited(s *sketch.Sketch, n *streets.Network, walk string) string {
	s.T.Helper()
	var signals, crossings float64
	all := sketch.Segments(n)
	place := func(l byte) orb.Point {
		return orb.Point{float64(s.At[rune(l)][0]) / 1e7, float64(s.At[rune(l)][1]) / 1e7}
	}
	for i := range len(walk) - 1 {
		a, b := place(walk[i]), place(walk[i+1])
		k := slices.IndexFunc(all, func(x sketch.Segment) bool { return x.A == a && x.B == b || x.A == b && x.B == a })
		if k < 0 {
			s.T.Fatalf("%s: no segment %s", walk, walk[i:i+2])
		}
		x, y := n.Segment(all[k].Index).Waits()
		signals, crossings = signals+x, crossings+y
	}
	return fmt.Sprintf("%.4g signals, %.4g crossings", signals, crossings)
}

func TestOneWaitForEachRoadCrossed(t *testing.T) {
	road := streets.Kind{Class: streets.ClassPrimary}
	side := streets.Kind{Class: streets.ClassResidential}
	one := streets.Kind{Class: streets.ClassPrimary, Oneway: 1}
	path := streets.Kind{Class: streets.ClassFootway}
	lights := build.Mark{Crossing: streets.CrossingSignals}
	zebra := build.Mark{Crossing: streets.CrossingMarked}
	nothing := build.Mark{} // at the end of a street: it lets big roads take waits
	const none = "0 signals, 0 crossings"
	for _, tt := range []struct {
		name    string
		drawing string
		city    func(s *sketch.Sketch)
		waits   map[string]string
	}{
		{"a footway over a road, with lights", `
			    f
			a   x   b
			    g`,
			func(s *sketch.Sketch) { s.Add(1, "Main", side, "axb").Add(2, "", path, "fxg").Mark("x", lights) },
			map[string]string{"fxg": "1 signals, 0 crossings", "axb": none, "fxb": "0.5 signals, 0 crossings"}},
		{"a zebra over a big road", `
			    f
			a   x   b
			    g`,
			func(s *sketch.Sketch) { s.Add(1, "Main", road, "axb").Add(2, "", path, "fxg").Mark("x", zebra) },
			map[string]string{"fxg": "0 signals, 1 crossings", "axb": none}},
		{"a zebra over a small road", `
			    f
			a   x   b
			    g`,
			func(s *sketch.Sketch) { s.Add(1, "Main", side, "axb").Add(2, "", path, "fxg").Mark("x", zebra) },
			map[string]string{"fxg": none, "axb": none}},
		{"a dual carriageway with an island between", `
			    f
			a   x   b

			    m

			c   y   d
			    g`,
			func(s *sketch.Sketch) {
				s.Add(1, "Main", one, "bxa").Add(2, "Main", one, "cyd").Add(3, "", path, "fxmyg").Mark("xy", lights)
			},
			map[string]string{"fxmyg": "1 signals, 0 crossings", "axb": none, "fxm": "0.5 signals, 0 crossings"}},
		{"only one of whose halves has its lights mapped", `
			    f
			a   x   b

			c   y   d
			    g`,
			func(s *sketch.Sketch) {
				s.Add(1, "Main", one, "bxa").Add(2, "Main", one, "cyd").Add(3, "", path, "fxyg").Mark("x", lights)
			},
			map[string]string{"fxyg": "1 signals, 0 crossings"}},
		{"two crosswalks over one dual carriageway, with sidewalks", `
			 f k
			ax·zb

			cy·wd
			 g l`,
			func(s *sketch.Sketch) {
				s.Add(1, "Main", one, "bzxa").Add(2, "Main", one, "cywd").Add(3, "", path, "fxyg").Add(4, "", path, "kzwl").
					Add(5, "", path, "fk").Add(6, "", path, "gl").Mark("xyzw", lights)
			},
			map[string]string{"fxyg": "1 signals, 0 crossings", "kzwl": "1 signals, 0 crossings", "fk": none}},
		{"four nodes where two dual carriageways meet", `
			   n  o

			a  A  B  b

			d  D  C  c

			   s  t`,
			func(s *sketch.Sketch) {
				s.Add(1, "Main", one, "bBAa").Add(2, "Main", one, "dDCc").Add(3, "Cross", one, "nADs").Add(4, "Cross", one, "tCBo").Mark("ABCD", lights)
			},
			map[string]string{
				"nADs": "1 signals, 0 crossings", "tCBo": "1 signals, 0 crossings", "aABb": "1 signals, 0 crossings",
				"dDCc": "1 signals, 0 crossings",
			}},
		{"the same with lights at the stop lines, 11 m before", `
			   n  o
			   N  O
			ae A  B fb

			dg D  C hc
			   S  T
			   s  t`,
			func(s *sketch.Sketch) {
				s.Add(1, "Main", one, "bfBAea").Add(2, "Main", one, "dgDChc").Add(3, "Cross", one, "nNADSs").Add(4, "Cross", one, "tTCBOo").
					Mark("NTgf", lights)
			},
			map[string]string{"nNADSs": "1 signals, 0 crossings", "aeABfb": "1 signals, 0 crossings"}},
		{"two roads with lights", `
			  n
			a x b
			  s`,
			func(s *sketch.Sketch) { s.Add(1, "Main", road, "axb").Add(2, "Cross", side, "nxs").Mark("x", lights) },
			map[string]string{"nxs": "1 signals, 0 crossings", "axb": "1 signals, 0 crossings", "axs": "1 signals, 0 crossings"}},
		{"a big road and a small one without", `
			  n
			a x b
			  s`,
			func(s *sketch.Sketch) { s.Add(1, "Main", road, "axb").Add(2, "Cross", side, "nxs").Mark("a", nothing) },
			map[string]string{"nxs": "0 signals, 1 crossings", "axb": none, "axs": "0 signals, 0.5 crossings"}},
		{"roads whose names change", `
			  n
			a x b
			  s`,
			func(s *sketch.Sketch) {
				s.Add(1, "West", road, "ax").Add(2, "East", road, "xb").Add(3, "North", side, "nx").Add(4, "South", side, "xs").Mark("a", nothing)
			},
			map[string]string{"nxs": "0 signals, 1 crossings", "axb": none}},
		{"a T with lights: along the road one may stay on one side", `
			a x b
			  s`,
			func(s *sketch.Sketch) { s.Add(1, "Main", road, "axb").Add(2, "Cross", side, "xs").Mark("x", lights) },
			map[string]string{"axb": none, "axs": "0.5 signals, 0 crossings"}},
		{"a stop line alone stops nobody on foot", `
			a x b`,
			func(s *sketch.Sketch) { s.Add(1, "Main", road, "axb").Mark("x", lights) },
			map[string]string{"axb": none}},
		{"lights 44 m away are another junction's", `
			  n
			a x···y b
			  s`,
			func(s *sketch.Sketch) { s.Add(1, "Main", side, "axyb").Add(2, "Cross", side, "nxs").Mark("y", lights) },
			map[string]string{"nxs": none}},
		{"a footway tagged with lights", `
			  f
			a x b
			  g`,
			func(s *sketch.Sketch) {
				s.Add(1, "Main", side, "axb").Add(2, "", streets.Kind{Class: streets.ClassFootway, Crossing: streets.CrossingSignals}, "fxg").Mark("a", nothing)
			},
			map[string]string{"fxg": "1 signals, 0 crossings"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sketch.Draw(t, strings.TrimPrefix(tt.drawing, "\n"))
			tt.city(s)
			n, _ := s.Build()
			for walk, want := range tt.waits {
				back := []byte(walk)
				slices.Reverse(back)
				for _, w := range []string{walk, string(back)} {
					if got := waited(s, n, w); got != want {
						t.Errorf("%s: %s, want %s", w, got, want)
					}
				}
			}
		})
	}
}
