package streets

import "lifecircle/geo"

// A chain is an edge before it has a number: its ends, the places of its interior
// nodes, and one segment more than those.
type chain struct {
	a, b   uint32
	inner  [][2]int32
	pieces []patchSegment
	info   edgeInfo
}

// chainOf takes an edge up.
func (n *Network) chainOf(e uint32) chain {
	a, b, first, last := n.Edge(e)
	c := chain{a: a, b: b, info: edgeInfo{flags: n.flagsOf(e), island: -1, link: n.region(e) == regionLink}}
	if i, ok := n.Island(e); ok {
		c.info.island = int32(i)
	}
	if c.info.link {
		c.info.id = n.linkID(e)
	}
	for v := first; v < last; v++ {
		lon, lat := n.grid(v)
		c.inner = append(c.inner, [2]int32{lon, lat})
	}
	for s, end := n.SegmentsOf(e); s < end; s++ {
		c.pieces = append(c.pieces, n.pieceOf(s))
	}
	return c
}

func (n *Network) pieceOf(segment uint32) patchSegment {
	if i := int(segment) - len(n.arrays.LengthsMM); i >= 0 {
		return n.more.pieces[i]
	}
	return patchSegment{Part: n.partOf(segment), place: n.placementOf(segment), mm: n.arrays.LengthsMM[segment]}
}

// lay puts a chain behind the edges and returns its number.
func (n *Network) lay(c chain) uint32 {
	p := n.more
	e, s := uint32(n.Edges()), uint32(n.Segments())
	p.edgeA, p.edgeB, p.infos = append(p.edgeA, c.a), append(p.edgeB, c.b), append(p.infos, c.info)
	for _, x := range c.inner {
		p.inner = append(p.inner, x[0], x[1])
	}
	p.pieces = append(p.pieces, c.pieces...)
	p.first = append(p.first, p.first[len(p.first)-1]+uint32(len(c.inner)))
	var sum uint64
	w := n.weigh(n.arrays.Profile)
	for i := range c.pieces {
		forward, _ := w.costs(s + uint32(i))
		sum = min(sum+forward, uint64(MaxCost))
		p.along = append(p.along, Cost(sum))
	}
	return e
}

// addJoint adds a junction.
func (n *Network) addJoint(lon, lat int32) uint32 {
	n.more.joint = append(n.more.joint, lon, lat)
	return n.arrays.Junctions + n.joints() - 1
}

// cutNode makes the i-th node of an edge a junction, which it may be already.
// The parts of the edge are returned: twice the edge itself where nothing is cut.
func (n *Network) cutNode(e, i uint32) (joint, before, behind uint32) {
	c := n.chainOf(e)
	switch {
	case i == 0:
		return c.a, e, e
	case int(i) >= len(c.pieces):
		return c.b, e, e
	}
	joint = n.addJoint(c.inner[i-1][0], c.inner[i-1][1])
	n.more.dead[e] = replaced
	before = n.lay(chain{c.a, joint, c.inner[:i-1], c.pieces[:i], c.info})
	behind = n.lay(chain{joint, c.b, c.inner[i:], c.pieces[i:], c.info})
	return joint, before, behind
}

// junctionAt makes a place on a segment a junction: one that is there already where
// the place is that of a node.
func (n *Network) junctionAt(segment uint32, fraction float64) uint32 {
	e := n.EdgeOf(segment)
	first, _ := n.SegmentsOf(e)
	i := segment - first
	p := n.pieceOf(segment)
	lon, lat := GridOf(geo.Between(PointOf(p.LonA, p.LatA), PointOf(p.LonB, p.LatB), fraction))
	from, to := i, i+1 // nodes at its start and end in the way's direction
	if p.place.against {
		from, to = to, from
	}
	for _, end := range [...]struct {
		node uint32
		hit  bool
	}{{from, fraction <= p.From}, {to, fraction >= p.To}} {
		endLon, endLat := n.grid(n.NodeOf(e, end.node))
		if end.hit || endLon == lon && endLat == lat {
			joint, _, _ := n.cutNode(e, end.node)
			return joint
		}
	}
	c := n.chainOf(e)
	joint := n.addJoint(lon, lat)
	before, behind := p.split(fraction)
	if p.place.against {
		before, behind = behind, before
	}
	n.more.dead[e] = replaced
	n.lay(chain{c.a, joint, c.inner[:i], append(c.pieces[:i:i], before), c.info})
	n.lay(chain{joint, c.b, c.inner[i:], append([]patchSegment{behind}, c.pieces[i+1:]...), c.info})
	return joint
}

// split cuts a piece in two, in its way's direction.
func (p patchSegment) split(fraction float64) (before, behind patchSegment) {
	before, behind = p, p
	before.To, behind.From = fraction, fraction
	before.mm, behind.mm = uint32(before.of(uint64(p.MM))), uint32(behind.of(uint64(p.MM)))
	return before, behind
}
