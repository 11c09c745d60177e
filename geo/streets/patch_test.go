package streets_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/sketch"
)

// drawer draws edits of a network, and places on it.
type drawer struct {
	*rand.Rand
	side  int
	links []string
}

func drawn(t *rapid.T, side int) *drawer {
	return &drawer{Rand: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "edits"), 3)), side: side}
}

// place is somewhere in a town or at its border.
func (d *drawer) place() orb.Point {
	reach := float64(4000*d.side) * 1e-7
	return orb.Point{(d.Float64()*1.1 - 0.05) * reach, (d.Float64()*1.1 - 0.05) * reach}
}

// flattened lays a network out anew.
func flattened(t sketch.TB, n *streets.Network) (*streets.Network, func(streets.Access) streets.Access) {
	t.Helper()
	flat, to, err := n.Flatten()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return flat, to
}

// near is a place at most 20 m from a street.
func (d *drawer) near(n *streets.Network) (uint32, orb.Point) {
	s := uint32(d.IntN(n.Segments()))
	for tries := 0; tries < 100 && !n.Live(n.EdgeOf(s)); tries++ {
		s = uint32(d.IntN(n.Segments()))
	}
	e := n.EdgeOf(s)
	first, _ := n.SegmentsOf(e)
	a, b := n.Point(n.NodeOf(e, s-first)), n.Point(n.NodeOf(e, s-first+1))
	f := d.Float64()
	if d.IntN(4) == 0 {
		f = float64(d.IntN(2))
	}
	off := func() float64 { return float64(d.IntN(3)-1) * 4e-5 }
	return s, orb.Point{a[0] + (b[0]-a[0])*f + off(), a[1] + (b[1]-a[1])*f + off()}
}

func (d *drawer) edit(n *streets.Network) streets.Edit {
	s, p := d.near(n)
	switch d.IntN(8) {
	case 0, 1, 2:
		l := &streets.Link{ID: fmt.Sprint("link", len(d.links)), Kind: d.kind(), Line: []orb.Point{p}}
		for range d.IntN(3) {
			l.Line = append(l.Line, d.place())
		}
		_, q := d.near(n)
		l.Line = append(l.Line, q)
		if d.IntN(3) == 0 {
			l.LengthMM = int64(d.IntN(80_000))
		}
		if d.IntN(3) == 0 {
			l.Steps = d.IntN(90)
		}
		l.Lift = d.IntN(5) == 0
		d.links = append(d.links, l.ID)
		return streets.Edit{Open: l}
	case 3:
		if len(d.links) > 0 {
			return streets.Edit{Remove: d.links[d.IntN(len(d.links))]}
		}
		fallthrough
	case 4, 5:
		return streets.Edit{Close: &streets.Piece{Way: n.Street(s).Way, Near: p, All: d.IntN(4) == 0}}
	}
	return streets.Edit{Admit: &streets.Piece{Way: d.someWay(n), Near: p, All: d.IntN(3) == 0}}
}

// someWay is a way of the network, a residents' one if there is luck.
func (d *drawer) someWay(n *streets.Network) int64 {
	s := uint32(0)
	for range 20 {
		s = uint32(d.IntN(n.Segments()))
		if e := n.EdgeOf(s); !n.Live(e) || n.Use(e) == streets.UseResidents {
			break
		}
	}
	return n.Street(s).Way
}

func (d *drawer) kind() streets.Kind {
	k := streets.Kind{Class: streets.ClassFootway, Crossing: streets.Crossing(d.IntN(4))}
	switch d.IntN(4) {
	case 0:
		k.Class, k.Incline = streets.ClassSteps, int8(d.IntN(3)-1)
	case 1:
		k.Barrier = streets.BarrierStile
	}
	return k
}

// patchedTown is a town with some edits over it, and those that could be made.
func patchedTown(t *rapid.T) (base, patched *streets.Network, made []streets.Edit, d *drawer) {
	w := sketch.RandomTown(t)
	base, _ = w.Build(t, true, rapid.Bool().Draw(t, "flat"), false)
	d, patched = drawn(t, w.Side), base
	if rapid.Bool().Draw(t, "built with changes") {
		for range 5 {
			if next, err := patched.Patch([]streets.Edit{d.edit(patched)}); err == nil {
				patched = next
			}
		}
		base, _ = flattened(t, patched)
		patched = base
		if base.Segments() == 0 {
			t.Skip("nothing is left")
		}
	}
	for range rapid.IntRange(1, 14).Draw(t, "number") {
		e := d.edit(patched)
		next, err := patched.Patch([]streets.Edit{e})
		if err == nil {
			patched, made = next, append(made, e)
		}
	}
	if len(made) == 0 {
		t.Skip("no edit could be made")
	}
	return base, patched, made, d
}

// arcsOf writes the arcs of a junction, in an order of their own.
func arcsOf(arcs []streets.Arc) string {
	arcs = slices.Clone(arcs)
	slices.SortFunc(arcs, func(a, b streets.Arc) int { return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.Cost, b.Cost)) })
	return fmt.Sprint(arcs)
}

// wantGraph compares the arcs of all vertices, by what their numbers stand for.
func wantGraph(t *rapid.T, what string, got, want streets.Graph, names, wantNames []uint32) {
	t.Helper()
	read := func(g streets.Graph, names []uint32) map[uint32]string {
		out := map[uint32]string{}
		for v := range uint32(g.Vertices()) {
			arcs := slices.Clone(g.At(v))
			if names == nil {
				out[v] = arcsOf(arcs)
				continue
			}
			for i := range arcs {
				arcs[i].To = names[arcs[i].To]
			}
			if len(arcs) > 0 {
				out[names[v]] = arcsOf(arcs)
			}
		}
		return out
	}
	a, b := read(got, names), read(want, wantNames)
	if len(a) != len(b) {
		t.Errorf("%s: %d vertices, want %d", what, len(a), len(b))
	}
	for v, arcs := range b {
		if a[v] != arcs {
			t.Errorf("%s: vertex %d has %s, want %s", what, v, a[v], arcs)
		}
	}
}

// costsOf is a position without the number of its edge.
func costsOf(p streets.Position) streets.Position {
	p.Edge = 0
	return p
}

// TestAPatchedNetworkWalksAsAPlainOne holds the patch against the network that is
// laid out anew: every arc, every place, every attribute.
func TestAPatchedNetworkWalksAsAPlainOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, n, _, d := patchedTown(t)
		flat, to := flattened(t, n)
		if flat.Edges() == 0 {
			t.Skip("nothing is left")
		}
		if flat.Junctions() != n.Junctions() || flat.HasPrivate() != n.HasPrivate() || n.Base() != base || flat.Patched() {
			t.Fatalf("%d junctions, want %d", flat.Junctions(), n.Junctions())
		}
		var edges []uint32
		for e := range n.EachEdge() {
			if len(edges) > 0 && n.Order(edges[len(edges)-1]) >= n.Order(e) {
				t.Errorf("edge %d is out of order", e)
			}
			edges = append(edges, e)
		}
		if len(edges) != flat.Edges() {
			t.Fatalf("%d edges, want %d", flat.Edges(), len(edges))
		}
		for _, p := range sketch.Walkers() {
			w, v := base.Under(p).Patch(n), flat.Under(p)
			for _, g := range []struct {
				name       string
				a, b       streets.Graph
				rows, cols []uint32
			}{
				{"everybody's", w.Public(), v.Public(), nil, nil},
				{"all", w.Open(), v.Open(), nil, nil},
				{"residents'", w.Compounds().Graph, v.Compounds().Graph, w.Compounds().Junction, v.Compounds().Junction},
			} {
				wantGraph(t, p.ID+" "+g.name, g.a, g.b, g.rows, g.cols)
				wantGraph(t, p.ID+" "+g.name+" reversed", g.a.Reverse(), g.b.Reverse(), g.rows, g.cols)
			}
			for vertex, junction := range w.Compounds().Junction {
				if got, ok := w.Compounds().Vertex(junction); !ok || got != uint32(vertex) {
					t.Errorf("junction %d is vertex %d, want %d", junction, got, vertex)
				}
			}
			for i, e := range edges {
				wantEdge(t, w, v, e, uint32(i), to, d)
			}
		}
		wantSame(t, "box", n.Box(), flat.Box())
		wantAccesses(t, "ends", n.Cuts(), flat.Cuts(), to)
		for range 30 {
			p := d.place()
			wantAccess(t, "link", n.Access(p), flat.Access(p), to)
			a, ok := n.IslandAccess(p)
			b, okFlat := flat.IslandAccess(p)
			wantAccess(t, "island", a, b, to)
			wantSame(t, "joins an island", ok, okFlat)
			wantAccesses(t, "links", n.LinkAccesses(p, n.Access(p)), flat.LinkAccesses(p, flat.Access(p)), to)
		}
		for i, l := range flat.Links() {
			want := n.Links()[i]
			if l.ID != want.ID || l.Way != want.Way || l.Edge != uint32(slices.Index(edges, want.Edge)) || l.Way != streets.LinkWay(l.ID) {
				t.Errorf("link %+v, want %+v", l, want)
			}
		}
	})
}

// wantEdge compares an edge of a patched network with the one that lies in its
// place.
func wantEdge(t *rapid.T, w, v *streets.Weights, e, i uint32, to func(streets.Access) streets.Access, d *drawer) {
	t.Helper()
	n, flat := w.Network(), v.Network()
	a, b, _, _ := n.Edge(e)
	x, y, _, _ := flat.Edge(i)
	wantSame(t, "ends", [2]uint32{a, b}, [2]uint32{x, y})
	wantSame(t, "use", n.Use(e), flat.Use(i))
	island, on := n.Island(e)
	flatIsland, flatOn := flat.Island(i)
	wantSame(t, "island", fmt.Sprint(island, on), fmt.Sprint(flatIsland, flatOn))
	wantSame(t, "along", fmt.Sprint(n.Along(e)), fmt.Sprint(flat.Along(i)))
	first, last := n.SegmentsOf(e)
	flatFirst, flatLast := flat.SegmentsOf(i)
	wantSame(t, "segments", last-first, flatLast-flatFirst)
	for k := range last - first + 1 {
		wantSame(t, "node", n.Point(n.NodeOf(e, k)), flat.Point(flat.NodeOf(i, k)))
	}
	for k := range last - first {
		s, u := first+k, flatFirst+k
		about := func(n *streets.Network, s uint32) string {
			of := n.Segment(s)
			from, end := of.Part()
			signals, crossings := of.Waits()
			up, down, ok := of.Climb()
			return fmt.Sprint(n.Street(s), of.Use(), of.MM(), from, end, of.Against(), signals, crossings, up, down, ok, of.Steps())
		}
		wantSame(t, "segment", about(n, s), about(flat, u))
		wantSame(t, "edge of a segment", n.EdgeOf(s), e)
		from, end := n.Segment(s).Part()
		for _, f := range []float64{from, end, from + (end-from)*d.Float64()} {
			at := streets.Access{Linked: true, Segment: s, Fraction: f}
			wantSame(t, "place", costsOf(w.Locate(at)), costsOf(v.Locate(to(at))))
			cost, wait := w.Along(s, 0, f)
			flatCost, flatWait := v.Along(u, 0, f)
			wantSame(t, "part", [2]streets.Cost{cost, wait}, [2]streets.Cost{flatCost, flatWait})
			if whole, _ := w.Along(s, 0, 1); whole != streets.Far {
				rest, _ := w.Along(s, f, 1)
				wantSame(t, "parts", cost+rest, whole)
			}
		}
	}
}

func wantSame[T comparable](t *rapid.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: patched %v, plain %v", what, got, want)
	}
}

func wantAccess(t *rapid.T, what string, got, want streets.Access, to func(streets.Access) streets.Access) {
	t.Helper()
	got = to(got)
	if (got.Public == nil) != (want.Public == nil) {
		t.Errorf("%s: public %v, want %v", what, got.Public, want.Public)
	} else if got.Public != nil {
		wantAccess(t, what+", public", streets.Access{}, streets.Access{}, to)
		wantSame(t, what+", public", *got.Public, *want.Public)
	}
	got.Public, want.Public = nil, nil
	wantSame(t, what, got, want)
}

func wantAccesses(t *rapid.T, what string, got, want []streets.Access, to func(streets.Access) streets.Access) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		wantAccess(t, what, got[i], want[i], to)
	}
}

// TestEditsOneByOneAreEditsAtOnce: what edits make doesn't depend on how they
// are handed over.
func TestEditsOneByOneAreEditsAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, n, made, _ := patchedTown(t)
		before := sketch.Bytes(t, base)
		atOnce, err := base.Patch(made)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := flattened(t, n)
		b, _ := flattened(t, atOnce)
		if string(sketch.Bytes(t, a)) != string(sketch.Bytes(t, b)) {
			t.Error("another network")
		}
		if string(sketch.Bytes(t, base)) != string(before) {
			t.Error("the base has changed")
		}
		again, err := streets.Read(sketch.Bytes(t, a))
		if err != nil {
			t.Fatal(err)
		}
		if string(sketch.Bytes(t, again)) != string(sketch.Bytes(t, a)) || fmt.Sprint(again.Links()) != fmt.Sprint(a.Links()) {
			t.Error("it is written back as other bytes")
		}
	})
}

// TestChanged: the edges that came and went make the one of the other.
func TestChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, n, made, _ := patchedTown(t)
		k := rapid.IntRange(0, len(made)).Draw(t, "k")
		half, err := base.Patch(made[:k])
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range []*streets.Network{base, half, n} {
			gone, came := n.Changed(from)
			live := map[uint32]bool{}
			for e := range from.EachEdge() {
				live[e] = true
			}
			for _, e := range gone {
				if !live[e] {
					t.Errorf("edge %d went and was not there", e)
				}
				delete(live, e)
			}
			for _, e := range came {
				if live[e] {
					t.Errorf("edge %d came and was there", e)
				}
				live[e] = true
			}
			for e := range n.EachEdge() {
				if !live[e] {
					t.Errorf("edge %d is there and neither was nor came", e)
				}
				delete(live, e)
			}
			if len(live) > 0 {
				t.Errorf("%v are there no more and did not go", live)
			}
		}
	})
}

// TestLinksMoveNoAccessOfTheBase: a point joins the base's streets where it did,
// whatever is cut; and no walk among them changes but by a shorter one.
func TestLinksMoveNoAccessOfTheBase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sketch.RandomTown(t)
		base, _ := w.Build(t, true, false, false)
		d, n := drawn(t, w.Side), base
		for range 6 {
			e := d.edit(n)
			if next, err := n.Patch([]streets.Edit{e}); err == nil && e.Open != nil {
				n = next
			}
		}
		flat, to := flattened(t, n)
		p, q := d.place(), d.place()
		border := orb.MultiPolygon{{{p, {q[0], p[1]}, q, {p[0], q[1]}, p}}}
		rim := func(n *streets.Network, to func(streets.Access) streets.Access) string {
			var out []string
			for _, a := range n.CrossingRim(border) {
				a = to(a)
				s := flat.Street(a.Segment)
				out = append(out, fmt.Sprint(s.Way, s.Position, a.Fraction, a.At))
			}
			slices.Sort(out)
			return fmt.Sprint(out)
		}
		wantSame(t, "border", rim(n, to), rim(flat, func(a streets.Access) streets.Access { return a }))
		for range 40 {
			p := d.place()
			was := base.Access(p)
			want, ok := n.Resolve(was)
			if ok != was.Linked {
				t.Fatalf("%v joined %+v, now nothing", p, was)
			}
			got := n.Access(p)
			wantAccess(t, "link", got, want, func(a streets.Access) streets.Access { return a })
			for _, profile := range sketch.Walkers() {
				if !was.Linked {
					continue
				}
				b, a := base.Under(profile), base.Under(profile).Patch(n)
				x, _, _, _ := b.Segment(was.Segment)
				up, _ := b.Along(was.Segment, 0, was.Fraction)
				from, to := n.Segment(got.Segment).Part()
				down, _ := a.Along(got.Segment, from, got.Fraction)
				before, _ := b.Along(was.Segment, 0, from)
				if x != streets.Far && up != streets.Far && up != before+down || to < got.Fraction {
					t.Errorf("%s: %d up to it, now %d and %d", profile.ID, up, before, down)
				}
			}
		}
	})
}
