package streets

import "lifecircle/geo"

// A chain is an edge before it has a number: its ends, the places of its interior
// nodes, and one segment more than those.
type chain struct {
	a, b     uint32
	inner    [][2]int32
	segments []patchSegment
	info     edgeInfo
}

// chainOf takes an edge up.
func (ed editor) chainOf(e uint32) chain {
	a, b, first, last := ed.n.Edge(e)
	c := chain{a: a, b: b, info: edgeInfo{flags: ed.n.flagsOf(e), island: -1, link: ed.n.region(e) == regionLink}}
	if i, ok := ed.n.Island(e); ok {
		c.info.island = int32(i)
	}
	if c.info.link {
		c.info.id = ed.n.linkID(e)
	}
	for v := first; v < last; v++ {
		lon, lat := ed.n.grid(v)
		c.inner = append(c.inner, [2]int32{lon, lat})
	}
	for s, end := ed.n.SegmentsOf(e); s < end; s++ {
		c.segments = append(c.segments, ed.segmentOf(s))
	}
	return c
}

// segmentOf takes a segment up.
func (ed editor) segmentOf(segment uint32) patchSegment {
	s := ed.n.Segment(segment)
	if p := s.patched(); p != nil {
		return *p
	}
	return patchSegment{Part: s.part(), place: s.placement(), mm: uint32(s.MM())}
}

// lay puts a chain behind the edges and returns its number.
func (ed editor) lay(c chain) uint32 {
	p := ed.n.patch
	e, s := uint32(ed.n.Edges()), uint32(ed.n.Segments())
	p.edgeA, p.edgeB, p.infos = append(p.edgeA, c.a), append(p.edgeB, c.b), append(p.infos, c.info)
	for _, x := range c.inner {
		p.inner = append(p.inner, x[0], x[1])
	}
	p.segments = append(p.segments, c.segments...)
	p.first = append(p.first, p.first[len(p.first)-1]+uint32(len(c.inner)))
	var sum uint64
	w := weigh(ed.n, ed.n.arrays.Profile)
	for i := range c.segments {
		forward, _ := w.costs(s + uint32(i))
		sum = min(sum+forward, uint64(MaxCost))
		p.along = append(p.along, Cost(sum))
	}
	return e
}

// addJoint adds a junction.
func (ed editor) addJoint(lon, lat int32) uint32 {
	ed.n.patch.joint = append(ed.n.patch.joint, lon, lat)
	return ed.n.arrays.Junctions + ed.n.patch.joints() - 1
}

// cutNode makes the i-th node of an edge a junction, which it may be already.
// The parts of the edge are returned: twice the edge itself where nothing is cut.
func (ed editor) cutNode(e, i uint32) (joint, before, behind uint32) {
	c := ed.chainOf(e)
	switch {
	case i == 0:
		return c.a, e, e
	case int(i) >= len(c.segments):
		return c.b, e, e
	}
	joint = ed.addJoint(c.inner[i-1][0], c.inner[i-1][1])
	ed.n.patch.dead[e] = replaced
	before = ed.lay(chain{c.a, joint, c.inner[:i-1], c.segments[:i], c.info})
	behind = ed.lay(chain{joint, c.b, c.inner[i:], c.segments[i:], c.info})
	return joint, before, behind
}

// junctionAt makes a place on a segment a junction: one that is there already where
// the place is that of a node.
func (ed editor) junctionAt(segment uint32, fraction float64) uint32 {
	e := ed.n.EdgeOf(segment)
	first, _ := ed.n.SegmentsOf(e)
	i := segment - first
	p := ed.segmentOf(segment)
	lon, lat := GridOf(geo.Between(PointOf(p.LonA, p.LatA), PointOf(p.LonB, p.LatB), fraction))
	from, to := i, i+1 // nodes at its start and end in the way's direction
	if p.place.against {
		from, to = to, from
	}
	for _, end := range [...]struct {
		node uint32
		hit  bool
	}{{from, fraction <= p.From}, {to, fraction >= p.To}} {
		endLon, endLat := ed.n.grid(ed.n.NodeOf(e, end.node))
		if end.hit || endLon == lon && endLat == lat {
			joint, _, _ := ed.cutNode(e, end.node)
			return joint
		}
	}
	c := ed.chainOf(e)
	joint := ed.addJoint(lon, lat)
	before, behind := p.split(fraction)
	if p.place.against {
		before, behind = behind, before
	}
	ed.n.patch.dead[e] = replaced
	ed.lay(chain{c.a, joint, c.inner[:i], append(c.segments[:i:i], before), c.info})
	ed.lay(chain{joint, c.b, c.inner[i:], append([]patchSegment{behind}, c.segments[i+1:]...), c.info})
	return joint
}

// split cuts a segment in two, in its way's direction.
func (p patchSegment) split(fraction float64) (before, behind patchSegment) {
	before, behind = p, p
	before.To, behind.From = fraction, fraction
	before.mm, behind.mm = uint32(before.of(uint64(p.MM))), uint32(behind.of(uint64(p.MM)))
	return before, behind
}
