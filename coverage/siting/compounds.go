package siting

import (
	"fmt"
	"slices"

	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
	"lifecircle/geo/union"
)

// mostWays is how many ways a compound may have that is opened as one.
const mostWays = 200

// compounds lists the compounds whose streets only residents walk, each to be opened
// to everybody.
func (f *finding) compounds() []RankedLink {
	n := f.city.Streets
	var edges []uint32
	for edge := range n.EachEdge() {
		if n.Use(edge) == streets.UseResidents {
			edges = append(edges, edge)
		}
	}
	at := map[uint32]uint32{} // junctions
	sets := union.New(len(edges))
	for i, edge := range edges {
		a, b, _, _ := n.Edge(edge)
		for _, junction := range []uint32{a, b} {
			if other, met := at[junction]; met {
				sets.Join(uint32(i), other)
			}
			at[junction] = uint32(i)
		}
	}
	members := map[uint32][]uint32{}
	var roots []uint32
	for i, edge := range edges {
		root := sets.Find(uint32(i))
		if members[root] == nil {
			roots = append(roots, root)
		}
		members[root] = append(members[root], edge)
	}
	var out []RankedLink
	for _, root := range roots {
		if l, ok := f.compound(members[root]); ok {
			out = append(out, l)
		}
	}
	return out
}

// compound makes the opening of a compound's streets.
func (f *finding) compound(edges []uint32) (RankedLink, bool) {
	n := f.city.Streets
	var ways []int64
	for _, edge := range edges {
		first, last := n.SegmentsOf(edge)
		for s := first; s < last; s++ {
			if way := n.Street(s).Way; way > 0 && !slices.Contains(ways, way) && n.Street(s).Kind.Feature == 0 {
				ways = append(ways, way)
			}
		}
	}
	slices.Sort(ways)
	if len(ways) == 0 || len(ways) > mostWays {
		return RankedLink{}, false
	}
	middle := edges[len(edges)/2]
	a, _, _, _ := n.Edge(middle)
	l := RankedLink{Candidate: Candidate{Kind: KindGate, ID: fmt.Sprint("gate:way-", ways[0]), Point: n.Point(a), facility: -1, home: -1}}
	for _, way := range ways {
		l.Changes = append(l.Changes, scenario.Change{Kind: scenario.ReopenLink, Way: &way, All: true})
	}
	return l, true
}
