package gaps

import (
	"context"
	"slices"

	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/cells"
)

// beside calls join for the missed places that are in a gap with one because they
// are near it.
func (s *sketcher) beside(place int, join func(int)) error {
	m := s.at(place)
	own := s.sideOf(*m)
	mates := func(other int) bool {
		o := s.at(other)
		return o != nil && s.sideOf(*o) == own
	}
	switch {
	case !own.point:
		around, err := cells.Neighbours(s.city.Demand.Cell[place])
		if err != nil {
			return err
		}
		for _, cell := range append(around, s.city.Demand.Cell[place]) {
			for _, other := range s.engine.PlacesInCell(cell) {
				if mates(int(other)) {
					join(int(other))
				}
			}
		}
	case !own.joins:
		p := s.city.Demand.Point[place]
		s.engine.EachPlaceNear(p, JoinM, func(other int) {
			if mates(other) && geo.Millimetres(p, s.city.Demand.Point[other]) <= JoinM*1000 {
				join(other)
			}
		})
	default:
		edge, mm := s.position(m.accesses[0])
		s.follow(edge, mm, own, join)
	}
	return nil
}

// terminalsOn lists the missed places of a side that join an edge, along it.
func (s *sketcher) terminalsOn(edge uint32, own side) []terminal {
	var out []terminal
	for _, at := range s.placesByEdge {
		for place := range at.On(edge) {
			m := s.at(place)
			if m == nil || s.sideOf(*m) != own {
				continue
			}
			if on, mm := s.position(m.accesses[0]); on == edge && !slices.Contains(out, terminal{place, mm}) {
				out = append(out, terminal{place, mm})
			}
		}
	}
	return out
}

// follow calls join for those of a side within JoinM along the streets of a
// place on an edge.
func (s *sketcher) follow(edge uint32, mm int64, own side, join func(int)) {
	const most = JoinM * 1000
	for _, t := range s.terminalsOn(edge, own) {
		if max(t.mm-mm, mm-t.mm) <= most {
			join(t.missed)
		}
	}
	start, end, _, _ := s.city.Streets.Edge(edge)
	s.spreadFrom(map[uint32]int64{start: mm, end: min(s.lengthOf(edge)-mm, distance(start == end, mm))}, own, join)
}

// distance is the other way round an edge that leads back to where it starts.
func distance(loop bool, mm int64) int64 {
	if loop {
		return mm
	}
	return never
}

// spreadFrom walks on from junctions that are some way off already. Where a place
// of the same gap was as near to a junction, all that lies behind it is known.
func (s *sketcher) spreadFrom(from map[uint32]int64, own side, join func(int)) {
	const most = JoinM * 1000
	var queue reach.Frontier[arrival]
	push := func(junction uint32, mm int64) {
		if near, known := s.nearest[junction]; mm <= most && (!known || mm < near) {
			queue.Push(arrival{mm: mm, junction: junction})
		}
	}
	for junction, mm := range from { // the queue orders them
		push(junction, mm)
	}
	for queue.Len() > 0 {
		at := queue.Pop()
		if near, known := s.nearest[at.junction]; known && near <= at.mm {
			continue
		}
		s.nearest[at.junction] = at.mm
		for edge, atEnd := range s.corners.Edges(at.junction) {
			length := s.lengthOf(edge)
			on := s.terminalsOn(edge, own)
			for _, t := range on {
				mm := t.mm
				if atEnd {
					mm = length - t.mm
				}
				if at.mm+mm <= most {
					join(t.missed)
				}
			}
			start, end, _, _ := s.city.Streets.Edge(edge)
			next := end
			if atEnd {
				next = start
			}
			if len(on) == 0 && s.usable(edge) {
				push(next, at.mm+length)
			}
		}
	}
}

// missedBeside lists the missed places near edges, ascending.
func (s *sketcher) missedBeside(ctx context.Context, edges []uint32) ([]int, error) {
	var out []int
	for _, edge := range edges {
		start, end, _, _ := s.city.Streets.Edge(edge)
		for _, own := range []side{{false, true, true}, {true, true, true}} {
			join := func(place int) { out = append(out, place) }
			for _, t := range s.terminalsOn(edge, own) {
				join(t.missed)
			}
			clear(s.nearest)
			s.spreadFrom(map[uint32]int64{start: 0, end: 0}, own, join)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
