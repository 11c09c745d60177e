package build_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// The rules that hang on a distance, on either side of it. At the equator a unit of
// coordinates, 1e-7 degrees, is 11.1195 mm in either direction.

// at moves a letter of a sketch to a place in units.
func at(s *sketch.Sketch, letter rune, lon, lat int32) { s.At[letter] = [2]int32{lon, lat} }

// Lights at a stop line are those of a junction at most 30 m away along the road,
// 30 m included: 2,698 units are 30,000 mm.
func TestLightsStandThirtyMetresFromTheirJunction(t *testing.T) {
	side := streets.Kind{Class: streets.ClassResidential}
	for _, tt := range []struct {
		units int32
		want  string
	}{
		{2698, "1 signals, 0 crossings"},
		{2699, "0 signals, 0 crossings"},
	} {
		s := sketch.Draw(t, `
			     n
			a    x   b
			     s`)
		x := s.At['x']
		at(s, 'y', x[0]+tt.units, x[1])
		s.Add(1, "Main", side, "axyb").Add(2, "Cross", side, "nxs").Mark("y", build.Mark{Crossing: streets.CrossingSignals})
		n, _ := s.Build()
		if got := waited(s, n, "nxs"); got != tt.want {
			t.Errorf("lights %d units from the junction: %s, want %s", tt.units, got, tt.want)
		}
	}
}

// The carriageways of one road are crossed in one wait where they lie at most 50 m
// apart along the walk: 4,496 units are 49,993 mm.
func TestCarriagewaysLieFiftyMetresApart(t *testing.T) {
	one, path := streets.Kind{Class: streets.ClassPrimary, Oneway: 1}, streets.Kind{Class: streets.ClassFootway}
	for _, tt := range []struct {
		units int32
		want  string
	}{
		{4496, "1 signals, 0 crossings"},
		{4497, "1 signals, 1 crossings"},
	} {
		s := sketch.Draw(t, `
			    f
			a   x   b`)
		x := s.At['x']
		at(s, 'c', x[0]-4000, x[1]-tt.units)
		at(s, 'y', x[0], x[1]-tt.units)
		at(s, 'd', x[0]+4000, x[1]-tt.units)
		at(s, 'g', x[0], x[1]-tt.units-1000)
		s.Add(1, "Main", one, "bxa").Add(2, "Main", one, "cyd").Add(3, "", path, "fxyg").Mark("x", build.Mark{Crossing: streets.CrossingSignals})
		n, _ := s.Build()
		if got := waited(s, n, "fxyg"); got != tt.want {
			t.Errorf("carriageways %d units apart: %s, want %s", tt.units, got, tt.want)
		}
	}
}

// Two streets that meet at a node are one road where it turns by less than 45°.
func TestARoadTurnsByLessThanFortyFiveDegrees(t *testing.T) {
	side, path := streets.Kind{Class: streets.ClassResidential}, streets.Kind{Class: streets.ClassFootway}
	for _, tt := range []struct {
		degrees float64
		want    string
	}{
		{0, "0.5 signals, 0 crossings"},
		{44, "0.5 signals, 0 crossings"},
		{46, "0 signals, 0 crossings"},
		{90, "0 signals, 0 crossings"},
		{-44, "0.5 signals, 0 crossings"},
		{-46, "0 signals, 0 crossings"},
	} {
		s := sketch.Draw(t, `
			a      x`)
		x := s.At['x']
		sin, cos := math.Sincos(tt.degrees * math.Pi / 180)
		at(s, 'b', x[0]+int32(20_000*cos), x[1]+int32(20_000*sin))
		at(s, 'f', x[0]+300, x[1]-9000)
		s.Add(1, "West", side, "ax").Add(2, "East", side, "xb").Add(3, "", path, "fx").Mark("x", build.Mark{Crossing: streets.CrossingSignals})
		n, _ := s.Build()
		if got := waited(s, n, "fx"); got != tt.want {
			t.Errorf("a road that turns by %g°: %s, want %s", tt.degrees, got, tt.want)
		}
	}
}

// An end of a repair joins a street at most 25 m away: 2,248 units are 24,997 mm.
func TestARepairJoinsWithinTwentyFiveMetres(t *testing.T) {
	for _, tt := range []struct {
		units   int32
		remarks string
	}{
		{2248, ""},
		{2249, "repair_off_streets 1 [gap]"},
	} {
		s := sketch.Draw(t, `
			a·········b


			c·········d`).Streets(1, "ab cd")
		a, c := s.At['a'], s.At['c']
		s.Builder.Repair(build.Repair{Name: "gap", Line: []orb.Point{
			sketch.Degrees([2]int32{a[0] + 4000, a[1] + tt.units}), sketch.Degrees([2]int32{c[0] + 4000, c[1]}),
		}})
		_, report := s.Build()
		remarks := ""
		for _, r := range report.Remarks {
			remarks += fmt.Sprint(r.Code, " ", r.Count, " ", r.Samples)
		}
		if remarks != tt.remarks {
			t.Errorf("an end %d units from the street: %q, want %q", tt.units, remarks, tt.remarks)
		}
	}
}

// Of two streets that an end of a repair is equally near to, the one with the
// smaller way id is joined, in whichever order they are added.
func TestARepairJoinsTheFirstOfEquallyNearStreets(t *testing.T) {
	for _, words := range []string{"1ab 2cd", "2cd 1ab"} {
		s := sketch.Draw(t, `
			a·········b


			c·········d

			    e·········f`)
		for _, w := range []string{words[:3], words[4:]} {
			s.Streets(int64(w[0]-'0'), w[1:])
		}
		s.Streets(3, "ef")
		s.Builder.Repair(build.Repair{Line: []orb.Point{s.Point(5, 1.5), s.Point(5, 5)}})
		n, _ := s.Build()
		for _, x := range sketch.Segments(n) {
			if x.Street.Kind.Feature == streets.FeatureRepair && min(x.A[1], x.B[1]) != s.Point(5, 5)[1] {
				t.Errorf("%s: the repair does not end on the third street: %v, %v", words, x.A, x.B)
			}
			if x.Street.Kind.Feature == streets.FeatureRepair && max(x.A[1], x.B[1]) != s.Point(5, 0)[1] {
				t.Errorf("%s: the repair starts at %v or %v, not on way 1", words, x.A, x.B)
			}
		}
	}
}

// A step measures at least 100 mm along its way: 111,195 mm hold 1,111 of them. A
// count that makes it shorter is left out, and said.
func TestStepsMeasureAtLeastTenCentimetres(t *testing.T) {
	for _, tt := range []struct {
		steps uint16
		want  float64
		said  string
	}{
		{1111, 1111.95, ""}, // 100 mm each
		{1112, 0, "steps_nonsense 1 [way 7]"},
		{10, 10.00, ""},
		{0, 0, ""},
	} {
		s := sketch.Draw(t, `
			a·········b`)
		s.Builder.Add(build.Way{ID: 7, Kind: streets.Kind{Class: streets.ClassSteps}, Steps: tt.steps, Nodes: sketch.Nodes("ab")})
		n, report := s.Build()
		said := ""
		for _, r := range report.Remarks {
			said += fmt.Sprint(r.Code, " ", r.Count, " ", r.Samples)
		}
		if got := n.Segment(0).Steps(); math.Abs(got-tt.want) > 0.01 || said != tt.said {
			t.Errorf("%d steps on 111,195 mm: %.2f, said %q; want %.2f, %q", tt.steps, got, said, tt.want, tt.said)
		}
	}
}

// A component of a kilometre is no island, a shorter one is: 89,932 units are
// 1,000,000 mm.
func TestAnIslandIsShorterThanAKilometre(t *testing.T) {
	for _, tt := range []struct {
		units  int64
		length int64
	}{{89_931, 999_988}, {89_932, 0}} {
		_, report := sketch.Network(t, []sketch.Node{{1, 0, 0}, {2, 0, tt.units}}, []build.Way{sketch.Way(1, "", 1, 2)})
		length := int64(0)
		for _, i := range report.Islands {
			length += i.LengthMM
		}
		if length != tt.length {
			t.Errorf("a street of %d units: islands of %d mm, want %d", tt.units, length, tt.length)
		}
	}
}

// spots are heights in metres at places in units; nowhere else is one known.
type spots map[[2]int32]float64

func (h spots) Height(p orb.Point) (float64, bool) {
	lon, lat := streets.GridOf(p)
	m, known := h[[2]int32{lon, lat}]
	return m, known
}

// A deck of three ends, 111, 222 and 445 m from its middle and 10, 20 and 40 m high:
// its middle is as high as their mean weighted by 4 : 2 : 1, which is 120/7 m.
func TestADeckWithThreeEnds(t *testing.T) {
	deck := streets.Kind{Class: streets.ClassFootway, Deck: streets.DeckBridge}
	place := map[int64][2]int32{1: {0, 0}, 2: {10_000, 0}, 3: {-20_000, 0}, 4: {0, 40_000}, 5: {10_000, -900}, 6: {-20_000, -900}, 7: {900, 40_000}}
	heights := spots{place[2]: 10, place[3]: 20, place[4]: 40}
	b := build.New(streets.Standard)
	for end := int64(2); end <= 4; end++ {
		b.Add(build.Way{ID: end, Kind: deck, Nodes: []int64{1, end}})
		b.Add(build.Way{ID: end + 3, Kind: sketch.Footway, Nodes: []int64{end, end + 3}})
	}
	b.SetTerrain(heights)
	b.FreezeNodes()
	for id, at := range place {
		b.PlaceNode(id, at[0], at[1])
	}
	n, _, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const middle = 120.0 / 7
	seen := 0
	for s := range uint32(n.Segments()) {
		way := n.Street(s).Way
		if way > 4 {
			if _, _, ok := n.Segment(s).Climb(); ok {
				t.Errorf("way %d, on the ground, has heights at one of its ends alone", way)
			}
			continue
		}
		seen++
		rise := heights[place[way]] - middle
		up, down, ok := n.Segment(s).Climb()
		if !ok || math.Abs(up-max(0, rise)) > 0.005 || math.Abs(down-max(0, -rise)) > 0.005 {
			t.Errorf("from the deck's middle to end %d: up %g, down %g, %t; want %.2f", way, up, down, ok, rise)
		}
	}
	if seen != 3 {
		t.Errorf("%d segments of the deck, want 3", seen)
	}
}

// A pier meets the ground at one end: all of it is as high as that.
func TestAPierIsLevel(t *testing.T) {
	s := sketch.Draw(t, `
		a···b···c
		d`)
	s.Add(1, "", streets.Kind{Class: streets.ClassFootway, Deck: streets.DeckBridge}, "abc").Streets(2, "ad")
	s.Builder.SetTerrain(sketch.Hill{East: 0.5})
	n, _ := s.Build()
	for i := range uint32(n.Segments()) {
		if up, down, ok := n.Segment(i).Climb(); up != 0 || down != 0 || !ok {
			t.Errorf("segment %d of way %d: up %g, down %g, %t", i, n.Street(i).Way, up, down, ok)
		}
	}
}

// What a file can hold of a cliff is 655.35 m; what is higher is kept as that.
func TestACliffIsAsHighAsCanBeKept(t *testing.T) {
	for _, rise := range []float64{655.35, 655.36, 9000} {
		s := sketch.Draw(t, `
			ab`).Streets(1, "ab")
		s.Builder.SetTerrain(spots{s.At['a']: -5, s.At['b']: rise - 5})
		s.At['b'] = [2]int32{s.At['a'][0] + 800, s.At['a'][1]} // 8.9 m: a short segment is not sampled
		s.Builder.SetTerrain(spots{s.At['a']: -5, s.At['b']: rise - 5})
		n, _ := s.Build()
		if up, down, ok := n.Segment(0).Climb(); math.Abs(up-655.35) > 0.005 || down != 0 || !ok {
			t.Errorf("a cliff of %g m: up %g, down %g, %t", rise, up, down, ok)
		}
	}
}

// Of several marks of one crossing the strictest counts, in any order: lights before
// a zebra before nothing.
func TestTheStrictestMarkOfACrossingCounts(t *testing.T) {
	road, path := streets.Kind{Class: streets.ClassPrimary}, streets.Kind{Class: streets.ClassFootway}
	marks := []build.Mark{{Crossing: streets.CrossingUnmarked}, {Crossing: streets.CrossingMarked}, {Crossing: streets.CrossingSignals}, {}}
	for _, tt := range []struct {
		of   []int // marks
		want string
	}{
		{[]int{0, 1}, "0 signals, 1 crossings"}, // a zebra: not of the lights near by
		{[]int{0}, "1 signals, 0 crossings"},    // unmarked, so of those
		{[]int{0, 1, 2}, "1 signals, 0 crossings"},
		{[]int{3, 1}, "0 signals, 1 crossings"},
		{[]int{3}, "0 signals, 1 crossings"},
		{[]int{3, 2}, "1 signals, 0 crossings"},
	} {
		for range 2 {
			slices.Reverse(tt.of)
			s := sketch.Draw(t, `
				  f
				a x y b
				  g`)
			s.Add(1, "Main", road, "axyb").Add(2, "", path, "fxg").Mark("y", marks[2])
			for _, k := range tt.of {
				s.Mark("x", marks[k])
			}
			n, report := s.Build()
			if got := waited(s, n, "fxg"); got != tt.want || len(report.Remarks) > 0 {
				t.Errorf("marks %v: %s, want %s; %v", tt.of, got, tt.want, report.Remarks)
			}
		}
	}
}

// Which roads take a wait to cross where there are no lights, and which two
// carriageways without names are of one road.
func TestWhichRoadsAreBigAndWhichAreOne(t *testing.T) {
	path := streets.Kind{Class: streets.ClassFootway}
	for class, want := range map[streets.Class]string{
		streets.ClassTrunk: "0 signals, 1 crossings", streets.ClassTrunkLink: "0 signals, 1 crossings",
		streets.ClassPrimaryLink: "0 signals, 1 crossings", streets.ClassSecondary: "0 signals, 1 crossings", streets.ClassSecondaryLink: "0 signals, 1 crossings",
		streets.ClassTertiary: "0 signals, 0 crossings", streets.ClassTertiaryLink: "0 signals, 0 crossings", streets.ClassResidential: "0 signals, 0 crossings",
		streets.ClassCycleway: "0 signals, 0 crossings", streets.ClassTrack: "0 signals, 0 crossings",
	} {
		s := sketch.Draw(t, `
			  f
			a x b
			  g`)
		s.Add(1, "", streets.Kind{Class: class}, "axb").Add(2, "", path, "fxg").Mark("x", build.Mark{})
		n, _ := s.Build()
		if got := waited(s, n, "fxg"); got != want {
			t.Errorf("over a %v: %s, want %s", class, got, want)
		}
	}
	for _, tt := range []struct {
		one, other streets.Class
		names      [2]string
		want       string
	}{
		{streets.ClassPrimary, streets.ClassPrimary, [2]string{}, "1 signals, 0 crossings"},
		{streets.ClassPrimary, streets.ClassPrimaryLink, [2]string{}, "1 signals, 0 crossings"},
		{streets.ClassPrimary, streets.ClassPrimaryLink, [2]string{"Main", ""}, "1 signals, 0 crossings"},
		{streets.ClassPrimary, streets.ClassSecondary, [2]string{}, "2 signals, 0 crossings"},
		{streets.ClassPrimary, streets.ClassSecondary, [2]string{"Main", "Main"}, "1 signals, 0 crossings"},
		{streets.ClassPrimary, streets.ClassPrimary, [2]string{"Main", "Other"}, "2 signals, 0 crossings"},
	} {
		s := sketch.Draw(t, `
			    f
			a   x   b

			c   y   d
			    g`)
		s.Add(1, tt.names[0], streets.Kind{Class: tt.one, Oneway: 1}, "bxa").Add(2, tt.names[1], streets.Kind{Class: tt.other, Oneway: 1}, "cyd").
			Add(3, "", path, "fxyg").Mark("xy", build.Mark{Crossing: streets.CrossingSignals})
		n, _ := s.Build()
		if got := waited(s, n, "fxyg"); got != tt.want {
			t.Errorf("%v %q beside %v %q: %s, want %s", tt.one, tt.names[0], tt.other, tt.names[1], got, tt.want)
		}
	}
}
