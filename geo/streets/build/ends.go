package build

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
		l.out.CutEnds = append(l.out.CutEnds, at<<1)
	}
	if ends&cutTo != 0 {
		l.out.CutEnds = append(l.out.CutEnds, at<<1|1)
	}
}
