package reach_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
)

// A plaza is a square of a drawn city, for brute force: it knows its sides, where
// streets come in, and by trying every side which of its corners see each other.
type plaza struct {
	sides [][2]asciicity.Node // of all rings
	in    map[int64]bool      // corners where a street comes in
	bend  map[int64]bool      // corners that walks go around
	next  map[int64][2]asciicity.Node
}

// pave makes a square of some blocks of a drawing, most with a statue in one.
func pave(c *asciicity.City, r *rand.Rand) *plaza {
	rows := strings.Split(strings.TrimRight(c.String(), "\n"), "\n")
	wide := 0
	for _, row := range rows {
		wide = max(wide, len(row))
	}
	columns, lines := (wide-1)/5, (len(rows)-1)/3
	w, n := r.IntN(columns), r.IntN(lines)
	e, s := w+1+r.IntN(min(3, columns-w)), n+1+r.IntN(min(3, lines-n))
	number := int64(5_000_000)
	node := func(x, y float64) asciicity.Node {
		for _, v := range c.Nodes {
			if float64(v.Column) == x && float64(v.Line) == y {
				return v
			}
		}
		number++
		p := c.Place(x+0.6*(r.Float64()-0.5), y+0.6*(r.Float64()-0.5))
		v := asciicity.Node{ID: number, Column: -1, Lon: int32(math.Round(p[0] * 1e7)), Lat: int32(math.Round(p[1] * 1e7))}
		c.Nodes = append(c.Nodes, v)
		return v
	}
	var outer []asciicity.Node
	for x := w; x < e; x++ {
		outer = append(outer, node(float64(5*x), float64(3*n)))
	}
	for y := n; y < s; y++ {
		outer = append(outer, node(float64(5*e), float64(3*y)))
	}
	for x := e; x > w; x-- {
		outer = append(outer, node(float64(5*x), float64(3*s)))
	}
	for y := s; y > n; y-- {
		outer = append(outer, node(float64(5*w), float64(3*y)))
	}
	area := build.Area{ID: 9_000_000, Kind: streets.Kind{Class: streets.ClassPedestrian}, Rim: true, Outer: [][]int64{closed(outer)}}
	p := &plaza{in: map[int64]bool{}, bend: map[int64]bool{}, next: map[int64][2]asciicity.Node{}}
	p.add(outer)
	if r.IntN(4) > 0 {
		x, y := 5*float64(w)+2.5, 3*float64(n)+1.5
		statue := []asciicity.Node{node(x-1.1, y-0.45), node(x+1.1, y-0.45), node(x+1.1, y+0.45), node(x-1.1, y+0.45)}
		area.Inner = [][]int64{closed(statue)}
		p.add(statue)
	}
	c.Areas = append(c.Areas, area)
	p.enter(c)
	return p
}

func closed(ring []asciicity.Node) (ids []int64) {
	for _, v := range ring {
		ids = append(ids, v.ID)
	}
	return append(ids, ids[0])
}

func (p *plaza) add(ring []asciicity.Node) {
	for i, v := range ring {
		p.sides = append(p.sides, [2]asciicity.Node{v, ring[(i+1)%len(ring)]})
		p.next[v.ID] = [2]asciicity.Node{ring[(i+len(ring)-1)%len(ring)], ring[(i+1)%len(ring)]}
	}
	for _, v := range ring {
		// A walk goes around a corner where the ground takes more than half a turn:
		// where the middle between two places beside it is not on the ground.
		a, b := p.next[v.ID][0], p.next[v.ID][1]
		turn := orientation(a, v, b) < 0
		if signed(ring) < 0 {
			turn = !turn
		}
		p.bend[v.ID] = turn != (len(p.sides) > len(ring)) // of a statue the other way round
	}
}

// signed is positive for a ring that runs against the clock.
func signed(ring []asciicity.Node) (sum float64) {
	for i, v := range ring {
		w := ring[(i+1)%len(ring)]
		sum += float64(v.Lon-ring[0].Lon)*float64(w.Lat-ring[0].Lat) - float64(w.Lon-ring[0].Lon)*float64(v.Lat-ring[0].Lat)
	}
	return sum
}

func orientation(a, b, c asciicity.Node) int {
	return cmp.Compare(int64(b.Lon-a.Lon)*int64(c.Lat-a.Lat), int64(b.Lat-a.Lat)*int64(c.Lon-a.Lon))
}

// enter finds where streets come in: the corners on any way that is not all rim.
func (p *plaza) enter(c *asciicity.City) {
	there := map[int64]bool{}
	for _, v := range c.Nodes {
		there[v.ID] = true
	}
	for _, w := range c.Ways {
		off := false
		for i := 1; i < len(w.Nodes); i++ {
			a, b := w.Nodes[i-1], w.Nodes[i]
			off = off || a != b && there[a] && there[b] && !slices.ContainsFunc(p.sides, func(s [2]asciicity.Node) bool {
				return s[0].ID == a && s[1].ID == b || s[0].ID == b && s[1].ID == a
			})
		}
		for i, v := range w.Nodes {
			_, corner := p.next[v]
			joins := i > 0 && w.Nodes[i-1] != v && there[w.Nodes[i-1]] || i+1 < len(w.Nodes) && w.Nodes[i+1] != v && there[w.Nodes[i+1]]
			p.in[v] = p.in[v] || off && corner && joins
		}
	}
}

// sees reports whether two corners see each other; degenerate is true where a
// third one lies between them.
func (p *plaza) sees(u, v asciicity.Node) (ok, degenerate bool) {
	middle := [2]float64{(float64(u.Lon) + float64(v.Lon)) / 2, (float64(u.Lat) + float64(v.Lat)) / 2}
	inside := false
	for _, s := range p.sides {
		a, b := s[0], s[1]
		if orientation(u, v, a)*orientation(u, v, b) < 0 && orientation(a, b, u)*orientation(a, b, v) < 0 {
			return false, false
		}
		if a.ID != u.ID && a.ID != v.ID && orientation(u, v, a) == 0 {
			degenerate = true
		}
		if (float64(a.Lat) > middle[1]) != (float64(b.Lat) > middle[1]) {
			x := float64(a.Lon) + (middle[1]-float64(a.Lat))/float64(b.Lat-a.Lat)*float64(b.Lon-a.Lon)
			if x > middle[0] {
				inside = !inside
			}
		}
	}
	return inside, degenerate
}

// around reports whether a walk from u may go on around v.
func (p *plaza) around(u, v asciicity.Node) bool {
	n := p.next[v.ID]
	return p.bend[v.ID] && orientation(u, v, n[0])*orientation(u, v, n[1]) >= 0
}

// lines are the sides, and the straight lines across.
func (p *plaza) lines(t *rapid.T) [][2]asciicity.Node {
	out := slices.Clone(p.sides)
	entrances := 0
	for _, s := range p.sides {
		if p.in[s[0].ID] {
			entrances++
		}
	}
	if entrances < 2 {
		return out
	}
	for i, s := range p.sides {
		for _, o := range p.sides[i+1:] {
			u, v := s[0], o[0]
			ok, degenerate := p.sees(u, v)
			if degenerate {
				t.Skip("three corners in a row")
			}
			if ok && (p.in[u.ID] || p.around(v, u)) && (p.in[v.ID] || p.around(u, v)) {
				out = append(out, [2]asciicity.Node{u, v})
			}
		}
	}
	return out
}

// paved is brute force over streets and the lines of a plaza: a plain Dijkstra
// over all nodes, in whole milliseconds.
type paved struct {
	at    map[[2]int32]int64
	joins map[[2]int64]int64 // ms, of both directions
}

func newPaved(t *rapid.T, c *asciicity.City, p *plaza) *paved {
	o := &paved{at: map[[2]int32]int64{}, joins: map[[2]int64]int64{}}
	node := map[int64]asciicity.Node{}
	for _, v := range c.Nodes {
		node[v.ID], o.at[[2]int32{v.Lon, v.Lat}] = v, v.ID
	}
	join := func(a, b asciicity.Node) {
		if a.ID == b.ID {
			return
		}
		ms := max(1, milliseconds(geo.Millimetres(pointOf(a), pointOf(b))))
		o.joins[[2]int64{a.ID, b.ID}], o.joins[[2]int64{b.ID, a.ID}] = ms, ms
	}
	for _, w := range c.Ways {
		for i := 1; i < len(w.Nodes); i++ {
			a, okA := node[w.Nodes[i-1]]
			b, okB := node[w.Nodes[i]]
			if okA && okB {
				join(a, b)
			}
		}
	}
	for _, l := range p.lines(t) {
		join(l[0], l[1])
	}
	return o
}

func pointOf(v asciicity.Node) [2]float64 {
	return [2]float64{float64(v.Lon) / 1e7, float64(v.Lat) / 1e7}
}

// from returns the walks from a node to every node.
func (o *paved) from(id int64) map[int64]int64 {
	open, done := map[int64]int64{id: 0}, map[int64]int64{}
	for len(open) > 0 {
		nearest, least := int64(0), int64(math.MaxInt64)
		for v, ms := range open {
			if ms < least {
				nearest, least = v, ms
			}
		}
		delete(open, nearest)
		done[nearest] = least
		for j, ms := range o.joins {
			if _, settled := done[j[1]]; j[0] != nearest || settled {
				continue
			}
			if old, waiting := open[j[1]]; !waiting || least+ms < old {
				open[j[1]] = least + ms
			}
		}
	}
	return done
}

// Walks from corner to corner over a square against brute force over lines that
// it finds for itself; and none that starts and ends at entrances is longer than
// where only the rim is walked.
func TestSquaresEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.Random(t), asciicity.Chance(t)
		c.Jitter(r)
		if rapid.Bool().Draw(t, "rewired") {
			c.Rewire(r)
		}
		p := pave(c, r)
		o := newPaved(t, c, p)
		n := c.Network()
		w := n.Under(streets.Standard)
		for _, remark := range c.Report().Remarks {
			if remark.Code == "square_invalid" {
				t.Skip("the square encloses no ground")
			}
		}
		held := atCorners(n, o)
		rim := c.Copy()
		rim.Areas = nil
		for _, ring := range slices.Concat(c.Areas[0].Outer, c.Areas[0].Inner) {
			rim.Ways = append(rim.Ways, asciicity.Way{ID: 9_000_000, Nodes: ring})
		}
		bare := rim.Network()
		around := atCorners(bare, o)
		ids := corners(o)
		goal := ids[r.IntN(len(ids))]
		got := walks(t, w, held, goal, ids)
		want := o.from(goal)
		slow := walks(t, bare.Under(streets.Standard), around, goal, ids)
		for _, id := range ids {
			ms, ok := want[id]
			if !ok {
				ms = -1
			}
			if got[id] != ms {
				t.Errorf("from %d to %d: %d ms, want %d", id, goal, got[id], ms)
			}
			if slow[id] >= 0 && got[id] > slow[id] {
				t.Errorf("from %d to %d: %d ms across, %d along the rim", id, goal, got[id], slow[id])
			}
		}
	})
}

// corners lists the nodes that streets use.
func corners(o *paved) (ids []int64) {
	for j := range o.joins {
		ids = append(ids, j[0])
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// atCorners finds an access at every node.
func atCorners(n *streets.Network, o *paved) map[int64]streets.Access {
	out := map[int64]streets.Access{}
	for e := range uint32(n.Edges()) {
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			for i := range uint32(2) {
				at := n.Point(n.NodeOf(e, s-first+i))
				fraction := float64(i)
				if n.Street(s).Backwards {
					fraction = 1 - fraction
				}
				id := o.at[[2]int32{int32(math.Round(at[0] * 1e7)), int32(math.Round(at[1] * 1e7))}]
				out[id] = streets.Access{Linked: true, Segment: s, Fraction: fraction, At: at}
			}
		}
	}
	return out
}

// walks are the milliseconds from every node to a goal; -1 is none.
func walks(t *rapid.T, w *streets.Weights, at map[int64]streets.Access, goal int64, ids []int64) map[int64]int64 {
	out := map[int64]int64{}
	var places [][]streets.Access
	for _, id := range ids {
		places = append(places, []streets.Access{at[id]})
	}
	found := answers(t, w, streets.PrivateClosed, [][]streets.Access{{at[goal]}}, places, reach.Options{Limit: 4 * 3_600_000})
	for i, id := range ids {
		if out[id] = -1; found[i].ok {
			out[id] = found[i].millis
		}
	}
	return out
}
