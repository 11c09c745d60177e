package streets

// A cutEnd says at which ends a segment of the source was cut.
type cutEnd uint8

const (
	cutFrom cutEnd = 1 << iota
	cutTo
)

// findCuts chooses for each node where a street leaves the file a segment to
// reach it by: a street's, one that everybody may walk first.
func (l *layout) findCuts() {
	for _, v := range l.g.cuts {
		best, found := uint32(0), false
		for _, h := range l.a.at(v) {
			if l.g.isStreet(h.segment) && (!found || l.before(h.segment, best)) {
				best, found = h.segment, true
			}
		}
		if !found {
			continue
		}
		if l.g.segments[best].from == v {
			l.cutAt[best] |= cutFrom
		} else {
			l.cutAt[best] |= cutTo
		}
	}
}

func (l *layout) before(x, y uint32) bool {
	if a, b := l.g.use(x), l.g.use(y); a != b {
		return a < b
	}
	return x < y
}

// keepCuts keeps the cut ends of a segment of the source that lies at a place of
// the network.
func (l *layout) keepCuts(index, at uint32) {
	ends := l.cutAt[index]
	if ends&cutFrom != 0 {
		l.n.cuts = append(l.n.cuts, at<<1)
	}
	if ends&cutTo != 0 {
		l.n.cuts = append(l.n.cuts, at<<1|1)
	}
}

// Cuts returns the ends where streets leave the file: their next node lacks in
// it. What lies beyond is not known, so a walk that reaches one may go on. Of a
// patched network they are those of its base, less those that are closed.
func (n *Network) Cuts() []Access {
	out := make([]Access, 0, len(n.cuts))
	for _, c := range n.cuts {
		a, ok := n.Resolve(Access{Linked: true, Segment: c >> 1, Fraction: float64(c & 1)})
		if !ok {
			continue
		}
		from, to := n.endsOf(a.Segment)
		a.At = n.Point(from)
		if c&1 != 0 {
			a.At = n.Point(to)
		}
		out = append(out, a)
	}
	return out
}

// endsOf returns the nodes of a segment in its way's direction.
func (n *Network) endsOf(segment uint32) (from, to uint32) {
	e := n.EdgeOf(segment)
	first, _ := n.SegmentsOf(e)
	from, to = n.NodeOf(e, segment-first), n.NodeOf(e, segment-first+1)
	if n.Against(segment) {
		from, to = to, from
	}
	return from, to
}
