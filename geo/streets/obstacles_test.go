package streets_test

import (
	"context"
	"fmt"
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

// Within a centimetre of a wall a place stands on it, and so does a street.
func TestTouchingAWall(t *testing.T) {
	s := sketch.Draw(t, `
		a·····································b
		w·····································v
		x·····································y`)
	n, _ := s.Streets(1, "ab").Spur(2, 'b').Obstacle(streets.ObstacleWall, "wv xy").Build()
	cell := 11.119 // metres
	for _, tt := range []struct {
		metres  float64 // from the line of the wall, south
		crosses int
	}{{-0.02, 0}, {0.008, 0}, {0.012, 1}, {cell + 0.008, 1}, {cell + 0.012, 2}} {
		p := s.Point(5, 1+tt.metres/cell)
		if got := n.Crossed(p, s.Point(5, 0)); len(got) != min(tt.crosses, 1) {
			t.Errorf("from %g m behind a wall: %v", tt.metres, got)
		}
		if got := n.Crossed(s.Point(5, 0), p); len(got) != min(tt.crosses, 1) {
			t.Errorf("to %g m behind a wall: %v", tt.metres, got)
		}
	}
}

// A street of 1.2 km leads around both banks of a river, 33 m wide. h is a home
// on the near bank, whose own street is 200 m away; a–b runs on the far bank.
func TestLinkingDoesNotJumpARiver(t *testing.T) {
	const drawing = `
		a···························································b

		w···························································v
		h

















		d···························································c···························································e`
	s := sketch.Draw(t, drawing)
	s.Streets(1, "ab bc cd ce").Obstacle(streets.ObstacleWater, "wv")
	n, _ := s.Build()
	home := s.Point(0, 3)
	a := n.Access(home)
	if way := n.Street(a.Segment).Way; !a.Linked || way != 3 || a.Crosses != streets.ObstacleNone || a.LegMM/1000 != 200 {
		t.Errorf("joins way %d: %+v", way, a)
	}
	// Without the water it joins the far bank, 33 m away.
	bare, _ := sketch.Draw(t, drawing).Streets(1, "ab bc cd ce").Build()
	a = bare.Access(home)
	if way := bare.Street(a.Segment).Way; !a.Linked || way != 1 || a.LegMM/1000 != 33 {
		t.Errorf("joins way %d: %+v", way, a)
	}
}

// What a leg crosses, where nothing else is near enough. The street a–b runs
// 980 m; h stands 4 cells south of it.
func TestWhatALegCrosses(t *testing.T) {
	const drawing = `
		a··········x·············································································b
		i          j
		k          l
		m          n
		h          o   e
		p          q`
	for _, tt := range []struct {
		name, from string
		add        func(s *sketch.Sketch)
		crosses    streets.Obstacle
		all        string
	}{
		{"nothing", "h", func(*sketch.Sketch) {}, streets.ObstacleNone, "[]"},
		{"a wall", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "ik") }, streets.ObstacleNone, "[]"},
		{"a wall in between", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "ke") }, streets.ObstacleWall, "[wall]"},
		{"a railway", "e", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleRailway, "nb") }, streets.ObstacleRailway, "[railway]"},
		{"a railway, then a motorway", "e", func(s *sketch.Sketch) {
			s.Obstacle(streets.ObstacleMotorway, "lb").Obstacle(streets.ObstacleRailway, "nb nb")
		}, streets.ObstacleRailway, "[railway motorway]"},
		{"water in the same place", "e", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "nb").Obstacle(streets.ObstacleWater, "nb") }, streets.ObstacleWater, "[water wall]"},
		{"it ends on the leg", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "mn") }, streets.ObstacleWall, "[wall]"},
		{"a bend on the leg", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "mne") }, streets.ObstacleWall, "[wall]"},
		{"along the leg", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "nj") }, streets.ObstacleNone, "[]"},
		{"it stands on the wall", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "hoe") }, streets.ObstacleNone, "[]"},
		{"it stands in the middle of a wall", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "he") }, streets.ObstacleNone, "[]"},
		{"behind it", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "pqe") }, streets.ObstacleNone, "[]"},
		{"the street is the wall", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "axb") }, streets.ObstacleNone, "[]"},
		{"it ends at the street", "o", func(s *sketch.Sketch) { s.Obstacle(streets.ObstacleWall, "ax") }, streets.ObstacleNone, "[]"},
		{"a part is missing", "o", func(s *sketch.Sketch) { s.Builder.AddObstacle(streets.ObstacleWall, sketch.Nodes("kzemn")) }, streets.ObstacleWall, "[wall]"},
		{"all of it is missing", "o", func(s *sketch.Sketch) { s.Builder.AddObstacle(streets.ObstacleWall, sketch.Nodes("kze")) }, streets.ObstacleNone, "[]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sketch.Draw(t, drawing)
			tt.add(s)
			bare, _ := sketch.Draw(t, drawing).Streets(1, "ab").Spur(2, 'b').Build()
			n, report := s.Streets(1, "ab").Spur(2, 'b').Build()
			from := s.At[rune(tt.from[0])]
			p := orb.Point{float64(from[0]) / 1e7, float64(from[1]) / 1e7}
			a := n.Access(p)
			if !a.Linked || a.Crosses != tt.crosses {
				t.Errorf("%+v, want crossing %v", a, tt.crosses)
			}
			if got := fmt.Sprint(n.Crossed(p, a.At)); got != tt.all {
				t.Errorf("crossed %s, want %s", got, tt.all)
			}
			// The nodes of obstacles are none of the streets.
			if n.Nodes() != bare.Nodes() || report.MissingNodes != 0 {
				t.Errorf("%d nodes, %d missing", n.Nodes(), report.MissingNodes)
			}
		})
	}
}

// Home and shop stand on two sides of a wall that has a gate at g, where a street
// leads through: both join their own side.
func TestAGateInAWall(t *testing.T) {
	s := sketch.Draw(t, `
		a·································g·································b
		···································································
		c·································d·································e`)
	s.Streets(1, "cde gd").Obstacle(streets.ObstacleWall, "agb")
	n, _ := s.Spur(20, 'g').Build()
	outside, inside := n.Access(s.Point(34.2, -0.5)), n.Access(s.Point(34.3, 0.6))
	if way := n.Street(outside.Segment).Way; way != 20 || outside.Crosses != 0 {
		t.Errorf("outside joins way %d, %+v", way, outside)
	}
	if way := n.Street(inside.Segment).Way; way != 2 || inside.Crosses != 0 {
		t.Errorf("inside joins way %d, %+v", way, inside)
	}
}

// city is a random city with random walls and waters, and where its nodes lie.
func walled(t *rapid.T) (*asciicity.City, *streets.Network, []oracleWall) {
	c, r := asciicity.Random(t), asciicity.Chance(t)
	c.Jitter(r).Rewire(r)
	b := build.New(streets.Standard)
	for _, w := range c.Ways {
		b.AddWay(w.ID, streets.ClassResidential, w.Name, w.Nodes)
	}
	var walls []oracleWall
	place := map[int64][2]int32{}
	for range r.IntN(12) {
		var line []int64
		kind := streets.Obstacle(1 + r.IntN(4))
		p := c.Place(r.Float64()*30, r.Float64()*18)
		for range 2 + r.IntN(4) {
			id := int64(1_000_000 + len(place))
			at := [2]int32{int32(p[0] * 1e7), int32(p[1] * 1e7)}
			if r.IntN(5) == 0 && len(c.Nodes) > 0 { // at a node of the streets
				x := c.Nodes[r.IntN(len(c.Nodes))]
				id, at = x.ID, [2]int32{x.Lon, x.Lat}
			}
			place[id] = at
			if k := len(line); k > 0 && place[line[k-1]] != at {
				a := place[line[k-1]]
				walls = append(walls, oracleWall{kind, sketch.Degrees(a), sketch.Degrees(at)})
			}
			line = append(line, id)
			p[0] += (r.Float64() - 0.5) * 0.01
			p[1] += (r.Float64() - 0.5) * 0.01
		}
		b.AddObstacle(kind, line)
	}
	b.FreezeNodes()
	for _, x := range c.Nodes {
		b.PlaceNode(x.ID, x.Lon, x.Lat)
	}
	for id, at := range place {
		b.PlaceNode(id, at[0], at[1])
	}
	n, _, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c, n, walls
}

type oracleWall struct {
	kind streets.Obstacle
	a, b orb.Point
}

// meets solves p + t(f−p) = a + u(b−a) in fractions and returns t where the leg
// crosses the wall more than a centimetre from its ends.
func (w oracleWall) meets(p, f orb.Point) (float64, bool) {
	rat := func(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }
	sub := func(x, y *big.Rat) *big.Rat { return new(big.Rat).Sub(x, y) }
	cross := func(ax, ay, bx, by *big.Rat) *big.Rat {
		return sub(new(big.Rat).Mul(ax, by), new(big.Rat).Mul(ay, bx))
	}
	dx, dy := sub(rat(f[0]), rat(p[0])), sub(rat(f[1]), rat(p[1]))
	ex, ey := sub(rat(w.b[0]), rat(w.a[0])), sub(rat(w.b[1]), rat(w.a[1]))
	gx, gy := sub(rat(w.a[0]), rat(p[0])), sub(rat(w.a[1]), rat(p[1]))
	det := cross(dx, dy, ex, ey)
	if det.Sign() == 0 {
		return 0, false
	}
	t := new(big.Rat).Quo(cross(gx, gy, ex, ey), det)
	u := new(big.Rat).Quo(cross(gx, gy, dx, dy), det)
	one := big.NewRat(1, 1)
	if t.Sign() < 0 || t.Cmp(one) > 0 || u.Sign() < 0 || u.Cmp(one) > 0 {
		return 0, false
	}
	along, _ := t.Float64()
	metres := geo.Distance(p, f)
	return along, along*metres > 0.0101 && (1-along)*metres > 0.0101
}

// nearestByForce is Link with every segment and every wall looked at.
func nearestByForce(n *streets.Network, walls []oracleWall, p orb.Point, usable func(sketch.Segment) bool) streets.Access {
	var best [2]streets.Access // whose leg crosses nothing; of all
	plane := geo.PlaneAt(p)
	before := func(s sketch.Segment, old streets.Access, mm int64) bool {
		if !old.Linked || mm != int64(old.LegMM) {
			return !old.Linked || mm < int64(old.LegMM)
		}
		o := n.Street(old.Segment)
		return s.Street.Way < o.Way || s.Street.Way == o.Way && s.Street.Position < o.Position
	}
	for _, s := range sketch.Segments(n) {
		if !usable(s) {
			continue
		}
		fraction, _ := plane.Project(s.A, s.B)
		at := geo.Between(s.A, s.B, fraction)
		mm := geo.Millimetres(p, at)
		if mm > 500_000 {
			continue
		}
		crossed, along := streets.ObstacleNone, math.Inf(1)
		for _, w := range walls {
			if t, ok := w.meets(p, at); ok && (t < along || t == along && w.kind < crossed) {
				crossed, along = w.kind, t
			}
		}
		a := streets.Access{Linked: true, Segment: s.Index, Fraction: fraction, LegMM: int32(mm), At: at}
		if crossed == streets.ObstacleNone && before(s, best[0], mm) {
			best[0] = a
		}
		if before(s, best[1], mm) {
			a.Crosses = crossed
			best[1] = a
		}
	}
	if best[0].Linked {
		return best[0]
	}
	return best[1]
}

// Link, LinkWhere and LinkIsland say what looking at everything says.
func TestLinkAgainstBruteForce(t *testing.T) {
	crossed, around := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c, n, walls := walled(t)
		main := sketch.OnMain(n)
		some := rapid.Uint32Range(2, 4).Draw(t, "every")
		for range 12 {
			p := c.Place(rapid.Float64Range(-2, 30).Draw(t, "column"), rapid.Float64Range(-2, 18).Draw(t, "line"))
			if rapid.IntRange(0, 3).Draw(t, "grid") == 0 {
				p = sketch.Degrees([2]int32{int32(p[0] * 1e7), int32(p[1] * 1e7)})
			}
			if len(walls) > 0 && rapid.IntRange(0, 5).Draw(t, "on a wall") == 0 {
				p = walls[rapid.IntRange(0, len(walls)-1).Draw(t, "wall")].a
			}
			want := nearestByForce(n, walls, p, func(s sketch.Segment) bool { return main[s.From] })
			got := n.Access(p)
			if got != want {
				t.Errorf("%v joins\n%+v, want\n%+v", p, got, want)
			}
			if got.Linked && got.Crosses != 0 {
				crossed++
			}
			if got != nearestByForce(n, nil, p, func(s sketch.Segment) bool { return main[s.From] }) {
				around++
			}
			if got := n.WithoutPrivate(got); got != want {
				t.Errorf("without residents' streets it joins %+v", got)
			}
			want = nearestByForce(n, walls, p, func(s sketch.Segment) bool { return main[s.From] && s.Index%some == 0 })
			if got := n.AccessWhere(p, func(s uint32) bool { return s%some == 0 }); got != want {
				t.Errorf("%v joins\n%+v of some, want\n%+v", p, got, want)
			}
			island := nearestByForce(n, walls, p, func(s sketch.Segment) bool { return !main[s.From] })
			nearer := island.Linked && (!got.Linked || got.Crosses != 0 && island.Crosses == 0 ||
				(got.Crosses != 0) == (island.Crosses != 0) && island.LegMM < got.LegMM)
			if a, ok := n.IslandAccess(p); ok != nearer || ok && a != island {
				t.Errorf("%v joins island\n%+v, %t, want\n%+v, %t", p, a, ok, island, nearer)
			}
		}
	})
	if crossed == 0 || around == 0 {
		t.Errorf("%d legs crossed something, %d went elsewhere: the test shows nothing", crossed, around)
	}
}

// A network with obstacles reads back as it was written.
func TestObstaclesInAFile(t *testing.T) {
	r, n := rand.New(rand.NewPCG(3, 4)), walledStreet(t)
	again, err := streets.Read(sketch.Bytes(t, n))
	if err != nil {
		t.Fatal(err)
	}
	if again.Obstacles() != 199 {
		t.Errorf("%d obstacles", again.Obstacles())
	}
	for range 100 {
		p := orb.Point{r.Float64() * 0.02, r.Float64()*0.008 - 0.004}
		q := orb.Point{r.Float64() * 0.02, r.Float64()*0.008 - 0.004}
		if a, b := n.Access(p), again.Access(p); a != b {
			t.Errorf("%+v, read back %+v", a, b)
		}
		if !slices.Equal(n.Crossed(p, q), again.Crossed(p, q)) {
			t.Errorf("from %v to %v: %v", p, q, again.Crossed(p, q))
		}
	}
	if got := n.Crossed(orb.Point{math.NaN(), 0}, orb.Point{0, 0}); got != nil {
		t.Errorf("nowhere crosses %v", got)
	}
}

// A home in a compound joins its path; with private streets closed, the street
// behind. Nothing joins a gate.
func TestLinkingToResidentsStreets(t *testing.T) {
	s := sketch.Draw(t, `
		a·········g·········b

		          c·········d


		          x·········y`)
	residents := streets.Kind{Class: streets.ClassFootway, Use: streets.UseResidents}
	s.Builder.Add(build.Way{ID: 7, Kind: residents, Nodes: sketch.Nodes("gcd")})
	s.Builder.Mark(int64('g'), build.Mark{Feature: streets.FeatureGate, Kind: streets.Kind{Barrier: streets.BarrierGate, Use: streets.UseResidents}})
	n, _ := s.Streets(1, "agb").Streets(3, "xy").Spur(2, 'b').Build()
	home := s.Point(15, 1.4)
	a := n.Access(home)
	if !a.Linked || n.Street(a.Segment).Way != 7 || a.Public == nil || n.Street(a.Public.Segment).Way != 1 || a.Public.Public != nil {
		t.Fatalf("joins %+v, and %+v", a, a.Public)
	}
	if p := n.WithoutPrivate(a); p != *a.Public {
		t.Errorf("without residents' streets: %+v", p)
	}
	if a := n.Access(s.Point(15, 0.2)); n.Street(a.Segment).Way != 1 || a.Public != nil || n.WithoutPrivate(a) != a {
		t.Errorf("beside the street it joins %+v", a)
	}
	some := n.AccessWhere(home, func(segment uint32) bool { return n.Segment(segment).Use() == streets.UseResidents })
	if n.Street(some.Segment).Way != 7 || some.Public != nil || n.WithoutPrivate(some) != (streets.Access{}) {
		t.Errorf("among residents' streets alone: %+v", some)
	}
	if a := n.Access(s.Point(10, 0)); n.Street(a.Segment).Kind.Feature != streets.FeatureNone {
		t.Errorf("at the gate it joins %+v", n.Street(a.Segment))
	}
	// x–y is an island: somebody who lives on it joins the compound, and it.
	a, on := n.IslandAccess(s.Point(15, 4.5))
	if !on || n.Street(a.Segment).Way != 3 {
		t.Errorf("on the island: %+v, %t", a, on)
	}
	middle := (float64(s.At['c'][1]) + float64(s.At['x'][1])) / 2 / 1e7
	for _, lat := range []float64{middle, middle + 1e-6} {
		if a, on := n.IslandAccess(orb.Point{home[0], lat}); on {
			t.Errorf("not nearer to the island: %+v", a)
		}
	}
	if a, on := n.IslandAccess(orb.Point{home[0], middle - 1e-6}); !on {
		t.Errorf("nearer to the island: %+v", a)
	}
}

// walledStreet is a street of 2 km beside 199 pieces of wall.
func walledStreet(t testing.TB) *streets.Network {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	b := build.New(streets.Standard)
	b.AddWay(1, streets.ClassFootway, "", []int64{1, 2})
	var wall []int64
	for i := range int64(200) {
		wall = append(wall, 10+i)
	}
	b.AddObstacle(streets.ObstacleWall, wall)
	b.FreezeNodes()
	b.PlaceNode(1, 0, 0)
	b.PlaceNode(2, 200_000, 0)
	for _, id := range wall {
		b.PlaceNode(id, r.Int32N(200_000), r.Int32N(100_000)-50_000)
	}
	n, _, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}
