package streets_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// street111 is one street of 111 m, of the first of some kinds of way: the others
// are of ways without a segment.
func street111(t *testing.T, kinds []streets.Kind) *streets.Network {
	t.Helper()
	a := streets.Arrays{
		Profile: streets.Standard, Junctions: 2, MainEdges: 1,
		Coordinates: []int32{0, 0, 10_000, 0}, EdgeStarts: []uint32{0}, EdgeEnds: []uint32{1}, Interiors: []uint32{0, 0},
		LengthsMM: []uint32{111_195}, NameOffsets: []uint32{0, 0},
		WayIDs: make([]int64, len(kinds)), WayNames: make([]uint32, len(kinds)),
	}
	a.AppendRun(0, 0, 0, false)
	if err := a.SetKinds(kinds); err != nil {
		t.Fatal(err)
	}
	n, err := streets.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A network holds 65,535 kinds of street. A link of one more is walked where it lies
// over the network, and is said to be one too many where that is laid out anew.
func TestANetworkOfTooManyKindsIsNotLaidOut(t *testing.T) {
	kinds := []streets.Kind{{Class: streets.ClassFootway}}
	for width := range 256 {
		for incline := range 256 {
			kinds = append(kinds, streets.Kind{Class: streets.ClassPath, WidthDM: uint8(width), Incline: int8(incline - 128)})
		}
	}
	kinds = kinds[:1<<16-1]
	n := street111(t, kinds)
	for _, class := range []streets.Class{streets.ClassTrack, streets.ClassFootway} { // a link is of a feature of its own
		patched, err := n.Patch([]streets.Edit{{Open: &streets.Link{
			ID: "around", Kind: streets.Kind{Class: class}, Line: []orb.Point{{0, 0}, {0.0005, 0.001}, {0.001, 0}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		over, _ := patched.Under(streets.Standard).Edge(patched.Links()[0].Edge)
		if over == 0 || over == streets.Far {
			t.Errorf("the link takes %d ms", over)
		}
		flat, to, err := patched.Flatten()
		var arrays *streets.ArraysError
		if flat != nil || to != nil || err == nil || errors.As(err, &arrays) ||
			!strings.Contains(err.Error(), "65535 kinds") || !strings.Contains(err.Error(), "make fewer of the edits") {
			t.Errorf("%v: %v", class, err)
		}
	}
	// Two links of one kind take one place.
	few := street111(t, kinds[:1<<16-2])
	patched, err := few.Patch([]streets.Edit{
		{Open: &streets.Link{ID: "around", Line: []orb.Point{{0, 0}, {0.0005, 0.001}, {0.001, 0}}}},
		{Open: &streets.Link{ID: "below", Line: []orb.Point{{0, 0}, {0.0005, -0.001}, {0.001, 0}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	flat, _, err := patched.Flatten()
	if err != nil || fmt.Sprint(flat.Links()) != fmt.Sprint(patched.Links()) {
		t.Errorf("%v, links %v", err, flat.Links())
	}
}

// A plain network is laid out as it is, and its accesses stay.
func TestAPlainNetworkLiesFlat(t *testing.T) {
	n := street111(t, []streets.Kind{{Class: streets.ClassFootway}})
	flat, to, err := n.Flatten()
	if a := n.Access(orb.Point{0.0004, 0}); err != nil || flat != n || to(a) != a || !a.Linked {
		t.Errorf("%v, another network: %t, %+v", err, flat != n, a)
	}
}
