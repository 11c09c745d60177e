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

// A box in 1e-7 degrees.
type box struct{ minLon, minLat, maxLon, maxLat int32 }

func boxAt(lon, lat int32) box { return box{lon, lat, lon, lat} }

var emptyBox = box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

func (b box) union(o box) box {
	return box{min(b.minLon, o.minLon), min(b.minLat, o.minLat), max(b.maxLon, o.maxLon), max(b.maxLat, o.maxLat)}
}

func (b box) meets(o box) bool {
	return b.minLon <= o.maxLon && o.minLon <= b.maxLon && b.minLat <= o.maxLat && o.minLat <= b.maxLat
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

func blocks(items uint32) uint32 { return uint32((uint64(items) + blockItems - 1) / blockItems) }

// pack builds an index over items.
func pack(items uint32, boxOf func(uint32) box) []box {
	starts := levels(items)
	boxes := make([]box, 0, starts[len(starts)-1])
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

func (n *Network) buildIndex() {
	n.boxes = pack(n.linkable, n.edgeBox)
	n.islandBoxes = pack(uint32(len(n.islands)), func(i uint32) box { return n.edgeBox(n.linkable + i) })
}

func (n *Network) edgeBox(e uint32) box {
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
	for _, boxes := range [...][]box{n.boxes, n.islandBoxes} { // their roots stand last
		if len(boxes) > 0 {
			b = b.union(boxes[len(boxes)-1])
		}
	}
	for _, a := range n.added {
		b = b.union(n.edgeBox(a.Edge))
	}
	if n.more != nil {
		b = n.patchedBox(b)
	}
	if b == emptyBox {
		return orb.Bound{}
	}
	return orb.Bound{Min: pointOf(b.minLon, b.minLat), Max: pointOf(b.maxLon, b.maxLat)}
}

// A tree is an index with its items: [first, first+items).
type tree struct {
	boxes        []box
	starts       []uint32
	first, items uint32
	islands      bool
}

func (n *Network) mainTree() tree {
	return tree{boxes: n.boxes, starts: levels(n.linkable), items: n.linkable}
}

func (n *Network) islandTree() tree {
	islands := uint32(len(n.islands))
	return tree{boxes: n.islandBoxes, starts: levels(islands), first: n.linkable, items: islands, islands: true}
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
	around box
}

func lineBetween(a, b orb.Point) line {
	return line{a: a, b: b, around: box{
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
func (l *line) near(b box) bool {
	if !l.around.meets(b) {
		return false
	}
	if l.a[0] == l.b[0] || l.a[1] == l.b[1] {
		return true
	}
	side := geo.Side(l.a, l.b, pointOf(b.minLon, b.minLat))
	return side == 0 || side != geo.Side(l.a, l.b, pointOf(b.maxLon, b.minLat)) ||
		side != geo.Side(l.a, l.b, pointOf(b.minLon, b.maxLat)) ||
		side != geo.Side(l.a, l.b, pointOf(b.maxLon, b.maxLat))
}
