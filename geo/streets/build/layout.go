package build

import "lifecircle/geo/streets"

// A layout writes edges into a network as it walks the chains.
type layout struct {
	g         *rawGraph
	a         adjacency
	number    []uint32 // junction → its number; interior nodes: done once walked
	interiors uint32
	streets   int // segments that are pieces of street
	cutAt     map[uint32]cutEnd
	uses      []edgeUse // of each edge, where some street is residents'
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
		l.noteUse(index)
	}
	if len(l.cutAt) > 0 {
		l.keepCuts(index, at)
	}
	l.out.AppendRun(at, s.way, s.position, s.from != from)
}
