package streets

import "github.com/paulmach/orb"

// Access is how a point joins the streets: the nearest point of a usable
// segment, and the straight leg to it. The zero value joins nothing.
type Access struct {
	Linked   bool
	Segment  uint32    // index of the segment in the network
	Fraction float64   // 0…1 along it, from its first node in the way's direction
	LegMM    int32     // straight-line leg in millimetres
	At       orb.Point // the point on the street
}
