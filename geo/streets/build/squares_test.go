package build_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// Who comes in at a corner of a square walks straight across it. Capitals are
// where the streets come from; letters alone are corners.
func TestLinesAcrossSquares(t *testing.T) {
	const plain = `
		P       Q
		  a···b
		  ·   ·
		  ·   ·
		  d···c
		S       R`
	const statue = `
		P           Q
		  a·······b
		  ·       ·
		  · e···f ·
		  · h···g ·
		  ·       ·
		  d·······c
		S           R`
	const bent = `
		P
		  a··b
		  ·  ·
		  ·  c·····d
		  ·        ·
		  f········e
		             Q`
	for _, tt := range []struct {
		name, drawing string
		add           func(s *sketch.Sketch)
		lines         string
	}{
		{"both diagonals", plain, func(s *sketch.Sketch) { s.Square(1, "abcda").Streets(10, "Pa Qb Rc Sd") }, "ac bd"},
		{"the ring runs the other way", plain, func(s *sketch.Sketch) { s.Square(1, "cbadc").Streets(10, "Pa Qb Rc Sd") }, "ac bd"},
		{"corners where nobody comes in", plain, func(s *sketch.Sketch) { s.Square(1, "abcda").Streets(10, "Pa Rc") }, "ac"},
		{"neighbours have the rim", plain, func(s *sketch.Sketch) { s.Square(1, "abcda").Streets(10, "Pa Qb") }, ""},
		{"one entrance", plain, func(s *sketch.Sketch) { s.Square(1, "abcda").Streets(10, "Pa Sa") }, ""},
		{"a street is there already", plain, func(s *sketch.Sketch) { s.Square(1, "abcda").Streets(10, "Pa Qb Rc Sd ca") }, "bd"},
		{"the rim is a street of its own", plain, func(s *sketch.Sketch) {
			s.Builder.AddArea(build.Area{ID: 1, Outer: [][]int64{sketch.Nodes("abcda")}})
			s.Streets(1, "abcda").Streets(10, "Pa Qb Rc Sd")
		}, "ac bd"},
		{"the rim is several streets", plain, func(s *sketch.Sketch) {
			s.Builder.AddArea(build.Area{ID: 1, Relation: true, Outer: [][]int64{sketch.Nodes("abcda")}})
			s.Streets(1, "abc cda").Streets(10, "Pa Rc")
		}, "ac"},
		{"a street that runs on from the rim", plain, func(s *sketch.Sketch) {
			s.Builder.AddArea(build.Area{ID: 1, Relation: true, Outer: [][]int64{sketch.Nodes("abcda")}})
			s.Streets(1, "abcR cda").Streets(10, "Pa")
		}, "ac"},
		// a–f is the shortest way from a to c on one hand, a–h on the other. Nobody
		// turns at e who comes from a.
		{"around a statue", statue, func(s *sketch.Sketch) { s.Square(1, "abcda", "efghe").Streets(10, "Pa Qb Rc Sd") }, "af ah be bg cf ch de dg"},
		{"around a statue, from two corners", statue, func(s *sketch.Sketch) { s.Square(1, "abcda", "efghe").Streets(10, "Pa Rc") }, "af ah cf ch"},
		{"to the statue", statue, func(s *sketch.Sketch) { s.Square(1, "abcda", "efghe").Streets(10, "Pa eg") }, "ae af ah"},
		{"over no statue", statue, func(s *sketch.Sketch) { s.Square(1, "abcda").Streets(10, "Pa Rc") }, "ac"},
		{"a platform around its stairs", statue, func(s *sketch.Sketch) {
			s.Builder.AddArea(build.Area{ID: 5, Relation: true, Kind: streets.Kind{Class: streets.ClassPlatform},
				Outer: [][]int64{sketch.Nodes("abcda")}, Inner: [][]int64{sketch.Nodes("hgfeh")}})
			s.Streets(1, "abc cda efghe").Streets(10, "Pa Rc")
		}, "af ah cf ch"},
		{"around a corner", bent, func(s *sketch.Sketch) { s.Square(1, "abcdefa").Streets(10, "Pa Qe") }, "ac ce"},
		{"along the rim around a corner", bent, func(s *sketch.Sketch) { s.Square(1, "abcdefa").Streets(10, "Pb Qd") }, ""},
		{"corners that are no way round", bent, func(s *sketch.Sketch) { s.Square(1, "abcdefa").Streets(10, "Pf Qd") }, "df"},
		{"a straight side is the rim's", `
			P  Q  R
			a··x··b
			·     ·
			d·····c
			S`, func(s *sketch.Sketch) { s.Square(1, "axbcda").Streets(10, "Pa Qx Rb Sd") }, "bd dx"},
		{"along two sides in one line", `
			P     R
			a··x··b
			·     ·
			d·····c
			S`, func(s *sketch.Sketch) { s.Square(1, "axbcda").Streets(10, "Pa Rb Sd") }, "bd"},
		{"nearly along two sides", `
			P                             R
			a·············x···············b
			·                             ·
			d·····························c
			S`, func(s *sketch.Sketch) {
			s.At['x'] = [2]int32{s.At['x'][0], s.At['x'][1] + 1} // 1 cm outward: the rim is as short, to the millimetre
			s.Square(1, "axbcda").Streets(10, "Pa Rb Sd")
		}, "bd"},
		{"a line that touches a corner is two", `
			a·····b
			·     ·
			·  f··e
			·  ·
			d··c
			      Q`, func(s *sketch.Sketch) { s.Square(1, "abefcda").Streets(10, "Qb Qd Qa") }, "bf df"},
		{"two squares side by side", `
			a··b··c
			·  ·  ·
			f··e··d`, func(s *sketch.Sketch) { s.Square(1, "abefa").Square(2, "bcdeb") }, ""},
		{"two squares side by side, and streets", `
			P     Q
			a··b··c
			·  ·  ·
			f··e··d`, func(s *sketch.Sketch) { s.Square(1, "abefa").Square(2, "bcdeb").Streets(10, "Pa Qc") }, "ae ce"},
		{"rings that touch in a corner", `
			P  Q
			a·····b
			·  e  ·
			· g·f ·
			d··x··c
			      R`, func(s *sketch.Sketch) { s.Square(1, "abcxda", "efxge").Streets(10, "Pa Rc") }, "ae ag ce"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sketch.Draw(t, tt.drawing)
			tt.add(s)
			n, report := s.Build()
			if got := s.Lines(n); got != tt.lines {
				t.Errorf("lines %q, want %q in %s", got, tt.lines, tt.drawing)
			}
			if len(report.Remarks) > 0 {
				t.Errorf("remarks %+v", report.Remarks)
			}
		})
	}
}

// What encloses no ground keeps its rim and is named.
func TestAreasThatEncloseNoGround(t *testing.T) {
	const drawing = `
		P       Q
		  a···b
		  · e ·
		  · f g
		  d···c
		S     h R`
	for _, tt := range []struct {
		name string
		area build.Area
		says string
	}{
		{"it crosses itself", build.Area{ID: 1, Outer: [][]int64{sketch.Nodes("acbda")}}, "square_invalid 1 [way 1]"},
		{"it touches itself", build.Area{ID: 1, Outer: [][]int64{sketch.Nodes("abcefcda")}}, "square_invalid 1 [way 1]"},
		{"it runs back", build.Area{ID: 1, Outer: [][]int64{sketch.Nodes("abcdca")}}, "square_invalid 1 [way 1]"},
		{"it is not closed", build.Area{ID: 1, Outer: [][]int64{sketch.Nodes("abcd")}}, "square_invalid 1 [way 1]"},
		{"two corners", build.Area{ID: 1, Outer: [][]int64{sketch.Nodes("acca")}}, "square_invalid 1 [way 1]"},
		{"a node is missing", build.Area{ID: 5, Relation: true, Outer: [][]int64{sketch.Nodes("abczda")}}, "square_invalid 1 [relation 5]"},
		{"a hole outside", build.Area{ID: 5, Relation: true, Outer: [][]int64{sketch.Nodes("abcda")}, Inner: [][]int64{sketch.Nodes("chRc")}}, "square_invalid 1 [relation 5]"},
		{"a hole across the border", build.Area{ID: 5, Relation: true, Outer: [][]int64{sketch.Nodes("abcda")}, Inner: [][]int64{sketch.Nodes("efRe")}}, "square_invalid 1 [relation 5]"},
		{"two outer rings over each other", build.Area{ID: 5, Relation: true, Outer: [][]int64{sketch.Nodes("abcda"), sketch.Nodes("efce")}}, "square_invalid 1 [relation 5]"},
		{"holes only", build.Area{ID: 5, Relation: true, Inner: [][]int64{sketch.Nodes("abcda")}}, "square_invalid 1 [relation 5]"},
		{"nothing", build.Area{ID: 7}, "square_invalid 1 [way 7]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sketch.Draw(t, drawing)
			tt.area.Rim = true
			s.Builder.AddArea(tt.area)
			n, report := s.Streets(10, "Pa Qb Rc Sd").Build()
			sketch.WantString(t, "lines", s.Lines(n), "")
			sketch.WantString(t, "remarks", sketch.Remarks(report), tt.says)
			if len(tt.area.Outer) > 0 && n.Segments() < 5 {
				t.Errorf("the rim is gone: %d segments", n.Segments())
			}
		})
	}
}

// An area with very many entrances is crossed between some of them.
func TestALargeSquare(t *testing.T) {
	const side = 50
	b := build.New(streets.Standard)
	var ring []int64
	at := map[int64][2]int32{}
	corner := func(x, y int) {
		id := int64(len(ring) + 1)
		ring = append(ring, id)
		at[id] = [2]int32{int32(x * 1000), int32(y * 1000)}
		at[-id] = [2]int32{int32(x*1000 + 100), int32(y*1000 + 3000)}
		b.AddWay(100+id, streets.ClassFootway, "", []int64{id, -id})
	}
	for i := range side {
		corner(i, 0)
	}
	for i := range side {
		corner(side, i)
	}
	for i := range side {
		corner(side-i, side)
	}
	for i := range side {
		corner(0, side-i)
	}
	b.AddArea(build.Area{ID: 1, Rim: true, Outer: [][]int64{append(ring, 1)}})
	b.FreezeNodes()
	for id, p := range at {
		b.PlaceNode(id, p[0], p[1])
	}
	n, report, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sketch.WantString(t, "remarks", sketch.Remarks(report), "square_large 1 [way 1]")
	lines, ends := 0, map[uint32]bool{}
	for _, x := range sketch.Segments(n) {
		if x.Street.Kind.Feature == streets.FeatureSquare {
			lines++
			ends[x.From], ends[x.To] = true, true
		}
	}
	if len(ends) != 150 || lines < 8000 {
		t.Errorf("%d lines between %d entrances, want 150", lines, len(ends))
	}
}

// The lines are segments of the area: its id, name and hours, counted from 0.
func TestWhatALineIsPartOf(t *testing.T) {
	s := sketch.Draw(t, `
		P       Q
		  a···b
		  ·   ·
		  d···c
		S       R`)
	s.Builder.AddArea(build.Area{ID: 8, Kind: streets.Kind{Class: streets.ClassPedestrian, Surface: streets.SurfaceCobbles, Use: streets.UsePublic},
		Name: "Market Square", Hours: "06:00-22:00", Rim: true, Outer: [][]int64{sketch.Nodes("abcda")}})
	n, _ := s.Streets(1, "Pa Qb Rc Sd").Build()
	var got string
	for _, x := range sketch.Segments(n) {
		if x.Street.Way == 8 {
			got += fmt.Sprintln(x.Street.Kind.Feature == streets.FeatureSquare, x.Street.Kind.Surface == streets.SurfaceCobbles, x.Street.Name, x.Street.Hours, x.Street.Position, x.MM/1000)
		}
	}
	// Cells of 11.119 m: the sides are 44 and 22 m, the diagonals 50 m.
	sorted := sortLines(got)
	sketch.WantString(t, "segments", sorted, sortLines(`false true Market Square 06:00-22:00 0 44
false true Market Square 06:00-22:00 1 22
false true Market Square 06:00-22:00 2 44
false true Market Square 06:00-22:00 3 22
true true Market Square 06:00-22:00 0 49
true true Market Square 06:00-22:00 1 49
`))
}

// The order in which areas, streets and obstacles are told changes nothing.
func TestTheOrderOfAreasChangesNothing(t *testing.T) {
	const drawing = `
		P       Q
		  a···b
		  ·   ·
		  d···c
		S e   f R
		  h   g`
	var files [][]byte
	for i := range 2 {
		s := sketch.Draw(t, drawing)
		steps := []func(){
			func() { s.Square(8, "abcda") },
			func() { s.Square(8, "dcgehd") },
			func() { s.Square(3, "dfghd") },
			func() { s.Streets(1, "Pa Qb Rc Sd ef gh eS fR") },
			func() { s.Obstacle(streets.ObstacleWall, "PQ ef ba") },
			func() { s.Obstacle(streets.ObstacleWater, "ab fRQ") },
		}
		for k := range steps {
			if i == 1 {
				k = len(steps) - 1 - k
			}
			steps[k]()
		}
		n, _ := s.Build()
		if n.Obstacles() != 6 {
			t.Errorf("%d obstacles", n.Obstacles())
		}
		files = append(files, sketch.Bytes(t, n))
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the other order gives another file")
	}
}

func sortLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
