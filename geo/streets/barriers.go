package streets

import "github.com/paulmach/orb"

// ObstaclesIn visits the straight pieces of obstacles whose boxes meet a bound,
// along the curve: what somebody must know who draws ground that no obstacle
// parts. It may visit some that pass the bound closely.
func (n *Network) ObstaclesIn(bound orb.Bound, visit func(a, b orb.Point, kind Obstacle)) {
	if len(n.obstacles) == 0 {
		return
	}
	// A line of no length is near whatever its box meets.
	l := lineBetween(bound.Min, bound.Max)
	l.b = l.a
	t := n.obstacleTree()
	t.search(&l, func(first, last uint32) bool {
		for _, o := range n.obstacles[first:last] {
			if l.around.meets(o.box()) {
				visit(pointOf(o.LonA, o.LatA), pointOf(o.LonB, o.LatB), Obstacle(o.Kind))
			}
		}
		return true
	})
}
