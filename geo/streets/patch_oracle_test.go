package streets_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A hand makes by hand what edits make of a town of plain streets: over nodes and
// stretches between them, uncontracted, with nothing of the package's but where
// points lie. Its walks are Dijkstra's, from node to node.
type hand struct {
	at       map[int64]orb.Point
	list     []*straight
	junction map[int64]bool // of the streets as they were built, or where a link joins
	next     int64          // node to be made
}

// A straight is a stretch between two nodes: a part of a segment, or of a link.
type straight struct {
	from, to  int64
	way       int64
	position  int
	low, high float64      // of the segment
	ends      [2]orb.Point // of the segment
	whole     int64        // what that costs
	cost      int64
	inside    bool // for residents
	closed    bool
	link      string
}

// pace is 4 km/h in whole milliseconds, halves up, at least one.
func pace(mm int64) int64 { return max(1, (2*mm*3_600_000+4_000_000)/8_000_000) }

func handOf(n *streets.Network) *hand {
	h := &hand{at: map[int64]orb.Point{}, junction: map[int64]bool{}}
	for e := range uint32(n.Edges()) {
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			street := n.Street(s)
			from, to := int64(n.NodeOf(e, s-first)), int64(n.NodeOf(e, s-first+1))
			if street.Backwards {
				from, to = to, from
			}
			h.at[from], h.at[to] = n.Point(uint32(from)), n.Point(uint32(to))
			x := &straight{from: from, to: to, way: street.Way, position: int(street.Position), high: 1, inside: street.Kind.Use == streets.UseResidents}
			x.ends = [2]orb.Point{h.at[from], h.at[to]}
			x.whole = pace(geo.Millimetres(x.ends[0], x.ends[1]))
			x.cost = x.whole
			h.list = append(h.list, x)
		}
	}
	for v, meet := range h.meeting() {
		h.junction[v] = len(meet) != 2 || meet[0].inside != meet[1].inside
	}
	h.next = int64(n.Nodes()) + 1_000_000
	return h
}

func (h *hand) meeting() map[int64][]*straight {
	out := map[int64][]*straight{}
	for _, x := range h.list {
		out[x.from], out[x.to] = append(out[x.from], x), append(out[x.to], x)
	}
	return out
}

// nearest finds the straight nearest to a point among some, at most 25 m away.
func (h *hand) nearest(p orb.Point, among func(*straight) bool) (best *straight, fraction float64) {
	plane, least, beside := geo.PlaneAt(p), int64(25_001), 0.0 // how far the foot on the whole segment lies beside it
	for _, x := range h.list {
		if !among(x) {
			continue
		}
		foot, _ := plane.Project(x.ends[0], x.ends[1])
		f := max(x.low, min(x.high, foot))
		mm := geo.Millimetres(p, geo.Between(x.ends[0], x.ends[1], f))
		if mm < least || best != nil && mm == least &&
			cmp.Or(cmp.Compare(x.way, best.way), cmp.Compare(x.position, best.position),
				cmp.Compare(math.Abs(f-foot), beside), cmp.Compare(x.low, best.low)) < 0 {
			best, fraction, least, beside = x, f, mm, math.Abs(f-foot)
		}
	}
	return best, fraction
}

// cutAt cuts a straight and returns the node there.
func (h *hand) cutAt(x *straight, f float64) int64 {
	p := geo.Between(x.ends[0], x.ends[1], f)
	here := [2]float64{math.Round(p[0] * 1e7), math.Round(p[1] * 1e7)}
	for _, v := range []int64{x.from, x.to} {
		if here == [2]float64{math.Round(h.at[v][0] * 1e7), math.Round(h.at[v][1] * 1e7)} {
			h.junction[v] = true
			return v
		}
	}
	v := h.next
	h.next++
	h.at[v], h.junction[v] = orb.Point{here[0] / 1e7, here[1] / 1e7}, true
	rest := *x
	rest.from, rest.low, x.to, x.high = v, f, v, f
	share := func(f float64) int64 { return int64(math.Round(f * float64(x.whole))) }
	x.cost, rest.cost = share(x.high)-share(x.low), share(rest.high)-share(rest.low)
	h.list = append(h.list, &rest)
	return v
}

// piece returns the straights between the junctions around one.
func (h *hand) piece(x *straight) []*straight {
	meeting := h.meeting()
	out := []*straight{x}
	for _, v := range []int64{x.from, x.to} {
		last := x
		for !h.junction[v] {
			for _, y := range meeting[v] {
				if y != last {
					last = y
					break
				}
			}
			if slices.Contains(out, last) {
				break // a ring
			}
			out = append(out, last)
			v = last.from + last.to - v
		}
	}
	return out
}

// apply makes an edit, or returns false where it cannot be made.
func (h *hand) apply(e streets.Edit) bool {
	switch {
	case e.Open != nil:
		return h.open(e.Open)
	case e.Remove != "":
		count := len(h.list)
		h.list = slices.DeleteFunc(h.list, func(x *straight) bool { return x.link == e.Remove })
		return len(h.list) < count
	case e.Close != nil:
		return h.over(e.Close, func(x *straight) bool { return !x.closed }, func(x *straight) { x.closed = true })
	}
	return h.over(e.Admit, func(x *straight) bool { return x.closed || x.inside }, func(x *straight) {
		if x.closed {
			x.closed = false
		} else {
			x.inside = false
		}
	})
}

// over does something with the straights of a piece.
func (h *hand) over(p *streets.Piece, among func(*straight) bool, do func(*straight)) bool {
	if p.All {
		var all []*straight
		meeting := h.meeting()
		for _, x := range h.list {
			if x.way == p.Way && among(x) {
				all = append(all, x)
			}
		}
		for _, x := range all {
			for _, v := range []int64{x.from, x.to} {
				for _, y := range meeting[v] {
					h.junction[v] = h.junction[v] || y.way != p.Way
				}
			}
			do(x)
		}
		return len(all) > 0
	}
	x, _ := h.nearest(p.Near, func(x *straight) bool { return x.way == p.Way && among(x) })
	if x == nil || !among(x) {
		return false
	}
	for _, y := range h.piece(x) {
		do(y)
	}
	return true
}

func (h *hand) open(l *streets.Link) bool {
	var ends [2]int64
	for _, p := range []orb.Point{l.Line[0], l.Line[len(l.Line)-1]} {
		if x, _ := h.nearest(p, h.street); x == nil {
			return false
		}
	}
	before := h.clone()
	for i, p := range []orb.Point{l.Line[0], l.Line[len(l.Line)-1]} {
		x, f := h.nearest(p, h.street)
		ends[i] = h.cutAt(x, f)
	}
	if ends[0] == ends[1] {
		*h = *before
		return false
	}
	last := ends[0]
	for k, p := range append(slices.Clone(l.Line[1:len(l.Line)-1]), orb.Point{}) {
		v := ends[1]
		if k < len(l.Line)-2 {
			v = h.next
			h.next++
			h.at[v] = orb.Point{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}
		}
		x := &straight{from: last, to: v, way: streets.LinkWay(l.ID), position: k, high: 1, link: l.ID}
		x.ends = [2]orb.Point{h.at[last], h.at[v]}
		x.whole = pace(geo.Millimetres(x.ends[0], x.ends[1]))
		x.cost = x.whole
		h.list = append(h.list, x)
		last = v
	}
	return true
}

func (h *hand) clone() *hand {
	out := &hand{at: maps.Clone(h.at), junction: maps.Clone(h.junction), next: h.next}
	for _, x := range h.list {
		y := *x
		out.list = append(out.list, &y)
	}
	return out
}

// street reports whether links may join a straight.
func (h *hand) street(x *straight) bool { return x.link == "" && !x.closed }

// walks returns what walking from a place to every node takes, where residents'
// streets are open to all or to nobody.
func (h *hand) walks(x *straight, f float64, residents bool) map[int64]int64 {
	best := map[int64]int64{}
	up := int64(math.Round(f*float64(x.whole))) - int64(math.Round(x.low*float64(x.whole)))
	best[x.from], best[x.to] = up, x.cost-up
	if x.from == x.to {
		best[x.from] = min(up, x.cost-up)
	}
	done := map[int64]bool{}
	meeting := h.meeting()
	for {
		v, found := int64(0), false
		for u, c := range best {
			if !done[u] && (!found || c < best[v] || c == best[v] && u < v) {
				v, found = u, true
			}
		}
		if !found {
			return best
		}
		done[v] = true
		for _, y := range meeting[v] {
			u := y.from + y.to - v
			if c, known := best[u]; !y.closed && (residents || !y.inside) && (!known || best[v]+y.cost < c) {
				best[u] = best[v] + y.cost
			}
		}
	}
}

// plainTown has streets of plain kinds, some of them residents', bent between
// their corners, and nothing that stands on them.
func plainTown(t *rapid.T) *streets.Network {
	side := rapid.IntRange(2, 5).Draw(t, "side")
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
	b := build.New(streets.Standard)
	places := map[int64][2]int32{}
	id := func(x, y int) int64 {
		v := int64(1 + y*side + x)
		if _, known := places[v]; !known {
			places[v] = [2]int32{int32(x*4000 + r.IntN(1500)), int32(y*4000 + r.IntN(1500))}
		}
		return v
	}
	next, number := int64(1000), int64(10)
	way := func() build.Way {
		number++
		w := build.Way{ID: number, Kind: streets.Kind{Class: streets.ClassResidential}}
		if r.IntN(4) == 0 {
			w.Kind.Use = streets.UseResidents
		}
		return w
	}
	lay := func(w build.Way) {
		if r.IntN(3) == 0 {
			slices.Reverse(w.Nodes)
		}
		b.Add(w)
	}
	for line := range 2 * side { // rows, then columns
		w := way()
		for k := range side {
			x, y := k, line
			if line >= side {
				x, y = line-side, k
			}
			w.Nodes = append(w.Nodes, id(x, y))
			if r.IntN(3) == 0 {
				lay(w)
				last := w.Nodes[len(w.Nodes)-1]
				if w = way(); r.IntN(3) > 0 {
					w.Nodes = []int64{last}
				} else {
					continue // a gap
				}
			}
			for range r.IntN(3) {
				next++
				places[next] = [2]int32{int32(x*4000 + r.IntN(4000)), int32(y*4000 + r.IntN(4000))}
				w.Nodes = append(w.Nodes, next)
			}
		}
		lay(w)
	}
	b.FreezeNodes()
	for v, at := range places {
		b.PlaceNode(v, at[0], at[1])
	}
	n, _, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// plainEdit is one that the hand makes too.
func (d *drawer) plainEdit(n *streets.Network) streets.Edit {
	e := d.edit(n)
	if e.Open != nil {
		e.Open.Kind, e.Open.LengthMM, e.Open.Steps, e.Open.Lift = streets.Kind{}, 0, 0, false
	}
	return e
}

// rings reports whether some part of the streets has no junction: which of its
// nodes is made one is a matter of numbers.
func (h *hand) rings() bool {
	for _, x := range h.list {
		reached := false
		for _, y := range h.piece(x) {
			reached = reached || h.junction[y.from] || h.junction[y.to]
		}
		if !reached {
			return true
		}
	}
	return false
}

// TestPatchesAgainstByHand: all walks between random places of edited towns.
func TestPatchesAgainstByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := plainTown(t)
		if base.Segments() == 0 {
			t.Skip("no streets")
		}
		h := handOf(base)
		if h.rings() {
			t.Skip("a ring")
		}
		d, n := drawn(t, 5), base
		said := ""
		for range rapid.IntRange(1, 12).Draw(t, "number") {
			e := d.plainEdit(n)
			next, err := n.Patch([]streets.Edit{e})
			made := h.apply(e)
			said += fmt.Sprintf("%+v %+v %+v %q: %v\n", e.Open, e.Close, e.Admit, e.Remove, err)
			if made != (err == nil) {
				t.Fatalf("by hand %t, patched %v:\n%s", made, err, said)
			}
			if err == nil {
				n = next
			}
		}
		w := base.Under(streets.Standard).Patch(n)
		for _, residents := range []bool{false, true} {
			wantWalks(t, h, w, residents, d, said)
		}
	})
}

func wantWalks(t *rapid.T, h *hand, w *streets.Weights, residents bool, d *drawer, said string) {
	t.Helper()
	n, g := w.Network(), w.Public()
	if residents {
		g = w.Open()
	}
	type spot struct {
		x  *straight
		f  float64
		at streets.Position
	}
	var spots []spot
	for e := range n.EachEdge() {
		if !residents && n.Use(e) == streets.UseResidents {
			continue
		}
		for s, last := n.SegmentsOf(e); s < last; s++ {
			from, to := n.Segment(s).Part()
			street := n.Street(s)
			i := slices.IndexFunc(h.list, func(x *straight) bool {
				return x.way == street.Way && x.position == int(street.Position) && x.low == from && x.high == to
			})
			if i < 0 {
				t.Fatalf("nothing by hand is %+v from %v to %v:\n%s", street, from, to, said)
			}
			x := h.list[i]
			if x.closed || x.inside != (n.Use(e) == streets.UseResidents) {
				t.Fatalf("by hand %+v, patched for use %d:\n%s", *x, n.Use(e), said)
			}
			if d.IntN(4) == 0 && len(spots) < 12 {
				f := from + (to-from)*d.Float64()
				spots = append(spots, spot{x, f, w.Locate(streets.Access{Linked: true, Segment: s, Fraction: f})})
			}
		}
	}
	for _, x := range h.list { // the reverse
		if x.closed {
			continue
		}
		there := false
		for e := range n.EachEdge() {
			for s, last := n.SegmentsOf(e); s < last; s++ {
				from, to := n.Segment(s).Part()
				street := n.Street(s)
				there = there || x.way == street.Way && x.position == int(street.Position) && x.low == from && x.high == to
			}
		}
		if !there {
			t.Fatalf("%+v is there by hand alone:\n%s", *x, said)
		}
	}
	for _, a := range spots {
		best := h.walks(a.x, a.f, residents)
		labels := relaxed(n, g, a.at)
		for _, b := range spots {
			want := int64(math.MaxInt64)
			up := int64(math.Round(b.f*float64(b.x.whole))) - int64(math.Round(b.x.low*float64(b.x.whole)))
			if c, ok := best[b.x.from]; ok {
				want = min(want, c+up)
			}
			if c, ok := best[b.x.to]; ok {
				want = min(want, c+b.x.cost-up)
			}
			if a.x == b.x {
				v := int64(math.Round(a.f*float64(a.x.whole))) - int64(math.Round(a.x.low*float64(a.x.whole)))
				want = min(want, max(up-v, v-up))
			}
			start, end, _, _ := n.Edge(b.at.Edge)
			got := min(labels[start]+uint64(b.at.ToStart()), labels[end]+uint64(b.at.ToEnd()))
			if a.at.Edge == b.at.Edge {
				got = min(got, uint64(a.at.Walk(b.at)))
			}
			if want == math.MaxInt64 && got < uint64(streets.Far) || want != math.MaxInt64 && got != uint64(want) {
				t.Fatalf("%d ms from %+v to %+v, by hand %d:\n%s", got, *a.x, *b.x, want, said)
			}
		}
	}
}

// relaxed returns the walks of all junctions to a place, by relaxing arcs until
// nothing changes.
func relaxed(n *streets.Network, g streets.Graph, to streets.Position) []uint64 {
	best := make([]uint64, n.Junctions())
	for v := range best {
		best[v] = uint64(streets.Far)
	}
	a, b, _, _ := n.Edge(to.Edge)
	best[a] = uint64(to.FromStart())
	best[b] = min(best[b], uint64(to.FromEnd()))
	for changed := true; changed; {
		changed = false
		for v := range best {
			for _, arc := range g.At(uint32(v)) {
				if c := best[v] + uint64(arc.Cost); c < best[arc.To] {
					best[arc.To], changed = c, true
				}
			}
		}
	}
	return best
}
