package streets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// add adds a way of any kind through letters.
func (s *sketch) add(id int64, name string, kind streets.Kind, letters string) *sketch {
	s.b.Add(streets.Way{ID: id, Name: name, Kind: kind, Nodes: nodes(letters)})
	return s
}

func (s *sketch) mark(letters string, m streets.Mark) *sketch {
	for _, l := range letters {
		s.b.Mark(int64(l), m)
	}
	return s
}

// waited sums the waits along a walk through letters.
func (s *sketch) waited(n *streets.Network, walk string) string {
	s.t.Helper()
	var signals, crossings float64
	all := segments(n)
	place := func(l byte) orb.Point {
		return orb.Point{float64(s.at[rune(l)][0]) / 1e7, float64(s.at[rune(l)][1]) / 1e7}
	}
	for i := range len(walk) - 1 {
		a, b := place(walk[i]), place(walk[i+1])
		k := slices.IndexFunc(all, func(x walked) bool { return x.a == a && x.b == b || x.a == b && x.b == a })
		if k < 0 {
			s.t.Fatalf("%s: no segment %s", walk, walk[i:i+2])
		}
		x, y := n.Waits(all[k].index)
		signals, crossings = signals+x, crossings+y
	}
	return fmt.Sprintf("%.4g signals, %.4g crossings", signals, crossings)
}

func TestOneWaitForEachRoadCrossed(t *testing.T) {
	road := streets.Kind{Class: streets.ClassPrimary}
	side := streets.Kind{Class: streets.ClassResidential}
	one := streets.Kind{Class: streets.ClassPrimary, Oneway: 1}
	path := streets.Kind{Class: streets.ClassFootway}
	lights := streets.Mark{Crossing: streets.CrossingSignals}
	zebra := streets.Mark{Crossing: streets.CrossingMarked}
	nothing := streets.Mark{} // at the end of a street: it lets big roads take waits
	const none = "0 signals, 0 crossings"
	for _, tt := range []struct {
		name    string
		drawing string
		city    func(s *sketch)
		waits   map[string]string
	}{
		{"a footway over a road, with lights", `
			    f
			a   x   b
			    g`,
			func(s *sketch) { s.add(1, "Main", side, "axb").add(2, "", path, "fxg").mark("x", lights) },
			map[string]string{"fxg": "1 signals, 0 crossings", "axb": none, "fxb": "0.5 signals, 0 crossings"}},
		{"a zebra over a big road", `
			    f
			a   x   b
			    g`,
			func(s *sketch) { s.add(1, "Main", road, "axb").add(2, "", path, "fxg").mark("x", zebra) },
			map[string]string{"fxg": "0 signals, 1 crossings", "axb": none}},
		{"a zebra over a small road", `
			    f
			a   x   b
			    g`,
			func(s *sketch) { s.add(1, "Main", side, "axb").add(2, "", path, "fxg").mark("x", zebra) },
			map[string]string{"fxg": none, "axb": none}},
		{"a dual carriageway with an island between", `
			    f
			a   x   b

			    m

			c   y   d
			    g`,
			func(s *sketch) {
				s.add(1, "Main", one, "bxa").add(2, "Main", one, "cyd").add(3, "", path, "fxmyg").mark("xy", lights)
			},
			map[string]string{"fxmyg": "1 signals, 0 crossings", "axb": none, "fxm": "0.5 signals, 0 crossings"}},
		{"only one of whose halves has its lights mapped", `
			    f
			a   x   b

			c   y   d
			    g`,
			func(s *sketch) {
				s.add(1, "Main", one, "bxa").add(2, "Main", one, "cyd").add(3, "", path, "fxyg").mark("x", lights)
			},
			map[string]string{"fxyg": "1 signals, 0 crossings"}},
		{"two crosswalks over one dual carriageway, with sidewalks", `
			 f k
			ax·zb

			cy·wd
			 g l`,
			func(s *sketch) {
				s.add(1, "Main", one, "bzxa").add(2, "Main", one, "cywd").add(3, "", path, "fxyg").add(4, "", path, "kzwl").
					add(5, "", path, "fk").add(6, "", path, "gl").mark("xyzw", lights)
			},
			map[string]string{"fxyg": "1 signals, 0 crossings", "kzwl": "1 signals, 0 crossings", "fk": none}},
		{"four nodes where two dual carriageways meet", `
			   n  o

			a  A  B  b

			d  D  C  c

			   s  t`,
			func(s *sketch) {
				s.add(1, "Main", one, "bBAa").add(2, "Main", one, "dDCc").add(3, "Cross", one, "nADs").add(4, "Cross", one, "tCBo").mark("ABCD", lights)
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
			func(s *sketch) {
				s.add(1, "Main", one, "bfBAea").add(2, "Main", one, "dgDChc").add(3, "Cross", one, "nNADSs").add(4, "Cross", one, "tTCBOo").
					mark("NTgf", lights)
			},
			map[string]string{"nNADSs": "1 signals, 0 crossings", "aeABfb": "1 signals, 0 crossings"}},
		{"two roads with lights", `
			  n
			a x b
			  s`,
			func(s *sketch) { s.add(1, "Main", road, "axb").add(2, "Cross", side, "nxs").mark("x", lights) },
			map[string]string{"nxs": "1 signals, 0 crossings", "axb": "1 signals, 0 crossings", "axs": "1 signals, 0 crossings"}},
		{"a big road and a small one without", `
			  n
			a x b
			  s`,
			func(s *sketch) { s.add(1, "Main", road, "axb").add(2, "Cross", side, "nxs").mark("a", nothing) },
			map[string]string{"nxs": "0 signals, 1 crossings", "axb": none, "axs": "0 signals, 0.5 crossings"}},
		{"roads whose names change", `
			  n
			a x b
			  s`,
			func(s *sketch) {
				s.add(1, "West", road, "ax").add(2, "East", road, "xb").add(3, "North", side, "nx").add(4, "South", side, "xs").mark("a", nothing)
			},
			map[string]string{"nxs": "0 signals, 1 crossings", "axb": none}},
		{"a T with lights: along the road one may stay on one side", `
			a x b
			  s`,
			func(s *sketch) { s.add(1, "Main", road, "axb").add(2, "Cross", side, "xs").mark("x", lights) },
			map[string]string{"axb": none, "axs": "0.5 signals, 0 crossings"}},
		{"a stop line alone stops nobody on foot", `
			a x b`,
			func(s *sketch) { s.add(1, "Main", road, "axb").mark("x", lights) },
			map[string]string{"axb": none}},
		{"lights 44 m away are another junction's", `
			  n
			a x···y b
			  s`,
			func(s *sketch) { s.add(1, "Main", side, "axyb").add(2, "Cross", side, "nxs").mark("y", lights) },
			map[string]string{"nxs": none}},
		{"a footway tagged with lights", `
			  f
			a x b
			  g`,
			func(s *sketch) {
				s.add(1, "Main", side, "axb").add(2, "", streets.Kind{Class: streets.ClassFootway, Crossing: streets.CrossingSignals}, "fxg").mark("a", nothing)
			},
			map[string]string{"fxg": "1 signals, 0 crossings"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := draw(t, strings.TrimPrefix(tt.drawing, "\n"))
			tt.city(s)
			n, _ := s.build()
			for walk, want := range tt.waits {
				back := []byte(walk)
				slices.Reverse(back)
				for _, w := range []string{walk, string(back)} {
					if got := s.waited(n, w); got != want {
						t.Errorf("%s: %s, want %s", w, got, want)
					}
				}
			}
		})
	}
}
