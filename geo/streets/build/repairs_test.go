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

// Two streets that do not meet, and a link between them: 33 m.
func TestRepairs(t *testing.T) {
	const city = `
		a·········b


		c·········d`
	for _, tt := range []struct {
		name     string
		lines    [][]float64 // columns and lines of the drawing
		segments string      // ways and positions, with lengths in metres
		nodes    int
		remarks  string
	}{
		{"in the middle of both", [][]float64{{4, 0, 4, 3}}, "-1.0:33 1.0:44 1.1:67 2.0:44 2.1:67", 6, ""},
		{"near them", [][]float64{{4, 1, 4, 2}}, "-1.0:33 1.0:44 1.1:67 2.0:44 2.1:67", 6, ""},
		{"at their ends", [][]float64{{0, 0, -1, 3}}, "-1.0:33 1.0:111 2.0:111", 4, ""},
		{"with a bend", [][]float64{{4, 0, 6, 1.5, 4, 3}}, "-1.0:28 -1.1:28 1.0:44 1.1:67 2.0:44 2.1:67", 6, ""},
		{"two of one street", [][]float64{{4, 0, 4, 3}, {6, 0, 6, 3}}, "-1.0:33 -2.0:33 1.0:44 1.1:22 1.2:44 2.0:44 2.1:22 2.2:44", 8, ""},
		{"along one street", [][]float64{{2, 0, 2, -2, 6, -2, 6, 0}}, "-1.0:22 -1.1:44 -1.2:22 1.0:22 1.1:44 1.2:44 2.0:111", 6, ""},
		{"an end on no street", [][]float64{{4, 0, 4, 9}}, "1.0:111 2.0:111", 4, "repair_off_streets 1 [link 0]"},
		{"to where it began", [][]float64{{4, 0, 4, -1}}, "1.0:44 1.1:67 2.0:111", 5, "repair_joins_nothing 1 [link 0]"},
		{"a point", [][]float64{{4, 0}}, "1.0:111 2.0:111", 4, "repair_off_streets 1 [link 0]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sketch.Draw(t, strings.TrimPrefix(city, "\n")).Streets(1, "ab cd")
			for i, line := range tt.lines {
				var points []orb.Point
				for xy := range slices.Chunk(line, 2) {
					points = append(points, s.Point(xy[0], xy[1]))
				}
				s.Builder.Repair(build.Repair{Name: fmt.Sprint("link ", i), Line: points})
			}
			n, report := s.Build()
			var got []string
			for _, x := range sketch.Segments(n) {
				got = append(got, fmt.Sprintf("%d.%d:%d", x.Street.Way, x.Street.Position, (x.MM+500)/1000))
				if (x.Street.Kind.Feature == streets.FeatureRepair) != (x.Street.Way < 0) {
					t.Errorf("way %d is a %v", x.Street.Way, x.Street.Kind)
				}
			}
			slices.Sort(got)
			if got := strings.Join(got, " "); got != tt.segments {
				t.Errorf("segments %s, want %s", got, tt.segments)
			}
			if report.Nodes != tt.nodes {
				t.Errorf("%d nodes of streets, want %d", report.Nodes, tt.nodes)
			}
			remarks := ""
			for _, r := range report.Remarks {
				remarks += fmt.Sprint(r.Code, " ", r.Count, " ", r.Samples)
			}
			if remarks != tt.remarks {
				t.Errorf("remarks %q, want %q", remarks, tt.remarks)
			}
		})
	}
}

// Where an island is, and what it would join.
func TestIslandsSayWhatTheyWouldJoin(t *testing.T) {
	nodes := []sketch.Node{{1, 0, 0}, {2, 0, 100_000}, {3, 10_000, 20_000}, {4, 10_000, 40_000}, {5, -20_000, 50_000}, {6, -40_000, 50_000}}
	n, report := sketch.Network(t, nodes, []build.Way{sketch.Way(1, "", 1, 2), sketch.Way(2, "", 3, 4), sketch.Way(3, "", 6, 5)})
	var got []string
	for _, i := range report.Islands {
		got = append(got, fmt.Sprintf("%d m at %v joins %v in %.0f m", (i.LengthMM+500)/1000, i.At, i.Joins, i.JoinsM))
	}
	slices.Sort(got)
	want := []string{"222 m at [-0.002 0.005] joins [0 0.005] in 222 m", "222 m at [0.001 0.002] joins [0 0.002] in 111 m"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for e := range uint32(n.Edges()) {
		first, _ := n.SegmentsOf(e)
		i, on := n.Island(e)
		if way := n.Street(first).Way; on != (way != 1) || on && (report.Islands[i].At[0] < 0) != (way == 3) {
			t.Errorf("way %d: island %d, %t", way, i, on)
		}
	}
}

// Nodes 2 and 8 follow on missing ones; 5 ends in the middle of the city.
func TestCutsAreWhereTheFileEnds(t *testing.T) {
	nodes := []sketch.Node{{1, 0, 0}, {2, 0, 100_000}, {3, 100_000, 0}, {5, 200_000, 50_000}, {7, 300_000, 0}, {8, 300_000, 50_000}}
	n, _ := sketch.Network(t, nodes, []build.Way{sketch.Way(1, "", 1, 2, 99), sketch.Way(2, "", 1, 3, 7), sketch.Way(3, "", 98, 8, 7), sketch.Way(4, "", 3, 5)})
	var cuts []string
	for _, a := range n.Cuts() {
		at := n.Under(streets.Standard).Locate(a)
		if min(at.ToStart(), at.ToEnd()) != 0 || !a.Linked {
			t.Errorf("%+v is no end", a)
		}
		cuts = append(cuts, fmt.Sprintf("%v of way %d", a.At, n.Street(a.Segment).Way))
	}
	slices.Sort(cuts)
	if want := []string{"[0 0.01] of way 1", "[0.03 0.005] of way 3"}; !slices.Equal(cuts, want) {
		t.Errorf("cuts %q, want %q", cuts, want)
	}
}

// A remark counts all and keeps three samples, each once.
func TestARemarkKeepsThreeSamples(t *testing.T) {
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassFootway, "", []int64{1, 2})
	for _, name := range []string{"a", "a", "b", "c", "d"} {
		b.Repair(build.Repair{Name: name, Line: []orb.Point{{5, 5}, {6, 6}}})
	}
	b.FreezeNodes()
	b.PlaceNode(1, 0, 0)
	b.PlaceNode(2, 0, 100_000)
	_, report, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []build.Remark{{Code: "repair_off_streets", Count: 5, Samples: []string{"a", "b", "c"}}}
	if fmt.Sprint(report.Remarks) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", report.Remarks, want)
	}
}

// Where a residents' street and one of everybody leave the file together, the
// place is reached by the latter, whichever comes first.
func TestACutIsReachedByAPublicStreet(t *testing.T) {
	b := build.New(streets.Standard)
	b.Add(build.Way{ID: 1, Kind: streets.Kind{Class: streets.ClassService, Use: streets.UseResidents}, Nodes: []int64{1, 2, 99}})
	b.Add(build.Way{ID: 2, Kind: streets.Kind{Class: streets.ClassFootway}, Nodes: []int64{3, 2, 98}})
	b.FreezeNodes()
	for id, lon := range map[int64]int32{1: 0, 2: 100_000, 3: 200_000} {
		b.PlaceNode(id, lon, 0)
	}
	n, _, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range n.Cuts() {
		if way := n.Street(a.Segment).Way; way != 2 || a.At != (orb.Point{0.01, 0}) {
			t.Errorf("a cut at %v, reached by way %d", a.At, way)
		}
	}
	if len(n.Cuts()) == 0 {
		t.Error("no cuts")
	}
}
