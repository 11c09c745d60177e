package streets

import "github.com/paulmach/orb"

// An Edit changes streets that are built already. One of its fields is set.
type Edit struct {
	Open   *Link  // adds a street
	Remove string // takes away the link of that id
	Close  *Piece // lets nobody walk a piece any more
	Admit  *Piece // lets everybody walk a piece that residents do, or that an edit before closed
}

// RepairDistance is how far in metres an end of a repair may be from a street.
const RepairDistance = 25

// A Link is a street that is added: a footbridge, a gate in a wall, a path. Its
// ends join the pieces of street that are nearest to the ends of its line, at most
// [RepairDistance] away; no other link, square, gate, kerb or lift.
//
// Its segments are of the way [LinkWay], in the direction of the line, and of
// FeatureRepair; those of stairs are of no feature, as every stair's. A crossing
// takes one whole wait, at lights where Kind.Crossing is CrossingSignals, else as
// one of a big road without. A Kind.Barrier stands in it as a gate.
type Link struct {
	ID       string
	Name     string
	Kind     Kind // Feature is set by the edit
	Line     []orb.Point
	LengthMM int64 // 0: that of the line
	Steps    int   // of its stairs: half at either end, 30 cm each, on no more than half of its length; all along where Kind is of steps. 0: none, or not known
	Lift     bool  // whoever walks it takes a lift at either end, and the stairs too where there are some
}

// A Piece is the edge between the junctions around a point: what holds the
// segment of a way that is nearest to it, at most [RepairDistance] away, whatever
// ways it goes on as. Where links have cut the streets are junctions too.
type Piece struct {
	Way  int64 // id as in [Street.Way]
	Near orb.Point
	All  bool // every segment of the way and nothing else; Near is not read, and all runs of ways are
}

// An EditError says why an edit cannot be made.
type EditError struct {
	Index int    // of the edit
	Field string // id, line, kind, way, near
	Why   string // what is wrong and what to do next
}

// Error says what is wrong.
func (e *EditError) Error() string { return e.Field + ": " + e.Why }
