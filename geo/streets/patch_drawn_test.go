package streets_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// Two streets of two blocks, joined by a third at their west end; a cell is
// 11.119 m, and 4 km/h are 10,007 ms for it. The upper street is way 1 to f, its
// last two blocks way 2.
const twoStreets = `
a.....b.....c
.
.
d.....e.....f
`

func twoStreetsNet(t *testing.T) (*sketch.Sketch, *streets.Network) {
	s := sketch.Draw(t, twoStreets)
	s.Streets(1, "abc def ad").Spur(9, 'd')
	n, _ := s.Build()
	return s, n
}

// walk returns what walking from one point to the other takes along the streets,
// in milliseconds, without legs.
func walk(n *streets.Network, p streets.Profile, from, to orb.Point) uint64 {
	w := n.Base().Under(p).Patch(n)
	a, b := w.Locate(n.Access(from)), w.Locate(n.Access(to))
	labels := relaxed(n, w.Public(), b)
	x, y, _, _ := n.Edge(a.Edge)
	least := min(labels[x]+uint64(a.ToStart()), labels[y]+uint64(a.ToEnd()))
	if a.Edge == b.Edge {
		least = min(least, uint64(a.Walk(b)))
	}
	return least
}

// wantWalk compares in cells, of 10,007 ms each, and milliseconds beside them, to a
// quarter of a second: a step is measured in whole millimetres.
func wantWalk(t *testing.T, what string, got uint64, cells, beside int64) {
	t.Helper()
	if want := cells*10_007 + beside; int64(got) < want-250 || int64(got) > want+250 {
		t.Errorf("%s: %d ms, want %d", what, got, want)
	}
}

// From c to f it is 6+6+3+6+6 cells; a link in the middle makes it 6+3+6, one at
// the end 3.
func TestALinkIsWalked(t *testing.T) {
	s, n := twoStreetsNet(t)
	c, f := s.Point(12, 0), s.Point(12, 3)
	line := []orb.Point{s.Point(6, 0), s.Point(6, 3)}
	patched := func(l streets.Link) *streets.Network {
		t.Helper()
		l.ID = "bridge"
		if l.Line == nil {
			l.Line = line
		}
		out, err := n.Patch([]streets.Edit{{Open: &l}})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	stairs := streets.Profile{ID: "stairs", Speed: 4_000_000, StepUp: 1200, StepDown: 600, Signal: 30_000, Crossing: 12_000, Lift: 40_000}
	stairs.Barrier[streets.BarrierGate] = 7_000
	wantWalk(t, "around", walk(n, streets.Standard, c, f), 27, 0)
	for _, tt := range []struct {
		name   string
		link   streets.Link
		p      streets.Profile
		cells  int64
		beside int64
	}{
		{"in the middle", streets.Link{}, streets.Standard, 15, 0},
		{"at the end", streets.Link{Line: []orb.Point{c, f}}, streets.Standard, 3, 0},
		{"between corners, a cell and a half off", streets.Link{Line: []orb.Point{s.Point(9, -1.5), s.Point(9, 4.5)}}, streets.Standard, 9, 0},
		{"round about", streets.Link{Line: []orb.Point{line[0], s.Point(8, 0), s.Point(8, 3), line[1]}}, streets.Standard, 19, 0},
		{"as long as is said", streets.Link{LengthMM: 100_000}, streets.Standard, 12, 90_000},
		{"signals", streets.Link{Kind: streets.Kind{Crossing: streets.CrossingSignals}}, stairs, 15, 30_000},
		{"a zebra", streets.Link{Kind: streets.Kind{Crossing: streets.CrossingMarked}}, stairs, 15, 12_000},
		{"lifts at both ends", streets.Link{Lift: true}, stairs, 15, 80_000},
		{"a gate", streets.Link{Kind: streets.Kind{Barrier: streets.BarrierGate}}, stairs, 15, 7_000},
		// 20 steps are 3 m at either end: 6 m of stairs at 0.9 s a step, the mean of
		// up and down, are 18 s in place of 5.4 s.
		{"stairs at both ends", streets.Link{Steps: 20}, stairs, 15, 18_000 - 5_400},
		// 140 steps are more than the 33.357 m have room for: all of it is stairs.
		{"more stairs than there is room", streets.Link{Steps: 140}, stairs, 12, 126_000},
		{"a stair", streets.Link{Kind: streets.Kind{Class: streets.ClassSteps}, Steps: 100}, stairs, 12, 90_000 + 3_021},
		{"a stair for who knows no steps", streets.Link{Kind: streets.Kind{Class: streets.ClassSteps}, Steps: 100}, streets.Standard, 15, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := patched(tt.link)
			wantWalk(t, "walk", walk(out, tt.p, c, f), tt.cells, tt.beside)
			flat, _ := flattened(t, out)
			wantWalk(t, "walk on the plain network", walk(flat, tt.p, c, f), tt.cells, tt.beside)
		})
	}
}

// What lies where after edits, by the lengths in cells of the way's segments that
// are there.
func TestEdits(t *testing.T) {
	s, n := twoStreetsNet(t)
	at := s.Point
	open := func(id string, from, to orb.Point) streets.Edit {
		return streets.Edit{Open: &streets.Link{ID: id, Line: []orb.Point{from, to}}}
	}
	shut := func(way int64, p orb.Point) streets.Edit {
		return streets.Edit{Close: &streets.Piece{Way: way, Near: p}}
	}
	all := func(way int64) streets.Edit { return streets.Edit{Close: &streets.Piece{Way: way, All: true}} }
	admit := func(way int64, p orb.Point) streets.Edit {
		return streets.Edit{Admit: &streets.Piece{Way: way, Near: p}}
	}
	bridge := open("bridge", at(3, 0), at(3, 3))
	for _, tt := range []struct {
		name  string
		edits []streets.Edit
		want  string // of way 1, and of the link
	}{
		{"nothing", nil, "6 6 |"},
		{"a link cuts a segment", []streets.Edit{bridge}, "3 3 6 | 3"},
		{"taken away, the cut stays", []streets.Edit{bridge, {Remove: "bridge"}}, "3 3 6 |"},
		{"a link at a corner", []streets.Edit{open("x", at(6, 0), at(6, 3))}, "6 6 | 3"},
		{"a street without junctions is one piece", []streets.Edit{shut(1, at(2, 0))}, " |"},
		{"a link makes two of it", []streets.Edit{bridge, shut(1, at(2, 0))}, "3 6 | 3"},
		{"the other one", []streets.Edit{bridge, shut(1, at(10, 1))}, "3 | 3"},
		{"closed first, it cannot be joined", []streets.Edit{shut(1, at(2, 0)), bridge}, "line: its end"},
		{"open again", []streets.Edit{shut(1, at(2, 0)), admit(1, at(9, 0))}, "6 6 |"},
		{"all of a way", []streets.Edit{bridge, all(1)}, " | 3"},
		{"a link by its way", []streets.Edit{bridge, shut(streets.LinkWay("bridge"), at(3, 1))}, "3 3 6 |"},
		{"and open again", []streets.Edit{bridge, shut(streets.LinkWay("bridge"), at(3, 1)), admit(streets.LinkWay("bridge"), at(3, 1))}, "3 3 6 | 3"},
		{"twice", []streets.Edit{bridge, bridge}, `id: there is a link "bridge" already`},
		{"what is not there", []streets.Edit{{Remove: "brdge"}}, `id: no link "brdge" was added: a street of the map is closed by its way`},
		{"with those that are", []streets.Edit{bridge, {Remove: "brdge"}}, `there are "bridge"`},
		{"far off", []streets.Edit{open("x", at(3, 0), at(30, -9))}, "line: its end at 0.003, 0.0009 is farther than 25 m from every street"},
		{"no length", []streets.Edit{open("x", at(3, 0), at(3, -1))}, "line: both of its ends join the streets at one place"},
		{"a point", []streets.Edit{{Open: &streets.Link{ID: "x", Line: []orb.Point{at(3, 0)}}}}, "line: a line has at least two points"},
		{"no id", []streets.Edit{open("", at(3, 0), at(3, 3))}, "id: a link needs an id"},
		{"axes swapped", []streets.Edit{open("x", orb.Point{0, 91}, at(3, 3))}, "line: [0 91] is no place on the earth"},
		{"no such way", []streets.Edit{shut(77, at(3, 0))}, "way: no street of the network is of way 77"},
		{"no such way at all", []streets.Edit{all(77)}, "way: no street of the network is of way 77"},
		{"not near", []streets.Edit{shut(3, at(6, 0))}, "near: way 3 is not within 25 m of"},
		{"closed twice", []streets.Edit{shut(1, at(3, 0)), shut(1, at(3, 0))}, "near: way 1 is not within 25 m of"},
		{"not closed", []streets.Edit{admit(1, at(3, 0))}, "near: everybody may walk way 1 here already"},
		{"steps below none", []streets.Edit{{Open: &streets.Link{ID: "x", Steps: -1, Line: []orb.Point{at(3, 0), at(3, 3)}}}}, "steps: -1 is no number of steps"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := n.Patch(tt.edits)
			if err != nil {
				var e *streets.EditError
				if !errors.As(err, &e) || e.Index != len(tt.edits)-1 || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v, want %q", err, tt.want)
				}
				return
			}
			if got := cells(out, 1) + " |" + strings.TrimRight(" "+cells(out, linkWay(out)), " "); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func linkWay(n *streets.Network) int64 {
	for _, l := range n.Links() {
		return l.Way
	}
	return 0
}

// cells lists the lengths of a way's segments in cells, in its order.
func cells(n *streets.Network, way int64) string {
	type part struct {
		position uint32
		from     float64
		cells    string
	}
	var parts []part
	for e := range n.EachEdge() {
		for s, last := n.SegmentsOf(e); s < last; s++ {
			if street := n.Street(s); street.Way == way {
				from, _ := n.Segment(s).Part()
				parts = append(parts, part{street.Position, from, fmt.Sprintf("%.0f", float64(n.Segment(s).MM())/11119)})
			}
		}
	}
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.position, b.position), cmp.Compare(a.from, b.from))
	})
	var out []string
	for _, p := range parts {
		out = append(out, p.cells)
	}
	return strings.Join(out, " ")
}

// Of a wall with a gate in it: who stands at x joins the lower street, 5 cells
// off, and the path that is added, 1 cell off, as well; who stands beside the
// upper street only that.
func TestPointsJoinAddedLinksBeside(t *testing.T) {
	s, n := twoStreetsNet(t)
	out, err := n.Patch([]streets.Edit{{Open: &streets.Link{ID: "path", Line: []orb.Point{s.Point(8, 3), s.Point(8, 8), s.Point(12, 8), s.Point(12, 3)}}}})
	if err != nil {
		t.Fatal(err)
	}
	flat, _ := flattened(t, out)
	for _, n := range []*streets.Network{out, flat} {
		x := s.Point(9, 8.5)
		main := n.Access(x)
		if way := n.Street(main.Segment).Way; way != 2 {
			t.Errorf("joins way %d", way)
		}
		added := n.LinkAccesses(x, main)
		if len(added) != 1 || added[0].LegMM > 6_000 || n.Street(added[0].Segment).Way != streets.LinkWay("path") {
			t.Errorf("joins %+v", added)
		}
		if near := s.Point(2, 0.1); len(n.LinkAccesses(near, n.Access(near))) != 0 {
			t.Errorf("%v joins the path, too", near)
		}
		if far := s.Point(90, 0); len(n.LinkAccesses(far, streets.Access{})) != 0 {
			t.Errorf("%v joins the path from too far off", far)
		}
	}
}

// A place half-way along the first block stays where it is when the street is cut
// a third along, and is nowhere when its part is closed; the other part stays.
func TestAccessesFollowCuts(t *testing.T) {
	s, n := twoStreetsNet(t)
	place := n.Access(s.Point(3, -0.5))
	corner := n.Access(s.Point(0, -0.5))
	cut := n.Access(s.Point(2, 0))
	edits := []streets.Edit{
		{Open: &streets.Link{ID: "x", Line: []orb.Point{s.Point(2, 0), s.Point(2, 3)}}},
		{Close: &streets.Piece{Way: 1, Near: s.Point(4, 0)}},
		{Admit: &streets.Piece{Way: 1, Near: s.Point(4, 0)}},
	}
	for i, want := range []bool{true, false, true} {
		out, err := n.Patch(edits[:i+1])
		if err != nil {
			t.Fatal(err)
		}
		a, ok := out.Resolve(place)
		if ok != want || ok && (a.Fraction != place.Fraction || a.At != place.At || a.Segment == place.Segment) {
			t.Errorf("after %d edits: %t, %+v", i+1, ok, a)
		}
		// Where two parts meet a place is on the first of them.
		if c, ok := out.Resolve(cut); !ok || c.Fraction != cut.Fraction {
			t.Errorf("after %d edits the cut: %t, %+v", i+1, ok, c)
		} else if from, _ := out.Segment(c.Segment).Part(); from != 0 {
			t.Errorf("after %d edits the cut is on the part from %g", i+1, from)
		}
		if b, ok := out.Resolve(corner); !ok || out.EdgeOf(b.Segment) == out.EdgeOf(a.Segment) && want {
			t.Errorf("after %d edits the corner: %t, %+v", i+1, ok, b)
		}
	}
}

// Node 7 of way 1 has a gate, and another street's number is 7, too: closing all
// of way 7 leaves the gate; where no street has the number it is the gate.
func TestAWayAndAGateOfOneNumber(t *testing.T) {
	gated := func(other int64) *streets.Network {
		b := build.New(streets.Standard)
		b.AddWay(1, streets.ClassFootway, "", []int64{1, 7, 2})
		b.AddWay(other, streets.ClassFootway, "", []int64{2, 3})
		b.Mark(7, sketch.Gate(streets.UsePublic))
		b.FreezeNodes()
		for id, lon := range map[int64]int32{1: 0, 7: 50_000, 2: 100_000, 3: 150_000} {
			b.PlaceNode(id, lon, 0)
		}
		n, _, err := b.Build(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n, err = n.Patch([]streets.Edit{{Close: &streets.Piece{Way: 7, All: true}}})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, tt := range []struct {
		other  int64
		passes bool
	}{{7, true}, {8, false}} {
		got := walk(gated(tt.other), streets.Standard, orb.Point{0.001, 0}, orb.Point{0.009, 0})
		if passes := got < uint64(streets.Far); passes != tt.passes {
			t.Errorf("beside way %d: %d ms through the gate", tt.other, got)
		}
	}
}

// Streets whose ends touch without a node in common can be joined by a gate, but
// not by a street of no length.
func TestALinkBetweenStreetsThatTouch(t *testing.T) {
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassFootway, "", []int64{1, 2})
	b.AddWay(2, streets.ClassFootway, "", []int64{3, 4})
	b.FreezeNodes()
	for id, at := range map[int64][2]int32{1: {-100_000, -10_000}, 2: {0, 0}, 3: {0, 0}, 4: {100_000, 10_000}} {
		b.PlaceNode(id, at[0], at[1])
	}
	n, _, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l := streets.Link{ID: "x", Line: []orb.Point{{-1e-7, 6e-7}, {1e-7, -6e-7}}}
	if _, err := n.Patch([]streets.Edit{{Open: &l}}); err == nil || !strings.Contains(err.Error(), "no length") {
		t.Errorf("a street of no length: %v", err)
	}
	l.Kind.Barrier = streets.BarrierGate
	out, err := n.Patch([]streets.Edit{{Open: &l}})
	if err != nil {
		t.Fatal(err)
	}
	if got := walk(out, streets.Standard, orb.Point{-0.001, -0.0001}, orb.Point{0.001, 0.0001}); got >= uint64(streets.Far) {
		t.Error("nobody walks through the gate")
	}
}

// A line whose last leg is shorter than a millimetre ends where the streets are
// all the same.
func TestALinkEndsAtItsJoint(t *testing.T) {
	s, n := twoStreetsNet(t)
	out, err := n.Patch([]streets.Edit{{Open: &streets.Link{ID: "x", LengthMM: 1, Line: []orb.Point{s.Point(3, 0), s.Point(5, 2), s.Point(3, 3)}}}})
	if err != nil {
		t.Fatal(err)
	}
	flat, _ := flattened(t, out)
	for _, p := range []orb.Point{s.Point(4, 2.5), s.Point(2, 1), s.Point(3, 4)} {
		a, b := out.LinkAccesses(p, streets.Access{}), flat.LinkAccesses(p, streets.Access{})
		if len(a) != 1 || len(b) != 1 || a[0].LegMM != b[0].LegMM || a[0].At != b[0].At {
			t.Errorf("%v: %+v, laid out %+v", p, a, b)
		}
	}
	e := out.Links()[0].Edge
	first, last := out.SegmentsOf(e)
	end := out.LinkAccesses(out.Point(out.NodeOf(e, last-first)), streets.Access{})
	if len(end) != 1 || end[0].LegMM != 0 {
		t.Errorf("its end is %+v off", end)
	}
}

// A link that is closed by its way keeps its id until it is taken away.
func TestAClosedLinkKeepsItsID(t *testing.T) {
	s, n := twoStreetsNet(t)
	x := streets.Edit{Open: &streets.Link{ID: "x", Line: []orb.Point{s.Point(3, 0), s.Point(3, 3)}}}
	shut := streets.Edit{Close: &streets.Piece{Way: streets.LinkWay("x"), All: true}}
	if _, err := n.Patch([]streets.Edit{x, shut, x}); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("added again: %v", err)
	}
	out, err := n.Patch([]streets.Edit{x, shut, {Remove: "x"}, x})
	if err != nil || len(out.Links()) != 1 {
		t.Errorf("after it was taken away: %v", err)
	}
}
