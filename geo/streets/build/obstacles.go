package build

import (
	"cmp"
	"slices"

	"lifecircle/geo/streets"
)

func compareLines(x, y streets.ObstacleLine) int {
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

// line returns the straight piece between two nodes.
func (o *obstacleNodes) line(kind streets.Obstacle, from, to uint32) streets.ObstacleLine {
	return streets.ObstacleLine{LonA: o.lon[from], LatA: o.lat[from], LonB: o.lon[to], LatB: o.lat[to], Kind: uint32(kind)}
}

// takeObstacles returns the pieces between nodes that are there, each once,
// along the curve. The order of the input changes nothing.
func (b *Builder) takeObstacles() []streets.ObstacleLine {
	var all []streets.ObstacleLine
	nodes := &b.obstacleNodes
	for _, o := range b.obstacles {
		refs := nodes.index[o.first:o.last]
		for i := 1; i < len(refs); i++ {
			from, to := refs[i-1], refs[i]
			if nodes.lon[from] == unplaced || nodes.lon[to] == unplaced {
				continue
			}
			piece := nodes.line(o.kind, from, to)
			if back := nodes.line(o.kind, to, from); compareLines(back, piece) < 0 {
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
	slices.SortFunc(all, compareLines)
	all = slices.Compact(all)
	lon, lat := make([]int32, len(all)), make([]int32, len(all))
	for i, o := range all {
		lon[i] = int32((int64(o.LonA) + int64(o.LonB)) / 2)
		lat[i] = int32((int64(o.LatA) + int64(o.LatB)) / 2)
	}
	sorted := make([]streets.ObstacleLine, len(all))
	for i, at := range alongCurve(lon, lat) {
		sorted[i] = all[at]
	}
	return sorted
}
