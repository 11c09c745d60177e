package streets

// SegmentMM returns a segment's length in millimetres.
func (n *Network) SegmentMM(segment uint32) int64 {
	if i := int(segment) - len(n.arrays.LengthsMM); i >= 0 {
		return int64(n.more.pieces[i].mm)
	}
	return int64(n.arrays.LengthsMM[segment])
}

// Against reports whether a segment's edge runs against its way.
func (n *Network) Against(segment uint32) bool {
	if i := int(segment) - len(n.arrays.LengthsMM); i >= 0 {
		return n.more.pieces[i].place.against
	}
	return n.runOf(segment).Position&backwards != 0
}

// Climb returns how many metres a segment rises and falls in its way's
// direction; ok is false where no heights are known. A segment of no length does
// neither.
func (n *Network) Climb(segment uint32) (up, down float64, ok bool) {
	if len(n.arrays.Slopes) == 0 {
		return 0, 0, false
	}
	if n.SegmentMM(segment) == 0 {
		return 0, 0, true
	}
	var z Slope
	if source, ok := n.source(segment); ok {
		z = n.arrays.Slopes[source]
	}
	up, down = float64(z.Up)/100, float64(z.Down)/100
	if p := n.spanOf(segment); !p.whole() {
		up, down = up*p.share(), down*p.share()
	}
	return up, down, z.Forward != 0
}

// Waits returns how much of a wait at traffic lights, and of one at a crossing
// of a big road without lights, falls to a segment: parts of one crossing, which
// add up along a walk.
func (n *Network) Waits(segment uint32) (signals, crossings float64) {
	w := n.waitsOf(segment)
	signals, crossings = float64(w.Signals)/WaitShares, float64(w.Crossings)/WaitShares
	if p := n.spanOf(segment); !p.whole() {
		signals, crossings = signals*p.share(), crossings*p.share()
	}
	return signals, crossings
}

// waitsOf returns those of a segment, of a part those of the whole.
func (n *Network) waitsOf(segment uint32) Waits {
	source, ok := n.source(segment)
	switch {
	case !ok:
		return n.more.pieces[int(segment)-len(n.arrays.LengthsMM)].waits
	case len(n.arrays.Waits) == 0:
		return Waits{}
	}
	return n.arrays.Waits[source]
}

// Steps returns how many steps a segment of a stair has, in parts of one; 0
// where their count is not known.
func (n *Network) Steps(segment uint32) float64 {
	if step := n.stepOf(n.placementOf(segment).way); step > 0 {
		return float64(n.SegmentMM(segment)) / float64(step)
	}
	return 0
}

// Edge returns what walking an edge from its start to its end costs, and back:
// the sums of its segments, or [Far].
func (w *Weights) Edge(e uint32) (forward, backward Cost) {
	f, b := w.whole(e)
	return walkable(f), walkable(b)
}

// Along returns what walking the part of a segment between two fractions of it,
// both counted in its way's direction, costs: from one to the other, cut as
// [Weights.Locate] cuts. Of that, wait is spent at lights, crossings, barriers,
// kerbs and lifts. It is [Far] where the direction is blocked. Of a part of a
// segment, fractions beyond it count as its ends.
func (w *Weights) Along(segment uint32, from, to float64) (cost, wait Cost) {
	p := w.n.spanOf(segment)
	from, to = p.within(from), p.within(to)
	s, back := w.n.stretchesOf(segment)
	by := w.profiles(segment)
	profile := by[0]
	if from > to != w.n.Against(segment) {
		s, profile = back, by[1]
	}
	total := profile.cost(s)
	if total >= blocked {
		return Far, 0
	}
	hurried := profile.withoutWaits()
	waiting := total - min(hurried.cost(s), total)
	part := func(cost uint64) Cost {
		a, b := cutAt(from, cost), cutAt(to, cost)
		return Cost(max(a, b) - min(a, b))
	}
	return part(total), part(waiting)
}

// withoutWaits is the profile of somebody who is let through everywhere.
func (p Profile) withoutWaits() Profile {
	p.Signal, p.Crossing, p.Lift = min(p.Signal, 0), min(p.Crossing, 0), min(p.Lift, 0)
	for i, w := range p.Kerb {
		p.Kerb[i] = min(w, 0)
	}
	for i, w := range p.Barrier {
		p.Barrier[i] = min(w, 0)
	}
	return p
}
