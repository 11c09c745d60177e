package streets

import (
	"github.com/paulmach/orb"
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
		island := int(n.patch.infos[i].island)
		return max(0, island), island >= 0
	}
	if e < n.arrays.MainEdges || e-n.arrays.MainEdges >= uint32(len(n.arrays.EdgeIslands)) {
		return 0, false
	}
	return int(n.arrays.EdgeIslands[e-n.arrays.MainEdges]), true
}
