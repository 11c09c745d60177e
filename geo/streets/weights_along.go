package streets

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
	p := w.n.Segment(segment).span()
	from, to = p.within(from), p.within(to)
	s, back := w.n.Segment(segment).stretches()
	by := w.profiles(segment)
	profile := by[0]
	if from > to != w.n.Segment(segment).Against() {
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
