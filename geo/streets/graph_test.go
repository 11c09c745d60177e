package streets_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// arcList writes all arcs of a graph as "from to cost", sorted; flipped lists them
// as those of the reverse.
func arcList(g streets.Graph, flipped bool) []string {
	var out []string
	for v := range uint32(g.Vertices()) {
		for _, a := range g.At(v) {
			from, to := v, a.To
			if flipped {
				from, to = to, from
			}
			out = append(out, fmt.Sprint(from, to, a.Cost))
		}
	}
	slices.Sort(out)
	return out
}

// TestTheReverseOfAGraph: the same arcs the other way round, of plain and of
// patched graphs, and its reverse is the graph.
func TestTheReverseOfAGraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, n, _, _ := patchedTown(t)
		for _, p := range sketch.Walkers() {
			under := base.Under(p)
			for _, w := range []*streets.Weights{under, under.Patch(n)} {
				for _, g := range []streets.Graph{w.Public(), w.Open(), w.Compounds().Graph} {
					back := g.Reverse()
					if !slices.Equal(arcList(g, true), arcList(back, false)) {
						t.Errorf("%s: the reverse has other arcs", p.ID)
					}
					if !slices.Equal(arcList(back.Reverse(), false), arcList(g, false)) {
						t.Errorf("%s: the reverse of the reverse has other arcs", p.ID)
					}
				}
			}
		}
	})
}

// TestArcsAreEdges: the arcs of a junction are the edges that end there, walked
// towards it, and cost what their segments do.
func TestArcsAreEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, n, _, _ := patchedTown(t)
		for _, p := range sketch.Walkers() {
			w := n.Base().Under(p).Patch(n)
			public, open := make([][]streets.Arc, n.Junctions()), make([][]streets.Arc, n.Junctions())
			for e := range n.EachEdge() {
				a, b, _, _ := n.Edge(e)
				var sum, sumBack uint64
				goes, comes := true, true
				for s, last := n.SegmentsOf(e); s < last; s++ {
					there, back := w.AlongEdge(s)
					goes, comes = goes && there != streets.Far, comes && back != streets.Far
					sum, sumBack = sum+uint64(there), sumBack+uint64(back)
				}
				put := func(list [][]streets.Arc) {
					if a != b && goes {
						list[b] = append(list[b], streets.Arc{To: a, Cost: streets.Cost(min(sum, uint64(streets.MaxCost)))})
					}
					if a != b && comes {
						list[a] = append(list[a], streets.Arc{To: b, Cost: streets.Cost(min(sumBack, uint64(streets.MaxCost)))})
					}
				}
				put(open)
				if n.Use(e) == streets.UsePublic {
					put(public)
				}
			}
			for v := range public {
				if got, want := arcsOf(w.Public().At(uint32(v))), arcsOf(public[v]); got != want {
					t.Fatalf("%s, everybody's, junction %d: %s, want %s", p.ID, v, got, want)
				}
				if got, want := arcsOf(w.Open().At(uint32(v))), arcsOf(open[v]); got != want {
					t.Fatalf("%s, all, junction %d: %s, want %s", p.ID, v, got, want)
				}
			}
		}
	})
}

// TestChainsAreTheEdges: the arrays for whoever goes over all edges say what each
// edge says, those that are gone too.
func TestChainsAreTheEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, n, _, _ := patchedTown(t)
		for _, n := range []*streets.Network{base, n} {
			starts, ends, first, along := n.Chains()
			if len(starts) != n.Edges() || len(ends) != n.Edges() || len(first) != n.Edges()+1 || len(along) != n.Segments() {
				t.Fatalf("%d starts, %d ends, %d interiors, %d costs", len(starts), len(ends), len(first), len(along))
			}
			for e := range uint32(n.Edges()) {
				a, b, from, to := n.Edge(e)
				j := uint32(n.Junctions())
				if starts[e] != a || ends[e] != b || j+first[e] != from || j+first[e+1] != to {
					t.Errorf("edge %d: %d–%d, [%d, %d)", e, starts[e], ends[e], first[e], first[e+1])
				}
				if got := along[first[e]+e : first[e+1]+e+1]; !slices.Equal(got, n.Along(e)) {
					t.Errorf("edge %d: %d, want %d", e, got, n.Along(e))
				}
			}
		}
	})
}

// TestAListOfEdgesIsAGraph: the walks of an edge list are those of the list, by
// relaxing its edges until nothing changes; the shortest of several between two
// nodes need not be the first, which is the one that is kept.
func TestAListOfEdgesIsAGraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(2, 12).Draw(t, "nodes")
		var list build.EdgeList
		for i := range count {
			list.Lon = append(list.Lon, int32(i)*1000)
			list.Lat = append(list.Lat, rapid.Int32Range(0, 9000).Draw(t, "lat"))
		}
		known := map[[2]uint32]bool{}
		for range rapid.IntRange(1, 30).Draw(t, "edges") {
			a, b := rapid.Uint32Range(0, uint32(count-1)).Draw(t, "a"), rapid.Uint32Range(0, uint32(count-1)).Draw(t, "b")
			if pair := [2]uint32{min(a, b), max(a, b)}; !known[pair] {
				known[pair] = true
				list.Edges = append(list.Edges, [3]uint32{a, b, rapid.Uint32Range(1, 50_000).Draw(t, "mm")})
			}
		}
		n, report, err := build.FromEdges(t.Context(), list, streets.Profile{ID: "metre", Speed: 3_600_000})
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Islands) > 0 {
			t.Errorf("%d islands: nothing of a list is too short to join", len(report.Islands))
		}
		if n.Segments() == 0 {
			return
		}
		// At one metre a second a millimetre is a millisecond. Places are told by their longitude.
		const never = 1 << 40
		best := make([]uint64, count)
		for v := range best {
			best[v] = never
		}
		best[list.Edges[0][0]] = 0
		for range count {
			for _, e := range list.Edges {
				best[e[1]] = min(best[e[1]], best[e[0]]+uint64(e[2]))
				best[e[0]] = min(best[e[0]], best[e[1]]+uint64(e[2]))
			}
		}
		if list.Edges[0][0] == list.Edges[0][1] {
			return // nothing leads from it to itself
		}
		w := n.Under(n.Profile())
		var from streets.Position
		at := map[int64]sketch.Segment{}
		for _, x := range sketch.Segments(n) {
			at[x.Street.Way] = x
		}
		from = w.Locate(streets.Access{Linked: true, Segment: at[0].Index})
		labels := relaxed(n, w.Public(), from)
		for i, e := range list.Edges {
			x, there := at[int64(i)]
			if e[0] == e[1] {
				if there {
					t.Errorf("edge %d leads from a node to itself", i)
				}
				continue
			}
			p := w.Locate(streets.Access{Linked: true, Segment: x.Index})
			a, b, _, _ := n.Edge(p.Edge)
			got := min(labels[a]+uint64(p.ToStart()), labels[b]+uint64(p.ToEnd()))
			if p.Edge == from.Edge {
				got = min(got, uint64(p.Walk(from)))
			}
			want := best[e[0]]
			if want >= never && got < uint64(streets.Far) || want < never && got != want {
				t.Errorf("edge %d starts %d ms from the first, want %d (%v)", i, got, want, list.Edges)
			}
		}
	})
}

// TestAccessAtTheDateLine: the world is a sheet that ends at 180°. On either side
// a point joins the streets there; across the line it joins nothing, and nothing
// breaks.
func TestAccessAtTheDateLine(t *testing.T) {
	for _, at := range []int64{1_799_990_000, -1_799_990_000} {
		n, _ := sketch.Network(t, []sketch.Node{{1, at, -180_000_000}, {2, at, -179_800_000}}, []build.Way{sketch.Way(1, "", 1, 2)})
		for _, lon := range []float64{179.9985, 180, -180, -179.9985} {
			p := orb.Point{lon, -17.99}
			a := n.Access(p)
			near := (lon > 0) == (at > 0)
			if a.Linked != near {
				t.Errorf("a street at %d, a point at %g: %+v", at, lon, a)
			}
			if near {
				if want := geo.Millimetres(p, orb.Point{float64(at) / 1e7, -17.99}); int64(a.LegMM) != want {
					t.Errorf("a street at %d, a point at %g: %d mm off, want %d", at, lon, a.LegMM, want)
				}
			}
			n.Crossed(p, a.At)
			n.CrossingRim(orb.MultiPolygon{{{p, {lon, -17.98}, {float64(at) / 1e7, -17.985}, p}}})
		}
	}
}
