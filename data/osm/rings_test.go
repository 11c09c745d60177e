package osm_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/data/osm"
)

func TestJoinRings(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines [][]int64
		want  [][]int64
		open  bool
	}{
		{"none", nil, nil, false},
		{"a ring by itself", [][]int64{{1, 2, 3, 1}}, [][]int64{{1, 2, 3, 1}}, false},
		{"two halves", [][]int64{{1, 2, 3}, {3, 4, 1}}, [][]int64{{1, 2, 3, 4, 1}}, false},
		{"two halves, one reversed", [][]int64{{1, 2, 3}, {1, 4, 3}}, [][]int64{{1, 2, 3, 4, 1}}, false},
		{"three, in no order", [][]int64{{1, 2}, {4, 1}, {4, 3, 2}}, [][]int64{{1, 2, 3, 4, 1}}, false},
		{"two rings", [][]int64{{1, 2, 3}, {7, 8, 9}, {3, 1}, {9, 7}}, [][]int64{{1, 2, 3, 1}, {7, 8, 9, 7}}, false},
		// 1 is shared: the walk from 1 comes back to it twice.
		{"two rings that touch where lines end", [][]int64{{1, 2, 3, 1}, {1, 8, 9}, {9, 1}}, [][]int64{{1, 2, 3, 1}, {1, 8, 9, 1}}, false},
		// From 5 by 1: the loop 1-2-3 closes before the walk is back at 5.
		{"a loop on the way", [][]int64{{5, 1}, {1, 2}, {2, 3}, {3, 1}, {1, 6}, {6, 5}}, [][]int64{{1, 2, 3, 1}, {5, 1, 6, 5}}, false},
		{"an end left over", [][]int64{{1, 2, 3}, {3, 4}}, nil, true},
		{"a spur at a ring", [][]int64{{1, 2, 3}, {3, 1}, {3, 4}}, nil, true},
		{"a line of one node", [][]int64{{1}}, nil, true},
		{"a line of none", [][]int64{{}}, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := osm.JoinRings(c.lines)
			if ok == c.open || !c.open && fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %v, %t, want %v", got, ok, c.want)
			}
		})
	}
}

// TestRingsCutAndJoinedAreTheSame cuts rings into lines, turns and shuffles
// them, and asks for the rings back.
func TestRingsCutAndJoinedAreTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines [][]int64
		var want []string
		node := int64(0)
		for range rapid.IntRange(1, 4).Draw(t, "rings") {
			ring := make([]int64, rapid.IntRange(3, 12).Draw(t, "nodes"))
			for i := range ring {
				node++
				ring[i] = node
			}
			ring = append(ring, ring[0])
			want = append(want, canonical(ring))
			for from := 0; from < len(ring)-1; {
				to := rapid.IntRange(from+1, len(ring)-1).Draw(t, "cut")
				line := slices.Clone(ring[from : to+1])
				if rapid.Bool().Draw(t, "turned") {
					slices.Reverse(line)
				}
				lines = append(lines, line)
				from = to
			}
		}
		lines = rapid.Permutation(lines).Draw(t, "order")
		rings, ok := osm.JoinRings(lines)
		if !ok {
			t.Fatalf("%v do not close", lines)
		}
		var got []string
		for _, ring := range rings {
			got = append(got, canonical(ring))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%v give %v, want %v", lines, got, want)
		}
		// One line less, and some ring stays open.
		if _, ok := osm.JoinRings(lines[1:]); ok && lines[0][0] != lines[0][len(lines[0])-1] {
			t.Fatalf("%v close without %v", lines[1:], lines[0])
		}
	})
}

// canonical turns a ring so that it begins at its smallest node and goes on to
// the smaller neighbour.
func canonical(ring []int64) string {
	open := slices.Clone(ring[:len(ring)-1])
	at := slices.Index(open, slices.Min(open))
	open = append(open[at:], open[:at]...)
	if open[1] > open[len(open)-1] {
		slices.Reverse(open[1:])
	}
	return fmt.Sprint(open)
}
