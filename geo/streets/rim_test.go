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
	"lifecircle/internal/testcity/sketch"
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
			s := sketch.Draw(t, drawing)
			letters := []rune(tt.streets)
			n, _ := s.Streets(1, tt.streets).Spur(50, letters[0]).Build()
			var park orb.Ring
			for _, l := range "pqrsp" {
				park = append(park, sketch.Degrees(s.At[l]))
			}
			var got []string
			for _, a := range n.CrossingRim(orb.MultiPolygon{{park}}) {
				if n.Street(a.Segment).Way < 50 {
					got = append(got, fmt.Sprintf("%.0f,%.0f", a.At[0]*1e7/sketch.Cell, math.Abs(a.At[1]*1e7/sketch.Cell)))
				}
				if a.LegMM != 0 || !a.Linked {
					t.Errorf("%+v", a)
				}
			}
			slices.Sort(got)
			sketch.WantString(t, "crossings", strings.Join(got, " "), tt.want)
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
		main := sketch.OnMain(n)
		type place struct {
			segment uint32
			billion int64 // of its length
		}
		want := map[place]bool{}
		junctions := map[uint32]uint32{}
		for i := 1; i < len(ring); i++ {
			for _, s := range sketch.Segments(n) {
				if !main[s.From] {
					continue
				}
				for _, f := range sketch.Meetings(s.A, s.B, ring[i-1], ring[i]) {
					v := s.From
					switch f.Cmp(big.NewRat(1, 1)) {
					case 0:
						v = s.To
					default:
						if f.Sign() > 0 {
							x, _ := f.Float64()
							want[place{s.Index, int64(x * 1e9)}] = true
							continue
						}
					}
					if old, known := junctions[v]; !known || s.Index < old {
						junctions[v] = s.Index
					}
				}
			}
		}
		for _, s := range sketch.Segments(n) {
			for v, at := range map[uint32]int64{s.From: 0, s.To: 1e9} {
				if first, on := junctions[v]; on && first == s.Index {
					want[place{s.Index, at}] = true
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

// BenchmarkCrossingRim asks for the border of the middle of a generated city, a
// box, and for a triangle whose sides are long and slanted.
func BenchmarkCrossingRim(b *testing.B) { // go test -bench CrossingRim ./geo/streets
	for _, side := range sketch.Sides {
		n := sketch.Grid(b, gridcity.New(side, 1))
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
