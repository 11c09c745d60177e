package build

import (
	"context"
	"slices"

	"lifecircle/geo/streets"
)

// A rawSegment joins two nodes of the source; way and position say where its
// attributes come from, and its direction is the way's.
type rawSegment struct {
	from, to uint32
	way      uint32
	position uint32
	mm       uint32
}

// A rawGraph is a street graph in the order of its source, before contraction.
type rawGraph struct {
	profile  streets.Profile
	keepAll  bool    // no contraction
	islandMM int64   // components shorter than this are not linked to
	lon, lat []int32 // 1e-7 degrees
	segments []rawSegment
	waits    []streets.Waits // of each segment, or none
	slopes   []streets.Slope // likewise
	cuts     []uint32        // nodes where a street leaves the file
	wayID    []int64
	wayName  []uint32
	wayHours []uint32
	wayKind  []streets.Kind
	wayStep  []uint32 // millimetres
	text     []string

	obstacles []streets.ObstacleLine

	private bool // some street is residents'
	special bool // some segment is no piece of street
}

// use says who walks a segment.
func (g *rawGraph) use(segment uint32) streets.Use { return g.wayKind[g.segments[segment].way].Use }

// isStreet reports whether a segment is a piece of street of the source.
func (g *rawGraph) isStreet(segment uint32) bool {
	return !g.special || g.wayKind[g.segments[segment].way].Feature == streets.FeatureNone
}

// assemble contracts the graph and lays it out as a network.
func (g *rawGraph) assemble(ctx context.Context, report *Report) (*streets.Network, error) {
	for _, k := range g.wayKind {
		g.private = g.private || k.Use != streets.UsePublic
		g.special = g.special || k.Feature != streets.FeatureNone
	}
	g.renumber()
	a := g.adjacency()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	island := g.islands(a, report)
	junctions, number := g.junctions(a)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := layout{g: g, a: a, number: number, cutAt: map[uint32]cutEnd{}}
	l.reserve(len(junctions))
	l.findCuts()
	l.out.Profile = g.profile
	for _, v := range junctions {
		l.out.Coordinates = append(l.out.Coordinates, g.lon[v], g.lat[v])
	}
	// Edges that may be linked to come first: the index covers them alone.
	for _, wanted := range []bool{false, true} {
		for _, v := range junctions {
			if (island[v] > 0) == wanted {
				l.edgesAt(v)
				for wanted && len(l.out.EdgeIslands) < len(l.out.EdgeStarts)-int(l.out.MainEdges) {
					l.out.EdgeIslands = append(l.out.EdgeIslands, island[v]-1)
				}
			}
		}
		if !wanted {
			l.out.MainEdges = uint32(len(l.out.EdgeStarts))
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	l.out.Interiors = append(l.out.Interiors, l.interiors)
	l.out.Junctions = uint32(len(junctions))
	l.out.WayIDs, l.out.WayNames, l.out.WayHours, l.out.WayStepsMM = g.wayID, g.wayName, g.wayHours, g.wayStep
	if err := l.out.SetKinds(g.wayKind); err != nil {
		return nil, err
	}
	setNames(&l.out, g.text)
	slices.Sort(l.out.CutEnds)
	l.out.EdgeFlags = l.flags()
	l.out.Obstacles = g.obstacles
	n, err := streets.New(l.out)
	if err != nil {
		return nil, err
	}
	joinIslands(n, report.Islands)
	report.Segments = l.streets
	report.Nodes = n.Nodes()
	report.Junctions, report.Edges = n.Junctions(), n.Edges()
	return n, nil
}

// breaks reports whether a chain ends between two segments: an edge is of one
// use, and beside a residents' street what stands at a point is an edge of its
// own.
func (g *rawGraph) breaks(a, b uint32) bool {
	x, y := g.wayKind[g.segments[a].way], g.wayKind[g.segments[b].way]
	return x.Use != y.Use || x.Use == streets.UseResidents && (x.Feature.IsPoint() || y.Feature.IsPoint())
}

// junctions returns the nodes whose degree is not two, those where a chain
// breaks, and one of each ring that has none, along the curve; and for each node
// its place in that list.
func (g *rawGraph) junctions(a adjacency) (list []uint32, number []uint32) {
	n := uint32(len(g.lon))
	number = make([]uint32, n)
	const inside, seen, junction = 0, 1, 2
	for v := range n {
		if halfs := a.at(v); len(halfs) != 2 || g.keepAll || g.private && g.breaks(halfs[0].segment, halfs[1].segment) {
			number[v] = junction
		}
	}
	mark := func(from, to uint32) {
		for number[to] == inside {
			number[to] = seen
			from, to = to, a.beyond(to, from).other
		}
	}
	for v := range n {
		if number[v] == junction {
			for _, h := range a.at(v) {
				mark(v, h.other)
			}
		}
	}
	for v := range n { // what is left are rings: the first node becomes a junction
		if number[v] == inside {
			number[v] = junction
			mark(v, a.at(v)[0].other)
		}
	}
	for v := range n {
		if number[v] == junction && len(a.at(v)) > 0 {
			number[v] = uint32(len(list))
			list = append(list, v)
		} else {
			number[v] = noNode
		}
	}
	return list, number
}

const noNode = ^uint32(0)
