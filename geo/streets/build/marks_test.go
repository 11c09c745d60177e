package build_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// points lists the segments that stand at points: feature, use, way and half.
func points(n *streets.Network) string {
	var out []string
	for _, x := range sketch.Segments(n) {
		k := x.Street.Kind
		if k.Feature >= streets.FeatureGate && k.Feature <= streets.FeatureLift {
			name := [...]string{streets.FeatureGate: "gate", streets.FeatureKerb: "kerb", streets.FeatureLift: "lift"}[k.Feature]
			if k.Half != 0 {
				name = "half " + name
			}
			if k.Use == streets.UseResidents {
				name += " of residents"
			}
			if x.MM != 0 || x.A != x.B {
				name += " with a length"
			}
			out = append(out, fmt.Sprintf("%s at %c", name, rune(x.Street.Way)))
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// seconds returns what walking from one letter to another takes, by relaxing all
// segments until nothing changes; residents' streets are open.
func seconds(s *sketch.Sketch, n *streets.Network, p streets.Profile, from, to rune) string {
	w := n.Under(p)
	place := func(l rune) orb.Point { return orb.Point{float64(s.At[l][0]) / 1e7, float64(s.At[l][1]) / 1e7} }
	best := map[uint32]uint64{}
	all := sketch.Segments(n)
	for _, x := range all {
		// Copies of a split node lie on one place: start and end at streets alone.
		if x.MM > 0 && x.A == place(from) {
			best[x.From] = 0
		} else if x.MM > 0 && x.B == place(from) {
			best[x.To] = 0
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
			there, back, ok, okBack := w.Segment(x.Index)
			relax(x.From, x.To, there, ok)
			relax(x.To, x.From, back, okBack)
		}
	}
	least, found := uint64(0), false
	for _, x := range all {
		for _, end := range []struct {
			v uint32
			p orb.Point
		}{{x.From, x.A}, {x.To, x.B}} {
			if c, known := best[end.v]; known && end.p == place(to) && x.MM > 0 && (!found || c < least) {
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
	kerb := build.Mark{Feature: streets.FeatureKerb, Kind: streets.Kind{Kerb: streets.KerbRaised}}
	lift := build.Mark{Feature: streets.FeatureLift}
	closed := sketch.Gate(streets.UsePublic)
	closed.Closed = true
	stile := sketch.Gate(streets.UsePublic)
	stile.Kind.Barrier = streets.BarrierStile
	for _, tt := range []struct {
		name    string
		drawing string
		ways    string
		marks   []build.Mark
		points  string
		seconds map[string]string // of careful
		remarks string
	}{
		{"a gate on a street", line, "axb", []build.Mark{sketch.Gate(0)}, "gate at x", map[string]string{"ab": "50.030 s"}, ""},
		{"said twice is one gate", line, "axb", []build.Mark{sketch.Gate(0), sketch.Gate(0)}, "gate at x", map[string]string{"ab": "50.030 s"}, ""},
		{"said in two ways the stricter counts", line, "axb", []build.Mark{sketch.Gate(0), closed}, "", map[string]string{"ab": "never"}, "tags_contradict 1 [node 120]"},
		{"where two ways meet", line, "ax xb", []build.Mark{sketch.Gate(0)}, "gate at x", map[string]string{"ab": "50.030 s"}, ""},
		{"closed for everybody", line, "axb", []build.Mark{closed}, "", map[string]string{"ab": "never"}, ""},
		{"a stile", line, "axb", []build.Mark{stile}, "gate at x", map[string]string{"ab": "never"}, ""},
		{"a lift behind a gate with a kerb", line, "axb", []build.Mark{kerb, sketch.Gate(0), lift}, "gate at x, kerb at x, lift at x", map[string]string{"ab": "114.030 s"}, ""},
		{"a gate where three streets meet is passed in halves", tee, "axb xs", []build.Mark{sketch.Gate(0)}, "half gate at x, half gate at x, half gate at x",
			map[string]string{"ab": "50.030 s", "as": "40.023 s"}, ""},
		{"and of four", cross, "axb nxs", []build.Mark{sketch.Gate(0), kerb}, strings.TrimSuffix(strings.Repeat("half gate at x, ", 4)+strings.Repeat("half kerb at x, ", 4), ", "),
			map[string]string{"ab": "54.030 s", "ns": "34.015 s", "as": "44.023 s"}, ""},
		{"a closed one of four parts them all", cross, "axb nxs", []build.Mark{closed}, "", map[string]string{"ab": "never", "ns": "never"}, ""},
		{"at the end of a street it is passed by nobody", line, "xb", []build.Mark{sketch.Gate(0)}, "", nil, ""},
		{"the same street mapped twice has one gate", line, "ax axb", []build.Mark{sketch.Gate(0)}, "gate at x", map[string]string{"ab": "50.030 s"}, ""},
		{"on nothing", line, "ab", []build.Mark{sketch.Gate(0)}, "", nil, "gate_on_nothing 1 [node 120]"},
		{"only lights", line, "axb", []build.Mark{{Crossing: streets.CrossingSignals}}, "", map[string]string{"ab": "40.030 s"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var files [][]byte
			for range 2 {
				s := sketch.Draw(t, strings.TrimPrefix(tt.drawing, "\n")).Streets(1, tt.ways)
				for _, m := range tt.marks {
					s.Mark("x", m)
				}
				slices.Reverse(tt.marks)
				n, report := s.Build()
				if got := points(n); got != tt.points {
					t.Errorf("%s, want %s", got, tt.points)
				}
				for walk, want := range tt.seconds {
					if got := seconds(s, n, sketch.Careful(), rune(walk[0]), rune(walk[1])); !about(got, want) {
						t.Errorf("%s takes %s, want %s", walk, got, want)
					}
					if back := seconds(s, n, sketch.Careful(), rune(walk[1]), rune(walk[0])); back != seconds(s, n, sketch.Careful(), rune(walk[0]), rune(walk[1])) {
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
				_, counts := sketch.Draw(t, strings.TrimPrefix(tt.drawing, "\n")).Streets(1, tt.ways).Build()
				if report.Nodes != counts.Nodes || report.Segments != counts.Segments || report.LengthMM != counts.LengthMM {
					t.Errorf("the marks change the counts: %+v, want %+v", report, counts)
				}
				files = append(files, sketch.Bytes(t, n))
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
	s := sketch.Draw(t, `a x b`)
	s.Builder.Add(build.Way{ID: 7, Kind: sketch.Footway, Name: "Lane", Hours: "24/7", Nodes: sketch.Nodes("axb")})
	m := sketch.Gate(0)
	m.Hours = "Mo-Fr 06:00-22:00"
	n, _ := s.Mark("x", m).Build()
	var got []string
	for _, x := range sketch.Segments(n) {
		got = append(got, fmt.Sprintf("%d %s %s %d", x.Street.Way, x.Street.Name, x.Street.Hours, x.Street.Position))
	}
	slices.Sort(got)
	if want := []string{"120  Mo-Fr 06:00-22:00 0", "7 Lane 24/7 0", "7 Lane 24/7 1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if n.Edges() != 1 {
		t.Errorf("%d edges, want one: a gate on a public street ends no chain", n.Edges())
	}
}
