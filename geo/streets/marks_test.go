package streets_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

var (
	footway   = streets.Kind{Class: streets.ClassFootway}
	residents = streets.Kind{Class: streets.ClassService, Use: streets.UseResidents}
)

func gate(use streets.Use) streets.Mark {
	return streets.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Use: use, Barrier: streets.BarrierGate}}
}

// careful waits 10 s at a gate, 4 s at a raised kerb and 60 s for a lift; it
// cannot pass a stile.
func careful() streets.Profile {
	p := streets.Profile{ID: "careful", Speed: 4_000_000, Lift: 60_000}
	p.Barrier[streets.BarrierGate] = 10_000
	p.Barrier[streets.BarrierStile] = streets.Blocked
	p.Kerb[streets.KerbRaised] = 4_000
	return p
}

// points lists the segments that stand at points: feature, use, way and half.
func points(n *streets.Network) string {
	var out []string
	for _, x := range segments(n) {
		k := x.street.Kind
		if k.Feature >= streets.FeatureGate && k.Feature <= streets.FeatureLift {
			name := [...]string{streets.FeatureGate: "gate", streets.FeatureKerb: "kerb", streets.FeatureLift: "lift"}[k.Feature]
			if k.Half != 0 {
				name = "half " + name
			}
			if k.Use == streets.UseResidents {
				name += " of residents"
			}
			if x.mm != 0 || x.a != x.b {
				name += " with a length"
			}
			out = append(out, fmt.Sprintf("%s at %c", name, rune(x.street.Way)))
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// seconds returns what walking from one letter to another takes, by relaxing all
// segments until nothing changes; residents' streets are open.
func (s *sketch) seconds(n *streets.Network, p streets.Profile, from, to rune) string {
	w := n.Under(p)
	place := func(l rune) orb.Point { return orb.Point{float64(s.at[l][0]) / 1e7, float64(s.at[l][1]) / 1e7} }
	best := map[uint32]uint64{}
	all := segments(n)
	for _, x := range all {
		// Copies of a split node lie on one place: start and end at streets alone.
		if x.mm > 0 && x.a == place(from) {
			best[x.from] = 0
		} else if x.mm > 0 && x.b == place(from) {
			best[x.to] = 0
		}
	}
	for changed := true; changed; {
		changed = false
		relax := func(a, b uint32, cost streets.Cost, ok bool) {
			if at, known := best[a]; known && ok {
				if now, known := best[b]; !known || at+uint64(cost) < now {
					best[b], changed = at+uint64(cost), true
				}
			}
		}
		for _, x := range all {
			there, back, ok, okBack := w.Segment(x.index)
			relax(x.from, x.to, there, ok)
			relax(x.to, x.from, back, okBack)
		}
	}
	least, found := uint64(0), false
	for _, x := range all {
		for _, end := range []struct {
			v uint32
			p orb.Point
		}{{x.from, x.a}, {x.to, x.b}} {
			if c, known := best[end.v]; known && end.p == place(to) && x.mm > 0 && (!found || c < least) {
				least, found = c, true
			}
		}
	}
	if !found {
		return "never"
	}
	return fmt.Sprintf("%.3f s", float64(least)/1000)
}

// A cell of 0.0001° is 11,119 mm, 10.007 s; so is one of longitude, here.
func TestMarksSplitNodes(t *testing.T) {
	const line, cross, tee = `
		a x b`, `
		  n
		a x b
		  s`, `
		a x b
		  s`
	kerb := streets.Mark{Feature: streets.FeatureKerb, Kind: streets.Kind{Kerb: streets.KerbRaised}}
	lift := streets.Mark{Feature: streets.FeatureLift}
	closed := gate(streets.UsePublic)
	closed.Closed = true
	stile := gate(streets.UsePublic)
	stile.Kind.Barrier = streets.BarrierStile
	for _, tt := range []struct {
		name    string
		drawing string
		ways    string
		marks   []streets.Mark
		points  string
		seconds map[string]string // of careful
		remarks string
	}{
		{"a gate on a street", line, "axb", []streets.Mark{gate(0)}, "gate at x", map[string]string{"ab": "50.030 s"}, ""},
		{"said twice is one gate", line, "axb", []streets.Mark{gate(0), gate(0)}, "gate at x", map[string]string{"ab": "50.030 s"}, ""},
		{"said in two ways the stricter counts", line, "axb", []streets.Mark{gate(0), closed}, "", map[string]string{"ab": "never"}, "tags_contradict 1 [node 120]"},
		{"where two ways meet", line, "ax xb", []streets.Mark{gate(0)}, "gate at x", map[string]string{"ab": "50.030 s"}, ""},
		{"closed for everybody", line, "axb", []streets.Mark{closed}, "", map[string]string{"ab": "never"}, ""},
		{"a stile", line, "axb", []streets.Mark{stile}, "gate at x", map[string]string{"ab": "never"}, ""},
		{"a lift behind a gate with a kerb", line, "axb", []streets.Mark{kerb, gate(0), lift}, "gate at x, kerb at x, lift at x", map[string]string{"ab": "114.030 s"}, ""},
		{"a gate where three streets meet is passed in halves", tee, "axb xs", []streets.Mark{gate(0)}, "half gate at x, half gate at x, half gate at x",
			map[string]string{"ab": "50.030 s", "as": "40.023 s"}, ""},
		{"and of four", cross, "axb nxs", []streets.Mark{gate(0), kerb}, strings.TrimSuffix(strings.Repeat("half gate at x, ", 4)+strings.Repeat("half kerb at x, ", 4), ", "),
			map[string]string{"ab": "54.030 s", "ns": "34.015 s", "as": "44.023 s"}, ""},
		{"a closed one of four parts them all", cross, "axb nxs", []streets.Mark{closed}, "", map[string]string{"ab": "never", "ns": "never"}, ""},
		{"at the end of a street it is passed by nobody", line, "xb", []streets.Mark{gate(0)}, "", nil, ""},
		{"the same street mapped twice has one gate", line, "ax axb", []streets.Mark{gate(0)}, "gate at x", map[string]string{"ab": "50.030 s"}, ""},
		{"on nothing", line, "ab", []streets.Mark{gate(0)}, "", nil, "gate_on_nothing 1 [node 120]"},
		{"only lights", line, "axb", []streets.Mark{{Crossing: streets.CrossingSignals}}, "", map[string]string{"ab": "40.030 s"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var files [][]byte
			for range 2 {
				s := draw(t, strings.TrimPrefix(tt.drawing, "\n")).streets(1, tt.ways)
				for _, m := range tt.marks {
					s.mark("x", m)
				}
				slices.Reverse(tt.marks)
				n, report := s.build()
				if got := points(n); got != tt.points {
					t.Errorf("%s, want %s", got, tt.points)
				}
				for walk, want := range tt.seconds {
					if got := s.seconds(n, careful(), rune(walk[0]), rune(walk[1])); !about(got, want) {
						t.Errorf("%s takes %s, want %s", walk, got, want)
					}
					if back := s.seconds(n, careful(), rune(walk[1]), rune(walk[0])); back != s.seconds(n, careful(), rune(walk[0]), rune(walk[1])) {
						t.Errorf("%s back takes %s", walk, back)
					}
				}
				var remarks []string
				for _, r := range report.Remarks {
					remarks = append(remarks, fmt.Sprint(r.Code, " ", r.Count, " ", r.Samples))
				}
				if got := strings.Join(remarks, ", "); got != tt.remarks {
					t.Errorf("remarks %s, want %s", got, tt.remarks)
				}
				_, counts := draw(t, strings.TrimPrefix(tt.drawing, "\n")).streets(1, tt.ways).build()
				if report.Nodes != counts.Nodes || report.Segments != counts.Segments || report.LengthMM != counts.LengthMM {
					t.Errorf("the marks change the counts: %+v, want %+v", report, counts)
				}
				files = append(files, bytesOf(t, n))
			}
			if !bytes.Equal(files[0], files[1]) {
				t.Error("the order of marks changes the file")
			}
		})
	}
}

// about compares seconds to a hundredth: each segment is rounded by itself.
func about(got, want string) bool {
	var a, b float64
	if _, err := fmt.Sscanf(got, "%f s", &a); err != nil {
		return got == want
	}
	if _, err := fmt.Sscanf(want, "%f s", &b); err != nil {
		return false
	}
	return a-b < 0.01 && b-a < 0.01
}

// The hours of a gate are its own, the street keeps those it has.
func TestAGateKeepsItsHours(t *testing.T) {
	s := draw(t, `a x b`)
	s.b.Add(streets.Way{ID: 7, Kind: footway, Name: "Lane", Hours: "24/7", Nodes: nodes("axb")})
	m := gate(0)
	m.Hours = "Mo-Fr 06:00-22:00"
	n, _ := s.mark("x", m).build()
	var got []string
	for _, x := range segments(n) {
		got = append(got, fmt.Sprintf("%d %s %s %d", x.street.Way, x.street.Name, x.street.Hours, x.street.Position))
	}
	slices.Sort(got)
	if want := []string{"120  Mo-Fr 06:00-22:00 0", "7 Lane 24/7 0", "7 Lane 24/7 1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if n.Edges() != 1 {
		t.Errorf("%d edges, want one: a gate on a public street ends no chain", n.Edges())
	}
}
