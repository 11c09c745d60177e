package build_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// archipelago is up to a dozen streets of any length, some of which meet.
func archipelago(t *rapid.T) ([]sketch.Node, []build.Way) {
	var nodes []sketch.Node
	var ways []build.Way
	for id := range int64(rapid.IntRange(2, 14).Draw(t, "nodes")) {
		nodes = append(nodes, sketch.Node{id, rapid.Int64Range(0, 150_000).Draw(t, "lon"), rapid.Int64Range(0, 150_000).Draw(t, "lat")})
	}
	for id := range int64(rapid.IntRange(1, 9).Draw(t, "ways")) {
		w := sketch.Way(100+id, "")
		for range rapid.IntRange(2, 3).Draw(t, "nodes of it") {
			w.Nodes = append(w.Nodes, rapid.Int64Range(0, int64(len(nodes)-1)).Draw(t, "node"))
		}
		if rapid.IntRange(0, 3).Draw(t, "residents") == 0 {
			w.Kind = sketch.Residents
		}
		ways = append(ways, w)
	}
	return nodes, ways
}

// A shore is a component of a list of segments: what hangs together.
type shore struct {
	mm       int64
	segments int
	members  map[uint32]bool
}

// shores finds the components of segments by growing each from its nodes until
// nothing is added.
func shores(all []sketch.Segment) []shore {
	var out []shore
	left := slices.Clone(all)
	for len(left) > 0 {
		s := shore{members: map[uint32]bool{left[0].From: true}}
		for grew := true; grew; {
			grew = false
			left = slices.DeleteFunc(left, func(x sketch.Segment) bool {
				if !s.members[x.From] && !s.members[x.To] {
					return false
				}
				s.members[x.From], s.members[x.To], grew = true, true, true
				s.mm, s.segments = s.mm+x.MM, s.segments+1
				return true
			})
		}
		out = append(out, s)
	}
	return out
}

// TestIslandsAreTheShortComponents: those under a kilometre, with their length,
// segments and edges; and of everybody's streets those that are short once
// residents' are closed are left to residents' accesses.
func TestIslandsAreTheShortComponents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, ways := archipelago(t)
		n, report := sketch.Network(t, nodes, ways)
		all := sketch.Segments(n)
		var got, want []string
		for _, x := range report.Islands {
			got = append(got, fmt.Sprint(x.LengthMM, x.Segments))
		}
		total, island := int64(0), map[uint32]bool{}
		for _, s := range shores(all) {
			total += s.mm
			if s.mm < build.IslandLength {
				want = append(want, fmt.Sprint(s.mm, s.segments))
				for v := range s.members {
					island[v] = true
				}
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || report.LengthMM != total || report.Segments != len(all) {
			t.Fatalf("islands %v of %d mm, want %v of %d", got, report.LengthMM, want, total)
		}
		var everybodys []sketch.Segment
		for _, x := range all {
			if !x.Residents {
				everybodys = append(everybodys, x)
			}
		}
		cutOff := map[uint32]bool{}
		for _, s := range shores(everybodys) {
			for v := range s.members {
				cutOff[v] = s.mm < build.IslandLength
			}
		}
		for _, x := range all {
			e := n.EdgeOf(x.Index)
			i, on := n.Island(e)
			if on != island[x.From] {
				t.Errorf("segment %d: on an island %t, want %t", x.Index, on, island[x.From])
			}
			if on && !slices.ContainsFunc(all, func(y sketch.Segment) bool {
				k, _ := n.Island(n.EdgeOf(y.Index))
				return k == i && (y.A == report.Islands[i].At || y.B == report.Islands[i].At)
			}) {
				t.Errorf("island %d is said to be at %v", i, report.Islands[i].At)
			}
			// Where residents' streets are closed a point on the segment joins it only if it
			// is everybody's and on no island then.
			a := n.Access(x.A)
			if a.Linked && a.Segment == x.Index {
				if closed := n.WithoutPrivate(a); (closed.Linked && closed.Segment == x.Index) != (!x.Residents && !cutOff[x.From]) {
					t.Errorf("segment %d, residents' %t, cut off %t: joined as %+v", x.Index, x.Residents, cutOff[x.From], closed)
				}
			}
		}
	})
}

// TestAnIslandIsNearestToAStreet: Joins is a place on a street that is on no
// island, and none is nearer by more than a step of ten metres.
func TestAnIslandIsNearestToAStreet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, ways := archipelago(t)
		n, report := sketch.Network(t, nodes, ways)
		main := sketch.OnMain(n)
		all := sketch.Segments(n)
		for i, island := range report.Islands {
			least := int64(1) << 40
			for _, x := range all {
				if k, on := n.Island(n.EdgeOf(x.Index)); !on || k != i {
					continue
				}
				for step := range 400 { // of the island: at most 2.5 m apart
					p := geo.Between(x.A, x.B, float64(step)/399)
					for _, y := range all {
						if !main[y.From] {
							continue
						}
						f, _ := geo.PlaneAt(p).Project(y.A, y.B)
						least = min(least, geo.Millimetres(p, geo.Between(y.A, y.B, f)))
					}
				}
			}
			if least == 1<<40 {
				if island.JoinsM != 0 || island.Joins != island.At {
					t.Errorf("island %d joins %+v, and there is nothing else", i, island)
				}
				continue
			}
			if got := int64(island.JoinsM * 1000); got < least-1_300 || got > least+10_100 {
				t.Errorf("island %d is %d mm from the streets, want %d", i, got, least)
			}
		}
	})
}

// TestAnIslandIsNearestInItsMiddle: an island that passes the end of a street comes
// nearest to it somewhere along itself, which is found to half of a step.
func TestAnIslandIsNearestInItsMiddle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		west, east := rapid.Int64Range(1_000, 40_000).Draw(t, "west"), rapid.Int64Range(1_000, 40_000).Draw(t, "east")
		apart := rapid.Int64Range(100, 20_000).Draw(t, "apart") // 1e-7 degrees: 11 mm
		n, report := sketch.Network(t,
			[]sketch.Node{{1, 0, apart}, {2, 0, apart + 100_000}, {3, -west, 0}, {4, east, 0}},
			[]build.Way{sketch.Way(1, "", 1, 2), sketch.Way(2, "", 3, 4)})
		if len(report.Islands) != 1 || n.Edges() != 2 {
			t.Fatalf("%+v", report.Islands)
		}
		nearest := float64(geo.Millimetres(orb.Point{0, 0}, orb.Point{0, float64(apart) / 1e7})) / 1000
		beside := math.Hypot(nearest, 10.1) // points of the island are 10 to 20 m apart
		if got := report.Islands[0]; got.JoinsM < nearest-0.001 || got.JoinsM > beside || got.Joins != (orb.Point{0, float64(apart) / 1e7}) {
			t.Errorf("%.3f m from the streets at %v, want %.3f to %.3f", got.JoinsM, got.Joins, nearest, beside)
		}
	})
}

// TestALineOfObstaclesInAnyOrder: obstacles are kept once, whichever way they are
// drawn and in whatever order, and lines without a place are left out.
func TestALineOfObstaclesInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type wall struct {
			kind  streets.Obstacle
			nodes []int64
		}
		var walls []wall
		for range rapid.IntRange(0, 6).Draw(t, "walls") {
			walls = append(walls, wall{streets.Obstacle(rapid.IntRange(1, 4).Draw(t, "kind")),
				rapid.SliceOfN(rapid.Int64Range(10, 18), 0, 5).Draw(t, "nodes")})
		}
		place := func(id int64) [2]int32 { return [2]int32{int32(id*7%5) * 3000, int32(id*3%7) * 2000} }
		made := func(reversed bool) *streets.Network {
			b := build.New(streets.Standard)
			for i := range walls {
				w := walls[i]
				if reversed {
					w = walls[len(walls)-1-i]
					w.nodes = slices.Clone(w.nodes)
					slices.Reverse(w.nodes)
				}
				b.AddObstacle(w.kind, w.nodes)
			}
			b.FreezeNodes()
			for id := int64(10); id < 18; id++ { // 18 has no place
				at := place(id)
				b.PlaceNode(id, at[0], at[1])
			}
			n, _, err := b.Build(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		n := made(false)
		if string(sketch.Bytes(t, n)) != string(sketch.Bytes(t, made(true))) {
			t.Error("the order of obstacles changes the file")
		}
		want := map[string]bool{}
		for _, w := range walls {
			for i := 1; i < len(w.nodes); i++ {
				a, b := w.nodes[i-1], w.nodes[i]
				if a == 18 || b == 18 || place(a) == place(b) {
					continue
				}
				ends := []string{fmt.Sprint(sketch.Degrees(place(a))), fmt.Sprint(sketch.Degrees(place(b)))}
				slices.Sort(ends)
				want[fmt.Sprint(ends, w.kind)] = true
			}
		}
		got := map[string]bool{}
		n.ObstaclesIn(orb.Bound{Min: orb.Point{-1, -1}, Max: orb.Point{1, 1}}, func(a, b orb.Point, kind streets.Obstacle) {
			ends := []string{fmt.Sprint(a), fmt.Sprint(b)}
			slices.Sort(ends)
			got[fmt.Sprint(ends, kind)] = true
		})
		if fmt.Sprint(got) != fmt.Sprint(want) || n.Obstacles() != len(want) {
			t.Errorf("%d pieces %v, want %v", n.Obstacles(), got, want)
		}
	})
}
