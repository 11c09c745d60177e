package build

import (
	"context"

	"lifecircle/geo/streets"
)

// An EdgeList is a street graph as plain lists, its lengths as given: what a
// benchmark hands over so that two programs search the very same graph.
type EdgeList struct {
	Lon, Lat []int32     // of each node, 1e-7 degrees; they order the nodes and say where to link
	Edges    [][3]uint32 // from, to, length in millimetres
}

// FromEdges makes a network of an edge list. Each edge counts as a way of its
// own, whose id is its place in the list; no part is too short to link to.
func FromEdges(ctx context.Context, list EdgeList, profile streets.Profile) (*streets.Network, Report, error) {
	g := rawGraph{
		profile:  profile,
		lon:      list.Lon,
		lat:      list.Lat,
		segments: make([]rawSegment, 0, len(list.Edges)),
		wayID:    make([]int64, len(list.Edges)),
		wayName:  make([]uint32, len(list.Edges)),
		wayKind:  make([]streets.Kind, len(list.Edges)),
		text:     []string{""},
	}
	for i, e := range list.Edges {
		g.wayID[i] = int64(i)
		if e[0] != e[1] {
			g.segments = append(g.segments, rawSegment{from: e[0], to: e[1], way: uint32(i), mm: e[2]})
		}
	}
	var report Report
	n, err := g.assemble(ctx, &report)
	return n, report, err
}
