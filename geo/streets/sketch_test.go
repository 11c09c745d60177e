package streets_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// A sketch gives nodes to the letters of a drawing, by their place: a cell is
// sketchCell units of 1e-7 degrees wide and high, at 0° N 0° E.
type sketch struct {
	t  asciicity.TB
	at map[rune][2]int32
	b  *streets.Builder
}

const sketchCell = 1000 // 11.119 m

func draw(t asciicity.TB, drawing string) *sketch {
	t.Helper()
	s := &sketch{t: t, at: map[rune][2]int32{}, b: streets.NewBuilder(streets.Standard)}
	for line, text := range strings.Split(strings.TrimPrefix(drawing, "\n"), "\n") {
		for column, letter := range []rune(strings.ReplaceAll(text, "\t", "")) {
			if letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || letter >= '0' && letter <= '9' {
				if _, known := s.at[letter]; known {
					t.Fatalf("%c stands twice", letter)
				}
				s.at[letter] = [2]int32{int32(column * sketchCell), int32(-line * sketchCell)}
			}
		}
	}
	return s
}

// nodes turns letters into node ids.
func nodes(letters string) []int64 {
	var out []int64
	for _, l := range letters {
		out = append(out, int64(l))
	}
	return out
}

// streets adds a footway through letters for each word; their ids count from id.
func (s *sketch) streets(id int64, words string) *sketch {
	for i, w := range strings.Fields(words) {
		s.b.AddWay(id+int64(i), streets.ClassFootway, "", nodes(w))
	}
	return s
}

// spur adds a street that leads 1.2 km north from a letter, so that the streets
// are no island.
func (s *sketch) spur(id int64, letter rune) *sketch {
	s.at['9'] = [2]int32{s.at[letter][0], s.at[letter][1] + 108_000}
	return s.streets(id, string(letter)+"9")
}

func (s *sketch) obstacle(kind streets.Obstacle, words string) *sketch {
	for _, w := range strings.Fields(words) {
		s.b.AddObstacle(kind, nodes(w))
	}
	return s
}

// square adds an area with rings of letters, to be walked along its rim too.
func (s *sketch) square(id int64, outer string, inner ...string) *sketch {
	a := streets.Area{ID: id, Kind: streets.Kind{Class: streets.ClassPedestrian}, Rim: true, Outer: [][]int64{nodes(outer)}}
	for _, ring := range inner {
		a.Inner = append(a.Inner, nodes(ring))
	}
	s.b.AddArea(a)
	return s
}

func (s *sketch) build() (*streets.Network, streets.Report) {
	s.t.Helper()
	s.b.FreezeNodes()
	for _, letter := range slices.Sorted(maps.Keys(s.at)) {
		s.b.PlaceNode(int64(letter), s.at[letter][0], s.at[letter][1])
	}
	n, report, err := s.b.Build(context.Background())
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	return n, report
}

// point returns the place of a column and a line of the drawing.
func (s *sketch) point(column, line float64) orb.Point {
	return orb.Point{column * sketchCell / 1e7, -line * sketchCell / 1e7}
}

// lines names the lines across squares by the letters at their ends, sorted.
func (s *sketch) lines(n *streets.Network) string {
	letter := map[orb.Point]string{}
	for l, at := range s.at {
		letter[orb.Point{float64(at[0]) / 1e7, float64(at[1]) / 1e7}] = string(l)
	}
	var out []string
	for _, x := range segments(n) {
		if x.street.Kind.Feature == streets.FeatureSquare {
			ends := []string{letter[x.a], letter[x.b]}
			slices.Sort(ends)
			out = append(out, strings.Join(ends, ""))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// A walked is a segment with its ends in the way's direction.
type walked struct {
	index     uint32
	from, to  uint32 // nodes
	a, b      orb.Point
	mm        int64
	street    streets.Street
	residents bool
}

// segments lists all segments of a network.
func segments(n *streets.Network) []walked {
	var out []walked
	for e := range uint32(n.Edges()) {
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			x := walked{index: s, from: n.NodeOf(e, s-first), to: n.NodeOf(e, s-first+1), mm: n.SegmentMM(s), street: n.Street(s)}
			if x.street.Backwards {
				x.from, x.to = x.to, x.from
			}
			x.a, x.b = n.Point(x.from), n.Point(x.to)
			x.residents = n.UseOf(s) == streets.UseResidents
			out = append(out, x)
		}
	}
	return out
}

// onMain returns for each node whether its component is at least 1 km long,
// lines across squares and points like gates not counted.
func onMain(n *streets.Network) []bool {
	parent := make([]uint32, n.Nodes())
	for i := range parent {
		parent[i] = uint32(i)
	}
	var root func(v uint32) uint32
	root = func(v uint32) uint32 {
		if parent[v] != v {
			parent[v] = root(parent[v])
		}
		return parent[v]
	}
	all := segments(n)
	for _, x := range all {
		parent[root(x.from)] = root(x.to)
	}
	mm := map[uint32]int64{}
	for _, x := range all {
		if x.street.Kind.Feature != streets.FeatureSquare {
			mm[root(x.from)] += x.mm
		}
	}
	out := make([]bool, n.Nodes())
	for v := range out {
		out[v] = mm[root(uint32(v))] >= streets.IslandLength
	}
	return out
}

func wantString(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func remarks(r streets.Report) string {
	var out []string
	for _, x := range r.Remarks {
		out = append(out, fmt.Sprint(x.Code, " ", x.Count, " ", x.Samples))
	}
	return strings.Join(out, "; ")
}

func sortLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
