package build_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// TestAPassageAddsItsWaits: from any street that meets at a node to any other it
// costs both and what stands there, once, however many meet; where it is closed
// there is no way.
func TestAPassageAddsItsWaits(t *testing.T) {
	const arms = "abcde"
	rapid.Check(t, func(t *rapid.T) {
		s := sketch.Draw(t, "a....b\n...x\nc....d\n...e")
		count := rapid.IntRange(2, len(arms)).Draw(t, "streets")
		for i := range count {
			s.Streets(int64(1+i), arms[i:i+1]+"x")
		}
		p := streets.Profile{ID: "waits", Speed: 3_600_000, Lift: 61_001}
		p.Barrier[streets.BarrierGate], p.Kerb[streets.KerbRaised] = 10_003, 4_007
		waits, closed := int64(0), false
		for _, m := range []struct {
			mark build.Mark
			wait int64
		}{
			{sketch.Gate(streets.UsePublic), 10_003},
			{build.Mark{Feature: streets.FeatureKerb, Kind: streets.Kind{Kerb: streets.KerbRaised}}, 4_007},
			{build.Mark{Feature: streets.FeatureLift}, 61_001},
		} {
			for range rapid.IntRange(0, 2).Draw(t, "times") { // said twice it is one
				s.Mark("x", m.mark)
			}
			if slices.Contains([]int{0, 1}, rapid.IntRange(0, 3).Draw(t, "there")) {
				s.Mark("x", m.mark)
			}
		}
		if rapid.IntRange(0, 5).Draw(t, "closed") == 0 {
			s.Mark("x", build.Mark{Closed: true})
			closed = true
		}
		n, report := s.Build()
		found := map[streets.Feature]bool{}
		for _, x := range sketch.Segments(n) {
			if f := x.Street.Kind.Feature; f != streets.FeatureNone && !found[f] {
				found[f] = true
				waits += map[streets.Feature]int64{streets.FeatureGate: 10_003, streets.FeatureKerb: 4_007, streets.FeatureLift: 61_001}[f]
			}
		}
		if len(report.Remarks) > 0 {
			t.Errorf("remarks %s", sketch.Remarks(report))
		}
		length := func(i int) int64 {
			return geo.Millimetres(sketch.Degrees(s.At[rune(arms[i])]), sketch.Degrees(s.At['x']))
		}
		for i := range count {
			for j := range count {
				if i == j {
					continue
				}
				got := seconds(s, n, p, rune(arms[i]), rune(arms[j]))
				want := fmt.Sprintf("%.3f s", float64(length(i)+length(j)+waits)/1000)
				if closed {
					want = "no way"
				}
				if !about(got, want) && !(closed && !strings.HasSuffix(got, " s")) {
					t.Errorf("%c to %c: %s, want %s (%v)", arms[i], arms[j], got, want, found)
				}
			}
		}
	})
}

// TestAnEvenSlopeByTobler: on ground that rises evenly, in any direction, a street
// costs its length times Tobler's factor of its own rise, there and back.
func TestAnEvenSlopeByTobler(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hill := sketch.Hill{East: rapid.Float64Range(-0.3, 0.3).Draw(t, "east"), North: rapid.Float64Range(-0.3, 0.3).Draw(t, "north"), From: -1}
		b := build.New(streets.Standard)
		b.AddWay(1, streets.ClassPath, "", []int64{1, 2})
		b.SetTerrain(hill)
		b.FreezeNodes()
		b.PlaceNode(1, 0, 0)
		lon, lat := rapid.Int32Range(-9000, 9000).Draw(t, "lon"), rapid.Int32Range(-9000, 9000).Draw(t, "lat")
		b.PlaceNode(2, lon, lat)
		n, _, err := b.Build(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		metres := math.Hypot(float64(lon), float64(lat)) / 1e7 * sketch.MetresPerDegree
		if metres < 1 {
			t.Skip("too short to tell")
		}
		rise, _ := hill.Height(sketch.Degrees([2]int32{lon, lat}))
		walker := streets.Profile{ID: "hiker", Speed: 3_600_000, Slope: true}
		there, back, ok, okBack := n.Under(walker).Segment(0)
		for _, x := range []struct {
			name  string
			cost  streets.Cost
			slope float64
		}{{"there", there, rise / metres}, {"back", back, -rise / metres}} {
			factor := math.Exp(3.5*math.Abs(x.slope+0.05)) / math.Exp(3.5*0.05)
			// The factor is kept in 4096ths, a height in no unit.
			if want := metres * 1000 * factor; math.Abs(float64(x.cost)-want) > 2+metres*1000/4096 || !ok || !okBack {
				t.Errorf("%s: %d ms for %.1f m at %.3f, want %.0f", x.name, x.cost, metres, x.slope, want)
			}
		}
		up, down, known := n.Segment(0).Climb()
		if want := max(0, rise); !known || math.Abs(up-want) > 0.011 {
			t.Errorf("%g m up, want %g", up, want)
		}
		if want := max(0, -rise); math.Abs(down-want) > 0.011 {
			t.Errorf("%g m down, want %g", down, want)
		}
		// Just less than it is no way, just more is one; it is kept in thousandths.
		steep := int32(math.Round(math.Abs(rise / metres * 1000)))
		for _, most := range []int32{steep - 2, steep + 2} {
			walker.MaxUp, walker.MaxDown = max(1, most), max(1, most)
			if _, _, ok, back := n.Under(walker).Segment(0); steep > 3 && (ok != (most > steep) || back != ok) {
				t.Errorf("a slope of %d thousandths, for who takes %d: %t, %t", steep, most, ok, back)
			}
		}
	})
}

// TestARepairLeadsFromStreetToStreet: along its line, from the foot of its one end
// to that of the other, and the streets that it cuts keep their length.
func TestARepairLeadsFromStreetToStreet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := func(what string) int64 { return rapid.Int64Range(0, 6_000).Draw(t, what) }
		var nodes []sketch.Node // at least 2.2 m apart, which is far on a grid of 11 mm
		for id := range int64(4) {
			nodes = append(nodes, sketch.Node{1 + id, 200 * rapid.Int64Range(0, 30).Draw(t, "lon"), 200 * rapid.Int64Range(0, 30).Draw(t, "lat")})
		}
		line := []orb.Point{}
		for range rapid.IntRange(2, 4).Draw(t, "points") {
			line = append(line, orb.Point{float64(coordinate("lon")) / 1e7, float64(coordinate("lat")) / 1e7})
		}
		made := func(repaired bool) (*streets.Network, build.Report) {
			b := build.New(streets.Standard)
			b.AddWay(1, streets.ClassFootway, "", []int64{1, 2})
			b.AddWay(2, streets.ClassFootway, "", []int64{3, 4})
			if repaired {
				b.Repair(build.Repair{Name: "bridge", Line: line})
			}
			b.FreezeNodes()
			for _, v := range nodes {
				b.PlaceNode(v[0], int32(v[1]), int32(v[2]))
			}
			n, report, err := b.Build(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return n, report
		}
		before, _ := made(false)
		after, report := made(true)
		nearest := func(p orb.Point) (at orb.Point, least int64) {
			least = math.MaxInt64
			all := sketch.Segments(before)
			slices.SortFunc(all, func(x, y sketch.Segment) int { return cmp.Compare(x.Street.Way, y.Street.Way) }) // of equally near ones the first
			for _, x := range all {
				f, _ := geo.PlaneAt(p).Project(x.A, x.B)
				q := geo.Between(x.A, x.B, f)
				if mm := geo.Millimetres(p, q); mm < least {
					at, least = q, mm
				}
			}
			return at, least
		}
		a, offA := nearest(line[0])
		b, offB := nearest(line[len(line)-1])
		if far := offA > streets.RepairDistance*1000 || offB > streets.RepairDistance*1000; far != strings.HasPrefix(sketch.Remarks(report), "repair_off_streets") {
			t.Fatalf("%d and %d mm off: %s", offA, offB, sketch.Remarks(report))
		} else if far {
			return
		}
		var street, was, link int64
		for _, x := range sketch.Segments(before) {
			was += x.MM
		}
		for _, x := range sketch.Segments(after) {
			if x.Street.Kind.Feature == streets.FeatureRepair {
				link += x.MM
				continue
			}
			street += x.MM
		}
		if street < was-12 || street > was+12 { // up to four cuts, each within a grid of 11 mm and its rounding
			t.Errorf("streets of %d mm are %d", was, street)
		}
		if strings.HasPrefix(sketch.Remarks(report), "repair_joins_nothing") {
			if geo.Millimetres(a, b) > 300 { // the first cut bends its street by as much as the grid
				t.Errorf("it joins nothing, from %v to %v", a, b)
			}
			return
		}
		path := append(append([]orb.Point{a}, line[1:len(line)-1]...), b)
		want := int64(0)
		for i := 1; i < len(path); i++ {
			want += geo.Millimetres(path[i-1], path[i])
		}
		along := slices.ContainsFunc(sketch.Segments(before), func(x sketch.Segment) bool { // then the street itself stays
			on := func(p orb.Point) bool {
				f, _ := geo.PlaneAt(p).Project(x.A, x.B)
				return geo.Millimetres(p, geo.Between(x.A, x.B, f)) <= 20
			}
			return len(line) == 2 && on(a) && on(b)
		})
		if (link < want-300 || link > want+300) && !(along && link == 0) {
			t.Errorf("it is %d mm long, its line %d", link, want)
		}
	})
}
