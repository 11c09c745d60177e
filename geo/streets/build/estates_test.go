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

// residentsOf lists the letters at the ends of residents' segments, in order.
func residentsOf(s *sketch.Sketch, n *streets.Network) string {
	letter := map[string]string{}
	for l, at := range s.At {
		letter[fmt.Sprint([2]float64{float64(at[0]) / 1e7, float64(at[1]) / 1e7})] = string(l)
	}
	var out []string
	for _, x := range sketch.Segments(n) {
		if x.Residents && x.MM > 0 {
			ends := []string{letter[fmt.Sprint(x.A)], letter[fmt.Sprint(x.B)]}
			slices.Sort(ends)
			out = append(out, strings.Join(ends, ""))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// The city's street a–b–c is the longest; what hangs on it is smaller.
func TestWhoWalksWhere(t *testing.T) {
	const city = `
		a···········b···········c

		x           y           z

		d e f g h   p q r s     k`
	private, open := sketch.Gate(streets.UseResidents), sketch.Gate(streets.UsePublic)
	for _, tt := range []struct {
		name      string
		add       func(s *sketch.Sketch)
		residents string
		points    string
		remark    string
	}{
		{"streets behind a private gate are residents'", func(s *sketch.Sketch) { s.Streets(2, "axd de").Mark("x", private) },
			"de dx", "gate of residents at x", "estate_enclosed 1 [way 2]"},
		{"unless the file cuts them off from their way out", func(s *sketch.Sketch) { s.Streets(2, "axd de#").Mark("x", private) },
			"", "gate of residents at x", ""},
		{"behind an open one they are everybody's", func(s *sketch.Sketch) { s.Streets(2, "axd de").Mark("x", open) },
			"", "gate at x", ""},
		{"with a second way in they are too", func(s *sketch.Sketch) { s.Streets(2, "axd dp pb").Mark("x", private) },
			"", "gate of residents at x", ""},
		{"with a second private gate they are residents'", func(s *sketch.Sketch) { s.Streets(2, "axd dp pyb").Mark("xy", private) },
			"dp dx py", "gate of residents at x, gate of residents at y", "estate_enclosed 1 [way 2]"},
		{"a street that is drawn there and back is as long as one", func(s *sketch.Sketch) { s.Streets(2, "axdps spd").Mark("x", private) },
			"dp dx ps", "gate of residents at x", "estate_enclosed 1 [way 2]"},
		{"behind a residents' street they are too", func(s *sketch.Sketch) { s.Add(2, "", sketch.Residents, "axd").Streets(3, "de ef") },
			"ax de dx ef", "", "estate_enclosed 1 [way 3]"},
		{"a gate between two areas with ways out parts them", func(s *sketch.Sketch) { s.Streets(2, "axd deg gpyb").Mark("xye", private) },
			"de dx eg gp py", "gate at e, gate of residents at x, gate of residents at y", "estate_enclosed 2 [way 2 way 3]"},
		{"an inner yard is a part of its estate", func(s *sketch.Sketch) { s.Streets(2, "axd deg").Mark("xe", private) },
			"de dx eg", "gate of residents at e, gate of residents at x", "estate_enclosed 2 [way 2 way 3]"},
		{"a bollard on a residents' street is residents'", func(s *sketch.Sketch) {
			s.Add(2, "", sketch.Residents, "axd deg gpyb").Mark("e", build.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierBollard}})
		}, "ax by de dx eg gp py", "gate of residents at e", ""},
		{"an area goes on behind a bollard", func(s *sketch.Sketch) {
			s.Add(2, "", sketch.Residents, "axd deg gpyb").Mark("g", private).Mark("e", build.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierBollard}})
		}, "ax by de dx eg gp py", "gate at g, gate of residents at e", ""},
		{"a street mapped twice is everybody's", func(s *sketch.Sketch) { s.Add(-2, "", sketch.Residents, "ab") }, "", "", ""},
		{"a kerb between a residents' street and a public one is everybody's", func(s *sketch.Sketch) {
			s.Add(2, "", sketch.Residents, "xd").Streets(3, "ax").Mark("x", build.Mark{Feature: streets.FeatureKerb})
		}, "dx", "kerb at x", ""},
		{"a gate at the mouth of a private road", func(s *sketch.Sketch) { s.Add(2, "", sketch.Residents, "axde").Mark("x", open) },
			"ax de dx", "gate of residents at x", ""},
		{"halves of a gate are as their streets", func(s *sketch.Sketch) { s.Add(2, "", sketch.Residents, "xd").Streets(3, "ax xy").Mark("x", open) },
			"dx", "half gate at x, half gate at x, half gate of residents at x", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, contract := range []bool{true, false} {
				s := sketch.Draw(t, strings.TrimPrefix(city, "\n")).Streets(1, "abc")
				if !contract {
					s.Builder.WithoutContraction()
				}
				tt.add(s)
				n, report := s.Build()
				if got := residentsOf(s, n); got != tt.residents {
					t.Errorf("residents' are %s, want %s", got, tt.residents)
				}
				if got := points(n); got != tt.points {
					t.Errorf("%s, want %s", got, tt.points)
				}
				for e := range uint32(n.Edges()) {
					first, last := n.SegmentsOf(e)
					for x := first; x < last; x++ {
						if n.Segment(x).Use() != n.Use(e) {
							t.Errorf("edge %d is of two uses", e)
						}
					}
				}
				remark := ""
				for _, r := range report.Remarks {
					remark = fmt.Sprint(r.Code, " ", r.Count, " ", r.Samples)
				}
				if remark != tt.remark {
					t.Errorf("remarks %s, want %s", remark, tt.remark)
				}
			}
		})
	}
}

// 300 m of public street at the end of 1.2 km of residents' streets: all of it
// is no island, but with the residents' streets closed it is one.
func TestIslandsOnceResidentsStreetsAreClosed(t *testing.T) {
	b := build.New(streets.Standard)
	b.Add(build.Way{ID: 1, Kind: sketch.Residents, Nodes: []int64{1, 2}})
	b.Add(build.Way{ID: 2, Kind: sketch.Footway, Nodes: []int64{2, 3, 99}}) // cut by the file: it may be a part of more
	b.FreezeNodes()
	b.PlaceNode(1, 0, 0)
	b.PlaceNode(2, 0, 110_000)
	b.PlaceNode(3, 27_000, 110_000)
	n, report, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Islands) != 0 || !n.HasPrivate() {
		t.Errorf("islands %v, private streets %t", report.Islands, n.HasPrivate())
	}
	a := n.Access(orb.Point{0.002, 0.0111})
	if s := n.Street(a.Segment); !a.Linked || s.Way != 2 || n.Segment(a.Segment).Use() != streets.UsePublic {
		t.Errorf("joins way %d: %+v", s.Way, a)
	}
	if closed := n.WithoutPrivate(a); closed.Linked {
		t.Errorf("with residents' streets closed: %+v", closed)
	}
}

// What lies behind a residents' street is an estate up to 100 km of streets, and
// beyond that a part of the city.
func TestTheLongestEstate(t *testing.T) {
	for _, tt := range []struct {
		name  string
		units int32
		want  streets.Use
	}{{"98.96 km", 8_900_000, streets.UseResidents}, {"101.19 km", 9_100_000, streets.UsePublic}} {
		t.Run(tt.name, func(t *testing.T) {
			b := build.New(streets.Standard)
			path := streets.Kind{Class: streets.ClassFootway}
			b.Add(build.Way{ID: 1, Kind: path, Nodes: []int64{1, 2}})
			b.Add(build.Way{ID: 2, Kind: streets.Kind{Class: streets.ClassService, Use: streets.UseResidents}, Nodes: []int64{2, 3}})
			b.Add(build.Way{ID: 3, Kind: path, Nodes: []int64{3, 4}})
			b.FreezeNodes()
			for id, lat := range map[int64]int32{1: -15_000_000, 2: 0, 3: 1_000, 4: 1_000 + tt.units} {
				b.PlaceNode(id, 0, lat)
			}
			n, _, err := b.Build(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for s := range uint32(n.Segments()) {
				if n.Street(s).Way == 3 && n.Segment(s).Use() != tt.want {
					t.Errorf("its streets are of use %d, want %d", n.Segment(s).Use(), tt.want)
				}
			}
		})
	}
}
