package streets

import (
	"math"

	"lifecircle/geo"
)

// A linkLayout lays the segments of a link one after the other.
type linkLayout struct {
	ed       editor
	id       int64
	name     string
	c        *chain
	at       [2]int32 // where the last segment ended
	position uint32
	way      uint32 // of the last segment
	waits    Waits  // of the next piece of street
}

// draw lays a link along its places: a lift at either end, a stair at either end,
// what stands in the way, and the street between.
func (d *linkLayout) draw(l *Link, places [][2]int32) {
	kind := l.Kind
	kind.Feature = FeatureRepair
	if kind.Class == ClassNone {
		kind.Class = ClassFootway
	}
	d.waits = crossingWaits(kind.Crossing)
	run := measure(places, l.LengthMM)
	total := run[len(run)-1]
	stair, step := int64(0), uint32(0)
	switch {
	case kind.Class == ClassSteps:
		kind.Feature = FeatureNone // a stair, whatever it was added for
		if l.Steps > 0 {
			step = uint32(max(1, total/int64(l.Steps)))
		}
	case l.Steps > 0:
		stair = min(int64(l.Steps)*tread/2, total/2)
		step = uint32(max(1, 2*stair/int64(l.Steps)))
	}
	if l.Lift {
		d.point(Kind{Class: kind.Class, Feature: FeatureLift})
	}
	if l.Kind.Barrier != BarrierNone {
		kind.Barrier = BarrierNone
		d.point(Kind{Class: kind.Class, Feature: FeatureGate, Barrier: l.Kind.Barrier})
	}
	if stair > 0 {
		steps := Kind{Class: ClassSteps}
		d.stretch(steps, step, places, run, 0, stair)
		d.stretch(kind, 0, places, run, stair, total-stair)
		d.stretch(steps, step, places, run, total-stair, total)
	} else {
		d.stretch(kind, step, places, run, 0, total)
	}
	if l.Lift {
		d.point(Kind{Class: kind.Class, Feature: FeatureLift})
	}
	d.c.inner = d.c.inner[:max(0, len(d.c.segments)-1)] // its end is a junction
}

// crossingWaits are those of a link across one road.
func crossingWaits(c Crossing) Waits {
	switch c {
	case CrossingSignals:
		return Waits{Signals: WaitShares}
	case CrossingMarked, CrossingUnmarked:
		return Waits{Crossings: WaitShares}
	}
	return Waits{}
}

// measure returns how far along a line each of its places is, in millimetres. A
// length that is given is shared out as the line's own.
func measure(places [][2]int32, given int64) []int64 {
	run := make([]int64, len(places))
	for i := 1; i < len(places); i++ {
		mm := geo.Millimetres(PointOf(places[i-1][0], places[i-1][1]), PointOf(places[i][0], places[i][1]))
		run[i] = min(run[i-1]+mm, math.MaxInt32)
	}
	total := run[len(run)-1]
	if given == 0 || total == 0 {
		run[len(run)-1] = max(total, given)
		return run
	}
	for i := range run {
		run[i] = int64(math.Round(float64(given) * (float64(run[i]) / float64(total))))
	}
	return run
}

// point lays a segment of no length.
func (d *linkLayout) point(k Kind) { d.segment(k, 0, 0, d.at) }

// stretch lays the places between two distances along the line.
func (d *linkLayout) stretch(k Kind, step uint32, places [][2]int32, run []int64, from, to int64) {
	if from == to {
		return
	}
	last := from
	for i := 1; i < len(places); i++ {
		if run[i] <= last && run[i] < to || run[i-1] >= to {
			continue
		}
		end, at := min(run[i], to), places[i]
		if end < run[i] {
			at = placeBetween(places[i-1], places[i], float64(end-run[i-1])/float64(run[i]-run[i-1]))
		}
		if end == run[len(run)-1] {
			at = places[len(places)-1] // what is left of the line is shorter than a millimetre
		}
		if end > last {
			d.segment(k, step, end-last, at)
			last = end
		}
	}
}

// placeBetween returns the place at a fraction of the line between two.
func placeBetween(a, b [2]int32, fraction float64) [2]int32 {
	lon, lat := GridOf(geo.Between(PointOf(a[0], a[1]), PointOf(b[0], b[1]), fraction))
	return [2]int32{lon, lat}
}

// segment lays one that ends at a place.
func (d *linkLayout) segment(k Kind, step uint32, mm int64, to [2]int32) {
	d.wayOf(k, step)
	p := patchSegment{link: true, mm: uint32(mm), place: placement{way: d.way, position: d.position, kind: k}}
	p.Part = Part{MM: p.mm, Span: wholeSpan, LonA: d.at[0], LatA: d.at[1], LonB: to[0], LatB: to[1]}
	if !k.Feature.IsPoint() {
		p.waits, d.waits = d.waits, Waits{}
	}
	d.c.segments = append(d.c.segments, p)
	d.c.inner = append(d.c.inner, to)
	d.at = to
	d.position++
}

// wayOf gives the next segment a way: the last one's where that is like it.
func (d *linkLayout) wayOf(k Kind, step uint32) {
	ways, base := &d.ed.n.patch.ways, len(d.ed.n.arrays.WayIDs)
	if d.position > 0 {
		if w := (*ways)[int(d.way)-base]; w.kind == k && w.step == step {
			return
		}
	}
	d.way = uint32(base + len(*ways))
	*ways = append(*ways, addedWay{id: d.id, kind: k, name: d.name, step: step})
}
