package cells_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/cells"
)

// Neighbours are six, or a pentagon's five; each is one in return, and shares a
// side: two corners.
func TestNeighboursShareASide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-80, 80).Draw(t, "lat")}
		cell, err := cells.At(p, rapid.IntRange(3, 15).Draw(t, "resolution"))
		if err != nil {
			t.Fatal(err)
		}
		around, err := cells.Neighbours(cell)
		if err != nil || len(around) != 6 && len(around) != 5 || !slices.IsSorted(around) {
			t.Fatalf("%x: %x %v", cell, around, err)
		}
		for _, n := range around {
			back, err := cells.Neighbours(n)
			if err != nil || !slices.Contains(back, cell) || n == cell {
				t.Errorf("%x is a neighbour of %x, and has %x", n, cell, back)
			}
		}
	})
}

func TestAPentagonHasFiveNeighbours(t *testing.T) {
	if around, err := cells.Neighbours(0x8009fffffffffff); err != nil || len(around) != 5 {
		t.Errorf("%x %v", around, err)
	}
	if _, err := cells.Neighbours(1); !errors.Is(err, cells.ErrNotACell) {
		t.Errorf("of no cell: %v", err)
	}
}

// The union of cells is as large as they are together, valid, and what the
// union of their outlines is.
func TestUnionIsTheGroundOfTheCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(-179, 179).Draw(t, "lon"), rapid.Float64Range(-70, 70).Draw(t, "lat")}
		seed, err := cells.At(p, rapid.IntRange(6, 12).Draw(t, "resolution"))
		if err != nil {
			t.Fatal(err)
		}
		list := []uint64{seed}
		for range rapid.IntRange(0, 25).Draw(t, "cells") {
			around, err := cells.Neighbours(list[rapid.IntRange(0, len(list)-1).Draw(t, "beside")])
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, around[rapid.IntRange(0, len(around)-1).Draw(t, "which")])
		}
		if rapid.Bool().Draw(t, "holes") {
			list = slices.DeleteFunc(list, func(c uint64) bool { return c == seed })
		}
		if len(list) == 0 {
			return
		}
		union, err := cells.Union(list)
		if err != nil {
			t.Fatal(err)
		}
		if err := geo.CheckMultiPolygon(union); err != nil {
			t.Errorf("%x: %v", list, err)
		}
		slices.Sort(list)
		want := 0.0
		for _, c := range slices.Compact(list) {
			outline, err := cells.Outline(c)
			if err != nil {
				t.Fatal(err)
			}
			want += geo.Area(outline)
		}
		if got := geo.Area(union); math.Abs(got-want) > 1e-4*want {
			t.Errorf("%x: %g m², the cells have %g", list, got, want)
		}
	})
}

func TestUnionOfWhatHasNone(t *testing.T) {
	a, _ := cells.At(orb.Point{121, 31}, 8)
	b, _ := cells.At(orb.Point{121, 31}, 9)
	if _, err := cells.Union([]uint64{a, b}); !errors.Is(err, cells.ErrResolution) {
		t.Errorf("two resolutions: %v", err)
	}
	if _, err := cells.Union([]uint64{7}); !errors.Is(err, cells.ErrNotACell) {
		t.Errorf("no cell: %v", err)
	}
	if m, err := cells.Union(nil); m != nil || err != nil {
		t.Errorf("nothing: %v %v", m, err)
	}
}

// Cells on both sides of the antimeridian are cut at it.
func TestUnionAcrossTheAntimeridian(t *testing.T) {
	seed, err := cells.At(orb.Point{180, 10}, 5)
	if err != nil {
		t.Fatal(err)
	}
	around, _ := cells.Neighbours(seed)
	union, err := cells.Union(append(around, seed))
	if err != nil || len(union) != 2 {
		t.Fatalf("%d parts %v", len(union), err)
	}
	for _, p := range union {
		if b := p.Bound(); b.Min[0] < -180 || b.Max[0] > 180 || b.Max[0]-b.Min[0] > 90 {
			t.Errorf("a part spans %v", b)
		}
	}
}
