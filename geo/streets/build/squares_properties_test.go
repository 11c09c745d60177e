package build_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/sketch"
)

// plaza is a random area: a ring around a middle, sometimes with holes, on a
// coarse grid so that corners line up.
type plaza struct {
	rings     [][][2]int32
	entrances map[[2]int32]bool
	n         *streets.Network
	report    build.Report
}

// star returns a ring of corners around a middle, at growing angles.
func star(r *rand.Rand, x, y, least, most float64, corners int) [][2]int32 {
	var ring [][2]int32
	for i := range corners {
		angle := 2 * math.Pi * (float64(i) + 0.6*r.Float64()) / float64(corners)
		far := least + r.Float64()*(most-least)
		at := [2]int32{int32(math.Round(x+far*math.Cos(angle))) * 500, int32(math.Round(y+far*math.Sin(angle))) * 500}
		if !slices.Contains(ring, at) {
			ring = append(ring, at)
		}
	}
	return ring
}

func newPlaza(t *rapid.T) plaza {
	r := asciicity.Chance(t)
	p := plaza{entrances: map[[2]int32]bool{}}
	p.rings = append(p.rings, star(r, 0, 0, 5, 16, 3+r.IntN(9)))
	switch r.IntN(3) {
	case 1:
		p.rings = append(p.rings, star(r, 0, 0, 1, 4, 3+r.IntN(4)))
	case 2:
		p.rings = append(p.rings, star(r, -2, 1, 1, 2, 3+r.IntN(4)), star(r, 3, -1, 1, 2, 3+r.IntN(4)))
	}
	b := build.New(streets.Standard)
	area := build.Area{ID: 1, Rim: true}
	place := map[int64][2]int32{}
	id := map[[2]int32]int64{}
	for i, ring := range p.rings {
		var ids []int64
		for _, at := range ring {
			if id[at] == 0 {
				id[at] = int64(len(id) + 1)
			}
			v := id[at]
			place[v] = at
			ids = append(ids, v)
			if r.IntN(3) == 0 && !p.entrances[at] {
				p.entrances[at] = true
				place[-v] = [2]int32{at[0] + 50_000, at[1] + 7}
				b.AddWay(100+v, streets.ClassFootway, "", []int64{v, -v})
			}
		}
		if ids = append(ids, ids[0]); i == 0 {
			area.Outer = append(area.Outer, ids)
		} else {
			area.Inner = append(area.Inner, ids)
		}
	}
	b.AddArea(area)
	b.FreezeNodes()
	for v, at := range place {
		b.PlaceNode(v, at[0], at[1])
	}
	var err error
	if p.n, p.report, err = b.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// Walking across a square by its lines and rim is as short as walking straight
// wherever nothing stands in between, among all of its corners; and a line costs
// less than the rim between its ends.
func TestLinesAreTheShortestWalks(t *testing.T) {
	valid, lines, holes := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := newPlaza(t)
		if len(p.report.Remarks) > 0 {
			return
		}
		valid++
		if len(p.rings) > 1 {
			holes++
		}
		var corners [][2]int32
		for _, ring := range p.rings {
			corners = append(corners, ring...)
		}
		slices.SortFunc(corners, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
		corners = slices.Compact(corners)
		at := map[orb.Point]int{}
		for i, c := range corners {
			at[sketch.Degrees(c)] = i
		}
		walk, rim, all := unknown(len(corners)), unknown(len(corners)), unknown(len(corners))
		var own []sketch.Segment
		cost := func(mm int64) int64 { return streets.Standard.Walk(mm) }
		for _, s := range sketch.Segments(p.n) {
			i, ok := at[s.A]
			j, too := at[s.B]
			if !ok || !too {
				continue // a street that leads away
			}
			walk.set(i, j, s.MM)
			if s.Street.Kind.Feature == streets.FeatureSquare {
				own = append(own, s)
				lines++
			} else {
				rim.set(i, j, cost(s.MM))
			}
		}
		for i := range corners {
			for j := range i {
				if p.sees(corners[i], corners[j]) {
					all.set(i, j, geo.Millimetres(sketch.Degrees(corners[i]), sketch.Degrees(corners[j])))
				}
			}
		}
		walk.shortest()
		rim.shortest()
		all.shortest()
		for i, c := range corners {
			for j, d := range corners {
				// A walk past corners in one line is rounded piece by piece.
				if p.entrances[c] && p.entrances[d] && (walk[i][j] > all[i][j]+6 || walk[i][j] < all[i][j]-6) {
					t.Errorf("from %v to %v it is %d mm, want %d; rings %v", c, d, walk[i][j], all[i][j], p.rings)
				}
			}
		}
		for _, s := range own {
			i, j := at[s.A], at[s.B]
			if cost(s.MM) >= rim[i][j] {
				t.Errorf("the line from %v to %v costs %d ms, its rim %d", corners[i], corners[j], cost(s.MM), rim[i][j])
			}
			if !p.sees(corners[i], corners[j]) {
				t.Errorf("the line from %v to %v leaves the ground %v", corners[i], corners[j], p.rings)
			}
		}
	})
	if valid < 20 || lines < 100 || holes < 5 {
		t.Errorf("%d plazas with %d lines, %d with holes: the test shows nothing", valid, lines, holes)
	}
}

// sees cuts the line from a to b wherever a side of a ring meets it, in
// fractions, and asks of the middle of every piece whether it is on the ground.
func (p plaza) sees(a, b [2]int32) bool {
	cuts := []*big.Rat{big.NewRat(0, 1), big.NewRat(1, 1)}
	for _, ring := range p.rings {
		for i, c := range ring {
			cuts = append(cuts, sketch.Meetings(whole(a), whole(b), whole(c), whole(ring[(i+1)%len(ring)]))...)
		}
	}
	slices.SortFunc(cuts, func(x, y *big.Rat) int { return x.Cmp(y) })
	for i := 1; i < len(cuts); i++ {
		if cuts[i].Cmp(cuts[i-1]) == 0 {
			continue
		}
		middle := new(big.Rat).Add(cuts[i], cuts[i-1])
		middle.Quo(middle, big.NewRat(2, 1))
		if !p.ground(along(a[0], b[0], middle), along(a[1], b[1], middle)) {
			return false
		}
	}
	return true
}

func whole(at [2]int32) orb.Point { return orb.Point{float64(at[0]), float64(at[1])} }

func along(a, b int32, t *big.Rat) *big.Rat {
	x := new(big.Rat).Mul(big.NewRat(int64(b)-int64(a), 1), t)
	return x.Add(x, big.NewRat(int64(a), 1))
}

// ground counts the sides that a ray to the east meets; places on a side are
// ground.
func (p plaza) ground(x, y *big.Rat) bool {
	in := false
	for _, ring := range p.rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			ya, yb := big.NewRat(int64(a[1]), 1), big.NewRat(int64(b[1]), 1)
			if a[1] == b[1] {
				if y.Cmp(ya) == 0 && x.Cmp(big.NewRat(int64(min(a[0], b[0])), 1)) >= 0 && x.Cmp(big.NewRat(int64(max(a[0], b[0])), 1)) <= 0 {
					return true
				}
				continue
			}
			t := new(big.Rat).Quo(new(big.Rat).Sub(y, ya), new(big.Rat).Sub(yb, ya))
			if t.Sign() < 0 || t.Cmp(big.NewRat(1, 1)) > 0 {
				continue
			}
			switch at := along(a[0], b[0], t); x.Cmp(at) {
			case 0:
				return true
			case -1:
				if (ya.Cmp(y) > 0) != (yb.Cmp(y) > 0) {
					in = !in
				}
			}
		}
	}
	return in
}

// matrix holds the lengths of walks between all corners.
type matrix [][]int64

const far = int64(1) << 40

func unknown(n int) matrix {
	m := make(matrix, n)
	for i := range m {
		m[i] = slices.Repeat([]int64{far}, n)
		m[i][i] = 0
	}
	return m
}

func (m matrix) set(i, j int, v int64) { m[i][j], m[j][i] = min(m[i][j], v), min(m[j][i], v) }

// shortest is R. W. Floyd's Algorithm 97, Communications of the ACM 5 (1962), 345.
func (m matrix) shortest() {
	for k := range m {
		for i := range m {
			for j := range m {
				m[i][j] = min(m[i][j], m[i][k]+m[k][j])
			}
		}
	}
}
