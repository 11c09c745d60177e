package build_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// A ward is a town of straight blocks with residents' streets among them: each
// line of a grid is a way between two corners, or is not there.
type ward struct {
	nodes []sketch.Node
	ways  []build.Way
}

func randomWard(t *rapid.T) ward {
	var w ward
	side := int64(rapid.IntRange(2, 5).Draw(t, "side"))
	id := func(x, y int64) int64 { return 1 + y*side + x }
	for y := range side {
		for x := range side {
			// No two lines are of one length, so that no two parts are.
			w.nodes = append(w.nodes, sketch.Node{id(x, y), x*20_000 + 137*y + 53*x*x + 17*x*y*y, y*20_000 + 211*x + 71*y*y + 29*x*x*y})
			for _, to := range [][2]int64{{x + 1, y}, {x, y + 1}} {
				if to[0] == side || to[1] == side {
					continue
				}
				switch rapid.IntRange(0, 5).Draw(t, "line") {
				case 0:
				case 1, 2:
					way := sketch.Way(100+int64(len(w.ways)), "", id(x, y), id(to[0], to[1]))
					way.Kind = sketch.Residents
					w.ways = append(w.ways, way)
				default:
					w.ways = append(w.ways, sketch.Way(100+int64(len(w.ways)), "", id(x, y), id(to[0], to[1])))
				}
			}
		}
	}
	return w
}

// enclosed finds by hand whose streets are residents': everybody's parts are what
// hangs together without residents' streets; of the parts that residents' streets
// join, all but the longest lie inside, and are theirs.
func (w ward) enclosed(length map[int64]int64) []int64 {
	group := func(of func(build.Way) bool) map[int64]int64 { // the least node that each hangs together with
		least := map[int64]int64{}
		for _, n := range w.nodes {
			least[n[0]] = n[0]
		}
		for range w.nodes {
			for _, way := range w.ways {
				if of(way) {
					a, b := way.Nodes[0], way.Nodes[1]
					least[a], least[b] = min(least[a], least[b]), min(least[a], least[b])
				}
			}
		}
		return least
	}
	residents := func(way build.Way) bool { return way.Kind.Use == streets.UseResidents }
	part := group(func(way build.Way) bool { return !residents(way) })
	between := group(residents)
	size := map[int64]int64{}
	for _, way := range w.ways {
		if !residents(way) {
			size[part[way.Nodes[0]]] += length[way.ID]
		}
	}
	longest := map[int64]int64{} // of what residents' streets join, the size of the longest part
	for _, way := range w.ways {
		if residents(way) {
			for _, v := range way.Nodes {
				longest[between[v]] = max(longest[between[v]], size[part[v]])
			}
		}
	}
	inside := map[int64]bool{}
	for _, way := range w.ways {
		if residents(way) {
			for _, v := range way.Nodes {
				if size[part[v]] < longest[between[v]] {
					inside[part[v]] = true
				}
			}
		}
	}
	var out []int64
	for _, way := range w.ways {
		if residents(way) || inside[part[way.Nodes[0]]] {
			out = append(out, way.ID)
		}
	}
	return out
}

// TestWhatLiesBehindResidentsStreetsIsTheirs, in any ward, by hand.
func TestWhatLiesBehindResidentsStreetsIsTheirs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomWard(t)
		n, report := sketch.Network(t, w.nodes, w.ways)
		length := map[int64]int64{}
		var got []int64
		for _, x := range sketch.Segments(n) {
			length[x.Street.Way] = x.MM
			if x.Residents {
				got = append(got, x.Street.Way)
			}
		}
		slices.Sort(got)
		if want := w.enclosed(length); !slices.Equal(got, want) {
			t.Errorf("residents' are %d, want %d of %s (%s)", got, want, w, sketch.Remarks(report))
		}
	})
}

// String lists the ways by their ends, those of residents in brackets.
func (w ward) String() string {
	out := ""
	for _, way := range w.ways {
		if way.Kind.Use == streets.UseResidents {
			out += fmt.Sprintf("%d[%d-%d] ", way.ID, way.Nodes[0], way.Nodes[1])
		} else {
			out += fmt.Sprintf("%d:%d-%d ", way.ID, way.Nodes[0], way.Nodes[1])
		}
	}
	return out
}

// TestAnotherWayInOnlyOpens: a street more that everybody walks, between corners
// that everybody reaches, makes nobody's street residents'.
func TestAnotherWayInOnlyOpens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomWard(t)
		before, _ := sketch.Network(t, w.nodes, w.ways)
		var ends []int64 // of everybody's streets that no other part encloses
		theirs := map[int64]bool{}
		for _, x := range sketch.Segments(before) {
			theirs[x.Street.Way] = x.Residents
		}
		for _, way := range w.ways {
			if !theirs[way.ID] {
				ends = append(ends, way.Nodes...)
			}
		}
		if len(ends) == 0 {
			t.Skip("nothing is everybody's")
		}
		a, b := rapid.SampledFrom(ends).Draw(t, "from"), rapid.SampledFrom(ends).Draw(t, "to")
		if a == b || slices.ContainsFunc(w.ways, func(way build.Way) bool { return slices.Contains(way.Nodes, a) && slices.Contains(way.Nodes, b) }) {
			t.Skip("a street is there")
		}
		after, _ := sketch.Network(t, w.nodes, append(slices.Clone(w.ways), sketch.Way(99, "", a, b)))
		part := func(n *streets.Network) map[int64]bool {
			out := map[int64]bool{}
			for _, x := range sketch.Segments(n) {
				out[x.Street.Way] = x.Residents
			}
			return out
		}
		now := part(after)
		if now[99] {
			t.Errorf("the new street is residents': %s", w)
		}
	})
}
