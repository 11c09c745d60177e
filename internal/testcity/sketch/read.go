package sketch

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A Segment is a segment with its ends in the way's direction.
type Segment struct {
	Index     uint32
	From, To  uint32 // nodes
	A, B      orb.Point
	MM        int64
	Street    streets.Street
	Residents bool
}

// Segments lists all segments of a network.
func Segments(n *streets.Network) []Segment {
	var out []Segment
	for e := range uint32(n.Edges()) {
		first, last := n.SegmentsOf(e)
		for s := first; s < last; s++ {
			x := Segment{Index: s, From: n.NodeOf(e, s-first), To: n.NodeOf(e, s-first+1), MM: n.Segment(s).MM(), Street: n.Street(s)}
			if x.Street.Backwards {
				x.From, x.To = x.To, x.From
			}
			x.A, x.B = n.Point(x.From), n.Point(x.To)
			x.Residents = n.Segment(s).Use() == streets.UseResidents
			out = append(out, x)
		}
	}
	return out
}

// OnMain returns for each node whether its component is at least 1 km long,
// lines across squares and points like gates not counted.
func OnMain(n *streets.Network) []bool {
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
	all := Segments(n)
	for _, x := range all {
		parent[root(x.From)] = root(x.To)
	}
	mm := map[uint32]int64{}
	for _, x := range all {
		if x.Street.Kind.Feature != streets.FeatureSquare {
			mm[root(x.From)] += x.MM
		}
	}
	out := make([]bool, n.Nodes())
	for v := range out {
		out[v] = mm[root(uint32(v))] >= build.IslandLength
	}
	return out
}

func WantString(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func Remarks(r build.Report) string {
	var out []string
	for _, x := range r.Remarks {
		out = append(out, fmt.Sprint(x.Code, " ", x.Count, " ", x.Samples))
	}
	return strings.Join(out, "; ")
}
