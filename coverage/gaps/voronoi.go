package gaps

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/union"
)

// joinAlong joins points that are at most JoinM apart along the streets that
// the setting has, from where each joins them. Which way people may walk does
// not matter: neighbours are neighbours uphill too.
//
// Of all pairs only those are looked at that meet between their shares of the
// streets: they hold a least spanning tree of all (K. Mehlhorn, A Faster
// Approximation Algorithm for the Steiner Problem in Graphs, Information
// Processing Letters 27 (1988), 125–128), and so the same sets.
func (s *survey) joinAlong(ctx context.Context, sets union.Sets) error {
	bySide := map[side][]int{}
	for i, m := range s.missed {
		if own := s.sideOf(m); own.point && own.joins {
			bySide[own] = append(bySide[own], i)
		}
	}
	corners, err := s.engine.Adjacency(ctx)
	if err != nil {
		return err
	}
	for _, own := range []side{{false, true, true}, {true, true, true}} {
		if len(bySide[own]) == 0 {
			continue
		}
		a := streetVoronoi{survey: s, edgeMeasure: s.measureEdges(), corners: corners, onEdge: map[uint32][]terminal{}}
		a.place(bySide[own])
		if err := a.spread(ctx); err != nil {
			return err
		}
		a.meet()
		a.joinTo(sets)
	}
	return nil
}

// A streetVoronoi is one search along the streets from all points of a side at once.
type streetVoronoi struct {
	*survey
	edgeMeasure
	corners *reach.Adjacency
	onEdge  map[uint32][]terminal // along the edge
	mm      []int64               // by junction: to the nearest terminal; never where none is near
	nearest []int32               // by junction: index into survey.missed
	by      []uint32              // by junction: the edge that leads there
	pairs   []pair
}

const never = math.MaxInt64

// A terminal is where a missed point joins an edge.
type terminal struct {
	missed int // index into survey.missed
	mm     int64
}

// A pair of terminals meets on an edge, between two places on it.
type pair struct {
	mm       int64 // apart
	one, two int32
	edge     uint32
	from, to int64 // on the edge: where they come onto it
}

func (a *streetVoronoi) place(members []int) {
	for _, i := range members {
		edge, mm := a.position(a.missed[i].accesses[0])
		a.onEdge[edge] = append(a.onEdge[edge], terminal{i, mm})
	}
	for _, on := range a.onEdge {
		slices.SortFunc(on, func(x, y terminal) int { return cmp.Or(cmp.Compare(x.mm, y.mm), cmp.Compare(x.missed, y.missed)) })
	}
}

// An arrival is the search's at a junction.
type arrival struct {
	mm       int64
	terminal int32
	junction uint32
	by       uint32
	order    uint64 // of by
}

// Before orders the search.
func (x arrival) Before(y arrival) bool {
	return cmp.Or(cmp.Compare(x.mm, y.mm), cmp.Compare(x.terminal, y.terminal), cmp.Compare(x.junction, y.junction), cmp.Compare(x.order, y.order)) < 0
}

// spread gives every junction within JoinM of a terminal to the nearest.
func (a *streetVoronoi) spread(ctx context.Context) error {
	n := a.network.Junctions()
	a.mm, a.nearest, a.by = make([]int64, n), make([]int32, n), make([]uint32, n)
	for i := range a.mm {
		a.mm[i] = never
	}
	var queue reach.Frontier[arrival]
	for edge, on := range a.onEdge { // the queue orders them
		start, end, _, _ := a.network.Edge(edge)
		first, last := on[0], on[len(on)-1]
		queue.Push(arrival{first.mm, int32(first.missed), start, edge, a.network.Order(edge)})
		queue.Push(arrival{a.lengthOf(edge) - last.mm, int32(last.missed), end, edge, a.network.Order(edge)})
	}
	for settled := 0; queue.Len() > 0; settled++ {
		at := queue.Pop()
		if at.mm > JoinM*1000 || a.mm[at.junction] != never {
			continue
		}
		a.mm[at.junction], a.nearest[at.junction], a.by[at.junction] = at.mm, at.terminal, at.by
		for edge, atEnd := range a.corners.Edges(at.junction) {
			if len(a.onEdge[edge]) > 0 || !a.usable(edge) {
				continue
			}
			start, end, _, _ := a.network.Edge(edge)
			next := end
			if atEnd {
				next = start
			}
			if a.mm[next] == never {
				queue.Push(arrival{at.mm + a.lengthOf(edge), at.terminal, next, edge, a.network.Order(edge)})
			}
		}
		if settled%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// meet lists the pairs that meet on an edge.
func (a *streetVoronoi) meet() {
	for edge := range a.network.EachEdge() {
		start, end, _, _ := a.network.Edge(edge)
		on := a.onEdge[edge]
		near := a.mm[start] != never || a.mm[end] != never
		if len(on) == 0 && !(near && a.usable(edge)) {
			continue
		}
		length := a.lengthOf(edge)
		if len(on) == 0 {
			a.pair(edge, start, 0, end, length, length)
			continue
		}
		if a.mm[start] != never {
			a.add(pair{a.mm[start] + on[0].mm, a.nearest[start], int32(on[0].missed), edge, 0, on[0].mm})
		}
		for i := 1; i < len(on); i++ {
			a.add(pair{on[i].mm - on[i-1].mm, int32(on[i-1].missed), int32(on[i].missed), edge, on[i-1].mm, on[i].mm})
		}
		last := on[len(on)-1]
		if a.mm[end] != never {
			a.add(pair{a.mm[end] + length - last.mm, a.nearest[end], int32(last.missed), edge, length, last.mm})
		}
	}
}

// pair adds that of the terminals nearest to an edge's ends.
func (a *streetVoronoi) pair(edge, start uint32, from int64, end uint32, to, length int64) {
	if a.mm[start] != never && a.mm[end] != never {
		a.add(pair{a.mm[start] + length + a.mm[end], a.nearest[start], a.nearest[end], edge, from, to})
	}
}

func (a *streetVoronoi) add(p pair) {
	if p.one != p.two && p.mm <= JoinM*1000 {
		a.pairs = append(a.pairs, p)
	}
}

// joinTo joins the pairs, the nearest first, and keeps the way between those
// that it joined.
func (a *streetVoronoi) joinTo(sets union.Sets) {
	slices.SortFunc(a.pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.mm, y.mm), cmp.Compare(x.one, y.one), cmp.Compare(x.two, y.two), cmp.Compare(a.network.Order(x.edge), a.network.Order(y.edge)), cmp.Compare(x.from, y.from))
	})
	for _, p := range a.pairs {
		if !sets.Join(uint32(p.one), uint32(p.two)) {
			continue
		}
		a.draw(int(p.one), p.edge, p.from, p.to)
		start, end, _, _ := a.network.Edge(p.edge)
		for _, junction := range []uint32{start, end} {
			// Back from the ends of the edge to the terminals they belong to.
			if a.mm[junction] != never && (a.nearest[junction] == p.one || a.nearest[junction] == p.two) {
				a.drawBack(int(p.one), junction)
			}
		}
	}
}

// drawBack keeps the way from a junction to its terminal.
func (a *streetVoronoi) drawBack(one int, junction uint32) {
	for {
		edge := a.by[junction]
		start, end, _, _ := a.network.Edge(edge)
		on, length := a.onEdge[edge], a.lengthOf(edge)
		if len(on) > 0 {
			if junction == start && a.nearest[junction] == int32(on[0].missed) {
				a.draw(one, edge, 0, on[0].mm)
			} else {
				a.draw(one, edge, on[len(on)-1].mm, length)
			}
			return
		}
		a.draw(one, edge, 0, length)
		if junction == start {
			junction = end
		} else {
			junction = start
		}
	}
}

// draw keeps the part of an edge between two places on it.
func (a *streetVoronoi) draw(one int, edge uint32, from, to int64) {
	if from > to {
		from, to = to, from
	}
	var line orb.LineString
	first, last := a.network.SegmentsOf(edge)
	at := int64(0)
	for seg := first; seg < last; seg++ {
		mm := a.network.Segment(seg).MM()
		lo, hi := max(from, at), min(to, at+mm)
		if lo <= hi && mm > 0 {
			p, q := a.network.Point(a.network.NodeOf(edge, seg-first)), a.network.Point(a.network.NodeOf(edge, seg-first+1))
			line = append(line, geo.Between(p, q, float64(lo-at)/float64(mm)), geo.Between(p, q, float64(hi-at)/float64(mm)))
		}
		at += mm
	}
	a.bonds = append(a.bonds, bond{one, line})
}
