package streets

import (
	"cmp"
	"context"
	"slices"
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
	profile  Profile
	keepAll  bool    // no contraction
	islandMM int64   // components shorter than this are not linked to
	lon, lat []int32 // 1e-7 degrees
	segments []rawSegment
	waits    []waits  // of each segment, or none
	slopes   []slope  // likewise
	cuts     []uint32 // nodes where a street leaves the file
	wayID    []int64
	wayName  []uint32
	wayHours []uint32
	wayKind  []Kind
	wayStep  []uint32 // millimetres
	text     []string

	private bool // some street is residents'
	special bool // some segment is no piece of street
}

// use says who walks a segment.
func (g *rawGraph) use(segment uint32) Use { return g.wayKind[g.segments[segment].way].Use }

// isStreet reports whether a segment is a piece of street of the source.
func (g *rawGraph) isStreet(segment uint32) bool {
	return !g.special || g.wayKind[g.segments[segment].way].Feature == FeatureNone
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
	use := g.use
	if !g.private {
		use = nil
	}
	return adjacencyOf(len(g.lon), g.segments).withoutTwins(use)
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
// same two nodes. Both ends sort alike, so both drop the same. Use says who walks
// a segment; nil: everybody walks all.
func (a adjacency) withoutTwins(use func(segment uint32) Use) adjacency {
	kept := uint32(0)
	for v := range len(a.off) - 1 {
		halfs := a.halfs[a.off[v]:a.off[v+1]]
		slices.SortFunc(halfs, func(x, y half) int {
			if c := cmp.Compare(x.other, y.other); c != 0 {
				return c
			}
			if use != nil {
				if c := cmp.Compare(use(x.segment), use(y.segment)); c != 0 {
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
func (g *rawGraph) assemble(ctx context.Context, report *Report) (*Network, error) {
	for _, k := range g.wayKind {
		g.private = g.private || k.Use != UsePublic
		g.special = g.special || k.Feature != FeatureNone
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
	l.n.profile = g.profile
	for _, v := range junctions {
		l.n.coord = append(l.n.coord, g.lon[v], g.lat[v])
	}
	// Edges that may be linked to come first: the index covers them alone.
	for _, wanted := range []bool{false, true} {
		for _, v := range junctions {
			if (island[v] > 0) == wanted {
				l.edgesAt(v)
				for wanted && len(l.n.islands) < len(l.n.edgeA)-int(l.n.linkable) {
					l.n.islands = append(l.n.islands, island[v]-1)
				}
			}
		}
		if !wanted {
			l.n.linkable = uint32(len(l.n.edgeA))
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	l.n.first = append(l.n.first, l.interiors)
	l.n.junctions = uint32(len(junctions))
	l.n.wayID, l.n.wayName, l.n.wayHours, l.n.wayStep = g.wayID, g.wayName, g.wayHours, g.wayStep
	if err := l.n.setKinds(g.wayKind); err != nil {
		return nil, err
	}
	l.n.setNames(g.text)
	slices.Sort(l.n.cuts)
	if g.private {
		l.n.setFlags(g.islandMM)
	}
	l.n.buildCosts()
	l.n.buildArcs()
	l.n.buildIndex()
	l.n.joinIslands(report.Islands)
	report.Segments = l.streets
	report.Nodes = len(l.n.coord) / 2
	report.Junctions, report.Edges = len(junctions), len(l.n.edgeA)
	return &l.n, nil
}

// breaks reports whether a chain ends between two segments: an edge is of one
// use, and beside a residents' street what stands at a point is an edge of its
// own.
func (g *rawGraph) breaks(a, b uint32) bool {
	x, y := g.wayKind[g.segments[a].way], g.wayKind[g.segments[b].way]
	return x.Use != y.Use || x.Use == UseResidents && (x.Feature.isPoint() || y.Feature.isPoint())
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
	n         Network
}

// reserve makes room for what the layout will hold, so that nothing is moved
// while it grows.
func (l *layout) reserve(junctions int) {
	nodes, segments := len(l.g.lon), len(l.a.halfs)/2
	edges := max(0, segments-(nodes-junctions)) // an interior node joins two segments of one edge
	l.n.coord = make([]int32, 0, 2*nodes)
	l.n.edgeA, l.n.edgeB = make([]uint32, 0, edges), make([]uint32, 0, edges)
	l.n.first = make([]uint32, 0, edges+1)
	l.n.segmentMM = make([]uint32, 0, segments)
	l.n.runs = make([]run, 0, edges)
	if l.g.waits != nil {
		l.n.waits = make([]waits, 0, segments)
	}
	if l.g.slopes != nil {
		l.n.slopes = make([]slope, 0, segments)
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
		l.n.first = append(l.n.first, l.interiors)
		from := v
		for {
			l.segment(h.segment, from)
			if l.isJunction(h.other) {
				break
			}
			x := h.other
			l.number[x] = done
			l.n.coord = append(l.n.coord, l.g.lon[x], l.g.lat[x])
			l.interiors++
			h, from = l.a.beyond(x, from), x
		}
		l.n.edgeA = append(l.n.edgeA, l.number[v])
		l.n.edgeB = append(l.n.edgeB, l.number[h.other])
	}
}

func (l *layout) isJunction(v uint32) bool { return l.number[v] < done }

// segment appends a segment walked from node from, and starts a new run of the
// way unless it goes on where the last one ended.
func (l *layout) segment(index, from uint32) {
	s := l.g.segments[index]
	at := uint32(len(l.n.segmentMM))
	l.n.segmentMM = append(l.n.segmentMM, s.mm)
	if l.g.waits != nil {
		l.n.waits = append(l.n.waits, l.g.waits[index])
	}
	if l.g.slopes != nil {
		l.n.slopes = append(l.n.slopes, l.g.slopes[index])
	}
	if l.g.isStreet(index) {
		l.streets++
	}
	if len(l.cutAt) > 0 {
		l.keepCuts(index, at)
	}
	r := run{first: at, way: s.way, position: s.position << 1}
	if s.from != from {
		r.position |= backwards
	}
	if k := len(l.n.runs); k > 0 {
		last := l.n.runs[k-1]
		if last.way == r.way && last.at(at) == r.position {
			return
		}
	}
	l.n.runs = append(l.n.runs, r)
}
