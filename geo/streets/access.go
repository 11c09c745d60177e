package streets

import "github.com/paulmach/orb"

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

// An Obstacle is what nobody walks across: where a straight leg must not lead.
type Obstacle uint8

// The obstacles. Their numbers are part of the network file's format.
const (
	ObstacleNone Obstacle = iota
	ObstacleWater
	ObstacleRailway
	ObstacleMotorway
	ObstacleWall // wall, fence, hedge
	numObstacles
)

// String returns the obstacle's word in answers, "" for none.
func (o Obstacle) String() string {
	return [...]string{"", "water", "railway", "motorway", "wall", "?"}[min(o, numObstacles)]
}
