package streets_test

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/gridcity"
)

// Where streets cross the border p–q–r–s of a park: column and line of the
// drawing.
func TestCrossingRim(t *testing.T) {
	const drawing = `
		          e
		p                   q
		a         b         c         d
		     f    g
		s                   r
		          h    i`
	for _, tt := range []struct{ name, streets, want string }{
		{"through a side", "ad", "0,2 20,2"},
		{"out and in again", "dbe", "10,1 20,2"},
		{"along a side, and on", "pqd", "0,1 20,1"},
		{"along a part of a side", "fasr", "0,2 0,4 20,4"},
		{"along a side and beyond its ends", "eh", "10,1 10,4"},
		{"a junction counts once", "ac cd cq cr", "0,2 20,1 20,2 20,4"},
		{"a node that touches", "bcg", "20,2"},
		{"to a corner", "bq", "20,1"},
		{"past a corner", "bed", "10,1 20,1"},
		{"inside", "bgf", ""},
		{"outside", "hi", ""},
		{"through the middle of the south", "gh", "10,4"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := draw(t, drawing)
			letters := []rune(tt.streets)
			n, _ := s.streets(1, tt.streets).spur(50, letters[0]).build()
			var park orb.Ring
			for _, l := range "pqrsp" {
				park = append(park, degrees(s.at[l]))
			}
			var got []string
			for _, a := range n.CrossingRim(orb.MultiPolygon{{park}}) {
				if n.Street(a.Segment).Way < 50 {
					got = append(got, fmt.Sprintf("%.0f,%.0f", a.At[0]*1e7/sketchCell, math.Abs(a.At[1]*1e7/sketchCell)))
				}
				if a.LegMM != 0 || !a.Linked {
					t.Errorf("%+v", a)
				}
			}
			slices.Sort(got)
			wantString(t, "crossings", strings.Join(got, " "), tt.want)
		})
	}
}

// Every place where a segment meets a border, and nothing else, found by solving
// for each pair of them.
func TestCrossingRimAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.Random(t), asciicity.Chance(t)
		c.Jitter(r).Rewire(r)
		n := c.Network()
		ring := orb.Ring{}
		for range rapid.IntRange(3, 6).Draw(t, "corners") {
			if k := r.IntN(4); k == 0 && n.Nodes() > 0 {
				ring = append(ring, n.Point(uint32(r.IntN(n.Nodes()))))
			} else {
				ring = append(ring, c.Place(r.Float64()*30, r.Float64()*18))
			}
			if k := len(ring); k > 1 && r.IntN(3) == 0 { // along a parallel
				ring[k-1][1] = ring[k-2][1]
			}
		}
		ring = append(ring, ring[0])
		main := onMain(n)
		type place struct {
			segment uint32
			billion int64 // of its length
		}
		want := map[place]bool{}
		junctions := map[uint32]uint32{}
		for i := 1; i < len(ring); i++ {
			for _, s := range segments(n) {
				if !main[s.from] {
					continue
				}
				for _, f := range meetings(s.a, s.b, ring[i-1], ring[i]) {
					v := s.from
					switch f.Cmp(big.NewRat(1, 1)) {
					case 0:
						v = s.to
					default:
						if f.Sign() > 0 {
							x, _ := f.Float64()
							want[place{s.index, int64(x * 1e9)}] = true
							continue
						}
					}
					if old, known := junctions[v]; !known || s.index < old {
						junctions[v] = s.index
					}
				}
			}
		}
		for _, s := range segments(n) {
			for v, at := range map[uint32]int64{s.from: 0, s.to: 1e9} {
				if first, on := junctions[v]; on && first == s.index {
					want[place{s.index, at}] = true
				}
			}
		}
		got := n.CrossingRim(orb.MultiPolygon{{ring}})
		for _, a := range got {
			found := false
			for p := range want {
				if p.segment == a.Segment && math.Abs(float64(p.billion)/1e9-a.Fraction) < 1e-7 {
					found, want[p] = true, false
				}
			}
			if !found {
				t.Errorf("%+v is no crossing", a)
			}
		}
		for p, missing := range want {
			if missing {
				t.Errorf("%+v is not found", p)
			}
		}
		if !slices.IsSortedFunc(got, func(a, b streets.Access) int {
			return cmp.Or(cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Fraction, b.Fraction))
		}) {
			t.Error("not in order")
		}
	})
}

// meetings returns the fractions of ab at which cd meets it: where they cross,
// or, along each other, the ends that lie on both.
func meetings(a, b, c, d orb.Point) []*big.Rat {
	rat := func(x, y float64) *big.Rat {
		r := new(big.Rat).SetFloat64(x)
		return r.Sub(r, new(big.Rat).SetFloat64(y))
	}
	cross := func(ax, ay, bx, by *big.Rat) *big.Rat {
		x := new(big.Rat).Mul(ax, by)
		return x.Sub(x, new(big.Rat).Mul(ay, bx))
	}
	inUnit := func(x *big.Rat) bool { return x.Sign() >= 0 && x.Cmp(big.NewRat(1, 1)) <= 0 }
	dx, dy, ex, ey := rat(b[0], a[0]), rat(b[1], a[1]), rat(d[0], c[0]), rat(d[1], c[1])
	gx, gy := rat(c[0], a[0]), rat(c[1], a[1])
	if det := cross(dx, dy, ex, ey); det.Sign() != 0 {
		t, u := new(big.Rat).Quo(cross(gx, gy, ex, ey), det), new(big.Rat).Quo(cross(gx, gy, dx, dy), det)
		if inUnit(t) && inUnit(u) {
			return []*big.Rat{t}
		}
		return nil
	}
	var out []*big.Rat
	on := func(p, from, to orb.Point) (*big.Rat, bool) { // the fraction at which p lies
		px, py, qx, qy := rat(p[0], from[0]), rat(p[1], from[1]), rat(to[0], from[0]), rat(to[1], from[1])
		if cross(px, py, qx, qy).Sign() != 0 {
			return nil, false
		}
		var f *big.Rat
		switch {
		case qx.Sign() != 0:
			f = new(big.Rat).Quo(px, qx)
		case qy.Sign() != 0:
			f = new(big.Rat).Quo(py, qy)
		default:
			return nil, false
		}
		return f, inUnit(f)
	}
	for _, p := range []orb.Point{c, d} {
		if f, ok := on(p, a, b); ok {
			out = append(out, f)
		}
	}
	for i, p := range []orb.Point{a, b} {
		if _, ok := on(p, c, d); ok {
			out = append(out, big.NewRat(int64(i), 1))
		}
	}
	return out
}

// BenchmarkCrossingRim asks for the border of the middle of a generated city, a
// box, and for a triangle whose sides are long and slanted.
func BenchmarkCrossingRim(b *testing.B) { // go test -bench CrossingRim ./geo/streets
	for _, side := range sides {
		n := grid(b, gridcity.New(side, 1))
		box := n.Box()
		at := func(x, y float64) orb.Point {
			return orb.Point{box.Min[0] + x*(box.Max[0]-box.Min[0]), box.Min[1] + y*(box.Max[1]-box.Min[1])}
		}
		for name, ring := range map[string]orb.Ring{
			"box":      {at(.1, .1), at(.9, .1), at(.9, .9), at(.1, .9), at(.1, .1)},
			"triangle": {at(.1, .1), at(.9, .2), at(.4, .9), at(.1, .1)},
		} {
			b.Run(fmt.Sprintf("border=%s/city=grid%d", name, side), func(b *testing.B) {
				found := 0
				for b.Loop() {
					found = len(n.CrossingRim(orb.MultiPolygon{{ring}}))
				}
				b.ReportMetric(float64(found), "crossings")
			})
		}
	}
}
