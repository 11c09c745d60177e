package reach_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A desert is a grid of streets: rows run from west to east, each block as many
// units of 1e-7 degrees wide and high. Row 0 is the northernmost.
type desert struct{ rows, columns, block int32 }

func (d desert) at(row, column int32) (lon, lat int32) {
	return 1_210_000_000 + column*d.block, 310_000_000 - row*d.block
}

func (d desert) point(row, column int32) orb.Point {
	lon, lat := d.at(row, column)
	return orb.Point{float64(lon) / 1e7, float64(lat) / 1e7}
}

func (d desert) network(t testing.TB, contract bool) *streets.Network {
	b := build.New(streets.Standard)
	if !contract {
		b.WithoutContraction()
	}
	id := func(row, column int32) int64 { return int64(row*d.columns + column + 1) }
	for row := range d.rows {
		var nodes []int64
		for column := range d.columns {
			nodes = append(nodes, id(row, column))
		}
		b.AddWay(int64(row+1), streets.ClassFootway, fmt.Sprintf("%d Street", row), nodes)
	}
	for column := range d.columns {
		var nodes []int64
		for row := range d.rows {
			nodes = append(nodes, id(row, column))
		}
		b.AddWay(int64(d.rows+column+1), streets.ClassFootway, fmt.Sprintf("%d Avenue", column), nodes)
	}
	b.FreezeNodes()
	for row := range d.rows {
		for column := range d.columns {
			lon, lat := d.at(row, column)
			b.PlaceNode(id(row, column), lon, lat)
		}
	}
	n, _, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// walk is the formula. A block from north to south takes v wherever it lies; one
// from west to east h(row) = v·cos φ, the less the farther north. So the walk
// between two corners goes along the northern one's row:
//
//	t = |Δrow|·v + |Δcolumn|·h(min(row₁, row₂))
//
// A detour by one row more to the north costs 2v and wins tan φ·v·b/R a block, a
// hundred-thousandth of v: nothing in a grid of less than 10⁵ columns.
func (d desert) walk(row1, column1, row2, column2 int32) int64 {
	north := min(row1, row2)
	v := milliseconds(geo.Millimetres(d.point(0, 0), d.point(1, 0)))
	h := milliseconds(geo.Millimetres(d.point(north, 0), d.point(north, 1)))
	return int64(max(row1, row2)-north)*v + int64(max(column1, column2)-min(column1, column2))*h
}

func TestGridHasAFormula(t *testing.T) {
	d := desert{rows: 23, columns: 31, block: 7_000} // about 78 by 67 m
	corners := [][2]int32{{0, 0}, {22, 30}, {11, 15}, {11, 16}, {3, 27}, {20, 2}}
	var facilities []orb.Point
	for _, c := range corners {
		facilities = append(facilities, d.point(c[0], c[1]))
	}
	var points []orb.Point
	var want []answer
	const limit = 700_000
	for row := range d.rows {
		for column := range d.columns {
			points = append(points, d.point(row, column))
			best := answer{}
			for k, c := range corners {
				if ms := d.walk(row, column, c[0], c[1]); ms <= limit && (!best.ok || ms < best.millis) {
					best = answer{true, ms, k}
				}
			}
			want = append(want, best)
		}
	}
	for _, contract := range []bool{true, false} {
		got := search(t, d.network(t, contract), facilities, points, reach.Options{Limit: limit})
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("contracted %t, row %d column %d: got %+v, want %+v", contract, i/31, i%31, got[i], want[i])
			}
		}
	}
}
