package streets_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/sketch"
)

// copyOf returns the arrays of a network in memory of their own.
func copyOf(n *streets.Network) streets.Arrays {
	a := streets.ArraysOf(n)
	v := reflect.ValueOf(&a).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice && !f.IsNil() {
			f.Set(reflect.AppendSlice(reflect.MakeSlice(f.Type(), 0, f.Len()), f))
		}
	}
	return a
}

// given drops what New makes of the other arrays.
func given(a streets.Arrays) streets.Arrays {
	a.Offsets, a.Arcs, a.Costs, a.Index, a.IslandIndex, a.ObstacleIndex = nil, nil, nil, nil, nil, nil
	return a
}

// TestArraysThatLieAreRefused breaks each array of a network that has something
// in all of them, in every way that would let a later read run off an end.
func TestArraysThatLieAreRefused(t *testing.T) {
	sound := everythingPatched(t)
	for _, tt := range []struct {
		name  string
		lie   func(a *streets.Arrays)
		array string
		at    int
	}{
		{"no speed", func(a *streets.Arrays) { a.Profile.Speed = 0 }, "numbers", -1},
		{"faster than sound", func(a *streets.Arrays) { a.Profile.Speed = 1_000_000_001 }, "numbers", -1},
		{"half a place", func(a *streets.Arrays) { a.Coordinates = a.Coordinates[1:] }, "coordinates", -1},
		{"a node too many", func(a *streets.Arrays) { a.Coordinates = append(a.Coordinates, 0, 0) }, "lengths", -1},
		{"more junctions than nodes", func(a *streets.Arrays) { a.Junctions = uint32(len(a.Coordinates)/2) + 1 }, "numbers", -1},
		{"a junction too many", func(a *streets.Arrays) { a.Junctions++ }, "lengths", -1},
		{"more to join than edges", func(a *streets.Arrays) { a.MainEdges = uint32(len(a.EdgeStarts)) + 1 }, "numbers", -1},
		{"one more to join", func(a *streets.Arrays) { a.MainEdges++ }, "edge islands", -1},
		{"an edge without an end", func(a *streets.Arrays) { a.EdgeEnds = a.EdgeEnds[1:] }, "edge ends", -1},
		{"an edge that starts nowhere", func(a *streets.Arrays) { a.EdgeStarts[2] = a.Junctions }, "edge starts", 2},
		{"an edge that ends nowhere", func(a *streets.Arrays) { a.EdgeEnds[3] = math.MaxUint32 }, "edge ends", 3},
		{"interiors of an edge fewer", func(a *streets.Arrays) { a.Interiors = a.Interiors[:len(a.Interiors)-1] }, "interiors", -1},
		{"interiors that do not start at 0", func(a *streets.Arrays) { a.Interiors[0] = 1 }, "interiors", 0},
		{"interiors that descend", func(a *streets.Arrays) { a.Interiors[4] = math.MaxUint32 }, "interiors", 5},
		{"interiors past the nodes", func(a *streets.Arrays) { a.Interiors[len(a.Interiors)-1]++ }, "interiors", last},
		{"a length too few", func(a *streets.Arrays) { a.LengthsMM = a.LengthsMM[1:] }, "lengths", -1},
		{"no runs", func(a *streets.Arrays) { a.Runs = nil }, "runs", -1},
		{"a first segment without a way", func(a *streets.Arrays) { a.Runs[0].First = 1 }, "runs", 0},
		{"two runs from one segment", func(a *streets.Arrays) { a.Runs[2].First = a.Runs[1].First }, "runs", 2},
		{"a run past the segments", func(a *streets.Arrays) { a.Runs[len(a.Runs)-1].First = uint32(len(a.LengthsMM)) }, "runs", last},
		{"a run of no way", func(a *streets.Arrays) { a.Runs[1].Way = uint32(len(a.WayIDs)) }, "runs", 1},
		{"a way without a name", func(a *streets.Arrays) { a.WayNames = a.WayNames[1:] }, "way names", -1},
		{"a name that is none", func(a *streets.Arrays) { a.WayNames[0] = uint32(len(a.NameOffsets) - 1) }, "way names", 0},
		{"hours of some ways", func(a *streets.Arrays) { a.WayHours = a.WayHours[1:] }, "way hours", -1},
		{"hours that are none", func(a *streets.Arrays) { a.WayHours[1] = math.MaxUint32 }, "way hours", 1},
		{"a way without a kind", func(a *streets.Arrays) { a.WayKinds = a.WayKinds[1:] }, "way kinds", -1},
		{"a kind that is none", func(a *streets.Arrays) { a.WayKinds[1] = uint16(len(a.Kinds)) }, "way kinds", 1},
		{"too many kinds", func(a *streets.Arrays) { a.Kinds = make([]streets.Kind, 1<<16) }, "kinds", -1},
		{"a class of another world", func(a *streets.Arrays) { a.Kinds[1].Class = 200 }, "kinds", 1},
		{"half a half", func(a *streets.Arrays) { a.Kinds[0].Half = 2 }, "kinds", 0},
		{"steps of some ways", func(a *streets.Arrays) { a.WayStepsMM = a.WayStepsMM[1:] }, "way steps", -1},
		{"no names", func(a *streets.Arrays) { a.NameOffsets = nil }, "name offsets", -1},
		{"names that descend", func(a *streets.Arrays) { a.NameOffsets[1] = math.MaxUint32 }, "name offsets", 2},
		{"a text too long", func(a *streets.Arrays) { a.Names = append(a.Names, 'x') }, "name offsets", last},
		{"waits of some segments", func(a *streets.Arrays) { a.Waits = a.Waits[1:] }, "waits", -1},
		{"slopes of some segments", func(a *streets.Arrays) { a.Slopes = a.Slopes[1:] }, "slopes", -1},
		{"flags of some edges", func(a *streets.Arrays) { a.EdgeFlags = a.EdgeFlags[1:] }, "edge flags", -1},
		{"an island too many", func(a *streets.Arrays) { a.EdgeIslands = append(a.EdgeIslands, 0) }, "edge islands", -1},
		{"more islands than junctions", func(a *streets.Arrays) { a.EdgeIslands[0] = a.Junctions }, "edge islands", 0},
		{"a cut past the segments", func(a *streets.Arrays) { a.CutEnds[0] = 2 * uint32(len(a.LengthsMM)) }, "cut ends", 0},
		{"an obstacle of no kind", func(a *streets.Arrays) { a.Obstacles[0].Kind = 0 }, "obstacles", 0},
		{"an obstacle of a new kind", func(a *streets.Arrays) { a.Obstacles[0].Kind = 5 }, "obstacles", 0},
		{"a part of no segment", func(a *streets.Arrays) { a.Parts[0].Segment = uint32(len(a.LengthsMM)) }, "parts", 0},
		{"parts that descend", func(a *streets.Arrays) { a.Parts[1].Segment = a.Parts[0].Segment }, "parts", 1},
		{"a part from before", func(a *streets.Arrays) { a.Parts[0].From = -0.1 }, "parts", 0},
		{"a part beyond", func(a *streets.Arrays) { a.Parts[1].To = 1.1 }, "parts", 1},
		{"a part backwards", func(a *streets.Arrays) { a.Parts[1].From = a.Parts[1].To }, "parts", 1},
		{"a part of no fraction", func(a *streets.Arrays) { a.Parts[1].From = math.NaN() }, "parts", 1},
		{"a link elsewhere", func(a *streets.Arrays) { a.Links[0].Edge = 0 }, "links", 0},
		{"a link without a name", func(a *streets.Arrays) { a.Links[1].ID = math.MaxUint32 }, "links", 1},

		{"an offset too few", func(a *streets.Arrays) { a.Offsets = a.Offsets[1:] }, "offsets", -1},
		{"offsets that descend", func(a *streets.Arrays) { a.Offsets[1] = math.MaxUint32 }, "offsets", 2},
		{"arcs that nobody has", func(a *streets.Arrays) { a.Arcs = append(a.Arcs, streets.Arc{}) }, "offsets", last},
		{"an arc to nowhere", func(a *streets.Arrays) { a.Arcs[1].To = a.Junctions }, "arcs", 1},
		{"an arc for ever", func(a *streets.Arrays) { a.Arcs[0].Cost = streets.MaxCost + 1 }, "arcs", 0},
		{"a cost too few", func(a *streets.Arrays) { a.Costs = a.Costs[1:] }, "costs", -1},
		{"a cost for ever", func(a *streets.Arrays) { a.Costs[len(a.Costs)-1] = streets.Far }, "costs", last},
		{"costs that descend", func(a *streets.Arrays) { descend(a) }, "costs", anywhere},
		{"an index too small", func(a *streets.Arrays) { a.Index = nil }, "index", -1},
		{"an index of islands too large", func(a *streets.Arrays) { a.IslandIndex = append(a.IslandIndex, streets.Box{}) }, "island index", -1},
		{"an index of obstacles too small", func(a *streets.Arrays) { a.ObstacleIndex = a.ObstacleIndex[1:] }, "obstacle index", -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := copyOf(sound)
			tt.lie(&a)
			n, err := streets.New(a)
			var wrong *streets.ArraysError
			if !errors.As(err, &wrong) {
				t.Fatalf("%v, %v: want an ArraysError", n, err)
			}
			at := tt.at
			if at == last || at == anywhere {
				at = wrong.At
			}
			if wrong.Array != tt.array || wrong.At != at || !strings.HasPrefix(err.Error(), tt.array+": ") || strings.Contains(err.Error(), "%!") {
				t.Errorf("%s %d: %v; want it of %s, element %d", wrong.Array, wrong.At, err, tt.array, tt.at)
			}
			if tt.at == last && wrong.At < 0 {
				t.Errorf("%v: names no element", err)
			}
		})
	}
	if _, err := streets.New(copyOf(sound)); err != nil {
		t.Errorf("the sound one: %v", err)
	}
}

// Places of an error in an array: at its end, and at any element.
const (
	last     = -2
	anywhere = -3
)

// descend lets the costs of some edge of two segments descend.
func descend(a *streets.Arrays) {
	for e := range a.EdgeStarts {
		if first := a.Interiors[e] + uint32(e); a.Interiors[e+1] > a.Interiors[e] {
			a.Costs[first], a.Costs[first+1] = a.Costs[first+1]+1, a.Costs[first]
			return
		}
	}
	panic("no edge has two segments")
}

// TestNoLieIsLeftOut: the table breaks every field of Arrays, so that one that is
// added needs a line in it. Those that nothing could run off are named here.
func TestNoLieIsLeftOut(t *testing.T) {
	free := []string{
		"WayIDs", // any number is an id; its length is that of the ways
	}
	sound := everythingPatched(t)
	v := reflect.ValueOf(streets.ArraysOf(sound))
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if v.Field(i).Kind() != reflect.Slice || slices.Contains(free, name) {
			continue
		}
		if v.Field(i).Len() == 0 {
			t.Errorf("%s is empty in the sound network", name)
		}
		a := copyOf(sound)
		f := reflect.ValueOf(&a).Elem().FieldByName(name)
		f.Set(f.Slice(0, f.Len()-1))
		if _, err := streets.New(a); err == nil && name != "CutEnds" && name != "Obstacles" && name != "Parts" && name != "Runs" {
			t.Errorf("%s without its last element is taken", name)
		}
	}
}

// TestNewMakesWhatFollows: arcs, costs and indexes that New makes are those that
// were there, of towns of any kind, patched or not.
func TestNewMakesWhatFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, n, _, _ := patchedTown(t)
		flat, _ := flattened(t, n)
		again, err := streets.New(given(copyOf(flat)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(sketch.Bytes(t, again), sketch.Bytes(t, flat)) {
			t.Error("another network")
		}
		opened, err := streets.Read(sketch.Bytes(t, flat))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := streets.ArraysOf(opened), streets.ArraysOf(flat); !same(a, b) {
			t.Error("a file holds other arrays")
		}
	})
}

// same compares arrays by their elements; a file has no nil ones.
func same(a, b streets.Arrays) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		if x.Field(i).Kind() == reflect.Slice && x.Field(i).Len() == 0 && y.Field(i).Len() == 0 {
			continue
		}
		if !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			return false
		}
	}
	return true
}

// TestEveryBoxHoldsItsEdges reads the index as docs/format.md draws it: eight
// edges to a box of the lowest level, eight boxes to one above, the root last. A
// box is no larger than what is in it.
func TestEveryBoxHoldsItsEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, _ := sketch.RandomTown(t).Build(t, true, true, false)
		a := streets.ArraysOf(n)
		around := func(edges []uint32) streets.Box {
			b := streets.Box{MinLon: math.MaxInt32, MinLat: math.MaxInt32, MaxLon: math.MinInt32, MaxLat: math.MinInt32}
			for _, e := range edges {
				nodes := []uint32{a.EdgeStarts[e], a.EdgeEnds[e]}
				for i := a.Interiors[e]; i < a.Interiors[e+1]; i++ {
					nodes = append(nodes, a.Junctions+i)
				}
				for _, v := range nodes {
					lon, lat := a.Coordinates[2*v], a.Coordinates[2*v+1]
					b = streets.Box{MinLon: min(b.MinLon, lon), MinLat: min(b.MinLat, lat), MaxLon: max(b.MaxLon, lon), MaxLat: max(b.MaxLat, lat)}
				}
			}
			return b
		}
		for _, index := range []struct {
			name        string
			boxes       []streets.Box
			first, last uint32
		}{{"index", a.Index, 0, a.MainEdges}, {"island index", a.IslandIndex, a.MainEdges, uint32(len(a.EdgeStarts))}} {
			var level [][]uint32 // the edges of each box
			for e := index.first; e < index.last; e += 8 {
				var edges []uint32
				for x := e; x < min(e+8, index.last); x++ {
					edges = append(edges, x)
				}
				level = append(level, edges)
			}
			rest := index.boxes
			for len(level) > 0 {
				for i, edges := range level {
					if len(rest) <= i || rest[i] != around(edges) {
						t.Fatalf("%s: box %d of a level is not around edges %v", index.name, i, edges)
					}
				}
				rest = rest[len(level):]
				if len(level) == 1 {
					break
				}
				var above [][]uint32
				for some := range slices.Chunk(level, 8) {
					above = append(above, slices.Concat(some...))
				}
				level = above
			}
			if len(rest) > 0 {
				t.Errorf("%s: %d boxes too many", index.name, len(rest))
			}
		}
	})
}

// TestKindsAreKeptOnce: each in the order of the ways, and no more than 65,535.
func TestKindsAreKeptOnce(t *testing.T) {
	var a streets.Arrays
	steps, path := streets.Kind{Class: streets.ClassSteps}, streets.Kind{Class: streets.ClassPath}
	if err := a.SetKinds([]streets.Kind{path, path, steps, path, steps, steps}); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(a.WayKinds) != "[0 0 1 0 1 1]" || !slices.Equal(a.Kinds, []streets.Kind{path, steps}) {
		t.Errorf("%v of %v", a.WayKinds, a.Kinds)
	}
	var many []streets.Kind
	for width := range 256 {
		for incline := range 256 {
			many = append(many, streets.Kind{WidthDM: uint8(width), Incline: int8(incline - 128)})
		}
	}
	if err := a.SetKinds(many[:1<<16-1]); err != nil || len(a.Kinds) != 1<<16-1 {
		t.Errorf("%d kinds: %v", len(a.Kinds), err)
	}
	if err := a.SetKinds(many); err == nil || !strings.Contains(err.Error(), "65535 kinds") {
		t.Errorf("%d kinds: %v", len(many), err)
	}
}

// TestRunsGoOnOrStart: a run holds segments that follow one way in one direction
// without a gap, and each segment's place is read back from it.
func TestRunsGoOnOrStart(t *testing.T) {
	type place struct {
		way, position uint32
		against       bool
	}
	rapid.Check(t, func(t *rapid.T) {
		var a streets.Arrays
		var places []place
		for range rapid.IntRange(0, 40).Draw(t, "segments") {
			p := place{rapid.Uint32Range(0, 2).Draw(t, "way"), rapid.Uint32Range(0, 3).Draw(t, "position"), rapid.Bool().Draw(t, "against")}
			if k := len(places); k > 0 && rapid.Bool().Draw(t, "go on") {
				p = places[k-1]
				if p.position++; p.against {
					p.position -= 2
				}
				if p.position > 1000 { // below 0
					p.position = 0
				}
			}
			a.AppendRun(uint32(len(places)), p.way, p.position, p.against)
			places = append(places, p)
		}
		runs := 0
		for s, p := range places {
			i, _ := slices.BinarySearchFunc(a.Runs, uint32(s)+1, func(r streets.Run, s uint32) int { return int(r.First) - int(s) })
			r := a.Runs[i-1]
			at := int(r.Position>>1) + s - int(r.First)
			if r.Position&1 == 1 {
				at = int(r.Position>>1) - (s - int(r.First))
			}
			if got := (place{r.Way, uint32(at), r.Position&1 == 1}); got != p {
				t.Errorf("segment %d is at %+v, want %+v", s, got, p)
			}
			goesOn := false
			if s > 0 {
				q := places[s-1]
				step := 1
				if q.against {
					step = -1
				}
				goesOn = p.way == q.way && p.against == q.against && int(p.position) == int(q.position)+step
			}
			if !goesOn {
				runs++
			}
		}
		if len(a.Runs) != runs {
			t.Errorf("%d runs of %v, want %d", len(a.Runs), places, runs)
		}
	})
}

// TestAnIslandMayBeClosed: islands keep their numbers when edits close all of one,
// and the file of what is left opens.
func TestAnIslandMayBeClosed(t *testing.T) {
	for way, left := range map[int64]int{1: 2, 2: 2, 3: 2} {
		s := sketch.Draw(t, `
			a..b

			c..d

			e..f

			g..h`)
		n, report := s.Streets(1, "ab cd ef gh").Spur(9, 'g').Build()
		if len(report.Islands) != 3 {
			t.Fatalf("%d islands", len(report.Islands))
		}
		numbers := map[int64]int{}
		for e := range uint32(n.Edges()) {
			first, _ := n.SegmentsOf(e)
			if i, on := n.Island(e); on {
				numbers[n.Street(first).Way] = i
			}
		}
		patched, err := n.Patch([]streets.Edit{{Close: &streets.Piece{Way: way, All: true}}})
		if err != nil {
			t.Fatal(err)
		}
		flat, _ := flattened(t, patched)
		opened, err := streets.Read(sketch.Bytes(t, flat))
		if err != nil {
			t.Fatalf("without way %d: %v", way, err)
		}
		for e := range uint32(opened.Edges()) {
			first, _ := opened.SegmentsOf(e)
			if i, on := opened.Island(e); on {
				left--
				if w := opened.Street(first).Way; i != numbers[w] || w == way {
					t.Errorf("without way %d: way %d is on island %d, was on %d", way, w, i, numbers[w])
				}
			}
		}
		if left != 0 {
			t.Errorf("without way %d: %d islands lack", way, left)
		}
	}
}

// TestTwoFormsOfOnePlace: degrees and the grid of 1e-7 degrees turn into each
// other without loss, at 180° and the poles too.
func TestTwoFormsOfOnePlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon := rapid.Int32Range(-1_800_000_000, 1_800_000_000).Draw(t, "lon")
		lat := rapid.Int32Range(-900_000_000, 900_000_000).Draw(t, "lat")
		p := streets.PointOf(lon, lat)
		if x, y := streets.GridOf(p); x != lon || y != lat {
			t.Errorf("%d, %d is %v is %d, %d", lon, lat, p, x, y)
		}
		if want := (orb.Point{parsed(t, lon), parsed(t, lat)}); p != want {
			t.Errorf("%d, %d is %v, as text %v", lon, lat, p, want)
		}
	})
}

// parsed is the double nearest to the decimal text of a coordinate.
func parsed(t *rapid.T, units int32) float64 {
	var out float64
	if _, err := fmt.Sscanf(fmt.Sprintf("%de-7", units), "%g", &out); err != nil {
		t.Fatal(err)
	}
	return out
}
