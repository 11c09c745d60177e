package streets

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// An obstacle is a straight piece of a line that nobody walks across, between
// two places in 1e-7 degrees.
type obstacle struct {
	LonA, LatA, LonB, LatB int32
	Kind                   uint32 // an Obstacle
}

func (o obstacle) box() box {
	return boxAt(o.LonA, o.LatA).union(boxAt(o.LonB, o.LatB))
}

func compareObstacles(x, y obstacle) int {
	return cmp.Or(cmp.Compare(x.LonA, y.LonA), cmp.Compare(x.LatA, y.LatA), cmp.Compare(x.LonB, y.LonB),
		cmp.Compare(x.LatB, y.LatB), cmp.Compare(x.Kind, y.Kind))
}

// An obstacleNodes keeps the places of the nodes that obstacles use. They are no
// nodes of the streets, whose numbering must not depend on them.
type obstacleNodes struct {
	ids      []int64
	index    []uint32 // of each reference in ids
	lon, lat []int32
	cursor   int
}

func (b *Builder) freezeObstacles() {
	o := &b.obstacleNodes
	o.ids, o.index = indexRefs(b.obstacleRefs)
	o.lon, o.lat = unplacedNodes(len(o.ids))
	b.obstacleRefs = nil
}

// place gives a node its coordinates; false where no obstacle uses it.
func (o *obstacleNodes) place(id int64, lon, lat int32) bool {
	if len(o.ids) == 0 {
		return false
	}
	at, found := findNear(o.ids, &o.cursor, id)
	if found && o.lon[at] == unplaced {
		o.lon[at], o.lat[at] = lon, lat
	}
	return found
}

// takeObstacles returns the pieces between nodes that are there, each once,
// along the curve. The order of the input changes nothing.
func (b *Builder) takeObstacles() []obstacle {
	var all []obstacle
	nodes := &b.obstacleNodes
	for _, o := range b.obstacles {
		refs := nodes.index[o.first:o.last]
		for i := 1; i < len(refs); i++ {
			from, to := refs[i-1], refs[i]
			if nodes.lon[from] == unplaced || nodes.lon[to] == unplaced {
				continue
			}
			piece := obstacle{nodes.lon[from], nodes.lat[from], nodes.lon[to], nodes.lat[to], uint32(o.kind)}
			if back := (obstacle{piece.LonB, piece.LatB, piece.LonA, piece.LatA, piece.Kind}); compareObstacles(back, piece) < 0 {
				piece = back
			}
			if piece.LonA != piece.LonB || piece.LatA != piece.LatB {
				all = append(all, piece)
			}
		}
	}
	b.obstacles, b.obstacleNodes = nil, obstacleNodes{}
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, compareObstacles)
	all = slices.Compact(all)
	lon, lat := make([]int32, len(all)), make([]int32, len(all))
	for i, o := range all {
		lon[i] = int32((int64(o.LonA) + int64(o.LonB)) / 2)
		lat[i] = int32((int64(o.LatA) + int64(o.LatB)) / 2)
	}
	sorted := make([]obstacle, len(all))
	for i, at := range alongCurve(lon, lat) {
		sorted[i] = all[at]
	}
	return sorted
}

func (n *Network) setObstacles(all []obstacle) {
	n.obstacles = all
	n.obstacleBoxes = pack(uint32(len(all)), func(i uint32) box { return all[i].box() })
}

func (n *Network) obstacleTree() tree {
	count := uint32(len(n.obstacles))
	return tree{boxes: n.obstacleBoxes, starts: levels(count), items: count}
}

// checkObstacles refuses obstacles of no kind, and an index of another size.
func (n *Network) checkObstacles(bad func(string) error) error {
	if starts := levels(uint32(len(n.obstacles))); int(starts[len(starts)-1]) != len(n.obstacleBoxes) {
		return bad("the size of the index of obstacles")
	}
	for _, o := range n.obstacles {
		if o.Kind == uint32(ObstacleNone) || o.Kind >= uint32(numObstacles) {
			return bad("an obstacle")
		}
	}
	return nil
}

// Obstacles returns the number of straight pieces that obstacles consist of.
func (n *Network) Obstacles() int { return len(n.obstacles) }

// Crossed returns the kinds of obstacle that the straight line from a to b leads
// over, each once, in the order met; of several met in one place, the smaller
// number first. Obstacles within [Touch] of an end are not crossed: a gate house
// that stands on the wall is on both sides of it. One that the line runs along
// is not crossed either; one that ends on the line is.
func (n *Network) Crossed(a, b orb.Point) []Obstacle {
	if len(n.obstacles) == 0 || !geo.Valid(a) || !geo.Valid(b) {
		return nil
	}
	type meeting struct {
		along float64
		kind  Obstacle
	}
	var met []meeting
	l, t := legBetween(a, b), n.obstacleTree()
	t.search(&l.line, func(first, last uint32) bool {
		for _, o := range n.obstacles[first:last] {
			if along, ok := l.meets(o); ok {
				met = append(met, meeting{along, Obstacle(o.Kind)})
			}
		}
		return true
	})
	slices.SortFunc(met, func(x, y meeting) int {
		return cmp.Or(cmp.Compare(x.along, y.along), cmp.Compare(x.kind, y.kind))
	})
	var kinds []Obstacle
	for _, m := range met {
		if !slices.Contains(kinds, m.kind) {
			kinds = append(kinds, m.kind)
		}
	}
	return kinds
}

// Touch is how near to a leg's end, in metres, an obstacle is touched and not
// crossed: 1 cm, the resolution of the coordinates.
const Touch = 0.01

// A leg is a straight line that is walked, with the part of it on which an
// obstacle counts.
type leg struct {
	line
	from, to float64 // fractions of it: strictly between them
}

func legBetween(a, b orb.Point) leg {
	x, y := geo.PlaneAt(a).To(b)
	length := math.Sqrt(float64(x*x) + float64(y*y))
	l := leg{line: lineBetween(a, b), from: 1}
	if length > 0 {
		l.from, l.to = Touch/length, 1-Touch/length
	}
	return l
}

func (l *leg) crosses(o obstacle) bool {
	_, ok := l.meets(o)
	return ok
}

// meets returns the fraction of the leg at which it leads over an obstacle. On
// which side points lie is decided exactly.
func (l *leg) meets(o obstacle) (along float64, ok bool) {
	if !l.around.meets(o.box()) {
		return 0, false
	}
	c, d := pointOf(o.LonA, o.LatA), pointOf(o.LonB, o.LatB)
	if left, right := geo.Side(l.a, l.b, c), geo.Side(l.a, l.b, d); left == right { // 0 and 0: along it
		return 0, false
	}
	if geo.Side(c, d, l.a)*geo.Side(c, d, l.b) > 0 {
		return 0, false
	}
	along = fractionAt(l.a, l.b, c, d)
	return along, along > l.from && along < l.to
}

// fractionAt returns where the line from a to b meets the one through c and d,
// known to part a and b: 0 at a, 1 at b.
func fractionAt(a, b, c, d orb.Point) float64 {
	before, beyond := determinant(c, d, a), determinant(c, d, b)
	fraction := before / (before - beyond)
	if !(fraction >= 0) { // both too small to tell
		return 0
	}
	return min(fraction, 1)
}

func determinant(a, b, p orb.Point) float64 {
	return float64((a[0]-p[0])*(b[1]-p[1])) - float64((a[1]-p[1])*(b[0]-p[0]))
}
