package streets

// Cuts returns the ends where streets leave the file: their next node lacks in
// it. What lies beyond is not known, so a walk that reaches one may go on. Of a
// patched network they are those of its base, less those that are closed.
func (n *Network) Cuts() []Access {
	out := make([]Access, 0, len(n.arrays.CutEnds))
	for _, c := range n.arrays.CutEnds {
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
