package streets

import (
	"fmt"
	"math"
)

// check refuses what would let a later read run off an array or a search run
// for ever. It reads each array once and follows nothing.
func (n *Network) check() error {
	nodes, edges, segments := uint32(len(n.coord)/2), uint32(len(n.edgeA)), uint32(len(n.segmentMM))
	bad := func(what string) error { return fmt.Errorf("%w: %s", ErrCorrupt, what) }
	switch {
	case n.profile.Speed <= 0 || n.profile.Speed > maxSpeed:
		return bad("the profile's speed")
	case len(n.coord)%2 != 0 || n.junctions > nodes:
		return bad("the number of nodes")
	case len(n.off) != int(n.junctions)+1 || len(n.edgeB) != int(edges) || len(n.first) != int(edges)+1 || n.linkable > edges:
		return bad("the number of edges")
	case n.first[edges] != nodes-n.junctions || segments != n.first[edges]+edges || len(n.along) != int(segments):
		return bad("the number of segments")
	case !ascending(n.first) || n.first[0] != 0:
		return bad("the order of interior nodes")
	case !ascending(n.off) || n.off[0] != 0 || int(n.off[n.junctions]) != len(n.arcs):
		return bad("the order of arcs")
	case !below(n.edgeA, n.junctions) || !below(n.edgeB, n.junctions):
		return bad("an edge's ends")
	case len(n.wayName) != len(n.wayID) || len(n.wayKind) != len(n.wayID):
		return bad("the number of ways")
	case len(n.wayHours) != 0 && len(n.wayHours) != len(n.wayID) || len(n.wayStep) != 0 && len(n.wayStep) != len(n.wayID):
		return bad("the number of ways")
	case len(n.waits) != 0 && len(n.waits) != int(segments) || len(n.slopes) != 0 && len(n.slopes) != int(segments):
		return bad("the number of waits or slopes")
	case len(n.flags) != 0 && len(n.flags) != int(edges):
		return bad("the number of edge flags")
	case len(n.islands)+len(n.added) != int(edges-n.linkable) || !below(n.islands, uint32(len(n.islands))):
		return bad("the islands")
	case !below(n.cuts, 2*segments):
		return bad("a cut end")
	case len(n.nameOff) < 1 || !ascending(n.nameOff) || int(n.nameOff[len(n.nameOff)-1]) != len(n.nameText):
		return bad("the order of names")
	case !below(n.wayName, uint32(len(n.nameOff)-1)) || !below(n.wayHours, uint32(len(n.nameOff)-1)):
		return bad("a way's name")
	case len(n.kinds) > math.MaxUint16 || !below(n.wayKind, uint16(len(n.kinds))):
		return bad("a way's kind")
	}
	if starts := levels(n.linkable); int(starts[len(starts)-1]) != len(n.boxes) {
		return bad("the size of the index")
	}
	if starts := levels(uint32(len(n.islands))); int(starts[len(starts)-1]) != len(n.islandBoxes) {
		return bad("the size of the index of islands")
	}
	if err := n.checkObstacles(bad); err != nil {
		return err
	}
	if err := n.checkPatched(segments, bad); err != nil {
		return err
	}
	for _, a := range n.arcs {
		if a.To >= n.junctions || a.Cost > MaxCost {
			return bad("an arc")
		}
	}
	for e := range edges {
		last := Cost(0)
		for _, c := range n.Along(e) {
			if c < last || c > MaxCost {
				return bad("an edge's costs")
			}
			last = c
		}
	}
	for _, k := range n.kinds {
		if !k.valid() {
			return bad("a kind")
		}
	}
	return n.checkRuns(segments, bad)
}

// checkPatched refuses parts that are none, and links elsewhere than at the end.
func (n *Network) checkPatched(segments uint32, bad func(string) error) error {
	last := int64(-1)
	for _, p := range n.parts {
		if int64(p.Segment) <= last || p.Segment >= segments {
			return bad("the order of parts")
		}
		if !(p.From >= 0 && p.From < p.To && p.To <= 1) {
			return bad("a part")
		}
		last = int64(p.Segment)
	}
	first := uint32(len(n.edgeA) - len(n.added))
	for i, a := range n.added {
		if a.Edge != first+uint32(i) || int(a.ID) >= len(n.nameOff)-1 {
			return bad("a link")
		}
	}
	return nil
}

func (n *Network) checkRuns(segments uint32, bad func(string) error) error {
	if (len(n.runs) == 0) != (segments == 0) || segments > 0 && n.runs[0].first != 0 {
		return bad("the first run")
	}
	for i, r := range n.runs {
		last := segments
		if i+1 < len(n.runs) {
			last = n.runs[i+1].first
		}
		if r.first >= last || last > segments || int(r.way) >= len(n.wayID) {
			return bad("a run")
		}
	}
	return nil
}

// maxSpeed keeps the arithmetic of costs within 64 bits: 1,000 km/h.
const maxSpeed = 1_000_000_000

func ascending(values []uint32) bool {
	last := uint32(0)
	for _, v := range values {
		if v < last {
			return false
		}
		last = v
	}
	return true
}

func below[T uint16 | uint32](values []T, limit T) bool {
	for _, v := range values {
		if v >= limit {
			return false
		}
	}
	return true
}
