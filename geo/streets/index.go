package streets

import (
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// An index is a tree of boxes over items that lie along a curve already: level 0
// has a box for each block of blockItems items, each higher level one for fanout
// boxes below, up to a single root. The levels stand one after the other, the
// lowest first, so that the file holds the tree as it is searched. There is one
// over the edges that may be linked to, one over those of islands, and one over
// the obstacles.
const (
	blockItems = 8
	fanout     = 8
)

func boxAt(lon, lat int32) Box { return Box{lon, lat, lon, lat} }

var emptyBox = Box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

func (b Box) union(o Box) Box {
	return Box{min(b.MinLon, o.MinLon), min(b.MinLat, o.MinLat), max(b.MaxLon, o.MaxLon), max(b.MaxLat, o.MaxLat)}
}

func (b Box) meets(o Box) bool {
	return b.MinLon <= o.MaxLon && o.MinLon <= b.MaxLon && b.MinLat <= o.MaxLat && o.MinLat <= b.MaxLat
}

// levels returns where each level of an index starts, and where the last ends.
func levels(items uint32) []uint32 {
	starts := make([]uint32, 1, 13)
	for count := blocks(items); count > 0; count = (count + fanout - 1) / fanout {
		starts = append(starts, starts[len(starts)-1]+count)
		if count == 1 {
			break
		}
	}
	return starts
}

// indexSize returns how many boxes an index over some items has.
func indexSize(items uint32) int {
	starts := levels(items)
	return int(starts[len(starts)-1])
}

func blocks(items uint32) uint32 { return uint32((uint64(items) + blockItems - 1) / blockItems) }

// pack builds an index over items.
func pack(items uint32, boxOf func(uint32) Box) []Box {
	starts := levels(items)
	boxes := make([]Box, 0, starts[len(starts)-1])
	for i := uint32(0); i < items; i += blockItems {
		b := emptyBox
		for k := i; k < min(i+blockItems, items); k++ {
			b = b.union(boxOf(k))
		}
		boxes = append(boxes, b)
	}
	for level := 1; level+1 < len(starts); level++ {
		for i := starts[level-1]; i < starts[level]; i += fanout {
			b := emptyBox
			for k := i; k < min(i+fanout, starts[level]); k++ {
				b = b.union(boxes[k])
			}
			boxes = append(boxes, b)
		}
	}
	return boxes
}

func (n *Network) edgeBox(e uint32) Box {
	b := emptyBox
	first, last := n.SegmentsOf(e)
	for i := range last - first + 1 {
		b = b.union(boxAt(n.grid(n.NodeOf(e, i))))
	}
	return b
}

// Box returns the smallest box around all street nodes, in degrees.
func (n *Network) Box() orb.Bound {
	b := emptyBox
	for _, boxes := range [...][]Box{n.arrays.Index, n.arrays.IslandIndex} { // their roots stand last
		if len(boxes) > 0 {
			b = b.union(boxes[len(boxes)-1])
		}
	}
	for _, a := range n.arrays.Links {
		b = b.union(n.edgeBox(a.Edge))
	}
	if n.patch != nil {
		b = n.patchedBox(b)
	}
	if b == emptyBox {
		return orb.Bound{}
	}
	return orb.Bound{Min: PointOf(b.MinLon, b.MinLat), Max: PointOf(b.MaxLon, b.MaxLat)}
}

// patchedBox returns the box around the edges that are there, given the base's. A
// pass over all of them is needed only where one that is gone held it open.
func (n *Network) patchedBox(base Box) Box {
	b := base
	for e := range n.patch.dead {
		if int(e) < len(n.arrays.EdgeStarts) && n.edgeBox(e).reaches(base) {
			b = emptyBox
		}
	}
	if b != base {
		for e := range n.EachEdge() {
			b = b.union(n.edgeBox(e))
		}
		return b
	}
	for _, e := range n.newEdges() {
		b = b.union(n.edgeBox(e))
	}
	return b
}

// reaches reports whether a box within another reaches its border.
func (b Box) reaches(o Box) bool {
	return b.MinLon == o.MinLon || b.MinLat == o.MinLat || b.MaxLon == o.MaxLon || b.MaxLat == o.MaxLat
}

// A tree is an index with its items: [first, first+items).
type tree struct {
	boxes        []Box
	starts       []uint32
	first, items uint32
	islands      bool
}

func (a *Arrays) mainTree() tree {
	return tree{boxes: a.Index, starts: levels(a.MainEdges), items: a.MainEdges}
}

func (a *Arrays) islandTree() tree {
	islands := uint32(len(a.EdgeIslands))
	return tree{boxes: a.IslandIndex, starts: levels(islands), first: a.MainEdges, items: islands, islands: true}
}

func (a *Arrays) obstacleTree() tree {
	count := uint32(len(a.Obstacles))
	return tree{boxes: a.ObstacleIndex, starts: levels(count), items: count}
}

// root is the level of the root, negative in an index without items.
func (t *tree) root() int { return len(t.starts) - 2 }

// block returns the items of a box of the lowest level.
func (t *tree) block(i uint32) (first, last uint32) {
	return t.first + i*blockItems, t.first + min((i+1)*blockItems, t.items)
}

// children returns the boxes below box i of a level, as places in their own.
func (t *tree) children(level int, i uint32) (first, last uint32) {
	return i * fanout, min((i+1)*fanout, t.starts[level]-t.starts[level-1])
}

// search calls block for every box of the lowest level that a line may meet,
// until one returns false.
func (t *tree) search(l *line, block func(first, last uint32) bool) {
	if top := t.root(); top >= 0 {
		t.descend(l, top, 0, block)
	}
}

func (t *tree) descend(l *line, level int, i uint32, block func(first, last uint32) bool) bool {
	if !l.near(t.boxes[t.starts[level]+i]) {
		return true
	}
	if level == 0 {
		return block(t.block(i))
	}
	first, last := t.children(level, i)
	for c := first; c < last; c++ {
		if !t.descend(l, level-1, c, block) {
			return false
		}
	}
	return true
}

// A line is a straight one, asked for what it meets.
type line struct {
	a, b   orb.Point
	around Box
}

func lineBetween(a, b orb.Point) line {
	return line{a: a, b: b, around: Box{
		floor7(min(a[0], b[0])), floor7(min(a[1], b[1])), -floor7(-max(a[0], b[0])), -floor7(-max(a[1], b[1])),
	}}
}

// floor7 returns a coordinate in 1e-7 degrees, rounded down by a little more.
func floor7(degrees float64) int32 {
	const most = math.MaxInt32 - 1
	return int32(max(-most, min(most, math.Floor(degrees*1e7)-1)))
}

// near is false where the line does not meet a box. It may be true where they
// pass each other closely.
func (l *line) near(b Box) bool {
	if !l.around.meets(b) {
		return false
	}
	if l.a[0] == l.b[0] || l.a[1] == l.b[1] {
		return true
	}
	side := geo.Side(l.a, l.b, PointOf(b.MinLon, b.MinLat))
	return side == 0 || side != geo.Side(l.a, l.b, PointOf(b.MaxLon, b.MinLat)) ||
		side != geo.Side(l.a, l.b, PointOf(b.MinLon, b.MaxLat)) ||
		side != geo.Side(l.a, l.b, PointOf(b.MaxLon, b.MaxLat))
}
