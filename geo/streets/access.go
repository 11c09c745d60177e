package streets

import (
	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// Access is how a point joins the streets: the nearest point of a usable
// segment, and the straight leg to it. The zero value joins nothing.
type Access struct {
	Linked   bool
	Crosses  Obstacle  // what the leg had to cross, where nothing on the point's side was near enough
	Segment  uint32    // index of the segment in the network
	Fraction float64   // 0…1 along it, from its first node in the way's direction
	LegMM    int32     // straight-line leg in millimetres
	At       orb.Point // the point on the street

	// Public is how the point would join the streets that everybody may use,
	// where Segment is one that only residents do, or that is an island without
	// theirs; nil where it is neither, or where none is near enough. See
	// [Network.WithoutPrivate].
	Public *Access
}

// AccessDistance is the longest access leg in metres (DESIGN §3).
const AccessDistance = 500

// Access returns the nearest point of a usable street to which a straight leg of
// at most [AccessDistance] leads over no obstacle; where there is none, the
// nearest at all, with what lies between in Crosses. Nothing is linked to an
// island, nor to a gate, a kerb or a lift. Among edges that are equally near, to
// the millimetre, the smaller way id wins, then the smaller position in the way.
// The zero Access is returned where nothing is near enough.
//
// Streets that only residents use are usable; what Public says is then the same
// question without them.
func (n *Network) Access(p orb.Point) Access { return n.AccessWhere(p, nil) }

// AccessWhere is [Network.Access] among the segments for which usable is true: what
// somebody joins who cannot use every street. A nil usable takes all.
func (n *Network) AccessWhere(p orb.Point, usable func(segment uint32) bool) Access {
	a := nearest(n, n.arrays.mainTree(), p, usable, 0)
	if a.Linked && n.flagsOf(n.EdgeOf(a.Segment))&closedFlags != 0 {
		if public := nearest(n, n.arrays.mainTree(), p, usable, closedFlags); public.Linked {
			a.Public = &public
		}
	}
	return a
}

// closedFlags are those of edges that cannot be reached once residents' streets
// are closed.
const closedFlags = EdgeResidents | EdgeCutOff

// WithoutPrivate returns how the point of an access joins where residents'
// streets are closed: the access itself where it is on a street that everybody
// can reach, else its Public; the zero Access where there is none.
func (n *Network) WithoutPrivate(a Access) Access {
	switch {
	case !a.Linked || len(n.arrays.EdgeFlags) == 0 || n.flagsOf(n.EdgeOf(a.Segment))&closedFlags == 0:
		return a
	case a.Public != nil:
		return *a.Public
	}
	return Access{}
}

// IslandAccess returns how a point joins an island, by the rules of
// [Network.Access]; false where no island is near enough, or where another street
// is as near. A leg that crosses nothing counts as nearer than one that does.
func (n *Network) IslandAccess(p orb.Point) (Access, bool) {
	island := nearest(n, n.arrays.islandTree(), p, nil, 0)
	if !island.Linked {
		return Access{}, false
	}
	other := nearest(n, n.arrays.mainTree(), p, nil, 0)
	switch clear := island.Crosses == ObstacleNone; {
	case !other.Linked:
		return island, true
	case clear != (other.Crosses == ObstacleNone):
		return island, clear
	}
	return island, island.LegMM < other.LegMM
}

// NearestStreet returns the nearest point of a street that is on no island, at
// most some millimetres away, whatever lies between; gates, kerbs and lifts are
// left out.
func (n *Network) NearestStreet(p orb.Point, mostMM int64) (at orb.Point, mm int64, ok bool) {
	s := accessSearch{n: n, p: p, plane: geo.PlaneAt(p), limit: float64(mostMM)/1000*1.001 + 0.01, across: true}
	s.clear.mm, s.any.mm = mostMM, mostMM
	s.search(n.arrays.mainTree())
	return s.any.At, s.any.mm, s.any.found
}
