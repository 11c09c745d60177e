package build_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/sketch"
)

// The same ways and nodes in any order, and built twice, give the same file.
func TestTheOrderOfInputsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.Random(t), asciicity.Chance(t)
		c.Jitter(r).Rewire(r)
		want := sketch.Bytes(t, c.Copy().Network())
		if !bytes.Equal(sketch.Bytes(t, c.Copy().Network()), want) {
			t.Error("a second build gives another file")
		}
		if !bytes.Equal(sketch.Bytes(t, c.Copy().Shuffle(r).Network()), want) {
			t.Error("another order gives another file")
		}
	})
}

// Two versions of one way, as overlapping extracts of two days have them.
func TestTwoVersionsOfAWayInEitherOrder(t *testing.T) {
	nodes := []sketch.Node{{1, 0, 0}, {2, 0, 100_000}, {3, 0, 200_000}}
	versions := []build.Way{sketch.Way(7, "Old Lane", 1, 2), sketch.Way(7, "New Lane", 1, 2), sketch.Way(7, "New Lane", 1, 2, 3)}
	first, _ := sketch.Network(t, nodes, versions)
	slices.Reverse(versions)
	last, _ := sketch.Network(t, nodes, versions)
	if !bytes.Equal(sketch.Bytes(t, first), sketch.Bytes(t, last)) {
		t.Error("the order of two versions changes the file")
	}
	if name := last.Street(0).Name; name != "New Lane" {
		t.Errorf("the street is %q, want the name that comes first", name)
	}
}

// Contraction keeps nodes, segments, their lengths and what they belong to.
func TestContractionKeepsEverySegment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.Random(t), asciicity.Chance(t)
		c.Jitter(r).Rewire(r)
		d := c.Copy()
		d.Contract = false
		a, b := c.Report(), d.Report()
		a.Junctions, a.Edges = b.Junctions, b.Edges
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("reports differ:\n%+v\n%+v", a, b)
		}
		if got, want := stretches(c), stretches(d); !slices.Equal(got, want) {
			t.Errorf("segments differ:\n got  %q\n want %q", got, want)
		}
		if n := d.Network(); n.Junctions() != n.Nodes() || n.Edges() != n.Segments() {
			t.Errorf("%d junctions of %d nodes without contraction", n.Junctions(), n.Nodes())
		}
	})
}

// stretches lists a network's segments, ends and street, sorted; and refuses one
// that is not where its way says.
func stretches(c *asciicity.City) []string {
	n := c.Network()
	at := map[int64]orb.Point{}
	for _, x := range c.Nodes {
		at[x.ID] = orb.Point{float64(x.Lon) / 1e7, float64(x.Lat) / 1e7}
	}
	ways := map[int64]asciicity.Way{}
	for _, w := range c.Ways {
		ways[w.ID] = w
	}
	var out []string
	for e := range uint32(n.Edges()) {
		a, b, first, last := n.Edge(e)
		points := []orb.Point{n.Point(a)}
		for v := first; v < last; v++ {
			points = append(points, n.Point(v))
		}
		points = append(points, n.Point(b))
		before := streets.Cost(0)
		for i, along := range n.Along(e) {
			s := n.Street(first - uint32(n.Junctions()) + e + uint32(i))
			w := ways[s.Way]
			from, to := at[w.Nodes[s.Position]], at[w.Nodes[s.Position+1]]
			there := points[i] == from && points[i+1] == to || points[i] == to && points[i+1] == from
			out = append(out, fmt.Sprint(s.Way, s.Position, s.Kind.Class, s.Name, from, to, along-before, there && s.Name == w.Name))
			before = along
		}
	}
	slices.Sort(out)
	if i := slices.IndexFunc(out, func(s string) bool { return s[len(s)-4:] != "true" }); i >= 0 {
		panic("a segment is not where its way says: " + out[i])
	}
	return out
}

func TestReportCounts(t *testing.T) {
	var nodes []sketch.Node
	for i := range int64(12) {
		nodes = append(nodes, sketch.Node{100 + i, 0, i * 100_000}) // 1,112 m apart
	}
	nodes = append(nodes, sketch.Node{200, 500_000, 0}, sketch.Node{201, 500_000, 40_000}, sketch.Node{300, 1, 1}) // 445 m
	n, report := sketch.Network(t, nodes, []build.Way{
		sketch.Way(1, "whole", 100, 101, 102, 103),
		sketch.Way(2, "meets 1 in the middle", 101, 104, 104, 105), // a node twice in a row
		sketch.Way(3, "cut in its middle", 105, 106, 999, 107, 108),
		sketch.Way(4, "nothing but missing", 998, 997),
		sketch.Way(5, "one missing end", 996, 103),
		sketch.Way(6, "the same as a part of 1", 102, 101),
		sketch.Way(7, "an island", 200, 201),
		sketch.Way(8, "one node", 100),
		sketch.Way(9, "stands still", 109, 109),
	})
	report.LengthMM /= 1000
	got := fmt.Sprintf("%+v", report)
	// Segments: 3 of way 1, 2 of 2, 2 of 3, 1 of 7: nine stretches of 1,111.95 m in all,
	// 101–104 being three, and the island.
	const want = "{Ways:5 Nodes:11 Segments:8 Junctions:8 Edges:5 LengthMM:10452 MissingNodes:4 CutWays:3 Islands:[{LengthMM:444780 Segments:1 At:[0.05 0.004] Joins:[0 0] JoinsM:5559.754}] Remarks:[]}"
	if got != want {
		t.Errorf("report:\n got  %s\n want %s", got, want)
	}
	if n.Nodes() != 11 || n.Segments() != 8 {
		t.Errorf("%d nodes, %d segments", n.Nodes(), n.Segments())
	}
	if box := n.Box(); box.Min != (orb.Point{0, 0}) || box.Max != (orb.Point{0.05, 0.08}) {
		t.Errorf("box %v", box)
	}
}

func TestNodesAreKeptForStreetsOnly(t *testing.T) {
	b := build.New(streets.Standard)
	refs := []int64{5, -3, 9}
	b.AddWay(1, streets.ClassPath, "", refs)
	refs[0] = 77 // the builder has its own copy
	b.FreezeNodes()
	for _, x := range []struct {
		id   int64
		used bool
	}{{9, true}, {77, false}, {5, true}, {6, false}, {-3, true}, {-4, false}, {10, false}} {
		if got := b.PlaceNode(x.id, int32(x.id)*100_000, 0); got != x.used {
			t.Errorf("node %d: used %t, want %t", x.id, got, x.used)
		}
	}
	b.PlaceNode(9, 0, 0) // a node stays where it was first
	if nodes, placed := b.Wanted(); nodes != 3 || placed != 3 {
		t.Errorf("%d nodes wanted and %d placed, want 3 and 3", nodes, placed)
	}
	n, _, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if box := n.Box(); box.Min[0] != -0.03 || box.Max[0] != 0.09 {
		t.Errorf("box %v", box)
	}
}

// Ids of any size and sign, more than are sorted by comparison.
func TestManyIDs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, bits := range []int{20, 33, 64} {
		const count = 5000
		ids := map[int64]bool{}
		for len(ids) < count {
			ids[int64(r.Uint64()>>(64-bits))] = true
		}
		var refs []int64
		for id := range ids {
			refs = append(refs, id)
		}
		slices.Sort(refs)
		r.Shuffle(count, func(i, j int) { refs[i], refs[j] = refs[j], refs[i] })
		b := build.New(streets.Standard)
		b.AddWay(1, streets.ClassFootway, "", refs)
		b.FreezeNodes()
		for i, id := range refs {
			if !b.PlaceNode(id, int32(i)*1000, 0) {
				t.Fatalf("%d bits: node %d is lost", bits, id)
			}
		}
		if nodes, placed := b.Wanted(); nodes != count || placed != count {
			t.Errorf("%d bits: %d nodes, %d placed, want %d", bits, nodes, placed, count)
		}
		n, report, err := b.Build(context.Background())
		if err != nil || report.Segments != count-1 || n.Edges() != 1 {
			t.Errorf("%d bits: %v, %+v", bits, err, report)
		}
	}
}

func TestABuildCanBeStopped(t *testing.T) {
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassFootway, "", []int64{1, 2})
	b.FreezeNodes()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, _, err := b.Build(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// No streets are a network too.
func TestNoStreets(t *testing.T) {
	n, report := sketch.Network(t, nil, nil)
	if n.Nodes() != 0 || n.Edges() != 0 || report.Segments != 0 {
		t.Errorf("%d nodes, %+v", n.Nodes(), report)
	}
	if a := n.Access(orb.Point{121, 31}); a.Linked {
		t.Errorf("linked to nothing: %+v", a)
	}
}
