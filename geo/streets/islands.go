package streets

import (
	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// An Island is a component of the network too short to link to.
type Island struct {
	LengthMM int64 // of its streets
	Segments int
	At       orb.Point // its first node along the curve
	Joins    orb.Point // the nearest point of a street that is on no island; At where all are
	JoinsM   float64   // how far in metres that is from it; 0 where there is none
}

// Island returns which of [Report.Islands] an edge is on, and false for one that
// is on none.
func (n *Network) Island(e uint32) (int, bool) {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		island := int(n.more.lies[i].island)
		return max(0, island), island >= 0
	}
	if e < n.arrays.Linkable || e-n.arrays.Linkable >= uint32(len(n.arrays.EdgeIslands)) {
		return 0, false
	}
	return int(n.arrays.EdgeIslands[e-n.arrays.Linkable]), true
}

// NearestStreet returns the nearest point of a street that is on no island, at
// most some millimetres away, whatever lies between; gates, kerbs and lifts are
// left out.
func (n *Network) NearestStreet(p orb.Point, mostMM int64) (at orb.Point, mm int64, ok bool) {
	s := linking{n: n, p: p, plane: geo.PlaneAt(p), limit: float64(mostMM)/1000*1.001 + 0.01, across: true}
	s.clear.mm, s.any.mm = mostMM, mostMM
	s.search(n.mainTree())
	return s.any.At, s.any.mm, s.any.found
}
