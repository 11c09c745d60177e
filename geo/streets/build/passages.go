package build

import (
	"slices"

	"lifecircle/geo/streets"
)

// A passage is a node that was split: what stands there lies between the copies.
type passage struct {
	copies      []uint32 // a node for each street that met here
	streets     []uint32 // the first segment of each
	first, last uint32   // segments [first, last) are the pseudo ones
	spoke       uint32   // of them belong to each copy of a star; 0: all lie between two copies
	private     bool     // for residents only
	parts       bool     // it is a gate, which parts the areas on its sides
}

// parting reports whether a gate parts two residents' areas: what is on a path
// for wheels alone does not.
func parting(m Mark) bool {
	if m.Feature != streets.FeatureGate {
		return false
	}
	switch m.Kind.Barrier {
	case streets.BarrierNone, streets.BarrierGate, streets.BarrierLiftGate, streets.BarrierEntrance, streets.BarrierTurnstile, streets.BarrierKissingGate:
		return true
	}
	return m.Kind.Use == streets.UseResidents
}

// splitNodes gives every street that meets at a gate, a kerb or a lift a copy of the
// node, and joins the copies by segments of no length that are the feature.
func (d *draft) splitNodes() {
	at := d.streetsAtMarks()
	var dropped []bool
	for i, m := range d.marked {
		if len(m.features) == 0 && !m.closed {
			continue
		}
		groups := d.streetsOf(m.node, at[i], &dropped)
		if len(groups) < 2 {
			continue
		}
		p := passage{}
		for k, group := range groups {
			v := m.node
			if k > 0 {
				v = d.addNode(d.lon[m.node], d.lat[m.node])
			}
			for _, s := range group {
				d.move(s, m.node, v)
			}
			p.copies, p.streets = append(p.copies, v), append(p.streets, group[0])
		}
		if m.closed {
			continue
		}
		d.joinCopies(&p, m)
		d.passages = append(d.passages, p)
	}
	d.drop(dropped)
}

// streetsAtMarks lists, for each marked node, the segments that meet there, by
// way and position.
func (d *draft) streetsAtMarks() [][]uint32 {
	if len(d.marked) == 0 {
		return nil
	}
	place := make([]uint32, len(d.lon)) // 1 + index in marked
	for i, m := range d.marked {
		place[m.node] = uint32(i + 1)
	}
	out := make([][]uint32, len(d.marked))
	for i, s := range d.segments {
		for _, v := range [...]uint32{s.from, s.to} {
			if k := place[v]; k > 0 {
				out[k-1] = append(out[k-1], uint32(i))
			}
		}
	}
	return out
}

// streetsOf groups the segments at a node by what has a copy of its own: each
// street's end has, and the lines across one square have one together. A second
// segment to the same neighbour goes, as it would in the end; it could not be
// told from the first once both have copies.
func (d *draft) streetsOf(v uint32, segments []uint32, dropped *[]bool) [][]uint32 {
	var groups [][]uint32
	square := map[uint32]int{}
	neighbour := map[uint32]uint32{}
	for _, s := range segments {
		if *dropped != nil && (*dropped)[s] {
			continue
		}
		other := d.otherEnd(s, v)
		if first, twin := neighbour[other]; twin {
			if *dropped == nil {
				*dropped = make([]bool, len(d.segments))
			}
			if d.use(s) >= d.use(first) {
				(*dropped)[s] = true
				continue
			}
			(*dropped)[first] = true
			for i, group := range groups {
				if k := slices.Index(group, first); k >= 0 {
					groups[i] = slices.Delete(group, k, k+1)
				}
			}
		}
		neighbour[other] = s
		way := d.segments[s].way
		if d.ways[way].kind.Feature == streets.FeatureSquare {
			if k, known := square[way]; known {
				groups[k] = append(groups[k], s)
				continue
			}
			square[way] = len(groups)
		}
		groups = append(groups, []uint32{s})
	}
	return slices.DeleteFunc(groups, func(g []uint32) bool { return len(g) == 0 })
}

func (d *draft) otherEnd(segment, v uint32) uint32 {
	if s := d.segments[segment]; s.from == v {
		return s.to
	}
	return d.segments[segment].from
}

// move lets a segment end at another node.
func (d *draft) move(segment, from, to uint32) {
	if s := &d.segments[segment]; s.from == from {
		s.from = to
	} else {
		s.to = to
	}
}

// joinCopies lays the features between two copies, or half of each between every
// copy and a hub.
func (d *draft) joinCopies(p *passage, m markedNode) {
	p.first = uint32(len(d.segments))
	star := len(p.copies) > 2
	var ways, positions []uint32
	for _, f := range m.features {
		kind := f.Kind
		kind.Feature = f.Feature
		if star {
			kind.Half = 1
		}
		p.private = p.private || f.Kind.Use == streets.UseResidents
		p.parts = p.parts || parting(f)
		ways = append(ways, d.addWay(rawWay{id: m.id, kind: kind, hours: d.word(f.Hours)}))
	}
	positions = make([]uint32, len(ways))
	chain := func(from, to uint32) {
		for k, way := range ways {
			next := to
			if k < len(ways)-1 {
				next = d.addNode(d.lon[m.node], d.lat[m.node])
			}
			d.addSegment(rawSegment{from: from, to: next, way: way, position: positions[k]})
			positions[k]++
			from = next
		}
	}
	if star {
		p.spoke = uint32(len(ways))
		hub := d.addNode(d.lon[m.node], d.lat[m.node])
		for _, v := range p.copies {
			chain(v, hub)
		}
	} else {
		chain(p.copies[0], p.copies[1])
	}
	p.last = uint32(len(d.segments))
}

// drop takes out the segments that are marked.
func (d *draft) drop(dropped []bool) {
	if dropped == nil {
		return
	}
	number := make([]uint32, len(d.segments))
	kept := 0
	for i := range d.segments {
		number[i] = uint32(kept)
		if i < len(dropped) && dropped[i] {
			continue
		}
		d.segments[kept] = d.segments[i]
		if d.waits != nil {
			d.waits[kept] = d.waits[i]
		}
		if d.slopes != nil {
			d.slopes[kept] = d.slopes[i]
		}
		kept++
	}
	d.segments = d.segments[:kept]
	if d.waits != nil {
		d.waits = d.waits[:kept]
	}
	if d.slopes != nil {
		d.slopes = d.slopes[:kept]
	}
	for i := range d.passages {
		p := &d.passages[i]
		for k, s := range p.streets {
			p.streets[k] = number[s]
		}
		p.first = number[p.first]
		if int(p.last) < len(number) {
			p.last = number[p.last]
		} else {
			p.last = uint32(kept)
		}
	}
}
