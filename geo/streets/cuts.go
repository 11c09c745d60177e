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
		from, to := n.Segment(a.Segment).ends()
		a.At = n.Point(from)
		if c&1 != 0 {
			a.At = n.Point(to)
		}
		out = append(out, a)
	}
	return out
}
