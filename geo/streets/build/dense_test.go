package build_test

import (
	"testing"
	"time"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// mostBuild is what a small graph may take, however it is drawn: far more than
// it takes on a slow machine, and far less than what grows with a power.
const mostBuild = 20 * time.Second

func built(t *testing.T, b *build.Builder, at map[int64][2]int32) {
	t.Helper()
	b.FreezeNodes()
	for id, p := range at {
		b.PlaceNode(id, p[0], p[1])
	}
	start := time.Now()
	if _, _, err := b.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > mostBuild {
		t.Errorf("took %v", took)
	}
}

// A square like a comb of many teeth, whose tips and gaps are in two rows: lines
// along a row touch a corner at every tooth.
func TestASquareOfManyTeeth(t *testing.T) {
	const teeth = 2500
	b, at := build.New(streets.Standard), map[int64][2]int32{}
	var ring []int64
	corner := func(x, y int32) {
		id := int64(len(ring) + 1)
		ring, at[id] = append(ring, id), [2]int32{x, y}
		if id%3 == 1 {
			b.AddWay(100+id, streets.ClassFootway, "", []int64{id, -id})
			at[-id] = [2]int32{x, y + 200_000}
		}
	}
	for i := range int32(teeth) {
		corner(20*i, 0)
		corner(20*i+10, 100_000)
	}
	corner(20*teeth, -10)
	b.AddArea(build.Area{ID: 1, Rim: true, Outer: [][]int64{append(ring, 1)}})
	built(t, b, at)
}
