package build

import (
	"cmp"
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

// A half is one end's view of a segment.
type half struct{ segment, other uint32 }

// adjacency lists the segments at each node, by neighbour, then way id, then
// position. Of several segments between the same two nodes the first stays, one
// that everybody may walk before one of residents.
type adjacency struct {
	off   []uint32
	halfs []half
}

func (a adjacency) at(v uint32) []half { return a.halfs[a.off[v]:a.off[v+1]] }

func (g *rawGraph) adjacency() adjacency {
	return g.withoutTwins(adjacencyOf(len(g.lon), g.segments))
}

// adjacencyOf lists the segments at each of n nodes in their own order, twins
// included.
func adjacencyOf(n int, segments []rawSegment) adjacency {
	a := adjacency{off: make([]uint32, n+1), halfs: make([]half, 2*len(segments))}
	for _, s := range segments {
		a.off[s.from+1]++
		a.off[s.to+1]++
	}
	for v := range n {
		a.off[v+1] += a.off[v]
	}
	next := slices.Clone(a.off[:n])
	for i, s := range segments {
		a.halfs[next[s.from]] = half{uint32(i), s.to}
		a.halfs[next[s.to]] = half{uint32(i), s.from}
		next[s.from]++
		next[s.to]++
	}
	return a
}

// withoutTwins sorts each node's halfs and drops all but the first between the
// same two nodes. Both ends sort alike, so both drop the same.
func (g *rawGraph) withoutTwins(a adjacency) adjacency {
	kept := uint32(0)
	for v := range len(a.off) - 1 {
		halfs := a.halfs[a.off[v]:a.off[v+1]]
		slices.SortFunc(halfs, func(x, y half) int {
			if c := cmp.Compare(x.other, y.other); c != 0 {
				return c
			}
			if g.private {
				if c := cmp.Compare(g.use(x.segment), g.use(y.segment)); c != 0 {
					return c
				}
			}
			// Segments come by way id and then position.
			return cmp.Compare(x.segment, y.segment)
		})
		start := kept
		for i, h := range halfs {
			if i == 0 || h.other != halfs[i-1].other {
				a.halfs[kept] = h
				kept++
			}
		}
		a.off[v] = start
	}
	a.off[len(a.off)-1] = kept
	a.halfs = a.halfs[:kept]
	return a
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
				for wanted && len(l.out.EdgeIslands) < len(l.out.EdgeStarts)-int(l.out.Linkable) {
					l.out.EdgeIslands = append(l.out.EdgeIslands, island[v]-1)
				}
			}
		}
		if !wanted {
			l.out.Linkable = uint32(len(l.out.EdgeStarts))
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
	l.out.SetNames(g.text)
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

// beyond returns the half that leaves v, a node of degree two, on the other side
// than from. Twins are gone, so the two neighbours differ.
func (a adjacency) beyond(v, from uint32) half {
	halfs := a.at(v)
	if halfs[0].other == from {
		return halfs[1]
	}
	return halfs[0]
}

// A layout writes edges into a network as it walks the chains.
type layout struct {
	g         *rawGraph
	a         adjacency
	number    []uint32 // junction → its number; interior nodes: done once walked
	interiors uint32
	streets   int // segments that are pieces of street
	cutAt     map[uint32]cutEnd
	known     []laidEdge // of each edge, where some street is residents'
	out       streets.Arrays
}

// reserve makes room for what the layout will hold, so that nothing is moved
// while it grows.
func (l *layout) reserve(junctions int) {
	nodes, segments := len(l.g.lon), len(l.a.halfs)/2
	edges := max(0, segments-(nodes-junctions)) // an interior node joins two segments of one edge
	l.out.Coordinates = make([]int32, 0, 2*nodes)
	l.out.EdgeStarts, l.out.EdgeEnds = make([]uint32, 0, edges), make([]uint32, 0, edges)
	l.out.Interiors = make([]uint32, 0, edges+1)
	l.out.LengthsMM = make([]uint32, 0, segments)
	l.out.Runs = make([]streets.Run, 0, edges)
	if l.g.waits != nil {
		l.out.Waits = make([]streets.Waits, 0, segments)
	}
	if l.g.slopes != nil {
		l.out.Slopes = make([]streets.Slope, 0, segments)
	}
}

// done marks an interior node that is laid out.
const done = noNode - 1

// edgesAt lays out the edges that start at junction v and are not there yet.
func (l *layout) edgesAt(v uint32) {
	for _, h := range l.a.at(v) {
		direct := l.isJunction(h.other)
		if direct && l.number[h.other] <= l.number[v] || !direct && l.number[h.other] == done {
			continue
		}
		l.out.Interiors = append(l.out.Interiors, l.interiors)
		from := v
		for {
			l.segment(h.segment, from)
			if l.isJunction(h.other) {
				break
			}
			x := h.other
			l.number[x] = done
			l.out.Coordinates = append(l.out.Coordinates, l.g.lon[x], l.g.lat[x])
			l.interiors++
			h, from = l.a.beyond(x, from), x
		}
		l.out.EdgeStarts = append(l.out.EdgeStarts, l.number[v])
		l.out.EdgeEnds = append(l.out.EdgeEnds, l.number[h.other])
	}
}

func (l *layout) isJunction(v uint32) bool { return l.number[v] < done }

// segment appends a segment walked from node from.
func (l *layout) segment(index, from uint32) {
	s := l.g.segments[index]
	at := uint32(len(l.out.LengthsMM))
	l.out.LengthsMM = append(l.out.LengthsMM, s.mm)
	if l.g.waits != nil {
		l.out.Waits = append(l.out.Waits, l.g.waits[index])
	}
	if l.g.slopes != nil {
		l.out.Slopes = append(l.out.Slopes, l.g.slopes[index])
	}
	if l.g.isStreet(index) {
		l.streets++
	}
	if l.g.private {
		l.know(index)
	}
	if len(l.cutAt) > 0 {
		l.keepCuts(index, at)
	}
	l.out.AppendRun(at, s.way, s.position, s.from != from)
}
