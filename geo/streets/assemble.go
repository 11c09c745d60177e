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
	wayID    []int64 // ascending
	wayName  []uint32
	wayClass []uint8
	text     []string
}

// A half is one end's view of a segment.
type half struct{ segment, other uint32 }

// adjacency lists the segments at each node, by neighbour, then way id, then
// position. Of several segments between the same two nodes the first stays.
type adjacency struct {
	off   []uint32
	halfs []half
}

func (a adjacency) at(v uint32) []half { return a.halfs[a.off[v]:a.off[v+1]] }

func (g *rawGraph) adjacency() adjacency {
	n := len(g.lon)
	a := adjacency{off: make([]uint32, n+1), halfs: make([]half, 2*len(g.segments))}
	for _, s := range g.segments {
		a.off[s.from+1]++
		a.off[s.to+1]++
	}
	for v := range n {
		a.off[v+1] += a.off[v]
	}
	next := slices.Clone(a.off[:n])
	for i, s := range g.segments {
		a.halfs[next[s.from]] = half{uint32(i), s.to}
		a.halfs[next[s.to]] = half{uint32(i), s.from}
		next[s.from]++
		next[s.to]++
	}
	return g.withoutTwins(a)
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
	l := layout{g: g, a: a, number: number}
	l.reserve(len(junctions))
	l.n.profile = g.profile
	for _, v := range junctions {
		l.n.coord = append(l.n.coord, g.lon[v], g.lat[v])
	}
	// Edges that may be linked to come first: the index covers them alone.
	for _, wanted := range []bool{false, true} {
		for _, v := range junctions {
			if island[v] == wanted {
				l.edgesAt(v)
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
	l.n.wayID, l.n.wayName, l.n.wayClass = g.wayID, g.wayName, g.wayClass
	l.n.setNames(g.text)
	l.n.buildCosts()
	l.n.buildArcs()
	l.n.buildIndex()
	report.Segments = len(l.n.segmentMM)
	report.Nodes = len(l.n.coord) / 2
	report.Junctions, report.Edges = len(junctions), len(l.n.edgeA)
	return &l.n, nil
}

// islands marks the nodes of components shorter than islandMM and lists
// those components, by their first node along the curve.
func (g *rawGraph) islands(a adjacency, report *Report) []bool {
	n := uint32(len(g.lon))
	const none = ^uint32(0)
	component := make([]uint32, n)
	for v := range component {
		component[v] = none
	}
	island := make([]bool, n)
	var stack, members []uint32
	for start := range n {
		if component[start] != none || len(a.at(start)) == 0 {
			continue
		}
		component[start] = start
		stack, members = append(stack[:0], start), members[:0]
		var mm int64
		halfs := 0
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			members = append(members, v)
			for _, h := range a.at(v) {
				halfs++
				mm += int64(g.segments[h.segment].mm)
				if component[h.other] == none {
					component[h.other] = start
					stack = append(stack, h.other)
				}
			}
		}
		mm /= 2 // each segment was met from both ends
		report.LengthMM += mm
		if mm < g.islandMM {
			report.Islands = append(report.Islands, Island{LengthMM: mm, Segments: halfs / 2, At: pointOf(g.lon[start], g.lat[start])})
			for _, v := range members {
				island[v] = true
			}
		}
	}
	return island
}

// junctions returns the nodes whose degree is not two, and one of each ring that
// has none, along the curve; and for each node its place in that list.
func (g *rawGraph) junctions(a adjacency) (list []uint32, number []uint32) {
	n := uint32(len(g.lon))
	number = make([]uint32, n)
	const inside, seen, junction = 0, 1, 2
	for v := range n {
		if d := len(a.at(v)); d != 2 || g.keepAll {
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
