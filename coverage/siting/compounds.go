package siting

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
	"lifecircle/geo/union"
)

// maxWays is how many ways a compound may have that is opened as one.
const maxWays = 200

// compounds lists the compounds whose streets only residents walk, each to be opened
// to everybody.
func (f *linkFinder) compounds() []RankedLink {
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

// compound makes the opening of a compound's streets, and of the gates on them.
func (f *linkFinder) compound(edges []uint32) (RankedLink, bool) {
	n := f.city.Streets
	var ways, gates []int64
	at := map[int64]orb.Point{} // of gates
	for _, edge := range edges {
		first, last := n.SegmentsOf(edge)
		for s := first; s < last; s++ {
			switch street := n.Street(s); {
			case street.Way <= 0:
			case street.Kind.Feature == streets.FeatureGate:
				gates = append(gates, street.Way)
				at[street.Way] = n.Point(n.NodeOf(edge, s-first))
			case street.Kind.Feature == streets.FeatureNone:
				ways = append(ways, street.Way)
			}
		}
	}
	slices.Sort(ways)
	slices.Sort(gates)
	ways, gates = slices.Compact(ways), slices.Compact(gates)
	if len(ways) == 0 || len(ways)+len(gates) > maxWays {
		return RankedLink{}, false
	}
	middle, _, _, _ := n.Edge(edges[len(edges)/2])
	l := RankedLink{Candidate: Candidate{Kind: KindGate, ID: fmt.Sprint("gate:way-", ways[0]), Point: n.Point(middle), facility: -1, home: -1}}
	for _, way := range ways {
		l.Changes = append(l.Changes, scenario.Change{Kind: scenario.ReopenLink, Way: &way, All: true})
	}
	for _, gate := range gates {
		near := at[gate]
		l.Changes = append(l.Changes, scenario.Change{Kind: scenario.ReopenLink, Way: &gate, Near: &near})
	}
	return l, true
}
