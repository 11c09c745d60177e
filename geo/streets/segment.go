package streets

// A Segment is one segment of a network, asked for what it is. It is a number and
// the network: nothing is read before something is asked.
type Segment struct {
	n      *Network
	number uint32
}

// Segment returns a segment by its number.
func (n *Network) Segment(segment uint32) Segment { return Segment{n, segment} }

// MM returns the segment's length in millimetres.
func (s Segment) MM() int64 {
	if p := s.patched(); p != nil {
		return int64(p.mm)
	}
	return int64(s.n.arrays.LengthsMM[s.number])
}

// Against reports whether the segment's edge runs against its way.
func (s Segment) Against() bool {
	if p := s.patched(); p != nil {
		return p.place.against
	}
	return s.n.arrays.runOf(s.number).Position&backwards != 0
}

// Use says who may walk the segment.
func (s Segment) Use() Use { return s.placement().kind.Use }

// Climb returns how many metres the segment rises and falls in its way's
// direction; ok is false where no heights are known. A segment of no length does
// neither.
func (s Segment) Climb() (up, down float64, ok bool) {
	slopes := s.n.arrays.Slopes
	if len(slopes) == 0 {
		return 0, 0, false
	}
	if s.MM() == 0 {
		return 0, 0, true
	}
	var z Slope
	if source, ok := s.source(); ok {
		z = slopes[source]
	}
	up, down = float64(z.Up)/100, float64(z.Down)/100
	if p := s.span(); !p.whole() {
		up, down = up*p.share(), down*p.share()
	}
	return up, down, z.Forward != 0
}

// Waits returns how much of a wait at traffic lights, and of one at a crossing
// of a big road without lights, falls to the segment: parts of one crossing, which
// add up along a walk.
func (s Segment) Waits() (signals, crossings float64) {
	w := s.waits()
	signals, crossings = float64(w.Signals)/WaitShares, float64(w.Crossings)/WaitShares
	if p := s.span(); !p.whole() {
		signals, crossings = signals*p.share(), crossings*p.share()
	}
	return signals, crossings
}

// Steps returns how many steps the segment of a stair has, in parts of one; 0
// where their count is not known.
func (s Segment) Steps() float64 {
	if step := s.n.stepOf(s.placement().way); step > 0 {
		return float64(s.MM()) / float64(step)
	}
	return 0
}

// Part returns between which fractions of a segment of the source, in its way's
// direction, the segment lies: 0 and 1 where it is whole. The fraction of an
// [Access] is one of the whole.
func (s Segment) Part() (from, to float64) {
	p := s.span()
	return p.From, p.To
}

// PartFraction returns how far along the segment a fraction of an access lies, in
// the way's direction: where the segment is a part of one that was cut, the
// fraction is one of the whole.
func (s Segment) PartFraction(fraction float64) float64 {
	from, to := s.Part()
	if to <= from {
		return 0
	}
	return max(0, min(1, (fraction-from)/(to-from)))
}

// patched returns the segment as a patch has it, nil where it is one of the base.
func (s Segment) patched() *patchSegment {
	if i := int(s.number) - len(s.n.arrays.LengthsMM); i >= 0 {
		return &s.n.patch.segments[i]
	}
	return nil
}

// source returns the segment of the network's own arrays that knows the segment's
// waits and slopes; false for one of a link, of which a patch knows all.
func (s Segment) source() (uint32, bool) {
	if p := s.patched(); p != nil {
		return p.Segment, !p.link
	}
	return s.number, true
}

// waits returns those of the segment, of a part those of the whole.
func (s Segment) waits() Waits {
	source, ok := s.source()
	switch {
	case !ok:
		return s.patched().waits
	case len(s.n.arrays.Waits) == 0:
		return Waits{}
	}
	return s.n.arrays.Waits[source]
}

// A placement is where a segment is in its way, and as what.
type placement struct {
	way      uint32 // index; from the number of ways on one of a patch
	position uint32 // in the way
	against  bool   // its edge runs against the way
	kind     Kind
}

func (s Segment) placement() placement {
	if p := s.patched(); p != nil {
		return p.place
	}
	a := &s.n.arrays
	r := a.runOf(s.number)
	return placement{r.Way, r.at(s.number) >> 1, r.Position&backwards != 0, a.Kinds[a.WayKinds[r.Way]]}
}

// stretches returns the segment as walked along its edge and against it; of a
// part, the whole segment.
func (s Segment) stretches() (there, back stretch) {
	source := s.number
	if p := s.patched(); p != nil {
		if p.link {
			return p.stretches(s.n.stepOf(p.place.way))
		}
		source = p.Segment
	}
	return s.n.arrays.stretchesOf(source, s.n.arrays.runOf(source))
}

// span returns what of a segment of the source the segment is.
func (s Segment) span() Span {
	if p := s.patched(); p != nil {
		return p.Span
	}
	if p := s.n.arrays.partAt(s.number); p != nil {
		return p.Span
	}
	return wholeSpan
}

// part is like span, with the whole.
func (s Segment) part() Part {
	if p := s.patched(); p != nil {
		return p.Part
	}
	if p := s.n.arrays.partAt(s.number); p != nil {
		return *p
	}
	p := Part{Segment: s.number, MM: s.n.arrays.LengthsMM[s.number], Span: wholeSpan}
	from, to := s.ends()
	p.LonA, p.LatA = s.n.grid(from)
	p.LonB, p.LatB = s.n.grid(to)
	return p
}

// ends returns the nodes of the segment in its way's direction.
func (s Segment) ends() (from, to uint32) {
	e := s.n.EdgeOf(s.number)
	first, _ := s.n.SegmentsOf(e)
	from, to = s.n.NodeOf(e, s.number-first), s.n.NodeOf(e, s.number-first+1)
	if s.Against() {
		from, to = to, from
	}
	return from, to
}
