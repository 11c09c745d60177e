package streets

import (
	"github.com/paulmach/orb"
)

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

func (o ObstacleLine) box() Box {
	return boxAt(o.LonA, o.LatA).union(boxAt(o.LonB, o.LatB))
}

// Obstacles returns the number of straight pieces that obstacles consist of.
func (n *Network) Obstacles() int { return len(n.arrays.Obstacles) }

// ObstaclesIn visits the straight pieces of obstacles whose boxes meet a bound,
// along the curve: what somebody must know who draws ground that no obstacle
// parts. It may visit some that pass the bound closely.
func (n *Network) ObstaclesIn(bound orb.Bound, visit func(a, b orb.Point, kind Obstacle)) {
	if len(n.arrays.Obstacles) == 0 {
		return
	}
	// A line of no length is near whatever its box meets.
	l := lineBetween(bound.Min, bound.Max)
	l.b = l.a
	t := n.arrays.obstacleTree()
	t.search(&l, func(first, last uint32) bool {
		for _, o := range n.arrays.Obstacles[first:last] {
			if l.around.meets(o.box()) {
				visit(PointOf(o.LonA, o.LatA), PointOf(o.LonB, o.LatB), Obstacle(o.Kind))
			}
		}
		return true
	})
}
