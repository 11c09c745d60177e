package sketch

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// TB is what a sketch needs of a test, so that rapid's tests can draw too.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// A Reporter is a TB that goes on after an error.
type Reporter interface {
	TB
	Errorf(format string, args ...any)
}

// A Sketch gives nodes to the letters of a drawing, by their place: a cell is
// sketchCell units of 1e-7 degrees wide and high, at 0° N 0° E.
type Sketch struct {
	T       TB
	At      map[rune][2]int32
	Builder *build.Builder
}

const Cell = 1000 // 11.119 m

func Draw(t TB, drawing string) *Sketch {
	t.Helper()
	s := &Sketch{T: t, At: map[rune][2]int32{}, Builder: build.New(streets.Standard)}
	for line, text := range strings.Split(strings.TrimPrefix(drawing, "\n"), "\n") {
		for column, letter := range []rune(strings.ReplaceAll(text, "\t", "")) {
			if letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || letter >= '0' && letter <= '9' {
				if _, known := s.At[letter]; known {
					t.Fatalf("%c stands twice", letter)
				}
				s.At[letter] = [2]int32{int32(column * Cell), int32(-line * Cell)}
			}
		}
	}
	return s
}

// Nodes turns letters into node ids.
func Nodes(letters string) []int64 {
	var out []int64
	for _, l := range letters {
		out = append(out, int64(l))
	}
	return out
}

// Streets adds a footway through letters for each word; their ids count from id.
func (s *Sketch) Streets(id int64, words string) *Sketch {
	for i, w := range strings.Fields(words) {
		s.Builder.AddWay(id+int64(i), streets.ClassFootway, "", Nodes(w))
	}
	return s
}

// Spur adds a street that leads 1.2 km north from a letter, so that the streets
// are no island.
func (s *Sketch) Spur(id int64, letter rune) *Sketch {
	s.At['9'] = [2]int32{s.At[letter][0], s.At[letter][1] + 108_000}
	return s.Streets(id, string(letter)+"9")
}

func (s *Sketch) Obstacle(kind streets.Obstacle, words string) *Sketch {
	for _, w := range strings.Fields(words) {
		s.Builder.AddObstacle(kind, Nodes(w))
	}
	return s
}

// Square adds an area with rings of letters, to be walked along its rim too.
func (s *Sketch) Square(id int64, outer string, inner ...string) *Sketch {
	a := build.Area{ID: id, Kind: streets.Kind{Class: streets.ClassPedestrian}, Rim: true, Outer: [][]int64{Nodes(outer)}}
	for _, ring := range inner {
		a.Inner = append(a.Inner, Nodes(ring))
	}
	s.Builder.AddArea(a)
	return s
}

// Add adds a way of any kind through letters.
func (s *Sketch) Add(id int64, name string, kind streets.Kind, letters string) *Sketch {
	s.Builder.Add(build.Way{ID: id, Name: name, Kind: kind, Nodes: Nodes(letters)})
	return s
}

func (s *Sketch) Mark(letters string, m build.Mark) *Sketch {
	for _, l := range letters {
		s.Builder.Mark(int64(l), m)
	}
	return s
}

func (s *Sketch) Build() (*streets.Network, build.Report) {
	s.T.Helper()
	s.Builder.FreezeNodes()
	for _, letter := range slices.Sorted(maps.Keys(s.At)) {
		s.Builder.PlaceNode(int64(letter), s.At[letter][0], s.At[letter][1])
	}
	n, report, err := s.Builder.Build(context.Background())
	if err != nil {
		s.T.Fatalf("%v", err)
	}
	return n, report
}

// Point returns the place of a column and a line of the drawing.
func (s *Sketch) Point(column, line float64) orb.Point {
	return orb.Point{column * Cell / 1e7, -line * Cell / 1e7}
}

// Lines names the lines across squares by the letters at their ends, sorted.
func (s *Sketch) Lines(n *streets.Network) string {
	letter := map[orb.Point]string{}
	for l, at := range s.At {
		letter[orb.Point{float64(at[0]) / 1e7, float64(at[1]) / 1e7}] = string(l)
	}
	var out []string
	for _, x := range Segments(n) {
		if x.Street.Kind.Feature == streets.FeatureSquare {
			ends := []string{letter[x.A], letter[x.B]}
			slices.Sort(ends)
			out = append(out, strings.Join(ends, ""))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
